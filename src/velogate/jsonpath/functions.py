"""JSONPath's functions: `.length()`, `.sum()` …, as later releases of json-path document them; 2.0 has none."""

import math
from collections.abc import Callable
from typing import Any

from velogate.java.containers import LinkedHashSet
from velogate.java.numbers import BigDecimal, double
from velogate.java.text import to_string
from velogate.jsonpath.operators import RefusedError

Function = Callable[[Any, list[Any]], Any]


def _length(value: Any, arguments: list[Any]) -> Any:
    """Of an array or an object; null of anything else."""
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
    count = len(numbers)
    mean = sum(numbers) / count
    return math.sqrt(max(sum(number * number for number in numbers) / count - mean * mean, 0.0))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | BigDecimal) and not isinstance(value, bool)


def _double(value: Any) -> float:
    return float(value) if isinstance(value, BigDecimal) else double(value)


def _flat(values: list[Any]) -> list[Any]:
    return [each for value in values for each in (value if isinstance(value, list) else [value])]


def _keys(value: Any, arguments: list[Any]) -> Any:
    return LinkedHashSet(value) if isinstance(value, dict) else None


def _item(value: Any, position: Any) -> Any:
    if not isinstance(value, list) or not isinstance(position, int):
        raise RefusedError
    if not -len(value) <= position < len(value):
        return None
    return value[position]


def _append(value: Any, arguments: list[Any]) -> Any:
    """The array with the arguments after its items; the document's own array stays as it is."""
    return [*value, *arguments] if isinstance(value, list) else value


def _concat(value: Any, arguments: list[Any]) -> str:
    """The texts of the array and of the arguments, one after the other."""
    given = [each for each in value if isinstance(each, str)] if isinstance(value, list) else []
    return "".join(map(to_string, given + _flat(arguments)))


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
