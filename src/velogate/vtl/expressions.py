"""Values of a template as Python expressions, and the writing of a function around them."""

import ast
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from velogate.vtl import intervals
from velogate.vtl import python as p
from velogate.vtl import tree as t
from velogate.vtl.dialect import Dialect
from velogate.vtl.expansion import walk_all
from velogate.vtl.python import Place, Places
from velogate.vtl.survey import Survey

_COMPARISONS = {
    "EQUAL": "equals",
    "NOT_EQUAL": "not_equals",
    "LESS": "less",
    "LESS_EQUAL": "less_equal",
    "GREATER": "greater",
    "GREATER_EQUAL": "greater_equal",
}
_EQUALITIES = {"EQUAL", "NOT_EQUAL"}
_ARITHMETIC = {"PLUS": "plus", "MINUS": "subtract", "TIMES": "multiply", "DIVIDE": "divide", "MODULO": "modulo"}
_OPERATORS = _COMPARISONS | _ARITHMETIC
MAX_CHAIN = 20  # operations of one precedence that become nested calls; more are folded by a loop
_MAX_JOINED = 50  # pieces of text that become one string


class Function:
    """A Python function that is being written: its statements so far, and what it has to declare."""

    def __init__(self, loop: str | None = None) -> None:
        self.body: list[ast.stmt] = []
        self.assigned: set[str] = set()
        self.loop = loop  # what #break does here: "break" ends a loop, "return" the function, "raise" what is around it
        self.blocks = 0
        self.null_items: dict[str, tuple[str, str]] = {}  # assigned loop variables: was the element null, is it hiding
        self.pieces: list[tuple[ast.expr, Place]] = []


Bound = dict[str, tuple[t.Node, "Bound"]]
"""Parameters: the argument of each, and the parameters that were bound where it stands."""


