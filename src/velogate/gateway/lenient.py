"""What is not JSON, read as json-smart 2.2 reads it in its permissive mode.

`grammar/json_lenient.lark` is the language: the terminals are taken from it, and a test holds this reader against its
rules. A body may have ten million characters, so values are made straight from what the terminals match, several of
them at once, and not from a tree.

One thing differs on purpose: json-smart 2.2 forgets to count an object's closing brace, so that it refuses a flat list
of 400 objects as "non natural depths". Later releases count right, and API Gateway takes such lists.
"""

import re
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from velogate.gateway.json_smart import ParseError
from velogate.gateway.numbers import TooLongError, number
from velogate.java.numbers import Float
from velogate.java.throwable import JavaError
from velogate.lalr import read

MAX_DEPTH = 400
"""Brackets that may be open at once; one more is refused, as a payload that means harm."""

_END = "\x1a"
_BLANKS = re.compile(r"[ \t\r\n]*")
_BLANKS_AND_COMMAS = re.compile(r"[ \t\r\n,]*")
_BLANKS_IN_OBJECT = re.compile(r"[\x00-\x19\x1b-\x20]*")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
_UNREADABLE = re.compile(r"\x1a|\\(?:u(?![0-9a-fA-F]{4})|x(?![0-9a-fA-F]{2}))")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([\s\S]))")
_ESCAPE_OR_CONTROL = re.compile(f"{_ESCAPE.pattern}|{_CONTROLS.pattern}")
_ESCAPED = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "b": "\b", "/": "/", "'": "'", '"': '"'}
_HEX_DIGITS = {"u": 4, "x": 2}
_CONTROL = "".join(map(chr, range(0x21)))
_WORDS = {"null": None, "true": True, "false": False, "NaN": Float("nan")}
_LONGEST_INTEGER = 18
"""Digits that are a whole number without a closer look."""

Scan = Callable[[str, int], re.Match[str] | None]


class Scanners(NamedTuple):
    """What may come at each place, with the blanks before it, as functions of a text and an offset. Commas too many in
    an array or before a key are as blanks.

    Groups 1 to 3 are a plain value: string, number, word; those of a key are string and word. The others have names:
    OPEN and CLOSE for brackets, COLON behind a key, NEXT and LAST for the comma or brace behind a value in an object.
    `member` is a key (groups 1 and 2) with a plain value (3 to 5) and what is behind it.
    """

    top: Scan
    item: Scan
    key: Scan
    value: Scan
    after: Scan
    member: Scan


@cache
def _scanners() -> Scanners:
    looks = read("json_lenient").terminals
    blanks, opens = r"[ \t\r\n]*+", r"(?P<OPEN>[{\[])"
    commas = f"{blanks}(?:{looks['_COMMA']}{blanks})*+"

    def scanner(pattern: str, before: str = blanks) -> Scan:
        return re.compile(f"{before}(?:{pattern})").match

    def plain(place: str) -> str:
        return "(?>" + "|".join(f"({looks[f'{place}_{kind}']})" for kind in ("STRING", "NUMBER", "WORD")) + ")"

    behind = f"(?:(?P<NEXT>{looks['_VALUE_COMMA']})|(?P<LAST>{looks['_VALUE_END']}))"
    key = f"(?>({looks['KEY_STRING']})|({looks['KEY_WORD']}))"
    return Scanners(
        top=scanner(f"{plain('TOP')}|{opens}"),
        item=scanner(rf"{plain('ITEM')}|{opens}|(?P<CLOSE>\])", commas),
        key=scanner(rf"{key}(?P<COLON>{looks['_COLON']})?+|(?P<CLOSE>\}})", commas),
        value=scanner(f"{plain('VALUE')}{behind}?+|{opens}|{looks['_VALUE_COMMA']}"),
        after=scanner(behind),
        member=scanner(f"{key}{looks['_COLON']}{blanks}{plain('VALUE')}{behind}", commas),
    )


