"""JSONPath as API Gateway has it, which is Jayway's json-path.

Which release it uses nobody outside knows; what is known of its rendering agrees with 2.0. So whatever 2.0 reads finds
what 2.0 finds, with Option.SUPPRESS_EXCEPTIONS: null for a definite path that leads nowhere, an empty array for any
other. What 2.0 cannot read, or takes for the name of a member, finds what 2.9 finds: operators beyond the comparisons,
parentheses in filters, functions, text in double quotes, positions from the end. Where 2.9 throws in spite of that
option, nothing is found, as in 2.4. What no release can answer is refused.

`fixtures/gateway/jsonpath_differences.jsonl` has each difference: what is found here, in 2.0, 2.4 and 2.9, and why.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from velogate.jsonpath.errors import PathError, with_root

__all__ = ["Path", "PathError", "compile", "plain_keys"]

Find = Callable[[Any], Any]

_PLAIN_STEP = r"\.([\w-]+)|\[([0-9]{1,9})\]|\['([^'\\]*)'\]"
_PLAIN = re.compile(rf"\$?(?:{_PLAIN_STEP})*")
_STEPS = re.compile(_PLAIN_STEP)


class Path:
    """A path that has been read; `find` may be called from many threads."""

    __slots__ = ("find", "is_definite")

    def __init__(self, find: Find, is_definite: bool) -> None:
        self.find = find
        """The document to the result."""
        self.is_definite = is_definite
        """Whether the result is the one value found, or None; else it is a list, which may be empty."""


@lru_cache(maxsize=16_384)
def compile(text: str) -> Path:  # noqa: A001
    """The path that a text writes; `$.` may be left out. Raises PathError with the place in it."""
    keys = plain_keys(text)
    if keys is not None:
        return Path(_stepping(keys), True)
    from velogate.jsonpath import evaluator, parser, tree  # plain paths start up without them

    steps = parser.parse(text).steps
    return Path(evaluator.search(steps), tree.is_definite(steps))


def plain_keys(text: str) -> tuple[str | int, ...] | None:
    """The names and positions of a path that has nothing else, None for any other."""
    path = with_root(text)[0]
    if not _PLAIN.fullmatch(path):
        return None
    return tuple([int(index) if index else name or quoted for name, index, quoted in _STEPS.findall(path)])


def _stepping(keys: tuple[str | int, ...]) -> Find:
    typed_keys: list[tuple[Any, Any]] = [(key, dict if isinstance(key, str) else list) for key in keys]

    def find(document: Any) -> Any:
        for key, container in typed_keys:
            if not isinstance(document, container):
                return None
            try:
                document = document[key]
            except LookupError:
                return None
        return document

    return find
