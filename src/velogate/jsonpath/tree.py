"""What a JSONPath says, as data: its steps and, in filters, its conditions."""

from dataclasses import dataclass
from typing import Any, Union


@dataclass(frozen=True, slots=True)
class Names:
    """`.a`, `['a']`, `['a','b']`: members of an object by name."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Positions:
    """`[0]`, `[-1]`, `[0,2]`: items of an array; a negative one counts from its end."""

    positions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FromEnd:
    """`[(@.length-2)]`: the item so many before the end of an array."""

    back: int


@dataclass(frozen=True, slots=True)
class Slice:
    """`[1:3]`, `[1:]`, `[:3]`: items of an array from `first` up to, not including, `end`."""

    first: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class Wildcard:
    """`*`: every member of an object, every item of an array."""


@dataclass(frozen=True, slots=True)
class Scan:
    """`..`: the next step is tried on the value and on everything in it."""


@dataclass(frozen=True, slots=True)
class Filter:
    """`[?(..)]`: the items of an array, or the object itself, for which the condition holds."""

    condition: "Condition"


@dataclass(frozen=True, slots=True)
class Call:
    """`.length()`: a function of the value."""

    function: str
    arguments: "tuple[Query | Literal, ...]" = ()


Step = Names | Positions | FromEnd | Slice | Wildcard | Scan | Filter | Call


@dataclass(frozen=True, slots=True)
class Query:
    """A path in a filter or among arguments; it starts from the whole document, or from the value at hand (`@`)."""

    from_root: bool
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Literal:
    """A written value, and its text as json-path 2.0 compares it (`5` and `'5'` are the same to it)."""

    value: Any
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Regex:
    """`/a.*/i`: a java.util.regex pattern and its flags' letters."""

    pattern: str
    flags: str


Operand = Query | Literal | Regex


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Conditions joined by `||`."""

    conditions: "tuple[Condition, ...]"


@dataclass(frozen=True, slots=True)
class AllOf:
    """Conditions joined by `&&`."""

    conditions: "tuple[Condition, ...]"


@dataclass(frozen=True, slots=True)
class Not:
    """`!`: a condition that must not hold."""

    condition: "Condition"


@dataclass(frozen=True, slots=True)
class Exists:
    """A path alone: it must lead to something that is not null."""

    query: Query


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two operands and what stands between them: `==`, `in`, `size` …"""

    left: Operand
    operator: str
    right: Operand


Condition = Union[AnyOf, AllOf, Not, Exists, Comparison]  # noqa: UP007


def is_definite(steps: tuple[Step, ...]) -> bool:
    """Whether the steps can lead to one value at most; then that value is the result, else an array is."""
    return all(
        isinstance(step, FromEnd | Call)
        or (isinstance(step, Positions) and len(step.positions) == 1)
        or (isinstance(step, Names) and (len(step.names) == 1 or index == len(steps) - 1))
        for index, step in enumerate(steps)
    )
