"""The natural order of values: Java's compareTo()."""

from typing import Any

from velogate.java.classes import class_of
from velogate.java.equality import double_bits, units_of
from velogate.java.numbers import BigDecimal
from velogate.java.throwable import JavaError, null_pointer


def compare(left: Any, right: Any) -> int:
    """left.compareTo(right) of two values of one class."""
    if left is None or right is None:
        raise null_pointer()
    ours, theirs = class_of(left), class_of(right)
    if all(each.name != "java.lang.Comparable" for each in ours.ancestors):
        raise no_cast(ours.name, "java.lang.Comparable")
    if ours is not theirs:
        raise no_cast(theirs.name, ours.name)
    if isinstance(left, str):
        return compare_texts(left, right)
    if isinstance(left, BigDecimal):
        return left.compare(right)
    return compare_doubles(left, right) if isinstance(left, float) else sign(left, right)


def no_cast(name: str, target: str) -> JavaError:
    """A ClassCastException of two of java.base's classes."""
    where = "are in module java.base of loader 'bootstrap'"
    message = f"class {name} cannot be cast to class {target} ({name} and {target} {where})"
    return JavaError("java.lang.ClassCastException", message)


def sign(left: Any, right: Any) -> int:
    """-1, 0 or 1."""
    return int(left > right) - int(left < right)


def compare_texts(left: str, right: str) -> int:
    """String.compareTo(): the difference of the first units that differ, or of the lengths."""
    ours, theirs = units_of(left), units_of(right)
    for one, other in zip(ours, theirs, strict=False):
        if one != other:
            return one - other
    return len(ours) - len(theirs)


def compare_doubles(left: float, right: float) -> int:
    """Double.compare(): -0.0 before 0.0, NaN after all else."""
    if left < right or left > right:
        return sign(left, right)
    return sign(double_bits(left), double_bits(right))
