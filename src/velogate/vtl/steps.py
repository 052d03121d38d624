"""What a rendering did, step by step: every value that was read, every branch that was taken, in that order."""

from typing import Any, NamedTuple

from velogate.java.text import to_string
from velogate.java.throwable import JavaError
from velogate.source import Span
from velogate.vtl.runtime import Block

ITERATIONS = 10
"""Iterations of a loop whose steps are told; the others are counted."""

STEPS = 10_000
"""Steps that are told of one rendering."""

_WIDTH = 100
_LINE_ENDS = {ord("\n"): "\\n", ord("\r"): "\\r", ord("\t"): "\\t"}


class Step(NamedTuple):
    """One step: where in the template, what was done there, and what came of it, as Java prints it, shortened.

    `kind` is "reference", "set", "if" (also of #elseif), "foreach", "element" (the loop variable of an iteration) or
    "rest" (what was not told).
    """

    kind: str
    span: Span
    what: str
    value: str

    def __str__(self) -> str:
        return f"{self.span}: {self.what} → {self.value}"


class _Loop:
    """A loop that runs: how many elements it has, and in which iteration it is."""

    __slots__ = ("count", "iteration", "number", "span", "what")

    def __init__(self, number: tuple[int, int], span: Span, what: str, count: int) -> None:
        self.number, self.span, self.what, self.count = number, span, what, count
        self.iteration = 0


class Steps:
    """Takes down the steps of one rendering."""

    __slots__ = ("_loops", "told")

    def __init__(self) -> None:
        self.told: list[Step] = []
        self._loops: list[_Loop] = []

    def take(self, kind: str, span: Span, what: str, value: Any, number: tuple[int, int]) -> None:
        """Takes down what was seen; `number` is the same for a loop, its iterations and its end."""
        if kind in ("element", "end"):
            self._leave_until(number)
        loop = self._loops[-1] if self._loops else None
        if kind == "end":
            self._leave()
        elif kind == "element" and loop:
            loop.iteration += 1
            self._tell(kind, span, what, f"{shown(value)} ({loop.iteration} of {loop.count})")
        elif kind == "foreach":
            self._tell(kind, span, what, f"{len(value):,} element{'' if len(value) == 1 else 's'}")
            self._loops.append(_Loop(number, span, what, len(value)))
        else:
            self._tell(kind, span, what, shown(value))

    def _tell(self, kind: str, span: Span, what: str, value: str) -> None:
        if len(self.told) > STEPS or any(loop.iteration > ITERATIONS for loop in self._loops):
            return
        more = len(self.told) == STEPS
        self.told.append(Step("rest", span, what, "more steps, not shown") if more else Step(kind, span, what, value))

    def _leave_until(self, number: tuple[int, int]) -> None:
        """Ends the loops that were left without their end being reached: by #stop or a #break of another."""
        while any(loop.number == number for loop in self._loops) and self._loops[-1].number != number:
            self._leave()

    def _leave(self) -> None:
        loop = self._loops.pop()
        if loop.iteration > ITERATIONS:
            count = f"{loop.iteration - ITERATIONS:,}"
            self._tell("rest", loop.span, loop.what, f"{count} more iteration{'' if count == '1' else 's'}, not shown")

    def end(self) -> tuple[Step, ...]:
        """The steps, in order of evaluation; those of a rendering that failed up to there."""
        while self._loops:
            self._leave()
        return tuple(self.told)


def shown(value: Any) -> str:
    """The value as Java prints it, texts in quotation marks, on one line of bearable length."""
    if isinstance(value, Block):
        return "the block of a #define"
    try:
        text = f'"{value.translate(_LINE_ENDS)}"' if isinstance(value, str) else _printed(value)
    except (JavaError, RecursionError):
        return f"a {type(value).__name__} that cannot be printed"
    return on_a_line(text)


def _printed(value: Any) -> str:
    return "null" if value is None else to_string(value)


def on_a_line(text: str) -> str:
    """The text without line ends, cut where it becomes too long to read."""
    line = " ".join(text[: 4 * _WIDTH].split()) if "\n" in text else text
    return line if len(line) <= _WIDTH else f"{line[: _WIDTH - 1]}…"
