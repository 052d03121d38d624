"""Calls, properties, indexes and operators on Java's values against a JVM's answers.

Each line of calls.jsonl was produced by JDK 17 with Velocity 1.7's own introspection (UberspectImpl, the operators'
nodes) and json-smart 2.2: what is done on which value with which arguments, the result's class and text or what it
throws, and the receiver's text afterwards. Values that JSON has no form for are tagged: {"t": "long", "v": "5"}.
"""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from velogate.java import arithmetic, methods
from velogate.java.containers import ArrayList, HashMap, JavaArray, JavaIterator
from velogate.java.equality import key_of
from velogate.java.numbers import BigDecimal, Byte, Character, Short, as_big_integer, as_long, float32
from velogate.java.strings import whole
from velogate.java.text import json_text, to_string
from velogate.java.throwable import JavaError

Row = dict[str, Any]

ROWS: list[Row] = [
    json.loads(line) for line in (Path(__file__).parent / "calls.jsonl").read_text(encoding="utf-8").splitlines()
]

SCALARS: dict[str, Callable[[str], Any]] = {
    "long": lambda text: as_long(int(text)),
    "short": lambda text: Short(int(text)),
    "byte": lambda text: Byte(int(text)),
    "big": lambda text: as_big_integer(int(text)),
    "dec": lambda text: BigDecimal.parse(str(text)),
    "double": float,
    "float": lambda text: float32(float(text)),
    "char": Character,
}

OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "$a + $b": arithmetic.add,
    "$a - $b": arithmetic.subtract,
    "$a * $b": arithmetic.multiply,
    "$a / $b": arithmetic.divide,
    "$a % $b": arithmetic.modulo,
    "$a == $b": arithmetic.equals,
    "$a < $b": arithmetic.less,
    "$a <= $b": arithmetic.less_equal,
    "$a > $b": arithmetic.greater,
    "$a >= $b": arithmetic.greater_equal,
    "$a[$b]": methods.index,
}


def value(tagged: Any) -> Any:
    """The value that a tagged one stands for."""
    if isinstance(tagged, str):
        return whole(tagged)
    if not isinstance(tagged, dict):
        return tagged
    match tagged["t"]:
        case "list":
            return ArrayList(map(value, tagged["v"]))
        case "json":
            return [value(item) for item in tagged["v"]]
        case "map" | "hmap" as kind:
            made: dict[Any, Any] = {} if kind == "map" else HashMap()
            for key, item in tagged["v"]:
                made[key_of(value(key))] = value(item)
            return made
        case "call":
            return methods.call(value(tagged["r"]), tagged["m"], tuple(map(value, tagged["a"])))
        case "seq":
            receiver = value(tagged["r"])
            for name, args in tagged["calls"]:
                methods.call(receiver, name, tuple(map(value, args)))
            return receiver
        case kind:
            return SCALARS[kind](tagged["v"])


def text(result: Any) -> str:
    """A result's text; an array's members in brackets, for its own text is but a hash."""
    return "[" + ", ".join(map(text, result)) + "]" if isinstance(result, JavaArray) else to_string(result)


def walked(receiver: Any) -> Any:
    """Everything that #foreach meets, as texts."""
    found = methods.iterate(receiver)
    if not isinstance(found, JavaIterator):
        return methods.MISSING if found is None else ArrayList(map(text, found))
    met = ArrayList()
    while found.has_next():
        met.append(text(found.next()))
    return met


def answer(row: Row, receiver: Any, args: tuple[Any, ...]) -> Any:
    """What velogate gives for a line."""
    match row["do"]:
        case "call":
            return methods.call(receiver, row["name"], args)
        case "get":
            return methods.get(receiver, row["name"])
        case "put":
            return methods.put(receiver, row["name"], args[0]) or methods.MISSING
        case "iter":
            return walked(receiver)
        case "json":
            return json_text(receiver, escape_slash=row["name"] != "lt")
        case _:
            found = OPERATORS[row["name"]](receiver, *args)
            return None if found is methods.MISSING else found


def check_error(row: Row, error: JavaError) -> None:
    """Velocity wraps what an index throws, the rest comes as the method threw it."""
    if row["throws"] == "org.apache.velocity.exception.VelocityException":
        return
    assert error.class_name == row["throws"]
    if "message" in row:
        assert error.message == row["message"]


def label(row: Row) -> str:
    shown = f"{row['do']} {row['name']}({', '.join(map(json.dumps, row['with']))}) on {json.dumps(row['on'])}"
    return re.sub(r"[^ -~]", "?", shown)[:100]


@pytest.mark.parametrize("row", ROWS, ids=label)
def test_as_the_jvm_answered(row: Row) -> None:
    receiver, args = value(row["on"]), tuple(map(value, row["with"]))
    if "throws" in row:
        with pytest.raises(JavaError) as caught:
            answer(row, receiver, args)
        check_error(row, caught.value)
    else:
        result = answer(row, receiver, args)
        assert (result is methods.MISSING) == row.get("missing", False)
        if "prints" in row:
            assert text(result) == whole(row["prints"])
        if "class" in row:
            assert (None if result is None else methods.class_of(result).name) == row["class"]
    if "then" in row:
        assert to_string(receiver) == whole(row["then"])
