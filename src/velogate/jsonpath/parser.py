"""JSONPath text made steps by `grammar/jsonpath.lark`, and what to say where the grammar refuses a text."""

import re
from functools import cache
from typing import Any

from lark import Lark, Token, Transformer, UnexpectedInput, UnexpectedToken

from velogate.errors import near
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
from velogate.lalr import load

_LARGEST_INDEX = 2**31 - 1
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
        query: Query = _parser().parse(path)  # type: ignore[assignment]
    except UnexpectedInput as error:
        refusal = _refusal(path, error)
    except _NoPathError as error:
        refusal = error
    else:
        return query
    raise refused(text, refusal.reason, refusal.start + offset, refusal.end + offset)


@cache
def _parser() -> Lark:
    parser: Lark = load("jsonpath", transformer=_Builder())
    return parser


class _Builder(Transformer[Token, Any]):
    """Rules and terminals made data, while the parser runs."""

    def start(self, children: list[Any]) -> Query:
        return Query(True, _steps(children[1:]))

    def query(self, children: list[Any]) -> Query:
        return Query(children[0] == "$", _steps(children[1:]))

    def segment(self, children: list[Step]) -> tuple[Step, ...]:
        return (children[0],)

    def scan(self, children: list[Step]) -> tuple[Step, ...]:
        return (Scan(), children[0])

    def name(self, children: list[Token]) -> Names:
        return Names((str(children[0]),))

    def names(self, children: list[Token]) -> Names:
        return Names(tuple(map(_unquoted, children)))

    def wildcard(self, children: list[Any]) -> Wildcard:
        return Wildcard()

    def index(self, children: list[Token]) -> Positions:
        return Positions(tuple(map(_position, children)))

    def slice_between(self, children: list[Token]) -> Slice:
        return Slice(_position(children[0]), _position(children[1]))

    def slice_from(self, children: list[Token]) -> Slice:
        return Slice(_position(children[0]), None)

    def slice_to(self, children: list[Token]) -> Slice:
        return Slice(None, _position(children[0]))

    def from_end(self, children: list[Token]) -> FromEnd:
        return FromEnd(int(children[0].rpartition("-")[2].rstrip(" )\t\r\n")))

    def filter(self, children: list[Condition]) -> Filter:
        return Filter(children[0])

    def function(self, children: list[Any]) -> Call:
        called = children[0]
        name = called.rstrip("( \t\r\n")
        if name not in FUNCTIONS:
            guess = near(name, FUNCTIONS)
            reason = f"there is no function {name}()" + (f"; did you mean {guess}()?" if guess else "")
            raise _NoPathError(reason, called.start_pos, called.start_pos + len(name))
        return Call(name, tuple(child for child in children[1:] if child is not None))

    def any_of(self, children: list[Condition]) -> Condition:
        return children[0] if len(children) == 1 else AnyOf(tuple(children))

    def all_of(self, children: list[Condition]) -> Condition:
        return children[0] if len(children) == 1 else AllOf(tuple(children))

    def negation(self, children: list[Condition]) -> Not:
        return Not(children[0])

    def test(self, children: list[Condition]) -> Condition:
        return children[0]

    def exists(self, children: list[Query]) -> Exists:
        return Exists(children[0])

    def comparison(self, children: list[Any]) -> Comparison:
        return Comparison(children[0], children[1].strip().lower(), children[2])

    def string(self, children: list[Token]) -> Literal:
        text = _unquoted(children[0])
        return Literal(text, text)

    def number(self, children: list[Token]) -> Literal:
        text = str(children[0])
        return Literal(int(text) if children[0].type == "INTEGER" else float(text), text)

    def keyword(self, children: list[Token]) -> Literal:
        return Literal(_KEYWORDS[children[0]], str(children[0]))

    def array(self, children: list[Literal]) -> Literal:
        return Literal([child.value for child in children if child is not None])

    def regex(self, children: list[Token]) -> Regex:
        pattern, _, flags = children[0][1:].rpartition("/")
        return Regex(pattern, flags)


def _steps(segments: list[tuple[Step, ...]]) -> tuple[Step, ...]:
    return tuple(step for segment in segments for step in segment)


def _unquoted(token: Token) -> str:
    return _ESCAPE.sub(_unescaped, token[1:-1]) if "\\" in token else str(token[1:-1])


def _unescaped(escape: re.Match[str]) -> str:
    return chr(int(escape[1], 16)) if escape[1] else _ESCAPED.get(escape[2], escape[2])


def _position(token: Token) -> int:
    if abs(int(token)) > _LARGEST_INDEX:
        start = token.start_pos or 0
        raise _NoPathError("an index is at most 2147483647", start, start + len(token))
    return int(token)


_REASONS = (
    (r"\[[^\]]*$", r"$", "the bracket [ is not closed"),
    (r"\.$", r"\.?$", "a name, * or [ must follow the dot"),
    (r"\[\s*$", r"\?\s*\]", "there is nothing to take the place of ?; write a condition, [?(@.a == 1)]"),
    (r"\[\s*$", r"\?", "the condition of a filter stands in parentheses, [?(@.a == 1)]"),
    (r"\[\s*$", r"[\w]", "names in brackets need quotes, ['a']"),
    (r"\[\s*$", r"\]", "the brackets are empty"),
    (r"\[[^\]]*\?.*$", r"\s*=(?![=~])", "one = compares nothing; write =="),
    (r"\[[^\]]*\?.*$", r"\s*&(?!&)", "one & joins nothing; write &&"),
    (r"\[[^\]]*\?.*$", r"\s*\|(?!\|)", "one | joins nothing; write ||"),
    (r"\[[^\]]*\?.*$", r"\w", "text in a filter needs quotes, 'text'; members begin with @."),
    (r"", r"\s", "blanks can stand only in brackets; write ['a b'] for a name with blanks"),
    (r"[$@]$", r"", "after $ comes a dot or a bracket"),
)
"""What stands before the place, what stands there, and what to say of it; the first that fits is taken."""


def _refusal(path: str, error: UnexpectedInput) -> _NoPathError:
    start = len(path) if isinstance(error, UnexpectedToken) and error.token.type == "$END" else error.pos_in_stream or 0
    before, there = path[:start], path[start:]
    for left, right, reason in _REASONS:
        if re.search(f"(?:{left})\\Z", before, re.S) and re.match(right, there, re.S):
            return _NoPathError(reason, start, start + 1)
    shown = f"{there[0]!r} cannot stand here" if there else "the path ends too early"
    return _NoPathError(shown, start, start + 1)
