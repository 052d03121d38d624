"""Templates that tell what they do while they render: for each value and branch a call that takes it down."""

import ast
from collections.abc import Callable
from typing import Any

from velogate.source import Source, Span
from velogate.vtl import intervals
from velogate.vtl import python as p
from velogate.vtl import tree as t
from velogate.vtl.compiler import Module
from velogate.vtl.dialect import Dialect
from velogate.vtl.python import Place
from velogate.vtl.run import RUN
from velogate.vtl.steps import on_a_line
from velogate.vtl.survey import survey


class Traced(Module):
    """Writes the module of a tree so that it tells what it does: by calls of `saw`, which give back what they get."""

    def __init__(self, tree: t.Tree, dialect: Dialect, dynamic: bool = False) -> None:
        super().__init__(tree, dialect, survey(tree, dialect, dynamic))
        self._sights: list[tuple[str, Span, str, int]] = []  # kind, place, words, and the number of what it belongs to
        self._running: list[tuple[int, t.Directive]] = []

    def saw(self, source: Source) -> Callable[[int, Any], Any]:
        """The function `saw` of the module: tells the rendering's Steps."""
        sights = self._sights

        def saw(number: int, value: Any) -> Any:
            steps = RUN.get().steps
            if steps is not None:
                kind, span, what, loop = sights[number]
                steps.take(kind, span, what, value, (id(source), loop))
            return value

        return saw

    def _sight(
        self, kind: str, start: int, end: int, what: str, value: ast.expr, at: Place, loop: int = -1
    ) -> ast.expr:
        self._sights.append((kind, self._tree.source.span(start, end), on_a_line(what), loop))
        return p.call("saw", [p.constant(len(self._sights) - 1, at), value], at)

    def _seen(self, node: t.Node, value: ast.expr, at: Place) -> ast.expr:
        text = self._tree.source.text
        match node:
            case t.Reference():
                return self._sight("reference", node.start, node.end, text[node.start : node.end], value, at)
            case t.Set():
                return self._sight("set", node.start, node.end, f"#set({node.target.literal.strip()})", value, at)
            case t.Branch() if node.condition:
                what = text[node.start : node.condition.end].rstrip()
                return self._sight("if", node.start, node.condition.end, f"{what})", value, at)
            case t.Directive():
                what = f"{text[node.start : node.arguments[-1].end]})"
                number = len(self._sights)
                self._running.append((number, node))
                return self._sight("foreach", node.start, node.arguments[-1].end, what, value, at, number)
        return value

    def _interval(self, node: t.Node) -> intervals.Interval | None:
        """Nothing is known beforehand: what is computed more shortly would be told otherwise, or twice."""
        return None

    def _loop(self, node: t.Directive, name: str, over: t.Node, body: t.Node | None) -> None:
        super()._loop(node, name, over, body)
        number, _ = self._running.pop()
        at = self._at(over)
        self._do(self._sight("end", node.start, node.end, "", p.constant(None, at), at, number), at)

    def _loop_body(self, name: str, block: t.Block, scope: str, before: list[ast.stmt], at: Place) -> list[ast.stmt]:
        number, node = self._running[-1]
        first = node.arguments[0]
        told = self._sight("element", first.start, first.end, f"${name}", self._load(name, at), at, number)
        return [p.statement(told, at), *super()._loop_body(name, block, scope, before, at)]
