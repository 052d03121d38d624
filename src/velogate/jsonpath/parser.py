"""JSONPath text made steps by `grammar/jsonpath.lark`, and what to say where the grammar refuses a text."""

import re
from functools import cache
from typing import Any

from velogate.errors import near
from velogate.java.regex import pattern
from velogate.java.throwable import JavaError
from velogate.jsonpath.errors import refused, with_root
from velogate.jsonpath.functions import FUNCTIONS
from velogate.jsonpath.tree import (
    AllOf,
    AnyOf,
    Call,
    Comparison,
    Condition,
    Exists,
    Filter,
    FromEnd,
    Literal,
    Names,
    Not,
    Positions,
    Query,
    Regex,
    Scan,
    Slice,
    Step,
    Wildcard,
)
from velogate.lalr import Parser, UnexpectedText, Word, read

_LARGEST_INDEX = 2**31 - 1
_LONGEST_NUMBER = 4_000
_LONGEST_PATTERN = 10_000
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|([\s\S]))")
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_KEYWORDS = {"true": True, "false": False, "null": None}


class _NoPathError(Exception):
    """Why the grammar does not take a path, with the offsets of the place."""

    def __init__(self, reason: str, start: int, end: int) -> None:
        super().__init__(reason)
        self.reason, self.start, self.end = reason, start, end


def parse(text: str) -> Query:
    """The steps of a path; raises PathError."""
    path, offset = with_root(text)
    try:
        query: Query = _parser().read(path, "start")
    except UnexpectedText as error:
        refusal = _refusal(path, error.at)
    except _NoPathError as error:
        refusal = error
    else:
        return query
    raise refused(text, refusal.reason, refusal.start + offset, refusal.end + offset)


@cache
def _parser() -> Parser:
    return Parser(read("jsonpath"), _Builder())


class _Builder:
    """One method a rule of the grammar: its words and parts become data."""

    def start(self, children: list[Any]) -> Query:
        steps = _steps(children[1:])
        if len(steps) > 2 and isinstance(steps[0], Scan) and isinstance(steps[-1], Call):
            return Query(True, (Call(steps[-1].function, (Query(True, steps[:-1]),)),))
        return Query(True, steps)

    def query(self, children: list[Any]) -> Query:
        return Query(children[0] == "$", _steps(children[1:]))

    def end(self, children: list[Word]) -> tuple[Step, ...]:
        """What json-path 2.9 makes of `$..a.sum()` is the sum of all that is found; see start."""
        return tuple(Call(_function(child)) for child in children)

    def segment(self, children: list[Step]) -> tuple[Step, ...]:
        return (children[0],)

    def scan(self, children: list[Step]) -> tuple[Step, ...]:
        return (Scan(), children[0])

    def name(self, children: list[Word]) -> Names:
        return Names((str(children[0]),))

    def names(self, children: list[Word]) -> Names:
        return Names(tuple(map(_unquoted, children)))

    def wildcard(self, children: list[Any]) -> Wildcard:
        return Wildcard()

    def index(self, children: list[Word]) -> Positions:
        return Positions(tuple(map(_position, children)))

    def slice_between(self, children: list[Word]) -> Slice:
        return Slice(_position(children[0]), _position(children[1]))

    def slice_from(self, children: list[Word]) -> Slice:
        return Slice(_position(children[0]), None)

    def slice_to(self, children: list[Word]) -> Slice:
        return Slice(None, _position(children[0]))

    def from_end(self, children: list[Word]) -> FromEnd:
        return FromEnd(_index(children[0], children[0].rpartition("-")[2].rstrip(")").strip()))

    def filter(self, children: list[Condition]) -> Filter:
        return Filter(children[0])

    def call(self, children: list[Any]) -> tuple[Step, ...]:
        """Paths among the arguments begin at the whole document, with @ too."""
        given = [Query(True, each.steps) if isinstance(each, Query) else each for each in children[1:]]
        return (Call(_function(children[0]), tuple(given)),)

    def any_of(self, children: list[Condition]) -> Condition:
        return children[0] if len(children) == 1 else AnyOf(tuple(children))

    def all_of(self, children: list[Condition]) -> Condition:
        return children[0] if len(children) == 1 else AllOf(tuple(children))

    def negation(self, children: list[Condition]) -> Not:
        return Not(children[0])

    def exists(self, children: list[Query]) -> Exists:
        return Exists(children[0])

    def comparison(self, children: list[Any]) -> Comparison:
        return Comparison(children[0], children[1].strip().lower(), children[2])

    def string(self, children: list[Word]) -> Literal:
        text = _unquoted(children[0])
        return Literal(text, text)

    def number(self, children: list[Word]) -> Literal:
        text = str(children[0])
        if len(text) > _LONGEST_NUMBER:
            raise _NoPathError(
                f"a number has at most {_LONGEST_NUMBER:,} characters", children[0].start, _end(children[0])
            )
        return Literal(int(text) if children[0].type == "INTEGER" else float(text), text)

    def keyword(self, children: list[Word]) -> Literal:
        return Literal(_KEYWORDS[children[0]], str(children[0]))

    def array(self, children: list[Literal]) -> Literal:
        return Literal([child.value for child in children if child is not None])

    def regex(self, children: list[Word]) -> Regex:
        word = children[0]
        regex, _, flags = word[1:].rpartition("/")
        if len(regex) > _LONGEST_PATTERN:
            reason = f"a regular expression has at most {_LONGEST_PATTERN:,} characters"
            raise _NoPathError(reason, word.start, _end(word))
        try:
            pattern(f"(?{flags}){regex}" if flags else regex)
        except JavaError as error:
            raise _NoPathError(f"the regular expression is none: {error.message}", word.start, _end(word)) from error
        return Regex(regex, flags)


