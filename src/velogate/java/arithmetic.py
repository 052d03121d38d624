"""Velocity 1.7's operators on values: + - * / %, the comparisons, and what counts as true.

Two Integers, the hot path, come first in each function; a bool is no number.
"""

from collections.abc import Callable
from math import fmod
from typing import Any

from velogate.java.classes import class_of
from velogate.java.equality import java_equals
from velogate.java.numbers import (
    INT_MAX,
    INT_MIN,
    LONG_MAX,
    LONG_MIN,
    BigDecimal,
    BigInteger,
    Byte,
    Float,
    Long,
    Short,
    as_big_integer,
    as_long,
    double,
    float32,
    int_kind,
    wrap,
)
from velogate.java.text import to_string
from velogate.java.throwable import arithmetic_error

WHOLE = {Byte: 8, Short: 16, int: 32, Long: 64, BigInteger: 0}
"""The whole numbers and their width in bits, 0 for any."""

RANK = {Byte: 0, Short: 1, int: 2, Long: 3}

NUMBERS = {*WHOLE, Float, float, BigDecimal}

MOST_BITS = 4_000_000
"""Bits of a product; a JVM refuses far longer ones only, but takes minutes to get there."""

Calculate = Callable[[Any, Any], Any]


def add(left: Any, right: Any) -> Any:
    """left + right: a text if either is one; None unless both are numbers."""
    if type(left) is int and type(right) is int:
        if INT_MIN <= left <= INT_MAX and INT_MIN <= right <= INT_MAX:
            return left + right
    elif type(left) is str:
        if type(right) is str:
            return left + right
        return None if right is None else left + to_string(right)
    elif type(right) is str:
        return None if left is None else to_string(left) + right
    return _calculate(left, right, _add, _ADD_DECIMALS)


def subtract(left: Any, right: Any) -> Any:
    """left - right; None unless both are numbers."""
    if type(left) is int and type(right) is int and INT_MIN <= left <= INT_MAX and INT_MIN <= right <= INT_MAX:
        return left - right
    return _calculate(left, right, _subtract, _SUBTRACT_DECIMALS)


def multiply(left: Any, right: Any) -> Any:
    """left * right; None unless both are numbers."""
    if type(left) is int and type(right) is int and INT_MIN <= left <= INT_MAX and INT_MIN <= right <= INT_MAX:
        return left * right
    return _calculate(left, right, _multiply, _MULTIPLY_DECIMALS)


def divide(left: Any, right: Any) -> Any:
    """left / right, whole numbers cut towards zero; None unless both are numbers and right is not zero."""
    if type(left) is int and type(right) is int and INT_MIN <= left <= INT_MAX and INT_MIN <= right <= INT_MAX:
        return _quotient(left, right) if right else None
    return None if _is_zero(right) else _calculate(left, right, _divide, _DIVIDE_DECIMALS)


def modulo(left: Any, right: Any) -> Any:
    """left % right with the sign of left; None unless both are numbers and right is not zero."""
    if type(left) is int and type(right) is int and INT_MIN <= left <= INT_MAX and INT_MIN <= right <= INT_MAX:
        return _remainder(left, right) if right else None
    return None if _is_zero(right) else _calculate(left, right, _modulo, _refuse_modulo)


def equals(left: Any, right: Any) -> bool:
    """left == right: numbers by value, related classes by equals(), all else by their texts."""
    kind = type(left)
    if kind is type(right) and (kind is str or kind is int or kind is bool):
        return bool(left == right)
    if left is None or right is None:
        return left is right
    if kind in NUMBERS and type(right) in NUMBERS:
        return compare(left, right) == 0
    ours, theirs = class_of(left), class_of(right)
    if ours.extends(theirs) or theirs.extends(ours):
        return java_equals(left, right)
    return to_string(left) == to_string(right)


def less(left: Any, right: Any) -> bool:
    """left < right; false unless both are numbers."""
    if type(left) is int and type(right) is int:
        return left < right
    return type(left) in NUMBERS and type(right) in NUMBERS and compare(left, right) < 0


def less_equal(left: Any, right: Any) -> bool:
    """left <= right, true also when either is NaN; false unless both are numbers."""
    if type(left) is int and type(right) is int:
        return left <= right
    return type(left) in NUMBERS and type(right) in NUMBERS and compare(left, right) <= 0


def greater(left: Any, right: Any) -> bool:
    """left > right; false unless both are numbers."""
    if type(left) is int and type(right) is int:
        return left > right
    return type(left) in NUMBERS and type(right) in NUMBERS and compare(left, right) > 0


def greater_equal(left: Any, right: Any) -> bool:
    """left >= right, true also when either is NaN; false unless both are numbers."""
    if type(left) is int and type(right) is int:
        return left >= right
    return type(left) in NUMBERS and type(right) in NUMBERS and compare(left, right) >= 0


def truth(value: Any) -> bool:
    """Whether a value passes #if: all but null and false."""
    return value is not None and value is not False


