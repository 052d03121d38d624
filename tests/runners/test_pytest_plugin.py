"""The pytest plugin as its users see it: files of cases, the fixture, marks, reports, and what goes wrong."""

import pytest

import velogate.cases.suite
import velogate.gateway.formats  # what is loaded before a run in this process is not loaded anew in it
import velogate.readers.document
import velogate.runners.tested  # noqa: F401

SEND = "Action=SendMessage&MessageBody=$util.urlEncode($input.body)"


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    """A project with a template, whose tests run in a process of their own."""
    pytester.mkdir("templates").joinpath("send.vtl").write_text(SEND, encoding="utf-8")
    pytester.mkdir("tests")
    return pytester


def suite(project: pytest.Pytester, text: str, name: str = "test_send.vtl.yaml") -> None:
    (project.path / "tests" / name).write_text(text, encoding="utf-8")


def cases(text: str) -> str:
    return f"template: ../templates/send.vtl\ncases:\n{text}"


def run(project: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    return project.runpytest_inprocess("-p", "no:cacheprovider", *arguments)


def test_the_smallest_file(project: pytest.Pytester) -> None:
    suite(
        project,
        """\
template: ../templates/send.vtl
defaults:
  event: {headers: {X-Tenant: acme}}
cases:
  - name: the body becomes the message
    event: {body: {id: 7, note: "it's"}}
    expect:
      form: {Action: SendMessage, MessageBody: '{"id": 7, "note": "it''s"}'}
  - name: an empty body
    event: {body: ""}
    expect:
      text: {not: {contains: "id="}}
""",
    )
    run(project).assert_outcomes(passed=2)


@pytest.mark.parametrize("name", ["test_a.vtl.yaml", "a_test.vtl.yaml", "test_a.vtl.yml"])
def test_how_files_of_cases_are_called(project: pytest.Pytester, name: str) -> None:
    suite(project, cases("  - {name: a, expect: {text: {contains: Send}}}"), name)
    run(project).assert_outcomes(passed=1)


def test_other_files_are_left_alone(project: pytest.Pytester) -> None:
    suite(project, "nonsense: [", "send.vtl.yaml")
    suite(project, "nonsense: [", "test_send.yaml")
    assert run(project).ret == pytest.ExitCode.NO_TESTS_COLLECTED


def test_a_failure_shows_the_line_of_the_file_and_the_line_of_the_template(project: pytest.Pytester) -> None:
    text = "  - name: wrong\n    event: {body: x}\n    expect:\n      form: {Action: SendMessage, MessageBody: y}\n"
    suite(project, cases(text))
    result = run(project)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "tests/test_send.vtl.yaml:3: not as expected: form",
            "tests/test_send.vtl.yaml:6: form",
            '  $.MessageBody: found "x"   <- templates/send.vtl:1',
            '    expected "y"',
            "FAILED tests/test_send.vtl.yaml::wrong - tests/test_send.vtl.yaml:3: not as e*",
        ]
    )


def test_a_text_is_compared_character_by_character_with_the_unseen_made_visible(project: pytest.Pytester) -> None:
    suite(project, cases('  - {name: a, event: {body: x}, expect: {text: "Action=SendMessage&MessageBody=x\\n"}}'))
    result = run(project)
    result.stdout.fnmatch_lines(
        [
            'line 1, column 33: the text ends; expected "\\n" to follow   <- templates/send.vtl:1'.join("**"),
            "*-Action=SendMessage&MessageBody=x⏎",
            "*+Action=SendMessage&MessageBody=x",
        ]
    )


def test_vv_shows_the_rendering_whole(project: pytest.Pytester) -> None:
    suite(project, cases("  - {name: a, event: {body: x}, expect: {text: y}}"))
    assert "rendered:" not in run(project).stdout.str()
    run(project, "-vv").stdout.fnmatch_lines(["rendered:", "  Action=SendMessage&MessageBody=x"])


