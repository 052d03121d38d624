"""A curl command line is the request that curl itself sends for it (fixtures/gateway/curl)."""

import base64
import json
from typing import Any

import pytest

from gateway.facts import FOLDER
from velogate.errors import EventError
from velogate.gateway.event import Event
from velogate.gateway.formats import parse
from velogate.gateway.forms import shell
from velogate.gateway.forms.multipart import BOUNDARY
from velogate.gateway.forms.request import pairs, target

COMMANDS = [json.loads(line) for line in (FOLDER / "curl" / "commands.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize("case", COMMANDS, ids=[case["command"] for case in COMMANDS])
def test_the_request_that_curl_sends(case: dict[str, Any]) -> None:
    event = parse(case["command"], "<event>", FOLDER / "curl")
    path, query = target(case["target"])
    assert (event.context["httpMethod"], event.context["path"]) == (case["method"], path)
    assert pairs(event.querystring) == query
    headers = [[name, value.replace(BOUNDARY, "BOUNDARY")] for name, value in pairs(event.header)]
    assert sorted(headers) == case["headers"]
    body = case["body"].encode() if "body" in case else base64.b64decode(case["base64"])
    assert event.payload.replace(BOUNDARY.encode(), b"BOUNDARY") == body


NO_FILE = ", which names no file in the folder of the event"


def read(command: str) -> Event:
    return parse(command, "<event>", FOLDER / "curl")


@pytest.mark.parametrize(
    ("command", "ignored"),
    [
        ("curl https://h.example/x --fancy", ("--fancy",)),
        ("curl --fancy value https://h.example/x -Z", ("--fancy", "value")),
        ("curl --fancy https://h.example/x", ("--fancy",)),
        ("curl --request=POST https://h.example/x", ("--request=POST",)),
        ("curl https://h.example/x https://other.example", ("https://other.example",)),
        ("curl https://h.example/x --aws-sigv4 aws:amz -u k:s --digest -n", ("--aws-sigv4", "--digest", "-n")),
        ("curl https://h.example/x -o o -w w -m 5 -kLsSf --retry 2 --http2 -x p --cacert c --tlsv1.2", ()),
        ("curl https://h.example/x --next https://h.example/y -d a", ("the requests after --next",)),
        ("curl https://h.example/x -d @none", (f"-d @none{NO_FILE}",)),
        (
            "curl https://h.example/x -d @../render.jsonl",
            (f"-d @../render.jsonl{NO_FILE}",),
        ),
        ("curl https://h.example/x -b jar.txt", ("-b jar.txt, a file of cookies",)),
        (
            'curl https://h.example/x -H "X: $TOKEN ${A} \\$B" -d $(date)',
            ("the value of $TOKEN", "the value of ${A}", "the value of $(date)"),
        ),
        ("curl https://h.example/x?a=1&b=2", ("&b=2",)),
        ("curl https://h.example/x | jq .", ("| jq .",)),
        ("curl https://h.example/x > out 2>&1", ("> out 2>&1",)),
        ("curl https://h.example/x;\n# a note\n\n", ()),
        ("curl https://h.example/x\n\ncurl https://h.example/y\n", ("curl https://h.example/y",)),
        ("curl https://h.example/x \\\r\n  -H 'A: b'\r\n", ()),
    ],
)
def test_what_is_not_understood_is_told_and_not_misread(command: str, ignored: tuple[str, ...]) -> None:
    event = read(command)
    assert event.ignored == ignored
    assert (event.context["domainName"], event.context["path"]) == ("h.example", "/x")


def test_without_a_folder_no_file_is_read() -> None:
    event = parse("curl h.example -d @order.json -F a=@note.txt", "<event>")
    assert [each.split(",")[0] for each in event.ignored] == ["-d @order.json", "-F a=@note.txt"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('curl ^"a^"', ["curl", "a"]),
        ('curl ^"https://h/x?a=1^&b=2^"', ["curl", "https://h/x?a=1&b=2"]),
        ('curl ^"a^" ^\n  -H ^"X: ^\\^"q^\\^"^"', ["curl", "a", "-H", 'X: "q"']),
        ('curl "a b" ^\r\n  -d "{\\"a\\":1}"', ["curl", "a b", "-d", '{"a":1}']),
        ('curl "a" ^\n -d "{""a"":1}"', ["curl", "a", "-d", '{"a":1}']),
        ('curl "a" ^\n -d "^ & | > stay"', ["curl", "a", "-d", "^ & | > stay"]),
        ('curl ^"a^" ^\n --data-raw ^"one^\n\ntwo^"', ["curl", "a", "--data-raw", "one\ntwo"]),
        ('curl ^"a^" ^\n -d ^"C:\\dir\\\\^"', ["curl", "a", "-d", "C:\\dir\\"]),
        ('curl ^"a^" ^\n -d ^"100^%^"', ["curl", "a", "-d", "100%"]),
        ('curl ^"a^" ^\n -d ^"^"', ["curl", "a", "-d", ""]),
    ],
)
def test_words_as_windows_finds_them(text: str, words: list[str]) -> None:
    assert shell.words(text).words == words


def test_a_command_that_a_browser_copies_on_windows() -> None:
    command = (
        'curl ^"https://h.example/x?a=1^&b=^%^20c^" ^\n  -H ^"accept: application/json^" ^\n'
        '  -H ^"x-q: it\'s ^\\^"so^\\^"^" ^\n  --data-raw ^"^{^\\^"a^\\^":^[1^]^}^" ^\n  --insecure\n'
    )
    event = read(command)
    assert (event.body, event.querystring) == ('{"a":[1]}', {"a": "1", "b": " c"})
    assert event.header["x-q"] == 'it\'s "so"'
    assert event.ignored == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("curl a#b #c", ["curl", "a#b"]),
        ("curl \\ #c", ["curl", " #c"]),
        ("curl $'\\xc3\\xa9\\u00e9\\101\\cA\\q\\'\\0x'", ["curl", "éé" + "A\x01\\q'"]),
        ("curl 'a'\"b\"c\\d", ["curl", "abcd"]),
        ('curl "a\\"b\\\\c\\n\\\nd"', ["curl", 'a"b\\c\\nd']),
        ("curl ''", ["curl", ""]),
        ("curl a\\\nb", ["curl", "ab"]),
        ("curl 2>x", ["curl"]),
        ("curl a2>x", ["curl", "a2"]),
    ],
)
def test_words_as_bash_finds_them(text: str, words: list[str]) -> None:
    assert shell.words(text).words == words


