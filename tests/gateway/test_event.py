"""Requests in the forms that people have them."""

import json
from pathlib import Path
from typing import Any

import pytest

from velogate.errors import EventError, UsageError
from velogate.gateway.event import Event
from velogate.gateway.formats import WRITERS

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
    "requestContext": {"stage": "prod", "identity": {"sourceIp": "203.0.113.7"}},
    "body": "eyJhIjogMX0=",
    "isBase64Encoded": True,
}
FORMS = {
    "our mapping": ({"body": {"a": 1}, "params": {"header": {"X-A": ["1", "2"]}}}, '{"a": 1}', ["1", "2"]),
    "Lambda proxy": (PROXY, '{"a": 1}', ["1", "2"]),
    "TestInvokeMethod": (
        {"httpMethod": "POST", "pathWithQueryString": "/x?q=1", "headers": {"X-A": "1"}, "body": "b"},
        "b",
        "1",
    ),
    "HAR entry": (
        {
            "request": {
                "method": "POST",
                "url": "https://h.example/x?q=1",
                "headers": [{"name": "X-A", "value": "1"}, {"name": ":authority", "value": "h.example"}],
                "postData": {"text": "b"},
            }
        },
        "b",
        "1",
    ),
    "HTTP": ("POST /x?q=1 HTTP/1.1\nX-A: 1\nX-A: 2\n\nb\nc\n", "b\nc", ["1", "2"]),
    ".http file": ("@h = https://h.example\n# a note\nPOST {{h}}/x\nX-A: 1\n\nb\n\n###\nGET /y\n", "b", "1"),
    "curl": ("curl 'https://h.example/x?q=1' -H 'X-A: 1' --data-raw 'it'\\''s' --compressed", "it's", "1"),
    "curl over lines": ("$ curl -sX PUT https://h.example/x \\\n  -H 'X-A: 1' \\\n  -d a=1 -d b=2", "a=1&b=2", "1"),
}


@pytest.mark.parametrize(("source", "body", "header"), FORMS.values(), ids=FORMS)
def test_forms_are_recognised(source: Any, body: str, header: Any) -> None:
    event = Event.load(source if isinstance(source, str) else json.dumps(source))
    assert event.body == body
    assert event.header["X-A"] == header


def test_a_proxy_event_in_full() -> None:
    event = Event.load(json.dumps(PROXY))
    assert event.path == {"id": "7"}
    assert event.querystring == {"q": ["1", "2"]}
    assert event.stage_variables == {"table": "t"}
    assert event.context == {"stage": "prod", "identity": {"sourceIp": "203.0.113.7"}}


def test_a_request_says_what_it_knows_of_context() -> None:
    event = Event.load("curl https://abc.example.org/prod/x -A 'agent 1'")
    assert event.context == {
        "httpMethod": "GET",
        "path": "/prod/x",
        "domainName": "abc.example.org",
        "domainPrefix": "abc",
        "identity": {"userAgent": "agent 1"},
    }


def test_what_is_not_understood_is_said() -> None:
    assert Event.load("curl https://h.example/ --fancy -d @file").ignored == ("--fancy", "@file")
    assert Event.load('{"httpMethod": "GET", "pathWithQueryString": "/", "colour": 1}').ignored == ("colour",)
    assert Event.load("GET /a\n\n###\nGET /b\n").ignored == ("1 more requests",)


@pytest.mark.parametrize("form", WRITERS)
@pytest.mark.parametrize(
    "event",
    [
        Event('{"a": "it\'s"}', {}, {"q": ["1", "2"], "r": "x y&z"}, {"X-A": ["1", "2"], "Host": "h.example"}),
        Event("line\nline\n", header={"Content-Type": "text/plain"}),
        Event("é\U0001f600", querystring={"ü": "€"}),
    ],
    ids=["multi", "lines", "unicode"],
)
def test_writing_and_reading_keeps_the_request(event: Event, form: str) -> None:
    again = Event.load(event.dump(form))
    assert (again.body, again.querystring, again.header) == (event.body, event.querystring, event.header)


def test_a_file_is_read(tmp_path: Path) -> None:
    file = tmp_path / "event.json"
    file.write_text('{"body": "x"}', encoding="utf-8")
    assert Event.load(file) == Event.load(str(file)) == Event("x")


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("{bad", "the event is not JSON: Expecting property name"),
        ('{"bod": 1}', "an event has no 'bod'; did you mean 'body'?"),
        ('{"params": {"query": {}}}', "params has no 'query'; did you mean 'querystring'?"),
        ('{"params": []}', "params must be a mapping, not a list"),
        ('{"version": "2.0", "requestContext": {}}', "an event of an HTTP API"),
        ("GETT /x\n\n", "no event in a form that is known"),
        ("curl 'x", "the curl command cannot be read: No closing quotation"),
        ("curl -s", "the curl command names no URL"),
        ("no-such-file.json", "cannot be read: No such file"),
        ('{"requestContext": {}, "isBase64Encoded": true, "body": "a"}', "the body is said to be Base64"),
        ('{"log": {"entries": []}}', "the HAR file holds no entries"),
    ],
)
def test_refused_events(source: str, message: str) -> None:
    with pytest.raises(EventError, match=message.replace("?", r"\?")):
        Event.load(source)


def test_refused_files(tmp_path: Path) -> None:
    file = tmp_path / "event.json"
    file.write_bytes(b'{"body": "\xff"}')
    with pytest.raises(EventError, match="is not UTF-8 text: invalid start byte at byte 10"):
        Event.load(file)


def test_an_unknown_form_is_refused_with_the_near_one() -> None:
    with pytest.raises(UsageError, match="did you mean 'curl'"):
        Event().dump("crul")