def parse(text: str) -> Any:
    """The value that `text` begins with; raises ParseError."""
    found = _scanners().top(text, 0)
    if found is None:
        position = _BLANKS.match(text).end()  # type: ignore[union-attr]
        if text[position : position + 1] in ("", _END):
            return ""
        raise _refusal(text, 0, "top")
    if found["OPEN"]:
        return _Containers(text).value(found)
    return _plain(text, found, 1)


class _Containers:
    """The arrays and objects that are open, and how far the text has been read."""

    def __init__(self, text: str) -> None:
        self._text, self._position = text, 0
        self._scan = _scanners()
        self._open: list[Any] = []
        self._is_complete = False

    def value(self, bracket: re.Match[str]) -> Any:
        """The array or object that begins with a bracket."""
        outermost = self._begun(bracket)
        while self._open:
            container = self._open[-1]
            if isinstance(container, list):
                self._items(container)
            elif not self._is_complete or self._goes_on():
                self._members(container)
        return outermost

    def _begun(self, bracket: re.Match[str]) -> Any:
        """An empty container, open from now on."""
        if len(self._open) == MAX_DEPTH:
            raise _error("depth", self._text, bracket.start("OPEN"), bracket["OPEN"])
        container: Any = [] if bracket["OPEN"] == "[" else {}
        self._open.append(container)
        self._position = bracket.end()
        self._is_complete = False
        return container

    def _ended(self, position: int) -> None:
        """The innermost container is complete, and is a value of the one around."""
        self._open.pop()
        self._position = position
        self._is_complete = True

    def _items(self, array: list[Any]) -> None:
        """Reads on, up to a bracket."""
        text, position, scan = self._text, self._position, self._scan.item
        while (found := scan(text, position)) is not None:
            kind = found.lastgroup
            if kind == "OPEN":
                array.append(self._begun(found))
                return
            if kind == "CLOSE":
                self._ended(found.end())
                return
            array.append(_plain(text, found, 1))
            position = found.end()
        raise _refusal(text, position, "item")

    def _goes_on(self) -> bool:
        """Reads what is behind a container in an object: whether a comma, and no brace."""
        found = self._scan.after(self._text, self._position)
        if found is None:
            raise _refusal(self._text, self._position, "after value")
        if found.lastgroup == "LAST":
            self._ended(found.end())
            return False
        self._position = found.end()
        self._is_complete = False
        return True

    def _members(self, members: dict[str, Any]) -> None:
        """Reads on, up to a bracket."""
        text, position, scan = self._text, self._position, self._scan.member
        while position >= 0:
            found = scan(text, position)
            if found is None:
                position = self._member(members, position)
                continue
            members[_name(text, found)] = _plain(text, found, 3)
            position = found.end()
            if found.lastgroup == "LAST":
                self._ended(position)
                return

    def _member(self, members: dict[str, Any], position: int) -> int:
        """Reads a key, and its value, of any kind; where the object goes on, or -1 at a bracket."""
        text = self._text
        key = self._scan.key(text, position)
        if key is None:
            raise _refusal(text, position, "key")
        if key.lastgroup == "CLOSE":
            self._ended(key.end())
            return -1
        name = _name(text, key)
        if key.lastgroup != "COLON":
            raise _refusal(text, key.end(), "colon")
        return self._value(members, name, key.end())

    def _value(self, members: dict[str, Any], name: str, position: int) -> int:
        """Reads what is behind a colon; where the object goes on, or -1 at a bracket."""
        text = self._text
        found = self._scan.value(text, position)
        if found is None:
            raise _refusal(text, position, "value")
        if found.lastgroup == "OPEN":
            members[name] = self._begun(found)
            return -1
        members[name] = _plain(text, found, 1) if found.lastindex else ""
        if found.lastindex and not found.lastgroup:
            raise _refusal(text, found.end(), "after value")
        if found.lastgroup == "LAST":
            self._ended(found.end())
            return -1
        return found.end()


