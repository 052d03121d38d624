"""A folder with a fault is told in one message: what is wrong, where it stands, and the way out."""

from collections.abc import Callable
from pathlib import Path

import pytest

from velogate.cases import entries
from velogate.errors import ProjectError, TemplateSyntaxError, UsageError, VelogateError
from velogate.gateway.mapping import Template
from velogate.library import index, making
from velogate.library.entry import Entry
from velogate.source import Source

ENTRY = """\
title: Send it
operation: sqs.SendMessage
protocol: query
client: POST /messages
options:
  queue: {kind: text, about: The queue., pattern: '[a-z]+', example: orders}
  group: {about: The group., default: 'body:$.group'}
integration:
  uri: arn:{{partition}}:apigateway:{{region}}:sqs:path/{{account}}/{{queue}}
  requestParameters: {integration.request.header.Content-Type: "'application/x-www-form-urlencoded'"}
  requestTemplates: {application/json: request.vtl}
  integrationResponses:
    - {statusCode: 202, responseTemplates: {application/json: success.vtl}}
policy:
  - {actions: ['sqs:SendMessage'], resources: ['arn:{{partition}}:sqs:{{region}}:{{account}}:{{queue}}']}
moto: no test of this is about moto
"""
REQUEST = "Action=SendMessage&MessageBody=$util.urlEncode($input.body)&MessageGroupId=$util.urlEncode({{group}})\n"
FILES = {
    "entry.yaml": ENTRY,
    "page.md": "It is sent.\n",
    "request.vtl": REQUEST,
    "success.vtl": "{}\n",
    "samples.yaml": 'cases: [{name: sent, event: {body: {group: a}}, expect: {status: 202, text: "{}"}}]\n',
}

