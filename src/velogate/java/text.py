"""Values as text: what String.valueOf() gives, and JSON as json-smart 2.2 writes it."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from velogate.java import containers
from velogate.java.classes import JavaClass, Package, class_of
from velogate.java.equality import hash_code, value_of
from velogate.java.floating import double_text, float_text
from velogate.java.numbers import BigDecimal, BigInteger, Byte, Character, Float, Long, Short, whole_text
from velogate.java.throwable import null_pointer, stack_overflow

DEEPEST = 3000
"""Levels of containers after which a JVM's stack is taken to overflow."""


def to_string(value: Any) -> str:
    """Java's String.valueOf(value)."""
    kind = type(value)
    if kind is str:
        return value  # type: ignore[no-any-return]
    write = TEXTS.get(kind)
    if write is None:
        write = _learn(kind)
    try:
        return write(value)
    except RecursionError:
        return "".join(_flattened(value, False, True))


def _learn(kind: type) -> Callable[[Any], str]:
    TEXTS[kind] = found = next((TEXTS[up] for up in kind.__mro__ if up in TEXTS), object_text)
    return found


def object_text(value: Any) -> str:
    """Object.toString(): class name and hash."""
    return f"{class_of(value).name}@{hash_code(value) & 0xFFFFFFFF:x}"


def _text(value: Any) -> str:
    """to_string without its guard, for what is inside a container."""
    if type(value) is str:
        return value
    return (TEXTS.get(type(value)) or _learn(type(value)))(value)


def map_text(value: dict[Any, Any]) -> str:
    """AbstractMap.toString()."""
    parts = []
    for key in value:
        item = value[key]
        name = key if type(key) is str else _member(value_of(key), value, "(this Map)")
        parts.append(f"{name}={item if type(item) is str else _member(item, value, '(this Map)')}")
    return "{" + ", ".join(parts) + "}"


def collection_text(value: Iterable[Any]) -> str:
    """AbstractCollection.toString()."""
    return "[" + ", ".join([_member(item, value, "(this Collection)") for item in value]) + "]"


def _member(item: Any, owner: Any, itself: str) -> str:
    return itself if item is owner else _text(item)


def entry_text(value: containers.Entry) -> str:
    """key=value."""
    return f"{_text(value.key)}={_text(value.value)}"


TEXTS: dict[type, Callable[[Any], str]] = {
    type(None): lambda value: "null",
    str: lambda value: value,
    bool: lambda value: "true" if value else "false",
    Character: str.__str__,
    int: whole_text,
    Long: whole_text,
    BigInteger: whole_text,
    Short: whole_text,
    Byte: whole_text,
    float: double_text,
    Float: float_text,
    BigDecimal: BigDecimal.__str__,
    dict: map_text,
    list: lambda value: json_text(value),
    containers.ArrayList: collection_text,
    containers.ImmutableList: collection_text,
    containers.JavaArray: object_text,
    containers.SubList: collection_text,
    containers.JavaSet: collection_text,
    containers.Values: collection_text,
    containers.Entry: entry_text,
    JavaClass: repr,
    Package: repr,
}
"""toString() of each Python type; upper rooms add theirs with methods.describe()."""

ESCAPED = re.compile('["\\\\/\x00-\x1f\x7f-\x9f\u2000-\u20ff]')
ESCAPED_BUT_SLASH = re.compile('["\\\\\x00-\x1f\x7f-\x9f\u2000-\u20ff]')
SHORT_ESCAPES = {'"': '\\"', "\\": "\\\\", "/": "\\/", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def json_text(value: Any, escape_slash: bool = True) -> str:
    """The JSON that json-smart writes: JSONArray.toString() escapes slashes, Jayway's provider does not."""
    try:
        return _json(value, ESCAPED if escape_slash else ESCAPED_BUT_SLASH)
    except RecursionError:
        return "".join(_flattened(value, True, escape_slash))


def _json(value: Any, escaped: re.Pattern[str]) -> str:
    kind = type(value)
    if kind is str:
        return json_string(value, escaped)
    if kind is dict:
        return "{" + ",".join([f"{json_string(json_key(k), escaped)}:{_json(value[k], escaped)}" for k in value]) + "}"
    if kind is list:
        return "[" + ",".join([_json(item, escaped) for item in value]) + "]"
    if kind is float or kind is Float:
        return "null" if value in INFINITE else _text(value)  # NaN is written as it is
    if kind in NUMBERS:
        return _text(value)
    if isinstance(value, dict):
        return "{" + ",".join([f"{json_string(json_key(k), escaped)}:{_json(value[k], escaped)}" for k in value]) + "}"
    if isinstance(value, ITERABLES):
        return "[" + ",".join([_json(item, escaped) for item in value]) + "]"
    return _bean(value, escaped)


INFINITE = (float("inf"), float("-inf"))
NUMBERS = {type(None), bool, int, Long, BigInteger, Short, Byte, BigDecimal}
ITERABLES = (list, containers.JavaSet, containers.Values, containers.SubList)


def json_string(value: str, escaped: re.Pattern[str]) -> str:
    """A text in quotes."""
    return f'"{escaped.sub(_escape, value)}"' if escaped.search(value) else f'"{value}"'


def _escape(match: re.Match[str]) -> str:
    char = match[0]
    return SHORT_ESCAPES.get(char) or f"\\u{ord(char):04X}"


def json_key(key: Any) -> str:
    """A map's key as a member name."""
    if key is None:
        raise null_pointer()
    return key if type(key) is str else _text(value_of(key))


def _bean(value: Any, escaped: re.Pattern[str]) -> str:
    """What json-smart writes of a class it has no writer for: the getters it finds."""
    if isinstance(value, containers.Entry):
        return _json({"key": value.key, "value": value.value}, escaped)
    if isinstance(value, Character | containers.JavaIterator):
        return "{}"
    return json_string(_text(value), escaped)


def _flattened(value: Any, as_json: bool, escape_slash: bool) -> Iterator[str]:
    """The text of what is nested deeper than Python's stack, in pieces."""
    escaped = ESCAPED if escape_slash else ESCAPED_BUT_SLASH
    stack = [_pieces(value, as_json)]
    while stack:
        piece = next(stack[-1], None)
        if piece is None:
            stack.pop()
        elif isinstance(piece, str):
            yield piece
        elif isinstance(piece[0], (dict, *ITERABLES)):
            if len(stack) >= DEEPEST:
                raise stack_overflow()
            stack.append(_pieces(*piece))
        else:
            yield _json(piece[0], escaped) if piece[1] else _text(piece[0])


Piece = str | tuple[Any, bool]


def _pieces(value: Any, as_json: bool) -> Iterator[Piece]:
    """A container's text; what is inside comes as (value, whether as JSON)."""
    as_json = as_json or type(value) is list
    comma, colon = (",", ":") if as_json else (", ", "=")
    is_map = isinstance(value, dict)
    yield "{" if is_map else "["
    for place, item in enumerate(value):
        if place:
            yield comma
        if is_map:
            yield (json_key(item) if as_json else value_of(item), as_json)
            yield colon
            item = value[item]
        yield ("(this Map)" if is_map else "(this Collection)") if item is value and not as_json else (item, as_json)
    yield "}" if is_map else "]"
