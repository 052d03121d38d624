"""`velogate explain`: what a name means, to people and to tools."""

import json
import os
import pty
import subprocess
import sys
from dataclasses import replace
from typing import Any

import pytest
from click.testing import CliRunner

from velogate.reference import Example, Fact, Found, look_up, topics
from velogate.runners.explain import explain

COMMAND = [sys.executable, "-m", "velogate", "explain"]


def answer(*arguments: str, columns: int = 80) -> tuple[int, str, str]:
    environment = {**os.environ, "COLUMNS": str(columns)}
    done = subprocess.run([*COMMAND, *arguments], capture_output=True, check=False, env=environment)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def explained(*arguments: str, columns: int = 80) -> str:
    code, out, err = answer(*arguments, columns=columns)
    assert (code, err) == (0, "")
    return out


def data(*arguments: str) -> Any:
    return json.loads(explained(*arguments, "--json"))


def test_an_entry_has_signature_summary_sureness_example_facts_and_what_to_see() -> None:
    lines = explained("urlencode").splitlines()
    assert lines[0].startswith("$util.urlEncode ")
    assert lines[0].endswith("function, in util")
    assert lines[1] == "  $util.urlEncode(text) → String"
    assert "Observed on AWS (render/rec-body-urlenc-json)." in lines
    for part in ("Example", "Good to know", "See also"):
        assert part in lines
    assert "  output    MessageBody=%7B%22id%22%3A+%22a+b%22%7D" in lines
    assert any(line.startswith("  engine      `~` becomes") for line in lines)


def test_the_output_of_an_example_is_that_of_a_rendering() -> None:
    example = look_up("$context.requestTimeEpoch").entries[0].example
    assert example is not None
    assert f"  output    {example.run().text}\n" in explained("requestTimeEpoch")


def test_an_example_that_fails_shows_the_error_with_its_caret() -> None:
    out = explained("#parse")
    assert "  fails     template:1:1: error: API Gateway has no #parse" in out
    assert "^^^^" in out


def test_an_override_is_shown() -> None:
    assert 'responseOverride  {"status": 404}' in " ".join(explained("responseOverride.status").split("\n"))


def test_where_nothing_is_printed_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = replace(
        look_up("#stop").entries[0], example=Example("#stop"), facts=(Fact("F.", "engine", "", Example("$x")),)
    )
    monkeypatch.setattr("velogate.runners.explain.look_up", lambda name: Found((entry,)))
    lines = CliRunner().invoke(explain, ["#stop"]).output.splitlines()
    assert "  output    (nothing)" in lines
    assert " " * 14 + "$x  →  (nothing)" in lines


def test_what_api_gateway_lacks_has_the_way_out() -> None:
    out = explained("$util.toJson")
    assert "Instead\n  use $input.json('$.path')" in out


def test_any_method_of_java_has_its_signatures_and_classes() -> None:
    out = explained(".regionMatches")
    assert "  regionMatches(int, String, int, int) → boolean           String\n" in out
    assert "A method of Java's String." in out


def test_static_methods_and_those_out_of_reach_are_marked() -> None:
    assert "static parseInt(String) → int" in explained(".parseInt")
    assert "out of a template's reach" in explained(".computeIfAbsent")


def test_several_matches_are_listed() -> None:
    out = explained("length")
    assert out.startswith("2 things are called so; ask for one by its whole name:\n\n  .length()")


def test_other_things_of_the_same_name_are_told() -> None:
    assert "\nCalled so, too\n  #set  Assigns the value" in explained(".set")


def test_a_topic_is_listed() -> None:
    lines = explained("loops").splitlines()
    assert lines[0] == "The loop's own variables"
    assert any(line.startswith("  $foreach.hasNext   Whether another iteration follows") for line in lines)


def test_the_topic_of_a_class_also_names_its_methods_without_a_page() -> None:
    out = explained("String")
    assert "And with their signatures only\n" in out
    assert " .codePointAt" in out


def test_without_a_name_the_topics_are_listed() -> None:
    out = explained()
    for topic in topics():
        assert f"\n  {topic.name} " in out
    assert "\n  recorded    observed on AWS\n" in out


