"""The syntax tree: what a template says, as data.

Every node covers the characters `start` to `end` of the source. A block's statements follow each other without a gap,
so a tree holds its whole source; the nodes inside a statement lie in it in order. Nodes are never changed; that Python
enforces it (`frozen`) would take a tenth of the time of a start, and half of that of parsing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields

from velogate.errors import Finding
from velogate.source import Source


@dataclass(slots=True, eq=False, repr=False)
class Node:
    """A part of a template: offsets in the source."""

    start: int
    end: int

    def __repr__(self) -> str:
        return _headline(self)


# ---- statements


@dataclass(slots=True, eq=False, repr=False)
class Text(Node):
    """Characters that print: `text`, which is not always what stands in the source (`kind` says why)."""

    text: str
    kind: str = "text"


@dataclass(slots=True, eq=False, repr=False)
class Block(Node):
    """Statements one after the other."""

    statements: tuple[Node, ...]


@dataclass(slots=True, eq=False, repr=False)
class Branch(Node):
    """A condition and what is rendered when it is true; `#else` has None for a condition."""

    condition: Node | None
    block: Block


@dataclass(slots=True, eq=False, repr=False)
class If(Node):
    """#if, #elseif, #else."""

    branches: tuple[Branch, ...]


@dataclass(slots=True, eq=False, repr=False)
class Set(Node):
    """`#set(target = value)`. `name` is the variable that a target without members assigns."""

    target: "Reference"
    name: str
    value: Node


@dataclass(slots=True, eq=False, repr=False)
class Directive(Node):
    """A directive with its arguments; `literal` is the directive as text, for calls of what is no macro.

    `heads` are the first tokens of the arguments, `block` is the body of a directive that ends with `#end`, `bare`
    says that no parentheses follow the name.
    """

    name: str
    arguments: tuple[Node, ...]
    heads: tuple[str, ...]
    literal: str
    block: Block | None = None
    bare: bool = False


# ---- values


@dataclass(slots=True, eq=False, repr=False)
class Property(Node):
    """`.name` of a reference."""

    name: str


@dataclass(slots=True, eq=False, repr=False)
class Method(Node):
    """`.name(arguments)` of a reference."""

    name: str
    arguments: tuple[Node, ...]


@dataclass(slots=True, eq=False, repr=False)
class Index(Node):
    """`[key]` of a reference."""

    key: Node


@dataclass(slots=True, eq=False, repr=False)
class Reference(Node):
    """`$name.member...`

    `literal`: the reference as it is written; `null`: what it prints when it is null. `escape_prefix`, `more_prefix`:
    what the backslashes and further `$` before it print; `escaped`: the backslashes are odd in number. `runt`: a bare
    name among the arguments of a method, which is always null. `computable`: not `$\\!name`.
    """

    name: str
    members: tuple[Property | Method | Index, ...]
    literal: str
    null: str
    escape_prefix: str = ""
    more_prefix: str = ""
    escaped: bool = False
    formal: bool = False
    quiet: bool = False
    runt: bool = False
    computable: bool = True

    @property
    def head(self) -> str:
        """The first token: `$name`, `$!name`, `${`, `$!{` or, for a runt, `name`."""
        sign = "" if self.runt else "$!" if self.quiet else "$"
        return sign + ("{" if self.formal else self.name)


@dataclass(slots=True, eq=False, repr=False)
class String(Node):
    """A string literal: `value`, or the `template` that an interpolated one is."""

    value: str
    template: Block | None = None
    drop_last: bool = False


@dataclass(slots=True, eq=False, repr=False)
class Constant(Node):
    """An integer, a float, true or false."""

    value: int | float | bool


@dataclass(slots=True, eq=False, repr=False)
class Word(Node):
    """A bare word among the arguments of a directive: `in`, the name of a macro."""

    text: str


@dataclass(slots=True, eq=False, repr=False)
class Range(Node):
    """`[first..last]`."""

    first: Node
    last: Node


@dataclass(slots=True, eq=False, repr=False)
class List(Node):
    """`[a, b]`."""

    items: tuple[Node, ...]


@dataclass(slots=True, eq=False, repr=False)
class Map(Node):
    """`{a: b}`."""

    pairs: tuple[tuple[Node, Node], ...]


# ---- expressions


@dataclass(slots=True, eq=False, repr=False)
class Operation(Node):
    """Operands with operators of one precedence between them, worked off from the left.

    `literals` are the texts between the operators, with their blanks: when what stands left of a `+` is null, and a
    string right of it, Velocity concatenates that text. `literal`: the same for the operation as an operand, the text
    after its last operator, or all of it in parentheses.
    """

    operators: tuple[str, ...]
    operands: tuple[Node, ...]
    literals: tuple[str, ...]
    literal: str


@dataclass(slots=True, eq=False, repr=False)
class And(Node):
    """Operands that must all be true."""

    operands: tuple[Node, ...]


@dataclass(slots=True, eq=False, repr=False)
class Or(Node):
    """Operands of which one must be true."""

    operands: tuple[Node, ...]


@dataclass(slots=True, eq=False, repr=False)
class Not(Node):
    """`count` negations of the operand."""

    count: int
    operand: Node


@dataclass(slots=True, eq=False, repr=False)
class Group(Node):
    """An expression in parentheses."""

    expression: Node


@dataclass(slots=True, eq=False, repr=False)
class Tree:
    """A template as read: its source, its block, and what its author should know though Velocity accepts it."""

    source: Source
    block: Block
    notes: tuple[Finding, ...]


def children(node: Node) -> Iterator[Node]:
    """The nodes directly inside, in the order of the source."""
    for name in _PARTS[type(node)]:
        yield from _nodes(getattr(node, name))


def _nodes(value: object) -> Iterator[Node]:
    if isinstance(value, Node):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _nodes(item)


_PARTS = {
    kind: tuple(f.name for f in fields(kind) if f.type not in (int, str, bool, tuple[str, ...], int | float | bool))
    for kind in Node.__subclasses__()
}
"""The fields of each kind of node that hold nodes."""


def walk(node: Node) -> Iterator[tuple[int, Node]]:
    """The node and all nodes inside with their depth, in the order of the source, however deep."""
    waiting = [(0, node)]
    while waiting:
        depth, current = waiting.pop()
        yield depth, current
        waiting.extend((depth + 1, child) for child in reversed(list(children(current))))


def to_source(tree: Tree) -> str:
    """The tree as template text again: what belongs to each node alone, and the nodes inside it in their places."""
    text = tree.source.text
    pieces: list[str] = []
    waiting: list[Node | str] = [tree.block]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            pieces.append(item)
        else:
            waiting.extend(reversed(list(_parts(item, text))))
    return "".join(pieces)


def _parts(node: Node, text: str) -> Iterator[Node | str]:
    position = node.start
    for child in children(node):
        yield text[position : child.start]
        yield child
        position = child.end
    yield text[position : node.end]


def pretty(tree: Tree) -> str:
    """The tree, a node a line, for people."""
    return "\n".join("  " * depth + _headline(node) for depth, node in walk(tree.block))


def _headline(node: Node) -> str:
    own = (
        f"{f.name}={value!r}"
        for f in fields(node)
        if f.name not in ("start", "end") and not _has_nodes(value := getattr(node, f.name)) and value not in ("", ())
    )
    return f"{type(node).__name__} {node.start}:{node.end} {' '.join(own)}".rstrip()


def _has_nodes(value: object) -> bool:
    return next(_nodes(value), None) is not None
