"""JSON text made values, as json-smart 2.2 makes them in its permissive mode.

Three readers, each asked only where it provably gives what json-smart gives: orjson; the standard library, for numbers
beyond 64 bits or with many digits; `velogate.gateway.lenient` for everything else.
"""

import json
import re
from typing import Any

import orjson

from velogate.gateway.numbers import LONGEST_DOUBLE, real, whole
from velogate.java.numbers import Float
from velogate.java.text import json_text
from velogate.java.throwable import JavaError

_IN_NUMBERS = bytes(byte in b"0123456789+-.eE" for byte in range(256))
_LONG_NUMBER = b"\x01" * (LONGEST_DOUBLE + 1)
_NOT_BRACKETS = bytes(byte for byte in range(256) if byte not in b"[]{}")
_MAX_DEPTH = 400
_QUICK_LOOKS = 10
"""Levels of brackets that are taken away at once, before each bracket is looked at."""

_ESCAPED_BEYOND_ASCII = re.compile("[\x80-\x9f\u2000-\u20ff]")
_AS_REAL = bytes.maketrans(b"0123456789+-.eE", b"000000000000...")
_REAL = b"0.0"
_CONSTANTS = {"NaN": Float("nan"), "Infinity": "Infinity", "-Infinity": "-Infinity"}


class ParseError(ValueError):
    """json-smart refuses a text; `str()` is what its exception says in Java, word for word."""


def parse(text: str) -> Any:
    """The value that `text` holds: dict, list, str, int, float, BigDecimal, bool or None; raises ParseError."""
    if "\x7f" not in text and (len(text) <= 2 * _MAX_DEPTH or _is_shallow(text)):
        try:
            encoded = text.encode()
            if _LONG_NUMBER not in encoded.translate(_IN_NUMBERS):
                return orjson.loads(encoded)
            return json.loads(text, parse_float=real, parse_int=whole, parse_constant=_CONSTANTS.__getitem__)
        except (ValueError, RecursionError, JavaError):
            pass  # the lenient reader knows what to say of it, if it cannot read it either
    return _parse_leniently(text)


def _parse_leniently(text: str) -> Any:
    from velogate.gateway import lenient  # importing Lark costs more than most renderings

    return lenient.parse(text)


def _is_shallow(text: str) -> bool:
    """Whether surely no more brackets are open at once than json-smart bears; brackets in strings may mislead it."""
    if text.count("[") + text.count("{") <= _MAX_DEPTH:
        return True
    brackets = text.encode(errors="replace").translate(None, _NOT_BRACKETS)
    for pairs_removed in range(_QUICK_LOOKS):
        fewer = brackets.replace(b"[]", b"").replace(b"{}", b"")
        if len(fewer) == len(brackets):
            return pairs_removed + fewer.count(b"[") + fewer.count(b"{") <= _MAX_DEPTH
        brackets = fewer
    return _depth(brackets) + _QUICK_LOOKS <= _MAX_DEPTH


def _depth(brackets: bytes) -> int:
    """How many brackets are open at once, as far as that must be counted to know that they are too many."""
    depth = deepest = 0
    for start in range(0, len(brackets), _MAX_DEPTH):
        for bracket in brackets[start : start + _MAX_DEPTH]:
            depth += 1 if bracket in b"[{" else -1
            deepest = max(deepest, depth)
        if deepest > _MAX_DEPTH:
            break
    return deepest


def text(value: Any) -> str:
    """The value as Jayway's provider writes it with json-smart: compact, `/` as it is, `€` as `\\u20AC`."""
    try:
        written = orjson.dumps(value, option=orjson.OPT_PASSTHROUGH_SUBCLASS)
    except (TypeError, ValueError):
        return json_text(value, escape_slash=False)
    decoded = written.decode()
    if b"\\u" in written or _REAL in written.translate(_AS_REAL) or b"\x7f" in written:
        return json_text(value, escape_slash=False)
    if not decoded.isascii() and _ESCAPED_BEYOND_ASCII.search(decoded):
        return json_text(value, escape_slash=False)
    return decoded
