"""What is not JSON, read as json-smart 2.2 reads it in its permissive mode: `grammar/json_lenient.lark` made values.

One thing differs on purpose: json-smart 2.2 forgets to count an object's closing brace, so that it refuses a flat list
of 400 objects as "non natural depths". Later releases count right, and API Gateway takes such lists.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from lark import Lark, Token, Transformer

from velogate.gateway.json_smart import ParseError
from velogate.gateway.numbers import number
from velogate.java.numbers import Float
from velogate.java.throwable import JavaError
from velogate.lalr import load

MAX_DEPTH = 400
"""Brackets that may be open at once; one more is refused, as a payload that means harm."""

_END = "\x1a"
_BLANKS = re.compile(r"[ \t\r\n]*")
_BLANKS_IN_OBJECT = re.compile(r"[\x00-\x19\x1b-\x20]*")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([\s\S]))|[\x00-\x1f\x7f]")
_READABLE = re.compile(r"(?:[^\\\x1a]+|\\(?:u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|[^ux]))*+")
_HEX_DIGITS = {"u": 4, "x": 2}
_CONTROL = "".join(map(chr, range(0x21)))
_ESCAPED = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "b": "\b", "\\": "\\", "/": "/", "'": "'", '"': '"'}
_WORDS = {"null": None, "true": True, "false": False, "NaN": Float("nan")}

_PLACES = {
    "top": ("TOP_STRING", "TOP_NUMBER", "TOP_WORD", "LBRACE", "LSQB"),
    "item": ("ITEM_STRING", "ITEM_NUMBER", "ITEM_WORD", "LBRACE", "LSQB", "_COMMA", "RSQB"),
    "key": ("KEY_STRING", "KEY_WORD", "_COMMA", "RBRACE"),
    "colon": ("_COLON",),
    "value": ("VALUE_STRING", "VALUE_NUMBER", "VALUE_WORD", "LBRACE", "LSQB", "_VALUE_COMMA"),
    "after value": ("_VALUE_COMMA", "_VALUE_END"),
}
_NEXT = {"KEY_STRING": "colon", "KEY_WORD": "colon", "_COLON": "value", "_VALUE_COMMA": "key"} | dict.fromkeys(
    ("VALUE_STRING", "VALUE_NUMBER", "VALUE_WORD"), "after value"
)
_OPENS = {"LBRACE": "key", "LSQB": "item"}
_CLOSES = {"RBRACE", "RSQB", "_VALUE_END"}
_INSIDE = {"LBRACE": "after value", "LSQB": "item"}


def parse(text: str) -> Any:
    """The value that `text` begins with; raises ParseError."""
    parser = _parser().parse_interactive()
    for token in _tokens(text):
        parser.feed_token(token)
    return parser.feed_eof()  # type: ignore[no-untyped-call]


@cache
def _parser() -> Lark:
    parser: Lark = load("json_lenient", lexer="basic", transformer=_Values())
    return parser


@cache
def _pattern(place: str) -> re.Pattern[str]:
    looks = {terminal.name: terminal.pattern.to_regexp() for terminal in _parser().terminals}
    return re.compile("|".join(f"(?P<{name}>{looks[name]})" for name in _PLACES[place]))


def _tokens(text: str) -> Iterator[Token]:
    """The tokens of the first value in `text`; the place is known from the brackets that are open."""
    open_brackets: list[str] = []
    place, position = "top", 0
    while True:
        position = _BLANKS.match(text, position).end()  # type: ignore[union-attr]
        found = _pattern(place).match(text, position)
        if found is None:
            if place == "top" and text[position : position + 1] in ("", _END):
                yield Token("TOP_WORD", "")
                return
            raise _refusal(text, position, place)
        kind = found.lastgroup or ""
        yield Token(kind, _unescape(text, found) if kind.endswith("STRING") else found[0])
        position = found.end()
        if kind in _OPENS:
            open_brackets.append(kind)
            if len(open_brackets) > MAX_DEPTH:
                raise _error("depth", text, found.start(), found[0])
            place = _OPENS[kind]
        elif kind in _CLOSES:
            open_brackets.pop()
            place = _INSIDE[open_brackets[-1]] if open_brackets else "top"
        else:
            place = _NEXT.get(kind, place)
        if not open_brackets:
            return


def _unescape(text: str, string: re.Match[str]) -> str:
    """The characters of a quoted string. Where it has an escape, its control characters are dropped, as in Java."""
    content = string[0][1:-1]
    if "\\" not in content:
        return content
    if not _READABLE.fullmatch(content):
        raise _refused_string(text, string.start())
    characters = _ESCAPE.sub(_escaped, content)
    return characters.encode("utf-16-be", "surrogatepass").decode("utf-16-be", "surrogatepass")


def _escaped(escape: re.Match[str]) -> str:
    """The character of an escape; of an unknown one Java drops a UTF-16 unit, so half of a pair stays."""
    code, character = escape[1] or escape[2], escape[3] or ""
    if code:
        return chr(int(code, 16))
    return chr(0xDC00 + (ord(character) & 0x3FF)) if character > "\uffff" else _ESCAPED.get(character, "")


class _Values(Transformer[Token, Any]):
    """The values of tokens and rules, made while the parser runs."""

    def start(self, children: list[Any]) -> Any:
        return children[0]

    def array(self, children: list[Any]) -> list[Any]:
        return children

    def object(self, children: list[tuple[str, Any]]) -> dict[str, Any]:
        return dict(children)

    def member(self, children: list[Any]) -> tuple[str, Any]:
        return children[0], children[1]

    def empty_member(self, children: list[Any]) -> tuple[str, Any]:
        return children[0], ""

    def number(self, token: Token) -> Any:
        text = token.rstrip(_CONTROL)
        try:
            return number(text)
        except ValueError as error:
            raise ParseError(f'For input string: "{text}"') from error
        except JavaError as error:
            raise ParseError(error.message) from error

    def word(self, token: Token) -> Any:
        """null, true, false and NaN are what they say only where the word begins without control characters."""
        text = token.strip(_CONTROL)
        return _WORDS.get(text, text) if text[:1] == token[:1] else text

    def string(self, token: Token) -> str:
        return str(token)

    def key_word(self, token: Token) -> str:
        return token.strip(_CONTROL)

    TOP_NUMBER = ITEM_NUMBER = VALUE_NUMBER = number
    TOP_WORD = ITEM_WORD = VALUE_WORD = word
    TOP_STRING = ITEM_STRING = VALUE_STRING = KEY_STRING = string
    KEY_WORD = key_word


_MESSAGES = {
    "character": "Unexpected character ({what}) at position {at}.",
    "token": "Unexpected token {what} at position {at}.",
    "end": "Unexpected End Of File position {at}: {what}",
    "unicode": "Unexpected unicode escape sequence {what} at position {at}.",
    "depth": "Malicious payload, having non natural depths, parsing stoped on {what} at position {at}.",
}


def _error(kind: str, text: str, at: int, what: str, back: int = 0) -> ParseError:
    """The exception of one kind, `back` before the offset `at`; told in UTF-16 units, as Java counts."""
    units = at + sum(character > "\uffff" for character in text[:at]) - back
    if len(what) == 1:
        what = what.encode("utf-16-be", "surrogatepass")[:2].decode("utf-16-be", "surrogatepass")
    return ParseError("net.minidev.json.parser.ParseException: " + _MESSAGES[kind].format(what=what, at=units))


def _refusal(text: str, position: int, place: str) -> ParseError:
    """Why nothing that may stand at `place` was found at `position`."""
    blank_before = text[position - 1 : position] != ":"
    if place in ("colon", "after value"):
        position = _BLANKS_IN_OBJECT.match(text, position).end()  # type: ignore[union-attr]
    found = text[position : position + 1]
    if found in ("", _END):
        known_end = place == "item" or (place == "value" and not found and not blank_before)
        return _error("end", text, position, "EOF" if known_end else "null", back=1)
    if found in "\"'" and place not in ("colon", "after value"):
        return _refused_string(text, position)
    if place == "colon":
        return _error("character", text, position, found, back=1)
    if place == "after value":
        return _error("token", text, position, found, back=1)
    return _error("character", text, position, found)


def _refused_string(text: str, start: int) -> ParseError:
    """Why the string that begins with the quote at `start` cannot be read: no end, or a broken escape."""
    if text.find(text[start], start + 1) == -1:
        return _error("end", text, len(text), "null")
    at = start
    while True:
        at += 1
        if text[at : at + 1] in ("", _END):
            return _error("end", text, at, "null", back=1)
        if text[at] == "\\":
            at += 1
            for _ in range(_HEX_DIGITS.get(text[at : at + 1], 0)):
                at += 1
                if text[at : at + 1] in ("", _END):
                    return _error("end", text, at, "EOF")
                if text[at] not in "0123456789abcdefABCDEF":
                    return _error("unicode", text, at, text[at])
