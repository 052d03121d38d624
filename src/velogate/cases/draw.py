"""Differences as people want to read them: by structure, by parameter, or by character with the unseen made visible."""

import json
from collections.abc import Iterable, Iterator, Mapping
from difflib import unified_diff
from itertools import islice
from typing import Any

from velogate.cases.values import ABSENT, Difference, shown
from velogate.gateway.places import Path
from velogate.source import Span

_WORDS = {
    "equals": "expected",
    "not": "expected anything but",
    "contains": "expected to contain",
    "matches": "expected to match",
    "any_of": "expected one of",
    "anything": "expected there to be something:",
}
_UNSEEN = {"\n": "⏎", "\r": "␍", "\t": "⇥", "\x00": "␀", "\xa0": "⍽", "\ufeff": "␕", "\u200b": "␣"}
_LONGEST = 400


def drawn(difference: Difference, origin: Span | None = None) -> list[str]:
    """A difference of values: where, what was expected, what was found, and which line of the template wrote it."""
    found = f"found {_value(difference.found)}" + (f"   <- {place(origin)}" if origin else "")
    if difference.expected is ABSENT and difference.rule == "equals":
        return [f"{shown(difference.path)}: {found}", "  expected nothing there"]
    return [f"{shown(difference.path)}: {found}", f"  {_WORDS[difference.rule]} {_value(difference.expected)}"]


def place(span: Span) -> str:
    """A place that terminals make clickable."""
    return f"{span.source.name}:{span.line}"


def _value(value: Any) -> str:
    if value is ABSENT:
        return "nothing"
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}… ({len(text):,} characters)"


def texts(expected: str, found: str, origins: Mapping[int, Span]) -> Iterator[str]:
    """A difference of texts: where they part, and both line by line, blanks and line ends visible where they differ.

    `origins` has the place in the template for the offset where they part.
    """
    at = parting(expected, found)
    line, column = found.count("\n", 0, at) + 1, at - (found.rfind("\n", 0, at) + 1) + 1
    origin = origins.get(at)
    yield (
        f"line {line}, column {column}: " + _parted(expected, found, at) + (f"   <- {place(origin)}" if origin else "")
    )
    yield from lines(expected, found)


def _parted(expected: str, found: str, at: int) -> str:
    if at >= len(found):
        return f"the text ends; expected {_value(expected[at : at + 40])} to follow"
    if at >= len(expected):
        return f"found {_value(found[at : at + 40])} where the text should end"
    return f"found {_value(found[at : at + 20])}, expected {_value(expected[at : at + 20])}"


def parting(one: str, other: str) -> int:
    """The offset of the first character in which two texts differ."""
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def lines(expected: str, found: str) -> Iterator[str]:
    """Both texts as a unified diff, in which changed lines show blanks at their end and characters nobody sees."""
    diff = unified_diff(visible(expected), visible(found), "expected", "found", lineterm="")
    yield from islice(diff, 2, None)


def visible(text: str) -> list[str]:
    """The lines of a text; their ends, trailing blanks and characters nobody sees made visible."""
    *ended, last = text.split("\n")
    return [*map(_line, ended), *([_visible(last)] if last else [])]


def _line(line: str) -> str:
    return _visible(line) + _UNSEEN["\n"]


def _visible(line: str) -> str:
    body = line.rstrip(" ")
    return "".join(_UNSEEN.get(c, c if c.isprintable() else f"\\u{ord(c):04x}") for c in body) + "·" * (
        len(line) - len(body)
    )


def indented(rows: Iterable[str], by: str = "  ") -> list[str]:
    """Lines, each a bit further to the right."""
    return [by + row if row else row for row in rows]


def of_paths(found: Mapping[Path, int], path: Path) -> int | None:
    """The offset of a value, or of the nearest one around it that is known."""
    while path not in found and path:
        path = path[:-1]
    return found.get(path)
