"""Which method a call means: Velocity 1.7's search by name and argument classes, over the tables of classes.py."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from velogate.java import containers
from velogate.java.classes import ARRAY_CODES, BY_NAME, OBJECT, PRIMITIVES, JavaClass
from velogate.java.numbers import Byte, Character, Short, as_big_integer, as_long, float32
from velogate.java.throwable import JavaError, illegal_argument, null_pointer

Function = Callable[..., Any]


class Method(NamedTuple):
    """A public method: its parameters as full class names, primitives by their own."""

    name: str
    parameters: tuple[str, ...]
    returns: str
    static: bool
    function: Function
    owner: JavaClass

    def __str__(self) -> str:
        return f"{self.name}({', '.join(map(spoken, self.parameters))})"


WIDENING = {
    "short": ("byte",),
    "int": ("short", "byte"),
    "long": ("int", "short", "byte"),
    "float": ("long", "int", "short", "byte"),
    "double": ("float", "long", "int", "short", "byte"),
}
"""The primitives that each primitive parameter also takes."""


def or_null(make: Function) -> Function:
    """The function, but null stays null."""
    return lambda value: None if value is None else make(value)


RETURNS: dict[str, Function] = {
    "void": lambda value: "",
    "byte": Byte,
    "Byte": or_null(Byte),
    "short": Short,
    "Short": or_null(Short),
    "long": as_long,
    "Long": or_null(as_long),
    "float": float32,
    "Float": or_null(float32),
    "char": Character,
    "BigInteger": as_big_integer,
}
"""What makes a function's Python result the Java value its return type says; no entry: it is one already."""

PARAMETERS: dict[str, Function] = {"int": int, "long": int, "double": float, "float": float}
"""What makes an argument of another class the primitive its parameter says."""

ARRAYS: dict[str, type[containers.JavaArray]] = {
    "char[]": containers.CharArray,
    "byte[]": containers.ByteArray,
    "int[]": containers.IntArray,
    "java.lang.String[]": containers.StringArray,
}
"""The Python types of arrays by their component; any other is an ObjectArray."""


def spoken(name: str) -> str:
    """A class name without its package."""
    return name.rpartition(".")[2].replace("$", ".")


def full_name(word: str) -> str:
    """The full name of a type as a signature has it."""
    if word.endswith("[]"):
        return full_name(word[:-2]) + "[]"
    known = BY_NAME.get(word)
    return word if word in PRIMITIVES or known is None else known.name


def parse_method(signature: str, function: Function | None, owner: JavaClass) -> Method:
    """The method that a line of a class's table describes; one without a function can only fail."""
    head, _, rest = signature.partition("(")
    *modifiers, returns, name = head.split()
    words = rest[:-1].replace(",", " ").split()
    body = _out_of_reach if function is None else _converting(function, returns, "static" in modifiers)
    return Method(name, tuple(map(full_name, words)), returns, "static" in modifiers, body, owner)


def _out_of_reach(*args: Any) -> Any:
    """Stands for a method whose arguments no template can make: what is passed to it can only be null."""
    raise null_pointer()


def _converting(function: Function, returns: str, static: bool) -> Function:
    """The function with its result made what Java has; a static one loses the instance."""
    after = RETURNS.get(returns)
    if static:
        return (lambda _, *args: after(function(*args))) if after else (lambda _, *args: function(*args))
    return (lambda *args: after(function(*args))) if after else function


def methods_of(cls: JavaClass) -> dict[str, list[Method]]:
    """Every method of a class by its name, the nearest declaration first, none twice."""
    if cls not in _METHODS:
        _METHODS[cls] = _gather(cls)
    return _METHODS[cls]


_METHODS: dict[JavaClass, dict[str, list[Method]]] = {}


def _gather(cls: JavaClass) -> dict[str, list[Method]]:
    found: dict[str, list[Method]] = {}
    seen: set[tuple[str, tuple[str, ...]]] = set()
    for each in cls.ancestors:
        for signature, function in each.methods.items():
            method = parse_method(signature, function, each)
            key = (method.name, boxed(method.parameters))
            if key not in seen:
                seen.add(key)
                found.setdefault(method.name, []).append(method)
    return found


def boxed(parameters: tuple[str, ...]) -> tuple[str, ...]:
    """Parameter types with every primitive as its box."""
    return tuple(PRIMITIVES.get(name, name) for name in parameters)


def find(cls: JavaClass, name: str, arguments: tuple[JavaClass | None, ...]) -> Method | None:
    """The one method that suits arguments of these classes (None: null); None where none or no single one does."""
    candidates = methods_of(cls).get(name)
    if candidates is None:
        return None
    exact = tuple(OBJECT.name if each is None else array_name(each.name) for each in arguments)
    for method in candidates:
        if boxed(method.parameters) == exact:
            return method
    return _best([method for method in candidates if _applicable(method.parameters, arguments)])


def array_name(name: str) -> str:
    """A class's name with an array as its component and []."""
    if not name.startswith("["):
        return name
    inner = name[1:]
    return (inner[1:-1] if inner.startswith("L") else ARRAY_CODES[inner]) + "[]"


def _best(applicable: list[Method]) -> Method | None:
    """The most specific method, by the order in which Velocity looks at them."""
    best: Method | None = None
    rivals: list[Method] = []
    for method in applicable:
        if best is None:
            best = method
            continue
        rank = _compare(method.parameters, best.parameters)
        if rank > 0 and rivals:
            best, rivals = _among(method, best, rivals)
        elif rank > 0:
            best = method
        elif rank == 0:
            rivals.append(method)
    return None if rivals else best


