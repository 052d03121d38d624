"""The numbers and the character of Java that Python has no type of its own for."""

import struct
from typing import Any, Final, NamedTuple

from velogate.java.throwable import arithmetic_error, number_format

INT_MIN: Final = -(2**31)
INT_MAX: Final = 2**31 - 1
LONG_MIN: Final = -(2**63)
LONG_MAX: Final = 2**63 - 1
LARGEST: Final = 2**28
"""Characters, or bits, above which a result counts as more than the heap holds."""


class Byte(int):
    """A java.lang.Byte."""

    __slots__ = ()


class Short(int):
    """A java.lang.Short."""

    __slots__ = ()


class Long(int):
    """A java.lang.Long that may be as small as an Integer."""

    __slots__ = ()


class BigInteger(int):
    """A java.math.BigInteger that may be as small as an Integer."""

    __slots__ = ()


class Float(float):
    """A java.lang.Float: its value is one that 32 bits hold (see float32)."""

    __slots__ = ()


class Character(str):
    """A java.lang.Character: one UTF-16 unit."""

    __slots__ = ()


def int_kind(value: int) -> type[int]:
    """The type that stands for a plain int's Java class: int for Integer, Long, BigInteger."""
    if INT_MIN <= value <= INT_MAX:
        return int
    return Long if LONG_MIN <= value <= LONG_MAX else BigInteger


def wrap(value: int, bits: int) -> int:
    """The two's complement number that the low bits of value make."""
    half = 1 << (bits - 1)
    return ((value + half) & ((1 << bits) - 1)) - half


def as_long(value: int) -> int:
    """The value as a Long; a plain int where its size already says so."""
    return int(value) if not INT_MIN <= value <= INT_MAX else Long(value)


def as_big_integer(value: int) -> int:
    """The value as a BigInteger; a plain int where its size already says so."""
    return int(value) if not LONG_MIN <= value <= LONG_MAX else BigInteger(value)


def float32(value: float) -> Float:
    """The nearest value that 32 bits hold."""
    try:
        return Float(struct.unpack("f", struct.pack("f", value))[0])
    except OverflowError:
        return Float("inf" if value > 0 else "-inf")


def double(value: float) -> float:
    """Java's doubleValue() of a number: infinite where it is too large."""
    try:
        return float(value)
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")


def truncated(value: float, bits: int) -> int:
    """Java's cast of a double to an int or a long: NaN is 0, what is too large is the largest."""
    if value != value:
        return 0
    half = 1 << (bits - 1)
    if value >= half:
        return half - 1
    return -half if value <= -half else int(value)


