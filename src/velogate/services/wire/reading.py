"""What is found while a request is taken apart: where each value stands, and what is wrong with it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

MOST = 20
"""Faults that are told of one request; a hostile one has any number."""

Wire = tuple[str | int, ...]
"""The way to a value as the body has it: in JSON names and positions, in a form one name, in XML a span."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that the service would refuse, or of severity `warning` takes in a way that no author means."""

    message: str
    """One sentence that names the parameter and what is wrong."""
    path: str = ""
    """Of the parameter, as in `Entries[0].Detail`."""
    part: str = "body"
    """Of the request: body, header, query, path, method or host."""
    start: int | None = None
    """Where in the body's text it stands, in characters; None elsewhere."""
    end: int | None = None
    hint: str | None = None
    severity: str = "error"
    unreadable: bool = False
    """The body is no JSON at all: who wrote it wrong is told by its rendering."""


@dataclass(frozen=True, slots=True)
class Call:
    """A request, taken apart as the service would."""

    service: str
    """botocore's name."""
    operation: str
    parameters: Mapping[str, Any]
    """What botocore's client method would take; of what is wrong the value as it came."""
    protocol: str
    problems: tuple[Problem, ...] = ()
    body: str = field(default="", repr=False)
    accept: str | None = field(default=None, repr=False)
    """What the request's Accept asks for."""

    @property
    def valid(self) -> bool:
        """Whether the service would take it for this call, as far as the request's form goes."""
        return all(problem.severity == "warning" for problem in self.problems)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a value stands: among the parameters, and on the wire."""

    path: tuple[str | int, ...] = ()
    wire: Wire | None = ()
    part: str = "body"

    def inner(self, name: str | int, *wire: str | int) -> "Spot":
        """The spot of a member, whose name on the wire may be another one."""
        at = None if self.wire is None else (*self.wire, *wire)
        return Spot((*self.path, name), at, self.part)

    def __str__(self) -> str:
        return shown(self.path)


@dataclass(frozen=True, slots=True)
class Fault:
    """A problem whose characters are not yet looked for."""

    message: str
    spot: Spot
    hint: str | None = None
    on_name: bool = False
    """The name is wrong and not the value."""


@dataclass(slots=True)
class Reading:
    """Gathers the faults of one request."""

    operation: Any
    service: str
    faults: list[Fault] = field(default_factory=list)
    spots: dict[tuple[str | int, ...], Spot] = field(default_factory=dict)
    """Where each parameter is on the wire."""
    texts: set[str] = field(default_factory=set)
    """Names in a form whose value may be any text."""
    meant: set[tuple[str | int, ...]] = field(default_factory=set)
    """Parameters that a misspelled name stands for: that they are missing is no news."""

    def spot(self, path: tuple[str | int, ...]) -> Spot:
        """The spot of a parameter, or of the nearest one around it that is known."""
        around = path
        while around and around not in self.spots:
            around = around[:-1]
        known = self.spots.get(around, Spot())
        return Spot(path, known.wire, known.part)

    def fault(self, message: str, spot: Spot, hint: str | None = None, on_name: bool = False) -> None:
        """Takes a fault, unless there are many already."""
        if not self.full:
            self.faults.append(Fault(message, spot, hint, on_name))

    @property
    def full(self) -> bool:
        """Whether it takes no more."""
        return len(self.faults) >= MOST

    @property
    def name(self) -> str:
        """The operation's name."""
        return str(self.operation.name)


def shown(path: tuple[str | int, ...]) -> str:
    """A parameter's path as people write it: `Entries[0].Detail`, `Item["a b"].S`."""
    return "".join(_parts(path))


def _parts(path: tuple[str | int, ...]) -> Iterator[str]:
    for index, part in enumerate(path):
        if isinstance(part, int):
            yield f"[{part}]"
        elif part.replace("_", "").replace("-", "").isalnum():
            yield f".{part}" if index else part
        else:
            yield f'["{clipped(part)}"]'


def clipped(text: str, most: int = 60) -> str:
    """A text of bearable length."""
    return text if len(text) <= most else f"{text[:most]}…"
