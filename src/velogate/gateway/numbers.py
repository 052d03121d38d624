"""Numbers of JSON as json-smart 2.2 makes them: Integer, Long or BigInteger; Double, or BigDecimal for a long text."""

from velogate.java.numbers import BigDecimal

LONGEST_DOUBLE = 18
"""Characters; a longer text with a fraction or an exponent becomes a BigDecimal."""


def number(text: str) -> int | float | BigDecimal:
    """The number that `text` writes (`-` is 0); raises ValueError, or JavaError for what only looks like a number."""
    if "." in text or "e" in text or "E" in text:
        return real(text)
    return int(text) if text != "-" else 0


def real(text: str) -> float | BigDecimal:
    """The number of a text with a fraction or an exponent; raises ValueError or JavaError."""
    return BigDecimal.parse(text) if len(text) > LONGEST_DOUBLE else float(text)