Make = Callable[..., Entry]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Makes the entry of a folder with these files in the place of the good ones, None for none."""

    def made(files: dict[str, str | None]) -> Entry:
        folder = tmp_path / "ours" / "send"
        folder.mkdir(parents=True)
        for name, text in {**FILES, **files}.items():
            if text is not None:
                (folder / name).write_text(text, "utf-8")
        return index.entry("ours/send", (tmp_path,))

    return made


def message(error: VelogateError, folder: Path) -> str:
    """The error as people see it, places named from the folder."""
    return str(error).replace(f"{folder / 'ours' / 'send'}/", "").replace(str(folder / "ours" / "send"), "FOLDER")


def test_a_good_folder_is_an_entry(make: Make, tmp_path: Path) -> None:
    entry = make({})
    assert (entry.id, entry.service, entry.action) == ("ours/send", "ours", "send")
    with index.beside((str(tmp_path),)):
        assert [failures for _, failures in entries.failures(entry)] == [[]]


@pytest.mark.parametrize(
    ("old", "new", "place", "says", "hint"),
    [
        ("title: Send it\n", "", "1:1", "entry.yaml has no title", "title: Send a message to a queue"),
        ("protocol: query\n", "", "1:1", "entry.yaml has no protocol", "known: query, json"),
        ("client: POST /messages\n", "", "1:1", "entry.yaml has no client", "client: POST /messages"),
        ("title: Send it", "titel: Send it", "1:1", "has no 'titel'; did you mean 'title'?", "known: api, body"),
        ("protocol: query", "protocol: qeury", "3:11", "'qeury' is no protocol; did you mean 'query'?", "known: query"),
        ("client: POST /m", "client: /m", "4:9", "'/messages' is neither a method and a path", "POST /messages"),
        ("client: POST /m", "client: SEND /m", "4:9", "'SEND /messages' is neither a method", "POST /messages"),
        ("sqs.SendMessage\n", "SendMessage\n", "2:12", "'SendMessage' names no operation", "operation: sqs.SendMess"),
        ("about: The queue., ", "", "6:3", "the option queue says not what it is about", "about: "),
        (", example: orders", "", "6:3", "the option queue has neither a default nor an example", "example: orders"),
        (", default: 'body:$.group'", "", "7:3", "the option group says not where its value is", "body, path, query"),
        ("kind: text", "kind: txt", "6:17", "the option queue cannot be a txt", "kind: text or kind: value"),
        ("kind: text", "kynd: text", "6:11", "has no 'kynd'; did you mean 'kind'?", "known: about"),
        ("'[a-z]+'", "'[a-z+'", "6:52", "the option queue has a pattern that is none", "a regular expression"),
        ("example: orders", "example: Orders", "6:70", "'Orders' cannot be one", "Pattern: [a-z]+"),
        ("'body:$.group'", "'body:group'", "7:40", "'body:group' names nothing that can be read", "a JSONPath"),
        ("'body:$.group'", "'boddy:$.group'", "7:40", "did you mean body:?", "static:boddy:$.group"),
        ("  group: {", "  force: {", "7:3", "the option force has a name that velogate library new has", "taken: "),
        ("account}}/{{queue}}", "account}}/{{quue}}", "9:8", "no option 'quue'; did you mean 'queue'?", "options: "),
        ("sqs.SendMessage\n", "sqs.SendMessage\nbody: text\n", "3:7", "entry.yaml.body must be a mapping", None),
        ("policy:\n  -", "policy:\n ", "15:4", "entry.yaml.policy must be a list", None),
        ("actions: ['sqs:SendMessage'], ", "", "15:6", "has actions and resources", None),
        ("integration:\n  uri", "integration: [a]\nx:\n  uri", "8:15", "entry.yaml.integration must be a map", None),
        ("json: request.vtl", "json: requst.vtl", "11:40", "there is no template requst.vtl", "write it in FOLDER"),
        (ENTRY, "- a\n", None, "entry.yaml describes no entry", "write title, protocol"),
        (ENTRY, "", None, "entry.yaml describes no entry", "write title, protocol"),
        (ENTRY, "a: [\n", "2:1", "entry.yaml is neither YAML nor JSON", None),
    ],
)
def test_a_fault_in_an_entry_yaml(
    make: Make, tmp_path: Path, old: str, new: str, place: str | None, says: str, hint: str | None
) -> None:
    assert ENTRY.count(old) == 1
    with pytest.raises(ProjectError) as caught:
        make({"entry.yaml": ENTRY.replace(old, new)})
    told = message(caught.value, tmp_path)
    first, *rest = told.splitlines()
    assert says in first
    if place:
        assert first.startswith(f"entry.yaml:{place}: error: ")
        assert any("^" in line for line in rest)
    if hint:
        assert hint in rest[-1]


@pytest.mark.parametrize(
    ("files", "says", "hint"),
    [
        ({"page.md": None}, "page.md is not there", "a page for people"),
        ({"samples.yaml": None}, "samples.yaml is not there", "an entry has cases"),
        ({"entry.yaml": ENTRY.replace("moto: no test of this is about moto\n", "")}, "moto.yaml is not there", "moto:"),
        ({"request.vtl": "{{> gone.vtl}}\n{{group}}"}, "request.vtl:1:5: error: there is no gone.vtl", "named from"),
        ({"request.vtl": "a\n{{> request.vtl}}\n"}, "request.vtl:2:5: error: request.vtl takes in itself", "third"),
        (
            {"request.vtl": "{{> a.vtl}}", "a.vtl": "{{> b.vtl}}", "b.vtl": " {{> a.vtl}}"},
            "b.vtl:1:6: error: a.vtl takes in itself",
            "third file",
        ),
        (
            {"request.vtl": "a\n{{grup}}\n"},
            "request.vtl:2:1: error: ours/send has no option 'grup'; did you mean",
            "op",
        ),
        ({"request.vtl": "a\n"}, "entry.yaml:7:3: error: nothing in ours/send has a place for the option group", "{{g"),
    ],
)
def test_a_fault_in_another_file(
    make: Make, tmp_path: Path, files: dict[str, str | None], says: str, hint: str
) -> None:
    with pytest.raises(ProjectError) as caught:
        make(files)
    told = message(caught.value, tmp_path)
    assert told.startswith((says, f"error: {says}"))
    assert hint in told.splitlines()[-1]


def test_a_file_that_is_no_text_is_told(make: Make, tmp_path: Path) -> None:
    (tmp_path / "ours").mkdir()
    (tmp_path / "ours" / "x.vtl").write_bytes(b"a\xff")
    with pytest.raises(ProjectError, match=r"x\.vtl is not UTF-8: invalid start byte at byte 1"):
        make({"request.vtl": "{{> ../x.vtl}}"})


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "samples.yaml holds no cases"),
        ("cases: []\n", "samples.yaml has no cases"),
        ("cases: [{name: a}]\n", "samples.yaml:1:10: error: the case 'a' expects nothing"),
        (
            "cases: [{name: a, expect: {statuss: 1}}]\n",
            "samples.yaml:1:28: error: the case 'a' cannot expect 'statuss'",
        ),
    ],
)
def test_samples_that_cannot_be_run_are_told_when_they_are_asked_for(
    make: Make, tmp_path: Path, text: str, says: str
) -> None:
    entry = make({"samples.yaml": text})
    with pytest.raises(ProjectError) as caught:
        entries.samples(entry)
    assert says in message(caught.value, tmp_path)


def test_a_template_that_is_none_is_told_with_its_file_when_it_is_used(make: Make, tmp_path: Path) -> None:
    entry = make({"request.vtl": "{{group}}\n#if($a)\n"})
    api = making.api(entry, entry.values(samples=True))
    (source,) = api.resources["/messages"].methods["POST"].integration.request_templates.values()  # type: ignore[union-attr]
    assert isinstance(source, Source)
    with pytest.raises(TemplateSyntaxError) as caught:
        Template(source)
    assert message(caught.value, tmp_path).startswith("request.vtl:2:1: error: `#if` opened on line 2 is not closed")


def test_an_integration_that_is_none_is_told_when_it_is_used(make: Make, tmp_path: Path) -> None:
    entry = make({"entry.yaml": ENTRY.replace("  uri: ", "  url: ")})
    with pytest.raises(ProjectError) as caught:
        making.api(entry, entry.values(samples=True))
    told = message(caught.value, tmp_path)
    assert told.startswith("entry.yaml:9:3: error: the integration of ours/send has no 'url'; did you mean 'uri'?")


def test_a_file_can_be_taken_in_twice_and_from_above(make: Make, tmp_path: Path) -> None:
    (tmp_path / "ours").mkdir()
    (tmp_path / "ours" / "x.vtl").write_text("x\n", "utf-8")
    entry = make({"request.vtl": "{{> ../x.vtl}}\n{{> ../x.vtl}}\n{{group}}"})
    assert entry.integration["requestTemplates"]["application/json"].text == "x\nx\n{{group}}"


def test_the_usual_answers_to_failures_are_the_librarys_own(make: Make) -> None:
    responses = make({}).integration["integrationResponses"]
    assert [each["statusCode"] for each in responses] == [202, "400", "502"]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({}, "ours/send needs --queue"),
        ({"queue": "a b"}, "--queue: 'a b' cannot be one"),
        ({"queue": "a", "grup": "x"}, "ours/send has no option 'grup'; did you mean 'group'?"),
        ({"queue": "a", "group": "headers:X"}, "did you mean header:?"),
        ({"queue": "a", "group": "header:a b"}, "'header:a b' names nothing that can be read"),
    ],
)
def test_values_that_cannot_be_are_told(make: Make, given: dict[str, str], says: str) -> None:
    with pytest.raises(UsageError) as caught:
        make({}).values(given)
    assert says in caught.value.message
    assert caught.value.hint
