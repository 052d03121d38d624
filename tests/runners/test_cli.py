"""`velogate render`: text on standard output and nothing else, messages on standard error, exit codes 0, 1 and 2."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

DEMO = Path(__file__).parents[2] / "fixtures" / "demo"
COMMAND = [sys.executable, "-m", "velogate"]


def velogate(*arguments: str, stdin: str | bytes = "") -> subprocess.CompletedProcess[bytes]:
    given = stdin if isinstance(stdin, bytes) else stdin.encode()
    return subprocess.run([*COMMAND, *arguments], input=given, capture_output=True, check=False)


def answer(*arguments: str, stdin: str | bytes = "") -> tuple[int, str, str]:
    done = velogate(*arguments, stdin=stdin)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def test_the_demo_renders_a_send_message_call() -> None:
    code, out, err = answer("render", str(DEMO / "sqs-send-message.vtl"), "--event", str(DEMO / "order.json"))
    assert (code, err) == (0, "")
    assert out.startswith("Action=SendMessage&MessageBody=%7B%22id%22%3A+%22o-48213%22")
    assert "\n" not in out


def test_a_template_comes_from_standard_input() -> None:
    assert answer("render", "-", "--body", '{"id": 7}', stdin="$input.path('$.id')") == (0, "7", "")


def test_an_event_comes_from_standard_input(tmp_path: Path) -> None:
    (tmp_path / "t.vtl").write_text("$input.path('$.id')", encoding="utf-8")
    event = json.dumps({"body": {"id": 8}})
    assert answer("render", str(tmp_path / "t.vtl"), "--event", "-", stdin=event) == (0, "8", "")


def test_parameters_stage_variables_and_context_can_be_given_alone() -> None:
    template = "$input.params('id') $stageVariables.table $context.identity.sourceIp"
    options = ["--param", "path.id=a=b", "--stage-variable", "table=orders", "--context", "identity.sourceIp=10.0.0.1"]
    assert answer("render", "-", *options, stdin=template) == (0, "a=b orders 10.0.0.1", "")


def test_options_go_before_what_the_event_says(tmp_path: Path) -> None:
    (tmp_path / "e.json").write_text('{"body": {"id": 1}, "params": {"path": {"id": "x", "k": "y"}}}', encoding="utf-8")
    options = ["--event", str(tmp_path / "e.json"), "--param", "path.id=z"]
    assert answer("render", "-", *options, stdin="$input.params('id')$input.params('k')")[:2] == (0, "zy")


@pytest.mark.parametrize("form", ['{"a": 1, "l": [1, 2]}', "a: 1\nl: [1, 2]\n"])
def test_variables_are_json_or_yaml(tmp_path: Path, form: str) -> None:
    (tmp_path / "vars").write_text(form, encoding="utf-8")
    assert answer("render", "-", "--vars", str(tmp_path / "vars"), stdin="$a$l")[:2] == (0, "1[1,2]")


def test_the_velocity_dialect_has_macros_and_prints_what_is_null() -> None:
    template = "#macro(m $x)<$x>#end#m('a')$input"
    assert answer("render", "-", "--dialect", "velocity", stdin=template) == (0, "<a>$input", "")


def test_parse_finds_files_in_the_folder(tmp_path: Path) -> None:
    (tmp_path / "b.vm").write_text("inner", encoding="utf-8")
    options = ["--dialect", "velocity", "--folder", str(tmp_path)]
    assert answer("render", "-", *options, stdin="#parse('b.vm')") == (0, "inner", "")


def test_the_limit_of_iterations_can_be_set() -> None:
    code, _, err = answer("render", "-", "--max-iterations", "5", stdin="#foreach($i in [1..6])x#end")
    assert code == 1
    assert "more iterations than its limit allows" in err


@pytest.mark.parametrize(
    ("stage", "shown"), [("tokens", "TEXT 'Hi '"), ("tree", "Reference 3:5 name='a'"), ("python", "def render(")]
)
def test_each_stage_can_be_shown(stage: str, shown: str) -> None:
    code, out, err = answer("render", "-", "--show", stage, stdin="Hi $a")
    assert (code, err) == (0, "")
    assert shown in out


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("#if($x)", "<stdin>:1:1: error: `#if` opened on line 1 is not closed"),
        ("$input.body.substring(9)", "<stdin>:1:1: error: $input.body.substring(9) throws java.lang.StringIndexOutOf"),
    ],
)
def test_a_failing_template_is_exit_code_1(template: str, message: str) -> None:
    code, out, err = answer("render", "-", "--body", "abc", stdin=template)
    assert (code, out) == (1, "")
    assert err.startswith(message)
    assert "Traceback" not in err


def test_what_the_client_would_get_is_told() -> None:
    code, out, err = answer("render", "-", "--body", "{n", stdin="$input.path('$.n')")
    assert (code, out) == (1, "")
    assert err.startswith("error: the client gets 400: ")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["missing.vtl"], "cannot read missing.vtl: No such file"),
        (["."], "is a directory"),
        (["-", "--event", "missing.json"], "missing.json"),
        (["-", "--event", "-"], "standard input can be only one of"),
        (["-", "--param", "id=7"], "write path.NAME=VALUE"),
        (["-", "--param", "path.id"], "no value"),
        (["-", "--evnt", "x"], "--event"),
        (["-", "--dialect", "velocty"], "velocity"),
        (["-", "--show", "ast"], "tokens"),
        (["-", "--folder", "missing"], "missing"),
        ([], "Missing argument"),
    ],
)
def test_wrong_use_is_exit_code_2(arguments: list[str], message: str) -> None:
    code, out, err = answer("render", *arguments, stdin="x")
    assert (code, out) == (2, "")
    assert message in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("option", "text", "message"),
    [
        ("--event", '{"body": {"n": 1}', ":1:18: error: the event is not JSON"),
        ("--vars", '{"a": }', ":1:7: error: the variables are not JSON"),
        ("--vars", "- 1\n- 2\n", "holds no object"),
        ("--vars", "a: [1", ":1:6: error: the variables are neither JSON nor YAML"),
        ("--event", '{"bdy": "x"}', "did you mean 'body'?"),
    ],
)
def test_a_file_that_is_no_event_or_no_variables_is_told_by_its_place(
    tmp_path: Path, option: str, text: str, message: str
) -> None:
    (tmp_path / "f.json").write_text(text, encoding="utf-8")
    code, out, err = answer("render", "-", option, str(tmp_path / "f.json"), stdin="x")
    assert (code, out) == (2, "")
    assert message in err


def test_a_template_that_is_not_utf_8_is_refused_with_the_byte() -> None:
    code, _, err = answer("render", "-", stdin=b"a\nb\xff")
    assert (code, err.split("\n")[0]) == (2, "error: <stdin> is not UTF-8: byte 0xff at offset 3, line 2")


def test_a_byte_order_mark_is_left_out_and_told() -> None:
    code, out, err = answer("render", "-", stdin=b"\xef\xbb\xbfx")
    assert (code, out) == (0, "x")
    assert err.startswith("warning: <stdin> begins with a byte order mark")


def test_bytes_come_out_as_they_went_in() -> None:
    text = "a\0b\r\nc\td é 😀 \x1b[31m"
    assert velogate("render", "-", stdin=text).stdout == text.encode()


def test_more_than_300_kb_is_a_warning() -> None:
    code, out, err = answer("render", "-", stdin="x" * 307_201)
    assert (code, len(out)) == (0, 307_201)
    assert "API Gateway takes 307,200 (300 KB) at most" in err


def test_a_request_that_is_too_large_is_refused_or_told_of(tmp_path: Path) -> None:
    event = tmp_path / "event.json"
    event.write_text(json.dumps({"params": {"header": {"A": "b" * 10_240}}}))
    code, out, err = answer("render", "-", "--event", str(event), stdin="x")
    assert (code, out) == (1, "")
    assert "the client gets 431" in err
    code, out, err = answer("render", "-", "--event", str(event), "--no-quotas", stdin="x")
    assert (code, out) == (0, "x")
    assert "the headers have 10,241 bytes; API Gateway takes 10,240" in err


def test_ids_and_times_are_the_same_each_time_unless_fresh_ones_are_asked_for() -> None:
    template = "$context.requestId $context.requestTimeEpoch"
    usual = answer("render", "-", stdin=template)[1]
    assert answer("render", "-", stdin=template)[1] == usual == "c6af9ac6-7b61-11e6-9a41-93e8deadbeef 1428582896000"
    assert answer("render", "-", "--fresh", stdin=template)[1] not in (
        usual,
        answer("render", "-", "--fresh", stdin=template)[1],
    )
    assert answer("render", "-", "--fresh", "--context", "requestId=x", stdin="$context.requestId")[1] == "x"


def test_warnings_go_to_standard_error() -> None:
    code, out, err = answer("render", "-", "--body", "abc", stdin="[$input.body.lenght()]")
    assert (code, out) == (0, "[]")
    assert "java.lang.String has no method lenght; did you mean length?" in err


@pytest.mark.parametrize("arguments", [["--help"], ["render", "--help"], ["completion", "--help"]])
def test_help_has_an_example(arguments: list[str]) -> None:
    code, out, _ = answer(*arguments)
    assert code == 0
    assert "Example" in out


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_has_a_completion_script(shell: str) -> None:
    code, out, _ = answer("completion", shell)
    assert code == 0
    assert "_VELOGATE_COMPLETE" in out


def errors_on_a_terminal(**environment: str) -> str:
    """What standard error gets where it is a terminal."""
    ours, theirs = pty.openpty()
    child = subprocess.Popen(
        [*COMMAND, "render", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=theirs,
        env={**{k: v for k, v in os.environ.items() if k != "NO_COLOR"}, "TERM": "xterm", **environment},
    )
    os.close(theirs)
    child.communicate(b"#if")
    shown = os.read(ours, 10_000).decode()
    os.close(ours)
    return shown


def test_errors_are_coloured_on_a_terminal() -> None:
    assert "\x1b[31m" in errors_on_a_terminal()


def test_no_color_is_honoured() -> None:
    assert "\x1b[" not in errors_on_a_terminal(NO_COLOR="1")


def test_a_pipe_that_closes_ends_quietly() -> None:
    script = f"yes 'a line of text' | head -20000 | {' '.join(COMMAND)} render - | head -1"
    done = subprocess.run(["sh", "-c", script], capture_output=True, check=False, text=True)
    assert done.stdout == "a line of text\n"
    assert "Traceback" not in done.stderr


def test_the_console_script_does_what_the_module_does(tmp_path: Path) -> None:
    script = Path(sys.executable).parent / "velogate"
    done = subprocess.run([str(script), "render", "-"], input=b"#if", capture_output=True, check=False)
    assert done.returncode == 1
    assert done.stderr == velogate("render", "-", stdin="#if").stderr
