"""What a template has written, read as the JSON or the form that it should be, with blame where it is not."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

from velogate.errors import OutputError
from velogate.source import Source, Span
from velogate.vtl.origins import Origins, Piece

_SHOWN = 20  # characters of what stands at the place of an error
_CONSTANT = re.compile(r'"(?:[^"\\]|\\.)*"?|(NaN|-?Infinity)', re.DOTALL)
_BAD_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})[^&]{0,2}")

_TRAILING = "Illegal trailing comma"
_CONTROL = "Invalid control character"
_ESCAPE = "Invalid \\"
_MISSING = {
    "Expecting value": "a value was expected",
    "Expecting property name": "a name in double quotes was expected",
    _TRAILING: "a comma stands before the end",
}
_AFTER_VALUE = {
    "Expecting ',' delimiter": "a comma was expected",
    "Expecting ':' delimiter": "a colon was expected",
    "Extra data": "something follows after its end",
}
_WORDS = {
    **_MISSING,
    **_AFTER_VALUE,
    _CONTROL: "a string holds a line end or another control character",
    _ESCAPE: "a string holds an escape that JSON does not know",
    "Unterminated string": "a string is not closed",
    "Unexpected UTF-8 BOM": "it begins with a byte order mark",
}
"""The beginnings of the messages of Python's json module, in all its versions, and what we say instead."""

_LAST_COMMA = "in a #foreach write #if($foreach.hasNext),#end"
_UNQUOTED = "text from $input.path stands there without quotes: $input.json('...') writes JSON"
_UNESCAPED = "escape what goes into a string: $util.escapeJavaScript(...)"
_APOSTROPHE = """$util.escapeJavaScript writes \\' for ': add .replaceAll("\\\\'", "'")"""
_UNENCODED = "what stands in a value must be encoded: $util.urlEncode(...)"

FindOrigins = Callable[[], Origins | None]
"""Who wrote the text, for those who want to know; None where nobody does."""


# ---- JSON


def parse_json(text: str, find_origins: FindOrigins) -> Any:
    """The value that the text is in JSON; raises OutputError."""
    if not text.strip():
        raise _empty(text, find_origins(), "is not JSON")
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise _not_json(text, find_origins(), error.msg, error.pos) from error
    except _ConstantError:
        at = next(found.start() for found in _CONSTANT.finditer(text) if found[1])
        said = f"the output is not JSON: a number that JSON does not have: {_place(text, at)}"
        raise _error(text, find_origins(), said, at) from None
    except RecursionError:
        raise _error(text, find_origins(), "the output is not JSON: it is nested too deeply", 0) from None
    except ValueError:  # Python's limit for the digits of a whole number
        at = max(re.finditer(r"\d+", text), key=lambda digits: digits.end() - digits.start()).start()
        raise _error(text, find_origins(), "the output holds a number of too many digits", at) from None


class _ConstantError(Exception):
    """NaN, Infinity or -Infinity, which Python reads and JSON does not have."""


def _refuse_constant(name: str) -> NoReturn:
    raise _ConstantError


def _not_json(text: str, origins: Origins | None, message: str, at: int) -> OutputError:
    kind, at = _kind(text, message, at)
    said = f"the output is not JSON: {_WORDS.get(kind, message)}: {_place(text, at)}"
    if origins and kind in _MISSING and (silent := _silent(text, at, origins)):
        return OutputError(said, silent.span, f"{silent.span.text} wrote nothing there", _output(text, at))
    blamed = _blamed(text, at, origins) if kind in _AFTER_VALUE else at
    piece = origins.piece(blamed) if origins else None
    hint = _hint(kind, text, at, blamed) if piece and not piece.literal else None
    return _error(text, origins, said, at, _LAST_COMMA if kind == _TRAILING else hint, blamed)


def _kind(text: str, message: str, at: int) -> tuple[str, int]:
    """What kind of error a message of Python's is, and where: a comma too many is one in all its versions."""
    before = text[:at].rstrip()
    if before.endswith(",") and text[at : at + 1] in ("]", "}"):
        return _TRAILING, len(before) - 1
    return next((each for each in _WORDS if message.startswith(each)), message), at


