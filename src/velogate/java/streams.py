"""The little of java.util.stream that needs no lambda: what String.lines(), chars() and Collection.stream() give."""

from collections.abc import Callable, Iterable
from functools import cmp_to_key
from itertools import islice
from typing import Any

from velogate.java.classes import Methods, define
from velogate.java.containers import ImmutableList, IntArray, ObjectArray, SequenceIterator
from velogate.java.equality import key_of, value_of
from velogate.java.numbers import wrap
from velogate.java.order import compare
from velogate.java.text import TEXTS, to_string
from velogate.java.throwable import JavaError, illegal_argument, no_such_element, null_pointer


class Stream:
    """A java.util.stream.Stream of values; it can be used once."""

    __slots__ = ("_used", "_values")

    def __init__(self, values: Iterable[Any] = ()) -> None:
        self._values, self._used = values, False

    def take(self) -> Iterable[Any]:
        """The values, for the one use."""
        if self._used:
            raise JavaError("java.lang.IllegalStateException", "stream has already been operated upon or closed")
        self._used = True
        return self._values


class IntStream(Stream):
    """A java.util.stream.IntStream."""

    __slots__ = ()


class Optional:
    """A java.util.Optional; value is None in an empty one."""

    __slots__ = ("value",)

    def __init__(self, value: Any = None) -> None:
        self.value = value


def _sorted(stream: Stream) -> Stream:
    return type(stream)(sorted(stream.take(), key=cmp_to_key(compare)))


def _distinct(stream: Stream) -> Stream:
    return type(stream)(map(value_of, dict.fromkeys(map(key_of, stream.take()))))


def _limited(stream: Stream, count: int) -> Stream:
    return type(stream)(islice(stream.take(), _count(count)))


def _skipped(stream: Stream, count: int) -> Stream:
    return type(stream)(islice(stream.take(), _count(count), None))


def _count(count: int) -> int:
    if count < 0:
        raise illegal_argument(str(count))
    return count


def _first(stream: Stream) -> Optional:
    found = list(islice(stream.take(), 1))
    if found and found[0] is None:
        raise null_pointer()
    return Optional(found[0] if found else None)


def _present(optional: Optional) -> Any:
    if optional.value is None:
        raise no_such_element("No value present")
    return optional.value


def _or_else(optional: Optional, other: Any) -> Any:
    return other if optional.value is None else optional.value


def _extreme(choose: Callable[..., Any]) -> Callable[[IntStream], Optional]:
    return lambda stream: Optional(choose(stream.take(), default=None))


def _average(stream: Stream) -> Optional:
    values = list(stream.take())
    return Optional(sum(values) / len(values) if values else None)


def _optional_text(optional: Optional) -> str:
    return "Optional.empty" if optional.value is None else f"Optional[{to_string(optional.value)}]"


WITH_LAMBDAS = (
    "Stream filter(Predicate)",
    "Stream map(Function)",
    "Stream flatMap(Function)",
    "Stream sorted(Comparator)",
    "Stream peek(Consumer)",
    "void forEach(Consumer)",
    "Object collect(Collector)",
    "Object reduce(Object, BinaryOperator)",
    "boolean anyMatch(Predicate)",
    "boolean allMatch(Predicate)",
    "boolean noneMatch(Predicate)",
)

STREAM: Methods = {
    "Stream sorted()": _sorted,
    "Stream distinct()": _distinct,
    "Stream limit(long)": _limited,
    "Stream skip(long)": _skipped,
    "long count()": lambda stream: len(list(stream.take())),
    "Object[] toArray()": lambda stream: ObjectArray(stream.take()),
    "List toList()": lambda stream: ImmutableList(stream.take()),
    "Optional findFirst()": _first,
    "Optional findAny()": _first,
    "Iterator iterator()": lambda stream: SequenceIterator(stream.take()),
    "boolean isParallel()": lambda stream: False,
    **dict.fromkeys(WITH_LAMBDAS, None),
}

INT_STREAM: Methods = {
    "IntStream sorted()": _sorted,
    "IntStream distinct()": _distinct,
    "IntStream limit(long)": _limited,
    "IntStream skip(long)": _skipped,
    "int sum()": lambda stream: wrap(sum(stream.take()), 32),
    "long count()": lambda stream: len(list(stream.take())),
    "OptionalInt max()": _extreme(max),
    "OptionalInt min()": _extreme(min),
    "OptionalDouble average()": _average,
    "OptionalInt findFirst()": _first,
    "Stream boxed()": lambda stream: Stream(stream.take()),
    "int[] toArray()": lambda stream: IntArray(stream.take()),
    "Iterator iterator()": lambda stream: SequenceIterator(stream.take()),
}

OPTIONAL: Methods = {
    "Object get()": _present,
    "Object orElse(Object)": _or_else,
    "Object orElseThrow()": _present,
    "boolean isPresent()": lambda optional: optional.value is not None,
    "boolean isEmpty()": lambda optional: optional.value is None,
}

METHODS: dict[str, Methods] = {
    "java.util.stream.ReferencePipeline": STREAM,
    "java.util.stream.IntPipeline": INT_STREAM,
    "java.util.Optional": OPTIONAL,
}

define("java.util.stream.ReferencePipeline", "Object", Stream)
define("java.util.stream.IntPipeline", "Object", IntStream)
define("java.util.Optional", "Object", Optional)
TEXTS[Optional] = _optional_text
