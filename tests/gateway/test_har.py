"""Entries of HAR files, as browsers and proxies write them."""

import json
from typing import Any

import pytest

from velogate.gateway.event import Event
from velogate.gateway.formats import parse


def read(request: dict[str, Any]) -> Event:
    return parse(json.dumps({"request": {"method": "POST", "url": "https://h.example/x", **request}}), "x.har")


def test_the_first_entry_of_a_file_is_read_and_the_others_are_counted() -> None:
    entries = [{"request": {"method": "GET", "url": f"https://h.example/{n}"}, "response": {}} for n in range(3)]
    event = parse(json.dumps({"log": {"version": "1.2", "creator": {}, "entries": entries}}), "x.har")
    assert (event.context["path"], event.ignored) == ("/0", ("2 more entries of the HAR file",))
    event = parse(json.dumps({"log": {"entries": entries[:2]}}), "x.har")
    assert event.ignored == ("1 more entry of the HAR file",)


def test_headers_of_http_2_that_are_the_url_do_not_count() -> None:
    headers = [{"name": name, "value": "v"} for name in (":authority", ":method", "x-a", "X-B", "x-a")]
    event = read({"headers": headers, "httpVersion": "h3"})
    assert event.header == {"x-a": ["v", "v"], "X-B": "v"}
    assert "protocol" not in event.context
    assert read({"httpVersion": "http/2.0"}).context["protocol"] == "HTTP/2.0"


@pytest.mark.parametrize(
    ("data", "payload"),
    [
        (None, b""),
        ({}, b""),
        ({"mimeType": "text/plain", "text": "é"}, "é".encode()),
        ({"mimeType": "text/plain", "text": ""}, b""),
        ({"mimeType": "image/png", "text": "iVBO/w==", "encoding": "base64"}, b"\x89PN\xff"),
        ({"mimeType": "text/plain", "text": "aGk=", "encoding": None}, b"aGk="),
        ({"mimeType": "x", "text": "t", "params": [{"name": "a", "value": "b"}]}, b"t"),
        (
            {
                "mimeType": "application/x-www-form-urlencoded",
                "params": [{"name": "a b", "value": "1&2"}, {"name": "c"}, {"name": "d", "value": None}],
            },
            b"a+b=1%262&c=&d=",
        ),
    ],
)
def test_the_body_is_the_text_or_what_the_parameters_make(data: dict[str, Any] | None, payload: bytes) -> None:
    assert read({"postData": data}).payload == payload


def test_parts_of_a_form_with_files_are_put_together() -> None:
    fields = [
        {"name": "a", "value": "1"},
        {"name": "f", "fileName": "x.png", "contentType": "image/png"},
        {"name": "g", "fileName": "y.txt", "contentType": "text/plain", "value": "y"},
    ]
    event = read({"postData": {"mimeType": 'multipart/form-data; boundary="b"', "params": fields}})
    assert event.body == (
        '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
        '--b\r\nContent-Disposition: form-data; name="f"; filename="x.png"\r\nContent-Type: image/png\r\n\r\n\r\n'
        '--b\r\nContent-Disposition: form-data; name="g"; filename="y.txt"\r\nContent-Type: text/plain\r\n\r\ny\r\n'
        "--b--\r\n"
    )
    assert event.ignored == ("the file x.png",)


def test_a_body_that_is_no_utf_8_is_written_as_base64() -> None:
    written = json.loads(Event("a\ufffd", body_bytes=b"a\xff").dump("har"))["request"]["postData"]
    assert written == {"mimeType": "application/json", "text": "Yf8=", "encoding": "base64"}