def _among(method: Method, best: Method, rivals: list[Method]) -> tuple[Method, list[Method]]:
    """The best and its rivals once a method more specific than the best has come."""
    for other in list(rivals):
        rank = _compare(method.parameters, other.parameters)
        if rank > 0:
            return method, []
        if rank == 0:
            rivals.append(method)
    return best, rivals


def _compare(ours: tuple[str, ...], theirs: tuple[str, ...]) -> int:
    """1 if our parameters are the more specific, -1 if theirs are, 0 if neither."""
    if len(ours) != len(theirs):
        return 1 if len(ours) > len(theirs) else -1
    we = _some_narrower(ours, theirs)
    they = _some_narrower(theirs, ours)
    if we and they:
        return ours[-1].endswith("[]") * -1 + theirs[-1].endswith("[]")
    return we - they


def _some_narrower(narrow: tuple[str, ...], wide: tuple[str, ...]) -> bool:
    last = len(narrow) - 1
    return any(
        one != other and (other == OBJECT.name or _strictly(other, one, place == last))
        for place, (one, other) in enumerate(zip(narrow, wide, strict=True))
    )


def _strictly(formal: str, actual: str, last: bool) -> bool:
    """Whether one parameter type takes every value of another; at the last place also as one of a vararg's."""
    if assignable(formal, actual) or actual in WIDENING.get(formal, ()):
        return True
    return last and formal.endswith("[]") and _strictly(formal[:-2], actual.removesuffix("[]"), False)


def assignable(formal: str, actual: str) -> bool:
    """Java's Class.isAssignableFrom() by full names."""
    if formal == actual:
        return True
    if formal in PRIMITIVES or actual in PRIMITIVES:
        return False
    if formal == OBJECT.name:
        return True
    if formal.endswith("[]") and actual.endswith("[]"):
        return assignable(formal[:-2], actual[:-2])
    above = BY_NAME.get(actual)
    return above is not None and any(each.name == formal for each in above.ancestors)


def _applicable(parameters: tuple[str, ...], arguments: tuple[JavaClass | None, ...]) -> bool:
    """Whether a method takes these arguments, the last parameter also as a vararg if it is an array."""
    names = [None if each is None else array_name(each.name) for each in arguments]
    if len(parameters) == len(names):
        if not all(map(takes, parameters[:-1], names)):
            return False
        return not names or takes(parameters[-1], names[-1]) or _takes_one(parameters[-1], names[-1])
    if not parameters:
        return True  # Velocity's own slip: it finds such a method, and the call throws (see bind)
    if not parameters[-1].endswith("[]") or len(parameters) > len(names) + 1:
        return False
    fixed = len(parameters) - 1
    component = parameters[-1][:-2]
    return all(map(takes, parameters[:fixed], names)) and all(takes(component, each) for each in names[fixed:])


def _takes_one(parameter: str, argument: str | None) -> bool:
    """Whether an array parameter takes the argument, or an array of such, as its elements."""
    return parameter.endswith("[]") and argument is not None and takes(parameter[:-2], argument.removesuffix("[]"))


def takes(parameter: str, argument: str | None) -> bool:
    """Whether a parameter takes an argument of that class; None is null."""
    if argument is None:
        return parameter not in PRIMITIVES
    if assignable(parameter, argument):
        return True
    if parameter not in PRIMITIVES:
        return False
    return any(PRIMITIVES[each] == argument for each in (parameter, *WIDENING.get(parameter, ())))


def bind(method: Method, arguments: tuple[JavaClass | None, ...]) -> Function:
    """What to call with the receiver and arguments of these classes: widens primitives, gathers a vararg's."""
    if not method.parameters:
        return _wrong_number if arguments else method.function
    function = _widening(method, arguments)
    if not method.parameters[-1].endswith("[]"):
        return function
    fixed, last = len(method.parameters) - 1, method.parameters[-1]
    if len(arguments) == fixed + 1 and not _gathers(last, arguments[-1]):
        return function if _passes(last, arguments[-1]) else _mismatch
    array = ARRAYS.get(last, containers.ObjectArray)
    return lambda value, *args: function(value, *args[:fixed], array(args[fixed:]))


def _widening(method: Method, arguments: tuple[JavaClass | None, ...]) -> Function:
    """The method's function, taking narrower numbers where it has primitives."""
    given = [None if each is None else each.name for each in arguments]
    makes = [
        PARAMETERS.get(name) if name in PRIMITIVES and PRIMITIVES[name] != argument else None
        for name, argument in zip(method.parameters, given, strict=False)
    ]
    function = method.function
    if not any(makes):
        return function
    makes += [None] * (len(arguments) - len(makes))
    pairs = [make or _as_is for make in makes]
    return lambda value, *args: function(value, *[make(arg) for make, arg in zip(pairs, args, strict=False)])


def _as_is(value: Any) -> Any:
    return value


def _gathers(parameter: str, argument: JavaClass | None) -> bool:
    """Whether a single argument in a vararg's place becomes an array of one."""
    return argument is not None and not argument.is_array and takes(parameter[:-2], argument.name)


def _passes(parameter: str, argument: JavaClass | None) -> bool:
    return argument is None or takes(parameter, array_name(argument.name))


def _wrong_number(*args: Any) -> Any:
    raise illegal_argument("wrong number of arguments")


def _mismatch(*args: Any) -> Any:
    raise illegal_argument("argument type mismatch")


def near(names: Iterator[str] | list[str], name: str) -> str | None:
    """The name most like a name that is none of them; None where none is like it."""
    from difflib import get_close_matches

    by_case = {each.lower(): each for each in names}
    found = get_close_matches(name.lower(), by_case, 1, 0.7)
    return by_case[found[0]] if found else None


def refused(*args: Any) -> Any:
    """Stands for a method that would let a template reach what it must not."""
    raise JavaError("java.lang.SecurityException", "reflection is not available to templates")
