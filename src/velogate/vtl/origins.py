"""Where each character of an output came from: the template is rendered once more and every text asked who wrote it."""

import sys
from bisect import bisect_right
from itertools import accumulate
from types import CodeType, FrameType
from typing import NamedTuple

from velogate.source import Source, Span
from velogate.vtl.python import Spans
from velogate.vtl.run import EVALUATED


class Piece(NamedTuple):
    """A part of an output, from the character `start` up to, not including, `end`, and what wrote it.

    `literal`: its characters stand in the template as they are, and the span is just these. Otherwise the span is the
    whole reference or directive. A reference that wrote nothing has a piece without characters.
    """

    start: int
    end: int
    span: Span
    literal: bool

    def at(self, offset: int) -> Span:
        """The part of the template that wrote the character at `offset` of the output: of literal text that one."""
        if not self.literal:
            return self.span
        place = self.span.start + offset - self.start
        return Span(self.span.source, place, place + 1)


class Mark(NamedTuple):
    """What wrote a text: an instruction of a template's code, `directly` or through a function of runtime.py."""

    source: Source
    code: CodeType
    instruction: int
    directly: bool


class Origins:
    """One output and who wrote it, in pieces one after the other; without pieces where Python keeps no columns."""

    __slots__ = ("_find_span", "_known", "_marks", "_pieces", "_starts", "_texts", "text")

    def __init__(self, texts: list[str], marks: list[Mark]) -> None:
        self.text = "".join(texts)
        self._texts, self._marks = texts, marks
        self._starts = list(accumulate(map(len, texts), initial=0))
        self._find_span = Spans().of
        self._known: dict[int, Span | None] = {}  # by the id of the mark: hashing its code would read all of it
        self._pieces: tuple[Piece, ...] | None = None

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """The whole text in pieces."""
        if self._pieces is None:
            self._pieces = tuple(filter(None, map(self._piece, range(len(self._texts)))))
        return self._pieces

    def piece(self, offset: int) -> Piece | None:
        """The piece that holds the character at `offset`; None where the text has no such character."""
        return self._piece(bisect_right(self._starts, offset) - 1) if 0 <= offset < len(self.text) else None

    def fits(self, text: str) -> bool:
        """Whether the pieces are those of this text, too; what references print may differ but for its length."""
        return text == self.text or (
            len(text) == len(self.text) and all(text[p.start : p.end] == p.span.text for p in self.pieces if p.literal)
        )

    def _piece(self, index: int) -> Piece | None:
        text, start, mark = self._texts[index], self._starts[index], self._marks[index]
        if id(mark) not in self._known:
            self._known[id(mark)] = self._find_span(mark.source, mark.code, mark.instruction)
        span = self._known[id(mark)]
        if span is None:
            return None
        part = _literal_part(text, span, mark.directly)
        return Piece(start, start + len(text), part or span, part is not None)


def _literal_part(text: str, span: Span, directly: bool) -> Span | None:
    """The part of the span that is the text; what a template's own code writes may be less than all of it."""
    if not text or not (directly or len(text) == span.end - span.start):
        return None
    first = span.start + span.text.find(text)
    return None if first < span.start else Span(span.source, first, first + len(text))


class Trace:
    """The texts of a rendering, each with the instruction that wrote it."""

    __slots__ = ("_known", "_marks", "_texts")

    def __init__(self, texts: list[str]) -> None:
        self._texts = texts
        self._marks: list[Mark] = []
        self._known: dict[tuple[int, int, bool], Mark] = {}  # one of a kind: texts are many and instructions few

    def write(self, text: str) -> None:
        """Takes a text; the innermost frame of a template has written it, not counting the text of an #evaluate."""
        first: FrameType | None = sys._getframe(1)
        frame, wrote = first, first
        while frame is not None:
            source = frame.f_globals.get("__source__")
            if source is not None:
                wrote = frame
                if source.name != EVALUATED:
                    break
            frame = frame.f_back
        assert wrote is not None
        self._texts.append(text)
        key = id(wrote.f_code), wrote.f_lasti, wrote is first
        if key not in self._known:
            self._known[key] = Mark(wrote.f_globals["__source__"], wrote.f_code, wrote.f_lasti, wrote is first)
        self._marks.append(self._known[key])

    def origins(self) -> Origins:
        """What was written so far, and who wrote it."""
        return Origins(self._texts, self._marks)
