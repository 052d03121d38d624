"""One rendering: its limits, its variables, how it ends early."""

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from types import CodeType, FrameType
from typing import Any, Protocol

from velogate.source import Source
from velogate.vtl.dialect import Dialect

Write = Callable[[str], object]
Body = Callable[["Context", Write], object]
ByName = Callable[["Context"], Any]

MAX_RANGE = 10_000_000
MAX_MACRO_DEPTH = 20
MAX_BLOCK_DEPTH = 2
MAX_PARSE_DEPTH = 10
"""Velocity's defaults, but for the first: no JVM holds much longer ranges."""

MAX_TEXT = 100_000_000
"""Characters of one text; ten times what API Gateway takes for a payload."""


EVALUATED = "#evaluate"
"""What a source is called that is no file but the value of an #evaluate."""


class Stop(Exception):  # noqa: N818
    """#stop."""


class Break(Exception):  # noqa: N818
    """#break where the loop or block that it leaves is not in the same function."""


class Leave(Exception):  # noqa: N818
    """`#break($scope)`: leaves the loop of that scope."""

    def __init__(self, scope: object) -> None:
        super().__init__()
        self.scope = scope


class Refusal(Exception):  # noqa: N818
    """The rendering cannot go on: a limit was passed, a file is missing, a directive has the wrong arguments."""


class Unit(Protocol):
    """A compiled template, as #evaluate and #parse need it."""

    def define_macros(self, run: "Run") -> None:
        """Makes the macros of the template known to the run."""

    def body(self, context: "Context", write: Write) -> object:
        """Renders with the variables of `context`."""


@dataclass(slots=True)
class Run:
    """One rendering: what it may use, what it has noticed.

    `loops` is how many iterations each #foreach may make (None: no limit), `budget` how many all of them together.
    `notes` holds, by code and instruction, messages for the template's author, with its source. `written` is the
    output so far, of which the first `counted` pieces have `size` characters. `steps` takes down what a traced template
    does.
    """

    dialect: Dialect
    compile: Callable[[str, str], Unit]
    load: Callable[[str], str]
    loops: int | None
    budget: int
    macros: dict[str, "Macro"] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    files: int = 1
    written: list[str] = field(default_factory=list)
    counted: int = 0
    size: int = 0
    notes: dict[tuple[CodeType, int], tuple[str, Source]] = field(default_factory=dict)
    steps: Any = None

    def check_output(self) -> None:
        """Refuses an output that grows beyond all bounds; asked before each loop."""
        self.size += sum(map(len, self.written[self.counted :]))
        self.counted = len(self.written)
        if self.size > MAX_TEXT:
            raise Refusal(f"the output has more than {MAX_TEXT:,} characters")

    def note(self, message: str, frame: FrameType) -> None:
        """Remembers a message for the instruction that the frame is at; once for each."""
        self.notes.setdefault((frame.f_code, frame.f_lasti), (message, frame.f_globals["__source__"]))


RUN: ContextVar[Run] = ContextVar("velogate_run")


# ---- variables


class Context(dict[str, Any]):
    """The variables of a rendering."""

    __slots__ = ()

    def __missing__(self, name: str) -> None:
        return None

    def drop(self, name: str) -> None:
        """Makes the name unknown."""
        self.pop(name, None)

    def null_text(self, literal: str) -> str:
        """What a reference prints that is null and written so."""
        return literal


class MacroContext(Context):
    """The variables inside a macro: its arguments by name, what it assigned, and the caller's.

    An argument is evaluated with the caller's variables each time it is read; assigning one hides it, and assigns the
    caller's variable of that name as well (Velocity's default, `velocimacro.context.localscope = false`).
    """

    __slots__ = ("_arguments", "_literals", "outer")

    def __init__(self, outer: Context) -> None:
        super().__init__()
        self.outer = outer
        self._arguments: dict[str, ByName] = {}
        self._literals: dict[str, str] = {}

    def bind(self, name: str, argument: "Argument") -> None:
        """Gives the parameter `name` an argument."""
        if argument.by_name:
            self._arguments[name] = argument.by_name
            self._literals["$" + name] = argument.literal
        else:
            super().__setitem__(name, argument.value)

    def __getitem__(self, name: str) -> Any:
        value = super().get(name)
        if value is not None:
            return value
        argument = self._arguments.get(name)
        return self.outer[name] if argument is None else argument(self.outer)

    def __setitem__(self, name: str, value: Any) -> None:
        super().__setitem__(name, value)
        self.outer[name] = value

    def drop(self, name: str) -> None:
        super().pop(name, None)
        self._arguments.pop(name, None)
        self.outer.drop(name)

    def null_text(self, literal: str) -> str:
        return self._literals.get(literal) or self.outer.null_text(literal)


def restore(context: Context, name: str, value: Any) -> None:
    """After a loop: the variable has its value of before again, or none."""
    if value is None:
        context.drop(name)
    else:
        context[name] = value


# ---- macros


@dataclass(frozen=True, slots=True)
class Macro:
    """A #macro: the names of its parameters and its body."""

    name: str
    parameters: tuple[str, ...]
    body: Body


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument of a macro: a value, or how to evaluate it each time; `literal` is its text."""

    value: Any
    by_name: ByName | None
    literal: str
