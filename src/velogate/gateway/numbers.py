"""Numbers of JSON as json-smart 2.2 makes them: Integer, Long or BigInteger; Double, or BigDecimal for a long text."""

from velogate.java.numbers import INT_MAX, BigDecimal, as_big_integer
from velogate.java.throwable import JavaError, number_format

LONGEST_DOUBLE = 18
"""Characters; a longer text with a fraction or an exponent becomes a BigDecimal."""

_LONGEST_LONG = 19
"""Digits; a longer text becomes a BigInteger, whatever its value."""

_MOST_AT_ONCE = 4000
"""Digits that Python reads at once."""

MOST_DIGITS = 20_000
"""Characters of a number; the work grows faster than they do, and a body may hold many."""


class TooLongError(JavaError):
    """A number has more than MOST_DIGITS characters."""

    def __init__(self, text: str) -> None:
        message = f"a number of {len(text):,} characters, which begins {text[:20]}, is too long to be read"
        super().__init__("java.util.concurrent.TimeoutException", message)


def number(text: str) -> int | float | BigDecimal:
    """The number that `text` writes (`-` is 0); raises ValueError, or JavaError for what only looks like a number."""
    if "." in text or "e" in text or "E" in text:
        return real(text)
    value = whole(text)
    return as_big_integer(value) if len(text.removeprefix("-")) > _LONGEST_LONG else value


def whole(text: str) -> int:
    """The whole number of that text; raises TooLongError."""
    if len(text) > MOST_DIGITS:
        raise TooLongError(text)
    if text.startswith("-"):
        return -whole(text[1:])
    if len(text) <= _MOST_AT_ONCE:
        return int(text or "0")
    half = len(text) // 2
    shift: int = 10**half
    return whole(text[:-half]) * shift + whole(text[-half:])


def real(text: str) -> float | BigDecimal:
    """The number of a text with a fraction or an exponent; raises ValueError or JavaError."""
    if len(text) <= LONGEST_DOUBLE:
        return float(text)
    mantissa, mark, exponent = text.lower().partition("e")
    fraction = len(mantissa.partition(".")[2])
    _check_exponent(fraction, exponent)
    if len(text) <= _MOST_AT_ONCE:
        return BigDecimal.parse(text)
    return BigDecimal(whole(mantissa.replace(".", "", 1)), fraction - int(exponent if mark else 0))


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
