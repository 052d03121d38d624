"""Requests: as mappings, as files, as texts; recognised by what they hold, refused by the field that is wrong."""

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from velogate import Template, VelogateError, render
from velogate.errors import EventError, UsageError
from velogate.gateway import formats
from velogate.gateway.event import Event
from velogate.gateway.formats import FORMS, lost, parse, recognised

PROXY = {
    "resource": "/orders/{id}",
    "path": "/orders/7",
    "httpMethod": "PUT",
    "headers": {"Content-Type": "application/json", "X-A": "2"},
    "multiValueHeaders": {"Content-Type": ["application/json"], "X-A": ["1", "2"]},
    "queryStringParameters": {"q": "2"},
    "multiValueQueryStringParameters": {"q": ["1", "2"]},
    "pathParameters": {"id": "7"},
    "stageVariables": {"table": "t"},
    "requestContext": {"stage": "prod", "path": "/prod/orders/7", "identity": {"sourceIp": "203.0.113.7"}},
    "body": "eyJhIjogMX0=",
    "isBase64Encoded": True,
}
TEST_INVOKE = {
    "restApiId": "a",
    "resourceId": "r",
    "httpMethod": "POST",
    "pathWithQueryString": "/x?q=1&q=2",
    "headers": {"X-A": "2"},
    "multiValueHeaders": {"X-A": ["1", "2"]},
    "body": "b",
    "stageVariables": {"table": "t"},
}
HAR = {
    "request": {
        "method": "POST",
        "url": "https://h.example/x?q=1",
        "httpVersion": "HTTP/2.0",
        "headers": [{"name": "X-A", "value": "1"}, {"name": "X-A", "value": "2"}],
        "postData": {"mimeType": "text/plain", "text": "b"},
    }
}
OWN = {
    "body": {"a": 1},
    "params": {"path": {"id": "7"}, "querystring": {"q": ["1", "2"]}, "header": {"X-A": ["1", "2"]}},
    "context": {"stage": "prod", "identity": {"sourceIp": "203.0.113.7"}},
    "stageVariables": {"table": "t"},
}
FORMS_OF = {
    "velogate": OWN,
    "lambda-proxy": PROXY,
    "test-invoke": TEST_INVOKE,
    "har": HAR,
    "http": "POST /x?q=1 HTTP/1.1\nX-A: 1\nX-A: 2\n\nb\nc\n",
    "curl": "curl 'https://h.example/x?q=1' -H 'X-A: 1' -H 'X-A: 2' --data-raw 'it'\\''s' --compressed",
}


def text_of(source: Any) -> str:
    return source if isinstance(source, str) else json.dumps(source)


# ---- one form from another


@pytest.mark.parametrize(("form", "source"), FORMS_OF.items())
def test_a_form_is_recognised(form: str, source: Any) -> None:
    assert recognised(text_of(source), "<event>")[0] == form
    assert Event.load(text_of(source)).header["X-A"] == ["1", "2"]


@pytest.mark.parametrize(
    ("form", "source"),
    [
        ("velogate", "{}"),
        ("velogate", '\ufeff {"body": "x"}'),
        ("velogate", '{"body": "x", "isBase64Encoded": false}'),
        ("velogate", '{"context": {"path": "/x"}, "body": "x"}'),
        ("lambda-proxy", '{"path": "/x", "httpMethod": "GET"}'),
        ("lambda-proxy", '{"requestContext": {"routeKey": "$default"}, "body": "x"}'),
        ("test-invoke", '{"httpMethod": "GET", "body": "x"}'),
        ("test-invoke", '{"headers": {}, "body": "x"}'),
        ("har", '{"log": {"entries": [{"request": {"url": "/"}}]}}'),
        ("http", "# a note\n\nGET /x\n"),
        ("http", "@a = b\nGET {{a}}/x\n"),
        ("http", "get https://h.example/x"),
        ("http", "https://h.example/x"),
        ("http", "{{host}}/x\nA: b\n"),
        ("curl", "curl https://h.example/x"),
        ("curl", "  $ curl https://h.example/x"),
        ("curl", "#!/bin/sh\n# a note\n\ncurl -s https://h.example/x"),
        ("curl", "curl.exe https://h.example/x"),
    ],
)
def test_a_form_is_recognised_by_what_it_holds(form: str, source: str) -> None:
    assert recognised(source, "<event>")[0] == form
    assert isinstance(parse(source, "<event>"), Event)


