"""What only the account knows where an API is deployed: its region, its number, the role that is written beside it.

While an API is made, a mark stands for each of them; every form writes its own reference in the mark's place.
"""

import re
from collections.abc import Callable, Mapping

MARKS: Mapping[str, str] = {"partition": "\ue000", "region": "\ue001", "account": "\ue002", "role": "\ue003"}
"""Characters for private use, one for each name."""

_NAMES = {mark: name for name, mark in MARKS.items()}
_MARK = re.compile(f"[{''.join(MARKS.values())}]")


def are_in(text: str) -> bool:
    """Whether a text has a mark."""
    return bool(_MARK.search(text))


def names_in(text: str) -> list[str]:
    """The names that a text has marks for, in order."""
    return [_NAMES[found] for found in _MARK.findall(text)]


def replaced(text: str, written: Callable[[str], str], plain: Callable[[str], str] = str) -> str:
    """The text with what a form writes for each name, and what is between as it writes plain text."""
    parts = re.split(f"({_MARK.pattern})", text)
    return "".join(written(_NAMES[part]) if part in _NAMES else plain(part) for part in parts)
