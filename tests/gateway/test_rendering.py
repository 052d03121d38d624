"""What a rendering tells: the text as JSON or form, and warnings."""

import pytest

from velogate.errors import EventError
from velogate.gateway.mapping import Template, render
from velogate.gateway.rendering import OutputError, Rendering


def test_text_json_and_form() -> None:
    assert str(render("a$input.body", {"body": "b"})) == "ab"
    assert render('{"a": $input.json("$.b")}', {"body": {"b": [1.5]}}).json() == {"a": [1.5]}
    assert render("Action=X&A=$util.urlEncode('a b&')&A=2&B=").form() == {"Action": "X", "A": ["a b&", "2"], "B": ""}


@pytest.mark.parametrize(
    ("text", "line", "column", "reason"),
    [
        ('{"a": 1,\n "b": }', 2, 7, "Expecting value, but '}' stands there"),
        ('{"a": 1', 1, 8, "Expecting ',' delimiter, but the text ends there"),
        ('{"a": NaN}', 1, 7, "NaN is no JSON"),
        ("[" * 100_000, 1, 1, "nested too deeply"),
    ],
)
def test_no_json(text: str, line: int, column: int, reason: str) -> None:
    with pytest.raises(OutputError) as caught:
        Rendering(text).json()
    assert reason in caught.value.message
    assert caught.value.span is not None
    assert (caught.value.span.line, caught.value.span.column) == (line, column)


def test_variables_of_the_caller() -> None:
    assert render("$a $input.body", {"body": "b"}, variables={"a": 1}).text == "1 b"


def test_both_dialects_have_the_gateways_variables() -> None:
    template = "#macro(m $x)<$x>#end#m($input.path('$.a'))$input.nope"
    assert render(template, {"body": {"a": 1}}, dialect="velocity").text == "<1>$input.nope"


def test_merge_is_the_language_alone() -> None:
    assert Template("$input $x").merge({"x": 1}) == " 1"


def test_an_event_must_be_a_mapping() -> None:
    with pytest.raises(EventError, match="an event must be a mapping, not a list"):
        render("", [])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("template", "message", "hint"),
    [
        ("$util.toJson($x)", "$util.toJson is a function of AppSync", "$input.json"),
        ("$util.qr($m.put('a', 1))", "$util.qr is a function of AppSync", "#set("),
        ("$util.time.nowISO8601()", "$util.time is a function of AppSync", "$context.requestTime"),
        ("$esc.newline", "$esc is a tool of Velocity", "$util.escapeJavaScript"),
        ("$method.request.body", "$method is a word of parameter mappings", "$input.params"),
        ("$context.identity.sourceIP", "no document lists $context.identity.sourceIP", "$context.identity.sourceIp"),
        ("$context['stge']", "no document lists $context.stge", "$context.stage"),
        ("#set($context.responseOverride.stauts = 1)", "no document lists $context.responseOverride.stauts", "status"),
        ("$util.escapeJavascript('a')", "$util has no method escapeJavascript; did you mean escapeJavaScript?", ""),
        ("$input.jsn('$')", "$input has no method jsn; did you mean json?", ""),
    ],
)
def test_warnings(template: str, message: str, hint: str) -> None:
    (warning,) = render(f"a {template}").warnings
    assert message in warning.message
    assert hint in (warning.hint or "")
    assert warning.span is not None
    assert warning.span.start >= 2


def test_a_bad_path_is_told_of_even_where_it_is_not_rendered() -> None:
    (finding,) = render('#if(false)$input.json("$.x[?(@.a = 1)]")#end').warnings
    assert finding.severity == "error"
    assert "one = compares nothing" in finding.message
    assert finding.span is not None
    assert finding.span.text.startswith(" = 1")


@pytest.mark.parametrize(
    "template",
    [
        "$context.authorizer.anything.deep $context.identity.clientCert.validity.notAfter $context.error.messageString",
        "$context.connectionId $context.requestOverride.header.X $context.keySet() $context.get('stage')",
        "#set($esc = 'a')$esc #foreach($date in [1])$date#end $util.urlEncode('a')",
        "$context.mine",
    ],
)
def test_no_warnings(template: str) -> None:
    assert [w for w in render(template, {"context": {"mine": 1}}).warnings if "no document" in w.message] == []


def test_a_payload_that_is_too_large_is_refused() -> None:
    event = {"body": "€" * (10 * 1024 * 1024 // 3 + 1)}
    refused = render("$input.body.length()", event)
    assert refused.client_error is not None
    assert (refused.client_error.status, refused.text) == (413, "")
    told = Template("$input.body.length()").render(event, quotas=False)
    assert told.client_error is None
    assert told.text == str(len(event["body"]))
    assert "10,485,762 bytes" in told.warnings[0].message


def test_headers_that_are_too_large_are_refused() -> None:
    assert render("x", {"params": {"header": {"A": "b" * 10_239}}}).text == "x"
    refused = render("x", {"params": {"header": {"A": ["b" * 5_000, "c" * 5_240]}}})
    assert refused.client_error is not None
    assert refused.client_error.status == 431


def test_stage_variables_that_aws_would_not_take() -> None:
    rendering = render("$stageVariables.a $stageVariables['b-c']", {"stageVariables": {"a": "x y", "b-c": "ok"}})
    assert rendering.text == "x y ok"
    assert [warning.message for warning in rendering.warnings] == [
        "the stage variable a cannot have the value 'x y'",
        "'b-c' cannot name a stage variable",
    ]
