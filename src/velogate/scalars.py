"""A scalar of YAML or JSON as a Source of its own: every character of its value knows where in the file it stands."""

import re
from collections.abc import Iterator

from velogate.source import Placed, Source

Unit = tuple[int, int, str]
"""Some characters of the file, from an offset up to another, and what they are in the value."""

_FOLD = r"[ \t]*(?:\r\n|\r|\n)[ \t\r\n]*"
_TOKENS = {
    "'": re.compile(rf"(?P<pair>'')|(?P<fold>{_FOLD})|(?P<text>[^'\r\n \t]+|[ \t])"),
    "": re.compile(rf"(?P<fold>{_FOLD})|(?P<text>[^\r\n \t]+|[ \t])"),
    '"': re.compile(
        rf"(?P<joined>\\(?:\r\n|\r|\n)[ \t]*)|(?P<surrogates>\\u[dD][89abAB]..\\u[dD][c-fC-F]..)"
        rf"|(?P<escape>\\(?:x..|u....|U.{{8}}|.))|(?P<fold>{_FOLD})|(?P<text>[^\\\r\n \t]+|[ \t])"
    ),
}
_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")


def source_of(placed: Placed) -> Source:
    """The text as a source inside its file's, which has to be known.

    Where the text is not what stands in the file (an alias of another reader, a changed word) only the place of its
    first character is true.
    """
    span = placed.span
    assert span is not None
    units = _block(placed) if placed.style in ("|", ">") else _flow(placed)
    return Source(str(placed), span.source.name, outer=span.source, pieces=_pieces(placed, units) or ((0, span.start),))


def _pieces(value: str, units: Iterator[Unit]) -> tuple[tuple[int, int], ...]:
    """Where the file and the value go on side by side: offsets in both; none if the units do not make the value."""
    pieces: list[tuple[int, int]] = []
    at, apart = 0, None
    for start, end, text in units:
        if not value.startswith(text, at):
            return ()
        if text and apart != start - at:
            pieces.append((at, start))
            apart = start - at
        at += len(text)
        if len(text) != end - start:
            apart = None
    return tuple(pieces) if at == len(value) else ()


def _flow(placed: Placed) -> Iterator[Unit]:
    """The units of a plain or quoted scalar."""
    assert placed.span is not None
    raw, base = placed.span.text, placed.span.start
    at = done = 0
    for found in _TOKENS[placed.style].finditer(raw):
        kind, text = found.lastgroup, found[0]
        made = {"pair": "'", "joined": ""}.get(str(kind), text)
        if kind == "fold":
            lines = len(re.findall(r"\r\n|\r|\n", text))
            made = " " if lines == 1 else "\n" * (lines - 1)
        elif kind in ("escape", "surrogates"):
            made = placed[at : at + 1]  # one character, whichever it is
        at, done = at + len(made), found.end()
        yield base + found.start(), base + done, made
    if done != len(raw):
        yield base + done, base + len(raw), "\0"  # what is no scalar of this style makes no value


def _block(placed: Placed) -> Iterator[Unit]:
    """The units of a block scalar: its lines without their indentation, and what is between them."""
    assert placed.span is not None
    text, start, stop = placed.span.source.text, placed.span.start, placed.span.end
    first = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    indented = indentation(text[first:stop], placed)
    at, end = 0, start
    for line in _LINES.finditer(text, first, stop):
        content = line[0].rstrip("\r\n")[indented:]
        if content and at < len(placed):
            gap = _gap(placed, at, content)
            yield end, end + 1 if len(gap) == 1 else end, gap
            begin = line.start() + indented
            end = begin + len(content)
            yield begin, end, content
            at += len(gap) + len(content)
    rest = placed[at:]
    yield end, end + len(rest), rest if not rest.strip("\n") else "\0"


def _gap(value: str, at: int, content: str) -> str:
    """What folding puts between two lines: the part of the value before the content."""
    end = at
    while value[end : end + 1] in (" ", "\n") and not value.startswith(content, end):
        end += 1
    return value[at:end]


def indentation(block: str, value: str) -> int:
    """How many blanks the lines of a block scalar lose: those of its first line with text that the value has not."""
    lost = [len(line) - len(line.lstrip(" ")) for text in (block, value) for line in _first_with_text(text)]
    return max(lost[0] - lost[1], 0) if len(lost) == 2 else 0


def _first_with_text(text: str) -> list[str]:
    return [line for line in re.split(r"\r\n|\r|\n", text) if line.strip(" ")][:1]
