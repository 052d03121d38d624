"""Tree to Python: a template becomes one code object whose every instruction knows its place in the template.

Generated code reads `render(context, write)`. A variable of the template is a local variable of Python named `$name`,
or, where others can reach it (macros, #evaluate, #parse), an item of `context`. The code holds no attribute access and
knows no names but runtime.EXPORTS, so a template reaches nothing else.
"""

import ast
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from operator import itemgetter
from types import CodeType

from velogate.vtl import python as p
from velogate.vtl import tree as t
from velogate.vtl.dialect import Dialect
from velogate.vtl.expansion import parameters, walk_all
from velogate.vtl.python import Place, Places
from velogate.vtl.survey import MAX_BLOCKS, Survey, breaks_in_string, changes_containers, survey

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
_LOOP_VARIABLES = {"foreach", "velocityCount", "velocityHasNext"}
_MAX_CHAIN = 20  # operations of one precedence that become nested calls; more are folded by a loop
_MAX_JOINED = 50  # pieces of text that become one string


def compile_tree(tree: t.Tree, dialect: Dialect, filename: str, dynamic: bool = False) -> CodeType:
    """The code of a module that defines `render(context, write)` and a list of Macros, `macros`.

    `dynamic`: the variables live in `context` in any case.
    """
    return compile(to_python(tree, dialect, dynamic), filename, "exec", dont_inherit=True)


def to_python(tree: t.Tree, dialect: Dialect, dynamic: bool = False) -> ast.Module:
    """The module as Python's own tree."""
    return _Module(tree, dialect, survey(tree, dialect, dynamic)).module()


class _Function:
    """A Python function that is being written: its statements so far, and what it has to declare."""

    def __init__(self, loop: str | None = None) -> None:
        self.body: list[ast.stmt] = []
        self.assigned: set[str] = set()
        self.loop = loop  # what #break does here: "break" ends a loop, "return" the function, "raise" what is around it
        self.blocks = 0
        self.null_items: dict[str, str] = {}  # loop variables that are assigned, and where it says that they were null
        self.pieces: list[tuple[ast.expr, Place]] = []


_Bound = dict[str, tuple[t.Node, "_Bound"]]
"""Parameters: the argument of each, and the parameters that were bound where it stands."""


