"""JSONPath as API Gateway has it, which is Jayway's json-path.

Which release it uses nobody outside knows. Syntax is that of the newest releases (operators beyond comparisons,
`!(..)`, `["a"]`, functions, negative positions); results are those measured with 2.0 and Option.SUPPRESS_EXCEPTIONS.
Where both differ:

| path                                | here                  | json-path 2.0               | later releases          |
|-------------------------------------|-----------------------|-----------------------------|-------------------------|
| `[-1]`                              | the last item         | nothing                     | the last item           |
| `["a"]`, `in`, `!(..)`, `.length()` | as documented         | refused, or a member's name | as documented           |
| `['a','b'].c`                       | each member's `c`     | nothing                     | each member's `c`       |
| `[(@.length-1)]`                    | the last item         | the last item               | refused                 |
| `[0,9]` of two items                | `[]`                  | `[]`                        | the first item          |
| `[?(@.a)].b.c` where some lack `b`  | `[]`                  | `[]`                        | those that have it      |
| `[?(@.a)]` where `a` is null        | not taken             | not taken                   | taken                   |
| `[?(@.a == 'x')]`, some `a` numbers | `[]`                  | `[]`                        | those that are `'x'`    |
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
