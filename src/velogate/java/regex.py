"""java.util.regex: patterns, their matches, and replacement texts.

A pattern runs on Python's own `re` where its form bounds the work; one that could backtrack without end runs on the
`regex` module, which can be told when to give up.
"""

import re
from collections.abc import Iterator
from contextvars import ContextVar
from functools import lru_cache
from math import inf
from time import monotonic
from typing import Any, Final

from velogate.java.regex_syntax import Part, translate
from velogate.java.throwable import JavaError, illegal_argument, index_out_of_bounds

WORK: Final = 2e7
"""Steps up to which a pattern may run unwatched: well under a second."""

SECONDS: Final = 2.0
"""How long a pattern may run on one text."""

SECONDS_IN_ALL: Final = 10.0
"""How long patterns may run in one rendering, those left aside whose form bounds the work."""

_LEAST_SECONDS = 0.001
_MOST_SHOWN = 80


class Spent:
    """The seconds that patterns have run."""

    __slots__ = ("seconds",)

    def __init__(self) -> None:
        self.seconds = 0.0


SPENT: ContextVar[Spent | None] = ContextVar("SPENT", default=None)
"""What the rendering has spent; each sets its own. Outside of renderings nothing is added up."""


class Pattern:
    """A compiled java.util.regex.Pattern; literal is the text it matches if it is no more than that."""

    __slots__ = ("_compiled", "_groups", "_names", "_part", "_source", "_watched", "literal")

    def __init__(self, source: str) -> None:
        found = translate(source)
        self._source, self._part, self.literal = source, found.part, found.literal
        self._groups, self._names = found.groups, found.names
        self._compiled: re.Pattern[str] | None = None
        self._watched: Any = None

    def matches(self, text: str) -> bool:
        """Whether the pattern matches all of the text."""
        if self.literal is not None:
            return text == self.literal
        return self._run("fullmatch", text, 0) is not None

    def _run(self, how: str, text: str, at: int, until: float = inf) -> Any:
        """fullmatch or search from a place, on the engine that suits pattern and text; at the latest `until`."""
        if not self._part.special and _work(self._part, len(text)) <= WORK:
            if self._compiled is None:
                self._compiled = re.compile(self._part.source)
            return getattr(self._compiled, how)(text, at)
        engine, spent, start = self._engine(), SPENT.get() or Spent(), monotonic()
        seconds = min(SECONDS, until - start, SECONDS_IN_ALL - spent.seconds)
        try:
            return getattr(engine, how)(text, at, timeout=max(seconds, _LEAST_SECONDS))
        except TimeoutError:
            raise _too_slow(self._source, text, spent.seconds) from None
        finally:
            spent.seconds += monotonic() - start

    def _engine(self) -> Any:
        if self._watched is None:
            import regex  # it takes as long to load as all of velogate, and few patterns need it

            self._watched = regex.compile(self._part.source, regex.V0)
        return self._watched

    def finds(self, text: str) -> Iterator[Any]:
        """Every match, as Matcher.find() goes on: after an empty match one character further. All have SECONDS."""
        at, until = 0, monotonic() + SECONDS
        while at <= len(text):
            found = self._run("search", text, at, until)
            if found is None:
                return
            yield found
            if found.end() == found.start() and "\\G" in self._part.source:
                return  # \G stays where the empty match was, and the search goes on behind it
            at = found.end() + (found.end() == found.start())

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where every match begins and ends."""
        return (found.span() for found in self.finds(text))

    def replace_all(self, text: str, replacement: str) -> str:
        """String.replaceAll()."""
        if self.literal and "$" not in replacement and "\\" not in replacement:
            return text.replace(self.literal, replacement)
        return self._replace(text, replacement, self.finds(text))

    def replace_first(self, text: str, replacement: str) -> str:
        """String.replaceFirst()."""
        found = next(self.finds(text), None)
        return text if found is None else self._replace(text, replacement, iter((found,)))

    def _replace(self, text: str, replacement: str, matches: Iterator[Any]) -> str:
        pieces: list[str] = []
        at = 0
        parts: list[str | int] | None = None
        for found in matches:
            if parts is None:
                parts = replacement_parts(replacement, self._groups, self._names)
            pieces.append(text[at : found.start()])
            pieces += [part if isinstance(part, str) else found[part] or "" for part in parts]
            at = found.end()
        pieces.append(text[at:])
        return "".join(pieces)


def _work(part: Part, length: int) -> float:
    """An upper bound of the steps a search in a text of that length takes."""
    if part.loops > 20:
        return float("inf")
    return float(part.ways * (length + 1.0) ** (part.loops + 1))


def _too_slow(source: str, text: str, spent: float) -> JavaError:
    shown = source if len(source) <= _MOST_SHOWN else f"{source[:_MOST_SHOWN]}…"
    message = f"the pattern {shown} needs more than {SECONDS:g} seconds on a text of {len(text)} characters"
    if spent > SECONDS_IN_ALL - SECONDS:
        message = (
            f"with the pattern {shown} the patterns of this rendering run for more than {SECONDS_IN_ALL:g} seconds"
        )
    return JavaError("java.util.concurrent.TimeoutException", message)


@lru_cache(512)
def pattern(source: str) -> Pattern:
    """The compiled pattern; PatternSyntaxException as Java has it."""
    return Pattern(source)


def replacement_parts(replacement: str, groups: int, names: dict[str, int]) -> list[str | int]:
    """A replacement's texts and group numbers; Java's exceptions for what is no replacement."""
    parts: list[str | int] = []
    at = 0
    while at < len(replacement):
        char = replacement[at]
        at += 1
        if char == "\\":
            if at == len(replacement):
                raise illegal_argument("character to be escaped is missing")
            parts.append(replacement[at])
            at += 1
        elif char == "$":
            number, at = _group(replacement, at, groups, names)
            parts.append(number)
        else:
            parts.append(char)
    return parts


def _group(replacement: str, at: int, groups: int, names: dict[str, int]) -> tuple[int, int]:
    """The number of the group that $ refers to, and where the text goes on."""
    if at == len(replacement):
        raise illegal_argument("Illegal group reference: group index is missing")
    if replacement[at] == "{":
        return _named_group(replacement, at + 1, names)
    if replacement[at] not in "0123456789":
        raise illegal_argument("Illegal group reference")
    number = int(replacement[at])
    if number > groups:
        raise index_out_of_bounds(f"No group {number}")
    at += 1
    while at < len(replacement) and replacement[at] in "0123456789" and number * 10 + int(replacement[at]) <= groups:
        number, at = number * 10 + int(replacement[at]), at + 1
    return number, at


def _named_group(replacement: str, at: int, names: dict[str, int]) -> tuple[int, int]:
    start = at
    while at < len(replacement) and replacement[at].isascii() and replacement[at].isalnum():
        at += 1
    name = replacement[start:at]
    if not name:
        raise illegal_argument("named capturing group has 0 length name")
    if at == len(replacement) or replacement[at] != "}":
        raise illegal_argument("named capturing group is missing trailing '}'")
    if name[0].isdigit():
        raise illegal_argument(f"capturing group name {{{name}}} starts with digit character")
    if name not in names:
        raise illegal_argument(f"No group with name {{{name}}}")
    return names[name], at + 1