def test_a_mapping_in_yaml_is_an_event_in_the_form_that_its_fields_tell(tmp_path: Path) -> None:
    file = tmp_path / "event.yaml"
    file.write_text(
        "body: {id: 7, at: 12:30, day: 2024-01-01, yes: no, big: 1e3, none: ~}\n"
        "params:\n  path: {id: 007}\n  header: &h {X-A: [1, true]}\n  querystring:\n    <<: *h\n    7: x\n",
        encoding="utf-8",
    )
    event = Event.load(file)
    assert event.body == '{"id": 7, "at": "12:30", "day": "2024-01-01", "yes": "no", "big": 1000.0, "none": null}'
    assert event.path == {"id": "007"}
    assert event.header == {"X-A": ["1", "true"]}
    assert event.querystring == {"X-A": ["1", "true"], "7": "x"}
    file = tmp_path / "proxy.YML"
    file.write_text("httpMethod: GET\npath: /x\nbody: !!binary /w==\n", encoding="utf-8")
    assert (Event.load(file).context["path"], Event.load(file).payload) == ("/x", b"\xff")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [1", "x.yaml:1:6: error: the event is not YAML"),
        ("a: 1\n---\nb: 2\n", "the event is not YAML: but found another document"),
        ("- 1\n", "an event is a mapping, and x.yaml holds a list"),
        ("", "an event is a mapping, and x.yaml holds null"),
        ("body: !Sub x\n", "the event is not YAML: could not determine a constructor"),
        ("body: &a [*a]\n", "more than 1,000,000 values once its aliases are written out"),
        ("[" * 5_000, "it is nested too deeply"),
        ("\x00", "x.yaml is not YAML"),
        ("bod: 1\n", "an event has no 'bod'; did you mean 'body'?"),
    ],
)
def test_yaml_that_is_no_event(text: str, message: str) -> None:
    with pytest.raises(EventError, match=re.escape(message)):
        parse(text, "x.yaml")


def test_aliases_do_not_grow_without_end() -> None:
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 40)]
    with pytest.raises(EventError, match="once its aliases are written out"):
        parse("\n".join(lines), "x.yaml")


# ---- bodies


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("text", "text"),
        ({"a": [1.5, None, "é"]}, '{"a": [1.5, null, "\\u00e9"]}'),
        ([1], "[1]"),
        (7, "7"),
        (True, "true"),
        (None, ""),
        ("", ""),
        (MappingProxyType({"a": MappingProxyType({"b": 1})}), '{"a": {"b": 1}}'),
        ("é".encode(), "é"),
        (bytearray(b"x"), "x"),
    ],
)
def test_a_body_is_text_or_what_json_has(body: Any, text: str) -> None:
    event = Event.of({"body": body})
    assert (event.body, event.payload, event.binary) == (text, text.encode(), None)


def test_a_body_that_is_no_utf_8_keeps_its_bytes() -> None:
    raw = b"a\xff\xc3\xa9\x00"
    event = Event.of({"body": raw})
    assert (event.body, event.payload, event.binary) == ("a\ufffd\xe9\x00", raw, raw)
    assert render("$input.body", event).text == "a\ufffd\xe9\x00"
    assert Event.of({"body": "Yf/DqQA=", "isBase64Encoded": True}) == event
    assert Event.of(event.mapping()) == event
    assert replace(event, body="other").payload == b"other"


