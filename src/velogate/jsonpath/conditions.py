"""Conditions of filters made Python: one list comprehension, so that a filter over thousands of items stays quick.

Its text holds nothing of the path's own: names, literals and functions go in as constants.
"""

from collections.abc import Callable
from typing import Any

from velogate.java.regex import pattern
from velogate.jsonpath.errors import NotTakenError, RefusedError
from velogate.jsonpath.operators import MISSING, OPERATORS, TYPED_OPERATORS
from velogate.jsonpath.tree import (
    AllOf,
    AnyOf,
    Comparison,
    Condition,
    Exists,
    Literal,
    Names,
    Not,
    Operand,
    Query,
    Regex,
    is_definite,
)

MAX_DEPTH = 40
"""Conditions within conditions; more are refused, for Python's own parser would."""

MAX_CONDITIONS = 1_000
"""Conditions of a filter."""

_MOST_DIGITS = 15
"""Of a written number whose comparison as a double is that of its text."""

Select = Callable[[list[Any], Any], list[Any]]
"""Takes values and the whole document, gives the values for which a condition holds; raises RefusedError."""

Find = Callable[[Any, Any], Any]
"""Takes a value and the whole document, gives what a path finds, or MISSING."""


class TooMuchError(Exception):
    """A filter holds more than is borne; `str()` says of what."""


def selector(condition: Condition, finder: Callable[[Query], Find]) -> Select:
    """The condition as a function on lists; `finder` makes functions of the paths that are more than names."""
    is_classic = _is_classic(condition)
    writer = _Writer(finder, is_classic)
    written = writer.condition(condition, 0)
    if is_classic:
        select: Select = writer.function(f"lambda values, root: [value for value in values if {written}]")
        return select
    return _taking(writer.function(f"lambda value, root: {written}"))


def _taking(holds: Callable[[Any, Any], bool]) -> Select:
    """The function on lists for one on values that may raise NotTakenError."""

    def takes(value: Any, root: Any) -> bool:
        try:
            return holds(value, root)
        except NotTakenError:
            return False

    return lambda values, root: [value for value in values if takes(value, root)]


class _Writer:
    """Python expressions for conditions, and the constants that they use; the item at hand is `value`."""

    def __init__(self, finder: Callable[[Query], Find], is_classic: bool) -> None:
        self._finder, self._is_classic = finder, is_classic
        self._variables = self._conditions = 0
        self.constants: dict[str, Any] = {"MISSING": MISSING, "dict": dict, "isinstance": isinstance, "type": type}
        self.constants |= {"int": int, "float": float, "str": str}

    def function(self, text: str) -> Any:
        """What the text of a lambda says, which knows nothing but the constants."""
        return eval(text, {"__builtins__": {}, **self.constants})

    def condition(self, condition: Condition, depth: int) -> str:
        """True or False."""
        self._conditions += 1
        if depth > MAX_DEPTH:
            raise TooMuchError(f"a filter holds more than {MAX_DEPTH} conditions within each other")
        if self._conditions > MAX_CONDITIONS:
            raise TooMuchError(f"a filter holds more than {MAX_CONDITIONS:,} conditions")
        match condition:
            case AnyOf(conditions):
                return self._joined(" or ", conditions, depth)
            case AllOf(conditions):
                return self._joined(" and ", conditions, depth)
            case Not(denied):
                return f"(not {self.condition(denied, depth + 1)})"
            case Exists(path):
                return self._exists(path)
            case Comparison():
                return self._comparison(condition)

    def _joined(self, word: str, conditions: tuple[Condition, ...], depth: int) -> str:
        """json-path 2.0 asks the last one first, which shows where one of them fails the whole path."""
        asked = reversed(conditions) if self._is_classic else conditions
        return f"({word.join([self.condition(each, depth + 1) for each in asked])})"

    def _exists(self, path: Query) -> str:
        found = self._variable()
        there = f"({found} := {self._query(path, self._finder)}) is not MISSING"
        return f"({there} and {found} is not None)" if is_definite(path.steps) else f"({there})"

    def _comparison(self, comparison: Comparison) -> str:
        left, operator, right = comparison.left, comparison.operator, comparison.right
        if operator in TYPED_OPERATORS:
            test = self._constant(TYPED_OPERATORS[operator])
            return f"{test}({self._operand(left, False)}, {self._operand(right, False)})"
        found, test = self._variable(), self._constant(OPERATORS[operator])
        expected = self._operand(right, True)
        quick = _quick_type(operator, right)
        if quick is None:
            return f"(({found} := {self._operand(left, True)}) is not MISSING and {test}({found}, {expected}))"
        kind, value = quick
        at_once = f"{found} {operator} {self._constant(value)}"
        asked = f"type({found} := {self._operand(left, True)})"
        return f"({at_once} if {asked} {kind} else {test}({found}, {expected}))"

    def _operand(self, operand: Operand, as_text: bool) -> str:
        match operand:
            case Query():
                return self._query(operand, self._finder if as_text else self._quiet_finder)
            case Literal(value, text):
                return self._constant(value if text is None or not as_text else text)
            case Regex(regex, flags):
                return self._constant(pattern(f"(?{flags}){regex}" if flags else regex))

    def _quiet_finder(self, path: Query) -> Find:
        """Makes a function to which a step that does not suit its value leads nowhere, as in later releases."""
        find = self._finder(path)

        def quiet(value: Any, root: Any) -> Any:
            try:
                return find(value, root)
            except RefusedError:
                return MISSING

        return quiet

    def _query(self, path: Query, finder: Callable[[Query], Find]) -> str:
        """What the path finds, or MISSING."""
        names = [step.names[0] for step in path.steps if isinstance(step, Names) and len(step.names) == 1]
        if len(names) < len(path.steps) or len(names) > MAX_DEPTH:
            return f"{self._constant(finder(path))}(value, root)"
        found = "root" if path.from_root else "value"
        for name in names:
            holder = self._variable()
            member = f"{holder}.get({self._constant(name)}, MISSING)"
            found = f"({member} if isinstance({holder} := {found}, dict) else MISSING)"
        return found

    def _constant(self, value: Any) -> str:
        name = f"constant{len(self.constants)}"
        self.constants[name] = value
        return name

    def _variable(self) -> str:
        self._variables += 1
        return f"found{self._variables}"


def _is_classic(condition: Condition) -> bool:
    """Whether json-path 2.0 could read it."""
    match condition:
        case AnyOf(conditions) | AllOf(conditions):
            return all(map(_is_classic, conditions))
        case Not(denied):
            return isinstance(denied, Exists)
        case Comparison(operator=operator):
            return operator in OPERATORS
    return True


def _quick_type(operator: str, right: Operand) -> tuple[str, Any] | None:
    """For which type of the left operand Python's own operator will do, and the value to compare it with."""
    if not isinstance(right, Literal) or right.text is None or operator == "=~":
        return None
    if isinstance(right.value, str):
        return ("is str", right.value) if operator in ("==", "!=") and right.value != "null" else None
    if type(right.value) in (int, float) and len(right.text) <= _MOST_DIGITS:
        return "is int", right.value
    return None