class _Module:
    """Writes the module of one tree."""

    def __init__(self, tree: t.Tree, dialect: Dialect, facts: Survey) -> None:
        self._tree, self._dialect, self._facts = tree, dialect, facts
        self._places = Places(tree.source)
        self._functions: list[ast.stmt] = []
        self._macros: list[tuple[int, ast.expr]] = []  # with their ends: Velocity makes the inner of two known first
        self._waiting: list[tuple[str, t.Block, str, Place]] = []
        self._count = 0
        self._loops: list[tuple[str, str]] = []
        self._f = _Function()
        self._bound: _Bound = {}  # parameters of the macro that is being written out

    def module(self) -> ast.Module:
        """All functions, and the list of macros."""
        at = self._places.of(0, 0)
        with self._function("return") as render:
            self._block(self._tree.block)
        while self._waiting:
            name, block, ending, place = self._waiting.pop()
            with self._function(ending) as function:
                self._block(block)
            self._functions.append(p.function(name, ["context", "write"], function.body, place))
        self._functions.append(p.function("render", ["context", "write"], self._prologue(at) + render.body, at))
        inner_first = [macro for _, macro in sorted(self._macros, key=itemgetter(0))]
        macros = p.assign(p.target("macros", at), p.tuple_of(inner_first, at), at)
        return ast.Module([*self._functions, macros], [])

    def _prologue(self, at: Place) -> list[ast.stmt]:
        if self._facts.dynamic:
            return []
        names = sorted(self._facts.names)
        return [p.assign(p.target("$" + n, at), p.item("context", n, ast.Load(), at), at) for n in names]

    @contextmanager
    def _function(self, ending: str) -> Iterator[_Function]:
        outer, self._f = self._f, _Function(ending)
        loops, self._loops = self._loops, [] if self._facts.dynamic else self._loops
        yield self._f
        self._flush()
        self._f, self._loops = outer, loops

    def _at(self, node: t.Node) -> Place:
        return self._places.of(node.start, node.end)

    def _new(self, kind: str) -> str:
        self._count += 1
        return f"{kind}{self._count}"

    # ---- statements

    def _block(self, block: t.Block) -> None:
        for statement in block.statements:
            self._statement(statement)

    def _inner(self, block: t.Block, ending: str | None = None) -> list[ast.stmt]:
        """The statements of a block inside a statement; far inside, a call of a function of its own."""
        self._flush()
        f = self._f
        outer, f.body = f.body, []
        f.blocks += 1
        ending, f.loop = f.loop, ending or f.loop
        if self._facts.dynamic and f.blocks >= MAX_BLOCKS:
            self._call_function(block)
        else:
            self._block(block)
        self._flush()
        f.loop = ending
        f.blocks -= 1
        inner, f.body = f.body, outer
        return inner

    def _call_function(self, block: t.Block) -> None:
        """Leaves the block to a function that is written later; a #break in it has to be raised."""
        at = self._at(block)
        name = self._new("block")
        self._waiting.append((name, block, "raise", at))
        call = p.statement(p.call(name, [p.name("context", at), p.name("write", at)], at), at)
        if self._f.loop != "raise":
            leaving = ast.Break(**at) if self._f.loop == "break" else ast.Return(None, **at)
            call = p.guarded([call], "Break", None, [leaving], at)
        self._f.body.append(call)

    def _statement(self, node: t.Node) -> None:
        match node:
            case t.Text():
                self._print(p.constant(node.text, self._at(node)), self._at(node))
            case t.Reference():
                self._print_reference(node)
            case t.Set():
                self._set(node)
            case t.If():
                self._if(node)
            case t.Directive():
                self._directive(node)

    def _print(self, value: ast.expr, at: Place) -> None:
        if isinstance(value, ast.Constant) and not value.value:
            return
        self._f.pieces.append((value, at))
        if len(self._f.pieces) >= _MAX_JOINED or self._facts.may_stop or self._facts.dynamic:
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

    def _nonlocal(self, function: _Function, at: Place) -> list[ast.stmt]:
        """What a function inside has to declare to assign the variables of the one around."""
        self._f.assigned |= function.assigned
        return [ast.Nonlocal(sorted(function.assigned), **at)] if function.assigned else []

    # ---- references

    def _print_reference(self, node: t.Reference) -> None:
        at = self._at(node)
        if node.runt:
            self._print(p.constant(node.name, at), at)
        elif self._facts.dynamic:
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
        texts = [p.constant(text, at) for text in (node.null, before, node.escape_prefix + before)]
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
        return self._or_empty(value, at) if self._dialect.null_is_empty else value

    def _chain(self, node: t.Reference, last: int | None = None) -> ast.expr:
        """Variable and members, up to the member `last`; null as soon as one is null."""
        direct = self._loop_number(node)
        members = node.members[:last]
        value = direct or self._variable(node)
        for member in members[1:] if direct else members:
            value = self._member(value, member, self._places.of(node.start, member.end))
        return value

    def _variable(self, node: t.Reference) -> ast.expr:
        """The variable that a reference begins with; a macro's parameter is its argument, evaluated once more."""
        if node.name not in self._bound:
            return self._load(node.name, self._places.of(node.start, self._end_of_name(node)))
        argument, bound = self._bound[node.name]
        with self._binding(bound):
            return self._raw(argument)

    @contextmanager
    def _binding(self, bound: _Bound) -> Iterator[None]:
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
        return _LOOP_NUMBERS[member.name](p.name(index, at), p.name(last, at), at)

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
            case t.Operation() if len(node.operators) <= _MAX_CHAIN:
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
        with self._function(ending) as function:
            self._block(block)
        body = self._nonlocal(function, at) + function.body
        self._flush()
        self._f.body.append(p.function(name, ["context", "write"], body, at))
        return name

    def _operation(self, node: t.Operation, at: Place) -> ast.expr:
        value = self._value(node.operands[0])
        if self._facts.defines and node.operators[0] in _EQUALITIES:
            return self._block_equality(node, value)
        for i, operator in enumerate(node.operators):
            place = self._places.of(node.start, node.operands[i + 1].end)
            right = self._value(node.operands[i + 1])
            value = self._apply(node, i, operator, value, right, place)
        return value

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

    # ---- directives

    def _set(self, node: t.Set) -> None:
        at = self._at(node)
        value = self._value(node.value)
        if _grows(node):
            value = p.call("bounded", [value], at)
        if not node.target.members and not self._nullable(node.value) and node.name not in self._f.null_items:
            self._assign(node.name, value, at)
            return
        temporary = self._new("t")
        self._flush()
        given = p.compare(p.named(temporary, value, at), ast.IsNot(), p.constant(None, at), at)
        if not node.target.members and node.name in self._f.null_items:
            was_null = p.name(self._f.null_items[node.name], at)
            given = ast.BoolOp(ast.And(), [given, ast.UnaryOp(ast.Not(), was_null, **at)], **at)
        self._f.body.append(p.when(given, [self._assignment(node, p.name(temporary, at), at)], [], at))

    def _assignment(self, node: t.Set, value: ast.expr, at: Place) -> ast.stmt:
        if not node.target.members:
            return p.assign(self._target(node.name, at), value, at)
        receiver = self._chain(node.target, -1)
        member = node.target.members[-1]
        if isinstance(member, t.Index):
            return p.statement(p.call("put_index", [receiver, self._value(member.key), value], at), at)
        return p.statement(p.call("put", [receiver, p.constant(member.name, at), value], at), at)

    def _if(self, node: t.If) -> None:
        """A chain of if and else; a long one is cut, because Python nests each #elseif in the one before."""
        self._flush()
        f = self._f
        outer = f.body
        for i, branch in enumerate(node.branches):
            if i and i % _MAX_CHAIN == 0:
                f.body = self._go_on(outer, f.body, self._at(branch))
            if branch.condition is None:
                f.body.extend(self._inner(branch.block))
                break
            condition = self._condition(branch.condition)
            chosen = ast.If(
                condition, self._inner(branch.block) or [ast.Pass(**self._at(branch))], [], **self._at(branch)
            )
            f.body.append(chosen)
            f.body = chosen.orelse
        f.body = outer

    def _go_on(self, outer: list[ast.stmt], otherwise: list[ast.stmt], at: Place) -> list[ast.stmt]:
        """Ends a chain of branches here and begins another, for when none of the first was taken."""
        flag = self._new("t")
        outer.insert(-1, p.assign(p.target(flag, at), p.constant(False, at), at))
        otherwise.append(p.assign(p.target(flag, at), p.constant(True, at), at))
        rest: list[ast.stmt] = []
        outer.append(ast.If(p.name(flag, at), rest, [], **at))
        return rest

    def _directive(self, node: t.Directive) -> None:
        own = _DIRECTIVES.get(node.name) if self._dialect.is_directive(node.name) else None
        (own or _Module._macro_call)(self, node)

    def _foreach(self, node: t.Directive) -> None:
        children = (*node.arguments, node.block)
        if len(children) < 3:
            self._refuse(node, "`#foreach` needs a reference and a list: `#foreach($item in $list)`")
        elif len(children) > 3:
            first = node.arguments[0]
            name = first.name if isinstance(first, t.Reference) else node.heads[0][1:]
            self._loop(node, name, node.arguments[2], children[3])

    def _loop(self, node: t.Directive, name: str, over: t.Node, body: t.Node | None) -> None:
        at = self._at(over)
        block = body if isinstance(body, t.Block) else t.Block(node.start, node.end, (body,) if body else ())
        values, index, last, scope = (self._new(kind) for kind in ("list", "i", "last", "scope"))
        self._flush()
        self._f.body.append(p.assign(p.target(values, at), p.call("items", [self._walked(over, at)], at), at))
        kept = self._keep(name, at)
        if name == "foreach":
            lost = p.call("lose_scope", [p.name(values, at), p.name(f"kept{self._count}", at)], at)
            kept.insert(0, p.statement(lost, at))
        counted = self._counted(block)
        step = self._step(name, index, last, scope, at)
        if counted:
            length = p.call("len", [p.name(values, at)], at)
            self._f.body.append(p.assign(p.target(last, at), ast.BinOp(length, ast.Sub(), p.constant(1, at), **at), at))
        if self._scoped:
            self._f.body.append(p.assign(p.target(scope, at), p.call("Scope", [self._load("foreach", at)], at), at))
            self._assign("foreach", p.name(scope, at), at)
        self._loops.append((index, last))
        inner = self._loop_body(name, block, scope, at)
        self._loops.pop()
        item = self._target(name, at)
        source = p.name(values, at)
        if changes_containers(block):
            source = p.call("unchanged", [source], at)
        if counted:
            item = ast.Tuple([p.target(index, at), item], ast.Store(), **at)
            source = p.call("enumerate", [source], at)
        looping = p.loop(item, source, step + inner if counted else inner, at)
        if name == "foreach" and self._facts.may_stop:
            looping = p.guarded([looping], "Stop", None, [kept[0], ast.Raise(**at)], at)
        self._f.body.append(looping)
        self._f.body.extend(kept)
        if self._scoped:
            self._assign("foreach", p.call("leave_scope", [self._load("foreach", at)], at), at)

    def _walked(self, over: t.Node, at: Place) -> ast.expr:
        if isinstance(over, t.Range):
            return p.call("span", [self._value(over.first), self._value(over.last)], at)
        return self._value(over)

    @property
    def _scoped(self) -> bool:
        return self._facts.loop_object

    def _keep(self, name: str, at: Place) -> list[ast.stmt]:
        """Keeps the variables that the loop assigns; gives the statements that restore them."""
        restoring: list[ast.stmt] = []
        for each in (name, *(n for n in ("velocityCount", "velocityHasNext") if self._facts.reads(n))):
            kept = self._new("kept")
            self._f.body.append(p.assign(p.target(kept, at), self._load(each, at), at))
            if self._facts.dynamic:
                arguments = [p.name("context", at), p.constant(each, at), p.name(kept, at)]
                restoring.append(p.statement(p.call("restore", arguments, at), at))
            else:
                restoring.append(p.assign(self._target(each, at), p.name(kept, at), at))
        return restoring

    def _counted(self, block: t.Block) -> bool:
        """Whether the loop has to count: something asks for an index, a count or whether there is a next."""
        if self._facts.dynamic or self._scoped or self._facts.macros:
            return self._scoped or any(self._facts.reads(n) for n in _LOOP_VARIABLES)
        return any(isinstance(n, t.Reference) and n.name in _LOOP_VARIABLES for n in walk_all(block)) or any(
            self._facts.reads(n) for n in ("velocityCount", "velocityHasNext")
        )

    def _step(self, item: str, index: str, last: str, scope: str, at: Place) -> list[ast.stmt]:
        """What each iteration begins with."""
        steps: list[ast.stmt] = []
        i, end = p.name(index, at), p.name(last, at)
        if self._scoped:
            steps.append(p.statement(p.call("step", [p.name(scope, at), i, end], at), at))
        for name, number in (("velocityCount", "count"), ("velocityHasNext", "hasNext")):
            if self._facts.reads(name) and name != item:
                steps.append(p.assign(self._target(name, at), _LOOP_NUMBERS[number](i, end, at), at))
        return steps

    def _loop_body(self, name: str, block: t.Block, scope: str, at: Place) -> list[ast.stmt]:
        first: list[ast.stmt] = []
        around = self._f.null_items.get(name)
        if around:
            first.append(
                p.when(p.name(around, at), [p.assign(self._target(name, at), p.constant(None, at), at)], [], at)
            )
        if any(_assigns(n, name) for n in walk_all(block)):
            flag = self._f.null_items[name] = self._new("null")
            first.append(p.assign(p.target(flag, at), p.is_none(self._load(name, at), at), at))
        inner = first + self._inner(block, "break")
        self._f.null_items.pop(name, None)
        if around:
            self._f.null_items[name] = around
        if breaks_in_string(block):
            inner = [p.guarded(inner, "Break", None, [ast.Break(**at)], at)]
        if self._facts.may_leave:
            mine = p.when(p.call("leaves", [p.name("leaving", at), p.name(scope, at)], at), [ast.Break(**at)], [], at)
            inner = [p.guarded(inner, "Leave", "leaving", [mine, ast.Raise(**at)], at)]
        return inner

    def _define(self, node: t.Directive) -> None:
        at = self._at(node)
        assert node.block is not None
        name = self._closure(node.block, "return", at)
        self._assign(node.heads[0][1:], p.call("Block", [p.name(name, at), p.name("context", at)], at), at)

    def _macro(self, node: t.Directive) -> None:
        """Makes the macro known; API Gateway forgets it."""
        if not self._dialect.macros or node.heads[0] in self._facts.macros:
            return
        at = self._at(node)
        assert node.block is not None
        name = self._new("macro")
        self._waiting.append((name, node.block, "return", at))
        names = p.tuple_of([p.constant(each, at) for each in parameters(node)], at)
        macro = p.call("Macro", [p.constant(node.heads[0], at), names, p.name(name, at)], at)
        self._macros.append((node.end, macro))

    def _macro_call(self, node: t.Directive) -> None:
        at = self._at(node)
        if node.name in self._facts.macros:
            self._expand(node, self._facts.macros[node.name])
            return
        if not (self._dialect.macros and self._facts.dynamic) or (node.bare and node.name.startswith("@")):
            text = "#" + node.name if node.bare and node.name.startswith("@") else node.literal
            self._print(p.constant(text, at), at)
            return
        body = p.constant(None, at)
        if node.block:
            part = self._new("part")
            self._waiting.append((part, node.block, "return", at))
            body = p.name(part, at)
        words = [a.text for a in node.arguments if isinstance(a, t.Word)]
        texts = [p.constant(text, at) for text in (node.name.removeprefix("@"), node.literal, (words or [""])[0])]
        arguments = p.tuple_of([self._argument(a) for a in node.arguments], at)
        self._do(p.call("call_macro", [p.name("context", at), p.name("write", at), *texts, arguments, body], at), at)

    def _expand(self, node: t.Directive, macro: t.Directive) -> None:
        """Writes the body of a macro in the place of its call."""
        assert macro.block is not None
        given = {name: (a, self._bound) for name, a in zip(parameters(macro), node.arguments, strict=False)}
        with self._binding({**self._bound, **given}):
            self._block(macro.block)

    def _argument(self, node: t.Node) -> ast.expr:
        """An argument of a macro: all but numbers, true and false are evaluated each time they are read."""
        at = self._at(node)
        value, by_name = p.constant(None, at), p.constant(None, at)
        if isinstance(node, t.Constant):
            value = self._value(node)
        elif not isinstance(node, t.Word):
            by_name = p.function_of("context", self._raw(node), at)
        return p.call("Argument", [value, by_name, p.constant(self._literal(node), at)], at)

    def _raw(self, node: t.Node) -> ast.expr:
        return self._chain(node) if isinstance(node, t.Reference) and not node.runt else self._value(node)

    def _break(self, node: t.Directive) -> None:
        at = self._at(node)
        self._flush()
        if node.arguments:
            literal = p.constant(self._literal(node.arguments[0]), at)
            self._do(p.call("leave", [self._value(node.arguments[0]), literal], at), at)
        elif self._f.loop == "break":
            self._f.body.append(ast.Break(**at))
        elif self._f.loop == "return":
            self._f.body.append(ast.Return(None, **at))
        else:
            self._f.body.append(ast.Raise(p.name("Break", at), None, **at))

    def _stop(self, node: t.Directive) -> None:
        at = self._at(node)
        for argument in node.arguments:
            self._do(self._value(argument), at)
        self._flush()
        self._f.body.append(ast.Raise(p.name("Stop", at), None, **at))

    def _literal_block(self, node: t.Directive) -> None:
        if node.arguments:
            self._print(p.constant(self._literal(node.arguments[0]), self._at(node)), self._at(node))
        elif node.block:
            self._block(node.block)

    def _evaluate(self, node: t.Directive) -> None:
        self._run(node, "evaluate")

    def _parse(self, node: t.Directive) -> None:
        if not self._dialect.macros:
            self._refuse(node, "API Gateway has no #parse: a mapping template cannot read another one")
        elif not node.arguments:
            self._refuse(node, "`#parse` needs the name of a template")
        else:
            self._run(node, "parse")

    def _run(self, node: t.Directive, function: str) -> None:
        at = self._at(node)
        value = self._value(node.arguments[0])
        self._do(p.call(function, [p.name("context", at), p.name("write", at), value], at), at)

    def _include(self, node: t.Directive) -> None:
        for i, argument in enumerate(node.arguments):
            at = self._at(argument)
            if not self._dialect.macros:
                self._refuse(node, "API Gateway has no #include: a mapping template cannot read a file")
            elif isinstance(argument, t.String | t.Reference):
                value = self._value(argument)
                self._do(p.call("include", [p.name("write", at), value, p.constant(i, at)], at), at)
            else:
                self._refuse(node, "`#include` takes strings and references")

    def _refuse(self, node: t.Directive, message: str) -> None:
        at = self._at(node)
        self._do(p.call("refuse", [p.constant(message, at)], at), at)