def test_base64_is_taken_away_where_the_event_says_so() -> None:
    assert Event.of({"body": "YQ==\n", "isBase64Encoded": True}) == Event("a")
    assert Event.of({"body": "YQ==", "isBase64Encoded": False}) == Event("YQ==")
    assert Event.of({"body": None, "isBase64Encoded": True}) == Event()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"body": {"day": date(2024, 1, 1)}}, "the body is no JSON: it has no date"),
        ({"body": {1, 2}}, "the body is no JSON: it has no set"),
        ({"body": "é", "isBase64Encoded": True}, "the body is said to be Base64 and is not"),
        ({"body": "YQ", "isBase64Encoded": True}, "the body is said to be Base64 and is not: Incorrect padding"),
        ({"body": {}, "isBase64Encoded": True}, "the body is said to be Base64 and is a mapping"),
        ({"body": "x", "isBase64Encoded": "true"}, "isBase64Encoded must be true or false, not a text"),
        ({"params": {"query": {}}}, "params has no 'query'; did you mean 'querystring'?"),
        ({"params": {"path": "/x"}}, "params.path must be a mapping, not a text"),
        ({"stageVariables": []}, "stageVariables must be a mapping, not a list"),
        ([], "an event must be a mapping, not a list"),
        ({"context": {"requestTimeEpoch": 10**30}}, "is no time: it is in milliseconds since 1970"),
    ],
)
def test_a_mapping_that_is_no_event_is_refused(given: Any, message: str) -> None:
    with pytest.raises(EventError, match=re.escape(message)):
        render("$context.requestTime", given)


def test_a_body_that_holds_itself_is_refused() -> None:
    body: list[Any] = []
    body.append(body)
    with pytest.raises(EventError, match="the body is no JSON"):
        Event.of({"body": body})


# ---- files


def test_a_file_is_read(tmp_path: Path) -> None:
    file = tmp_path / "event.json"
    file.write_text('{"body": "x"}', encoding="utf-8")
    assert Event.load(file) == Event.load(str(file)) == Event("x")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_file_that_says_its_encoding_is_read_in_it(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "event.json"
    file.write_bytes('{"body": "é"}'.encode(encoding))
    assert Event.load(file) == Event("é")


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "event.json"
    file.write_bytes(b'{"body": "\xff"}')
    with pytest.raises(EventError, match="is not UTF-8 text: invalid start byte at byte 10"):
        Event.load(file)


def test_a_request_with_a_body_that_is_no_text_keeps_its_bytes(tmp_path: Path) -> None:
    file = tmp_path / "event.http"
    file.write_bytes(b"POST /x HTTP/1.1\r\nX-A: \xe9\r\n\r\n\x89PNG\r\n\xff")
    event = Event.load(file)
    assert (event.payload, event.header) == (b"\x89PNG\r\n\xff", {"X-A": "\ufffd"})


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("{bad", "<event>:1:2: error: the event is not JSON: Expecting property name"),
        ('{"body": NaN}', "the event is not JSON: it has no NaN"),
        ('{"body": ' + "9" * 5_000 + "}", "a number of too many digits"),
        ("[" * 100_000, "nested too deeply"),
        ("[1]", "an event is a mapping, and <event> holds a list"),
        ('{"bod": 1}', "an event has no 'bod'; did you mean 'body'?"),
        ('{"id": 7, "name": "x"}', "is no event in a form that is known: it has 'id', 'name'"),
        ('{"version": "2.0", "requestContext": {}}', "an event of an HTTP API"),
        ('{"requestContext": {"elb": {}}}', "an event of a load balancer"),
        ("GETT /x\n\n", "<event>:1:1: error: API Gateway has no method GETT; did you mean GET?"),
        ("hello\nworld\n", "<event>:1:1: error: this is no event in a form that is known"),
        ("HTTP/1.1 200 OK\n\n", "this is an answer; an event is a request"),
        ("\n# nothing\n\n", "<event> holds no event"),
        ("curl 'x", "a quotation is not closed: 'x"),
        ("curl -s", "the curl command names no URL"),
        ("curl https://h.example -H", "the curl command cannot be read: -H has no value"),
        ("curl -X PURGE https://h.example", "API Gateway has no method PURGE"),
        ("curl -F a https://h.example", "-F a has no ="),
        ("no-such-file.json", "no-such-file.json cannot be read: No such file"),
        ("a\0b", "is no name of a file"),
        ('{"log": {"entries": []}}', "the HAR file holds no entries"),
    ],
)
def test_what_is_no_event_is_refused(source: str, message: str) -> None:
    with pytest.raises(EventError, match=re.escape(message)):
        Event.load(source)