def compare(left: Any, right: Any) -> int:
    """-1, 0 or 1 for two numbers, in the wider of their kinds; 0 if either is NaN."""
    ours, theirs = type(left) in WHOLE, type(right) in WHOLE
    if not (ours and theirs):
        if _in_decimals(left, right):
            return _decimal(left).compare(_decimal(right))
        convert = _double_or_float(left, right)
        left, right = convert(left), convert(right)
    return int(left > right) - int(left < right)


def _calculate(left: Any, right: Any, calculate: Calculate, decimals: Calculate) -> Any:
    ours, theirs = type(left), type(right)
    if ours not in NUMBERS or theirs not in NUMBERS:
        return None
    if ours in WHOLE and theirs in WHOLE:
        return _whole(int(left), int(right), _wider(left, right), calculate)
    if _in_decimals(left, right):
        return decimals(left, right)
    convert = _double_or_float(left, right)
    return convert(calculate(float(convert(left)), float(convert(right))))


def _kind(value: Any) -> type:
    return int_kind(value) if type(value) is int else type(value)


def _wider(left: Any, right: Any) -> type:
    ours, theirs = _kind(left), _kind(right)
    if BigInteger in (ours, theirs):
        return BigInteger
    return ours if RANK[ours] > RANK[theirs] else theirs


def _whole(left: int, right: int, kind: type, calculate: Calculate) -> Any:
    """A result of whole numbers: of their wider class or, where that overflows, of the next that holds it."""
    if kind is BigInteger:
        if calculate is _modulo and right < 0:
            raise arithmetic_error("BigInteger: modulus not positive")
        return as_big_integer(left % right if calculate is _modulo else calculate(left, right))
    value = calculate(left, right)
    if not LONG_MIN <= value <= LONG_MAX:
        return _overflown(left, right, value, calculate)
    return sized(value, kind)


def _overflown(left: int, right: int, value: int, calculate: Calculate) -> int:
    """What does not fit a Long is a BigInteger, but for the two cases that Velocity's checks miss."""
    missed = left == LONG_MIN and right == -1 and calculate in (_multiply, _divide)
    return as_long(wrap(value, 64)) if missed else as_big_integer(value)


def sized(value: int, kind: type) -> Any:
    """A value in its class, or in the next that holds it, up to Long."""
    for each, width in ((Byte, 8), (Short, 16), (int, 32)):
        if RANK[kind] <= RANK[each] and -(1 << (width - 1)) <= value < 1 << (width - 1):
            return each(value)
    return as_long(value)


def _in_decimals(left: Any, right: Any) -> bool:
    """Whether two numbers, not both whole, are calculated as BigDecimals."""
    kinds = (_kind(left), _kind(right))
    return BigDecimal in kinds or BigInteger in kinds


def _double_or_float(left: Any, right: Any) -> Callable[[Any], float]:
    return double if float in (type(left), type(right)) else float32


def _is_zero(value: Any) -> bool:
    kind = type(value)
    return kind in NUMBERS and (value.unscaled == 0 if kind is BigDecimal else value == 0)


def _add(left: Any, right: Any) -> Any:
    return left + right


def _subtract(left: Any, right: Any) -> Any:
    return left - right


def _multiply(left: Any, right: Any) -> Any:
    if type(left) is not float and type(right) is not float and _bits(left) + _bits(right) > MOST_BITS:
        raise arithmetic_error("BigInteger would overflow supported range")
    return left * right


def _bits(value: Any) -> int:
    return value.bit_length() if isinstance(value, int) else 0


def _divide(left: Any, right: Any) -> Any:
    return left / right if type(left) is float else _quotient(left, right)


def _quotient(left: int, right: int) -> int:
    whole = left // right
    return whole + 1 if whole < 0 and whole * right != left else whole


def _modulo(left: Any, right: Any) -> Any:
    if type(left) is not float:
        return _remainder(left, right)
    return _float_remainder(left, right)


def _remainder(left: int, right: int) -> int:
    rest = abs(left) % abs(right)
    return -rest if left < 0 else rest


def _float_remainder(left: float, right: float) -> float:
    if left - left != 0 or right != right:
        return float("nan")
    return left if right - right != 0 else fmod(left, right)


def _decimal(value: Any) -> BigDecimal:
    """A number as a BigDecimal; whole ones but BigIntegers come by way of a double."""
    return BigDecimal.of(value) if _kind(value) in (BigInteger, BigDecimal) else BigDecimal.exactly(double(value))


def _in_decimal(calculate: Callable[[BigDecimal, BigDecimal], BigDecimal]) -> Calculate:
    return lambda left, right: calculate(_decimal(left), _decimal(right))


def _divide_decimals(left: BigDecimal, right: BigDecimal) -> BigDecimal:
    return left.divided(right, left.scale, 5)


def _refuse_modulo(left: Any, right: Any) -> Any:
    raise arithmetic_error("Cannot calculate the modulo of BigDecimals.")


_ADD_DECIMALS = _in_decimal(BigDecimal.plus)
_SUBTRACT_DECIMALS = _in_decimal(BigDecimal.minus)
_MULTIPLY_DECIMALS = _in_decimal(BigDecimal.times)
_DIVIDE_DECIMALS = _in_decimal(_divide_decimals)
