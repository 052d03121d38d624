"""Steps made functions that walk a document as json-path 2.0 does, odd corners included.

json-path has two exceptions here: a path that is not found, which a `*` on an array takes as "not this item", and a
step that does not suit its value, which ends everything. Either way API Gateway finds nothing, as measured with
Option.SUPPRESS_EXCEPTIONS: null for a definite path, an empty array for any other.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from velogate.java.throwable import JavaError, stack_overflow
from velogate.jsonpath.conditions import TooMuchError, selector
from velogate.jsonpath.errors import NotFoundError, PathError, RefusedError
from velogate.jsonpath.functions import FUNCTIONS
from velogate.jsonpath.operators import MISSING
from velogate.jsonpath.tree import (
    Call,
    Filter,
    FromEnd,
    Literal,
    Names,
    Positions,
    Query,
    Scan,
    Slice,
    Step,
    Wildcard,
    is_definite,
)

MAX_STEPS = 1_000
"""Steps of a path that has more than names and positions; the JVM's stack bears few more."""

MAX_VISITS = 5_000_000
"""Values that all `..` of a path may come by in one document; several of them multiply."""


class Results(list[Any]):
    """What has been found, and how many values `..` has come by."""

    __slots__ = ("visits",)

    def __init__(self) -> None:
        super().__init__()
        self.visits = 0


Emit = Callable[[Any, Any, Results], None]
"""Takes a value, the whole document, and the results to add to."""


def _result(value: Any, root: Any, out: Results) -> None:
    out.append(value)


def search(steps: tuple[Step, ...]) -> Callable[[Any], Any]:
    """The document to what the steps find: a value or None if they are definite, else a list. Raises PathError."""
    if len(steps) > MAX_STEPS:
        raise PathError(f"a JSONPath with wildcards, filters or functions has at most {MAX_STEPS:,} steps")
    try:
        emit, definite = chain(steps), is_definite(steps)
    except TooMuchError as error:
        raise PathError(str(error)) from None
    except RecursionError:
        raise PathError("the filters of a JSONPath stand too deep within each other") from None

    def find(document: Any) -> Any:
        out = Results()
        try:
            if document is not None:
                emit(document, document, out)
        except (NotFoundError, RefusedError):
            out.clear()
        except RecursionError:
            raise stack_overflow() from None
        return list(out) if not definite else out[-1] if out else None

    return find


def chain(steps: tuple[Step, ...]) -> Emit:
    """All steps as one function; raises NotFoundError and RefusedError."""
    after: Emit = _result
    emit: Emit = _result
    for index in reversed(range(len(steps))):
        following = steps[index + 1] if index + 1 < len(steps) else None
        after, emit = emit, _linked(steps[index], following, emit, after)
    return emit


def _linked(step: Step, following: Step | None, emit: Emit, after: Emit) -> Emit:
    """A step as a function: `emit` does the steps after it, `after` those after the following one."""
    if isinstance(step, Scan):
        return _scan(following, emit, after)
    return _MAKERS[type(step)](step, emit, following is None)


def _names(step: Names, emit: Emit, is_last: bool) -> Emit:
    if len(step.names) == 1:
        return _optional_member(step.names[0]) if is_last else _member(step.names[0], emit)
    return _picked(step.names) if is_last else _each_name(step.names, emit)


def _optional_member(name: str) -> Emit:
    """The last step of a path: a member that is not there is no result, and no error."""

    def member(value: Any, root: Any, out: Results) -> None:
        if not isinstance(value, dict):
            raise NotFoundError
        if name in value:
            out.append(value[name])

    return member


def _member(name: str, emit: Emit) -> Emit:
    def member(value: Any, root: Any, out: Results) -> None:
        if not isinstance(value, dict) or name not in value:
            raise NotFoundError
        emit(value[name], root, out)

    return member


def _picked(names: tuple[str, ...]) -> Emit:
    """Several names at the end of a path: one object with the members that are there."""

    def pick(value: Any, root: Any, out: Results) -> None:
        if not isinstance(value, dict):
            raise NotFoundError
        out.append({name: value[name] for name in names if name in value})

    return pick


def _each_name(names: tuple[str, ...], emit: Emit) -> Emit:
    """Several names with more steps after them, which only later releases take: each member that is there in turn."""

    def each(value: Any, root: Any, out: Results) -> None:
        if not isinstance(value, dict):
            raise NotFoundError
        for name in names:
            if name in value:
                with suppress(NotFoundError, RefusedError):
                    emit(value[name], root, out)

    return each


def _item(value: list[Any], position: int) -> Any:
    """The item at a position, counted from the end if it is negative, as later releases do."""
    try:
        return value[position]
    except IndexError:
        raise NotFoundError from None


