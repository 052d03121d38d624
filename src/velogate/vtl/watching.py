"""How a rendering is watched: the coverage plugin says so here, a debugger is noticed; every template asks first."""

import sys
from collections.abc import Callable

MEASURED = False
"""Whether coverage measures templates."""

WAYS, NOWHERE = 1 << 19, 1 << 20
"""Lines of measured code that no file has: from the first on they stand for ways, the other is that of blanks."""

_DEBUGGER = 0
_tool: Callable[[int], object] = getattr(getattr(sys, "monitoring", None), "get_tool", lambda tool: None)


def way() -> str:
    """How a template is to be compiled: "plain", "measured", or "lined" where a debugger follows it."""
    if MEASURED:
        return "measured"
    return "plain" if sys.gettrace() is None and _tool(_DEBUGGER) is None else "lined"
