"""Digits of doubles and floats as JDKs before 19 find them: not always the shortest ones.

That JDK writes 2E23 as 1.9999999999999998E23, so Python's repr, always the shortest, will not serve. The method is
Steele and White's with that JDK's shortcuts.
"""

import struct
from functools import lru_cache
from typing import NamedTuple

from velogate.java.numbers import wrap

LOG2 = 0.301029995663981


class Digits(NamedTuple):
    """A positive number: 0.<digits> times 10^exponent; whether digits were cut off, whether the last was rounded up."""

    digits: str
    exponent: int
    exact: bool = True
    raised: bool = False


class Binary(NamedTuple):
    """A positive number: a 53 bit fraction (highest bit set) times 2^(exponent-52); so many of its bits count."""

    fraction: int
    exponent: int
    bits: int


def double_text(value: float) -> str:
    """Java's Double.toString()."""
    return _plain_text(value) if _is_plain(value) else special_text(value)


@lru_cache(2048)
def _plain_text(value: float) -> str:
    return _text(value, of_double(abs(value)))


def float_text(value: float) -> str:
    """Java's Float.toString()."""
    return _text(value, _digits(_float_binary(abs(value)), True)) if _is_plain(value) else special_text(value)


def of_double(value: float, compatible: bool = True) -> Digits:
    """The digits of a positive double; compatible as toString() has them, else as java.util.Formatter starts from."""
    return _digits(_double_binary(value), compatible)


def special_text(value: float) -> str:
    """The text of zero, NaN and the infinite."""
    if value != value:
        return "NaN"
    if value:
        return "Infinity" if value > 0 else "-Infinity"
    return "-0.0" if str(value).startswith("-") else "0.0"


def _is_plain(value: float) -> bool:
    return value - value == 0 and value != 0


def _text(value: float, found: Digits) -> str:
    digits, exponent = found.digits, found.exponent
    sign = "-" if value < 0 else ""
    if 0 < exponent < 8:
        digits = digits.ljust(exponent + 1, "0")
        return f"{sign}{digits[:exponent]}.{digits[exponent:]}"
    if -3 < exponent <= 0:
        return f"{sign}0.{'0' * -exponent}{digits}"
    return f"{sign}{digits[0]}.{digits[1:] or '0'}E{exponent - 1}"


def _double_binary(value: float) -> Binary:
    bits = struct.unpack("<q", struct.pack("<d", value))[0]
    return _normal(bits & ((1 << 52) - 1), bits >> 52, 52, 1023)


def _float_binary(value: float) -> Binary:
    bits = struct.unpack("<i", struct.pack("<f", value))[0]
    return _normal(bits & ((1 << 23) - 1), bits >> 23, 23, 127)


def _normal(fraction: int, exponent: int, width: int, bias: int) -> Binary:
    if exponent:
        return Binary((fraction | 1 << width) << (52 - width), exponent - bias, width + 1)
    significant = fraction.bit_length()
    return Binary(fraction << (53 - significant), significant - width - bias, significant)


def _digits(number: Binary, compatible: bool) -> Digits:
    fraction, exponent, bits = number
    used = 53 - _trailing_zeros(fraction)
    below_point = max(0, used - exponent - 1)
    if below_point == 0 and -21 <= exponent <= 62 and used < 64:
        whole = fraction << (exponent - 52) if exponent >= 52 else fraction >> (52 - exponent)
        return _whole(whole, _meaningless(exponent - bits - 1) if exponent > bits else 0)
    return _generate(number, used, below_point, compatible)


def _trailing_zeros(value: int) -> int:
    return (value & -value).bit_length() - 1


def _meaningless(power: int) -> int:
    """Decimal digits that lie below a power of two."""
    return len(str(1 << power)) - 1 if 1 < power < 64 else 0


def _whole(value: int, meaningless: int) -> Digits:
    if meaningless:
        value, rest = divmod(value, 10**meaningless)
        value += rest >= 10**meaningless // 2
    digits = str(value)
    return Digits(digits.rstrip("0"), len(digits) + meaningless)


def _generate(number: Binary, used: int, below_point: int, compatible: bool) -> Digits:
    """Digit by digit until the rest is within half a unit of the last binary place."""
    power = _estimate(number)
    five = max(0, -power)
    two = five + below_point + number.exponent
    ten_five, ten_two = max(0, power), max(0, power) + below_point
    margin_two = two - number.bits
    two -= used - 1
    common = min(two, ten_two)
    two, ten_two, margin_two = two - common, ten_two - common, margin_two - common - (used == 1)
    if margin_two < 0:
        two, ten_two, margin_two = two - margin_two, ten_two - margin_two, 0
    rest = (number.fraction >> (53 - used)) * 5**five << two
    unit = 5**ten_five << ten_two
    width = _width(used + two + _five_bits(five), ten_two + 1 + _five_bits(ten_five + 1))
    return _develop(rest, unit, 5**five << margin_two, power, width, compatible)


def _estimate(number: Binary) -> int:
    mantissa = number.fraction / (1 << 52)
    return int((((mantissa - 1.5) * 0.289529654 + 0.176091259) + number.exponent * LOG2) // 1)


def _five_bits(power: int) -> int:
    """Bits of 5^power, as the JDK's table has them; three each beyond it."""
    return (5**power).bit_length() if 0 < power < 27 else power * 3


def _width(rest_bits: int, unit_bits: int) -> int:
    """Bits the JDK computes in: 32, 64, or 0 for without a bound."""
    if rest_bits < 32 and unit_bits < 32:
        return 32
    return 64 if rest_bits < 64 and unit_bits < 64 else 0


def _develop(rest: int, unit: int, margin: int, power: int, width: int, compatible: bool) -> Digits:
    tens = unit * 10
    digits, first = [], True
    while True:
        digit, rest = divmod(rest, unit)
        rest, margin = rest * 10, margin * 10
        low, high = rest < margin, rest + margin >= tens
        if width:
            margin = wrap(margin, width)
            low, high = _fixed_width(rest, margin, tens, width, first)
        if first and digit == 0 and not high:
            power -= 1
        else:
            digits.append(digit)
        if first and (not compatible or not -3 <= power < 8):
            low = high = False
        if low or high:
            return _finish(digits, power, low, high, 2 * rest - tens, rest == 0)
        first = False


def _fixed_width(rest: int, margin: int, tens: int, width: int, first: bool) -> tuple[bool, bool]:
    """Whether to stop, by sums that may overflow: the JDK takes a negative margin for the end."""
    if margin <= 0 and not first:
        return True, True
    return rest < margin, wrap(rest + margin, width) > tens


def _finish(digits: list[int], power: int, low: bool, high: bool, half: int, exact: bool) -> Digits:
    up = high and (not low or half > 0 or (half == 0 and digits[-1] % 2 == 1))
    text = str(int("".join(map(str, digits))) + up)
    return Digits(text[: len(digits)], power + 1 + len(text) - len(digits), exact, up)
