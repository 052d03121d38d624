"""What compiled templates call while they render. Nothing here takes a position: it is read back from the code."""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import FrameType
from typing import Any

from velogate.java import arithmetic, methods, throwable
from velogate.java.arithmetic import truth as java_truth
from velogate.java.classes import JavaClass
from velogate.java.containers import ArrayList, JavaIterator, JavaSet, Values
from velogate.java.equality import key_of
from velogate.java.methods import MISSING
from velogate.java.methods import call as java_call
from velogate.java.methods import get as java_get
from velogate.java.methods import index as java_index
from velogate.java.text import to_string
from velogate.vtl.run import (
    EVALUATED,
    MAX_BLOCK_DEPTH,
    MAX_MACRO_DEPTH,
    MAX_PARSE_DEPTH,
    MAX_RANGE,
    MAX_TEXT,
    RUN,
    Argument,
    Body,
    Break,
    Context,
    Leave,
    Macro,
    MacroContext,
    Refusal,
    Stop,
    Write,
    restore,
)

# ---- values


def text(value: Any) -> str:
    """What a value prints; null prints nothing."""
    if value.__class__ is str:
        return value
    return "" if value is None else to_string(value)


def shown(value: Any, null: str) -> str:
    """What a value prints; `null` for null, and for a block that calls itself too deep."""
    kind = value.__class__
    if kind is str:
        return value  # type: ignore[no-any-return, unused-ignore]
    if kind is Block:
        rendered = value.render()
        return null if rendered is None else rendered
    return null if value is None else to_string(value)


def shown_after(value: Any, before: str, null: str) -> str:
    """As shown, for a reference with text before it, which a block that renders swallows; `null` includes it."""
    if value.__class__ is Block:
        return shown(value, null)
    return null if value is None else before + to_string(value)


def show(context: Context, write: Write, value: Any, null: str, before: str, before_null: str) -> None:
    """Writes a reference where variables are dynamic; the texts stand before a value and before a null."""
    if value.__class__ is Block:
        if value.render_in(context, write):
            return
        value = None
    if value is None:
        write(before_null + context.null_text(null))
    else:
        write(before + to_string(value))


def get(value: Any, name: str) -> Any:
    """`value.name`, null if there is none."""
    if value.__class__ is dict and name != "class":
        return value.get(name)
    if value is None:
        return None
    found = java_get(value, name)
    return _missing(value, name, None) if found is MISSING else found


def call(value: Any, name: str, *arguments: Any) -> Any:
    """`value.name(arguments)`, null if there is no such method."""
    if value is None:
        return None
    found = java_call(value, name, arguments)
    return _missing(value, name, arguments) if found is MISSING else found


_with_text: dict[tuple[type, str], Callable[[Any, str], Any]] = {}
_NOT_BY_CLASS = (int, JavaClass)  # values of these have different methods


def call_with(value: Any, name: str, argument: Any) -> Any:
    """As call with one argument, which is a text most of the time: `$util.escapeJavaScript($x)`."""
    if argument.__class__ is str:
        found = _with_text.get((value.__class__, name))
        if found is not None:
            try:
                return found(value, argument)
            except RecursionError:
                raise throwable.stack_overflow() from None
        if value is not None and value.__class__ not in _NOT_BY_CLASS:
            function = methods.find(value.__class__, name, str)
            if not isinstance(function, methods.Missing):
                _with_text[value.__class__, name] = function
    return call(value, name, argument)


def index(value: Any, key: Any) -> Any:
    """`value[key]`, null if it has no get()."""
    if value is None:
        return None
    found = java_index(value, key)
    return _missing(value, "get", (key,)) if found is MISSING else found


def _missing(value: Any, name: str, arguments: tuple[Any, ...] | None) -> None:
    run = RUN.get(None)
    if run:
        run.note(methods.explain_missing(value, name, arguments), _template_frame())


def _template_frame() -> FrameType:
    """The innermost frame of a template's code."""
    frame = sys._getframe(2)
    while "__source__" not in frame.f_globals and frame.f_back:
        frame = frame.f_back
    return frame


def put(value: Any, name: str, new: Any) -> None:
    """`#set($value.name = new)`, nothing if that cannot be."""
    if value is not None:
        methods.put(value, name, new)


