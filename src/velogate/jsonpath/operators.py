"""What stands between two operands of a filter.

The comparisons are those of json-path 2.0. Left and right are values, or MISSING where a path led nowhere: then nothing
holds, not even `!=`. A written number or keyword is compared as its text: `@.a == 5` takes 5, 5.0 and "5". A number
compared with a text that is no number fails the whole path (RefusedError).

The operators that 2.0 cannot read are those of 2.9: what is missing is null to them, and a number equals its text.
"""

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from velogate.java.equality import java_equals
from velogate.java.numbers import BigDecimal
from velogate.java.regex import Pattern
from velogate.java.text import to_string
from velogate.jsonpath.errors import NotTakenError, RefusedError

Test = Callable[[Any, Any], bool]
"""Whether something holds between the left value and the right one."""

_DECIMAL = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,10})?")


class Missing:
    """The type of MISSING."""

    __slots__ = ()


MISSING: Final = Missing()
"""What a path in a filter gives that leads nowhere."""


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


def _matches(left: Any, right: Any) -> bool:
    """A pattern on either side against the whole text of the other."""
    pattern, value = (left, right) if isinstance(left, Pattern) else (right, left)
    if not isinstance(pattern, Pattern):
        raise RefusedError
    return value is not MISSING and value is not None and pattern.matches(to_string(value))


OPERATORS: dict[str, Test] = {
    "==": _ordered(lambda order: order == 0, null_too=True),
    "!=": _ordered(lambda order: order != 0, null_too=True),
    "<": _ordered(lambda order: order > 0),
    "<=": _ordered(lambda order: order >= 0),
    ">": _ordered(lambda order: order < 0),
    ">=": _ordered(lambda order: order <= 0),
    "=~": _matches,
}
"""Those of json-path 2.0; they take a written number or keyword as its text."""


def _same(left: Any, right: Any) -> bool:
    """Whether json-path 2.9 takes two values for equal; a text that is no number equals none."""
    if isinstance(left, str) and _is_number(right):
        return left == str(_decimal(right))
    if _is_number(left) and (_is_number(right) or isinstance(right, str)):
        return _is_written(right) and _decimal(left) == _decimal(right)
    return java_equals(left, right)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | BigDecimal) and not isinstance(value, bool)


def _is_written(value: Any) -> bool:
    return not isinstance(value, str) or _DECIMAL.fullmatch(value) is not None


def _same_kind(left: Any, right: Any) -> bool:
    """Equal, and both a text, a number, true or false, null, or an array or object."""
    return isinstance(left, str) == isinstance(right, str) and _same(left, right)


def _has(values: list[Any], wanted: Any) -> bool:
    return any(_same(wanted, each) for each in values)


def _listed(value: Any) -> list[Any] | None:
    """The values to look among, None for an object; json-path 2.9 fails where one of them is an array or object."""
    if isinstance(value, dict):
        return None
    if not isinstance(value, list):
        raise NotTakenError
    if any(isinstance(each, list | dict) for each in value):
        raise RefusedError
    return value


def _within(left: Any, right: Any) -> bool:
    listed = _listed(right)
    return listed is not None and _has(listed, left)


def _contains(left: Any, right: Any) -> bool:
    if isinstance(left, str):
        return isinstance(right, str) and right in left
    listed = _listed(left) if isinstance(left, list) else None
    return listed is not None and _has(listed, right)


def _size(left: Any, right: Any) -> bool:
    if not _is_number(right) or not isinstance(left, str | list):
        return False
    return int(_decimal(right)) == (len(_utf16(left)) // 2 if isinstance(left, str) else len(left))


def _empty(left: Any, right: Any) -> bool:
    return isinstance(left, str | list | dict) and (not left) is right


def _lists(test: Callable[[list[Any], list[Any]], bool]) -> Test:
    def both(left: Any, right: Any) -> bool:
        last = _listed(right)
        first = None if last is None else _listed(left)
        return first is not None and last is not None and test(first, last)

    return both


def _typed(test: Test) -> Test:
    """A test of later releases, to which what is missing is null."""
    return lambda left, right: test(None if left is MISSING else left, None if right is MISSING else right)


TYPED_OPERATORS: dict[str, Test] = {
    "===": _typed(_same_kind),
    "!==": _typed(lambda left, right: not _same_kind(left, right)),
    "in": _typed(_within),
    "nin": _typed(lambda left, right: not _within(left, right)),
    "subsetof": _typed(_lists(lambda left, right: all(_has(right, each) for each in left))),
    "anyof": _typed(_lists(lambda left, right: any(_has(right, each) for each in left))),
    "noneof": _typed(_lists(lambda left, right: not any(_has(right, each) for each in left))),
    "contains": _typed(_contains),
    "size": _typed(_size),
    "empty": _typed(_empty),
}
"""Those that only later releases can read; they take a written value as what it is."""
