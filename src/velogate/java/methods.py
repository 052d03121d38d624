"""What a template can do with a value: call a method, read and set a property, index it, walk it.

The search is Velocity 1.7's, the methods are those of JDK 17 and json-smart 2.2 that a template can call with values it
can make. Signatures marked None in the tables take a Locale, Charset, Comparator, lambda or the like: they take part in
the search and answer null with a NullPointerException. A class's reflection ends at names and instance tests.

Not here: Character's methods on char[] and CharSequence; describeConstable() of Boolean, Byte, Short and Character;
StringBuilder, MathContext and RoundingMode, which no template can make. Different from a JVM: Set.of() and Map.of()
keep the order written (a JVM shuffles anew at each start) and have one class each, as List.of() has; a HashMap's
iterators have the names of a LinkedHashMap's; a ConcurrentModificationException needs a size that differs.
"""

from collections.abc import Callable
from typing import Any, Final

from velogate.java import boxes, collections, dispatch, objects, streams, strings
from velogate.java.classes import BY_NAME, JavaClass, Methods, class_of, class_of_kind, define
from velogate.java.containers import JavaIterator, JavaSet, ValueIterator, Values
from velogate.java.dispatch import Function
from velogate.java.equality import RULES, Rule
from velogate.java.numbers import INT_MAX, INT_MIN, int_kind
from velogate.java.text import TEXTS
from velogate.java.throwable import JavaError, stack_overflow


class Missing:
    """The type of MISSING."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = Missing()
"""What call, get and index give where there is no such method or property: Velocity goes on with null."""

for _table in (objects, strings, boxes, collections, streams):
    for _name, _methods in _table.METHODS.items():
        BY_NAME[_name].methods = _methods

ARRAY_WRAPPER = BY_NAME["ArrayListWrapper"]
NULL: Final = type(None)

_calls: dict[tuple[Any, ...], Function | Missing] = {}
_getters: dict[tuple[type, str], Function | Missing] = {}


def call(value: Any, name: str, args: tuple[Any, ...]) -> Any:
    """The result of value.name(*args), "" if it is void; MISSING if there is no such method."""
    kind = type(value)
    if kind is int and not INT_MIN <= value <= INT_MAX:
        kind = int_kind(value)
    key: tuple[Any, ...]
    if not args:
        key = (kind, name)
    elif len(args) == 1:
        given = type(args[0])
        key = (kind, name, given if given is not int else int_kind(args[0]))
    else:
        key = (kind, name, *[type(each) if type(each) is not int else int_kind(each) for each in args])
    found = _calls.get(key)
    if found is None:
        found = _calls[key] = find(*key)
    if found is MISSING:
        return MISSING
    try:
        return found(value, *args)  # type: ignore[operator]
    except RecursionError:
        raise stack_overflow() from None


def find(kind: type, name: str, *kinds: type) -> Function | Missing:
    """The function behind a call on a value of that type with arguments of those."""
    arguments = tuple(None if each is NULL else class_of_kind(each) for each in kinds)
    cls = class_of_kind(kind)
    method = dispatch.find(cls, name, arguments)
    if method is None and cls.is_array:
        method = dispatch.find(ARRAY_WRAPPER, name, arguments)
    if method is not None:
        return dispatch.bind(method, arguments)
    if kind is JavaClass:
        return lambda value, *args: _call_on_class(value, name, arguments, args)
    return MISSING


def _call_on_class(cls: JavaClass, name: str, arguments: tuple[JavaClass | None, ...], args: tuple[Any, ...]) -> Any:
    """A static method through the class itself, as in $x.class.valueOf(1)."""
    method = dispatch.find(cls, name, arguments)
    if method is None:
        return MISSING
    if not method.static:
        raise JavaError("java.lang.IllegalArgumentException", "object is not an instance of declaring class")
    return dispatch.bind(method, arguments)(cls, *args)


GETTERS_OF_MAPS: Final = ("class", "Class")


def get(value: Any, name: str) -> Any:
    """The property value.name: a getter's result, or what a map holds, null if nothing; MISSING if there is none."""
    kind = type(value)
    if kind is dict and name not in GETTERS_OF_MAPS:
        return value.get(name)
    if kind is int:
        kind = int_kind(value)
    found = _getters.get((kind, name))
    if found is None:
        found = _getters[kind, name] = _getter(kind, name)
    return MISSING if found is MISSING else found(value)  # type: ignore[operator]


def _getter(kind: type, name: str) -> Function | Missing:
    cls = class_of_kind(kind)
    method = _accessor(cls, "get", name)
    if method is not None:
        return method.function
    if issubclass(kind, dict):
        return lambda value: value.get(name)
    method = dispatch.find(cls, "get", (BY_NAME["String"],))
    if method is not None:
        bound = dispatch.bind(method, (BY_NAME["String"],))
        return lambda value: bound(value, name)
    method = _accessor(cls, "is", name)
    return method.function if method is not None and method.returns in ("boolean", "Boolean") else MISSING


