"""What a rendering tells: the text as JSON or form, and warnings."""

import pytest

from velogate.errors import EventError
from velogate.gateway.context import fresh
from velogate.gateway.mapping import Template, render
from velogate.gateway.rendering import Rendering


def test_text_json_and_form() -> None:
    assert str(render("a$input.body", {"body": "b"})) == "ab"
    assert render('{"a": $input.json("$.b")}', {"body": {"b": [1.5]}}).json() == {"a": [1.5]}
    assert render("Action=X&A=$util.urlEncode('a b&')&A=2&B=").form() == {"Action": "X", "A": ["a b&", "2"], "B": ""}


def test_where_a_character_came_from() -> None:
    rendering = Template("<$input.path('$.a')>", "t.vtl").render({"body": {"a": "bc"}})
    origins = [rendering.origin(at) for at in range(-1, 5)]
    assert [span and f"{span} {span.text}" for span in origins] == [
        None,
        "t.vtl:1:1 <",
        "t.vtl:1:2 $input.path('$.a')",
        "t.vtl:1:2 $input.path('$.a')",
        "t.vtl:1:20 >",
        None,
    ]
    assert [(p.start, p.end, p.span.text) for p in rendering.origins()] == [
        (0, 1, "<"),
        (1, 3, "$input.path('$.a')"),
        (3, 4, ">"),
    ]


def test_origins_are_looked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    rendering = Template("a$input.body").render({"body": "b"})
    assert rendering.origin(0)
    monkeypatch.setattr(Template, "_origins", None)
    assert rendering.origin(1)
    assert len(rendering.origins()) == 2


def test_what_the_template_did_to_the_variables_of_the_caller_is_not_seen_by_the_tracing() -> None:
    variables = {"l": [1], "same": {}, "n": 1}
    variables["same"] = {"l": variables["l"]}
    rendering = render("$!l.add(2)$l.size() $same.l#set($same.k = 3)$n", variables=variables)
    assert rendering.text == "true2 [1,2]1"
    assert variables["l"] == [1, 2]
    assert [rendering.text[p.start : p.end] for p in rendering.origins()] == ["true", "2", " ", "[1,2]", "1"]


def test_what_the_template_did_to_the_context_is_not_done_to_the_event() -> None:
    event = {"context": {"list": [[1]], "requestOverride": {"header": {}}}}
    template = "$!context.list.get(0).add(2)#set($context.requestOverride.header.X = 'y')$context.list"
    rendering = render(template, event)
    assert rendering.text == "true[[1,2]]"
    assert event == {"context": {"list": [[1]], "requestOverride": {"header": {}}}}
    assert rendering.origin(4)


@pytest.mark.parametrize("now", ["longer", 7])
def test_no_origins_where_the_caller_has_changed_the_variables_since(now: object) -> None:
    variables = {"a": "bc"}
    rendering = render("<$a>", variables=variables)
    variables["a"] = now  # type: ignore[assignment]
    assert (rendering.origin(0), rendering.origins()) == (None, ())


def test_a_rendering_that_was_refused_has_no_origins() -> None:
    assert render("$input.path('$')", {"body": "{"}).origins() == ()
    assert Rendering("abc").origin(0) is None


def test_fresh_ids_are_the_same_when_traced() -> None:
    rendering = render("$context.requestId $context.requestTime", {"context": fresh()})
    assert [p.end - p.start for p in rendering.origins()] == [36, 1, 26]


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
        ("$context.integrationLatency", "no document lists $context.integrationLatency", "access logs only"),
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
