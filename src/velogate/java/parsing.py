"""Numbers from text and back, as Integer.parseInt(), Double.parseDouble() and their kin have it."""

import re
import struct
from collections.abc import Callable
from unicodedata import decimal

from velogate.java.numbers import truncated, wrap
from velogate.java.throwable import JavaError, null_pointer, number_format

NAMES = {8: "Byte", 16: "Short"}


def digit_value(char: str, radix: int) -> int:
    """Character.digit(): what a character is worth, -1 if it is no digit of that radix."""
    if "a" <= char <= "z" or "A" <= char <= "Z":
        value = ord(char) % 32 + 9
    elif "\uff21" <= char <= "\uff3a" or "\uff41" <= char <= "\uff5a":
        value = (ord(char) - 0xFF00) % 32 + 9
    else:
        value = decimal(char, -1)
    return value if value < radix and 2 <= radix <= 36 else -1


def _unreadable(text: str, radix: int) -> JavaError:
    return number_format(f'For input string: "{text}"' + (f" under radix {radix}" if radix != 10 else ""))


def _check_radix(radix: int) -> None:
    if radix < 2:
        raise number_format(f"radix {radix} less than Character.MIN_RADIX")
    if radix > 36:
        raise number_format(f"radix {radix} greater than Character.MAX_RADIX")


def parse_whole(text: str | None, radix: int, bits: int) -> int:
    """A whole number of so many bits; NumberFormatException for anything else."""
    if text is None:
        raise number_format("Cannot parse null string")
    _check_radix(radix)
    digits = text[1:] if text[:1] in ("-", "+") and text else text
    value = digits_value(digits, radix)
    if value is not None and text[:1] == "-":
        value = -value
    if value is None or wrap(value, max(bits, 32)) != value:
        raise _unreadable(text, radix)
    if wrap(value, bits) != value:
        raise number_format(f'Value out of range. Value:"{text}" Radix:{radix}')
    return value


PREFIXES = tuple("xXoObB")
"""What int() takes after a leading 0 and Java does not."""


def digits_value(digits: str, radix: int) -> int | None:
    """The number that digits write; None if they are none, or not digits."""
    if not digits:
        return None
    if digits.isascii() and digits.isalnum() and digits[1:2] not in PREFIXES:
        try:
            return int(digits, radix)
        except ValueError:
            return None
    value = 0
    for char in digits:
        worth = digit_value(char, radix)
        if worth < 0:
            return None
        value = value * radix + worth
    return value


def parse_unsigned(text: str | None, radix: int, bits: int, whole: str | None = None) -> int:
    """A number without a sign, its highest bit becoming one; whole is the text it is part of."""
    if text is None:
        raise number_format("Cannot parse null string")
    if text[:1] == "-":
        raise number_format(f"Illegal leading minus sign on unsigned string {whole or text}.")
    if text:
        _check_radix(radix)
    value = digits_value(text.removeprefix("+"), radix)
    if value is None or (bits == 32 and value >= 2**63):
        raise _unreadable(text, radix)
    if value >= 2**bits:
        kind = "int" if bits == 32 else "long"
        raise number_format(f"String value {text} exceeds range of unsigned {kind}.")
    return wrap(value, bits)


def _part(text: str | None, begin: int, end: int) -> str:
    if text is None:
        raise null_pointer()
    if begin < 0 or begin > end or end > len(text):
        raise JavaError("java.lang.IndexOutOfBoundsException")
    return text[begin:end]


def parse_part(bits: int, text: str | None, begin: int, end: int, radix: int) -> int:
    """A whole number from part of a text."""
    return parse_whole(_part(text, begin, end), radix, bits)


def parse_unsigned_part(bits: int, text: str | None, begin: int, end: int, radix: int) -> int:
    """A number without a sign from part of a text."""
    return parse_unsigned(_part(text, begin, end), radix, bits, text)


def decode(text: str | None, bits: int) -> int:
    """Integer.decode(): 0x, # and 0 say the radix."""
    if text is None:
        raise null_pointer()
    if not text:
        raise number_format("Zero length string")
    sign = text[0] if text[0] in "+-" else ""
    body = text[len(sign) :]
    prefix = next((each for each in ("0x", "0X", "#") if body.startswith(each)), "")
    radix = 16 if prefix else 8 if body.startswith("0") and len(body) > 1 else 10
    digits = body[len(prefix) :] if radix != 8 else body[1:]
    if digits[:1] in ("-", "+") and digits:
        raise number_format("Sign character in wrong position")
    if bits >= 32:
        return parse_whole(("-" if sign == "-" else "") + digits, radix, bits)
    value = parse_whole(("-" if sign == "-" else "") + digits, radix, 32)
    if wrap(value, bits) != value:
        raise number_format(f"Value {value} out of range from input {text}")
    return value


DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def in_radix(value: int, radix: int) -> str:
    """A whole number's digits; a radix that is none counts as 10."""
    radix = radix if 2 <= radix <= 36 else 10
    rest = abs(value)
    digits: list[str] = []
    while rest or not digits:
        rest, digit = divmod(rest, radix)
        digits.append(DIGITS[digit])
    return ("-" if value < 0 else "") + "".join(reversed(digits))


FLOATING = re.compile(r"[+-]?(?:NaN|Infinity|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[fFdD]?)", re.ASCII)
HEX = re.compile(r"([+-]?)0[xX]([0-9a-fA-F]*)(?:\.([0-9a-fA-F]*))?[pP]([+-]?\d+)[fFdD]?", re.ASCII)


def parse_double(text: str | None, narrow: Callable[[float], float]) -> float:
    """Double.parseDouble(), or Float's with float32 as narrow; blanks around are no fault."""
    if text is None:
        raise null_pointer()
    body = text.strip("".join(map(chr, range(33))))
    if not body:
        raise number_format("empty String")
    found = HEX.fullmatch(body)
    if found and (found[2] or found[3]):
        return narrow(_from_hex(found))
    if not FLOATING.fullmatch(body):
        raise number_format(f'For input string: "{text}"')
    return narrow(float(body.rstrip("fFdD") if body[-1] in "fFdD" else body))


def _from_hex(found: re.Match[str]) -> float:
    try:
        return float.fromhex(f"{found[1]}0x{found[2] or '0'}.{found[3] or '0'}p{found[4]}")
    except OverflowError:
        return float(f"{found[1]}inf")


def hex_text(value: float, narrow: bool) -> str:
    """Double.toHexString() or Float's."""
    if value - value != 0:
        return "NaN" if value != value else "-Infinity" if value < 0 else "Infinity"
    sign = "-" if struct.pack(">d", value)[0] & 0x80 else ""
    if not value:
        return sign + "0x0.0p0"
    if narrow and abs(value) < 2.0**-126:
        fraction = truncated(abs(value) * 2.0**149, 64)
        return f"{sign}0x0.{_trimmed(f'{fraction << 1:06x}')}p-126"
    head, _, power = abs(value).hex().partition("p")
    whole, _, digits = head.partition(".")
    return f"{sign}{whole}.{_trimmed(digits)}p{int(power)}"


def _trimmed(digits: str) -> str:
    return digits.rstrip("0") or "0"


def double_from_bits(bits: int) -> float:
    """Double.longBitsToDouble()."""
    return float(struct.unpack("<d", struct.pack("<q", bits))[0])


def float_from_bits(bits: int) -> float:
    """Float.intBitsToFloat()."""
    return float(struct.unpack("<f", struct.pack("<i", bits))[0])
