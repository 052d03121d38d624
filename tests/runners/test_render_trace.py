"""Traces where people ask for them: `velogate render --trace`, and `--vtl-trace` of pytest."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import velogate.cases.suite
import velogate.readers.document
import velogate.runners.tested  # noqa: F401 - what is loaded before a run in this process is not loaded anew in it
from velogate.runners.cli import main

API = """\
openapi: 3.0.1
info: {title: a, version: "1"}
paths:
  /a:
    post:
      x-amazon-apigateway-integration:
        type: mock
        requestTemplates:
          application/json: |
            {"statusCode": $stageVariables.status}
        responses:
          default:
            statusCode: "200"
            responseTemplates: {application/json: "#if($context.stage)\\n$context.stage#end"}
      responses: {"200": {description: a}}
"""


def render(folder: Path, text: str, *options: str) -> Result:
    template = folder / "send.vtl"
    template.write_text(text, encoding="utf-8")
    return CliRunner().invoke(main, ["render", str(template), *options])


def test_the_steps_go_to_standard_error_and_the_text_to_standard_output(tmp_path: Path) -> None:
    done = render(tmp_path, "#if($input.path('$.id') == 7)\nseven#end", "--body", '{"id": 7}', "--trace")
    assert done.exit_code == 0
    assert done.stdout == "seven"
    assert done.stderr.replace(f"{tmp_path}/", "") == (
        "send.vtl:1:5: $input.path('$.id') → 7\nsend.vtl:1:1: #if($input.path('$.id') == 7) → true\n"
    )


def test_without_the_option_nothing_is_told(tmp_path: Path) -> None:
    assert render(tmp_path, "$input.body", "--body", "a").stderr == ""


def test_before_an_error_stands_what_led_to_it(tmp_path: Path) -> None:
    done = render(tmp_path, "#set($x = 'a')$x.substring(9)", "--trace")
    assert done.exit_code == 1
    first, second, *_ = done.stderr.replace(f"{tmp_path}/", "").splitlines()
    assert first == 'send.vtl:1:1: #set($x) → "a"'
    assert second.startswith("send.vtl:1:15: error: $x.substring(9) throws")


def test_the_language_alone_is_traced_too(tmp_path: Path) -> None:
    variables = tmp_path / "vars.json"
    variables.write_text('{"l": [1]}', encoding="utf-8")
    done = render(tmp_path, "$l.add(2)$l", "--dialect", "velocity", "--vars", str(variables), "--trace")
    assert done.stdout == "true[1,2]"
    assert done.stderr.endswith("send.vtl:1:10: $l → [1,2]\n")


def run(pytester: pytest.Pytester, files: dict[str, str], *options: str) -> pytest.RunResult:
    for name, text in files.items():
        (pytester.path / name).write_text(text, encoding="utf-8")
    return pytester.runpytest_inprocess("-p", "no:cacheprovider", "-p", "no:pytest_cov", *options)


CASE = "template: send.vtl\ncases:\n  - {name: wrong, event: {body: x}, expect: {text: y}}\n"


def test_a_failing_case_shows_its_steps(pytester: pytest.Pytester) -> None:
    result = run(pytester, {"send.vtl": "$input.body", "test_a.vtl.yaml": CASE}, "--vtl-trace")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["trace:", '  send.vtl:1:1: $input.body → "x"'])


def test_without_the_option_it_does_not(pytester: pytest.Pytester) -> None:
    result = run(pytester, {"send.vtl": "$input.body", "test_a.vtl.yaml": CASE})
    result.stdout.no_fnmatch_line("trace:")


def test_of_a_method_both_templates_are_traced(pytester: pytest.Pytester) -> None:
    case = (
        "api: api.yaml\nmethod: POST /a\ncases:\n"
        "  - {name: wrong, event: {stageVariables: {status: '200'}}, expect: {status: 201}}\n"
    )
    result = run(pytester, {"api.yaml": API, "test_a.vtl.yaml": case}, "--vtl-trace")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "trace:",
            "  request:",
            '    api.yaml:10:28: $stageVariables.status → "200"',
            "  response:",
            "    api.yaml:14:56: $context.stage → *",
            "    api.yaml:14:52: #if($context.stage) → true",
            "    api.yaml:14:73: $context.stage → *",
        ]
    )


def test_a_template_that_fails_shows_its_steps_up_to_there(pytester: pytest.Pytester) -> None:
    files = {
        "send.vtl": '#set($a = $input.path("$.a"))$a.substring(9)',
        "test_a.vtl.yaml": CASE.replace("x}", '{"a": b}}'),
    }
    result = run(pytester, files, "--vtl-trace")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*StringIndexOutOfBounds*", "trace:", '*#set($a) → "b"'])


@pytest.mark.parametrize(
    ("template", "body", "steps"),
    [
        ("$input.body.length()$input.body.substring(9)", "abc", ["$input.body.length() → 3"]),
        ("$input.body$input.path('$.a')", "{", ['$input.body → "{"']),
    ],
    ids=["throws", "reads a body that is no JSON"],
)
def test_of_a_method_whose_template_fails_the_steps_before_are_shown(
    pytester: pytest.Pytester, template: str, body: str, steps: list[str]
) -> None:
    api = json.dumps({"type": "MOCK", "requestTemplates": {"application/json": template}})
    case = json.dumps(
        {
            "api": "a.json",
            "method": "POST /",
            "cases": [{"name": "a", "event": {"body": body}, "expect": {"status": 1}}],
        }
    )
    result = run(pytester, {"a.json": api, "test_a.vtl.yaml": case}, "--vtl-trace")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["trace:", "  request:", *(f"    a.json:*: {step}" for step in steps)])