# ---- fields


def test_a_proxy_event_in_full() -> None:
    event = Event.load(json.dumps(PROXY))
    assert event.body == '{"a": 1}'
    assert event.path == {"id": "7"}
    assert event.querystring == {"q": ["1", "2"]}
    assert event.stage_variables == {"table": "t"}
    assert event.context == {
        "httpMethod": "PUT",
        "path": "/prod/orders/7",
        "resourcePath": "/orders/{id}",
        "stage": "prod",
        "identity": {"sourceIp": "203.0.113.7"},
    }


def test_a_proxy_event_has_null_for_what_is_empty() -> None:
    nothing = dict.fromkeys(
        [
            *("headers", "multiValueHeaders", "queryStringParameters", "multiValueQueryStringParameters"),
            *("pathParameters", "stageVariables", "body"),
        ]
    )
    event = Event.load(json.dumps({"httpMethod": "GET", "path": "/", "resource": "/", **nothing}))
    assert event == Event(context={"httpMethod": "GET", "path": "/", "resourcePath": "/"})


def test_multiple_values_go_before_single_ones_and_headers_meet_whatever_their_case() -> None:
    fields = {"headers": {"x-a": "2", "X-B": 1.5, "X-None": None}, "multiValueHeaders": {"X-A": ["1", "2"], "X-C": []}}
    assert Event.load(json.dumps({"path": "/", **fields})).header == {"X-B": "1.5", "X-None": None, "X-A": ["1", "2"]}
    query = {"queryStringParameters": {"q": "2", "Q": "3"}, "multiValueQueryStringParameters": {"q": ["1", "2"]}}
    assert Event.load(json.dumps(query)).querystring == {"Q": "3", "q": ["1", "2"]}


def test_names_of_headers_keep_their_case() -> None:
    event = parse("GET /x\nX-A: 1\nx-a: 2\n", "<event>")
    assert event.header == {"X-A": "1", "x-a": "2"}
    assert render("$input.params('X-A')$input.params('x-a')$input.params('x-A')", event).text == "12"


@pytest.mark.parametrize("source", ["GET {}\n", "curl 'http://h.example{}'", '{{"pathWithQueryString": "{}"}}'])
def test_the_query_is_decoded_and_the_path_is_not(source: str) -> None:
    event = parse(source.format("/a%2Bb+c%20d?x=1+2%202%2B&y=%C3%A9&x=&z&%26=%ff"), "<event>")
    assert event.context["path"] == "/a%2Bb+c%20d"
    assert event.querystring == {"x": ["1 2 2+", ""], "y": "é", "z": "", "&": "\ufffd"}


@pytest.mark.parametrize(
    ("url", "host", "path"),
    [
        ("https://abc.example.org:8443/prod/x#part", "abc.example.org", "/prod/x"),
        ("http://[::1]:80?q", "::1", "/"),
        ("https://u:p@h.example", "h.example", "/"),
        ("/only//path", None, "/only//path"),
        ("//x", None, "//x"),
    ],
)
def test_what_a_url_says(url: str, host: str | None, path: str) -> None:
    event = parse(f"GET {url}\n", "<event>")
    assert (event.context.get("domainName"), event.context["path"]) == (host, path)


def test_the_host_header_goes_before_the_url() -> None:
    event = parse("GET https://10.0.0.1/x\nhost: api.example.org:443\nuser-agent: agent 1\n", "<event>")
    assert event.context == {
        "httpMethod": "GET",
        "path": "/x",
        "domainName": "api.example.org",
        "domainPrefix": "api",
        "identity": {"userAgent": "agent 1"},
    }


