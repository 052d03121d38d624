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

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from velogate.jsonpath.parser import PathError, parse
from velogate.jsonpath.tree import Names, Positions, Step, is_definite

__all__ = ["Path", "PathError", "compile"]

Find = Callable[[Any], Any]


class Path:
    """A path that has been read; `find` may be called from many threads."""

    __slots__ = ("find", "is_definite", "steps")

    def __init__(self, steps: tuple[Step, ...]) -> None:
        """Raises PathError for conditions that are nested too deeply."""
        self.steps = steps
        self.is_definite = is_definite(steps)
        """Whether the result is the one value found, or None; else it is a list, which may be empty."""
        keys = _plain_keys(steps)
        self.find: Find = _walking(steps) if keys is None else _stepping(keys)
        """The document to the result."""


@lru_cache(maxsize=16_384)
def compile(text: str) -> Path:  # noqa: A001
    """The path that a text writes; raises PathError with the place in it."""
    return Path(parse(text).steps)


def _plain_keys(steps: tuple[Step, ...]) -> tuple[str | int, ...] | None:
    """The names and positions of a path that has nothing else."""
    keys: list[str | int] = []
    for step in steps:
        match step:
            case Names((name,)):
                keys.append(name)
            case Positions((position,)):
                keys.append(position)
            case _:
                return None
    return tuple(keys)


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


def _walking(steps: tuple[Step, ...]) -> Find:
    from velogate.jsonpath import evaluator  # plain paths start up without it

    return evaluator.search(steps)
