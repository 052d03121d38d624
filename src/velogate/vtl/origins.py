"""Where each character of an output came from: the template is rendered once more and every text asked who wrote it."""

import sys
from bisect import bisect_right
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


class Origins:
    """The pieces of one output, in order and without a gap."""

    __slots__ = ("pieces", "text")

    def __init__(self, text: str, pieces: tuple[Piece, ...]) -> None:
        self.text, self.pieces = text, pieces

    def piece(self, offset: int) -> Piece | None:
        """The piece that holds the character at `offset`; None where the text has no such character."""
        if not 0 <= offset < len(self.text) or not self.pieces:
            return None
        return self.pieces[bisect_right(self.pieces, offset, key=_start) - 1]

    def fits(self, text: str) -> bool:
        """Whether the pieces are those of this text, too; what references print may differ but for its length."""
        return len(text) == len(self.text) and all(
            text[piece.start : piece.end] == piece.span.text for piece in self.pieces if piece.literal
        )


def _start(piece: Piece) -> int:
    return piece.start


class Trace:
    """The texts of a rendering, each with the instruction that wrote it."""

    __slots__ = ("_marks", "_texts")

    def __init__(self, texts: list[str]) -> None:
        self._texts = texts
        self._marks: list[tuple[Source, CodeType, int, bool]] = []

    def write(self, text: str) -> None:
        """Takes a text; the innermost frame of a template has written it, not counting the text of an #evaluate."""
        self._texts.append(text)
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
        self._marks.append((wrote.f_globals["__source__"], wrote.f_code, wrote.f_lasti, wrote is first))

    def origins(self) -> Origins:
        """What was written, and which part of which template wrote it; no pieces where Python keeps no columns."""
        spans = Spans()
        known: dict[tuple[int, int], Span | None] = {}
        pieces: list[Piece] = []
        start = 0
        for text, (source, code, instruction, direct) in zip(self._texts, self._marks, strict=True):
            key = (id(code), instruction)
            if key not in known:
                known[key] = spans.of(source, code, instruction)
            span = known[key]
            if span is None:
                return Origins("", ())
            pieces.append(_piece(start, text, span, direct))
            start += len(text)
        return Origins("".join(self._texts), tuple(pieces))


def _piece(start: int, text: str, span: Span, direct: bool) -> Piece:
    """The piece of a text; what a template's own code writes is literal where its characters stand in the span."""
    end = start + len(text)
    written = span.text
    first = written.find(text) if direct else 0 if written == text else -1
    if first < 0 or not text:
        return Piece(start, end, span, False)
    return Piece(start, end, Span(span.source, span.start + first, span.start + first + len(text)), True)