def test_a_long_command_is_read_in_time_that_grows_with_it() -> None:
    body = "x" * 1_000_000
    assert read(f"curl https://h.example -d {body}").body == body
    assert read(f"curl https://h.example -d '{body}'").body == body
    with pytest.raises(EventError, match="a quotation is not closed"):
        read(f'curl https://h.example -d "{body}')


def test_a_body_that_is_no_utf_8_is_written_in_the_quotes_of_bash() -> None:
    event = Event("\ufffd'", body_bytes=b"\xff'")
    assert event.dump("curl").endswith("--data-raw $'\\xff\\x27'")
    assert read(event.dump("curl")).payload == b"\xff'"


@pytest.mark.parametrize(
    ("event", "written"),
    [
        (Event(context={"httpMethod": "HEAD", "domainName": "h.example"}), "curl --head \\\n  https://h.example/"),
        (
            Event("it's", header={"X-A": "", "Host": "h.example"}),
            "curl --request POST \\\n  https://h.example/ \\\n  --header 'X-A;' \\\n  --header 'Host: h.example' \\\n"
            "  --header Content-Type: \\\n  --data-raw 'it'\"'\"'s'",
        ),
    ],
)
def test_the_command_line_that_is_written(event: Event, written: str) -> None:
    assert event.dump("curl") == written