def test_skip_xfail_and_tags(project: pytest.Pytester) -> None:
    suite(
        project,
        cases(
            "  - {name: skipped, skip: not now, expect: {text: y}}\n"
            "  - {name: known, xfail: it is so, expect: {text: y}}\n"
            "  - {name: tagged, tags: [smoke], expect: {text: {contains: Send}}}\n"
        ),
    )
    result = run(project, "-rsx", "--strict-markers")
    result.assert_outcomes(passed=1, skipped=1, xfailed=1)
    result.stdout.fnmatch_lines(["SKIPPED*not now", "XFAIL*it is so"])
    run(project, "-m", "smoke").assert_outcomes(passed=1, deselected=2)
    run(project, "-k", "tagged").assert_outcomes(passed=1, deselected=2)


def test_a_case_that_should_fail_and_does_not_is_a_failure(project: pytest.Pytester) -> None:
    suite(project, cases("  - {name: known, xfail: true, expect: {text: {contains: Send}}}"))
    run(project).assert_outcomes(failed=1)


def test_parameters_make_several_cases(project: pytest.Pytester) -> None:
    suite(
        project,
        cases(
            "  - name: id\n    parametrize: {id: [1, two], more: [x]}\n    event: {body: {id: $(id)}}\n"
            "    expect: {form: {Action: SendMessage, MessageBody: {contains: $(id)}}}\n"
        ),
    )
    result = run(project, "-v")
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["*::id[[]1-x[]] PASSED*", "*::id[[]two-x[]] PASSED*"])


def test_an_event_may_be_a_file(project: pytest.Pytester) -> None:
    (project.path / "tests" / "event.http").write_text("POST /x HTTP/1.1\nHost: a\n\nhello", encoding="utf-8")
    suite(project, cases("  - {name: a, event: event.http, expect: {form: {Action: SendMessage, MessageBody: hello}}}"))
    run(project).assert_outcomes(passed=1)


def test_a_method_of_an_api(project: pytest.Pytester) -> None:
    (project.path / "api.yaml").write_text(
        """\
openapi: 3.0.1
paths:
  /orders/{id}:
    post:
      x-amazon-apigateway-integration:
        type: aws
        httpMethod: POST
        uri: arn:aws:apigateway:eu-west-1:sqs:path/1/q
        credentials: arn:aws:iam::1:role/r
        requestTemplates: {application/json: "Action=SendMessage&MessageBody=$input.params('id')"}
        responses:
          default: {statusCode: 200, responseTemplates: {application/json: '{"got": $input.json(''$.m'')}'}}
          "4\\\\d{2}": {statusCode: 400}
""",
        encoding="utf-8",
    )
    suite(
        project,
        """\
api: ../api.yaml
method: POST /orders/{id}
cases:
  - name: through
    event: {pathParameters: {id: "7"}}
    answer: {status: 200, body: {m: done}}
    expect:
      status: 200
      json: {got: done}
      headers: {Content-Type: application/json}
      backend: {method: POST, host: sqs.eu-west-1.amazonaws.com, form: {Action: SendMessage, MessageBody: 7}}
      error: false
      warnings: []
  - name: the answer selects
    event: {path: /orders/8}
    answer: {status: 404}
    expect: {status: 400, backend: {text: {contains: "=8"}}}
  - name: another path
    event: {path: /nowhere}
    expect: {error: {status: 403}, backend: false}
""",
    )
    run(project).assert_outcomes(passed=3)


# ---- tests in Python


def python(project: pytest.Pytester, text: str) -> None:
    (project.path / "tests" / "test_python.py").write_text(text, encoding="utf-8")


