"""The Query protocol's form, `Action=Publish&Message=...`, read by the operation's input shape."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any
from urllib.parse import unquote_to_bytes

from velogate.errors import near
from velogate.services.wire import constraints, facts, leaves
from velogate.services.wire.reading import Problem, Reading, Spot, clipped

_COMMON = re.compile(
    r"Action|Version|AWSAccessKeyId|Signature(Version|Method)?|Timestamp|Expires|SecurityToken|X-Amz-.*"
)
"""Parameters of every call, which say nothing of the operation."""

_BAD_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})[^&]{0,2}")


@dataclass(frozen=True, slots=True)
class Pair:
    """One name and its value; `name_at` and `value_at` are where they stand in the body, None in the URL."""

    name: str
    value: str
    raw: str
    name_at: int | None = None
    value_at: int | None = None

    @property
    def part(self) -> str:
        """Of the request."""
        return "query" if self.name_at is None else "body"


@dataclass(slots=True)
class Node:
    """The parameters whose names go on from one prefix."""

    name: str = ""
    pairs: list[Pair] = field(default_factory=list)
    inner: dict[str, "Node"] = field(default_factory=dict)
    first: Pair | None = None


def pairs(text: str, in_body: bool = True) -> list[Pair]:
    """The pairs of a form, decoded as UTF-8."""
    found, at = [], 0
    for each in text.split("&"):
        name, equals, value = each.partition("=")
        if each:
            places = (at, at + len(name) + len(equals)) if in_body else (None, None)
            found.append(Pair(_decoded(name), _decoded(value), each, *places))
        at += len(each) + 1
    return found


def _decoded(text: str) -> str:
    return unquote_to_bytes(text.replace("+", " ")).decode("utf-8", "replace")


def written(given: list[Pair], texts: Collection[str] = ()) -> Iterator[Problem]:
    """What no author means: line ends, blanks at the end of a value, a % that encodes nothing.

    What stands at the very end of the body, after one of the names whose value may be any text, is only warned of.
    """
    in_body = [pair for pair in given if pair.name_at is not None]
    for pair, after in zip_longest(in_body, in_body[1:]):
        yield from _of_name(pair)
        if after is None or "=" in after.raw:  # else the value is cut at a &, and that is told of what follows
            yield from _at_end(pair, "warning" if after is None and pair.name in texts else "error")
        yield from _inside(pair)


def _of_name(pair: Pair) -> Iterator[Problem]:
    name, equals, _ = pair.raw.partition("=")
    shown = clipped(pair.name.strip())
    if not equals:
        said = f"{clipped(pair.raw.strip())!r} has no =; & and = inside a value must be encoded"
        yield _problem(pair, shown, said, 0, max(len(name), 1), _ENCODE)
    elif name != name.strip():
        said = f"the name {shown} has a blank or a line end around it, which is part of the name"
        yield _problem(pair, shown, said, 0, len(name), _LINES)


def _at_end(pair: Pair, severity: str) -> Iterator[Problem]:
    shown, end = clipped(pair.name.strip()), len(pair.raw.rstrip())
    if "=" not in pair.raw or end == len(pair.raw):
        return
    is_line = re.search(r"[\r\n]", pair.raw[end:]) is not None
    said = f"{shown} ends with {'a line end' if is_line else 'a blank'}, which belongs to its value"
    yield _problem(pair, shown, said, end, len(pair.raw), _LINES if is_line else _ENCODE, severity)


def _inside(pair: Pair) -> Iterator[Problem]:
    shown, value_at = clipped(pair.name.strip()), len(pair.raw.partition("=")[0]) + 1
    value = pair.raw[value_at:].rstrip()
    if line_end := re.search(r"[\r\n]", value):
        at = value_at + line_end.start()
        yield _problem(pair, shown, f"{shown} has a line end in its value that is not encoded", at, at + 1, _ENCODE)
    if bad := _BAD_PERCENT.search(value):
        at = value_at + bad.start()
        said = f"{shown} has {clipped(bad[0])!r} in its value, which is no encoded byte"
        yield _problem(pair, shown, said, at, at + len(bad[0]), _ENCODE)


def _problem(pair: Pair, path: str, message: str, start: int, end: int, hint: str, severity: str = "error") -> Problem:
    """A problem at characters of a pair of the body."""
    at = pair.name_at or 0
    return Problem(message, path, "body", at + start, at + end, hint, severity)


_LINES = "end the line of the template with ## so that nothing follows"
_ENCODE = "encode what goes into a value: $util.urlEncode(...)"


# ---- the tree of names


def tree(given: list[Pair]) -> Node:
    """The pairs by the parts of their names, without those that every call has."""
    root = Node()
    for pair in given:
        name = pair.name.strip()
        if _COMMON.fullmatch(name):
            continue
        node = root
        for part in name.split(".")[:64]:
            path = f"{node.name}.{part}" if node.name else part
            node = node.inner.setdefault(part, Node(path))
            node.first = node.first or pair
        node.pairs.append(pair)
    return root


@dataclass(frozen=True, slots=True)
class Names:
    """How a protocol names things in a form."""

    protocol: str

    def member(self, name: str, shape: Any) -> str:
        """What a member is called in a form."""
        own = shape.serialization.get("name", name)
        if self.protocol == "ec2":
            return str(shape.serialization.get("queryName") or _capital(own))
        return str(own)

    def flattened(self, shape: Any) -> bool:
        """Whether a list's or map's positions follow its own name."""
        return bool(self.protocol == "ec2" or shape.serialization.get("flattened"))

    def of_list(self, name: str, shape: Any) -> tuple[str, str | None]:
        """What a list is called, and the part of the name before its positions."""
        inner = shape.member.serialization.get("name")
        if self.protocol == "ec2":
            return name, None
        return (inner or name, None) if self.flattened(shape) else (name, inner or "member")

    def of_map(self, shape: Any) -> tuple[str | None, str, str]:
        """The part of the name before a map's positions, and what keys and values are called."""
        key, value = shape.key.serialization.get("name", "key"), shape.value.serialization.get("name", "value")
        return None if self.flattened(shape) else "entry", key, value


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


