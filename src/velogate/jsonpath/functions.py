"""JSONPath's functions: `.length()`, `.sum()` …, as json-path 2.9 has them; 2.0 has none.

Where 2.9 throws in spite of Option.SUPPRESS_EXCEPTIONS (the sum of no numbers), nothing is found, as in 2.4.
"""

import math
from collections.abc import Callable
from typing import Any

from velogate.java.containers import LinkedHashSet
from velogate.java.numbers import BigDecimal, double
from velogate.java.text import to_string
from velogate.jsonpath.errors import NotFoundError, RefusedError

Function = Callable[[Any, list[Any]], Any]


def _length(value: Any, arguments: list[Any]) -> Any:
    """Of an array or an object; null of anything else. The evaluator has made an argument what is to be counted."""
    measured = arguments[0] if arguments else value
    return len(measured) if isinstance(measured, list | dict) else None


def _numbers(value: Any, arguments: list[Any]) -> list[float]:
    """The numbers of the array, then those of the arguments, as doubles."""
    given = [*(value if isinstance(value, list) else []), *_flat(arguments)]
    found = [_double(each) for each in given if _is_number(each)]
    if not found:
        raise RefusedError
    return found


def _deviation(numbers: list[float]) -> float:
    """The standard deviation of the whole population, by the sums that json-path keeps."""
    count, total = len(numbers), sum(numbers)
    return math.sqrt(max(sum(number * number for number in numbers) / count - total * total / count / count, 0.0))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | BigDecimal) and not isinstance(value, bool)


def _double(value: Any) -> float:
    return float(value) if isinstance(value, BigDecimal) else double(value)


def _flat(values: list[Any]) -> list[Any]:
    return [each for value in values for each in (value if isinstance(value, list) else [value])]


def _keys(value: Any, arguments: list[Any]) -> Any:
    return LinkedHashSet(value) if isinstance(value, dict) else None


def _item(value: Any, position: Any) -> Any:
    """The item at a position, cut to a whole number; json-path fails for the first one counted from the end."""
    if not isinstance(value, list) or not _is_number(position):
        raise RefusedError
    at = int(_double(position))
    if not -len(value) < at < len(value):
        raise NotFoundError
    return value[at]


def _append(value: Any, arguments: list[Any]) -> Any:
    """The array with the arguments after its items; the document's own array stays as it is."""
    return [*value, *arguments] if isinstance(value, list) else value


def _concat(value: Any, arguments: list[Any]) -> str:
    """The texts of the array and of the arguments, one after the other; null is passed over."""
    given = [each for each in value if isinstance(each, str)] if isinstance(value, list) else []
    return "".join([to_string(each) for each in given + _flat(arguments) if each is not None])


FUNCTIONS: dict[str, Function] = {
    "length": _length,
    "size": _length,
    "min": lambda value, arguments: min(_numbers(value, arguments)),
    "max": lambda value, arguments: max(_numbers(value, arguments)),
    "sum": lambda value, arguments: float(sum(_numbers(value, arguments))),
    "avg": lambda value, arguments: sum(found := _numbers(value, arguments)) / len(found),
    "stddev": lambda value, arguments: _deviation(_numbers(value, arguments)),
    "keys": _keys,
    "first": lambda value, arguments: _item(value, 0),
    "last": lambda value, arguments: _item(value, -1),
    "index": lambda value, arguments: _item(value, *arguments[:1]),
    "append": _append,
    "concat": _concat,
}
"""What each makes of the value before the dot and of its arguments; raises RefusedError."""
