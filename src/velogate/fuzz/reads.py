"""What a template reads of a request: fields of the body, and parameters."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from velogate.vtl import tree
from velogate.vtl.tree import Node, Tree

_STEP = re.compile(r"\.(?P<name>[\w-]+)|\[(?P<index>\d+|\*)\]|\[['\"](?P<quoted>[^'\"]*)['\"]\]")
_OF_LISTS = frozenset({"size", "isEmpty", "iterator"})
_OF_MAPS = frozenset({"keySet", "entrySet", "values", "containsKey"})


@dataclass(slots=True)
class Field:
    """A value of the body: what is read inside it. A leaf has neither fields nor an item; `whole` is any value."""

    whole: bool = False
    fields: "dict[str, Field]" = field(default_factory=dict)
    item: "Field | None" = None

    def member(self, name: str) -> "Field":
        """The field of that name."""
        return self.fields.setdefault(name, Field())

    def element(self) -> "Field":
        """Each element of the list that the field is."""
        if self.item is None:
            self.item = Field()
        return self.item


@dataclass(slots=True)
class Reads:
    """All that a template reads: the body, and parameters by the place they are asked from (`any` for all)."""

    body: Field = field(default_factory=Field)
    params: dict[str, set[str]] = field(default_factory=dict)

    def param(self, place: str, name: str) -> None:
        """Remembers a parameter."""
        self.params.setdefault(place, set()).add(name)


def of(template: Tree) -> Reads:
    """What the template reads, as far as it is written out in it."""
    survey = _Survey()
    survey.visit(template.block)
    return survey.found


class _Survey:
    """Goes through a template in order and keeps which variables stand for which part of the body."""

    def __init__(self) -> None:
        self.found = Reads()
        self._bound: dict[str, Field | None] = {}
        self._params: dict[str, str] = {}

    def visit(self, node: Node) -> None:
        """Reads a node and all that is inside it."""
        match node:
            case tree.Set(target=target, name=name, value=value) if not target.members:
                self.visit(value)
                self._bind(name, value)
            case tree.Directive(name="foreach", arguments=(tree.Reference(name=name), _, value, *_), block=block):
                self.visit(value)
                over = self._locate(value)
                self._bound[name] = over.element() if over else None
                if block is not None:
                    self.visit(block)
            case _:
                if isinstance(node, tree.Reference):
                    self._locate(node)
                for child in tree.children(node):
                    self.visit(child)

    def _bind(self, name: str, value: Node) -> None:
        self._bound[name] = self._locate(value)
        place = self._place_of(value)
        if place is None:
            self._params.pop(name, None)
        else:
            self._params[name] = place

    def _place_of(self, value: Node) -> str | None:
        """The place of parameters that a value is the map of; `` for the map of all places."""
        match value:
            case tree.Reference(name="input", members=(tree.Method(name="params", arguments=()), *rest)):
                names = list(_names(tuple(rest)))
                return names[0] if names else ""
            case _:
                return None

    def _locate(self, node: Node) -> Field | None:
        """The part of the body that a value is; parameters on the way are remembered."""
        match node:
            case tree.Group(expression=inner):
                return self._locate(inner)
            case tree.Reference(name="input", members=members):
                return self._of_input(members)
            case tree.Reference(name=name, members=members) if name in self._params:
                self._of_params(self._params[name], members)
                return None
            case tree.Reference(name=name, members=members) if self._bound.get(name):
                return self._inside(self._bound[name], members)
            case _:
                return None

    def _of_input(self, members: tuple[Node, ...]) -> Field | None:
        match members:
            case (tree.Method(name="json", arguments=(tree.String(value=path, template=None),)), *_):
                self._at(path).whole = True
            case (tree.Method(name="path", arguments=(tree.String(value=path, template=None),)), *rest):
                return self._inside(self._at(path), tuple(rest))
            case (tree.Property(name="body"), *_):
                self.found.body.whole = True
            case (tree.Method(name="params", arguments=(tree.String(value=name, template=None),)), *_):
                self.found.param("any", name)
            case (tree.Method(name="params", arguments=()), *rest):
                self._of_params("", tuple(rest))
            case _:
                pass
        return None

    def _of_params(self, place: str, members: tuple[Node, ...]) -> None:
        names = list(_names(members))
        if place:
            names.insert(0, place)
        if len(names) > 1 and names[0] in ("path", "querystring", "header"):
            self.found.param(names[0], names[1])

    def _at(self, path: str) -> Field:
        """The part of the body at a JSONPath, as far as it has names and positions."""
        at = self.found.body
        rest = path.removeprefix("$") if path.startswith("$") else f".{path}"
        position = 0
        while step := _STEP.match(rest, position):
            name = step["name"] or step["quoted"]
            at = at.member(name) if name is not None else at.element()
            position = step.end()
        return at

    def _inside(self, at: Field | None, members: tuple[Node, ...]) -> Field | None:
        for member in members:
            if at is None:
                return None
            at = _step(at, member)
        return at


def _step(at: Field, member: Node) -> Field | None:
    match member:
        case tree.Property(name=name) | tree.Index(key=tree.String(value=name, template=None)):
            return at.member(name)
        case tree.Method(name="get", arguments=(tree.String(value=name, template=None),)):
            return at.member(name)
        case tree.Index() | tree.Method(name="get"):
            return at.element()
        case tree.Method(name=name) if name in _OF_LISTS:
            at.element()
        case tree.Method(name=name) if name in _OF_MAPS:
            at.member("key")
        case _:
            pass
    return None


def _names(members: tuple[Node, ...]) -> Iterator[str]:
    """The names that properties, keys in brackets and get() give."""
    for member in members:
        match member:
            case tree.Property(name=name) | tree.Index(key=tree.String(value=name, template=None)):
                yield name
            case tree.Method(name="get", arguments=(tree.String(value=name, template=None),)):
                yield name
            case _:
                return
