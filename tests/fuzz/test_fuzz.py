"""The search for requests that break a template: faults that real templates have, and idioms that have none."""

import json
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings

from velogate import Event, Template, strategies
from velogate.fuzz import claims, filled, reads, search
from velogate.gateway.model import Api

FAULTS = [
    ("apostrophe after escapeJavaScript", '{"n": "$util.escapeJavaScript($input.path(\'$.n\'))"}', "'"),
    ("quote in a JSON string, from the body", '{"n": "$input.path(\'$.n\')"}', '"'),
    ("quote in a JSON string, from a parameter", '{"n": "$input.params(\'q\')"}', '"'),
    ("missing urlEncode", "Action=A&M=$input.path('$.n')", "&"),
    ("missing urlEncode of the whole body", "Action=A&M=$input.body", None),
    ("trailing comma on an empty list", '{"a": [1,#foreach($x in $input.path("$.l"))"$x.size()"#end]}', None),
    ("no separator", '[#foreach($x in $input.path("$.l"))1 #end]', None),
    ("comma after each", '[#foreach($x in $input.path("$.l"))1,#end]', None),
    ("newline in a form body", "Action=A\n&M=$util.urlEncode($input.body)", None),
    ("newline at the end of a form", "Action=A&M=$util.urlEncode($input.body)\n", None),
    ("an absent value leaves a hole", '{"n": $input.path("$.n")}', None),
    ("quotes around $input.json", '{"n": "$input.json(\'$.n\')"}', None),
    ("the raw object as a text", '{"input": "$input.json(\'$\')"}', None),
]

SOUND = [
    '{"n": "$util.escapeJavaScript($input.path(\'$.n\')).replaceAll("\\\\\'", "\'")"}',
    "{\"n\": $input.json('$.n'), \"all\": $input.json('$')}",
    "Action=A&M=$util.urlEncode($input.body)&Q=$util.urlEncode($input.params('q'))",
    '{"input": "$util.escapeJavaScript($input.json(\'$\')).replaceAll("\\\\\'", "\'")"}',
    '[#foreach($x in $input.path("$.l"))"$util.base64Encode("$x")"#if($foreach.hasNext),#end#end]',
]


def found(template: str, seconds: float = 10.0, examples: int = 2_000) -> claims.Broken | None:
    compiled = Template(template)
    kind = claims.kind_of(compiled, filled.event(compiled.tree))
    return search.smallest(compiled, strategies.events(template=compiled), kind, seconds, examples)


@pytest.mark.slow
@pytest.mark.parametrize(("template", "culprit"), [each[1:] for each in FAULTS], ids=[each[0] for each in FAULTS])
def test_faults_of_real_templates_are_found(template: str, culprit: str | None) -> None:
    broken = found(template)
    assert broken is not None
    if culprit is not None:
        assert culprit in json.dumps(broken.event.mapping(), ensure_ascii=False).replace('\\\\\\"', '"')


@pytest.mark.slow
@pytest.mark.parametrize("template", SOUND)
def test_nothing_is_found_where_nothing_is_wrong(template: str) -> None:
    assert found(template, examples=150) is None


def test_the_smallest_request_is_found_with_the_place_that_wrote_what_is_wrong() -> None:
    broken = found('{"a": 1,\n "n": "$util.escapeJavaScript($input.path(\'$.deep.name\'))"}')
    assert broken is not None
    assert broken.event.mapping() == {"body": '{"deep": {"name": "\'"}}'}
    assert broken.origin is not None
    assert broken.origin.line == 2


# ---- what a template reads


@pytest.mark.parametrize(
    ("template", "body"),
    [
        ("$input.path('$.a.b') $input.json('$.c')", {"a": {"b": "word"}, "c": "word"}),
        ("#set($r = $input.path('$'))$r.a.b $r['c']", {"a": {"b": "word"}, "c": "word"}),
        ("#foreach($x in $input.path('$.l'))$x.n#end", {"l": [{"n": "word"}]}),
        ("#set($r = $input.path('$'))#foreach($x in $r.l)#foreach($y in $x.m)$y#end#end", {"l": [{"m": ["word"]}]}),
        ("$input.path('$.l').size() $input.path('$.l[0].a')", {"l": [{"a": "word"}]}),
        ("$input.path(\"$['k-y']['z']\")", {"k-y": {"z": "word"}}),
        ("plain", "word"),
    ],
)
def test_the_fields_that_a_template_reads(template: str, body: Any) -> None:
    assert json.loads(filled.event(Template(template).tree).body) == body


