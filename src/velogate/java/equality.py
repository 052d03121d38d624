"""Java's equals() and hashCode(), and the keys by which a Python dict keeps what Java tells apart.

Python takes 1, 1.0 and True for one key, Java for three (four with the Long 1). In every dict that stands for a Java
map a str, a plain int and None are their own keys, any other value is wrapped in a Key: so JSON objects cost nothing.
"""

import struct
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from velogate.java.numbers import (
    BigDecimal,
    BigInteger,
    Byte,
    Character,
    Float,
    Long,
    Short,
    as_big_integer,
    as_long,
    int_kind,
    wrap,
)


@dataclass(frozen=True, slots=True)
class Rule:
    """How the values of some classes compare with each other; values under different rules are never equal."""

    equal: Callable[[Any, Any], bool]
    hash: Callable[[Any], int]


def java_equals(left: Any, right: Any) -> bool:
    """Java's left.equals(right); null equals null alone."""
    if left is right:
        return True
    rule = rule_of(left)
    return rule is rule_of(right) and rule.equal(left, right)


def hash_code(value: Any) -> int:
    """Java's value.hashCode(); 0 for null."""
    return rule_of(value).hash(value)


def rule_of(value: Any) -> Rule:
    """The rule under which a value is compared."""
    kind = type(value)
    if kind is int:
        kind = int_kind(value)
    found = RULES.get(kind)
    return _learn(kind) if found is None else found


def _learn(kind: type) -> Rule:
    RULES[kind] = found = next((RULES[parent] for parent in kind.__mro__ if parent in RULES), IDENTITY)
    return found


def string_hash(text: str) -> int:
    """String.hashCode(): 31-polynomial over the UTF-16 units."""
    code = 0
    for unit in text.encode("latin-1") if text.isascii() else units_of(text):
        code = (31 * code + unit) & 0xFFFFFFFF
    return wrap(code, 32)


def units_of(text: str) -> tuple[int, ...]:
    """The UTF-16 units of a text, as numbers."""
    data = text.encode("utf-16-le", "surrogatepass")
    return struct.unpack(f"<{len(data) // 2}H", data)


def long_hash(value: int) -> int:
    """Long.hashCode()."""
    return wrap(value ^ (value >> 32), 32)


def big_integer_hash(value: int) -> int:
    """BigInteger.hashCode(): 31-polynomial over its 32 bit words."""
    code, size = 0, abs(value)
    for place in reversed(range(0, size.bit_length(), 32)):
        code = 31 * code + (size >> place & 0xFFFFFFFF)
    return wrap(code if value >= 0 else -code, 32)


def double_bits(value: float) -> int:
    """Double.doubleToLongBits(): every NaN has one pattern."""
    if value != value:
        return 0x7FF8000000000000
    return int(struct.unpack("<q", struct.pack("<d", value))[0])


def float_bits(value: float) -> int:
    """Float.floatToIntBits(): every NaN has one pattern."""
    if value != value:
        return 0x7FC00000
    return int(struct.unpack("<i", struct.pack("<f", value))[0])


def list_hash(values: Iterable[Any]) -> int:
    """List.hashCode()."""
    code = 1
    for value in values:
        code = 31 * code + hash_code(value)
    return wrap(code, 32)


def identity_hash(value: object) -> int:
    """A hash for what is equal only to itself."""
    return id(value) >> 4 & 0x7FFFFFFF


def _same(left: Any, right: Any) -> bool:
    return bool(left == right)


def _same_bits(left: float, right: float) -> bool:
    return double_bits(left) == double_bits(right)


IDENTITY = Rule(lambda left, right: left is right, identity_hash)

RULES: dict[type, Rule] = {
    type(None): Rule(_same, lambda value: 0),
    str: Rule(_same, string_hash),
    bool: Rule(_same, lambda value: 1231 if value else 1237),
    Character: Rule(_same, ord),
    Byte: Rule(_same, int),
    Short: Rule(_same, int),
    int: Rule(_same, int),
    Long: Rule(_same, long_hash),
    BigInteger: Rule(_same, big_integer_hash),
    Float: Rule(_same_bits, float_bits),
    float: Rule(_same_bits, lambda value: long_hash(double_bits(value))),
    BigDecimal: Rule(_same, lambda value: wrap(31 * big_integer_hash(value.unscaled) + value.scale, 32)),
}
"""The rule of each class of values; containers.py adds its own."""


class Key:
    """A value as a map's key, equal as Java has it; its hash is taken when it is made, as Java's maps do."""

    __slots__ = ("_hash", "value")

    def __init__(self, value: Any) -> None:
        self.value = value
        self._hash = hash_code(value)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Key) and java_equals(self.value, other.value)

    def __repr__(self) -> str:
        return f"Key({self.value!r})"


def key_of(value: Any) -> Any:
    """What stands for a value among a dict's keys."""
    kind = type(value)
    if kind is str or kind is int or value is None:
        return value
    if kind is Long or kind is BigInteger:
        value = as_long(value) if kind is Long else as_big_integer(value)
        return value if type(value) is int else Key(value)
    return Key(value)


def value_of(key: Any) -> Any:
    """The value that a dict's key stands for."""
    return key.value if type(key) is Key else key
