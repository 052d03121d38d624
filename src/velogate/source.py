"""Where a text came from: a Source is text with a name and a place in its file, a Span is a part of it."""

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, Self

_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """A text, the name it is known by, and the place of its first character in the file that holds it.

    `first_line` and `first_column` are 1-based and count characters; they differ from 1 for a template that stands
    inside another file. Where the text of that file is known, it is `outer`, and `pieces` says where the two go on side
    by side: an offset in this text and one in the file, in order, the first of this text 0. Line ends are those of
    Velocity: LF, CR and CRLF.
    """

    text: str
    name: str = "<template>"
    first_line: int = 1
    first_column: int = 1
    outer: "Source | None" = field(default=None, repr=False)
    pieces: tuple[tuple[int, int], ...] = field(default=(), repr=False)
    _starts: list[int] = field(default_factory=list, repr=False)

    @property
    def line_starts(self) -> list[int]:
        """The offset of each line's first character, in order."""
        if not self._starts:
            self._starts.extend([0, *(m.end() for m in _LINE_END.finditer(self.text))])
        return self._starts

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column in the file (1-based, characters) of the character at `offset`."""
        if self.outer is not None:
            return self.outer.position(self.outward(offset))
        index = bisect_right(self.line_starts, offset) - 1
        column = offset - self.line_starts[index]
        return self.first_line + index, column + (self.first_column if index == 0 else 1)

    def outward(self, offset: int) -> int:
        """The offset in the file's text of the character at `offset`; in this text where no file's is known."""
        if self.outer is None:
            return offset
        here, there = self.pieces[bisect_right(self.pieces, offset, key=itemgetter(0)) - 1]
        return min(there + offset - here, len(self.outer.text))

    def inward(self, offset: int) -> int:
        """The offset in this text of what stands at an offset of the file's text; of what is between, the next."""
        if self.outer is None:
            return offset
        index = max(bisect_right(self.pieces, offset, key=itemgetter(1)) - 1, 0)
        here, there = self.pieces[index]
        end = self.pieces[index + 1][0] if index + 1 < len(self.pieces) else len(self.text)
        return min(here + max(offset - there, 0), end)

    def line_text(self, line: int) -> str:
        """The text of one line of the file, as far as it is known, without its line end."""
        if self.outer is not None:
            return self.outer.line_text(line)
        index = line - self.first_line
        start = self.line_starts[index]
        end = self.line_starts[index + 1] if index + 1 < len(self.line_starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")

    def span(self, start: int, end: int) -> "Span":
        """The part from offset `start` up to, not including, `end`."""
        return Span(self, start, end)


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a source: offsets of its first character and of the character after its last."""

    source: Source
    start: int
    end: int

    @property
    def text(self) -> str:
        """The characters of the span."""
        return self.source.text[self.start : self.end]

    @property
    def line(self) -> int:
        """Line of the first character, 1-based, in the file."""
        return self.source.position(self.start)[0]

    @property
    def column(self) -> int:
        """Column of the first character, 1-based, counted in characters."""
        return self.source.position(self.start)[1]

    @property
    def end_line(self) -> int:
        """Line of the character after the last."""
        return self.source.position(self.end)[0]

    @property
    def end_column(self) -> int:
        """Column of the character after the last."""
        return self.source.position(self.end)[1]

    def columns(self, unit: str) -> tuple[int, int]:
        """0-based columns of start and end in `unit`: "characters", "utf-8" (bytes) or "utf-16" (code units)."""
        return _width(self._line_before(self.start), unit), _width(self._line_before(self.end), unit)

    def _line_before(self, offset: int) -> str:
        source, at = self.source.outer or self.source, self.source.outward(offset)
        return source.text[source.line_starts[bisect_right(source.line_starts, at) - 1] : at]

    def __str__(self) -> str:
        return f"{self.source.name}:{self.line}:{self.column}"


def _width(text: str, unit: str) -> int:
    if unit == "characters":
        return len(text)
    encoded = text.encode(unit if unit == "utf-8" else "utf-16-le", "surrogatepass")
    return len(encoded) if unit == "utf-8" else len(encoded) // 2


class Placed(str):
    """A text that knows where in a file it stands; `span` is None for one that comes from no file.

    `style` is how YAML writes it there: quoted with `'` or `"`, a block after `|` or `>`, or plain, the empty string.
    """

    __slots__ = ("span", "style")
    span: Span | None
    style: str

    def __new__(cls, text: str, span: Span | None = None, style: str = "") -> Self:
        """The text, at its place."""
        made = super().__new__(cls, text)
        made.span, made.style = span, style
        return made

    @classmethod
    def like(cls, placed: str, text: str) -> str:
        """Another text for the place of `placed`."""
        span = getattr(placed, "span", None)
        return cls(text, span) if span else text


def unplaced(value: Any) -> Any:
    """A value as templates take it: its texts, and those inside of it, without their places."""
    match value:
        case str():
            return str(value)
        case Mapping():
            return {unplaced(key): unplaced(each) for key, each in value.items()}
        case list() | tuple():
            return [unplaced(each) for each in value]
        case _:
            return value