def test_what_is_not_understood_is_said() -> None:
    assert Event.load('{"httpMethod": "GET", "pathWithQueryString": "/", "colour": 1}').ignored == ("colour",)
    assert Event.load(json.dumps({**PROXY, "type": "REQUEST"})).ignored == ("type",)


WRONG: list[Any] = [[], {}, 1, "x", None, True, ["a"], [{}], {"a": {}}, {"a": [{}]}]


def paths(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to each field of a mapping."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [*([at] if at else []), *(path for key, each in inner for path in paths(each, (*at, key)))]


def changed(value: Any, at: tuple[Any, ...], new: Any) -> Any:
    """The value with another one at a place."""
    if not at:
        return new
    made = dict(value) if isinstance(value, dict) else list(value)
    made[at[0]] = changed(made[at[0]], at[1:], new)
    return made


def refusal(source: Any) -> str:
    """Why a mapping is no event; empty if it is one, and a template can be rendered for it."""
    try:
        event = parse(json.dumps(source), "<event>")
    except EventError as error:
        return error.message
    Template("$input.params() $input.body $context.identity $stageVariables").render(event)
    return ""


@pytest.mark.parametrize("form", ["velogate", "lambda-proxy", "test-invoke", "har"])
def test_a_field_of_a_wrong_kind_is_told_by_its_name(form: str) -> None:
    for at in paths(FORMS_OF[form]):
        name = next(part for part in reversed(at) if isinstance(part, str))
        for wrong in WRONG:
            why = refusal(changed(FORMS_OF[form], at, wrong))
            assert not why or name in why or name in ("isBase64Encoded", "httpMethod", "method"), (at, wrong, why)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ({"httpMethod": None}, "httpMethod must be a text, not null"),
        ({"httpMethod": ["GET"]}, "httpMethod must be a text, not a list"),
        ({"httpMethod": "BREW"}, "API Gateway has no method BREW"),
        ({"path": 7}, "path must be a text, not a number"),
        ({"pathWithQueryString": {}}, "pathWithQueryString must be a text, not a mapping"),
        ({"headers": ["X-A: 1"], "path": "/"}, "headers must be a mapping, not a list"),
        ({"multiValueHeaders": {"X-A": [["1"]]}, "path": "/"}, "multiValueHeaders.X-A[0] must be a text, not a list"),
        ({"queryStringParameters": {"q": {}}}, "queryStringParameters.q must be a text, not a mapping"),
        ({"stageVariables": [], "path": "/"}, "stageVariables must be a mapping, not a list"),
        ({"requestContext": "x"}, "requestContext must be a mapping, not a text"),
        ({"requestContext": {"identity": []}}, "requestContext.identity must be a mapping, not a list"),
        ({"params": {"header": {"X-A": {"a": 1}}}}, "params.header.X-A must be a text, not a mapping"),
        ({"request": {}}, "request.url is missing"),
        ({"request": {"url": "/", "headers": [{"value": "x"}]}}, "request.headers[0].name is missing"),
        ({"request": {"url": "/", "headers": ["X"]}}, "request.headers[0] must be a mapping, not a text"),
        ({"request": {"url": "/", "postData": {"text": 5}}}, "request.postData.text must be a text, not a number"),
        ({"log": {"entries": [{"request": None}]}}, "log.entries[0].request.url is missing"),
        ({"log": []}, "log must be a mapping, not a list"),
    ],
)
def test_the_field_of_a_wrong_kind(source: Any, message: str) -> None:
    assert refusal(source).startswith(message)


def converted(text: str, name: str = "<event>") -> None:
    """Reads a text, writes what it is in every form, and reads that."""
    try:
        event = parse(text, name)
        for form in FORMS:
            lost(event, form)
        render("$input.params()$context.requestTime$stageVariables", event)
    except VelogateError as error:
        str(error)  # a message can be drawn, and nothing else is raised


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*PROXY, *TEST_INVOKE, *OWN, *HAR["request"], "log", "entries"]), inner)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from([*PROXY, *TEST_INVOKE, *OWN, "request", "log"]), _json, max_size=5))
@settings(deadline=None)
def test_any_json_is_an_event_or_is_refused(fields: dict[str, Any]) -> None:
    converted(json.dumps(fields))


