"""Templates in coverage's reports: their lines, their branches, those that no test touched, wherever they stand."""

import html
import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path

import pytest
from coverage import Coverage, CoverageData

SETTINGS = """\
[tool.pytest.ini_options]
pythonpath = ["."]
[tool.coverage.run]
branch = true
source = ["."]
core = "ctrace"
plugins = ["velogate.runners.coverage_plugin"]
"""

SEND = """\
## a remark is no line that runs
#set($order = $input.path('$'))
{
  "id": "$order.id",

#if($order.vip == true)
  "queue": "fast",
#elseif($order.slow == true)
  "queue": "slow",
#else
  "queue": "none",
#end
  "tags": [
#foreach($tag in $order.tags)
    "$tag"#if($foreach.hasNext),#end

#end
  ]
}
"""

API = """\
openapi: 3.0.1
info: {title: a, version: "1"}
paths:
  /orders:
    post:
      x-amazon-apigateway-integration:
        type: mock
        requestTemplates:
          application/json: |
            #set($x = 1)
            #if($input.body == "")
            nothing
            #end
            {"statusCode": 200}
        responses:
          default:
            statusCode: "200"
            responseTemplates:
              application/json: >-
                #if($x)

                x

                #end
                {"a": 1}
          "4..":
            statusCode: "400"
            responseTemplates: {application/json: "#if($x)x#end\\n$input.body"}
      responses: {"200": {description: a}, "400": {description: b}}
"""

CODE = """\
def double(n):
    if n:
        return 2 * n
    return 0
"""

TESTS = """\
from code_of_the_project import double
from velogate import Template

SEND = Template.load("templates/send.vtl")
DENSE = Template.load("templates/dense.vtl")


def test_python():
    assert double(2) == 4


def test_many_forks_of_a_line():
    assert DENSE.render({"body": {}}).text == "-"


def test_the_slow_queue(velogate):
    assert "slow" in SEND.render({"body": {"id": 1, "slow": True, "tags": ["a"]}}).text


def test_the_api(velogate, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert velogate.invoke("api.yaml", velogate.event.post("/orders", json={})).status == 200
"""


def run(folder: Path, *command: str) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("COV_", "COVERAGE"))}
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=folder, env=environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose tests have run with every report."""
    folder = tmp_path_factory.mktemp("project")
    made = {
        "pyproject.toml": SETTINGS,
        "templates/send.vtl": SEND,
        "templates/dense.vtl": "#if($input.path('$.a') == 1)x#end#foreach($t in $input.path('$.b'))y#end-",
        "templates/untouched.vtl": "a\n#if($x)\nb\n#end\n",
        "templates/broken.vtl": "#if($x)\nb\n",
        "untouched.json": json.dumps({"type": "MOCK", "requestTemplates": {"a/b": "$input.body"}}, indent=2),
        "package.json": '{"name": "no API"}',
        ".hidden/a.vtl": "a",
        "api.yaml": API,
        "code_of_the_project.py": CODE,
        "tests/test_all.py": TESTS,
    }
    for name, text in made.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    reports = [f"--cov-report={each}" for each in ("term-missing", "xml", "lcov", "html", "json")]
    (folder / "terminal.txt").write_text(run(folder, "pytest", "--cov", *reports), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def row(project: Path) -> Callable[[str], list[str]]:
    """The columns of a file in the terminal's report."""
    lines = (project / "terminal.txt").read_text(encoding="utf-8").splitlines()
    rows = {columns[0]: columns[1:] for line in lines if (columns := line.split(maxsplit=6))}
    return lambda name: rows[name]


pytestmark = pytest.mark.slow


def test_lines_and_branches_of_a_template_are_counted(row: Callable[[str], list[str]]) -> None:
    statements, missing, branches, partial, *_, places = row("templates/send.vtl")
    assert (statements, missing) == ("13", "2")
    assert (branches, partial) == ("8", "4")
    assert places == "7, 11, 14->18, 15->exit"


def test_templates_inside_yaml_have_the_lines_of_the_file(row: Callable[[str], list[str]]) -> None:
    statements, missing, branches, partial, *_, places = row("api.yaml")
    assert (statements, missing) == ("8", "2")
    assert (branches, partial) == ("6", "2")
    assert places == "12, 20->25, 28"


def test_a_condition_that_was_never_asked_has_not_run_though_it_is_indented(tmp_path: Path) -> None:
    template = "#if($input.body == 'a')\n  a\n  #elseif($input.body == 'b')\n  b\n  #end\n"
    assert measured(tmp_path, template, "Template.load('t.vtl').render({'body': 'a'})") == [1, 2]


def test_blanks_before_the_end_of_a_branch_are_no_line_that_ran(tmp_path: Path) -> None:
    template = "#if($input.body == 'a')\n  #set($x = 1)\n  #elseif($input.body == 'b')\n  b\n  #end\n"
    assert measured(tmp_path, template, "Template.load('t.vtl').render({'body': 'a'})") == [1, 2]


def test_a_template_that_is_no_file_leaves_nothing_to_report(tmp_path: Path) -> None:
    script = """\
Template.load('t.vtl').render({})
Template('x$input.body', name='sent.vtl').render({})
velogate.invoke(velogate.Api.of({'resources': {'/a': {'methods': {'GET': {'integration': {
    'type': 'MOCK', 'requestTemplates': {'application/json': '{"statusCode": 200}'}}}}}}}, 'a'),
    {'context': {'httpMethod': 'GET', 'resourcePath': '/a'}})"""
    assert measured(tmp_path, "x", script) == [1]


