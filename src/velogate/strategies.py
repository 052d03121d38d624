"""Hypothesis strategies of requests, and assertions about what a template makes of them.

    from hypothesis import given
    from velogate import Template, strategies as vtl

    SEND = Template.load("templates/send.vtl")

    @given(vtl.events(template=SEND))
    def test_send(event):
        vtl.assert_sound(SEND, event)

Needs `velogate[fuzz]`.
"""

import json
from collections.abc import Callable, Mapping
from math import ceil, floor
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from velogate.fuzz import claims, reads
from velogate.fuzz.claims import FORM, JSON, TEXT, Broken
from velogate.fuzz.reads import Field
from velogate.gateway.event import Event
from velogate.gateway.mapping import Template
from velogate.gateway.model import Api, Method
from velogate.vtl.tree import Tree

__all__ = [
    "FORM",
    "JSON",
    "TEXT",
    "assert_keeps_structure",
    "assert_keeps_values",
    "assert_renders",
    "assert_sound",
    "assert_valid",
    "bodies",
    "events",
    "hostile",
]

HOSTILE = (
    *("'", '"', "\\", "&", "=", "+", "%", "%zz", "\n", "\r\n", "\t", " ", "/", "#", "$", "{", "}", "[", "]", ",", ":"),
    *("\u2028", "\u00e9", "\U0001f600", "\x00", "\x7f", "null", "true", "0", "-1", "1e3", "</script>", "$util", "#end"),
    *('","x":"', "a&b=c", '"}', "{}", "[]", "\\u0022", "it's", 'say "hi"'),
)
"""Pieces of text that break what is not escaped."""


def hostile() -> SearchStrategy[str]:
    """Texts that break what is not escaped: short ones first."""
    pieces = st.sampled_from(HOSTILE)
    return st.one_of(pieces, st.builds("a{}b".format, pieces), st.text(max_size=8))


def events(
    example: Event | Mapping[str, Any] | None = None,
    *,
    template: Template | None = None,
    api: Api | None = None,
    method: str | None = None,
    schema: Any = None,
) -> SearchStrategy[Event]:
    """Requests: like an example, with what a template reads, for a method of an API, with bodies of a JSON Schema.

    Texts are replaced by hostile ones, fields are left out, lists are empty or long. `method` is one as in
    `POST /orders/{id}`, whose parameters and model say what there is.
    """
    known = _of_method(api, method) if api is not None and method else None
    if known is not None:
        return _for_method(*known, example)
    body = schema_bodies(schema) if schema is not None else None
    if example is not None:
        return like(Event.of(example), body)
    return read_by(template.tree, body) if template is not None else like(Event(), bodies() if body is None else body)


# ---- from an example


def like(example: Event, body: SearchStrategy[str] | None = None) -> SearchStrategy[Event]:
    """Requests like one: the same fields and parameters, or fewer, with other values."""
    return st.builds(
        Event,
        body if body is not None else _bodies_like(example.body),
        _values(example.path, optional=False),
        _values(example.querystring),
        _values(example.header),
        st.just(example.context),
        st.just(example.stage_variables),
    )


def _bodies_like(body: str) -> SearchStrategy[str]:
    try:
        return _like(json.loads(body)).map(json.dumps)
    except ValueError:
        return hostile() if body else st.just("")


def _like(value: Any) -> SearchStrategy[Any]:
    """Values like one: of its kind."""
    match value:
        case bool():
            return st.booleans()
        case int():
            return st.one_of(st.integers(-1000, 1000), st.integers())
        case float():
            return st.floats(allow_nan=False, allow_infinity=False)
        case str():
            return hostile()
        case list():
            return st.lists(_like(value[0]) if value else hostile(), max_size=3)
        case dict():
            return st.fixed_dictionaries({}, optional={key: _like(each) for key, each in value.items()})
        case _:
            return st.none()


def _values(given: Mapping[str, Any], optional: bool = True) -> SearchStrategy[dict[str, Any]]:
    each = {name: hostile() for name in given}
    return st.fixed_dictionaries({} if optional else each, optional=each if optional else {})


# ---- from what a template reads


def read_by(template: Tree, body: SearchStrategy[str] | None = None) -> SearchStrategy[Event]:
    """Requests with the fields and parameters that a template reads, or without some of them."""
    found = reads.of(template)
    params = {place: dict.fromkeys(names, "") for place, names in found.params.items()}
    query = {**params.get("querystring", {}), **params.get("any", {})}
    whole = body if body is not None else st.one_of(st.just(""), _field(found.body).map(json.dumps))
    return st.builds(
        Event,
        whole,
        _values(params.get("path", {}), optional=False),
        _values(query),
        _values(params.get("header", {})),
    )