def _silent(text: str, at: int, origins: Origins) -> Piece | None:
    """The reference that wrote nothing where something is missing: next to the place but for blanks and a comma."""
    first = len(text[:at].rstrip())
    after = text[at:].lstrip(" \t\r\n,")
    last = len(text) - len(after) if text.startswith(",", at) else at
    silent = (p for p in origins.pieces if p.start == p.end and first <= p.start <= last)
    return next(silent, None)


def _blamed(text: str, at: int, origins: Origins | None) -> int:
    """The character that is to blame: a quote too many, which a reference wrote, is noticed only after it."""
    before = origins.piece(at - 1) if origins and text[:at].endswith('"') else None
    return at - 1 if before and not before.literal else at


def _hint(kind: str, text: str, at: int, blamed: int) -> str | None:
    """The way out of what a reference has written."""
    if kind == _ESCAPE:
        return _APOSTROPHE if text.startswith("\\'", at) else None
    if kind in _MISSING:
        return _UNQUOTED
    return _UNESCAPED if kind == _CONTROL or blamed < at else None


# ---- forms


def parse_form(text: str) -> dict[str, Any]:
    """Names with their value, or with the list of their values, as lenient as services are."""
    from urllib.parse import parse_qsl  # few renderings are asked for it

    found: dict[str, list[str]] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        found.setdefault(name, []).append(value)
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


def check_form(text: str, find_origins: FindOrigins) -> None:
    """Raises OutputError for the first thing in a form that services take but no author can mean."""
    if not text.strip():
        raise _empty(text, find_origins(), "is no form")
    at = 0
    for pair in text.split("&"):
        for reason, start, hint in _faults(pair):
            said = f"the output is no proper form: {reason}: {_place(text, at + start)}"
            raise _error(text, find_origins(), said, at + start, hint)
        at += len(pair) + 1


def _faults(pair: str) -> Iterator[tuple[str, int, str | None]]:
    """What is wrong in one pair: why, where in it, and the way out."""
    name, equals, _ = pair.partition("=")
    if not pair:
        yield "there is nothing between two &", 0, None
    elif not equals:
        yield f"{pair[:_SHOWN]!r} has no =", 0, _UNENCODED
    elif not name:
        yield "a value has no name", 0, None
    if end := re.search(r"[\r\n]", pair):
        last = not pair[end.start() :].strip()
        reason = "a line end belongs to the value before it" if last else "there is a line end in it"
        yield reason, end.start(), "end the line of the template with ##" if last else _UNENCODED
    if bad := _BAD_PERCENT.search(pair):
        yield f"{bad[0]!r} is no encoded byte", bad.start(), "a % itself is written %25: $util.urlEncode(...)"


# ---- blame


def _error(
    text: str, origins: Origins | None, message: str, at: int, hint: str | None = None, blamed: int | None = None
) -> OutputError:
    """The error at a character of the text, and at the part of the template that wrote it or the one to blame."""
    output = _output(text, at)
    blamed = min(at if blamed is None else blamed, len(text) - 1)
    piece = origins.piece(blamed) if origins else None
    return OutputError(message, piece.at(blamed) if piece else output, hint, output)


def _empty(text: str, origins: Origins | None, why: str) -> OutputError:
    """The error of an output without content, at the first reference that wrote nothing."""
    silent = next((p.span for p in origins.pieces if p.start == p.end), None) if origins else None
    emptiness = "holds nothing but blanks" if text else "is empty"
    hint = f"{silent.text} wrote nothing" if silent else None
    return OutputError(f"the output {why}: it {emptiness}", silent, hint, _output(text, 0))


def _output(text: str, at: int) -> Span:
    return Source(text, "<output>").span(at, min(at + 1, len(text)))


def _place(text: str, at: int) -> str:
    """Where that is in the output, and what stands there."""
    span = _output(text, at)
    there = "".join(char if char.isprintable() else repr(char)[1:-1] for char in text[at : at + _SHOWN])
    return f"at line {span.line}, column {span.column} " + (f"stands '{there}'" if there else "it ends")
