"""`$input`: bodies of every kind, parameters, headers."""

from typing import Any

import pytest

from velogate.errors import TemplateRenderError
from velogate.gateway.mapping import render


def text(template: str, body: Any = "", **params: Any) -> str:
    return render(template, {"body": body, "params": params}).text


@pytest.mark.parametrize(
    ("template", "body", "expected"),
    [
        ("$input.body", "", "{}"),
        ("$input.path('$')", "", "{}"),
        ("$input.json('$')", "", "{}"),
        ("$input.body", " {  } ", " {  } "),
        ("$input.path('$')", "a=b", "a=b"),
        ("$input.path('$')", '"quoted"', "quoted"),
        ("$input.path('$').length()", "not json", "8"),
        ("$input.json('$')", "not json", '"not json"'),
        ("$input.json('$.x')", "not json", '""'),
        ("<$input.path('$')>", "null", "<>"),
        ("$input.json('$')", "null", '""'),
        ("$input.json('$')", "true", "true"),
        ("$input.path('$')", "{'a':x,}", "{a=x}"),
        ("$input.json('$.n')", '{"n": null}', '""'),
        ("$input.json('$')", '{"n": null}', '{"n":null}'),
        ("$input.json('$.u')", '{"u": "a/b"}', '"a/b"'),
        ("$input.path('$.u')", '{"u": ["a/b"]}', '["a\\/b"]'),
        ("$input.json('$')", '{"e": "€\\u007f"}', '{"e":"\\u20AC\\u007F"}'),
        ("$input.json('$')", "[1.50, 1e3, 12345678901234567890, 0.10]", "[1.5,1000.0,12345678901234567890,0.1]"),
        ("$input.path('$.l')", '{"l": 1e10}', "1.0E10"),
        ("$input.path('$..a')", '{"a": {"a": 1}}', '[{"a":1},1]'),
        ("$input.path('$.nope[*]')", "{}", "[]"),
        ("$input.path('$.a').b[0]", {"a": {"b": ["x"]}}, "x"),
        ("$input.json('$.a')", {"a": "é\U0001f600"}, '"é\U0001f600"'),
        ("#foreach($k in $input.path('$').keySet())$k #end", '{"z":1,"a":2,"z":3}', "z a "),
    ],
)
def test_bodies(template: str, body: Any, expected: str) -> None:
    assert text(template, body) == expected


@pytest.mark.parametrize("template", ["$input", "$input.params", "$input.json", "$input.nope", "$util", "$context"])
def test_printed_whole_it_is_empty(template: str) -> None:
    assert text(template) == ""


def test_a_body_that_is_no_json_is_no_matter_until_it_is_read() -> None:
    assert text("$input.body", "{a") == "{a"
    rendering = render("x $input.path('$')", {"body": "{a"})
    assert rendering.text == ""
    assert rendering.client_error is not None
    assert rendering.client_error.status == 400


def test_parameters_come_from_path_then_query_then_headers() -> None:
    places = {"path": {"a": "p"}, "querystring": {"a": "q", "b": "q"}, "header": {"a": "h", "b": "h", "c": "h"}}
    assert text("$input.params('a')$input.params('b')$input.params('c')$input.params('d')", **places) == "pqh"


def test_the_last_of_several_values_is_seen() -> None:
    assert text("$input.params('a') $input.params().querystring", querystring={"a": ["1", "2"]}) == "2 {a=2}"


def test_values_are_text() -> None:
    assert text("$input.params('n').length() $input.params('b')", querystring={"n": 12, "b": True}) == "2 true"


def test_headers_that_templates_do_not_see() -> None:
    header = {"Content-Length": "1", "connection": "x", "Host": "h", "X-A": "1"}
    assert text("$input.params().header $input.params('TE')", header=header) == "{Host=h, X-A=1} "


def test_params_as_a_whole() -> None:
    printed = text("$input.params() $input.params().path.get('arg')", path={"arg": "value"})
    assert printed == "{path={arg=value}, querystring={}, header={}} value"


def test_a_path_that_is_none_fails_the_template_with_its_place() -> None:
    with pytest.raises(TemplateRenderError) as caught:
        text("a $input.path('$.a[') b", "{}")
    assert "the bracket [ is not closed" in caught.value.message
    assert caught.value.span is not None
    assert caught.value.span.column == 3
