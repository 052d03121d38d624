"""Which documents there are, and what makes each."""

import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from generate import differences, language, library, sessions

FOLDER = Path(__file__).parents[1]


def _with_outputs(name: str) -> Callable[[], str]:
    """The document as it is, with what its commands print now."""
    return lambda: sessions.filled((FOLDER / name).read_text(encoding="utf-8"))


def _library() -> str:
    """The document of the library, with what its commands print and all that there is."""
    entries = f"<!-- entries -->\n{library.table()}\n<!-- end -->"
    text = _with_outputs("library.md")()
    return re.sub(r"<!-- entries -->.*<!-- end -->", lambda found: entries, text, flags=re.S)


DOCUMENTS: Mapping[str, Callable[[], str]] = {
    "README.md": _with_outputs("README.md"),
    "coverage.md": _with_outputs("coverage.md"),
    "debugging.md": _with_outputs("debugging.md"),
    "differences.md": differences.text,
    "how-it-works.md": _with_outputs("how-it-works.md"),
    "language.md": language.text,
    "library.md": _library,
    **{f"library-{service}.md": partial(library.page, service) for service in library.services()},
    "pipeline.md": _with_outputs("pipeline.md"),
    "testing.md": _with_outputs("testing.md"),
}