def _name(text: str, key: re.Match[str]) -> str:
    string = key[1]
    if string is None:
        return key[2].strip(_CONTROL)
    return _unescape(text, string, key.start(1)) if "\\" in string else string[1:-1]


def _plain(text: str, found: re.Match[str], group: int) -> Any:
    """The string, number or word that one of three groups has matched."""
    string = found[group]
    if string is not None:
        return _unescape(text, string, found.start(group)) if "\\" in string else string[1:-1]
    written = found[group + 1]
    return _word(found[group + 2]) if written is None else _number(written)


def _number(written: str) -> Any:
    if len(written) <= _LONGEST_INTEGER and written.isdecimal():
        return int(written)
    digits = written.rstrip(_CONTROL)
    try:
        return number(digits)
    except TooLongError:
        raise
    except ValueError as error:
        raise ParseError(f'java.lang.NumberFormatException: For input string: "{digits}"') from error
    except JavaError as error:
        raise ParseError(str(error)) from error


def _word(written: str) -> Any:
    """null, true, false and NaN are what they say only where the word begins without control characters."""
    word = written.strip(_CONTROL)
    return _WORDS.get(word, word) if word[:1] == written[:1] else word


def _unescape(text: str, string: str, start: int) -> str:
    """The characters of a quoted string with an escape. Its control characters are dropped, as in Java."""
    pieces = string[1:-1].split(r"\\")
    if any(_UNREADABLE.search(piece) for piece in pieces):
        raise _refused_string(text, start)
    characters = "\\".join([_unescaped(piece) if piece else "" for piece in pieces])
    return characters.encode("utf-16-be", "surrogatepass").decode("utf-16-be", "surrogatepass")


def _unescaped(piece: str) -> str:
    """Part of a string without escaped backslashes: known escapes at once, unless control characters may be in them."""
    if "\\" in piece and not _CONTROLS.search(piece):
        for letter, character in _ESCAPED.items():
            piece = piece.replace(f"\\{letter}", character)
        return _ESCAPE.sub(_escaped, piece) if "\\" in piece else piece
    return _ESCAPE_OR_CONTROL.sub(_escaped, piece)


def _escaped(escape: re.Match[str]) -> str:
    """The character of an escape; of an unknown one Java drops a UTF-16 unit, so half of a pair stays."""
    code, character = escape[1] or escape[2], escape[3] or ""
    if code:
        return chr(int(code, 16))
    return chr(0xDC00 + (ord(character) & 0x3FF)) if character > "\uffff" else _ESCAPED.get(character, "")


_MESSAGES = {
    "character": "Unexpected character ({what}) at position {at}.",
    "token": "Unexpected token {what} at position {at}.",
    "end": "Unexpected End Of File position {at}: {what}",
    "unicode": "Unexpected unicode escape sequence {what} at position {at}.",
    "depth": "Malicious payload, having non natural depths, parsing stoped on {what} at position {at}.",
}


def _error(kind: str, text: str, at: int, what: str, back: int = 0) -> ParseError:
    """The exception of one kind, `back` before the offset `at`; told in UTF-16 units, as Java counts."""
    units = (at if text.isascii() else len(text[:at].encode("utf-16-be", "surrogatepass")) // 2) - back
    if len(what) == 1:
        what = what.encode("utf-16-be", "surrogatepass")[:2].decode("utf-16-be", "surrogatepass")
    return ParseError("net.minidev.json.parser.ParseException: " + _MESSAGES[kind].format(what=what, at=units))


def _refusal(text: str, position: int, place: str) -> ParseError:
    """Why nothing that may stand at `place` was found at `position`."""
    skipped = _BLANKS_AND_COMMAS if place in ("item", "key") else _BLANKS
    position = skipped.match(text, position).end()  # type: ignore[union-attr]
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
