"""Tree to Python: a template becomes one code object whose every instruction knows its place in the template.

Generated code reads `render(context, write)`. A variable of the template is a local variable of Python named `$name`,
or, where others can reach it (macros, #evaluate, #parse), an item of `context`. The code holds no attribute access and
knows no names but runtime.EXPORTS, so a template reaches nothing else.
"""

import ast
from collections.abc import Callable
from operator import itemgetter

from velogate.vtl import intervals
from velogate.vtl import python as p
from velogate.vtl import tree as t
from velogate.vtl.dialect import Dialect
from velogate.vtl.expansion import parameters, walk_all
from velogate.vtl.expressions import LOOP_NUMBERS, MAX_CHAIN, Expressions
from velogate.vtl.python import Place
from velogate.vtl.survey import MAX_BLOCKS, breaks_in_string, changes_containers, survey

_LOOP_VARIABLES = {"foreach", "velocityCount", "velocityHasNext"}


def to_python(tree: t.Tree, dialect: Dialect, dynamic: bool = False, apart: bool = False) -> ast.Module:
    """A module that defines `render(context, write)` and a list of Macros, `macros`, as Python's own tree.

    `dynamic`: the variables live in `context` in any case. `apart`: so is each text written by itself.
    """
    return Module(tree, dialect, survey(tree, dialect, dynamic, apart)).module()


class Module(Expressions):
    """Writes the module of one tree. Those who watch a rendering (coverage, a trace) extend it."""

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

    # ---- what those who watch a rendering add

    def _taken(self, node: t.Branch | t.Directive, taken: bool, condition: ast.expr | None = None) -> list[ast.stmt]:
        """What is done first where a branch or a loop is entered, and where it is not."""
        return []

    # ---- directives

    def _set(self, node: t.Set) -> None:
        at = self._at(node)
        number = self._interval(node.value)
        value = self._seen(node, self._value(node.value), at)
        self._forget([node.name])
        if number and not node.target.members and node.name not in self._f.null_items:
            self._assign(node.name, value, at)
            self._known[node.name] = number
            return
        if _grows(node):
            value = p.call("bounded", [value], at)
        if not node.target.members and not self._nullable(node.value) and node.name not in self._f.null_items:
            self._assign(node.name, value, at)
            return
        temporary = self._new("t")
        self._flush()
        given = p.compare(p.named(temporary, value, at), ast.IsNot(), p.constant(None, at), at)
        if not node.target.members and node.name in self._f.null_items:
            hidden = ast.BoolOp(ast.And(), [p.name(n, at) for n in self._f.null_items[node.name]], **at)
            given = ast.BoolOp(ast.And(), [given, ast.UnaryOp(ast.Not(), hidden, **at)], **at)
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
        before, outcomes = self._known, []
        for i, branch in enumerate(node.branches):
            if i and i % MAX_CHAIN == 0:
                f.body = self._go_on(outer, f.body, self._at(branch))
            self._known = dict(before)
            if branch.condition is None:
                f.body.extend(self._inner(branch.block))
                outcomes.append(self._known)
                break
            condition = self._seen(branch, self._condition(branch.condition), self._at(branch.condition))
            inner = self._taken(branch, True, condition) + self._inner(branch.block)
            chosen = p.when(condition, inner, self._taken(branch, False, condition), self._at(branch))
            outcomes.append(self._known)
            f.body.append(chosen)
            f.body = chosen.orelse
        if node.branches[-1].condition is not None:
            outcomes.append(before)
        self._known = intervals.either(outcomes)
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
        (own or Module._macro_call)(self, node)

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
        walked = self._seen(node, p.call("items", [self._walked(over, at)], at), at)
        self._f.body.append(p.assign(p.target(values, at), walked, at))
        if (entered := self._taken(node, True)) or self._taken(node, False):
            self._f.body.append(p.when(p.call("len", [p.name(values, at)], at), entered, self._taken(node, False), at))
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
        self._forget(_assigned(block))
        self._known.pop(name, None)
        if (
            isinstance(over, t.Range)
            and (bounds := self._bounds(over))
            and not any(_assigns(n, name) for n in walk_all(block))
        ):
            self._known[name] = bounds
        self._loops.append((index, last))
        inner = self._loop_body(name, block, scope, self._f.body, at)
        self._loops.pop()
        self._forget([*_assigned(block), name])
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
        if around := self._f.null_items.get(name):
            shown = p.assign(p.target(around[1], at), p.constant(False, at), at)
            self._f.body.append(p.when(p.name(around[0], at), [shown], [], at))
        self._f.body.extend(kept)
        if self._scoped:
            self._assign("foreach", p.call("leave_scope", [self._load("foreach", at)], at), at)

    def _bounds(self, over: t.Range) -> intervals.Interval | None:
        """Between which numbers a range is known to lie."""
        ends = [self._interval(over.first), self._interval(over.last)]
        return (min(e[0] for e in ends if e), max(e[1] for e in ends if e)) if all(ends) else None

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
                steps.append(p.assign(self._target(name, at), LOOP_NUMBERS[number](i, end, at), at))
        return steps

    def _hiding(self, name: str, hiding: tuple[str, str], at: Place) -> list[ast.stmt]:
        """An element that is null hides what the body assigns to the loop variable (Velocity's NullHolderContext)."""
        was_null, active = hiding
        test = ast.BoolOp(ast.And(), [p.name(was_null, at), p.is_none(p.name(active, at), at)], **at)
        return [
            p.assign(p.target(was_null, at), p.is_none(self._load(name, at), at), at),
            p.when(test, [p.assign(p.target(active, at), p.constant(True, at), at)], [], at),
        ]

    def _hidden(self, name: str, hiding: tuple[str, str], at: Place) -> list[ast.stmt]:
        """A loop over the same name inside: its elements are hidden, too, and one that is null hides again."""
        was_null, active = hiding
        hide = p.when(p.name(active, at), [p.assign(self._target(name, at), p.constant(None, at), at)], [], at)
        again = p.assign(p.target(active, at), p.constant(True, at), at)
        null = p.when(p.is_none(self._load(name, at), at), [again], [hide], at)
        return [p.when(p.name(was_null, at), [null], [], at)]

    def _loop_body(self, name: str, block: t.Block, scope: str, before: list[ast.stmt], at: Place) -> list[ast.stmt]:
        around = self._f.null_items.get(name)
        first = self._hidden(name, around, at) if around else []
        hides = any(_assigns(n, name) for n in walk_all(block))
        if hides:
            hiding = self._f.null_items[name] = (self._new("null"), self._new("hiding"))
            before.append(p.assign(p.target(hiding[1], at), p.constant(None, at), at))
            first += self._hiding(name, hiding, at)
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