def test_the_fixture_renders_from_the_root_or_the_tests_folder(project: pytest.Pytester) -> None:
    (project.path / "tests" / "own.vtl").write_text("$input.path('$.a')", encoding="utf-8")
    python(
        project,
        """\
import pytest

def test_root(velogate):
    rendering = velogate.render("templates/send.vtl", velogate.event.post("/orders", json={"id": 7}))
    assert rendering.form() == {"Action": "SendMessage", "MessageBody": '{"id": 7}'}

def test_own(velogate):
    assert velogate.render("own.vtl", {"body": {"a": 1}}).text == "1"

@pytest.mark.vtl("own.vtl")
def test_marker(vtl_template):
    assert vtl_template.render({"body": '{"a": 2}'}).text == "2"

def test_invoke(velogate):
    mock = {"type": "MOCK", "integrationResponses": [{"statusCode": "204"}]}
    exchange = velogate.invoke(mock, velogate.event.get("/x?q=1"))
    assert exchange.status == 204
    assert exchange.context["httpMethod"] == "GET"

def test_events(velogate):
    event = velogate.event.put("/x?q=1", form={"a": ["1", "2"]}, headers={"H": "h"}, query={"r": "2"})
    assert (event.body, event.querystring) == ("a=1&a=2", {"q": "1", "r": "2"})
    assert event.header == {"Content-Type": "application/x-www-form-urlencoded", "H": "h"}
""",
    )
    run(project, "--strict-markers").assert_outcomes(passed=5)


def test_comparisons_are_explained(project: pytest.Pytester) -> None:
    python(
        project,
        """\
def test_form(velogate):
    assert velogate.render("templates/send.vtl", {"body": "x"}).form() == {"Action": "SendMessage", "MessageBody": "y"}

def test_text(velogate):
    assert velogate.render("templates/send.vtl", {"body": "x"}).text == "Action=Send"

def test_other():
    assert {"a": 1} == {"a": 2}
""",
    )
    result = run(project)
    result.assert_outcomes(failed=3)
    result.stdout.fnmatch_lines(
        [
            'E*$.MessageBody: found "x"   <- templates/send.vtl:1',
            'E*expected "y"',
            "E*line 1, column 12: found *where the text should end   <- templates/send.vtl:1",
            "E*Differing items:*",
        ]
    )


# ---- reports


def test_junit_carries_the_places(project: pytest.Pytester) -> None:
    suite(project, cases("  - {name: a, expect: {text: y}}"))
    run(project, "--junitxml=report.xml")
    report = (project.path / "report.xml").read_text(encoding="utf-8")
    assert '<property name="vtl_case" value="tests/test_send.vtl.yaml:3"' in report
    assert '<property name="vtl_subject" value="../templates/send.vtl"' in report
    assert "&lt;- templates/send.vtl:1" in report


def test_github_annotations(project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    suite(project, cases("  - {name: 'a: b', expect: {text: y}}"))
    assert "::error" not in run(project).stdout.str()
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    run(project).stdout.fnmatch_lines(["*::error file=tests/test_send.vtl.yaml,line=3,title=a%3A b::*%0A*"])


@pytest.mark.slow
def test_cases_run_under_xdist(project: pytest.Pytester) -> None:
    pytest.importorskip("xdist")
    suite(project, cases("".join(f"  - {{name: c{n}, expect: {{text: {{contains: Send}}}}}}\n" for n in range(8))))
    run(project, "-n", "2").assert_outcomes(passed=8)


# ---- what goes wrong


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [1", "test_bad.vtl.yaml:1:1: error: *is neither YAML nor JSON*"),
        ("[]", "*holds no cases: it is a list"),
        ("cases: [{name: a, expect: {text: y}}]", "*must name what it tests"),
        ("template: a\ncases: []", "*test_bad.vtl.yaml:1:1: error: *has no cases"),
        ("template: a\ncase: []", "*test_bad.vtl.yaml:2:1: error: *has no 'case'; did you mean 'cases'?"),
        (cases("  - {expect: {text: y}}"), "*a case must have a name"),
        (cases("  - {name: a}"), "*'a' expects nothing: it would assert nothing"),
        (cases("  - {name: a, expect: {}}"), "*'a' expects nothing: it would assert nothing"),
        (cases("  - {name: a, expect: {txt: y}}"), "*:3:24: error: *cannot expect 'txt'; did you mean 'text'?"),
        (cases("  - {name: a, exspect: {text: y}}"), "*has no 'exspect'; did you mean 'expect'?"),
        (cases("  - {name: a, expect: {text: {matches: '('}}}"), "*'(' is no regular expression*"),
        (cases("  - {name: a, expect: {backend: {methd: y}}}"), "*has no 'methd'; did you mean 'method'?"),
        (cases("  - {name: a, parametrize: 7, expect: {text: y}}"), "*is neither a mapping of lists nor*"),
        (cases("  - {name: a, expect: {text: y}}\n" * 2), "*:4:12: error: two cases are called 'a'"),
        (cases("  - {name: a, expect: !tag x}"), "*the tag !tag is not known"),
    ],
)
def test_a_file_that_is_wrong_fails_alone_with_the_place(project: pytest.Pytester, text: str, message: str) -> None:
    suite(project, text, "test_bad.vtl.yaml")
    suite(project, cases("  - {name: good, expect: {text: {contains: Send}}}"))
    result = run(project, "--continue-on-collection-errors")
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines([f"*{message}*"])
    assert "Traceback" not in result.stdout.str()