def test_the_parameters_that_a_template_reads() -> None:
    template = (
        "$input.params('a') $input.params().header.B $input.params().get('path').c"
        "#set($q = $input.params().querystring)$q.d $q.get('e')#set($all = $input.params())$all.header['f']"
    )
    assert reads.of(Template(template).tree).params == {
        "any": {"a"},
        "header": {"B", "f"},
        "path": {"c"},
        "querystring": {"d", "e"},
    }


# ---- strategies


@settings(max_examples=50, deadline=None)
@given(
    strategies.events({"body": {"a": "x", "l": [1], "n": None}, "params": {"path": {"id": "7"}, "header": {"H": "h"}}})
)
def test_events_like_an_example_have_its_fields_or_fewer(event: Event) -> None:
    body = json.loads(event.body)
    assert set(body) <= {"a", "l", "n"}
    assert all(isinstance(each, int) for each in body.get("l", []))
    assert set(event.path) == {"id"}
    assert set(event.header) <= {"H"}


MODEL = {"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}, "k": {"enum": ["x", "y"]}}}
API = Api.of(
    {
        "models": [{"name": "M", "schema": MODEL}],
        "resources": {
            "/orders/{id}": {
                "methods": {
                    "POST": {
                        "requestModels": {"application/json": "M"},
                        "requestParameters": {"method.request.querystring.q": False},
                        "integration": {},
                    }
                }
            }
        },
    }
)


@settings(max_examples=50, deadline=None)
@given(strategies.events(api=API, method="POST /orders/{id}"))
def test_events_of_a_method_are_as_its_model_and_parameters_say(event: Event) -> None:
    body = json.loads(event.body)
    assert isinstance(body["a"], str)
    assert body.get("k", "x") in ("x", "y")
    assert set(event.path) == {"id"}
    assert set(event.querystring) <= {"q"}
    assert event.context["httpMethod"] == "POST"


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "minLength": 3, "maxLength": 5},
        {"type": "string", "pattern": "^[a-c]{2}$"},
        {"type": ["integer", "null"], "minimum": 3, "maximum": 5},
        {"type": "number", "minimum": 0.5, "maximum": 0.75},
        {"type": "array", "items": {"type": "boolean"}, "minItems": 2},
        {"oneOf": [{"required": ["a"], "properties": {"a": {"enum": [1]}}}, {"type": "null"}]},
        {"allOf": [{"required": ["a"]}, {"required": ["b"], "properties": {"a": {"type": "integer"}}}]},
        {"required": ["a"]},
        {},
    ],
)
def test_bodies_of_a_schema_are_as_it_says(schema: dict[str, Any]) -> None:
    @settings(max_examples=25, deadline=None)
    @given(strategies.events(schema=schema))
    def check(event: Event) -> None:
        jsonschema.validate(json.loads(event.body), schema)

    check()


def test_a_method_that_the_api_lacks_is_told() -> None:
    with pytest.raises(ValueError, match="the API has no GET /nowhere"):
        strategies.events(api=API, method="GET /nowhere")


def test_an_assertion_says_which_claim_where_and_what_was_printed() -> None:
    template = Template('{"n": "$input.path(\'$.n\')"}', "t.vtl")
    with pytest.raises(AssertionError) as told:
        strategies.assert_sound(template, Event('{"n": "a\\"b"}'))
    assert str(told.value).startswith("t.vtl:1:8: what it prints is valid JSON: the output is not JSON")
    assert 'printed: {"n": "a"b"}' in str(told.value)


@pytest.mark.parametrize(
    ("assertion", "template", "body"),
    [
        (strategies.assert_renders, "$input.json('$')", "{a"),
        (strategies.assert_valid, "{$input.path('$.a')}", '{"a": "x"}'),
        (strategies.assert_keeps_structure, '{"a": "$input.path("$.a")"}', json.dumps({"a": '","b":"'})),
        (strategies.assert_keeps_values, '{"a": "$input.path("$.a").trim()"}', '{"a": " x"}'),
    ],
)
def test_each_claim_can_be_asserted_alone(assertion: Any, template: str, body: str) -> None:
    with pytest.raises(AssertionError):
        assertion(Template(template), Event(body))
    assertion(Template('{"a": $input.json("$.b")}'), Event('{"b": "x"}'))