# ---- reading


def structure(shape: Any, node: Node, spot: Spot, names: Names, reading: Reading) -> dict[str, Any]:
    """The parameters of all names under a node."""
    found: dict[str, Any] = {}
    wires = _wires(shape, names)
    for wire, inner in node.inner.items():
        if wire not in wires:
            guess = _unknown(wire, inner, wires, spot, names, reading)
            if guess:
                reading.meant.add((*spot.path, wires[guess][0]))
            continue
        name, member = wires[wire]
        found[name] = value(member, inner, spot.inner(name, inner.name), names, reading)
    for pair in node.pairs if spot.path else ():
        if pair.value:
            message = f"{spot} must be an object, whose members are written as {node.name}.{next(iter(wires), 'X')}"
            reading.fault(message, _at(node, spot))
    constraints.required(shape, found, _at(node, spot), reading)
    return found


def _wires(shape: Any, names: Names) -> dict[str, tuple[str, Any]]:
    """The members by the first part of their name in a form."""
    found = {}
    for name, member in shape.members.items():
        wire = names.member(name, member)
        if member.type_name == "list":
            wire = names.of_list(wire, member)[0]
        found[wire] = (name, member)
    return found


def _at(node: Node, spot: Spot) -> Spot:
    """The spot of what a node's first pair says."""
    first = node.first
    return Spot(spot.path, (first.name,) if first else None, first.part if first else spot.part)


def value(shape: Any, node: Node, spot: Spot, names: Names, reading: Reading) -> Any:
    """The parameter that the names under a node make."""
    spot = reading.spots[spot.path] = _at(node, spot)
    match shape.type_name:
        case "structure":
            return structure(shape, node, spot, names, reading)
        case "list":
            found: Any = _list(shape, node, spot, names, reading)
        case "map":
            found = _map(shape, node, spot, names, reading)
        case _:
            return _leaf(shape, node, spot, reading)
    constraints.check(shape, found, spot, reading)
    return found


def _leaf(shape: Any, node: Node, spot: Spot, reading: Reading) -> Any:
    for inner in node.inner.values():
        at = _at(inner, spot)
        reading.fault(f"{spot} is {leaves.word(shape)} and has no {clipped(inner.name)}", at, on_name=True)
    if not node.pairs:
        return None
    if len(node.pairs) > 1:
        reading.fault(f"{spot} is given {len(node.pairs)} times", spot)
    text = node.pairs[-1].value
    if shape.type_name == "string" and not {"enum", "pattern"} & {*shape.metadata}:
        reading.texts.add(node.pairs[-1].name)
    try:
        found = leaves.from_text(shape, text if shape.type_name in ("string", "blob") else text.strip(), "iso8601")
    except leaves.Wrong as wrong:
        reading.fault(f"{spot} {wrong}", spot, wrong.hint)
        return text
    constraints.check(shape, found, spot, reading)
    facts.check_value(reading, spot, found)
    return found


def _list(shape: Any, node: Node, spot: Spot, names: Names, reading: Reading) -> list[Any]:
    infix = names.of_list("", shape)[1]
    if infix is None and node.pairs and not node.inner:  # SQS documents AttributeName=All
        return [value(shape.member, node, spot.inner(0), names, reading)]
    nodes = _positions(node, infix, spot, reading)
    return [value(shape.member, each, spot.inner(index), names, reading) for index, each in enumerate(nodes)]


