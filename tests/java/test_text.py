"""Values as text; every expected text is what JDK 17 and json-smart 2.2 print."""

from typing import Any

import pytest

from velogate.java.containers import ArrayList, HashMap
from velogate.java.equality import key_of
from velogate.java.methods import call
from velogate.java.numbers import BigDecimal, Character, Float, Long, float32
from velogate.java.text import json_text, to_string
from velogate.java.throwable import JavaError


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (None, "null"),
        (True, "true"),
        (-7, "-7"),
        (Long(7), "7"),
        (10**25, "10000000000000000000000000"),
        (BigDecimal.parse("1.50"), "1.50"),
        (BigDecimal.parse("1E+3"), "1E+3"),
        (BigDecimal.parse("0.0000001"), "1E-7"),
        (Character("x"), "x"),
        ({}, "{}"),
        ({"a": 1, "b": None, "c": "x"}, "{a=1, b=null, c=x}"),
        (ArrayList([1, "b", None]), "[1, b, null]"),
        ([1, "b", None], '[1,"b",null]'),
        ({"a": [{"b": "c/d"}]}, '{a=[{"b":"c\\/d"}]}'),
        ([{"a": ArrayList(["x"])}], '[{"a":["x"]}]'),
    ],
)
def test_to_string(value: Any, printed: str) -> None:
    assert to_string(value) == printed


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (0.0, "0.0"),
        (-0.0, "-0.0"),
        (1.0, "1.0"),
        (100.0, "100.0"),
        (1234567.0, "1234567.0"),
        (1e7, "1.0E7"),
        (1e10, "1.0E10"),
        (0.001, "0.001"),
        (0.0001, "1.0E-4"),
        (0.1 + 0.2, "0.30000000000000004"),
        (1e21, "1.0E21"),
        (2.0**-1074, "4.9E-324"),
        (1.7976931348623157e308, "1.7976931348623157E308"),
        (2.2250738585072014e-308, "2.2250738585072014E-308"),
        (2e23, "1.9999999999999998E23"),
        (1e23, "9.999999999999999E22"),
        (2.0**63, "9.223372036854776E18"),
        (float("nan"), "NaN"),
        (float("inf"), "Infinity"),
        (float("-inf"), "-Infinity"),
        (float32(0.1), "0.1"),
        (float32(1e10), "1.0E10"),
        (float32(16777216), "1.6777216E7"),
    ],
)
def test_floating_numbers(value: float, printed: str) -> None:
    assert to_string(value) == printed


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ('q"\\/', '"q\\"\\\\\\/"'),
        ("\b\f\n\r\t", '"\\b\\f\\n\\r\\t"'),
        ("\x00\x1f\x7f\x9f", '"\\u0000\\u001F\\u007F\\u009F"'),
        ("\u2028 \u20ac \u201c", '"\\u2028 \\u20AC \\u201C"'),
        ("caf\u00e9 \u2100 \U0001f600", '"caf\u00e9 \u2100 \U0001f600"'),
        (float("nan"), "NaN"),
        (Float("nan"), "NaN"),
        (float("inf"), "null"),
        (1e10, "1.0E10"),
        ({"a": None}, '{"a":null}'),
        ({key_of(1): True}, '{"1":true}'),
    ],
)
def test_json_text(value: Any, written: str) -> None:
    assert json_text(value) == written


def test_json_without_escaped_slashes() -> None:
    assert json_text(["a/b"], escape_slash=False) == '["a/b"]'


def test_a_container_in_itself() -> None:
    values, entries = ArrayList(), dict[str, Any]()
    values.append(values)
    entries["me"] = entries
    assert (to_string(values), to_string(entries)) == ("[(this Collection)]", "{me=(this Map)}")


def test_a_longer_circle_overflows_the_stack() -> None:
    inner: dict[str, Any] = {}
    inner["outer"] = {"inner": inner}
    with pytest.raises(JavaError, match="StackOverflowError"):
        to_string(inner)


@pytest.mark.parametrize("wrap", [lambda inner: [inner], lambda inner: ArrayList([inner]), lambda inner: {"k": inner}])
def test_what_is_deeper_than_pythons_stack_prints(wrap: Any) -> None:
    value: Any = "x"
    for _ in range(2000):
        value = wrap(value)
    assert to_string(value).count(to_string(wrap("")).strip('"]}')[0]) == 2000


def test_more_digits_than_python_prints() -> None:
    assert to_string(10**9000 + 7) == "1" + "0" * 8999 + "7"


def test_a_hash_map_prints_in_bucket_order() -> None:
    entries = HashMap({"apple": 1, "banana": 2, "cherry": 3, "path": 4})
    assert to_string(entries) == "{banana=2, apple=1, cherry=3, path=4}"


def test_views_print_as_collections() -> None:
    entries = {"a": 1, "b": "x"}
    printed = [to_string(call(entries, name, ())) for name in ("keySet", "values", "entrySet")]
    assert printed == ["[a, b]", "[1, x]", "[a=1, b=x]"]
