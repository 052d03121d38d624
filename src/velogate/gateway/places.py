"""Where in a text a value stands that was read from it: in JSON by its path, in a form by its name."""

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from urllib.parse import unquote_plus

Path = tuple[str | int, ...]
"""The way to a value: names and positions."""

_BLANKS = re.compile(r"[ \t\r\n]*")
_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"')
_WORD = re.compile(r"[^\s,\]}]+")


def in_json(text: str) -> Mapping[Path, int]:
    """The offset of every value in a JSON text, by its path; as far as the text can be read."""
    reader = _Reader(text)
    with suppress(ValueError, IndexError, RecursionError):
        reader.value(0, ())
    return reader.found


def spans_in_json(text: str) -> tuple[Mapping[Path, tuple[int, int]], Mapping[Path, tuple[int, int]]]:
    """Where each value of a JSON text begins and ends, and where its name does, by its path."""
    reader = _Reader(text)
    with suppress(ValueError, IndexError, RecursionError):
        reader.value(0, ())
    return {path: (at, reader.ends.get(path, len(text))) for path, at in reader.found.items()}, reader.names


class _Reader:
    """Walks through a JSON text and remembers where each value begins."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found: dict[Path, int] = {}
        self.ends: dict[Path, int] = {}
        self.names: dict[Path, tuple[int, int]] = {}

    def value(self, at: int, path: Path) -> int:
        """Reads the value at an offset; gives the offset behind it."""
        at = self._skip(at)
        self.found[path] = at
        end = self.ends[path] = self._value(at, path)
        return end

    def _value(self, at: int, path: Path) -> int:
        match self.text[at]:
            case "{":
                return self._members(at + 1, path)
            case "[":
                return self._items(at + 1, path)
            case '"':
                return self._end(_STRING, at)
            case _:
                return self._end(_WORD, at)

    def _members(self, at: int, path: Path) -> int:
        at = self._skip(at)
        while self.text[at] != "}":
            end = self._end(_STRING, at)
            colon = self._skip(end)
            inner = (*path, json.loads(self.text[at:end]))
            self.names[inner] = (at, end)
            at = self._after(self.value(colon + 1, inner))
        return at + 1

    def _items(self, at: int, path: Path) -> int:
        at, index = self._skip(at), 0
        while self.text[at] != "]":
            at, index = self._after(self.value(at, (*path, index))), index + 1
        return at + 1

    def _after(self, at: int) -> int:
        """Behind the comma, or at the closing bracket."""
        at = self._skip(at)
        return self._skip(at + 1) if self.text[at] == "," else at

    def _skip(self, at: int) -> int:
        blanks = _BLANKS.match(self.text, at)
        return blanks.end() if blanks else at

    def _end(self, pattern: re.Pattern[str], at: int) -> int:
        found = pattern.match(self.text, at)
        if found is None:
            raise ValueError(at)
        return found.end()


def in_form(text: str) -> Mapping[Path, int]:
    """The offset of the last value of every name in a form."""
    found: dict[Path, int] = {}
    at = 0
    for pair in text.split("&"):
        name, equals, _ = pair.partition("=")
        found[(unquote_plus(name),)] = at + len(name) + len(equals)
        at += len(pair) + 1
    return found