_DIRECTIVES: dict[str, Callable[[Module, t.Directive], None]] = {
    "foreach": Module._foreach,
    "define": Module._define,
    "macro": Module._macro,
    "literal": Module._literal_block,
    "break": Module._break,
    "stop": Module._stop,
    "evaluate": Module._evaluate,
    "parse": Module._parse,
    "include": Module._include,
}


def _grows(node: t.Set) -> bool:
    """Whether the value may be a text made of other texts."""
    if isinstance(node.value, t.String):
        return node.value.template is not None
    if not isinstance(node.value, t.Operation) or "PLUS" not in node.value.operators:
        return False
    return not any(isinstance(o, t.Constant) for o in node.value.operands)


def _assigned(block: t.Block) -> list[str]:
    """The variables that the statements of a block give a value."""
    nodes = list(walk_all(block))
    loops = [n.heads[0][1:] for n in nodes if isinstance(n, t.Directive) and n.name == "foreach" and n.heads]
    return [n.name for n in nodes if isinstance(n, t.Set)] + loops


def _assigns(node: t.Node, name: str) -> bool:
    """Whether a statement gives the variable a value: an element that is null hides it from Velocity's own lines."""
    if isinstance(node, t.Set):
        return node.name == name and not node.target.members
    return isinstance(node, t.Directive) and node.name == "foreach" and node.heads[:1] == ("$" + name,)
