"""What stands between two operands of a filter, as json-path 2.0 evaluates it.

Left and right are values, or MISSING where a path led nowhere: then nothing holds, not even `!=`. A written number or
keyword is compared as its text, as 2.0 does: `@.a == 5` takes 5, 5.0 and "5". A number compared with a text that is
no number fails the whole path (RefusedError), as in 2.0. The operators that 2.0 cannot parse follow its own classes
where it has them (in, nin, all, contains, size) and the documentation of later releases where not.
"""

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from velogate.java.equality import java_equals
from velogate.java.numbers import BigDecimal
from velogate.java.regex import Pattern
from velogate.java.text import to_string

Test = Callable[[Any, Any], bool]
"""Whether something holds between the left value and the right one."""

_DECIMAL = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,10})?")


class Missing:
    """The type of MISSING."""

    __slots__ = ()


MISSING: Final = Missing()
"""What a path in a filter gives that leads nowhere."""


class RefusedError(Exception):
    """Java throws something that ends the evaluation of the whole path."""


class _IncomparableError(Exception):
    """Two values that json-path does not compare."""


def compare(expected: Any, model: Any) -> int:
    """Negative, 0 or positive as json-path orders the right operand against the left one."""
    if expected is model:
        return 0
    if _is_nullish(expected) or _is_nullish(model):
        return _is_nullish(model) - _is_nullish(expected)
    if isinstance(model, bool):
        return _as_boolean(expected) - model
    if isinstance(model, str):
        if not isinstance(expected, str):
            raise _IncomparableError
        left, right = _utf16(expected.replace("\\'", "'")), _utf16(model)
        return (left > right) - (left < right)
    if isinstance(model, int | float | BigDecimal) and not isinstance(expected, bool | list | dict):
        first, second = _decimal(expected), _decimal(model)
        return (first > second) - (first < second)
    raise _IncomparableError


def _is_nullish(value: Any) -> bool:
    return value is None or value == "null"


def _as_boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return value.lower() == "true"
    raise _IncomparableError


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-be", "surrogatepass")


def _decimal(value: Any) -> Decimal:
    """The number as java.math.BigDecimal reads its text."""
    text = value if isinstance(value, str) else to_string(value)
    if not _DECIMAL.fullmatch(text):
        raise RefusedError
    try:
        return Decimal(text)
    except InvalidOperation:
        raise RefusedError from None


def _ordered(holds: Callable[[int], bool], null_too: bool = False) -> Test:
    """A comparison by order; `null_too`: also of Java's null with what is not null."""

    def test(left: Any, right: Any) -> bool:
        if left is MISSING or right is MISSING:
            return False
        if not null_too and (left is None) != (right is None):
            return False
        try:
            return holds(compare(right, left))
        except _IncomparableError:
            return False

    return test


def _present(test: Test) -> Test:
    """A test that does not hold where an operand is missing."""
    return lambda left, right: left is not MISSING and right is not MISSING and test(left, right)


def _equal(left: Any, right: Any) -> bool:
    try:
        return compare(right, left) == 0
    except (_IncomparableError, RefusedError):
        return False


def _same_kind(left: Any, right: Any) -> bool:
    numbers = (int, float, BigDecimal)
    if isinstance(left, numbers) and isinstance(right, numbers):
        return isinstance(left, bool) == isinstance(right, bool)
    return type(left) is type(right)


def _matches(left: Any, right: Any) -> bool:
    """A pattern on either side against the whole text of the other."""
    pattern, value = (left, right) if isinstance(left, Pattern) else (right, left)
    if not isinstance(pattern, Pattern):
        raise RefusedError
    matched: bool = value is not None and pattern.matches(to_string(value))
    return matched


def _within(left: Any, right: Any) -> bool:
    try:
        return any(compare(each, left) == 0 for each in _items(right))
    except _IncomparableError:
        return False


def _contains(left: Any, right: Any) -> bool:
    if isinstance(left, str):
        return isinstance(right, str) and right != "null" and right in left
    return any(java_equals(right, each) for each in _items(left))


def _size(left: Any, right: Any) -> bool:
    if isinstance(left, str):
        return bool(len(_utf16(left)) // 2 == right)
    return isinstance(left, list) and len(left) == right


def _empty(left: Any, right: Any) -> bool:
    return isinstance(left, str | list | dict) and (not left) is right


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _lists(test: Callable[[list[Any], list[Any]], bool]) -> Test:
    return lambda left, right: isinstance(left, list) and isinstance(right, list) and test(left, right)


def _has(values: list[Any], wanted: Any) -> bool:
    return any(_equal(each, wanted) for each in values)


OPERATORS: dict[str, Test] = {
    "==": _ordered(lambda order: order == 0, null_too=True),
    "!=": _ordered(lambda order: order != 0, null_too=True),
    "<": _ordered(lambda order: order > 0),
    "<=": _ordered(lambda order: order >= 0),
    ">": _ordered(lambda order: order < 0),
    ">=": _ordered(lambda order: order <= 0),
}
"""Those that compare a written number or keyword as its text."""

TYPED_OPERATORS: dict[str, Test] = {
    "===": _present(lambda left, right: _same_kind(left, right) and _equal(left, right)),
    "!==": _present(lambda left, right: not (_same_kind(left, right) and _equal(left, right))),
    "=~": _present(_matches),
    "in": _present(_within),
    "nin": _present(lambda left, right: not any(java_equals(left, each) for each in _items(right))),
    "all": _present(_lists(lambda left, right: all(_has(left, each) for each in right))),
    "subsetof": _present(_lists(lambda left, right: all(_has(right, each) for each in left))),
    "anyof": _present(_lists(lambda left, right: any(_has(right, each) for each in left))),
    "noneof": _present(_lists(lambda left, right: not any(_has(right, each) for each in left))),
    "contains": _present(_contains),
    "size": _present(_size),
    "empty": _present(_empty),
}
"""Those that take a written value as what it is."""
