"""Where a text came from: a Source is text with a name and a place in its file, a Span is a part of it."""

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Self

_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """A text, the name it is known by, and the place of its first character in the file that holds it.

    `first_line` and `first_column` are 1-based and count characters; they differ from 1 for a template that stands
    inside another file. Line ends are those of Velocity: LF, CR and CRLF.
    """

    text: str
    name: str = "<template>"
    first_line: int = 1
    first_column: int = 1
    _starts: list[int] = field(default_factory=list, repr=False)

    @property
    def line_starts(self) -> list[int]:
        """The offset of each line's first character, in order."""
        if not self._starts:
            self._starts.extend([0, *(m.end() for m in _LINE_END.finditer(self.text))])
        return self._starts

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column in the file (1-based, characters) of the character at `offset`."""
        index = bisect_right(self.line_starts, offset) - 1
        column = offset - self.line_starts[index]
        return self.first_line + index, column + (self.first_column if index == 0 else 1)

    def line_text(self, line: int) -> str:
        """The text of one line of the file, as far as it belongs to this source, without its line end."""
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
        starts = self.source.line_starts
        return self.source.text[starts[bisect_right(starts, offset) - 1] : offset]

    def __str__(self) -> str:
        return f"{self.source.name}:{self.line}:{self.column}"


def _width(text: str, unit: str) -> int:
    if unit == "characters":
        return len(text)
    encoded = text.encode(unit if unit == "utf-8" else "utf-16-le", "surrogatepass")
    return len(encoded) if unit == "utf-8" else len(encoded) // 2


class Placed(str):
    """A text that knows where in a file it stands; `span` is None for one that comes from no file."""

    __slots__ = ("span",)
    span: Span | None

    def __new__(cls, text: str, span: Span | None = None) -> Self:
        """The text, at its place."""
        made = super().__new__(cls, text)
        made.span = span
        return made

    @classmethod
    def like(cls, placed: str, text: str) -> str:
        """Another text for the place of `placed`."""
        span = getattr(placed, "span", None)
        return cls(text, span) if span else text
