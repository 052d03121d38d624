"""What a template does as a whole, as far as the compiler has to know it before the first line."""

from collections.abc import Iterator
from dataclasses import dataclass

from velogate.vtl import tree as t
from velogate.vtl.dialect import Dialect
from velogate.vtl.expansion import Macros, expandable, walk_all

MAX_BLOCKS = 9
"""Blocks inside each other that one Python function can hold; Python itself stops at 20 loops."""

_LOOP_NAMES = {"index", "count", "hasNext", "first", "last"}
_CHANGING = ("add", "put", "remove", "clear", "retain", "replace", "set", "sort", "merge", "compute")


@dataclass(frozen=True, slots=True)
class Survey:
    """Facts about a whole tree.

    `names`: every variable it reads or assigns. `dynamic`: variables are reached by others than the template's own
    lines (macros, #evaluate, #parse) or blocks nest too deep for one function, so they live in a mapping; otherwise
    they are Python's own local variables. `loop_object`: `$foreach` is needed as a value, not only its numbers.
    `may_stop`: #stop, or a #break that leaves more than its own loop, can end the rendering in the middle of a line.
    `apart`: every text is written by itself: something may stop between two of them, or somebody asks who wrote which.
    `defines`: there are #define blocks, so that a variable may print differently each time. `may_leave`: there is a
    `#break($scope)`. `open`: text that is not known yet may read variables, too.
    """

    names: frozenset[str]
    dynamic: bool
    loop_object: bool
    may_stop: bool
    apart: bool
    defines: bool
    may_leave: bool
    open: bool
    macros: Macros

    def reads(self, name: str) -> bool:
        """Whether somebody may read the variable."""
        return self.open or name in self.names


def survey(tree: t.Tree, dialect: Dialect, dynamic: bool, apart: bool = False) -> Survey:
    """The facts about the tree; `dynamic` and `apart` are so in any case where they are given."""
    nodes = list(walk_all(tree.block))
    directives = [n for n in nodes if isinstance(n, t.Directive)]
    called = {d.name for d in directives}
    references = [n for n in nodes if isinstance(n, t.Reference)]
    unknown = dynamic or bool(called & {"evaluate", "parse"})
    has_macros = dialect.macros and "macro" in called
    macros = expandable(nodes) if has_macros and not unknown else {}
    may_leave = any(d.name == "break" and d.arguments for d in directives)
    may_stop = "stop" in called or may_leave
    reached = unknown or (has_macros and not macros) or _deep(tree.block)
    names = frozenset(_names(nodes))
    loop_object = may_leave or any(_needs_loop_object(r) for r in references)
    return Survey(
        names=names,
        dynamic=reached,
        loop_object=unknown or loop_object or ("foreach" in names and (reached or "define" in called)),
        may_stop=may_stop,
        apart=apart or may_stop or reached,
        defines="define" in called,
        may_leave=may_leave,
        open=unknown,
        macros={} if reached else macros,
    )


def changes_containers(block: t.Block) -> bool:
    """Whether something in the block could change the list that a loop around it walks."""
    return any(_changes_a_container(node) for node in walk_all(block))


def _changes_a_container(node: t.Node) -> bool:
    """Whether it calls a method that may, or sets a property or an index."""
    if isinstance(node, t.Set):
        return bool(node.target.members)
    return isinstance(node, t.Method) and node.name.startswith(_CHANGING)


def changes_values(block: t.Block) -> bool:
    """Whether something in the block, or in a text that is not known yet, could change a list or map of the caller."""
    unknown = {"evaluate", "parse"}
    return changes_containers(block) or any(
        (isinstance(n, t.Set) and n.target.members) or (isinstance(n, t.Directive) and n.name in unknown)
        for n in walk_all(block)
    )


def breaks_in_string(block: t.Block) -> bool:
    """Whether a #break inside an interpolated string of the block leaves the loop around it."""
    return any(
        isinstance(n, t.String) and n.template and any(_is_break(i) for i in walk_all(n.template))
        for n in walk_all(block)
    )


def _is_break(node: t.Node) -> bool:
    return isinstance(node, t.Directive) and node.name == "break"


def _names(nodes: list[t.Node]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, t.Reference | t.Set):
            yield node.name
        elif isinstance(node, t.Directive) and node.name in ("foreach", "define"):
            yield from (head[1:] for head in node.heads[:1])


def _needs_loop_object(reference: t.Reference) -> bool:
    if reference.name != "foreach":
        return False
    first = reference.members[0] if reference.members else None
    return not isinstance(first, t.Property) or first.name not in _LOOP_NAMES


def _deep(block: t.Block) -> bool:
    blocks = 0
    waiting: list[tuple[int, t.Node]] = [(0, block)]
    while waiting:
        depth, node = waiting.pop()
        depth += isinstance(node, t.Block)
        blocks = max(blocks, depth)
        waiting.extend((depth, child) for child in t.children(node))
    return blocks > MAX_BLOCKS
