"""What a Java method throws."""

from typing import Any


class JavaError(Exception):
    """A Java exception or error: the full name of its class, and its message or None."""

    def __init__(self, class_name: str, message: str | None = None) -> None:
        super().__init__(class_name, message)
        self.class_name = class_name
        self.message = message

    def __str__(self) -> str:
        """Java's Throwable.toString()."""
        return self.class_name if self.message is None else f"{self.class_name}: {self.message}"


def null_pointer(message: str | None = None) -> JavaError:
    """A NullPointerException."""
    return JavaError("java.lang.NullPointerException", message)


def illegal_argument(message: str | None = None) -> JavaError:
    """An IllegalArgumentException."""
    return JavaError("java.lang.IllegalArgumentException", message)


def unsupported(message: str | None = None) -> JavaError:
    """An UnsupportedOperationException."""
    return JavaError("java.lang.UnsupportedOperationException", message)


def index_out_of_bounds(message: str) -> JavaError:
    """An IndexOutOfBoundsException."""
    return JavaError("java.lang.IndexOutOfBoundsException", message)


def string_index_out_of_bounds(message: str) -> JavaError:
    """A StringIndexOutOfBoundsException."""
    return JavaError("java.lang.StringIndexOutOfBoundsException", message)


def number_format(message: str) -> JavaError:
    """A NumberFormatException."""
    return JavaError("java.lang.NumberFormatException", message)


def arithmetic_error(message: str) -> JavaError:
    """An ArithmeticException."""
    return JavaError("java.lang.ArithmeticException", message)


def stack_overflow() -> JavaError:
    """A StackOverflowError, what a container that holds itself ends in."""
    return JavaError("java.lang.StackOverflowError")


def out_of_memory() -> JavaError:
    """An OutOfMemoryError, for a text or number no JVM of that service would hold."""
    return JavaError("java.lang.OutOfMemoryError", "Java heap space")


def modified() -> JavaError:
    """A ConcurrentModificationException."""
    return JavaError("java.util.ConcurrentModificationException")


def no_such_element(message: str | None = None) -> JavaError:
    """A NoSuchElementException."""
    return JavaError("java.util.NoSuchElementException", message)


def needed(value: Any, message: str | None = None) -> Any:
    """The value; NullPointerException for null."""
    if value is None:
        raise null_pointer(message)
    return value
