"""A body of the JSON protocols, read by the operation's input shape."""

import json
from collections.abc import Iterable
from typing import Any

from velogate.errors import OutputError
from velogate.gateway import output
from velogate.services.wire import constraints, facts, leaves
from velogate.services.wire.reading import Problem, Reading, Spot, clipped

DEEPEST = 200
"""Levels of a body's values."""


class Doubled(dict[str, Any]):
    """A JSON object in which some names come twice."""

    names: tuple[str, ...] = ()


def parse(text: str, what: str) -> tuple[Any, Problem | None]:
    """The JSON value of a text; or the problem that it is none, with its place."""
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_refuse), None
    except (ValueError, RecursionError):
        pass
    try:
        output.parse_json(text, lambda: None)
    except OutputError as error:
        reason = error.message.partition(": ")[2] or error.message
        place = error.output
        message = f"the body is no call of {what}: it is {'empty' if not text.strip() else f'not JSON: {reason}'}"
        return None, Problem(message, start=place.start, end=place.end, hint=error.hint, unreadable=True)
    return None, Problem(f"the body is no call of {what}: its JSON cannot be read", start=0, end=len(text))


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    doubled = Doubled(found)
    names = [name for name, _ in pairs]
    doubled.names = tuple(name for name in found if names.count(name) > 1) if len(names) < 1_000 else (names[0],)
    return doubled


def _refuse(name: str) -> Any:
    raise ValueError(name)


def structure(shape: Any, raw: Any, spot: Spot, reading: Reading, names: Iterable[str] | None = None) -> Any:
    """The parameters of a JSON object, of all members or of those; what is no object stays as it is."""
    if getattr(shape, "is_document_type", False):
        return raw
    if not isinstance(raw, dict):
        reading.fault(f"{spot or 'the body'} must be an object, not {leaves.kind(raw)}", spot)
        return raw
    members = _members(shape, names)
    found: dict[str, Any] = {}
    for wire, inner in _given(raw, spot, reading):
        if wire not in members:
            if wire != "__type":
                guess = constraints.unknown(wire, members, spot, spot.inner(wire, wire), reading)
                if guess:
                    reading.meant.add((*spot.path, members[guess][0]))
            continue
        if inner is None:
            continue
        name, member = members[wire]
        found[name] = value(member, inner, spot.inner(name, wire), reading)
    if names is None:
        constraints.required(shape, found, spot, reading)
    return found


def _members(shape: Any, names: Iterable[str] | None) -> dict[str, tuple[str, Any]]:
    """The members by their name in JSON."""
    chosen = shape.members if names is None else {name: shape.members[name] for name in names}
    return {member.serialization.get("name", name): (name, member) for name, member in chosen.items()}


def _given(raw: dict[str, Any], spot: Spot, reading: Reading) -> Iterable[tuple[str, Any]]:
    """The pairs of an object; tells the reading of names that come twice."""
    if isinstance(raw, Doubled):
        for name in raw.names:
            reading.fault(f"{spot.inner(name)} is given twice", spot.inner(name, name), on_name=True)
    return raw.items()


def value(shape: Any, raw: Any, spot: Spot, reading: Reading) -> Any:
    """The parameter of a JSON value; tells the reading what is wrong with it."""
    reading.spots[spot.path] = spot
    if len(spot.path) > DEEPEST:
        reading.fault(f"{clipped(str(spot))} is nested too deeply", spot)
        return raw
    match shape.type_name:
        case "structure":
            return structure(shape, raw, spot, reading)
        case "list":
            found = _list(shape, raw, spot, reading)
        case "map":
            found = _map(shape, raw, spot, reading)
        case _:
            return leaf(shape, raw, spot, reading)
    if found is not raw:
        constraints.check(shape, found, spot, reading)
    return found


def leaf(shape: Any, raw: Any, spot: Spot, reading: Reading) -> Any:
    """The parameter of a single JSON value."""
    try:
        found = leaves.from_json(shape, raw)
    except leaves.Wrong as wrong:
        reading.fault(f"{spot or 'the body'} {wrong}", spot, wrong.hint)
        return raw
    constraints.check(shape, found, spot, reading)
    facts.check_value(reading, spot, found)
    return found


def _is_sparse(shape: Any) -> bool:
    """Whether null stands for an element; botocore reads the mark without handing it on."""
    return bool(getattr(shape, "_shape_model", {}).get("sparse"))


def _list(shape: Any, raw: Any, spot: Spot, reading: Reading) -> Any:
    if not isinstance(raw, list):
        reading.fault(f"{spot} must be a list, not {leaves.kind(raw)}", spot)
        return raw
    sparse = _is_sparse(shape)
    return [
        None if each is None and sparse else value(shape.member, each, spot.inner(index, index), reading)
        for index, each in enumerate(raw)
    ]


def _map(shape: Any, raw: Any, spot: Spot, reading: Reading) -> Any:
    if not isinstance(raw, dict):
        reading.fault(f"{spot} must be an object, not {leaves.kind(raw)}", spot)
        return raw
    sparse, found = _is_sparse(shape), {}
    for name, each in _given(raw, spot, reading):
        inner = spot.inner(name, name)
        constraints.check(shape.key, name, Spot(inner.path, inner.wire, inner.part), reading)
        found[name] = None if each is None and sparse else value(shape.value, each, inner, reading)
    return found