class BigDecimal(NamedTuple):
    """A java.math.BigDecimal: unscaled times 10^-scale; equal only when both parts are."""

    unscaled: int
    scale: int

    @classmethod
    def parse(cls, text: str) -> "BigDecimal":
        """The number a text writes, every digit kept; NumberFormatException if it writes none."""
        mantissa, mark, exponent = text.replace("E", "e").partition("e")
        whole, _, fraction = mantissa.partition(".")
        digits = whole.removeprefix("-").removeprefix("+") + fraction if whole[:2] not in ("+-", "-+") else ""
        power = exponent.removeprefix("+").removeprefix("-")
        if not digits.isdecimal() or (mark and not power.isdecimal()) or exponent.startswith(("+-", "-+")):
            raise number_format(_unreadable(text))
        value = -int(digits) if whole.startswith("-") else int(digits)
        return cls(value, len(fraction) - (int(exponent) if mark else 0))

    @classmethod
    def of(cls, value: Any) -> "BigDecimal":
        """The exact value of any number; NumberFormatException for NaN and the infinite."""
        if isinstance(value, BigDecimal):
            return value
        if isinstance(value, int):
            return cls(int(value), 0)
        return cls.exactly(value)

    @classmethod
    def exactly(cls, value: float) -> "BigDecimal":
        """Every binary digit of a double, written in decimal."""
        if value in (float("inf"), float("-inf")) or value != value:
            raise number_format("Infinite or NaN")
        above, below = value.as_integer_ratio()
        power = below.bit_length() - 1
        return cls(above * 5**power, power)

    def at_scale(self, scale: int) -> int:
        """The unscaled number at a scale that is not below its own."""
        return int(self.unscaled * 10 ** (scale - self.scale))

    def plus(self, other: "BigDecimal") -> "BigDecimal":
        """The exact sum, at the larger scale."""
        scale = max(self.scale, other.scale)
        return BigDecimal(self.at_scale(scale) + other.at_scale(scale), scale)

    def minus(self, other: "BigDecimal") -> "BigDecimal":
        """The exact difference, at the larger scale."""
        return self.plus(BigDecimal(-other.unscaled, other.scale))

    def times(self, other: "BigDecimal") -> "BigDecimal":
        """The exact product, at the sum of the scales."""
        return BigDecimal(self.unscaled * other.unscaled, self.scale + other.scale)

    def divided(self, other: "BigDecimal", scale: int, rounding: int) -> "BigDecimal":
        """The quotient at a scale, rounded by one of java.math.BigDecimal's ROUND_ numbers."""
        if other.unscaled == 0:
            raise arithmetic_error("/ by zero" if self.unscaled else "Division undefined")
        shift = scale + other.scale - self.scale
        above, below = self.unscaled * 10 ** max(shift, 0), other.unscaled * 10 ** max(-shift, 0)
        return BigDecimal(divide_rounded(above, below, rounding), scale)

    def compare(self, other: "BigDecimal") -> int:
        """-1, 0 or 1 by value, whatever the scales."""
        scale = max(self.scale, other.scale)
        left, right = self.at_scale(scale), other.at_scale(scale)
        return (left > right) - (left < right)

    def to_int(self) -> int:
        """The whole part."""
        if self.scale <= 0:
            return int(self.unscaled * 10**-self.scale)
        whole = abs(self.unscaled) // 10**self.scale
        return int(whole if self.unscaled >= 0 else -whole)

    def __float__(self) -> float:
        return float(str(self))

    def __str__(self) -> str:
        digits, sign = whole_text(abs(self.unscaled)), "-" if self.unscaled < 0 else ""
        power = len(digits) - 1 - self.scale
        if self.scale == 0:
            return sign + digits
        if self.scale > 0 and power >= -6:
            return sign + _pointed(digits, self.scale)
        mantissa = digits[0] + ("." + digits[1:] if len(digits) > 1 else "")
        return f"{sign}{mantissa}" + (f"E{power:+d}" if power else "")


def whole_text(value: int) -> str:
    """A whole number's decimal digits, however many."""
    try:
        return int.__repr__(value)
    except ValueError:  # Python refuses what is longer than 4300 digits
        return _long_digits(value)


def _long_digits(value: int) -> str:
    if value < 0:
        return "-" + _long_digits(-value)
    if value.bit_length() < 10_000:
        return str(value)
    half = value.bit_length() * 3 // 20
    above, below = divmod(value, 10**half)
    return _long_digits(above) + _long_digits(below).rjust(half, "0")


def _pointed(digits: str, scale: int) -> str:
    digits = digits.rjust(scale + 1, "0")
    return f"{digits[:-scale]}.{digits[-scale:]}"


def _unreadable(text: str) -> str:
    """The message of new BigDecimal(text) for the common faults."""
    if not text:
        return "Index 0 out of bounds for length 0"
    for char in text:
        if not (char.isdecimal() or char in "+-.eE"):
            known = 'a decimal digit number, decimal point, nor "e" notation exponential mark'
            return f"Character {char} is neither {known}."
    return "No digits found."


def divide_rounded(above: int, below: int, rounding: int) -> int:
    """The whole quotient; rounding: 0 up, 1 down, 2 ceiling, 3 floor, 4 half up, 5 half down, 6 half even, 7 exact."""
    quotient, rest = divmod(abs(above), abs(below))
    negative = (above < 0) != (below < 0)
    if rest and _goes_up(quotient, 2 * rest - abs(below), negative, rounding):
        quotient += 1
    return -quotient if negative else quotient


def _goes_up(quotient: int, half: int, negative: bool, rounding: int) -> bool:
    """Whether the part cut off (half: its distance from one half) rounds the quotient away from zero."""
    match rounding:
        case 0:
            return True
        case 1:
            return False
        case 2:
            return not negative
        case 3:
            return negative
        case 4:
            return half >= 0
        case 5:
            return half > 0
        case 6:
            return half > 0 or (half == 0 and quotient % 2 == 1)
        case _:
            raise arithmetic_error("Rounding necessary")