def _field(field: Field) -> SearchStrategy[Any]:
    """Values of a field: with what is read in it, or without."""
    found: list[SearchStrategy[Any]] = []
    if field.fields:
        found.append(st.fixed_dictionaries({}, optional={name: _field(each) for name, each in field.fields.items()}))
    if field.item is not None:
        found.append(st.lists(_field(field.item), max_size=3))
    if field.whole:
        found.append(_anything())
    if not found:
        found += [hostile(), hostile(), st.integers(-10, 1000), st.booleans(), st.none()]
    return st.one_of(*found)


def _anything() -> SearchStrategy[Any]:
    """Any value of JSON."""
    leaves = st.one_of(hostile(), st.integers(), st.booleans(), st.none())
    return st.recursive(
        leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(hostile(), inner, max_size=3)
    )


# ---- from a method and its model


def _of_method(api: Api, method: str) -> tuple[Api, Method, str, str] | None:
    verb, _, path = method.strip().partition(" ")
    resource = api.resources.get(path.strip())
    found = resource.methods.get(verb.upper()) or resource.methods.get("ANY") if resource else None
    if found is None:
        raise ValueError(f"the API has no {method}")
    return api, found, verb.upper(), path.strip()


def _for_method(
    api: Api, method: Method, verb: str, path: str, example: Event | Mapping[str, Any] | None
) -> SearchStrategy[Event]:
    import re

    declared: dict[str, dict[str, str]] = {"path": {}, "querystring": {}, "header": {}}
    for expression in method.request_parameters:
        *_, place, name = expression.split(".", 3)
        declared.setdefault(place, {})[name] = ""
    declared["path"] |= dict.fromkeys(re.findall(r"\{([^}+]+)\+?\}", path), "")
    given = Event.of(example)
    context = {"httpMethod": verb, "resourcePath": path, **given.context}
    model = api.models.get(next(iter(method.request_models.values()), ""))
    body = schema_bodies(_inlined(model.schema, api)) if model is not None else _bodies_like(given.body or "{}")
    safe = st.text("abcdefghijklmnopqrstuvwxyz0123456789-_.~%", min_size=1, max_size=8)
    return st.builds(
        Event,
        body,
        st.fixed_dictionaries(dict.fromkeys(declared["path"], safe)),
        _values({**declared["querystring"], **given.querystring}),
        _values({**declared["header"], **given.header}),
        st.just(context),
        st.just(given.stage_variables),
    )


def _inlined(schema: Any, api: Api, depth: int = 4) -> Any:
    """A model's schema with the models that it refers to inside; circles end as anything."""
    return _with_models(json.loads(schema) if isinstance(schema, str) else schema, api, depth)


def _with_models(value: Any, api: Api, depth: int) -> Any:
    match value:
        case {"$ref": str(reference)}:
            model = api.models.get(reference.rpartition("/")[2])
            return _inlined(model.schema, api, depth - 1) if model is not None and depth else {}
        case Mapping():
            return {key: _with_models(each, api, depth) for key, each in value.items() if key != "$schema"}
        case list():
            return [_with_models(each, api, depth) for each in value]
        case _:
            return value


def schema_bodies(schema: Any) -> SearchStrategy[str]:
    """JSON texts that a JSON Schema takes; free texts in them are hostile ones."""
    from jsonschema import validators

    kind: Any = validators.validator_for(schema, default=validators.Draft4Validator)
    return _of_schema(schema).filter(kind(schema).is_valid).map(json.dumps)


def _of_schema(schema: Any) -> SearchStrategy[Any]:
    """Values of a schema, as far as its keywords say how to make them."""
    if not isinstance(schema, Mapping) or not schema:
        return _anything()
    if "const" in schema or "enum" in schema:
        return st.sampled_from([schema["const"]] if "const" in schema else schema["enum"])
    for word in ("anyOf", "oneOf"):
        if word in schema:
            rest = {key: value for key, value in schema.items() if key != word}
            return st.one_of([_of_schema(_both(rest, each)) for each in schema[word]])
    if "allOf" in schema:
        whole: Mapping[str, Any] = {key: value for key, value in schema.items() if key != "allOf"}
        for each in schema["allOf"]:
            whole = _both(whole, each)
        return _of_schema(whole)
    kinds = schema.get("type", "object" if "properties" in schema or "required" in schema else list(_KINDS))
    return st.one_of([_KINDS[kind](schema) for kind in ([kinds] if isinstance(kinds, str) else kinds)])


