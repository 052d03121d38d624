"""Velocity 1.7's operators; expected values are those of Velocity 1.7 on JDK 17."""

from typing import Any

import pytest

from velogate.java.arithmetic import add, divide, equals, less_equal, modulo, multiply, subtract, truth
from velogate.java.containers import ArrayList
from velogate.java.methods import class_of
from velogate.java.numbers import BigDecimal, BigInteger, Byte, Long, Short, float32
from velogate.java.throwable import JavaError


@pytest.mark.parametrize(
    ("operator", "left", "right", "result", "java_class"),
    [
        (add, 2147483647, 1, 2147483648, "java.lang.Long"),
        (add, 2**63 - 1, 1, 2**63, "java.math.BigInteger"),
        (subtract, 3000000000, 2999999999, 1, "java.lang.Long"),
        (subtract, Long(5), Long(5), 0, "java.lang.Long"),
        (subtract, BigInteger(5), 5, 0, "java.math.BigInteger"),
        (add, Byte(100), Byte(100), 200, "java.lang.Short"),
        (add, Short(1), Byte(1), 2, "java.lang.Short"),
        (divide, -7, 2, -3, "java.lang.Integer"),
        (modulo, -7, 2, -1, "java.lang.Integer"),
        (divide, -2147483648, -1, 2147483648, "java.lang.Long"),
        (multiply, -(2**63), -1, -(2**63), "java.lang.Long"),
        (divide, 7.0, 2, 3.5, "java.lang.Double"),
        (add, float32(1.5), 1, 2.5, "java.lang.Float"),
        (add, BigDecimal.parse("1.50"), 1, BigDecimal(250, 2), "java.math.BigDecimal"),
        (divide, BigDecimal.parse("1.00"), 3, BigDecimal(33, 2), "java.math.BigDecimal"),
        (add, "a", 1, "a1", "java.lang.String"),
        (add, 1.0, "a", "1.0a", "java.lang.String"),
        (add, "a", [1], "a[1]", "java.lang.String"),
    ],
)
def test_result_and_class(operator: Any, left: Any, right: Any, result: Any, java_class: str) -> None:
    found = operator(left, right)
    assert (found, class_of(found).name) == (result, java_class)


@pytest.mark.parametrize(
    ("operator", "left", "right"),
    [
        (divide, 1, 0),
        (modulo, 1, 0),
        (divide, 1.0, 0.0),
        (add, True, 1),
        (add, None, 1),
        (add, "a", None),
        (subtract, "2", 1),
    ],
)
def test_no_result(operator: Any, left: Any, right: Any) -> None:
    assert operator(left, right) is None


def test_decimals_have_no_remainder() -> None:
    with pytest.raises(JavaError, match="Cannot calculate the modulo of BigDecimals"):
        modulo(BigDecimal.parse("1.5"), 1)


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        (1, 1.0, True),
        (1, Long(1), True),
        (1, "1", True),
        (True, "true", True),
        (True, 1, False),
        (None, None, True),
        (None, "", False),
        ("a", "b", False),
        ([1], ArrayList([1]), True),
        ([1], "[1]", True),
        ({"a": 1}, "{a=1}", True),
        ({"a": 1}, {"a": Long(1)}, False),
        (float("nan"), 1, True),
    ],
)
def test_equals(left: Any, right: Any, same: bool) -> None:
    assert equals(left, right) is same


def test_nothing_but_numbers_is_ordered() -> None:
    assert not any((less_equal("a", "b"), less_equal(None, 1), less_equal(True, 2)))
    assert less_equal(1, 1.0)


def test_truth() -> None:
    assert [truth(each) for each in (None, False, True, 0, "", {})] == [False, False, True, True, True, True]
