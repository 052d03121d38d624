"""The little of java.util.stream that needs no lambda: what String.lines(), chars() and Collection.stream() give."""

from collections.abc import Iterable
from typing import Any

from velogate.java.throwable import JavaError


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