def _both(one: Mapping[str, Any], other: Mapping[str, Any]) -> Mapping[str, Any]:
    """What two schemas ask together, of the keywords that say how to make values."""
    properties = {**one.get("properties", {}), **other.get("properties", {})}
    required = [*one.get("required", ()), *other.get("required", ())]
    return {
        **one,
        **other,
        **({"properties": properties} if properties else {}),
        **({"required": required} if required else {}),
    }


def _objects(schema: Mapping[str, Any]) -> SearchStrategy[Any]:
    known = {name: _of_schema(each) for name, each in schema.get("properties", {}).items()}
    must = {name: known.get(name, _anything()) for name in schema.get("required", ())}
    may = {name: each for name, each in known.items() if name not in must}
    return st.fixed_dictionaries(must, optional=may)


def _arrays(schema: Mapping[str, Any]) -> SearchStrategy[Any]:
    least = schema.get("minItems", 0)
    most = min(schema.get("maxItems", least + 3), least + 3)
    item = schema.get("items", {})
    return st.lists(_of_schema(item if isinstance(item, Mapping) else {}), min_size=least, max_size=most)


def _strings(schema: Mapping[str, Any]) -> SearchStrategy[Any]:
    if "pattern" in schema:
        return st.from_regex(schema["pattern"])
    least, most = schema.get("minLength", 0), schema.get("maxLength")
    if not least and most is None:
        return hostile()
    return st.one_of(hostile().map(lambda text: text.ljust(least, "x")[:most]), st.text(min_size=least, max_size=most))


def _integers(schema: Mapping[str, Any]) -> SearchStrategy[Any]:
    least, most = schema.get("minimum"), schema.get("maximum")
    first, last = (None if least is None else ceil(least)), (None if most is None else floor(most))
    return st.nothing() if first is not None and last is not None and first > last else st.integers(first, last)


def _numbers(schema: Mapping[str, Any]) -> SearchStrategy[Any]:
    least, most = schema.get("minimum"), schema.get("maximum")
    return st.one_of(_integers(schema), st.floats(least, most, allow_nan=False, allow_infinity=False))


_KINDS: Mapping[str, Callable[[Mapping[str, Any]], SearchStrategy[Any]]] = {
    "object": _objects,
    "array": _arrays,
    "string": _strings,
    "integer": _integers,
    "number": _numbers,
    "boolean": lambda schema: st.booleans(),
    "null": lambda schema: st.none(),
}
"""How the values of each type are made."""


def bodies() -> SearchStrategy[str]:
    """Any JSON text, and texts that are none."""
    return st.one_of(_anything().map(json.dumps), hostile())


# ---- assertions


def _assert(broken: Broken | None) -> None:
    assert broken is None, told(broken) if broken else ""


def told(broken: Broken) -> str:
    """A broken claim as a person reads it: which, why, what was printed, and the place in the template."""
    place = f"{broken.origin}: " if broken.origin else ""
    printed = f"\nprinted: {broken.rendering.text}" if broken.rendering else ""
    return f"{place}{broken.claim}: {broken.message}{printed}"


def assert_renders(template: Template, event: Event) -> None:
    """Fails if the template fails for the event."""
    _assert(claims.renders(template, event, TEXT))


def assert_valid(template: Template, event: Event, kind: str = JSON) -> None:
    """Fails if what is printed for the event is no valid JSON, or no valid form."""
    _assert(claims.is_valid(template, event, kind))


def assert_keeps_structure(template: Template, event: Event, kind: str = JSON) -> None:
    """Fails if the event's values change the structure of what is printed."""
    _assert(claims.keeps_structure(template, event, kind))


def assert_keeps_values(template: Template, event: Event, kind: str = JSON) -> None:
    """Fails if a value of the event is lost or altered on its way."""
    _assert(claims.keeps_values(template, event, kind))


def assert_sound(template: Template, event: Event, kind: str | None = None) -> None:
    """Fails if any of the four does not hold; without `kind`, JSON or form is seen from what is printed."""
    known = kind or claims.kind_of(template, claims.harmless(event)[0])
    for claim in claims.CLAIMS:
        _assert(claim(template, event, known))
