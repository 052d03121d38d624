"""Numbers of JSON as json-smart 2.2 makes them: Integer, Long or BigInteger; Double, or BigDecimal for a long text."""

from velogate.java.numbers import INT_MAX, BigDecimal, as_big_integer
from velogate.java.throwable import number_format

LONGEST_DOUBLE = 18
"""Characters; a longer text with a fraction or an exponent becomes a BigDecimal."""

_LONGEST_LONG = 19
"""Digits; a longer text becomes a BigInteger, whatever its value."""

_MOST_DIGITS = 4000
"""That Python reads at once."""


def number(text: str) -> int | float | BigDecimal:
    """The number that `text` writes (`-` is 0); raises ValueError, or JavaError for what only looks like a number."""
    if "." in text or "e" in text or "E" in text:
        return real(text)
    value = whole(text)
    return as_big_integer(value) if len(text.removeprefix("-")) > _LONGEST_LONG else value


def whole(text: str) -> int:
    """The whole number of that text, however long."""
    if text.startswith("-"):
        return -whole(text[1:])
    if len(text) <= _MOST_DIGITS:
        return int(text or "0")
    half = len(text) // 2
    shift: int = 10**half
    return whole(text[:-half]) * shift + whole(text[-half:])


def real(text: str) -> float | BigDecimal:
    """The number of a text with a fraction or an exponent; raises ValueError or JavaError."""
    if len(text) <= LONGEST_DOUBLE:
        return float(text)
    mantissa, _, exponent = text.lower().partition("e")
    _check_exponent(len(mantissa.partition(".")[2]), exponent)
    return BigDecimal.parse(text)


def _check_exponent(fraction: int, exponent: str) -> None:
    """Refuses an exponent that java.math.BigDecimal refuses; `fraction`: digits after the point."""
    digits = exponent.lstrip("+-").lstrip("0")
    if len(digits) > 10:
        raise number_format("Too many nonzero exponent digits.")
    power = int(digits or 0)
    if power > INT_MAX:
        raise number_format("Exponent overflow.")
    if exponent.startswith("-") and power + fraction > INT_MAX:
        raise number_format("Scale out of range.")