def _map(shape: Any, node: Node, spot: Spot, names: Names, reading: Reading) -> dict[str, Any]:
    infix, key_name, value_name = names.of_map(shape)
    found = {}
    for each in _positions(node, infix, spot, reading):
        key = _key(shape, each, key_name, spot, reading)
        for wire, inner in each.inner.items():
            if wire not in (key_name, value_name):
                guess = near(wire, [key_name, value_name])
                said = f"{each.name} has no {clipped(wire)}" + (f"; did you mean {guess}?" if guess else "")
                reading.fault(said, _at(inner, spot), f"it has {key_name} and {value_name}", on_name=True)
        inner_spot = spot.inner(key)
        if value_name in each.inner:
            found[key] = value(shape.value, each.inner[value_name], inner_spot, names, reading)
        else:
            reading.fault(f"{inner_spot} has no {each.name}.{value_name}", _at(each, inner_spot))
    return found


def _key(shape: Any, node: Node, key_name: str, spot: Spot, reading: Reading) -> str:
    inner = node.inner.get(key_name)
    if inner is None or not inner.pairs:
        reading.fault(f"{spot} has an entry without {node.name}.{key_name}", _at(node, spot))
        return node.name
    key = inner.pairs[-1].value
    constraints.check(shape.key, key, _at(inner, spot.inner(key)), reading)
    return key


def _positions(node: Node, infix: str | None, spot: Spot, reading: Reading) -> list[Node]:
    """The nodes of a list's elements, in order; tells the reading of names without position and of gaps."""
    base = node
    if infix is not None:
        base = node.inner.get(infix, Node(f"{node.name}.{infix}"))
        for wire, other in node.inner.items():
            if wire != infix:
                said = f"{clipped(other.name)} is no name of an element of {spot}; write {node.name}.{infix}.1"
                reading.fault(said, _at(other, spot), on_name=True)
    if any(pair.value for pair in node.pairs):
        reading.fault(f"{spot} is a list, whose elements are written as {base.name}.1", _at(node, spot), on_name=True)
    found = {}
    for wire, inner in base.inner.items():
        if re.fullmatch(r"0|[1-9][0-9]{0,8}", wire):
            found[int(wire)] = inner
        else:
            said = f"{clipped(inner.name)} has no position; the elements of {spot} are written as {base.name}.1"
            reading.fault(said, _at(inner, spot), on_name=True)
    _check_gaps(found, base, spot, reading)
    return [found[index] for index in sorted(found)]


def _check_gaps(found: Mapping[int, Node], base: Node, spot: Spot, reading: Reading) -> None:
    if not found:
        return
    expected = next(index for index in range(1, len(found) + 2) if index not in found)
    wrong = min((index for index in found if index == 0 or index > expected), default=None)
    if wrong == 0:
        hint = "$foreach.count begins with 1, $foreach.index with 0"
        reading.fault(f"{base.name}.0 is no position: they begin with 1", _at(found[0], spot), hint, on_name=True)
    elif wrong is not None:
        said = f"{base.name}.{wrong} comes without {base.name}.{expected}: positions have no gaps"
        reading.fault(said, _at(found[wrong], spot), on_name=True)


# ---- unknown names


def _unknown(
    wire: str, node: Node, wires: dict[str, tuple[str, Any]], spot: Spot, names: Names, reading: Reading
) -> str | None:
    """Tells the reading of a name that the operation does not have, with the near one as it would be written.

    Gives the first part of the near one.
    """
    first = node.first
    assert first is not None
    guess = None if reading.full else _guess(wire, wires)
    full = first.name.strip()
    owner = str(spot) or reading.name
    message = f'{owner} has no parameter "{clipped(full)}"'
    if guess:
        known = node.name[: len(node.name) - len(wire)] + guess
        message += f'; did you mean "{_rewritten(known, full[len(node.name) :], wires[guess][1], names)}"?'
    listed = f"it has {', '.join(list(wires)[:15])}" if wires else "it takes none"
    at = Spot((*spot.path, wire), (first.name,), first.part)
    reading.fault(message, at, None if guess else listed, on_name=True)
    return guess


def _guess(wire: str, wires: Mapping[str, tuple[str, Any]]) -> str | None:
    """The wire name that was meant: the near one, or that of the member which is called so outside forms."""
    for known, (member, _) in wires.items():
        if member == wire:
            return known
    return near(wire, wires)


def _rewritten(known: str, rest: str, member: Any, names: Names) -> str:
    """The whole name as the service would have it, with the part before a position that it wants."""
    tail = re.sub(r"^\.(entry|member|Entry|item)(?=\.\d)", "", rest)
    infix = None
    if member.type_name == "list":
        infix = names.of_list("", member)[1]
    elif member.type_name == "map":
        infix = names.of_map(member)[0]
    return clipped(f"{known}.{infix}{tail}" if infix and re.match(r"\.\d", tail) else f"{known}{tail}")
