"""`velogate event`: a request in another form on standard output, what is lost on the way on standard error."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from velogate.gateway.formats import FORMS, parse

DEMO = Path(__file__).parents[2] / "fixtures" / "demo" / "order.json"


def answer(*arguments: str, stdin: str | bytes = "", cwd: Path | None = None) -> tuple[int, str, str]:
    given = stdin if isinstance(stdin, bytes) else stdin.encode()
    command = [sys.executable, "-m", "velogate", "event", *arguments]
    done = subprocess.run(command, input=given, capture_output=True, check=False, cwd=cwd)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def test_without_a_form_to_write_it_tells_which_form_it_is_and_writes_our_own() -> None:
    code, out, err = answer("-", stdin="POST /x?q=1\nX-A: 1\n\n[1, 2]\n")
    assert (code, err) == (0, "note: <stdin> is HTTP as text (http)\n")
    assert json.loads(out) == {
        "body": [1, 2],
        "params": {"querystring": {"q": "1"}, "header": {"X-A": "1"}},
        "context": {"httpMethod": "POST", "path": "/x"},
    }


@pytest.mark.parametrize("form", FORMS)
def test_an_event_is_written_in_each_form(form: str) -> None:
    code, out, err = answer(str(DEMO), "--to", form)
    assert code == 0
    assert out.endswith("\n")
    assert parse(out, "<out>").body == parse(DEMO.read_text("utf-8"), "<demo>").body
    assert ("has no place for" in err) == bool(FORMS[form].lacks)


def test_what_is_left_out_and_what_is_lost_is_told() -> None:
    event = {"path": "/x", "pathParameters": {"id": "7"}, "stageVariables": {"t": "1"}, "colour": 1}
    code, out, err = answer("-", "--to", "curl", stdin=json.dumps(event))
    assert (code, out.split()[0]) == (0, "curl")
    assert err.splitlines() == [
        "warning: left out of the event: colour",
        "warning: curl has no place for params.path, stageVariables",
    ]


def test_files_that_an_event_names_are_looked_for_where_it_is(tmp_path: Path) -> None:
    (tmp_path / "order.json").write_text('{"id": 7}', encoding="utf-8")
    (tmp_path / "request.curl").write_text("curl http://h.example -d @order.json", encoding="utf-8")
    assert json.loads(answer(str(tmp_path / "request.curl"))[1])["body"] == {"id": 7}
    assert json.loads(answer("-", stdin="POST /x\n\n< order.json\n", cwd=tmp_path)[1])["body"] == {"id": 7}


def test_what_comes_out_goes_in() -> None:
    own = answer(str(DEMO))[1]
    assert answer("-", "--to", "velogate", stdin=own) == (0, own, "")


def test_a_body_that_is_no_text_is_written_as_base64() -> None:
    code, out, _ = answer("-", stdin=b"POST /x HTTP/1.1\r\n\r\n\x89\xff")
    assert (code, json.loads(out)["body"], json.loads(out)["isBase64Encoded"]) == (0, "if8=", True)
    assert "http has no place for binary" in answer("-", "--to", "http", stdin=out)[2]


def test_yaml_is_told_by_the_name_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "event.yml").write_text("body: {id: 7}\n", encoding="utf-8")
    assert json.loads(answer(str(tmp_path / "event.yml"))[1]) == {"body": {"id": 7}}


@pytest.mark.parametrize(
    ("arguments", "stdin", "message"),
    [
        (["missing.json"], "", "cannot read missing.json: No such file"),
        (["."], "", "is a directory"),
        ([], "", "Missing argument"),
        (["-", "--to", "crl"], "", "'velogate', 'test-invoke', 'lambda-proxy', 'http', 'har', 'curl'"),
        (["-"], "", "<stdin> holds no event"),
        (["-"], '{"id": 7}', "<stdin> is no event in a form that is known: it has 'id'"),
        (["-"], '{"headers": []}', "headers must be a mapping, not a list"),
        (["-"], "a\nb\n", "<stdin>:1:1: error: this is no event in a form that is known"),
        (["-"], b"{\xff", "<stdin> is not UTF-8 text: invalid start byte at byte 1"),
    ],
)
def test_wrong_use_is_exit_code_2(arguments: list[str], stdin: str | bytes, message: str) -> None:
    code, out, err = answer(*arguments, stdin=stdin)
    assert (code, out) == (2, "")
    assert message in err
    assert "Traceback" not in err


def test_help_has_the_forms_and_examples() -> None:
    code, out, _ = answer("--help")
    assert code == 0
    assert all(f"  {name} " in out for name in FORMS)
    assert "Examples" in out
    assert "Exit codes" in out
