"""The classes of Java that a value can have: their names, what they extend, and which Python type stands for each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from velogate.java import containers, numbers

Methods = Mapping[str, Callable[..., Any] | None]
"""A class's public methods: signature in Java's words ("static int parseInt(String)") to function, or None."""

PRIMITIVES = {
    "boolean": "java.lang.Boolean",
    "byte": "java.lang.Byte",
    "char": "java.lang.Character",
    "double": "java.lang.Double",
    "float": "java.lang.Float",
    "int": "java.lang.Integer",
    "long": "java.lang.Long",
    "short": "java.lang.Short",
}
"""Each primitive type and its box."""


class JavaClass:
    """A class or interface; methods are those it declares itself."""

    __slots__ = ("ancestors", "interface", "methods", "name", "python_type", "supers")

    def __init__(
        self,
        name: str,
        supers: tuple["JavaClass", ...] = (),
        python_type: type | None = None,
        methods: Methods | None = None,
        interface: bool = False,
    ) -> None:
        self.name, self.supers, self.python_type, self.interface = name, supers, python_type, interface
        self.methods: Methods = {} if methods is None else methods
        above = dict.fromkeys(up for each in supers for up in each.ancestors)
        self.ancestors: tuple[JavaClass, ...] = (self, *sorted(above, key=lambda each: -len(each.ancestors)))
        """Itself and all it extends and implements, what overrides before what it overrides."""

    def __repr__(self) -> str:
        return f"{'interface' if self.interface else 'class'} {self.name}"

    @property
    def is_array(self) -> bool:
        """Whether it is the class of an array."""
        return self.name.startswith("[")

    @property
    def simple_name(self) -> str:
        """Class.getSimpleName()."""
        if self.is_array:
            return f"{_component(self.name)}[]"
        return self.name.rpartition(".")[2].rpartition("$")[2]

    def extends(self, other: "JavaClass") -> bool:
        """Whether a value of this class is one of the other."""
        return other in self.ancestors


def _component(name: str) -> str:
    inner = name[1:]
    return inner[1:-1].rpartition(".")[2] if inner.startswith("L") else ARRAY_CODES[inner]


@dataclass(frozen=True, slots=True)
class Package:
    """A java.lang.Package, which tells its name."""

    name: str

    def __repr__(self) -> str:
        return f"package {self.name}"


ARRAY_CODES = {"B": "byte", "C": "char", "I": "int", "J": "long"}

COMPARABLE = "Serializable Comparable Constable"
NUMBER = "Number Comparable Constable ConstantDesc"

HIERARCHY: tuple[tuple[str, str, type | None], ...] = (
    ("java.lang.Object", "", None),
    ("java.io.Serializable", "interface", None),
    ("java.lang.Cloneable", "interface", None),
    ("java.lang.Comparable", "interface", None),
    ("java.lang.CharSequence", "interface", None),
    ("java.lang.constant.Constable", "interface", None),
    ("java.lang.constant.ConstantDesc", "interface", None),
    ("java.lang.Iterable", "interface", None),
    ("java.util.RandomAccess", "interface", None),
    ("java.util.Collection", "interface Iterable", None),
    ("java.util.List", "interface Collection", None),
    ("java.util.Set", "interface Collection", None),
    ("java.util.Map", "interface", None),
    ("java.util.Map$Entry", "interface", None),
    ("java.util.Iterator", "interface", None),
    ("java.util.ListIterator", "interface Iterator", None),
    ("net.minidev.json.JSONAware", "interface", None),
    ("net.minidev.json.JSONAwareEx", "interface JSONAware", None),
    ("net.minidev.json.JSONStreamAware", "interface", None),
    ("net.minidev.json.JSONStreamAwareEx", "interface JSONStreamAware", None),
    ("java.lang.Class", "Object Serializable Constable", JavaClass),
    ("java.lang.Package", "Object", Package),
    ("java.lang.String", "Object Serializable Comparable CharSequence Constable ConstantDesc", str),
    ("java.lang.StringBuffer", "Object Serializable Comparable CharSequence", None),
    ("java.lang.Boolean", f"Object {COMPARABLE}", bool),
    ("java.lang.Character", f"Object {COMPARABLE}", numbers.Character),
    ("java.lang.Number", "Object Serializable", None),
    ("java.lang.Byte", "Number Comparable Constable", numbers.Byte),
    ("java.lang.Short", "Number Comparable Constable", numbers.Short),
    ("java.lang.Integer", NUMBER, int),
    ("java.lang.Long", NUMBER, numbers.Long),
    ("java.math.BigInteger", "Number Comparable", numbers.BigInteger),
    ("java.lang.Float", NUMBER, numbers.Float),
    ("java.lang.Double", NUMBER, float),
    ("java.math.BigDecimal", "Number Comparable", numbers.BigDecimal),
    ("java.util.AbstractCollection", "Object Collection", None),
    ("java.util.AbstractList", "AbstractCollection List", None),
    ("java.util.ArrayList", "AbstractList List RandomAccess Cloneable Serializable", containers.ArrayList),
    ("net.minidev.json.JSONArray", "ArrayList List JSONAwareEx JSONStreamAwareEx", list),
    ("java.util.ArrayList$SubList", "AbstractList RandomAccess", containers.SubList),
    ("org.apache.velocity.util.ArrayListWrapper", "AbstractList", None),
    ("java.util.ImmutableCollections$ListN", "AbstractCollection List RandomAccess", containers.ImmutableList),
    ("java.util.AbstractMap", "Object Map", None),
    ("java.util.HashMap", "AbstractMap Map Cloneable Serializable", containers.HashMap),
    ("java.util.LinkedHashMap", "HashMap Map", dict),
    ("java.util.ImmutableCollections$MapN", "AbstractMap Serializable", containers.ImmutableMap),
    ("java.util.AbstractSet", "AbstractCollection Set", None),
    ("java.util.HashSet", "AbstractSet Set Cloneable Serializable", containers.HashSet),
    ("java.util.LinkedHashSet", "HashSet Set Cloneable Serializable", containers.LinkedHashSet),
    ("java.util.ImmutableCollections$SetN", "AbstractCollection Set Serializable", containers.ImmutableSet),
    ("java.util.LinkedHashMap$LinkedKeySet", "AbstractSet", containers.KeySet),
    ("java.util.LinkedHashMap$LinkedValues", "AbstractCollection", containers.Values),
    ("java.util.LinkedHashMap$LinkedEntrySet", "AbstractSet", containers.EntrySet),
    ("java.util.HashMap$KeySet", "AbstractSet", containers.HashKeySet),
    ("java.util.HashMap$Values", "AbstractCollection", containers.HashValues),
    ("java.util.HashMap$EntrySet", "AbstractSet", containers.HashEntrySet),
    ("java.util.HashMap$Node", "Object Entry", containers.HashEntry),
    ("java.util.LinkedHashMap$Entry", "HashMap$Node", containers.Entry),
    ("java.util.KeyValueHolder", "Object Entry", containers.ImmutableEntry),
    ("java.util.LinkedHashMap$LinkedHashIterator", "Object Iterator", containers.MapIterator),
    ("java.util.LinkedHashMap$LinkedKeyIterator", "LinkedHashMap$LinkedHashIterator", containers.KeyIterator),
    ("java.util.LinkedHashMap$LinkedValueIterator", "LinkedHashMap$LinkedHashIterator", containers.ValueIterator),
    ("java.util.LinkedHashMap$LinkedEntryIterator", "LinkedHashMap$LinkedHashIterator", containers.EntryIterator),
    ("java.util.ArrayList$ListItr", "Object ListIterator", containers.ListIterator),
    ("java.util.ArrayList$Itr", "Object Iterator", containers.ForwardIterator),
    ("java.util.AbstractList$Itr", "Object Iterator", containers.SequenceIterator),
    ("[Ljava.lang.Object;", "Object Cloneable Serializable", containers.ObjectArray),
    ("[Ljava.lang.String;", "[Ljava.lang.Object;", containers.StringArray),
    ("[Ljava.math.BigInteger;", "[Ljava.lang.Object;", containers.BigIntegerArray),
    ("[Ljava.math.BigDecimal;", "[Ljava.lang.Object;", containers.BigDecimalArray),
    ("[C", "Object Cloneable Serializable", containers.CharArray),
    ("[B", "Object Cloneable Serializable", containers.ByteArray),
    ("[I", "Object Cloneable Serializable", containers.IntArray),
)
"""Full name; what it extends and implements, by short names, "interface" first if it is one; its Python type."""

BY_NAME: dict[str, JavaClass] = {}
"""Every class by its full name and, where none had it before, by its short one."""

BY_TYPE: dict[type, JavaClass] = {}
"""The class of each Python type; a plain int's depends on its size (see numbers.int_kind)."""


def define(name: str, supers: str, python_type: type | None = None, methods: Methods | None = None) -> JavaClass:
    """Add a class; supers as in HIERARCHY."""
    words = supers.split()
    interface = words[:1] == ["interface"]
    above = tuple(BY_NAME[word] for word in words[interface:])
    made = JavaClass(name, above, python_type, methods, interface)
    BY_NAME[name] = made
    short = name.rpartition(".")[2]
    for alias in (short, short.rpartition("$")[2]):
        BY_NAME.setdefault(alias, made)
    if python_type is not None:
        BY_TYPE[python_type] = made
    return made


for _row in HIERARCHY:
    define(*_row)

OBJECT = BY_NAME["Object"]


def class_of(value: Any) -> JavaClass:
    """The class of a value that is not null."""
    kind = type(value)
    return class_of_kind(numbers.int_kind(value) if kind is int else kind)


def class_of_kind(kind: type) -> JavaClass:
    """The class that a Python type stands for; a type nobody described has its parent's."""
    found = BY_TYPE.get(kind)
    if found is None:
        found = BY_TYPE[kind] = next((BY_TYPE[up] for up in kind.__mro__ if up in BY_TYPE), OBJECT)
    return found
