"""HTTP as text: as it goes over the wire, and as editors keep it in .http files."""

import re
from pathlib import Path

import pytest

from velogate.errors import EventError
from velogate.gateway.event import Event
from velogate.gateway.formats import parse


def read(text: str, folder: Path | None = None) -> Event:
    return parse(text, "orders.http", folder)


def test_a_raw_request_with_crlf() -> None:
    event = read("POST /prod/x?q=1 HTTP/1.1\r\nHost: h.example:443\r\nX-A:  1  \r\nX-B:\r\n\r\na\r\nb")
    assert (event.body, event.header) == ("a\r\nb", {"Host": "h.example:443", "X-A": "1", "X-B": ""})
    assert event.context == {
        "httpMethod": "POST",
        "path": "/prod/x",
        "domainName": "h.example",
        "domainPrefix": "h",
        "protocol": "HTTP/1.1",
    }
    assert event.ignored == ()


@pytest.mark.parametrize(
    ("end", "length", "body"),
    [
        ("a\n", "", "a"),
        ("a\r\n", "", "a"),
        ("a", "", "a"),
        ("a\n\n", "", "a\n"),
        ("é\n", "3", "é\n"),
        ("é\n", "2", "é"),
    ],
)
def test_the_last_line_end_belongs_to_the_file_unless_the_length_counts_it(end: str, length: str, body: str) -> None:
    header = f"Content-Length: {length}\n" if length else ""
    assert read(f"POST /x\n{header}\n{end}").body == body


@pytest.mark.parametrize("text", ["GET /x", "GET /x\n", "GET /x HTTP/1.1\r\n\r\n", "GET /x\nA: b", "\n\nGET /x\n\n"])
def test_a_request_may_have_no_body(text: str) -> None:
    assert (read(text).body, read(text).context["path"]) == ("", "/x")


@pytest.mark.parametrize(
    ("lines", "query"),
    [
        ("GET https://h.example/a\n  ?x=1\n  &y=2 3\nA: b\n", {"x": "1", "y": "2 3"}),
        ("GET https://h.example/a\r\n\t?x=1\r\n\t&y=2\r\nA: b\r\n", {"x": "1", "y": "2"}),
        ("GET https://h.example/a\n?x=1:2\n&y=a:b\nA: b\n", {"x": "1:2", "y": "a:b"}),
        ("GET https://h.example\n  /a\n  ?x=1\nA: b\n", {"x": "1"}),
        ("GET /a?x=1\nA: b\n", {"x": "1"}),
    ],
)
def test_a_url_may_go_over_several_lines(lines: str, query: dict[str, str]) -> None:
    event = read(lines)
    assert (event.context["path"], event.querystring, event.header) == ("/a", query, {"A": "b"})


def test_the_first_of_several_requests_is_read_and_the_others_are_counted() -> None:
    event = read("### one\n\n# a note\nPOST /a\nX-A: 1\n\nbody\n\n### two\nGET /b\n\n###\n\n###\nGET /c\n")
    assert (event.context["path"], event.body, event.ignored) == ("/a", "body", ("2 more requests",))


def test_comments_stand_before_the_request_and_among_the_headers() -> None:
    event = read("# @name orders\n// another\n\nGET /a\n# X-No: 1\nX-A: 1\n// X-No: 2\nX-B: 2\n")
    assert event.header == {"X-A": "1", "X-B": "2"}


def test_a_header_may_be_folded_and_http_2_s_own_do_not_count() -> None:
    event = read("GET /a\n:authority: h.example\nX-A: 1\n  2\n\t3\nX-B: c:d\n")
    assert event.header == {"X-A": "1 2 3", "X-B": "c:d"}


def test_a_line_that_is_no_header_is_told() -> None:
    event = read("GET /a\nX-A: 1\nnonsense\n\nb")
    assert (event.header, event.ignored) == ({"X-A": "1"}, ("the line 'nonsense' among the headers",))


def test_variables_are_filled_in_wherever_they_are_defined() -> None:
    event = read(
        "@host = h.example\n@base=https://{{host}}/v1\n\nPOST {{base}}/a?q={{q}}\nX-A: {{ q }}\n\n{{q}}{\n@q = 7\n"
    )
    assert event.context["path"] == "/v1/a"
    event = read("@base = https://h.example\n###\n@q = 7\nPOST {{base}}/a?q={{q}}\nX-A: {{ q }}\n\n{{q}} {{none}}\n")
    assert (event.context["domainName"], event.querystring, event.header) == ("h.example", {"q": "7"}, {"X-A": "7"})
    assert (event.body, event.ignored) == ("7 {{none}}", ("the value of {{none}}",))


def test_a_body_can_be_in_a_file_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "b.bin").write_bytes(b"\x00\xff{{q}}")
    assert read("@q = 7\nPOST /a\n\n< in/b.bin\n", tmp_path).payload == b"\x00\xff{{q}}"
    assert read("@q = 7\nPOST /a\n\n<@ ./in/b.bin\n", tmp_path).payload == b"\x00\xff7"
    assert read("POST /a\n\nx\n< in/b.bin\ny\n", tmp_path).payload == b"x\n\x00\xff{{q}}\ny"


@pytest.mark.parametrize("name", ["../secret", "missing", "/etc/hostname", "link"])
def test_no_file_outside_the_folder_is_read(tmp_path: Path, name: str) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "secret").write_text("secret", encoding="utf-8")
    (tmp_path / "in" / "link").symlink_to(tmp_path / "secret")
    event = read(f"POST /a\n\n< {name}\n", tmp_path / "in")
    assert event.body == f"< {name}"
    assert event.ignored == (f"the file {name}, which is not in the folder of the event",)


def test_without_a_folder_no_file_is_read() -> None:
    assert read("POST /a\n\n< README.md\n").body == "< README.md"


@pytest.mark.parametrize(
    "handler", ["> {%\n client.test()\n%}", "> check.js", ">> out.json", ">>! out.json", "<> a.json"]
)
def test_what_is_to_be_done_with_the_answer_is_no_body(handler: str) -> None:
    event = read(f"POST /a\n\nbody\n\n{handler}\n")
    assert (event.body, event.ignored) == ("body", ("what is to be done with the answer",))
    assert read(f"GET /a\n\n{handler}\n").body == ""


def test_a_script_before_the_request_is_left_out() -> None:
    event = read("< {%\n  request.variables.set('a', 1)\n%}\nGET /a\n")
    assert (event.context["path"], event.ignored) == ("/a", ("a script before the request",))


def test_a_form_may_go_over_several_lines() -> None:
    head = "POST /a\nContent-Type: application/x-www-form-urlencoded; charset=utf-8\n\n"
    assert read(f"{head}a=1\n  &b=2\n&c=3\n").body == "a=1&b=2&c=3"
    assert read("POST /a\nContent-Type: text/plain\n\na=1\n&b=2\n").body == "a=1\n&b=2"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("\n\nFETCH /a\n", "orders.http:3:1: error: API Gateway has no method FETCH"),
        ("GRAPHQL https://h.example/g\n", "API Gateway has no method GRAPHQL"),
        ("###\n\nnothing here at all\n", "orders.http:3:1: error: this is no event in a form that is known"),
        ("Dear reader\n", "this is no event in a form that is known"),
    ],
)
def test_what_is_no_request_is_told_by_its_place(text: str, message: str) -> None:
    with pytest.raises(EventError, match=re.escape(message)) as caught:
        read(text)
    assert message in str(caught.value)
