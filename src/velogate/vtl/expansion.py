"""Macros that can be written out where they are called, because nobody could tell the difference.

Velocity looks a macro up when it is called and evaluates its arguments by name. Where all of that is known beforehand
the body takes the place of the call, and the arguments that of the parameters.
"""

from collections.abc import Iterator, Mapping

from velogate.vtl import tree as t

MAX_NODES = 20_000
"""Nodes that the written-out macros of a template may have together; more are called."""

MAX_DEPTH = 20
"""Macros inside each other, as in Velocity (`velocimacro.max.depth`)."""

Macros = Mapping[str, t.Directive]

_HINDRANCES = {"break", "stop", "define", "macro", "evaluate", "parse", "literal"}


def walk_all(node: t.Node) -> Iterator[t.Node]:
    """The node and all nodes inside."""
    return (n for _, n in t.walk(node))


def definitions(nodes: list[t.Node]) -> dict[str, t.Directive]:
    """The macros by name: the first definition counts, and of two inside each other the inner one."""
    found: dict[str, t.Directive] = {}
    for node in sorted((n for n in nodes if _is_macro(n)), key=lambda n: n.end):
        assert isinstance(node, t.Directive)
        found.setdefault(node.heads[0], node)
    return found


def parameters(macro: t.Directive) -> list[str]:
    """The names of a macro's parameters."""
    return [head.removeprefix("$") for head in macro.heads[1:]]


def expandable(nodes: list[t.Node]) -> Macros:
    """The macros of a template if all calls of them can be written out, else none."""
    macros = definitions(nodes)
    bodies = {name: list(walk_all(m.block)) for name, m in macros.items() if m.block}
    names = {p for m in macros.values() for p in parameters(m)}
    for body in bodies.values():
        if any(_hinders(n, macros) for n in body) or any(name in names for name in _assigned(body)):
            return {}
    if any(_hinders_as_call(n, macros) for n in nodes):
        return {}
    sizes: dict[str, int] = {}
    for name in macros:
        if _measure(name, bodies, macros, sizes, 0) > MAX_NODES:
            return {}
    calls = sum(sizes[n.name] for n in nodes if isinstance(n, t.Directive) and n.name in macros)
    return macros if calls <= MAX_NODES else {}


def _is_macro(node: t.Node) -> bool:
    return isinstance(node, t.Directive) and node.name == "macro"


def _hinders(node: t.Node, macros: Macros) -> bool:
    return isinstance(node, t.Directive) and node.name in _HINDRANCES


def _hinders_as_call(node: t.Node, macros: Macros) -> bool:
    """A call with a body, with a bare word, or with an argument that could change variables."""
    if not isinstance(node, t.Directive) or node.name.removeprefix("@") not in macros:
        return False
    if node.name.startswith("@") or any(isinstance(a, t.Word) for a in node.arguments):
        return True
    return any(isinstance(n, t.Set | t.Directive) for a in node.arguments for n in walk_all(a))


def _assigned(nodes: list[t.Node]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, t.Set):
            yield node.name
        elif isinstance(node, t.Directive) and node.name == "foreach":
            yield from (head[1:] for head in node.heads[:1])


def _measure(name: str, bodies: dict[str, list[t.Node]], macros: Macros, sizes: dict[str, int], depth: int) -> int:
    """The nodes of a macro with all that it calls; more than MAX_NODES for one that calls itself."""
    if depth >= MAX_DEPTH:
        return MAX_NODES + 1
    if name not in sizes:
        called = [n.name for n in bodies[name] if isinstance(n, t.Directive) and n.name in macros]
        inner = (_measure(c, bodies, macros, sizes, depth + 1) for c in called)
        sizes[name] = min(len(bodies[name]) + sum(inner), MAX_NODES + 1)
    return sizes[name]
