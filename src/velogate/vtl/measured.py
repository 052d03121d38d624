"""Templates for debuggers and coverage: each line of text a statement of its own, each way from a fork a line.

Python tells a tracer lines and nothing smaller. So that a branch can be measured that begins and ends on one line, its
ways have lines of their own in the code, far behind those of any file, which the reports translate back.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from types import CodeType

from velogate.source import Source
from velogate.vtl import tree as t
from velogate.vtl.compiler import Module
from velogate.vtl.dialect import Dialect
from velogate.vtl.python import Place
from velogate.vtl.survey import survey
from velogate.vtl.watching import NOWHERE, WAYS


@dataclass(frozen=True, slots=True)
class Way:
    """One way on from a condition or a loop: where that stands, the line in the code that tells that it was taken.

    `to` is the line where it goes on, None where nothing follows; `what` says in words what was never so if it is not
    taken.
    """

    line: int
    told_by: int
    to: int | None
    what: str


@dataclass(frozen=True, slots=True)
class Measures:
    """What can be measured of a template: the lines that run, and the ways, in order."""

    lines: frozenset[int]
    ways: tuple[Way, ...]


def measures(tree: t.Tree, dialect: Dialect) -> Measures:
    """What can be measured of a template."""
    module = Measured(tree, dialect)
    return module.measures(compile(module.module(), tree.source.name, "exec", dont_inherit=True))


class Lined(Module):
    """Writes the module of a tree so that each line of it is a line of the code: debuggers stop there, and go on so."""

    def __init__(self, tree: t.Tree, dialect: Dialect, dynamic: bool = False) -> None:
        super().__init__(tree, dialect, survey(tree, dialect, dynamic, apart=True))

    def _statement(self, node: t.Node) -> None:
        for each in _lines(node, self._tree.source) if isinstance(node, t.Text) else (node,):
            self._on_its_line(each)
            super()._statement(each)

    def _on_its_line(self, node: t.Node) -> None:
        """What else is to be known of a statement that has a line."""


class Measured(Lined):
    """Writes the module of a tree so that coverage can measure it."""

    def __init__(self, tree: t.Tree, dialect: Dialect, dynamic: bool = False) -> None:
        super().__init__(tree, dialect, dynamic)
        self._starts: set[int] = set()
        self._forks: dict[int, tuple[t.Branch | t.Directive, bool]] = {}

    def _on_its_line(self, node: t.Node) -> None:
        for each in node.branches if isinstance(node, t.If) else (node,):
            if not (isinstance(each, t.Branch) and each.condition is None):
                self._note(each)

    def _at(self, node: t.Node) -> Place:
        at = super()._at(node)
        return {**at, "lineno": NOWHERE, "end_lineno": NOWHERE} if _is_blank(node) else at

    def _note(self, node: t.Node) -> None:
        if not _is_blank(node):
            self._starts.add(self._line(node.start))

    def _line(self, offset: int) -> int:
        return self._tree.source.position(offset)[0]

    def _taken(self, node: t.Branch | t.Directive, taken: bool, condition: ast.expr | None = None) -> list[ast.stmt]:
        if isinstance(condition, ast.Constant) or (isinstance(node, t.Directive) and _always_walks(node)):
            return []
        line = WAYS + 2 * self._number(node.start) + (not taken)
        if line >= NOWHERE:
            return []
        self._forks[line] = node, taken
        return [ast.Pass(lineno=line, col_offset=0, end_lineno=line, end_col_offset=0)]

    def _number(self, offset: int) -> int:
        """A number that no other fork of the file has: each begins with a `#`, in JSON maybe a `\\u0023`."""
        source = self._tree.source
        text, end = (source.outer or source).text, source.outward(offset)
        return text.count("#", 0, end) + text.count("\\", 0, end)

    # ---- what a report needs

    def measures(self, code: CodeType) -> Measures:
        """What can be measured of the template, whose code this module has become."""
        lines = frozenset(self._starts & _lines_of(code))
        after = _Following(self._tree, sorted(lines))
        return Measures(lines, tuple(self._way(line, *fork, after) for line, fork in sorted(self._forks.items())))

    def _way(self, told_by: int, node: t.Branch | t.Directive, taken: bool, after: "_Following") -> Way:
        place = (node.condition if isinstance(node, t.Branch) else node.arguments[2]) or node
        text = self._tree.source.text[place.start : place.end]
        if isinstance(node, t.Branch):
            what = f"the condition `{text}` was never {'true' if taken else 'false'}"
        else:
            what = f"the loop over `{text}` was never {'entered' if taken else 'without elements'}"
        return Way(self._line(node.start), told_by, after.inside(node) if taken else after.past(node), what)


class _Following:
    """Which line comes next, inside a branch or after it."""

    def __init__(self, tree: t.Tree, lines: list[int]) -> None:
        self._source, self._lines = tree.source, lines
        self._next: dict[int, int] = {}
        for _, node in t.walk(tree.block):
            if isinstance(node, t.If):
                for branch, other in zip(node.branches, (*node.branches[1:], None), strict=True):
                    self._next[id(branch)] = (
                        node.end if other is None else (other if other.condition else other.block).start
                    )

    def inside(self, node: t.Branch | t.Directive) -> int | None:
        """The line of the first statement of the body."""
        block = node.block
        return self._from(block.start, block.end) if block else None

    def past(self, node: t.Branch | t.Directive) -> int | None:
        """The line of what comes if the body does not."""
        return self._from(self._next.get(id(node), node.end), len(self._source.text))

    def _from(self, start: int, end: int) -> int | None:
        first, last = self._source.position(start)[0], self._source.position(end)[0]
        return next((line for line in self._lines if first <= line <= last), None)


def _lines(node: t.Text, source: Source) -> Iterator[t.Text]:
    """The text, a line of the file a node, where it prints what stands in the source."""
    start = source.text.find(node.text, node.start, node.end)
    if start < 0 or not node.text:
        yield node
        return
    end = start + len(node.text)
    inner = (*source.line_starts, *(here for here, _ in source.pieces))
    cuts = sorted({start, end, *(each for each in inner if start < each < end)})
    for first, last in pairwise(cuts):
        text = source.text[first:last]
        yield t.Text(first + len(text) - len(text.lstrip()), last, text, node.kind)


def _is_blank(node: t.Node) -> bool:
    """Whether a node prints blanks alone: those before an #elseif stand on its line though it may never be asked."""
    return isinstance(node, t.Text) and not node.text.strip()


def _always_walks(node: t.Directive) -> bool:
    """Whether a loop is over a literal, of which everybody sees whether it has elements."""
    return isinstance(node.arguments[2], t.List | t.Range)


def _lines_of(code: CodeType) -> set[int]:
    """The lines of a code and of all functions inside."""
    inner = (_lines_of(each) for each in code.co_consts if isinstance(each, CodeType))
    return {line for _, _, line in code.co_lines() if line}.union(*inner)