_crumbs = st.sampled_from(
    [
        *("GET ", "POST /x", "curl ", "http://h.example", "?a=b", "\n", "\r\n", "\n\n", "###", "@a = b", "{{a}}", ":"),
        *("A: b", "< f", "> {%", "#", "//", "-d ", "'", '"', "$'", "\\", "^", "^\n", "-H ", "-F ", "a=b", "@f", "--"),
        *("-X", "-zZ ", "%", "é", "\0", "\ud800", "\udcff", "|", "&", "$x", "`", " ", "HTTP/1.1", "{", "["),
        "Content-Length: 3",
    ]
)


@given(st.lists(_crumbs, max_size=12).map("".join), st.sampled_from(["<event>", "x.yaml"]))
@settings(deadline=None)
def test_any_text_is_an_event_or_is_refused(text: str, name: str) -> None:
    converted(text, name)


# ---- writing


def test_an_unknown_form_is_refused_with_the_near_one() -> None:
    with pytest.raises(UsageError, match="did you mean 'curl'"):
        Event().dump("crul")


@pytest.mark.parametrize(
    ("body", "shown"),
    [('{"a": 1.5}', {"a": 1.5}), ('{"a":1}', '{"a":1}'), ("[1, 2]", [1, 2]), ('{"a": 1', '{"a": 1'), ("7", "7")],
)
def test_a_json_body_is_written_as_json_where_no_character_is_lost(body: str, shown: Any) -> None:
    assert json.loads(Event(body).dump("velogate")) == {"body": shown}
    assert parse(Event(body).dump("velogate"), "<event>").body == body


def test_the_path_of_a_proxy_event_has_no_stage() -> None:
    paths_of = {"/prod/x": "/x", "/prod": "/", "/production": "/production"}
    events = {path: Event(context={"path": path, "stage": "prod"}) for path in paths_of}
    assert {path: json.loads(event.dump("lambda-proxy"))["path"] for path, event in events.items()} == paths_of


def test_what_json_does_not_have_cannot_be_written() -> None:
    with pytest.raises(EventError, match="the event cannot be written as JSON: it has no date"):
        Event(context={"day": date(2024, 1, 1)}).dump("velogate")
    assert lost(Event(context={"day": date(2024, 1, 1)}), "velogate")[0].startswith("the event as a whole")


# ---- there and back

_TOKEN = st.text("ABCXYZabcxyz019!#$%&'*+.^_`|~-", min_size=1, max_size=8)
_names = _TOKEN.filter(lambda name: name.lower() not in ("host", "user-agent", "content-length") and name[0] not in "#")
_values = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp", "Zs"]), max_size=8)
_words = st.text(st.characters(codec="utf-8"), max_size=8)


def _params(names: st.SearchStrategy[str], values: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(names, values | st.lists(values, min_size=2, max_size=3), max_size=3)


_bodies = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30)
_requests = st.builds(
    Event,
    body=_bodies,
    querystring=_params(_words, _words),
    header=_params(_names, _values),
    context=st.fixed_dictionaries(
        {
            "httpMethod": st.sampled_from(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]),
            "path": st.text("abc/%2B+-_.~!$&'()*,;=:@", max_size=10).map("/{}".format),
        }
    ),
)
ODD = {
    "http": re.compile(r"^###|^<|^>|\n&|\n[ \t]+&|\{\{", re.MULTILINE),
    "curl": re.compile(r"\0"),
}
"""Bodies that mean something else in a form."""