def _function(word: Word) -> str:
    """The name in a call, checked."""
    name = word.partition("(")[0]
    if name in FUNCTIONS:
        if name == "index" and word.type == "BARE_CALL":
            raise _NoPathError("index() needs a position, index(0)", word.start, _end(word))
        return name
    guess = near(name, FUNCTIONS)
    reason = f"there is no function {name}()" + (f"; did you mean {guess}()?" if guess else "")
    raise _NoPathError(reason, word.start, word.start + len(name))


def _end(word: Word) -> int:
    return word.start + len(word)


def _steps(segments: list[tuple[Step, ...]]) -> tuple[Step, ...]:
    return tuple(step for segment in segments for step in segment)


def _unquoted(token: Word) -> str:
    return _ESCAPE.sub(_unescaped, token[1:-1]) if "\\" in token else str(token[1:-1])


def _unescaped(escape: re.Match[str]) -> str:
    return chr(int(escape[1], 16)) if escape[1] else _ESCAPED.get(escape[2], escape[2])


def _position(word: Word) -> int:
    index = _index(word, word.removeprefix("-"))
    return -index if word.startswith("-") else index


def _index(word: Word, digits: str) -> int:
    """The number that digits in a word write, if it can be an index."""
    if len(digits.lstrip("0")) > 10 or int(digits[-10:]) > _LARGEST_INDEX:
        raise _NoPathError("an index is at most 2147483647", word.start, _end(word))
    return int(digits[-10:])


_CONTEXT = 1_000
"""Characters before the place that tell what is wrong there."""

_REASONS = (
    (r"[\[\s,(=<>~]$", r"'[^'\\]*+(?:\\.[^'\\]*+)*+$", "the text in ' is not closed"),
    (r"[\[\s,(=<>~]$", r'"[^"\\]*+(?:\\.[^"\\]*+)*+$', 'the text in " is not closed'),
    (r"\[\s*$", r"\[", "a bracket holds names in quotes, positions, a slice, * or a filter"),
    (r"\.\.$", r"\.", "two dots are the most"),
    (r"\[[^\]]*$", r"$", "the bracket [ is not closed"),
    (r"\.$", r"\.?$", "a name, * or [ must follow the dot"),
    (r"\[\s*$", r"\?\s*\]", "there is nothing to take the place of ?; write a condition, [?(@.a == 1)]"),
    (r"\[\s*$", r"\?", "the condition of a filter stands in parentheses, [?(@.a == 1)]"),
    (r"\[\s*$", r"[\w]", "names in brackets need quotes, ['a']"),
    (r"\[\s*$", r"\]", "the brackets are empty"),
    (r"!\s*[@$][^\s()&|]*$", r"\s*[=!<>]|\s+\w", "! before a comparison needs parentheses, !(@.a == 1)"),
    (r"\[[^\]]*\?.*$", r"\s*=(?![=~])", "one = compares nothing; write =="),
    (r"\[[^\]]*\?.*$", r"\s*&(?!&)", "one & joins nothing; write &&"),
    (r"\[[^\]]*\?.*$", r"\s*\|(?!\|)", "one | joins nothing; write ||"),
    (r"\[[^\]]*\?.*$", r"\w", "text in a filter needs quotes, 'text'; members begin with @."),
    (r"\(\s*\)$", r"[.\[]", "json-path drops what follows a function; a function without arguments comes last"),
    (r"\.\.\w*$", r"\(", "no function can follow .."),
    (r"\.\w+$", r"\(", "a function takes no arguments inside a filter or another function's arguments"),
    (r"\.\w+\([^()]*$", r"['tfn\[{]", "an argument is a path, a number, or text in double quotes"),
    (r"\.\w+\([^()]*$", r"$", "the parenthesis ( is not closed"),
    (
        r"\[[^\]]*\?.*$",
        r"\s*\b(?i:all|exists|type|matches)\b",
        "no release of json-path can read this operator in a path",
    ),
    (r"", r"\s", "blanks can stand only in brackets; write ['a b'] for a name with blanks"),
    (r"[$@]$", r"", "after $ comes a dot or a bracket"),
)
"""What stands before the place, what stands there, and what to say of it; the first that fits is taken."""


def _refusal(path: str, start: int) -> _NoPathError:
    before, there = path[max(0, start - _CONTEXT) : start], path[start:]
    for left, right, reason in _REASONS:
        if re.search(f"(?:{left})\\Z", before, re.S) and re.match(right, there, re.S):
            return _NoPathError(reason, start, start + 1)
    shown = f"{there[0]!r} cannot stand here" if there else "the path ends too early"
    return _NoPathError(shown, start, start + 1)
