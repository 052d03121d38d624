"""`$util`: what API Gateway's templates escape, encode and parse with.

Confidence: the functions are commons-lang 2.6 and java.net (ENGINE; measured, partly recorded). Each takes a String:
Velocity finds no method for anything else. What base64Decode and parseJson make of invalid input nobody has recorded;
here the template fails with Java's exception.
"""

import binascii
import codecs
import string
from typing import Any

from velogate.gateway import json_smart
from velogate.java.methods import describe
from velogate.java.parsing import parse_whole
from velogate.java.throwable import JavaError, illegal_argument, null_pointer

_UNRESERVED = (string.ascii_letters + string.digits + "*-._").encode()
_PERCENT = {bytes((byte,)): b"%%%02X" % byte for byte in range(256) if byte not in _UNRESERVED} | {b" ": b"+"}
_SHORT_ESCAPES = {"\\": "\\\\", '"': '\\"', "'": "\\'", "/": "\\/"}
_SHORT_ESCAPES |= {"\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


_PLAIN = bytes(byte for byte in range(0x20, 0x80) if chr(byte) not in _SHORT_ESCAPES)
_ESCAPES = {code: _SHORT_ESCAPES.get(chr(code), f"\\u{code:04X}") for code in range(0x80) if code not in _PLAIN}
_BEYOND_ASCII = "velogate.escapeJavaScript"


def _escape_beyond_ascii(error: UnicodeError) -> tuple[str, int]:
    """A codec error handler: the characters that ASCII lacks as `\\uXXXX`, one for each UTF-16 unit."""
    assert isinstance(error, UnicodeEncodeError)
    units = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass").hex().upper()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4)), error.end


codecs.register_error(_BEYOND_ASCII, _escape_beyond_ascii)


class Util:
    """The object behind `$util`; printed whole it is empty."""

    __slots__ = ()

    def escape_java_script(self, text: str | None) -> str | None:
        """Commons-lang 2.6's StringEscapeUtils.escapeJavaScript; null for null."""
        if text is None:
            return None
        rest = text.encode(errors="replace").translate(None, _PLAIN)
        if not rest and text.isascii():
            return text
        special = set(rest)
        if 0x5C in special:
            text = text.replace("\\", "\\\\")
        for code in special.intersection(_ESCAPES) - {0x5C}:
            text = text.replace(chr(code), _ESCAPES[code])
        return text if text.isascii() else text.encode("ascii", _BEYOND_ASCII).decode()

    def parse_json(self, text: str | None) -> Any:
        """The value of a JSON text, read as leniently as a body; JavaError where json-smart refuses it."""
        try:
            return json_smart.parse(_present(text))
        except json_smart.ParseError as error:
            raise JavaError("java.lang.RuntimeException", str(error)) from error

    def url_encode(self, text: str | None) -> str:
        """The text as application/x-www-form-urlencoded, UTF-8; a lone surrogate becomes `%3F`."""
        encoded = utf8(_present(text))
        special = set(encoded.translate(None, _UNRESERVED))
        for first in b"%+":
            if first in special:
                special.remove(first)
                encoded = encoded.replace(b"%c" % first, _PERCENT[b"%c" % first])
        for byte in special:
            encoded = encoded.replace(b"%c" % byte, _PERCENT[b"%c" % byte])
        return encoded.decode()

    def url_decode(self, text: str | None) -> str:
        """The text that was application/x-www-form-urlencoded, UTF-8; JavaError for a broken `%` sequence."""
        first, *rest = _present(text).split("%")
        decoded = [first.replace("+", " ")]
        pending = bytearray()
        for part in rest:
            pending.append(_percent_byte(part))
            if len(part) > 2:
                decoded += [_from_utf8(bytes(pending)), part[2:].replace("+", " ")]
                pending.clear()
        return "".join(decoded) + _from_utf8(bytes(pending))

    def base64_encode(self, text: str | None) -> str:
        """The text's UTF-8 bytes in Base64."""
        return binascii.b2a_base64(utf8(_present(text)), newline=False).decode()

    def base64_decode(self, text: str | None) -> str:
        """The text whose UTF-8 bytes are given in Base64, with or without `=`; JavaError if it is not Base64."""
        text = _present(text)
        try:
            return _from_utf8(binascii.a2b_base64(_padded(text), strict_mode=True))
        except (binascii.Error, ValueError) as error:
            raise illegal_argument(f"{text[:40]!r} is not Base64: {error}") from error


def _present(text: str | None) -> str:
    """The text; JavaError for null, which every function but escapeJavaScript refuses."""
    if text is None:
        raise null_pointer()
    return text


def utf8(text: str) -> bytes:
    """The text's bytes as Java's getBytes makes them: `?` for a surrogate that stands alone."""
    return text.encode(errors="replace")


def _from_utf8(encoded: bytes) -> str:
    return encoded.decode(errors="replace")


def _padded(text: str) -> str:
    """The Base64 with its `=`, which may be left out, but must be right where they stand; raises ValueError."""
    given = text.rstrip("=")
    wanted = "=" * (-len(given) % 4)
    if text not in (given, given + wanted):
        raise ValueError("the = at its end are not those that it needs")
    return given + wanted


def _percent_byte(part: str) -> int:
    """The byte that the two characters after a `%` write; Integer.parseInt reads them, so `%+1` is one."""
    digits = part[:2]
    if len(digits) < 2:
        raise illegal_argument("URLDecoder: Incomplete trailing escape (%) pattern")
    try:
        byte = parse_whole(digits, 16, 32)
    except JavaError:
        byte = -1
    if byte < 0:
        raise illegal_argument(f"URLDecoder: Illegal hex characters in escape (%) pattern: %{digits}")
    return byte


describe(
    Util,
    "$util",
    {
        "String escapeJavaScript(String)": Util.escape_java_script,
        "Object parseJson(String)": Util.parse_json,
        "String urlEncode(String)": Util.url_encode,
        "String urlDecode(String)": Util.url_decode,
        "String base64Encode(String)": Util.base64_encode,
        "String base64Decode(String)": Util.base64_decode,
    },
    text=lambda util: "",
)
