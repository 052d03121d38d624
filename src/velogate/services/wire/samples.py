"""Texts that a model's pattern takes: made from the pattern itself, as far as it is simple."""

import re
from functools import lru_cache
from typing import Any

from velogate.services.wire import constraints

_ALPHABET = "a1A-_./:=+@ b2B0,;#$%&*()[]{}<>!?|~^'\"\\\t\n"
"""Characters that are tried for a class, the likeliest first."""

_USUAL = (
    "a",
    "1",
    "example",
    "abc123",
    "/a",
    "2023-11-14T22:13:20Z",
    "10.0.0.1",
    "a@example.com",
    "1.0",
    "https://a.example",
)
"""Texts that are tried where nothing can be made of a pattern."""


class _Hard(Exception):  # noqa: N818
    """The pattern has something that is not understood here."""


def text(limits: Any, usual: str = "") -> str | None:
    """A text that a shape takes by length, pattern and enumeration, the usual one if it does; None if none is found."""
    known = limits.get("enum")
    if known:
        return str(usual if usual in known else known[0])
    least, most = int(limits.get("min") or 0), limits.get("max")
    return _text(limits.get("pattern"), least, int(most) if most is not None else None, usual)


@lru_cache(maxsize=8192)
def _text(pattern: str | None, least: int, most: int | None, usual: str) -> str | None:
    fits = (each for each in _tried(pattern, least, most, usual) if _fits(each, pattern, least, most))
    return next(fits, None)


def _fits(each: str, pattern: str | None, least: int, most: int | None) -> bool:
    return (
        least <= len(each)
        and (most is None or len(each) <= most)
        and (not pattern or constraints.matches(pattern, each))
    )


def _tried(pattern: str | None, least: int, most: int | None, usual: str) -> Any:
    yield usual
    if most is not None:
        yield usual[:most]
    yield usual + "a" * (least - len(usual))
    if pattern:
        for more in (0, 1, least, 36):
            made = _made(pattern, more)
            if made is not None:
                yield made
                yield made + made[-1:] * (least - len(made))
    for each in _USUAL:
        yield each
        yield each * (least // len(each) + 1)
        yield "0" * max(least, 1)
        yield "a" * max(least, 1)


def _made(pattern: str, more: int) -> str | None:
    """The shortest text of a pattern whose loops run that often where they can; None where it is too hard."""
    reader = _Reader(re.sub(r"^\^|\$$", "", pattern), more)
    try:
        made = reader.alternatives()
    except (_Hard, IndexError, ValueError, RecursionError):
        return None
    return made if reader.at == len(reader.text) else None


class _Reader:
    """Reads a pattern from left to right and makes a text on its way."""

    def __init__(self, text: str, more: int) -> None:
        self.text, self.more, self.at = text, more, 0

    def alternatives(self) -> str:
        """The first alternative that is not empty."""
        found = [self.sequence()]
        while self._takes("|"):
            found.append(self.sequence())
        return next((each for each in found if each), "")

    def sequence(self) -> str:
        """The parts up to the next alternative or the end of the group."""
        made = ""
        while self.at < len(self.text) and self.text[self.at] not in "|)":
            made += self.repeated()
        return made

    def repeated(self) -> str:
        """A part as often as it must come, or as often as loops run."""
        part = self.part()
        least, most = self._times()
        return part * max(least, min(self.more, most))

    def part(self) -> str:
        """A group, a class or a character."""
        char = self._next()
        if char == "(":
            return self._group()
        if char == "[":
            return self._class()
        if char == "\\":
            return self._escape()
        if char in "^$":
            return ""
        return "a" if char == "." else char

    def _group(self) -> str:
        if self._takes("?") and not self._takes(":"):
            return self._look()
        made = self.alternatives()
        self._expect(")")
        return made

    def _look(self) -> str:
        """What only looks ahead or back makes nothing; a named group what is in it."""
        if self._takes("<") and self.text[self.at] not in "=!":
            self.at = self.text.index(">", self.at) + 1
            made = self.alternatives()
            self._expect(")")
            return made
        if self.text[self.at] not in "=!":
            raise _Hard
        self.at += 1
        self.alternatives()
        self._expect(")")
        return ""

    def _class(self) -> str:
        end = self._class_end()
        inside, self.at = self.text[self.at - 1 : end + 1], end + 1
        compiled = constraints.compiled(inside)
        if compiled is None:
            raise _Hard
        found = next((char for char in _ALPHABET if compiled.fullmatch(char)), None)
        if found is None:
            raise _Hard
        return found

    def _class_end(self) -> int:
        depth, at = 1, self.at
        at += 1 if self.text[at] == "^" else 0
        at += 1 if self.text[at] == "]" else 0
        while depth:
            if self.text[at] == "\\":
                at += 1
            elif self.text[at] == "[" and self.text[at + 1] == "[":
                depth += 1
            elif self.text[at] == "]":
                depth -= 1
            at += 1
        return at - 1

    def _escape(self) -> str:
        char = self._next()
        if char in "dws":
            return {"d": "1", "w": "a", "s": " "}[char]
        if char in "DWS":
            return {"D": "a", "W": "-", "S": "a"}[char]
        if char in "bB":
            return ""
        if char == "p" and self.text[self.at] == "{":
            inside = self.text[self.at : self.text.index("}", self.at) + 1]
            self.at += len(inside)
            compiled = constraints.compiled("\\p" + inside)
            return next(each for each in _ALPHABET if compiled and compiled.fullmatch(each))
        if char.isalnum():
            raise _Hard
        return char

    def _times(self) -> tuple[int, int]:
        found = re.compile(r"[*+?]|\{(\d+)(,?)(\d*)\}").match(self.text, self.at)
        if found is None:
            return 1, 1
        self.at = found.end()
        self._takes("?") or self._takes("+")
        if found[0] in ("*", "?"):
            return 0, 1_000 if found[0] == "*" else 1
        if found[0] == "+":
            return 1, 1_000
        least = int(found[1])
        return least, int(found[3]) if found[3] else 1_000 if found[2] else least

    def _next(self) -> str:
        self.at += 1
        return self.text[self.at - 1]

    def _takes(self, char: str) -> bool:
        if self.text[self.at : self.at + 1] == char:
            self.at += 1
            return True
        return False

    def _expect(self, char: str) -> None:
        if not self._takes(char):
            raise _Hard