def put_index(value: Any, key: Any, new: Any) -> None:
    """`#set($value[key] = new)`, nothing if that cannot be."""
    if value is not None:
        methods.put_index(value, key, new)


def truth(value: Any) -> bool:
    """Whether a value is true: all but null, false and a block that prints null."""
    if value.__class__ is Block:
        return value.render() is not None
    return java_truth(value)


def bounded(value: Any) -> Any:
    """The value; a text that doubles again and again must end somewhere."""
    if value.__class__ is str and len(value) > MAX_TEXT:
        raise Refusal(f"a text of more than {MAX_TEXT:,} characters")
    return value


def plus(left: Any, right: Any, left_literal: str, right_literal: str) -> Any:
    """`left + right`, where the text of a null operand is concatenated to a string."""
    if left is None and type(right) is str:
        return left_literal + right
    if right is None and type(left) is str:
        return left + right_literal
    return arithmetic.add(left, right)


def fold(operators: tuple[Callable[[Any, Any], Any], ...], operands: tuple[Any, ...], literals: tuple[str, ...]) -> Any:
    """Many operations of one precedence, from the left; `literals` are two texts for each `+`."""
    value = operands[0]
    for i, operator in enumerate(operators):
        if operator.__name__ == "plus":
            value = plus(value, operands[i + 1], literals[2 * i], literals[2 * i + 1])
        else:
            value = operator(value, operands[i + 1])
    return value


def block_equals(left: Any, right: Any) -> bool:
    """`left == right` where one may be a block: it is compared by its text."""
    if left is not right:
        left, right = (v.render() if v.__class__ is Block else v for v in (left, right))
    return left is right or arithmetic.equals(left, right)


def not_equals(left: Any, right: Any) -> bool:
    """`left != right`."""
    return not arithmetic.equals(left, right)


def array(*items: Any) -> ArrayList:
    """A list literal."""
    return ArrayList(items)


def table(*items: Any) -> dict[Any, Any]:
    """A map literal: keys and values by turns."""
    return {k if k.__class__ is str else key_of(k): v for k, v in zip(items[::2], items[1::2], strict=True)}


def interval(first: Any, last: Any) -> ArrayList | None:
    """`[first..last]` as a list; null if one end is no number."""
    numbers = span(first, last)
    return None if numbers is None else ArrayList(numbers)


def span(first: Any, last: Any) -> list[int] | range | None:
    """`[first..last]` to walk over."""
    if not (_is_number(first) and _is_number(last)):
        return None
    start, end = _int(first), _int(last)
    step = 1 if start < end else -1
    count = abs(as_int(start - end)) + 1  # Java's int: it overflows
    if count > MAX_RANGE:
        raise Refusal(f"the range [{start}..{end}] has more than {MAX_RANGE:,} elements")
    return range(start, start + step * count, step)


def _is_number(value: Any) -> bool:
    return value is not None and value.__class__ is not bool and type(value) in arithmetic.NUMBERS


def _int(value: Any) -> int:
    return value if value.__class__ is int and as_int(value) == value else java_call(value, "intValue", ())


def as_int(value: int) -> int:
    """The lowest 32 bits, signed."""
    return (value + 0x80000000 & 0xFFFFFFFF) - 0x80000000


# ---- loops


def items(value: Any) -> Any:
    """What #foreach walks over: a sequence, empty if the value cannot be walked."""
    values = value if isinstance(value, range) else methods.iterate(value)
    if isinstance(values, JavaIterator):
        values = Walked(value, _drained(values))
    return () if values is None else _within_limits(values)


class Walked(list[Any]):
    """The elements of something that is no list."""

    __slots__ = ("source",)

    def __init__(self, source: Any, elements: Iterable[Any]) -> None:
        super().__init__(elements)
        self.source = source if isinstance(source, dict | JavaSet | Values) else ()


def _drained(iterator: JavaIterator) -> Iterator[Any]:
    while iterator.has_next():
        yield iterator.next()


