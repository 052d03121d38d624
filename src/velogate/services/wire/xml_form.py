"""A body of XML, read by the shapes of a model: of the rest-xml protocol's requests, and of answers in XML."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from velogate.services.wire import constraints, leaves
from velogate.services.wire.reading import Problem, Reading, Spot, clipped

DEEPEST = 200
"""Levels of elements."""


@dataclass(slots=True)
class Element:
    """An element, its names without namespaces, and where it stands in the text."""

    name: str
    attributes: Mapping[str, str]
    source: "Body"
    start: int
    end: int = 0
    text: str = ""
    children: list["Element"] = field(default_factory=list)

    @property
    def wire(self) -> tuple[Any, ...]:
        """The way to it: its span in characters."""
        return ("span", (self.source.characters(self.start), self.source.characters(self.end)))

    def by_name(self) -> dict[str, list["Element"]]:
        """The children by their names."""
        found: dict[str, list[Element]] = {}
        for child in self.children:
            found.setdefault(child.name, []).append(child)
        return found


@dataclass(frozen=True, slots=True)
class Body:
    """The text, and its bytes, by which the parser counts."""

    text: str
    bytes: bytes

    def characters(self, at: int) -> int:
        """The offset in characters of one in bytes."""
        return at if len(self.text) == len(self.bytes) else len(self.bytes[:at].decode("utf-8", "ignore"))


class _Refused(Exception):  # noqa: N818
    """What no service reads: a document type, elements that are nested too deeply."""


def parse(text: str, what: str) -> tuple[Element | None, Problem | None]:
    """The root element; or the problem that the text is no XML, with its place."""
    from xml.parsers import expat

    if not text.strip():
        return None, Problem(f"the body is no call of {what}: it is empty", start=0, end=len(text))
    body = Body(text, text.encode("utf-8", "replace"))
    builder = _Builder(body)
    try:
        builder.parser.Parse(body.bytes, True)
    except expat.ExpatError as error:
        at = min(body.characters(max(builder.parser.ErrorByteIndex, 0)), len(text) - 1)
        reason = str(error).partition(":")[0]
        return None, Problem(f"the body is no call of {what}: it is not XML: {reason}", start=at, end=at + 1)
    except _Refused as refused:
        return None, Problem(f"the body is no call of {what}: {refused}", start=0, end=len(text))
    return builder.root, None


class _Builder:
    """Makes elements of what the parser meets."""

    def __init__(self, body: Body) -> None:
        from xml.parsers import expat

        self.body, self.open, self.root = body, list[Element](), Element("", {}, body, 0)
        self.parser = expat.ParserCreate("utf-8")
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.close
        self.parser.CharacterDataHandler = self.text
        self.parser.StartDoctypeDeclHandler = self.doctype

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        made = Element(name.rpartition(":")[2], attributes, self.body, self.parser.CurrentByteIndex)
        if len(self.open) > DEEPEST:
            raise _Refused("it is nested too deeply")
        if self.open:
            self.open[-1].children.append(made)
        else:
            self.root = made
        self.open.append(made)

    def close(self, name: str) -> None:
        """An element ends."""
        self.open.pop().end = self.parser.CurrentByteIndex + len(f"</{name}>".encode())

    def text(self, text: str) -> None:
        """Characters inside an element."""
        self.open[-1].text += text

    def doctype(self, *given: Any) -> None:
        """A document type, which could define entities."""
        raise _Refused("it has a document type")


# ---- reading


def structure(
    shape: Any, element: Element, spot: Spot, reading: Reading, members: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The parameters of an element's children and attributes."""
    children, found = element.by_name(), {}
    for name, member in (shape.members if members is None else members).items():
        wire = member.serialization.get("name", name)
        if member.serialization.get("xmlAttribute"):
            if wire in element.attributes or wire.rpartition(":")[2] in element.attributes:
                found[name] = element.attributes.get(wire, element.attributes.get(wire.rpartition(":")[2], ""))
            continue
        given = children.pop(_wire_of(wire, member), None)
        if given:
            found[name] = value(member, given, _spot(spot, name, given[0]), reading)
    for wire, given in children.items():
        known = {member.serialization.get("name", name): name for name, member in shape.members.items()}
        guess = constraints.unknown(wire, known, spot, _spot(spot, wire, given[0]), reading)
        if guess:
            reading.meant.add((*spot.path, known[guess]))
    if members is None:
        constraints.required(shape, found, Spot(spot.path, element.wire), reading)
    return found


def _wire_of(wire: str, member: Any) -> str:
    if member.type_name == "list" and member.serialization.get("flattened"):
        return str(member.serialization.get("name") or member.member.serialization.get("name", wire))
    return str(wire)


def _spot(spot: Spot, name: str | int, element: Element) -> Spot:
    return Spot((*spot.path, name), element.wire, spot.part)


def value(shape: Any, given: list[Element], spot: Spot, reading: Reading) -> Any:
    """The parameter of the elements of one name."""
    match shape.type_name:
        case "list":
            found: Any = _list(shape, given, spot, reading)
        case "map":
            found = _map(shape, given, spot, reading)
        case _ if len(given) > 1:
            reading.fault(f"{spot} is given {len(given)} times", spot)
            return None
        case "structure":
            return structure(shape, given[0], spot, reading)
        case _:
            return leaf(shape, given[0], spot, reading)
    constraints.check(shape, found, spot, reading)
    return found


def leaf(shape: Any, element: Element, spot: Spot, reading: Reading) -> Any:
    """The parameter of an element's text."""
    try:
        found = leaves.from_text(shape, element.text, "iso8601")
    except leaves.Wrong as wrong:
        reading.fault(f"{spot} {wrong}", spot, wrong.hint)
        return element.text
    constraints.check(shape, found, spot, reading)
    return found


def _list(shape: Any, given: list[Element], spot: Spot, reading: Reading) -> list[Any]:
    items = given
    if not shape.serialization.get("flattened"):
        wire = shape.member.serialization.get("name", "member")
        items = [child for each in given for child in each.children if child.name == wire]
        for other in (child for each in given for child in each.children if child.name != wire):
            said = f"{spot} has an element <{clipped(other.name)}>; its elements are <{wire}>"
            reading.fault(said, Spot(spot.path, other.wire))
    return [value(shape.member, [each], _spot(spot, index, each), reading) for index, each in enumerate(items)]


def _map(shape: Any, given: list[Element], spot: Spot, reading: Reading) -> dict[str, Any]:
    entries = given if shape.serialization.get("flattened") else [child for each in given for child in each.children]
    key, wire = shape.key.serialization.get("name", "key"), shape.value.serialization.get("name", "value")
    found = {}
    for entry in entries:
        parts = entry.by_name()
        if key not in parts or wire not in parts:
            reading.fault(f"{spot} has an entry without <{key}> and <{wire}>", Spot(spot.path, entry.wire))
            continue
        name = parts[key][0].text
        found[name] = value(shape.value, parts[wire], _spot(spot, name, parts[wire][0]), reading)
    return found
