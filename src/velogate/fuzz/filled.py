"""A harmless request with all that a template reads."""

import json
from typing import Any

from velogate.fuzz import reads
from velogate.fuzz.reads import Field
from velogate.gateway.event import Event
from velogate.vtl.tree import Tree


def event(template: Tree) -> Event:
    """The request: each field a word, each list of one element, each parameter given."""
    found = reads.of(template)
    params = {place: dict.fromkeys(names, "word") for place, names in found.params.items()}
    query = {**params.get("querystring", {}), **params.get("any", {})}
    return Event(json.dumps(_value(found.body)), params.get("path", {}), query, params.get("header", {}))


def _value(field: Field) -> Any:
    if field.item is not None:
        return [_value(field.item)]
    if field.fields:
        return {name: _value(each) for name, each in field.fields.items()}
    return "word"