def _within_limits(values: Any) -> Any:
    run = RUN.get()
    run.check_output()
    count = len(values)
    if run.loops is not None and count > run.loops:
        run.note(f"this #foreach was ended after {run.loops:,} of {count:,} iterations", _template_frame())
        values = Cut(values, run.loops)
        count = run.loops
    run.budget -= count
    if run.budget < 0:
        raise Refusal("the loops of this rendering make more iterations than its limit allows")
    return values


class Cut:
    """The first elements of a longer sequence, which still says its whole length: `hasNext` is true to the end."""

    __slots__ = ("_count", "_values")

    def __init__(self, values: Any, count: int) -> None:
        self._values, self._count = values, count

    def __iter__(self) -> Iterator[Any]:
        return (self._values[i] for i in range(self._count))

    def __len__(self) -> int:
        return len(self._values)


def unchanged(values: Any) -> Iterable[Any]:
    """The elements; a Java iterator refuses to go on once what it walks has another length."""
    if isinstance(values, Cut) or not isinstance(values, list):
        yield from values
        return
    source = values.source if isinstance(values, Walked) else values
    count = len(source)
    position = 0
    while position != len(values):
        if len(source) != count:
            raise throwable.modified()
        yield values[position]
        position += 1


class Scope(dict[str, Any]):
    """`$foreach` as a value."""

    __slots__ = ("has_next", "index", "parent", "replaced")

    def __init__(self, previous: Any) -> None:
        super().__init__()
        self.parent = previous if isinstance(previous, Scope) else None
        self.replaced = None if self.parent is not None else previous
        self.index, self.has_next = -1, False

    def find(self, key: Any) -> Any:
        """What a template stored under the key, here or in the loops around."""
        if key in self or self.parent is None:
            return super().get(key)
        return self.parent.find(key)

    def topmost(self) -> "Scope":
        """The outermost loop."""
        return self if self.parent is None else self.parent.topmost()

    def original(self) -> Any:
        """What `$foreach` was before the loops."""
        return self.replaced if self.replaced is not None or self.parent is None else self.parent.original()


def leave_scope(scope: Any) -> Any:
    """What `$foreach` is after the loop."""
    if not isinstance(scope, Scope):
        return scope
    return scope.parent if scope.parent is not None else scope.original()


methods.describe(
    Scope,
    "org.apache.velocity.runtime.directive.ForeachScope",
    {
        "int getIndex()": lambda scope: scope.index,
        "int getCount()": lambda scope: scope.index + 1,
        "boolean hasNext()": lambda scope: scope.has_next,
        "boolean getHasNext()": lambda scope: scope.has_next,
        "boolean isFirst()": lambda scope: scope.index < 1,
        "boolean getFirst()": lambda scope: scope.index < 1,
        "boolean isLast()": lambda scope: not scope.has_next,
        "boolean getLast()": lambda scope: not scope.has_next,
        "Object getParent()": lambda scope: scope.parent,
        "Object getTopmost()": lambda scope: scope.topmost(),
        "Object getReplaced()": lambda scope: scope.original(),
        "Object get(Object)": lambda scope, key: scope.find(key),
    },
    supers="HashMap",
)


def lose_scope(values: Any, kept: Any) -> None:
    """After a loop whose variable is `$foreach` itself, Velocity fails unless there was a variable of that name."""
    if kept is None and values.__class__ is not tuple:
        raise Refusal("a loop variable cannot be called $foreach")


def step(scope: Scope, index: int, last: int) -> None:
    """The next iteration of a loop begins."""
    scope.index, scope.has_next = index, index < last


def leaves(leaving: Leave, scope: Scope) -> bool:
    """Whether a `#break($scope)` means this loop."""
    return leaving.scope is scope


def leave(scope: Any, literal: str) -> None:
    """`#break($scope)`."""
    if not isinstance(scope, Scope):
        raise Refusal(f"`#break` takes a loop, as in `#break($foreach.parent)`; {literal} is none")
    raise Leave(scope)


# ---- blocks