def _accessor(cls: JavaClass, prefix: str, name: str, *arguments: JavaClass | None) -> dispatch.Method | None:
    """getName or, the case of its first letter changed, getname."""
    flipped = (name[:1].upper() if name[:1].islower() else name[:1].lower()) + name[1:]
    return dispatch.find(cls, prefix + name, arguments) or dispatch.find(cls, prefix + flipped, arguments)


def index(value: Any, key: Any) -> Any:
    """value[key], as get(key): null for what a map lacks; a negative Integer counts from the end."""
    kind = type(value)
    if kind is dict:
        if type(key) is str:
            return value.get(key)
    elif (kind is list or isinstance(value, list)) and type(key) is int and 0 <= key < len(value):
        return value[key]
    return call(value, "get", (_from_end(value, key),))


def _from_end(value: Any, key: Any) -> Any:
    if type(key) is not int or key >= 0 or int_kind(key) is not int:
        return key
    size = call(value, "size", ())
    if size is MISSING:
        name = class_of(value).name
        reason = f"A 'size()' method required for negative value {key} does not exist for class '{name}'"
        raise JavaError("org.apache.velocity.exception.VelocityException", reason)
    return size + key


def put(value: Any, name: str, new: Any) -> bool:
    """Set the property value.name as setName(new), or as a map's put; whether there was a way."""
    kind = type(value)
    if kind is dict:
        value[name] = new
        return True
    if kind is JavaClass:
        return False  # what a class has is read, not written
    argument = None if new is None else class_of(new)
    setter = _accessor(class_of(value), "set", name, argument)
    if setter is not None:
        dispatch.bind(setter, (argument,))(value, new)
        return True
    return call(value, "put", (name, new)) is not MISSING


def put_index(value: Any, key: Any, new: Any) -> bool:
    """Set value[key] as set(key, new), or else put(key, new); whether there was a way."""
    kind = type(value)
    if kind is dict and type(key) is str:
        value[key] = new
        return True
    key = _from_end(value, key)
    return call(value, "set", (key, new)) is not MISSING or call(value, "put", (key, new)) is not MISSING


def iterate(value: Any) -> list[Any] | JavaIterator | None:
    """What #foreach walks: the list or array itself, an iterator for what else can be walked, None for the rest.

    A list is to be walked by index while the index is not its length; once its length differs from that at the start,
    the next step is a ConcurrentModificationException (see throwable.modified), as ArrayList's own iterator has it.
    """
    if isinstance(value, list | JavaIterator):
        return value
    if isinstance(value, dict):
        return ValueIterator(value, lambda source, key: source[key])
    if isinstance(value, JavaSet | Values):
        return value.iterator()
    found = None if value is None else call(value, "iterator", ())
    return found if isinstance(found, list | JavaIterator) else None


def describe(
    python_type: type,
    name: str,
    methods: Methods,
    supers: str = "Object",
    text: Callable[[Any], str] | None = None,
    rule: Rule | None = None,
) -> JavaClass:
    """Make a Python class a Java class; the functions of its methods take the receiver first."""
    made = define(name, supers, python_type, methods)
    if text is not None:
        TEXTS[python_type] = text
    if rule is not None:
        RULES[python_type] = rule
    _calls.clear()
    _getters.clear()
    return made


def explain_missing(value: Any, name: str, args: tuple[Any, ...] | None = None) -> str:
    """One sentence on why there is no such method (or property, if args is None), naming what comes near."""
    cls = class_of(value)
    methods = _all_methods(cls)
    if args is None:
        return f"{cls.name} has no property {name}" + _hint(_properties(methods), name)
    if name not in methods:
        return f"{cls.name} has no method {name}" + _hint(list(methods), name)
    given = ", ".join("null" if each is None else _spoken_class(each) for each in args)
    known = " or ".join(dict.fromkeys(map(str, methods[name])))
    return f"{cls.name} has no method {name}({given}); it has {known}"


def _spoken_class(value: Any) -> str:
    return dispatch.spoken(dispatch.array_name(class_of(value).name))


def _all_methods(cls: JavaClass) -> dict[str, list[dispatch.Method]]:
    own = dispatch.methods_of(cls)
    return {**dispatch.methods_of(ARRAY_WRAPPER), **own} if cls.is_array else own


def _properties(methods: dict[str, list[dispatch.Method]]) -> list[str]:
    """What the getters without parameters are called as properties."""
    getters = [name[3:] for name, found in methods.items() if name.startswith("get") and not found[0].parameters]
    return [name[:1].lower() + name[1:] for name in getters if name]


def _hint(known: list[str], name: str) -> str:
    found = dispatch.near(known, name)
    return "" if found is None else f"; did you mean {found}?"