class Expressions(ABC):
    """Writes values, conditions and the texts that print them; what kind of statements there are is left open."""

    def __init__(self, tree: t.Tree, dialect: Dialect, facts: Survey) -> None:
        self._tree, self._dialect, self._facts = tree, dialect, facts
        self._places = Places(tree.source)
        self._functions: list[ast.stmt] = []
        self._macros: list[tuple[int, ast.expr]] = []  # with their ends: Velocity makes the inner of two known first
        self._waiting: list[tuple[str, t.Block, str, Place]] = []
        self._count = 0
        self._loops: list[tuple[str, str]] = []
        self._f = Function()
        self._bound: Bound = {}  # parameters of the macro that is being written out
        self._known: intervals.Known = {}  # variables that are known to be small whole numbers here

    @contextmanager
    def _function(self, ending: str) -> Iterator[Function]:
        outer, self._f = self._f, Function(ending)
        loops, self._loops = self._loops, [] if self._facts.dynamic else self._loops
        yield self._f
        self._flush()
        self._f, self._loops = outer, loops

    def _at(self, node: t.Node) -> Place:
        return self._places.of(node.start, node.end)

    def _new(self, kind: str) -> str:
        self._count += 1
        return f"{kind}{self._count}"

    @abstractmethod
    def _block(self, block: t.Block) -> None:
        """Writes the statements of a block."""

    def _seen(self, node: t.Node, value: ast.expr, at: Place) -> ast.expr:
        """The value of a reference, an assignment, a condition or a loop, for those who watch a rendering."""
        return value

    # ---- text

    def _print(self, value: ast.expr, at: Place) -> None:
        if isinstance(value, ast.Constant) and not value.value:
            return
        self._f.pieces.append((value, at))
        if len(self._f.pieces) >= _MAX_JOINED or self._facts.apart:
            self._flush()

    def _flush(self) -> None:
        """Writes the texts that have gathered, in one go."""
        pieces, self._f.pieces = self._f.pieces, []
        if pieces:
            (first, start), (_, end) = pieces[0], pieces[-1]
            at = p.across(start, end)
            value = first if len(pieces) == 1 else p.joined([piece for piece, _ in pieces], at)
            self._f.body.append(p.statement(p.call("write", [value], at), at))

    def _do(self, expression: ast.expr, at: Place) -> None:
        self._flush()
        self._f.body.append(p.statement(expression, at))

    def _assign(self, name: str, value: ast.expr, at: Place) -> None:
        self._flush()
        self._f.body.append(p.assign(self._target(name, at), value, at))

    # ---- variables

    def _load(self, name: str, at: Place) -> ast.expr:
        if self._facts.dynamic:
            return p.item("context", name, ast.Load(), at)
        return p.name("$" + name, at)

    def _target(self, name: str, at: Place) -> ast.expr:
        if self._facts.dynamic:
            return p.item("context", name, ast.Store(), at)
        self._f.assigned.add("$" + name)
        return p.target("$" + name, at)

    def _interval(self, node: t.Node) -> intervals.Interval | None:
        """What the value of a node is known to be; nothing where blocks, macros or others may assign variables."""
        if self._facts.dynamic or self._facts.defines or self._bound:
            return None
        return intervals.of(node, self._known)

    def _forget(self, names: Iterable[str]) -> None:
        for name in names:
            self._known.pop(name, None)

    def _nonlocal(self, function: Function, at: Place) -> list[ast.stmt]:
        """What a function inside has to declare to assign the variables of the one around."""
        self._f.assigned |= function.assigned
        return [ast.Nonlocal(sorted(function.assigned), **at)] if function.assigned else []

    # ---- references

    def _print_reference(self, node: t.Reference) -> None:
        at = self._at(node)
        if node.runt:
            self._print(p.constant(node.name, at), at)
        elif self._facts.apart:
            self._show(node, at)
        else:
            for piece in self._shown(node, at):
                self._print(piece, at)

    def _shown(self, node: t.Reference, at: Place) -> list[ast.expr]:
        """The texts that a reference prints."""
        value = self._chain(node)
        before = node.escape_prefix + node.more_prefix
        null = self._null_text(node)
        if isinstance(value, ast.Constant) and isinstance(value.value, str) and not node.escaped:
            return [p.constant(before + value.value, at)]
        if node.escaped:
            return [p.constant(node.escape_prefix, at), self._escaped(node, value, at)]
        if self._dialect.null_is_empty and node.computable and not self._facts.defines:
            return [p.constant(before, at), p.call("text", [value], at)]
        if self._dialect.null_is_empty:
            value = self._or_empty(value, at)
        if before:
            texts = [p.constant(text, at) for text in (before, node.escape_prefix + before + null)]
            return [p.call("shown_after", [value, *texts], at)]
        if null == "" and not self._facts.defines:
            return [p.call("text", [value], at)]
        return [p.call("shown", [value, p.constant(null, at)], at)]

    def _escaped(self, node: t.Reference, value: ast.expr, at: Place) -> ast.expr:
        """A reference behind an odd number of backslashes prints itself, and one of them if it is null."""
        if not node.members and self._dialect.null_is_empty:
            return p.constant(node.null, at)
        if self._dialect.null_is_empty:
            value = self._or_empty(value, at)
        return p.choice(p.is_none(value, at), p.constant("\\" + node.null, at), p.constant(node.null, at), at)

    def _show(self, node: t.Reference, at: Place) -> None:
        value = self._chain(node)
        if node.escaped:
            for piece in (p.constant(node.escape_prefix, at), self._escaped(node, value, at)):
                self._print(piece, at)
            return
        if self._dialect.null_is_empty:
            value = self._or_empty(value, at)
        before = node.escape_prefix + node.more_prefix
        texts = [p.constant(text, at) for text in (self._null_text(node), before, node.escape_prefix + before)]
        self._do(p.call("show", [p.name("context", at), p.name("write", at), value, *texts], at), at)

    def _or_empty(self, value: ast.expr, at: Place) -> ast.expr:
        """The value, or `""` for null: what every reference of API Gateway is."""
        temporary = self._new("t")
        return p.choice(p.is_none(p.named(temporary, value, at), at), p.constant("", at), p.name(temporary, at), at)

    def _reference(self, node: t.Reference) -> ast.expr:
        """The value of a reference inside an expression."""
        at = self._at(node)
        if node.runt or not node.computable:
            return p.constant(None, at)
        value = self._chain(node)
        if self._interval(node):
            return value
        return self._or_empty(value, at) if self._dialect.null_is_empty else value

    def _chain(self, node: t.Reference, last: int | None = None) -> ast.expr:
        """Variable and members, up to the member `last`; null as soon as one is null."""
        direct = self._loop_number(node)
        members = node.members[:last]
        value = direct or self._variable(node)
        for member in members[1:] if direct else members:
            value = self._member(value, member, self._places.of(node.start, member.end))
        return self._seen(node, value, self._at(node)) if last is None else value

    def _variable(self, node: t.Reference) -> ast.expr:
        """The variable that a reference begins with; a macro's parameter is its argument, evaluated once more."""
        if node.name not in self._bound:
            return self._load(node.name, self._places.of(node.start, self._end_of_name(node)))
        argument, bound = self._bound[node.name]
        with self._binding(bound):
            return self._raw(argument)

    def _raw(self, node: t.Node) -> ast.expr:
        return self._chain(node) if isinstance(node, t.Reference) and not node.runt else self._value(node)

    @contextmanager
    def _binding(self, bound: Bound) -> Iterator[None]:
        outer, self._bound = self._bound, bound
        yield
        self._bound = outer

    def _null_text(self, node: t.Reference) -> str:
        """What a null prints: a macro's parameter as the argument is written."""
        if node.name in self._bound and node.null == "$" + node.name:
            return self._literal(self._bound[node.name][0])
        return node.null

    @staticmethod
    def _end_of_name(node: t.Reference) -> int:
        return node.members[0].start if node.members else node.end

    def _member(self, value: ast.expr, member: t.Property | t.Method | t.Index, at: Place) -> ast.expr:
        if isinstance(member, t.Property):
            return p.call("get", [value, p.constant(member.name, at)], at)
        if isinstance(member, t.Index):
            return self._guarded_call(value, "index", [], (member.key,), at)
        return self._guarded_call(value, "call", [p.constant(member.name, at)], member.arguments, at)

    def _guarded_call(
        self, value: ast.expr, function: str, first: list[ast.expr], arguments: tuple[t.Node, ...], at: Place
    ) -> ast.expr:
        """A call whose arguments are only evaluated if there is a receiver, where that can be noticed."""
        values = [self._value(a) for a in arguments]
        if function == "call" and len(values) == 1:
            function = "call_with"
        if not any(_has_effects(a, self._facts.defines) for a in arguments):
            return p.call(function, [value, *first, *values], at)
        receiver = self._new("t")
        call = p.call(function, [p.name(receiver, at), *first, *values], at)
        return p.choice(p.is_none(p.named(receiver, value, at), at), p.constant(None, at), call, at)

    def _loop_number(self, node: t.Reference) -> ast.expr | None:
        """`$foreach.index` and its kin as the numbers of the loop they stand in."""
        if node.name != "foreach" or self._facts.loop_object or not self._loops or "foreach" in self._bound:
            return None
        index, last = self._loops[-1]
        at = self._places.of(node.start, node.members[0].end)
        member = node.members[0]
        assert isinstance(member, t.Property)
        return LOOP_NUMBERS[member.name](p.name(index, at), p.name(last, at), at)

    # ---- values

    def _value(self, node: t.Node) -> ast.expr:
        at = self._at(node)
        match node:
            case t.Reference():
                return self._reference(node)
            case t.String():
                return self._string(node, at)
            case t.Constant():
                return p.constant(node.value, at)
            case t.List():
                return p.call("array", [self._value(i) for i in node.items], at)
            case t.Map():
                return p.call("table", [self._value(n) for pair in node.pairs for n in pair], at)
            case t.Range():
                return p.call("interval", [self._value(node.first), self._value(node.last)], at)
            case t.Operation() if len(node.operators) <= MAX_CHAIN:
                return self._operation(node, at)
            case t.Operation():
                return self._fold(node, at)
            case t.And() | t.Or() | t.Not():
                return self._condition(node)
        return p.constant(None, at)

    def _string(self, node: t.String, at: Place) -> ast.expr:
        if node.template is None:
            return p.constant(node.value, at)
        statements = node.template.statements
        if all(isinstance(s, t.Text | t.Reference) for s in statements) and not (
            self._facts.dynamic or self._facts.may_stop
        ):
            return self._joined(node, statements, at)
        name = self._closure(node.template, "raise", at)
        drop = p.constant(node.drop_last, at)
        return p.call("interpolate", [p.name(name, at), p.name("context", at), drop], at)

    def _joined(self, node: t.String, statements: tuple[t.Node, ...], at: Place) -> ast.expr:
        """A string of texts and references; the blank that Velocity parses after it is the end of the last text."""
        pieces: list[ast.expr] = []
        for statement in statements:
            place = self._at(statement)
            if isinstance(statement, t.Text):
                pieces.append(p.constant(statement.text, place))
            elif isinstance(statement, t.Reference):
                pieces += [p.constant(statement.name, place)] if statement.runt else self._shown(statement, place)
        last = statements[-1]
        if node.drop_last and isinstance(last, t.Text) and last.text:
            pieces[-1] = p.constant(last.text[:-1], at)
        elif node.drop_last:
            return ast.Subscript(
                p.joined(pieces, at), ast.Slice(None, p.constant(-1, at), None, **at), ast.Load(), **at
            )
        return p.joined(pieces, at)

    def _closure(self, block: t.Block, ending: str, at: Place) -> str:
        """The name of a function that renders the block; with local variables it is one inside this function."""
        name = self._new("part")
        if self._facts.dynamic:
            self._waiting.append((name, block, ending, at))
            return name
        known, self._known = self._known, {}
        with self._function(ending) as function:
            self._block(block)
        self._known = {name: number for name, number in known.items() if "$" + name not in function.assigned}
        body = self._nonlocal(function, at) + function.body
        self._flush()
        self._f.body.append(p.function(name, ["context", "write"], body, at))
        return name

    def _operation(self, node: t.Operation, at: Place) -> ast.expr:
        value = self._value(node.operands[0])
        if self._facts.defines and node.operators[0] in _EQUALITIES:
            return self._block_equality(node, value)
        number = self._interval(node.operands[0])
        for i, operator in enumerate(node.operators):
            place = self._places.of(node.start, node.operands[i + 1].end)
            operand = node.operands[i + 1]
            right, other = self._value(operand), self._interval(operand)
            if number and other and (operator in _COMPARISONS or intervals.combine(operator, number, other)):
                value = _directly(operator, value, right, place)
            elif other and i == 0 and isinstance(node.operands[0], t.Reference):
                value = self._guess(node, operator, right, other, place)
            else:
                value = self._apply(node, i, operator, value, right, place)
            number = intervals.combine(operator, number, other) if number and other else None
        return value

    def _guess(
        self, node: t.Operation, operator: str, right: ast.expr, other: intervals.Interval, at: Place
    ) -> ast.expr:
        """An operation on a known number and a reference, which is a number of 32 bits most of the time."""
        left = node.operands[0]
        assert isinstance(left, t.Reference)
        general = self._apply(node, 0, operator, self._reference(left), right, at)
        if _has_effects(left, True) or not (operator in _COMPARISONS or _fits(operator, other)) or left.runt:
            return general
        temporary = self._new("t")
        seen = p.name(temporary, at)
        value = p.named(temporary, self._chain(left) if left.computable else p.constant(None, at), at)
        tests = [p.compare(p.call("type", [value], at), ast.Is(), p.name("int", at), at)]
        if operator in _ARITHMETIC:
            least = 0 if operator in _NOT_NEGATIVE else intervals.LEAST
            tests.append(p.between(least, seen, intervals.MOST, at))
        test = ast.BoolOp(ast.And(), tests, **at) if len(tests) > 1 else tests[0]
        return p.choice(test, _directly(operator, seen, right, at), general, at)

    def _apply(self, node: t.Operation, i: int, operator: str, value: ast.expr, right: ast.expr, at: Place) -> ast.expr:
        if operator != "PLUS":
            return p.call(_OPERATORS[operator], [value, right], at)
        if not (i or self._nullable(node.operands[0]) or self._nullable(node.operands[1])):
            return p.call("add", [value, right], at)
        texts = [p.constant(text, at) for text in self._plus_literals(node, i)]
        return p.call("plus", [value, right, *texts], at)

    def _block_equality(self, node: t.Operation, value: ast.expr) -> ast.expr:
        """Comparisons in a template with #define: a block is compared by what it prints."""
        for i, operator in enumerate(node.operators):
            at = self._places.of(node.start, node.operands[i + 1].end)
            value = p.call("block_equals", [value, self._value(node.operands[i + 1])], at)
            value = ast.UnaryOp(ast.Not(), value, **at) if operator == "NOT_EQUAL" else value
        return value

    def _plus_literals(self, node: t.Operation, i: int) -> tuple[str, str]:
        left = node.literals[i - 1] if i else self._literal(node.operands[0])
        return left, self._literal(node.operands[i + 1])

    def _literal(self, node: t.Node) -> str:
        return (
            node.literal
            if isinstance(node, t.Reference | t.Operation)
            else self._tree.source.text[node.start : node.end]
        )

    def _nullable(self, node: t.Node) -> bool:
        if self._interval(node):
            return False
        if isinstance(node, t.Reference):
            return not self._dialect.null_is_empty or node.runt or not node.computable
        return isinstance(node, t.Range) or (isinstance(node, t.Operation) and node.operators[0] in _ARITHMETIC)

    def _fold(self, node: t.Operation, at: Place) -> ast.expr:
        names = [p.name(_OPERATORS[o], at) for o in node.operators]
        operands = [self._value(o) for o in node.operands]
        literals = [p.constant(s, at) for i in range(len(names)) for s in self._plus_literals(node, i)]
        return p.call("fold", [p.tuple_of(each, at) for each in (names, operands, literals)], at)

    # ---- conditions

    def _condition(self, node: t.Node) -> ast.expr:
        """Whether a node is true, as Velocity evaluates conditions: numbers, strings, lists are not."""
        at = self._at(node)
        match node:
            case t.Reference():
                return self._truth(node, at)
            case t.And():
                return ast.BoolOp(ast.And(), [self._condition(o) for o in node.operands], **at)
            case t.Or():
                return ast.BoolOp(ast.Or(), [self._condition(o) for o in node.operands], **at)
            case t.Not() if node.count % 2:
                return ast.UnaryOp(ast.Not(), self._condition(node.operand), **at)
            case t.Not():
                return self._condition(node.operand)
            case t.Operation() if node.operators[0] in _COMPARISONS:
                return self._value(node)
            case t.Constant(value=bool()):
                return p.constant(node.value, at)
        return p.constant(False, at)

    def _truth(self, node: t.Reference, at: Place) -> ast.expr:
        if self._dialect.null_is_empty and not self._facts.defines and node.computable and not node.runt:
            return p.compare(self._chain(node), ast.IsNot(), p.constant(False, at), at)
        return p.call("truth", [self._reference(node)], at)


