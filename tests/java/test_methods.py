"""The search for methods and properties as Velocity 1.7's introspection does it; answers are its own, on JDK 17."""

from typing import Any

import pytest

from velogate.java.containers import ArrayList
from velogate.java.methods import (
    MISSING,
    call,
    class_of,
    describe,
    explain_missing,
    get,
    index,
    iterate,
    put,
    put_index,
)
from velogate.java.numbers import Long
from velogate.java.text import to_string
from velogate.java.throwable import JavaError


def test_an_integer_removes_by_index_and_a_long_by_value() -> None:
    values = ArrayList([10, 20, Long(0)])
    assert call(values, "remove", (0,)) == 10
    assert call(values, "remove", (Long(0),)) is True
    assert values == [20]


def test_a_static_method_through_an_instance() -> None:
    assert call(0, "parseInt", ("12",)) == 12
    assert call("", "valueOf", (1.0,)) == "1.0"


def test_varargs_are_gathered() -> None:
    assert call("", "format", ("%s-%s", 1, "b")) == "1-b"
    assert call("", "format", ("%s", ArrayList([7]))) == "[7]"
    assert call("", "join", (",", call("a b", "split", (" ",)))) == "a,b"


def test_an_array_answers_as_a_list() -> None:
    parts = call("a,b", "split", (",",))
    assert [call(parts, "size", ()), index(parts, -1), call(parts, "contains", ("a",))] == [2, "b", True]


def test_a_method_without_parameters_is_found_for_any_arguments() -> None:
    with pytest.raises(JavaError, match="wrong number of arguments"):
        call("abc", "length", (1,))


def test_a_void_method_gives_the_empty_text() -> None:
    assert call(ArrayList(), "clear", ()) == ""


@pytest.mark.parametrize(
    ("value", "name", "args"),
    [("a", "foo", ()), ("a", "substring", ("x",)), ([], "count", ()), (1, "length", ()), ({}, "substring", (1,))],
)
def test_no_such_method(value: Any, name: str, args: tuple[Any, ...]) -> None:
    assert call(value, name, args) is MISSING


def test_a_property_is_a_getter_then_a_maps_value() -> None:
    entries = {"class": "mine", "empty": "full"}
    assert to_string(get(entries, "class")) == "class java.util.LinkedHashMap"
    assert get(entries, "empty") == "full"
    assert get(entries, "absent") is None
    assert get("", "empty") is True
    assert get("", "absent") is MISSING
    assert get(get(1, "class"), "simpleName") == "Integer"


def test_index_counts_from_the_end() -> None:
    assert index(ArrayList([1, 2, 3]), -1) == 3
    with pytest.raises(JavaError, match="Index -1 out of bounds for length 1"):
        index(ArrayList([1]), -2)
    with pytest.raises(JavaError, match=r"A 'size\(\)' method required for negative value -1"):
        index("abc", -1)


def test_put_and_put_index() -> None:
    entries, values = dict[Any, Any](), ArrayList([1])
    assert put(entries, "a", 1)
    assert put_index(entries, 1, "one")
    assert put_index(values, -1, 2)
    assert not put("text", "a", 1)
    assert (to_string(entries), values) == ("{a=1, 1=one}", [2])


def test_iterate() -> None:
    values = [1, 2]
    assert iterate(values) is values
    assert iterate("text") is None
    assert iterate(None) is None
    assert iterate(5) is None


@pytest.mark.parametrize("name", ["getClassLoader", "newInstance", "getMethods", "getModule"])
def test_reflection_ends_at_names(name: str) -> None:
    with pytest.raises(JavaError, match="SecurityException"):
        call(class_of("x"), name, ())


def test_no_class_by_its_name() -> None:
    with pytest.raises(JavaError, match="SecurityException"):
        call(class_of("x"), "forName", ("java.lang.Runtime",))


def test_nothing_of_python_is_reachable() -> None:
    for value in ("a", 1, {}, [], class_of("x")):
        assert call(value, "__class__", ()) is MISSING
        assert call(value, "upper" if isinstance(value, str) else "real", ()) is MISSING
    assert get("a", "__class__") is MISSING


@pytest.mark.parametrize(
    ("value", "name", "args", "explanation"),
    [
        ("a", "substr", (1,), "java.lang.String has no method substr; did you mean substring?"),
        ("a", "charAt", ("x",), "java.lang.String has no method charAt(String); it has charAt(int)"),
        ([], "xyzzy", (), "net.minidev.json.JSONArray has no method xyzzy"),
        ("a", "byte", None, "java.lang.String has no property byte; did you mean bytes?"),
    ],
)
def test_explain_missing(value: Any, name: str, args: tuple[Any, ...] | None, explanation: str) -> None:
    assert explain_missing(value, name, args) == explanation


class Clock:
    """What an upper room may describe."""

    def __init__(self, hour: int) -> None:
        self.hour = hour


def test_describe_makes_a_python_class_a_java_class() -> None:
    described = describe(
        Clock,
        "test.Clock",
        {
            "int getHour()": lambda clock: clock.hour,
            "String at(String, int)": lambda clock, zone, by: f"{zone}{clock.hour + by}",
        },
        text=lambda clock: f"{clock.hour}:00",
    )
    clock = Clock(7)
    assert class_of(clock) is described
    assert [get(clock, "hour"), call(clock, "at", ("UTC", 1)), to_string(clock)] == [7, "UTC8", "7:00"]
    assert call(clock, "hour", ()) is MISSING