@pytest.mark.parametrize("columns", [20, 40, 80, 200])
def test_prose_is_wrapped_to_the_width(columns: int) -> None:
    out = explained("$context.authorizer", columns=columns)
    width = min(max(columns, 40), 100)
    examples = ("template", "context", "output", "[#foreach")
    assert all(len(line) <= width for line in out.splitlines() if not line.lstrip().startswith(examples))
    assert all(len(line) <= width for line in explained(columns=columns).splitlines())


@pytest.mark.parametrize(
    ("name", "guess"), [("escapeJavascrip", "$util.escapeJavaScript"), ("#forech", "#foreach"), ("zzzzz", None)]
)
def test_an_unknown_name_is_exit_code_2_with_the_nearest(name: str, guess: str | None) -> None:
    code, out, err = answer(name)
    assert (code, out) == (2, "")
    rest = f"; did you mean {guess}?" if guess else ""
    assert err.splitlines()[0] == f"error: there is nothing called {name!r}{rest}"
    assert "Traceback" not in err


def test_an_empty_name_is_unknown() -> None:
    code, _, err = answer("")
    assert code == 2
    assert "need quotes in a shell" in err


def test_an_entry_as_json() -> None:
    found = data("$util.base64Encode")
    (entry,) = found["entries"]
    assert entry["signatures"] == [
        {"returns": "String", "call": "$util.base64Encode(text)", "owners": [], "callable": True}
    ]
    assert entry["confidence"] == "documented"
    assert entry["example"]["output"] == '{"Data": "eyJpZCI6N30="}'
    assert entry["example"]["event"] == {"body": {"id": 7}}
    assert found["besides"] == []


def test_an_example_that_fails_has_its_error_in_json() -> None:
    (entry,) = data("#include")["entries"]
    assert entry["example"]["error"].startswith("template:1:1: error: API Gateway has no #include")
    assert "output" not in entry["example"]


def test_matches_and_topics_as_json() -> None:
    assert [entry["name"] for entry in data("set")["entries"]] == ["#set", ".set"]
    assert "$foreach.index" in data("loops")["topic"]["entries"]
    found = data()
    assert [topic["name"] for topic in found["topics"]] == [topic.name for topic in topics()]
    assert list(found["confidences"]) == ["recorded", "documented", "engine", "inferred", "unknown"]


def test_an_unknown_name_leaves_no_json() -> None:
    code, out, _ = answer("zzzzz", "--json")
    assert (code, out) == (2, "")


def test_help_has_examples_and_exit_codes() -> None:
    out = explained("--help")
    assert "velogate explain '$util.escapeJavaScript'" in out
    assert "2  nothing is called so" in out


def on_a_terminal(**environment: str) -> str:
    """What standard output gets where it is a terminal."""
    ours, theirs = pty.openpty()
    kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLUMNS")}
    with subprocess.Popen([*COMMAND, "#break"], stdout=theirs, env={**kept, "TERM": "xterm", **environment}):
        os.close(theirs)
        shown = b""
        try:
            while part := os.read(ours, 10_000):
                shown += part
        except OSError:  # the other end is closed
            pass
    os.close(ours)
    return shown.decode()


def test_a_terminal_gets_colours_in_place_of_backticks() -> None:
    shown = on_a_terminal()
    assert "\x1b[1m#break\x1b[0m" in shown
    assert "`" not in shown


def test_no_color_is_honoured() -> None:
    shown = on_a_terminal(NO_COLOR="1")
    assert "\x1b[" not in shown
    assert "`#foreach`" in shown


def test_a_pipe_has_no_colours() -> None:
    assert "\x1b[" not in explained("#break")


def test_names_are_completed() -> None:
    environment = {
        **os.environ,
        "_VELOGATE_COMPLETE": "bash_complete",
        "COMP_WORDS": "velogate explain #fore",
        "COMP_CWORD": "2",
    }
    script = os.path.join(os.path.dirname(sys.executable), "velogate")
    done = subprocess.run([script], capture_output=True, check=False, env=environment)
    assert "plain,#foreach" in done.stdout.decode()


def test_rendering_does_not_load_the_reference() -> None:
    program = (
        "import sys; from velogate.runners.cli import main; "
        "main(['render', '-', '--body', '{}'], standalone_mode=False); "
        "print([name for name in sys.modules if 'reference' in name or 'yaml' in name])"
    )
    done = subprocess.run([sys.executable, "-c", program], input=b"$input.body", capture_output=True, check=True)
    assert done.stdout.decode() == "{}[]\n"
