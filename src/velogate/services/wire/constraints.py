"""What a model demands of values that have the right type: lengths, ranges, patterns, enumerations, required members.

Confidence: DOCUMENTED, in the models; that a pattern must match all of a text is INFERRED, and a line end passes where
a pattern has a dot: services differ there.
"""

import json
import warnings
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import regex

from velogate.errors import near
from velogate.services.wire import facts
from velogate.services.wire.reading import Reading, Spot, clipped

_TIMEOUT = 0.2
"""Seconds that a pattern may take; one that takes longer is left."""

_PAIRS = ("\\uD800\\uDC00-\\uDBFF\\uDFFF", "\\U00010000-\\U0010FFFF")
"""How Java's patterns write the characters beyond the sixteen-bit ones, and how Python's do."""

_COUNTED = {"string": "character", "blob": "byte", "list": "element", "map": "entry"}
_NUMBERS = frozenset({"integer", "long", "float", "double"})
_WIDTHS = {"integer": 31, "long": 63}


def check(shape: Any, value: Any, spot: Spot, reading: Reading) -> None:
    """Tells the reading what the model does not allow about a value of the right type."""
    kind, limits = shape.type_name, shape.metadata
    if kind in _COUNTED:
        _check_length(kind, limits, len(value), spot, reading)
    elif kind in _NUMBERS:
        _check_range(kind, limits, value, spot, reading)
    if kind == "string":
        _check_text(shape, limits, value, spot, reading)


def _check_length(kind: str, limits: Mapping[str, Any], length: int, spot: Spot, reading: Reading) -> None:
    least, most = limits.get("min"), limits.get("max")
    if least is not None and length < least:
        reading.fault(f"{spot} has {_count(length, kind)}; it must have at least {least}", spot)
    elif most is not None and length > most:
        reading.fault(f"{spot} has {_count(length, kind)}; it may have at most {most}", spot)


def _count(length: int, kind: str) -> str:
    unit = _COUNTED[kind]
    return f"{length:,} {unit if length == 1 else 'entries' if unit == 'entry' else unit + 's'}"


def _check_range(kind: str, limits: Mapping[str, Any], value: Any, spot: Spot, reading: Reading) -> None:
    least, most = limits.get("min"), limits.get("max")
    bits = _WIDTHS.get(kind)
    if least is not None and value < least:
        reading.fault(f"{spot} is {value}; it must be at least {least}", spot)
    elif most is not None and value > most:
        reading.fault(f"{spot} is {value}; it may be at most {most}", spot)
    elif bits and not -(1 << bits) <= value < 1 << bits:
        reading.fault(
            f"{spot} is {clipped(str(value))}, which is too large for a whole number of {bits + 1} bits", spot
        )


def _check_text(shape: Any, limits: Mapping[str, Any], value: str, spot: Spot, reading: Reading) -> None:
    known = limits.get("enum")
    if known and value not in known:
        guess = near(value, known)
        listed = ", ".join(known[:12]) + (", …" if len(known) > 12 else "")
        hint = f"did you mean {guess}?" if guess else None
        reading.fault(f"{spot} is {_quoted(value)}; it must be one of {listed}", spot, hint)
        return
    pattern = limits.get("pattern")
    if pattern and not matches(pattern, value):
        reading.fault(f"{spot} is {_quoted(value)}, which does not match {clipped(pattern, 200)}", spot)


def matches(pattern: str, value: str) -> bool:
    """Whether a text is what a model's pattern wants; a pattern that cannot be used wants anything."""
    known = compiled(pattern)
    if known is None:
        return True
    try:
        return known.fullmatch(value, timeout=_TIMEOUT) is not None
    except TimeoutError:
        return True


@lru_cache(maxsize=4096)
def compiled(pattern: str) -> Any:
    """A model's pattern, ready to be asked; None where it cannot be compiled."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return regex.compile(pattern.replace(*_PAIRS), regex.DOTALL)
        except (regex.error, ValueError, OverflowError):
            return None


def required(shape: Any, found: Mapping[str, Any], spot: Spot, reading: Reading) -> None:
    """Tells the reading which members are missing, and of a union that it has not exactly one."""
    meant = {path[-1] for path in reading.meant if path[:-1] == spot.path}
    for name in shape.required_members:
        if name not in found and name not in meant:
            inner = spot.inner(name)
            token = _TOKEN if shape.members[name].metadata.get("idempotencyToken") else None
            said = f"{inner} is missing; {reading.name} requires it"
            hint = facts.HINTS.get((reading.service, name), token)
            reading.fault(said, Spot(inner.path, spot.wire, spot.part), hint)
    if is_union(shape) and len(found) != 1 and not meant:
        what = f"has {len(found)} members ({', '.join(found)})" if found else "is empty"
        reading.fault(f"{spot} {what}; it must have exactly one of {', '.join(list(shape.members)[:12])}", spot)


_TOKEN = "$context.requestId is a value for it"


def is_union(shape: Any) -> bool:
    """Whether exactly one member may be there; the model of DynamoDB does not say so of its values."""
    return shape.name == "AttributeValue" or bool(getattr(shape, "is_tagged_union", False))


def unknown(name: str, known: Mapping[str, Any], spot: Spot, inner: Spot, reading: Reading) -> str | None:
    """Tells the reading of a member that the model does not have; gives the name that was meant, if one is near."""
    guess = None if reading.full else near(name, known)
    owner, what = (str(spot), "member") if spot.path else (reading.name, "parameter")
    message = f'{owner} has no {what} "{clipped(name)}"' + (f'; did you mean "{guess}"?' if guess else "")
    reading.fault(message, inner, None if guess else _listed(known), on_name=True)
    return guess


def _listed(known: Mapping[str, Any]) -> str | None:
    names = list(known)
    return f"it has {', '.join(names[:15])}" + (", …" if len(names) > 15 else "") if names else "it takes none"


def _quoted(value: str) -> str:
    return json.dumps(clipped(value), ensure_ascii=False)