_DIRECTIVES: dict[str, Callable[[_Module, t.Directive], None]] = {
    "foreach": _Module._foreach,
    "define": _Module._define,
    "macro": _Module._macro,
    "literal": _Module._literal_block,
    "break": _Module._break,
    "stop": _Module._stop,
    "evaluate": _Module._evaluate,
    "parse": _Module._parse,
    "include": _Module._include,
}

_LOOP_NUMBERS: dict[str, Callable[[ast.expr, ast.expr, Place], ast.expr]] = {
    "index": lambda i, last, at: i,
    "count": lambda i, last, at: ast.BinOp(i, ast.Add(), p.constant(1, at), **at),
    "hasNext": lambda i, last, at: p.compare(i, ast.Lt(), last, at),
    "first": lambda i, last, at: p.compare(i, ast.Lt(), p.constant(1, at), at),
    "last": lambda i, last, at: p.compare(i, ast.GtE(), last, at),
}


def _grows(node: t.Set) -> bool:
    """Whether the value may be a text made of other texts."""
    if isinstance(node.value, t.String):
        return node.value.template is not None
    if not isinstance(node.value, t.Operation) or "PLUS" not in node.value.operators:
        return False
    return not any(isinstance(o, t.Constant) for o in node.value.operands)


def _assigns(node: t.Node, name: str) -> bool:
    """Whether a statement gives the variable a value: an element that is null hides it from Velocity's own lines."""
    if isinstance(node, t.Set):
        return node.name == name and not node.target.members
    return isinstance(node, t.Directive) and node.name == "foreach" and node.heads[:1] == ("$" + name,)


def _has_effects(node: t.Node, defines: bool) -> bool:
    """Whether evaluating the argument of a method could change something or fail; printing a block could."""
    kinds: tuple[type, ...] = (t.Method, t.Index, t.Range, t.Set, t.Directive)
    return any(isinstance(n, kinds) or (defines and isinstance(n, t.String) and n.template) for n in walk_all(node))