def test_without_branches_nothing_is_kept_but_lines_of_the_file(tmp_path: Path) -> None:
    template = "#if($input.body == 'a')\n  a\n  #end\n"
    measured(tmp_path, template, "Template.load('t.vtl').render({})", branch=False)
    data = CoverageData(str(tmp_path / ".coverage"))
    data.read()
    assert data.lines(str(tmp_path / "t.vtl")) == [1]


@pytest.mark.parametrize(("named", "core"), [("", "ctrace"), ('core = "sysmon"\n', "sysmon")])
def test_the_core_that_takes_plugins_is_chosen_unless_another_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str, core: str
) -> None:
    monkeypatch.delenv("COVERAGE_CORE", raising=False)
    settings = tmp_path / "settings.toml"
    settings.write_text(SETTINGS.replace('core = "ctrace"\n', named), encoding="utf-8")
    found = Coverage(config_file=str(settings))
    found.load()
    assert found.get_option("run:core") == core


def measured(folder: Path, template: str, script: str, branch: bool = True) -> list[int]:
    """The lines of a template that ran, as coverage's own report has them, which must not fail."""
    settings = SETTINGS.replace('core = "ctrace"\n', "").replace("branch = true", f"branch = {str(branch).lower()}")
    (folder / "pyproject.toml").write_text(settings, encoding="utf-8")
    (folder / "t.vtl").write_text(template, encoding="utf-8")
    (folder / "script.py").write_text(f"import velogate\nfrom velogate import Template\n{script}\n", encoding="utf-8")
    run(folder, "coverage", "run", "script.py")
    run(folder, "coverage", "json", "-q")
    found = json.loads((folder / "coverage.json").read_text(encoding="utf-8"))["files"]["t.vtl"]["executed_lines"]
    return list(found)


def test_what_no_test_touched_has_no_line_that_ran(row: Callable[[str], list[str]]) -> None:
    assert row("templates/untouched.vtl") == ["3", "3", "2", "0", "0%", "1-3"]
    assert row("templates/broken.vtl")[:5] == ["3", "3", "0", "0", "0%"]
    assert row("untouched.json") == ["1", "1", "0", "0", "0%", "4"]


def test_other_files_are_not_in_the_report(project: Path) -> None:
    text = (project / "terminal.txt").read_text(encoding="utf-8")
    assert "package.json" not in text
    assert ".hidden" not in text


def test_python_is_measured_beside_it(row: Callable[[str], list[str]]) -> None:
    assert row("code_of_the_project.py") == ["4", "1", "2", "1", "67%", "4"]


def test_xml_names_lines_and_branches(project: Path) -> None:
    root = ElementTree.parse(project / "coverage.xml").getroot()
    (found,) = (each for each in root.iter("class") if each.get("filename") == "templates/send.vtl")
    lines = {int(line.get("number", "")): line for line in found.iter("line")}
    assert [number for number, line in lines.items() if line.get("hits") == "0"] == [7, 11]
    assert lines[6].get("condition-coverage") == "50% (1/2)"
    assert 1 not in lines
    assert 5 not in lines


def test_lcov_names_lines_and_branches(project: Path) -> None:
    text = (project / "coverage.lcov").read_text(encoding="utf-8")
    (found,) = re.findall(r"^SF:templates/send.vtl\n(.*?)^end_of_record", text, re.M | re.S)
    assert "DA:7,0\n" in found
    assert "DA:4,1\n" in found
    assert "BRDA:6,0,jump to line 7,0\nBRDA:6,0,jump to line 8,1\n" in found


def test_html_says_what_was_never_so(project: Path) -> None:
    pages = [page.read_text(encoding="utf-8") for page in (project / "htmlcov").glob("*send_vtl.html")]
    assert len(pages) == 1
    assert "the condition `$order.vip == true` was never true" in pages[0]
    assert "the condition `$foreach.hasNext` was never true" in pages[0]
    assert "the loop over `$order.tags` was never without elements" in pages[0]


def test_html_tells_every_way_that_a_line_did_not_take(project: Path) -> None:
    (page,) = (page.read_text(encoding="utf-8") for page in (project / "htmlcov").glob("*dense_vtl.html"))
    assert "the condition `$input.path('$.a') == 1` was never true" in html.unescape(page)
    assert "the loop over `$input.path('$.b')` was never entered" in html.unescape(page)


def test_tests_that_run_side_by_side_measure_the_same(project: Path, row: Callable[[str], list[str]]) -> None:
    text = run(project, "pytest", "--cov", "--cov-report=term-missing", "-n", "2")
    rows = {columns[0]: columns[1:] for line in text.splitlines() if (columns := line.split(maxsplit=6))}
    for name in ("templates/send.vtl", "api.yaml", "templates/untouched.vtl", "code_of_the_project.py"):
        assert rows[name] == row(name)


def test_coverage_alone_measures_without_branches_too(project: Path, row: Callable[[str], list[str]]) -> None:
    data = "--data-file=.coverage.alone"
    settings = project / "lines.toml"
    settings.write_text(SETTINGS.replace("branch = true", "branch = false"), encoding="utf-8")
    run(project, "coverage", "run", "--rcfile=lines.toml", data, "-m", "pytest")
    text = run(project, "coverage", "report", "--rcfile=lines.toml", data, "-m")
    rows = {columns[0]: columns[1:] for line in text.splitlines() if (columns := line.split(maxsplit=4))}
    assert rows["templates/send.vtl"] == ["13", "2", "85%", "7, 11"]