LOOP_NUMBERS: dict[str, Callable[[ast.expr, ast.expr, Place], ast.expr]] = {
    "index": lambda i, last, at: i,
    "count": lambda i, last, at: ast.BinOp(i, ast.Add(), p.constant(1, at), **at),
    "hasNext": lambda i, last, at: p.compare(i, ast.Lt(), last, at),
    "first": lambda i, last, at: p.compare(i, ast.Lt(), p.constant(1, at), at),
    "last": lambda i, last, at: p.compare(i, ast.GtE(), last, at),
}


_DIRECT: dict[str, type[ast.operator] | type[ast.cmpop]] = {
    "PLUS": ast.Add,
    "MINUS": ast.Sub,
    "TIMES": ast.Mult,
    "DIVIDE": ast.FloorDiv,
    "MODULO": ast.Mod,
    "EQUAL": ast.Eq,
    "NOT_EQUAL": ast.NotEq,
    "LESS": ast.Lt,
    "LESS_EQUAL": ast.LtE,
    "GREATER": ast.Gt,
    "GREATER_EQUAL": ast.GtE,
}
"""Python's operators, which do what Java's do on whole numbers that are not negative, or stay within 32 bits."""

_NOT_NEGATIVE = {"DIVIDE", "MODULO"}


def _directly(operator: str, left: ast.expr, right: ast.expr, at: Place) -> ast.expr:
    python = _DIRECT[operator]()
    if isinstance(python, ast.cmpop):
        return p.compare(left, python, right, at)
    return ast.BinOp(left, python, right, **at)


def _fits(operator: str, right: intervals.Interval) -> bool:
    """Whether Python's operator does what Java's does with that right side."""
    return right[0] > 0 if operator in _NOT_NEGATIVE else True


def _has_effects(node: t.Node, defines: bool) -> bool:
    """Whether evaluating the argument of a method could change something or fail; printing a block could."""
    kinds: tuple[type, ...] = (t.Method, t.Index, t.Range, t.Set, t.Directive)
    return any(isinstance(n, kinds) or (defines and isinstance(n, t.String) and n.template) for n in walk_all(node))