def test_anchors_are_read(project: pytest.Pytester) -> None:
    suite(
        project,
        cases(
            "  - {name: a, event: &e {body: x}, expect: &x {text: {contains: x}}}\n"
            "  - {name: b, event: *e, expect: *x}\n"
        ),
    )
    run(project).assert_outcomes(passed=2)


@pytest.mark.parametrize(
    ("case", "message"),
    [
        ("{name: a, event: absent.json, expect: {text: y}}", "*absent.json cannot be read: No such file*"),
        ("{name: a, event: {bdy: x}, expect: {text: y}}", "*did you mean 'body'?"),
        ("{name: a, event: 7, expect: {text: y}}", "*an event must be a mapping*"),
        ("{name: a, expect: {status: 200}}", "*a template alone has no status"),
    ],
)
def test_a_case_that_cannot_run_fails_with_its_line(project: pytest.Pytester, case: str, message: str) -> None:
    suite(project, cases(f"  - {case}"))
    result = run(project)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["tests/test_send.vtl.yaml:3: a", message])
    assert "Traceback" not in result.stdout.str()


def test_a_template_that_is_missing_or_broken(project: pytest.Pytester) -> None:
    suite(project, "template: absent.vtl\ncases: [{name: a, expect: {text: y}}]")
    run(project).stdout.fnmatch_lines(["*test_send.vtl.yaml:1:11: error: the template *absent.vtl cannot be read*"])
    (project.path / "templates" / "send.vtl").write_text("a\n#if", encoding="utf-8")
    suite(project, cases("  - {name: a, expect: {text: y}}"))
    run(project).stdout.fnmatch_lines(["*templates/send.vtl:2:1: error: *"])


def test_a_file_of_many_megabytes_is_refused(project: pytest.Pytester) -> None:
    suite(project, cases("#" + "x" * 5_000_000))
    run(project).stdout.fnmatch_lines(["*has 5,000,0?? bytes; files of cases have up to 4,194,304*"])


def test_a_project_without_such_files_pays_nothing(project: pytest.Pytester) -> None:
    rooms = "[name for name in sys.modules if name.startswith('velogate')]"
    python(project, f"import sys\ndef test_a():\n    assert len({rooms}) == 3\n")
    project.runpytest_subprocess("-p", "no:cacheprovider").assert_outcomes(passed=1)


def test_values_of_a_case_are_texts_like_any_other(project: pytest.Pytester) -> None:
    suite(
        project,
        """\
template: ../templates/send.vtl
cases:
  - name: parameters by their name
    event: {params: {querystring: {q: v}}, stageVariables: {table: orders}}
    expect: {text: v orders}
""",
    )
    template = "#foreach($name in $input.params().querystring.keySet())$input.params().querystring.get($name)#end "
    template += "#foreach($name in $stageVariables.keySet())$stageVariables.get($name)#end"
    (project.path / "templates" / "send.vtl").write_text(template, encoding="utf-8")
    run(project).assert_outcomes(passed=1)
