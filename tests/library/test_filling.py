"""What is put in the place of options: every value comes through as it is, or is refused."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from velogate import invoke
from velogate.errors import UsageError
from velogate.gateway.mapping import Template
from velogate.gateway.parameters import Sources, is_source, value_of
from velogate.library import filling, index, making
from velogate.library.entry import Entry
from velogate.library.filling import ORIGINS, Origin
from velogate.source import Source

NAMES = st.from_regex(r"[a-zA-Z0-9_-]{1,8}", fullmatch=True)
VARIABLES = st.from_regex(r"[a-zA-Z][a-zA-Z0-9_-]{0,7}(\.[a-zA-Z][a-zA-Z0-9_-]{0,7}){0,2}", fullmatch=True)
PARAMETERS = st.from_regex(r"[a-zA-Z0-9._$-]{1,12}", fullmatch=True)
CHARACTERS = st.characters(codec="utf-8", exclude_categories=("Cc",), exclude_characters="'\\")
KEYS = st.text(CHARACTERS, min_size=1, max_size=8)
PARTS = st.lists(NAMES | KEYS | st.integers(0, 3), max_size=4)
TEXTS = st.text(st.characters(codec="utf-8")) | st.text("'\"$#{}!\\()a.\n\r\t *|", max_size=30)


def path(parts: list[str | int]) -> str:
    """A JSONPath in the form that its parts need."""
    return "$" + "".join(f"[{part}]" if isinstance(part, int) else f"['{part}']" for part in parts)


ORIGIN = (
    st.builds(Origin, st.just("static"), TEXTS)
    | st.builds(Origin, st.just("body"), PARTS.map(path) | st.just(""))
    | st.builds(Origin, st.sampled_from(["path", "query", "header"]), PARAMETERS)
    | st.builds(Origin, st.sampled_from(["context", "stage"]), VARIABLES)
)


def printed(expression: str, event: Mapping[str, Any] | None = None) -> str:
    """What a template prints that reads a value by an expression and prints it."""
    return Template(f"#set($value = {expression})$!value").render(event or {}).text


@given(TEXTS)
def test_a_static_text_comes_through_a_template_unchanged(text: str) -> None:
    assert printed(Origin("static", text).expression) == text


@given(TEXTS)
def test_a_static_text_comes_through_a_mapping_unchanged(text: str) -> None:
    assert value_of(Origin("static", text).mapping, sources({})) == text


@settings(deadline=None)
@given(TEXTS)
def test_a_static_text_reaches_the_service_unchanged(text: str) -> None:
    entry = index.entry("dynamodb/get-item")
    api = making.api(entry, entry.values({"table": "orders", "id": f"static:{text}"}))
    exchange = invoke(api, {"params": {"path": {"id": "o-1"}}, "context": {"httpMethod": "GET"}})
    assert exchange.backend_request is not None
    assert json.loads(exchange.backend_request.text)["Key"] == {"id": {"S": text}}


@given(ORIGIN)
def test_an_origin_is_written_as_it_is_read(origin: Origin) -> None:
    assert Origin.of(str(origin)) == origin


@given(ORIGIN)
def test_a_mapping_is_one_that_api_gateway_takes(origin: Origin) -> None:
    assert is_source(origin.mapping, "method.request")


@pytest.mark.parametrize("kind", ORIGINS)
def test_every_word_of_an_origin_is_known(kind: str) -> None:
    name = "$.a" if kind == "body" else "a"
    assert Origin.of(f"{kind}:{name}") == Origin(kind, name)


@pytest.mark.parametrize("text", ["orders", "urn:x:y", "https://example.com/a", "12:30", "order:7", ":", ""])
def test_a_text_without_a_word_of_an_origin_is_static(text: str) -> None:
    assert Origin.of(text) == Origin("static", text)


@pytest.mark.parametrize(
    "text",
    [
        "body:",
        "body:a",
        "body:$..a",
        "body:$.a.",
        "body:$['a",
        "path:",
        "path:a/b",
        "query:ä",
        "header:A:B",
        "context:",
        "context:a.",
        "context:1a",
        "context:$x",
        "stage:a/b",
        "stage:a.b.",
        "Body:$.a",
        "headers:X",
        "querystring:a",
        "stageVariables:a",
        "boddy:$.a",
    ],
)
def test_what_names_nothing_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="names nothing that can be read") as caught:
        Origin.of(text)
    assert caught.value.hint


def sources(document: Any, places: Mapping[str, Mapping[str, str]] | None = None, **more: Any) -> Sources:
    body = json.dumps(document)
    return Sources("method.request", places or {}, body, more.get("context", {}), more.get("stage", {}))


def holding(parts: list[str | int], value: Any) -> Any:
    """A document with a value at the end of a path."""
    for part in reversed(parts):
        value = {part: value} if isinstance(part, str) else [*[None] * part, value]
    return value


@given(PARTS.filter(bool), st.from_regex(r"[a-z]{1,5}", fullmatch=True))
def test_a_value_of_the_body_is_read_by_templates_and_mappings(parts: list[str | int], value: str) -> None:
    document, origin = holding(parts, value), Origin("body", path(parts))
    assert origin.parts == tuple(parts)
    assert printed(origin.expression, {"body": json.dumps(document)}) == value
    assert value_of(origin.mapping, sources(document)) == value


@given(PARAMETERS, st.sampled_from(["path", "query", "header"]))
def test_a_parameter_is_read_by_templates_and_mappings(name: str, kind: str) -> None:
    place = {"query": "querystring"}.get(kind, kind)
    origin = Origin(kind, name)
    assert printed(origin.expression, {"params": {place: {name: "x"}}}) == "x"
    assert value_of(origin.mapping, sources({}, {place: {name: "x"}})) == "x"


def test_variables_are_read_by_templates_and_mappings() -> None:
    context, stage = {"identity": {"sourceIp": "x"}}, {"table": "t"}
    who, table = Origin("context", "identity.sourceIp"), Origin("stage", "table")
    event = {"context": context, "stageVariables": stage}
    assert (printed(who.expression, event), printed(table.expression, event)) == ("x", "t")
    known = sources({}, context=context, stage=stage)
    assert (value_of(who.mapping, known), value_of(table.mapping, known)) == ("x", "t")


# ---- places


@given(st.dictionaries(st.sampled_from(["a", "b-c", "D"]), TEXTS, min_size=3), TEXTS)
def test_what_stands_in_a_place_is_no_place_again(values: dict[str, str], between: str) -> None:
    found = filling.filled("{{a}}|{{b-c}}|{{D}}", values, str)
    assert found == f"{values['a']}|{values['b-c']}|{values['D']}"


def test_a_filled_template_knows_where_it_stands_in_its_file() -> None:
    made = filling.template(Source("a\n{{x}} $b", "t.vtl"), {"x": Origin("static", "long" * 9)})
    at = made.text.index("$b")
    assert str(made.span(at, at + 2)) == "t.vtl:2:7"


# ---- schemas of bodies


def schema(**origins: str) -> dict[str, Any]:
    """The schema of the body of an entry whose values `name`, required, and `note` are read there."""
    found = index.entry("dynamodb/query")
    options = {
        name: replace(found.options["id"], name=name, required=name == "name", schema={"type": "string"})
        for name in origins
    }
    entry: Entry = replace(found, options=options, body=None)
    made = making.schema(entry, {name: Origin.of(each) for name, each in origins.items()})
    return made or {}


def takes(schema: dict[str, Any], document: Any) -> bool:
    return bool(jsonschema.Draft4Validator(schema).is_valid(document))


@given(st.lists(NAMES | KEYS, min_size=1, max_size=4))
def test_a_schema_asks_for_a_needed_value_at_every_depth(names: list[str | int]) -> None:
    made = schema(name=f"body:{path(names)}")
    assert takes(made, holding(names, "x"))
    assert not takes(made, holding(names, 7))
    for depth in range(len(names)):
        assert not takes(made, holding(names[:depth], {}))


def test_values_that_stand_together_share_their_object() -> None:
    made = schema(name="body:$.a.b", note="body:$.a.c")
    assert takes(made, {"a": {"b": "x"}})
    assert takes(made, {"a": {"b": "x", "c": "y"}})
    assert not takes(made, {"a": {"b": "x", "c": 1}})
    assert not takes(made, {"a": {"c": "y"}})


@pytest.mark.parametrize("origin", ["body", "body:$", "body:$.a[0]", "header:X", "static:x"])
def test_what_is_no_property_of_the_body_is_in_no_schema(origin: str) -> None:
    assert schema(name=origin) == {}