class Block:
    """What #define and the body of a `#@macro` assign: rendered anew each time it is printed."""

    __slots__ = ("_body", "_context", "_depth", "_max_depth")

    def __init__(self, body: Body, context: Context, max_depth: int = MAX_BLOCK_DEPTH) -> None:
        self._body, self._context, self._max_depth = body, context, max_depth
        self._depth = 0

    def render(self) -> str | None:
        """The text of the block; None if it is inside itself too often."""
        written: list[str] = []
        return "".join(written) if self.render_in(self._context, written.append) else None

    def render_in(self, context: Context, write: Write) -> bool:
        """Renders with these variables; whether it did."""
        self._depth += 1
        done = self._depth <= self._max_depth
        if done:
            run_body(self._body, context, write)
        self._depth -= 1
        return done


def run_body(body: Body, context: Context, write: Write) -> None:
    """Renders a body that a #break ends."""
    try:
        body(context, write)
    except Break:
        return


def interpolate(body: Body, context: Context, drop_last: bool) -> str:
    """The value of a string literal that is a template."""
    written: list[str] = []
    body(context, written.append)
    value = "".join(written)
    return value[:-1] if drop_last else value


def _block_text(block: Block) -> str:
    text = block.render()
    return "null" if text is None else text


methods.describe(Block, "org.apache.velocity.runtime.directive.Block$Reference", {}, text=_block_text)


# ---- macros, #evaluate, #parse, #include


def call_macro(
    context: Context,
    write: Write,
    name: str,
    literal: str,
    bad: str,
    arguments: tuple[Argument, ...],
    body: Body | None,
) -> None:
    """`#name(arguments)`, or its text if there is no such macro. `bad` is an argument that no macro takes."""
    run = RUN.get()
    macro = run.macros.get(name)
    if macro is None:
        write(literal)
        return
    if bad:
        raise Refusal(f"the macro `#{name}` does not take the bare word `{bad}`")
    inner = MacroContext(context)
    for parameter, argument in zip(macro.parameters, arguments, strict=False):
        inner.bind(parameter, argument)
    if body is not None:
        dict.__setitem__(inner, "bodyContent", Block(body, context, MAX_MACRO_DEPTH))
    if len(run.calls) == MAX_MACRO_DEPTH:
        raise Refusal(f"macros call each other more than {MAX_MACRO_DEPTH} deep: {' > '.join(run.calls[-4:])} > {name}")
    run.calls.append(name)
    run_body(macro.body, inner, write)
    run.calls.pop()


def evaluate(context: Context, write: Write, value: Any) -> None:
    """`#evaluate(value)`."""
    run = RUN.get()
    unit = run.compile("" if value is None else to_string(value), EVALUATED)
    unit.define_macros(run)
    try:
        run_body(unit.body, context, write)
    except Stop:
        return


def parse(context: Context, write: Write, value: Any) -> None:
    """`#parse(value)`."""
    run = RUN.get()
    if value is None or run.files >= MAX_PARSE_DEPTH:
        return
    name = to_string(value)
    unit = run.compile(run.load(name), name)
    unit.define_macros(run)
    run.files += 1
    run_body(unit.body, context, write)
    run.files -= 1


def include(write: Write, value: Any, position: int) -> None:
    """`#include(value)`."""
    if value is None:
        write(f"<!-- include error : error with arg {position} please see log. see error log -->")
    else:
        write(RUN.get().load(to_string(value)))


def refuse(message: str) -> None:
    """A directive whose arguments only fail when it is rendered."""
    raise Refusal(message)


EXPORTS: Mapping[str, Any] = {
    f.__name__: f
    for f in (
        *(
            text,
            shown,
            shown_after,
            show,
            get,
            call,
            call_with,
            index,
            put,
            put_index,
            truth,
            bounded,
            plus,
            fold,
            not_equals,
            block_equals,
            array,
            table,
            interval,
        ),
        *(
            span,
            items,
            unchanged,
            Scope,
            lose_scope,
            step,
            leaves,
            leave_scope,
            leave,
            Block,
            run_body,
            interpolate,
            Macro,
            Argument,
            restore,
        ),
        *(call_macro, evaluate, parse, include, refuse, Stop, Break, Leave, len, enumerate, type, int),
        *(arithmetic.add, arithmetic.subtract, arithmetic.multiply, arithmetic.divide, arithmetic.modulo),
        *(arithmetic.equals, arithmetic.less, arithmetic.less_equal, arithmetic.greater, arithmetic.greater_equal),
    )
}
"""The names that compiled templates know; they know no others, Python's own builtins included."""