def _array(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    raise NotFoundError if value is None else RefusedError


def _positions(step: Positions, emit: Emit, is_last: bool) -> Emit:
    def items(value: Any, root: Any, out: Results) -> None:
        array = _array(value)
        for position in step.positions:
            emit(_item(array, position), root, out)

    return items


def _from_end(step: FromEnd, emit: Emit, is_last: bool) -> Emit:
    def item(value: Any, root: Any, out: Results) -> None:
        array = _array(value)
        if not 0 < step.back <= len(array):
            raise NotFoundError
        emit(array[-step.back], root, out)

    return item


def _slice(step: Slice, emit: Emit, is_last: bool) -> Emit:
    def items(value: Any, root: Any, out: Results) -> None:
        array = _array(value)
        for position in _range(step, len(array)):
            emit(array[position], root, out)

    return items


def _range(step: Slice, length: int) -> range:
    """The positions of a slice; with both ends given, a first one below zero is not counted from the end but walked."""
    match step:
        case Slice(None, int(end)):
            return range(min(length, end + length if end < 0 else end))
        case Slice(int(first), None):
            return range(max(0, first + length if first < 0 else first), length)
        case Slice(int(first), int(end)):
            return range(max(first, -length), min(length, end))
    return range(length)


def _wildcard(step: Wildcard, emit: Emit, is_last: bool) -> Emit:
    def each(value: Any, root: Any, out: Results) -> None:
        if isinstance(value, dict):
            for name in list(value):
                emit(value[name], root, out)
        elif isinstance(value, list):
            for item in value:
                try:
                    emit(item, root, out)
                except NotFoundError:
                    continue

    return each


def _filter(step: Filter, emit: Emit, is_last: bool) -> Emit:
    select = selector(step.condition, query)

    def items(value: Any, root: Any, out: Results) -> None:
        if isinstance(value, list):
            found = select(value, root)
        elif isinstance(value, dict):
            found = select([value], root)
        else:
            raise RefusedError
        if is_last:
            out.extend(found)
        else:
            for item in found:
                emit(item, root, out)

    return items


def _call(step: Call, emit: Emit, is_last: bool) -> Emit:
    function = FUNCTIONS[step.function]
    arguments = [_argument(each) for each in (_counted(step) if step.function in _COUNTING else step.arguments)]

    def call(value: Any, root: Any, out: Results) -> None:
        result = function(value, [argument(value, root) for argument in arguments])
        out.append(result)
        if not is_last:
            with suppress(NotFoundError, RefusedError):
                emit(result, root, out)

    return call


_COUNTING = ("length", "size")


def _counted(step: Call) -> tuple[Query, ...]:
    """What length() counts: the values in all that a path finds, if it can find several; it takes no other argument."""
    paths = [each for each in step.arguments[:1] if isinstance(each, Query) and not is_definite(each.steps)]
    return tuple(Query(True, (*path.steps, Wildcard())) for path in paths)


def _argument(argument: Query | Literal) -> Callable[[Any, Any], Any]:
    """Value and document to what an argument says; null for a path that leads nowhere."""
    if isinstance(argument, Literal):
        return lambda value, root: argument.value
    found = query(argument)

    def of_path(value: Any, root: Any) -> Any:
        try:
            result = found(value, root)
        except RefusedError:
            return None
        return None if result is MISSING else result

    return of_path


def _scan(target: Step | None, emit: Emit, after: Emit) -> Emit:
    """The next step, tried everywhere; on an array json-path skips it if others follow, and goes on with each item."""
    is_last = after is _result
    suits = _suits(target)

    def walk(value: Any, root: Any, out: Results) -> None:
        out.visits += 1
        if out.visits > MAX_VISITS:
            raise JavaError("java.lang.OutOfMemoryError", "the steps .. of the JSONPath come by too many values")
        is_object = isinstance(value, dict)
        if suits(value, root):
            if is_object or is_last:
                emit(value, root, out)
            else:
                for item in value:
                    after(item, root, out)
        for inner in list(value.values()) if is_object else value:
            if isinstance(inner, dict | list):
                walk(inner, root, out)

    def start(value: Any, root: Any, out: Results) -> None:
        if isinstance(value, dict | list):
            walk(value, root, out)

    return start


def _suits(target: Step | None) -> Callable[[Any, Any], bool]:
    """Whether a step that follows `..` is tried on an object or array at all."""
    match target:
        case Names(names):
            return lambda value, root: isinstance(value, dict) and all(name in value for name in names)
        case Positions() | Slice() | FromEnd():
            return lambda value, root: isinstance(value, list)
        case Wildcard():
            return lambda value, root: True
        case Filter(condition):
            select = selector(condition, query)
            return lambda value, root: bool(select([value], root))
    return lambda value, root: False


_MAKERS: dict[type[Step], Callable[[Any, Emit, bool], Emit]] = {
    Names: _names,
    Positions: _positions,
    FromEnd: _from_end,
    Slice: _slice,
    Wildcard: _wildcard,
    Filter: _filter,
    Call: _call,
}


def query(path: Query) -> Callable[[Any, Any], Any]:
    """A path in a filter or argument: value and document to what it finds, MISSING for nothing; raises RefusedError."""
    emit, definite = chain(path.steps), is_definite(path.steps)

    def find(value: Any, root: Any) -> Any:
        out = Results()
        try:
            emit(root if path.from_root else value, root, out)
        except NotFoundError:
            return MISSING
        return list(out) if not definite else out[0] if out else MISSING

    return find