@pytest.mark.parametrize("form", FORMS)
def test_writing_and_reading_keeps_the_request(form: str) -> None:
    @given(_requests)
    @example(Event("\r\n", context={"httpMethod": "GET", "path": "/"}))
    @settings(deadline=None)
    def keeps(event: Event) -> None:
        if form in ODD and ODD[form].search(event.body):
            return
        assert lost(event, form) == ()
        again = parse(event.dump(form), "<event>")
        assert (again.body, again.querystring, again.header) == (event.body, event.querystring, event.header)
        assert {name: again.context[name] for name in event.context} == event.context

    keeps()


FULL = Event(
    "a\ufffd",
    {"id": "7"},
    {"q": ["1", "2"]},
    {"X-A": ["1", "2"], "x-a": "3", "Host": "h.example"},
    {"httpMethod": "PUT", "path": "/p", "domainName": "h.example", "stage": "dev", "identity": {"sourceIp": "::1"}},
    {"table": "t"},
    (),
    b"a\xff",
)
LOST = {
    "velogate": (),
    "lambda-proxy": (),
    "test-invoke": ("binary", "params.path", "context.stage", "context.identity.sourceIp"),
    "http": ("binary", "params.path", "stageVariables", "context.stage", "context.identity.sourceIp"),
    "har": ("params.path", "stageVariables", "context.stage", "context.identity.sourceIp"),
    "curl": ("params.path", "stageVariables", "context.stage", "context.identity.sourceIp"),
}
"""What the forms have no place for in an event that has everything."""


@pytest.mark.parametrize("form", FORMS)
def test_what_a_form_has_no_place_for(form: str) -> None:
    assert lost(FULL, form) == LOST[form]
    assert {part.replace("context.", "context|").split("|")[0] for part in LOST[form]} == set(FORMS[form].lacks)


@pytest.mark.parametrize(
    ("form", "event", "part"),
    [
        ("http", Event("a\n### b"), "body"),
        ("http", Event("a\n\n> {% x %}"), "body"),
        ("http", Event("a=1\n&b=2", header={"Content-Type": "application/x-www-form-urlencoded"}), "body"),
        ("http", Event(header={"X-A": "a\nb"}), "params.header"),
        ("http", Event(header={"X-A": " a"}), "params.header"),
        ("http", Event(header={"#A": "a"}), "params.header"),
        ("curl", Event("a\0b"), "body"),
        ("curl", Event(body="\ufffd", body_bytes=b"\0\xff"[1:]), ""),
        ("test-invoke", Event(context={"path": "/a b"}), "context"),
        ("http", Event(context={"httpMethod": "TRACE"}), "the event as a whole: API Gateway has no method TRACE"),
    ],
)
def test_what_means_something_else_in_a_form_is_told(form: str, event: Event, part: str) -> None:
    assert lost(event, form) == ((part,) if part else ())


def test_a_form_is_read_from_what_another_has_written() -> None:
    event = parse(text_of(FORMS_OF["http"]), "<event>")
    for form in FORMS:
        event = parse(formats.write(event, form), "<event>")
    assert (event.body, event.querystring, event.header) == ("b\nc", {"q": "1"}, {"X-A": ["1", "2"]})
    assert (event.context["httpMethod"], event.context["path"]) == ("POST", "/x")


def test_an_event_may_be_a_plain_request() -> None:
    event = Event.of(
        {
            "method": "put",
            "path": "/orders/7?q=a%20b&r=1&r=2",
            "headers": {"X": ["1", "2"]},
            "query": {"s": "3"},
            "pathParameters": {"id": "7"},
            "params": {"header": {"Y": "y"}},
            "body": {"a": "é"},
        }
    )
    assert event.context == {"httpMethod": "PUT", "path": "/orders/7"}
    assert event.querystring == {"q": "a b", "r": ["1", "2"], "s": "3"}
    assert event.header == {"Y": "y", "X": ["1", "2"]}
    assert (event.path, event.body) == ({"id": "7"}, '{"a": "\\u00e9"}')


def test_a_file_with_a_method_or_a_query_is_a_plain_request() -> None:
    event = Event.load('{"method": "GET", "path": "/a", "headers": {"X": "1"}}')
    assert (event.context["httpMethod"], event.context["path"], event.header) == ("GET", "/a", {"X": "1"})
