"""`velogate library`: what is listed, shown and checked, the user's own entries, and what wrong use is told."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree
from typing import Any

import click
import pytest
from click.testing import CliRunner

from velogate.library import index
from velogate.library.entry import TAKEN
from velogate.runners.cli import main
from velogate.runners.library import library


@pytest.fixture(autouse=True)
def _no_folders(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(index.VARIABLE, raising=False)


def answer(*arguments: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(main, ["library", *arguments])
    return done.exit_code, done.stdout, done.stderr


def listed(*arguments: str) -> list[dict[str, Any]]:
    code, out, err = answer(*arguments)
    assert (code, err) == (0, "")
    found: list[dict[str, Any]] = json.loads(out)
    return found


# ---- the list


def test_all_entries_are_listed_in_order_by_name_and_title() -> None:
    code, out, err = answer()
    names = [line.split()[0] for line in out.splitlines()]
    assert (code, err, names) == (0, "", index.identities())
    assert "sqs/send-message" in out
    assert "Send a message to a queue" in out


def test_the_list_has_no_colours_where_there_is_no_terminal() -> None:
    assert "\x1b" not in answer()[1] + answer("show", "sqs/send-message")[1]


def test_every_word_of_a_search_must_be_found() -> None:
    by_service = {each["id"] for each in listed("dynamodb", "--json")}
    both = {each["id"] for each in listed("dynamodb", "item", "--json")}
    assert "dynamodb/get-item" in both
    assert "dynamodb/execute-statement" in by_service - both


@pytest.mark.parametrize("word", ["SQS", "enqueue", "SendMessage", "send-mess", "to a QUEUE"])
def test_names_titles_keywords_and_operations_are_searched_in_any_case(word: str) -> None:
    assert "sqs/send-message" in {each["id"] for each in listed("list", word, "--json")}


@pytest.mark.parametrize(
    "arguments", [["sqs", "--json"], ["--json", "sqs"], ["list", "--json", "sqs"], ["--json", "list", "sqs"]]
)
def test_json_may_be_asked_for_anywhere(arguments: list[str]) -> None:
    assert "sqs/send-message" in {each["id"] for each in listed(*arguments)}


def test_an_item_of_the_list_says_what_is_called_and_what_can_be_chosen() -> None:
    (found,) = [each for each in listed("--json") if each["id"] == "sqs/send-message"]
    assert {name: found[name] for name in ("service", "action", "title", "operation", "protocol", "client")} == {
        "service": "sqs",
        "action": "send-message",
        "title": "Send a message to a queue",
        "operation": "sqs.SendMessage",
        "protocol": "query",
        "client": "POST /messages",
    }
    assert found["options"]["queue"] is None
    assert "queue" in found["keywords"]


def test_a_search_that_finds_nothing_is_an_empty_list_in_json() -> None:
    assert listed("nothing-is-called-so", "--json") == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["dynamdb"], "no entry has 'dynamdb'; did you mean 'dynamodb'?"),
        (["sqs", "wolpertinger"], "no entry has 'wolpertinger'\n  velogate library lists all"),
        (["sqs", "dynamodb/get-item"], "no entry has 'sqs' and 'dynamodb/get-item'"),
        (["shwo", "sqs/send-message"], "the command is velogate library show"),
    ],
)
def test_words_that_find_nothing_are_told_with_the_near_ones(arguments: list[str], message: str) -> None:
    code, out, err = answer(*arguments)
    assert (code, out) == (2, "")
    assert message in err


# ---- an entry


def test_every_part_of_an_entry_is_shown() -> None:
    code, out, err = answer("show", "sqs/send-message")
    assert (code, err) == (0, "")
    assert [line for line in out.splitlines() if line in _PARTS] == _PARTS
    for text in (
        "sqs/send-message: POST /messages calls sqs.SendMessage (query)",
        "--queue    The queue's name.  [needed, such as orders]",
        "--message  The message.  [default: body]",
        "Action=SendMessage&",
        '"sqs:SendMessage"',
        "  POST https://sqs.eu-west-1.amazonaws.com/123456789012/orders",
        "  Content-Type: application/x-www-form-urlencoded",
        "  Action=SendMessage&MessageBody=%7B%22id%22%3A+7",
        '  {"messageId": "6b1f-77"}',
    ):
        assert text in out


_PARTS = [
    "Send a message to a queue",
    "Options",
    "Below, with --queue orders:",
    "Request template, application/json, text/plain",
    "Response template, any other status → 202",
    r"Response template, 4\d{2} → 400, 5\d{2} → 502",
    "Least policy",
    "A sample: the body becomes the message",
    "The service gets",
    "The client gets",
]


def test_what_is_shown_has_the_examples_only_of_options_that_must_be_given() -> None:
    assert "Below, with --queue" not in answer("show", "mock/health-check")[1]


def test_an_entry_in_json_has_every_part() -> None:
    code, out, err = answer("show", "sqs/send-message", "--json")
    found = json.loads(out)
    assert (code, err) == (0, "")
    assert found["page"].startswith("The client's body becomes the message")
    assert found["options"]["queue"]["example"] == "orders"
    assert found["options"]["queue"]["pattern"] == r"[\w-]{1,80}"
    assert "text/plain" in found["integration"]["requestTemplates"]
    assert set(found["integration"]["responses"]) == {"default", r"4\d{2}", r"5\d{2}"}
    assert found["policy"]["Statement"][0]["Action"] == ["sqs:SendMessage"]
    assert found["kms"]
    sample = found["sample"]
    assert sample["call"]["url"] == "https://sqs.eu-west-1.amazonaws.com/123456789012/orders"
    assert sample["call"]["body"].startswith("Action=SendMessage")
    assert (sample["response"]["status"], json.loads(sample["response"]["body"])) == (202, {"messageId": "6b1f-77"})


def test_an_entry_of_a_websocket_api_has_its_responses_by_their_keys() -> None:
    found = json.loads(answer("show", "websocket/connect", "--json")[1])
    assert set(found["integration"]["responses"]) == {r"/2\d{2}/", r"/4\d{2}/", r"/5\d{2}/"}
    assert r"Response template, /4\d{2}/, /5\d{2}/" in answer("show", "websocket/connect")[1]


def test_an_entry_without_a_back_end_has_no_call() -> None:
    assert json.loads(answer("show", "mock/health-check", "--json")[1])["sample"]["call"] is None
    assert "The service gets" not in answer("show", "mock/health-check")[1]


@pytest.mark.parametrize("identity", index.identities((index.HOME,)))
def test_every_entry_can_be_shown(identity: str) -> None:
    assert answer("show", identity)[0] == 0
    assert json.loads(answer("show", identity, "--json")[1])["id"] == identity


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["show", "sqs/send-mesage"], "the library has no 'sqs/send-mesage'; did you mean 'sqs/send-message'?"),
        (["show", "SQS/SendMessage"], "did you mean 'sqs/send-message'?"),
        (["show", "sqs"], "the library has no 'sqs'\n  sqs has "),
        (["show", "nosuch/thing"], "services: "),
        (["show", ""], "the library has no ''"),
        (["show", "../library/sqs/send-message"], "the library has no '../library/sqs/send-message'"),
        (["check", "sqs/send-mesage"], "did you mean 'sqs/send-message'?"),
        (["show"], "Missing argument 'ENTRY'"),
        (["show", "sqs/send-message", "--jsn"], "Did you mean '--json'?"),
        (["new", "sqs/send-message", "--json"], "has no value"),
        (["--library", "nowhere", "list"], "the library nowhere is no folder"),
        (["list", "--library", "nowhere"], "the library nowhere is no folder"),
    ],
)
def test_wrong_use_is_one_message(arguments: list[str], message: str) -> None:
    code, out, err = answer(*arguments)
    assert (code, out) == (2, "")
    assert message in err
    assert "Traceback" not in err


@pytest.mark.parametrize("command", [[], ["list"], ["show"], ["new"], ["check"]])
def test_help_has_an_example(command: list[str]) -> None:
    code, out, _ = answer(*command, "--help")
    assert code == 0
    assert " ".join(["  velogate library", *command]) in out


def test_no_entry_can_have_an_option_that_new_has_for_itself() -> None:
    new = library.commands["new"]
    assert {name.removeprefix("--") for name in _options(new)} | {"json"} == set(TAKEN)


def _options(command: click.Command) -> Iterator[str]:
    for each in command.get_params(click.Context(command)):
        yield from (name for name in each.opts if name.startswith("--"))


# ---- entries of one's own


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    """A folder with one entry, and one that takes the place of the library's own."""
    entry = tmp_path / "ours" / "audit" / "record"
    copytree(index.HOME / "sqs" / "send-message", entry)
    text = (entry / "entry.yaml").read_text("utf-8").replace("title: Send a message to a queue", "title: Record it")
    (entry / "entry.yaml").write_text(text, "utf-8")
    copytree(entry, tmp_path / "ours" / "sqs" / "send-message")
    return tmp_path / "ours"


def test_own_entries_stand_beside_the_others(ours: Path) -> None:
    names = {each["id"]: each["title"] for each in listed("--library", str(ours), "--json")}
    assert names["audit/record"] == "Record it"
    assert "dynamodb/get-item" in names


def test_an_own_entry_takes_the_place_of_one_with_its_name(ours: Path) -> None:
    assert "Record it" in answer("--library", str(ours), "show", "sqs/send-message")[1]
    assert "Record it" not in answer("show", "sqs/send-message")[1]


def test_the_folder_may_be_named_after_the_command_and_by_the_environment(
    ours: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert answer("show", "audit/record", "--library", str(ours))[0] == 0
    monkeypatch.setenv(index.VARIABLE, str(ours))
    assert answer("show", "audit/record")[0] == 0
    assert answer("--library", str(ours), "audit")[0] == 0


def test_a_folder_without_entries_is_told(tmp_path: Path) -> None:
    code, _, err = answer("--library", str(tmp_path), "list")
    assert code == 2
    assert "has no entry" in err
    assert "SERVICE/ACTION/entry.yaml" in err


@pytest.mark.parametrize("form", ["openapi", "terraform"])
def test_an_own_entry_is_written_as_others_are(
    ours: Path, form: str, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = ["--queue", "orders", "--as", form, "--to", str(pytester.path)]
    code, out, err = answer("new", "audit/record", "--library", str(ours), *options)
    assert code == 0
    assert "test_audit_record.vtl.yaml" in out
    assert (f"VELOGATE_LIBRARY={ours}" in err) == (form != "openapi")
    monkeypatch.setenv(index.VARIABLE, str(ours))
    assert pytester.runpytest_inprocess("-p", "no:cacheprovider").ret == 0


# ---- check


def test_a_good_entry_passes(ours: Path) -> None:
    assert answer("check", "sqs/send-message") == (0, "1 checked, none failed\n", "")


def test_without_a_name_all_own_entries_are_checked(ours: Path) -> None:
    assert answer("check", "--library", str(ours)) == (0, "2 checked, none failed\n", "")


def test_a_sample_that_fails_is_told_with_its_place(ours: Path) -> None:
    samples = ours / "audit" / "record" / "samples.yaml"
    samples.write_text(samples.read_text("utf-8").replace("status: 202", "status: 204", 1), "utf-8")
    code, out, err = answer("check", "audit/record", "--library", str(ours))
    assert (code, out) == (1, "1 checked, 1 failed\n")
    assert "audit/record: the body becomes the message\n" in err
    assert re.search(r"samples\.yaml:\d+:7: status is not as expected\n  \$: found 202\n    expected 204", err)


def test_a_call_of_an_operation_that_there_is_not_is_told(ours: Path) -> None:
    entry = ours / "audit" / "record" / "entry.yaml"
    entry.write_text(entry.read_text("utf-8").replace("sqs.SendMessage", "sqs.SendMesage"), "utf-8")
    code, _, err = answer("check", "audit/record", "--library", str(ours))
    assert code == 1
    assert "SendMesage" in err
    assert "did you mean" in err


def test_an_entry_with_a_fault_does_not_keep_others_from_being_checked(ours: Path) -> None:
    (ours / "audit" / "record" / "page.md").unlink()
    code, out, err = answer("check", "--library", str(ours))
    assert (code, out) == (1, "2 checked, 1 failed\n")
    assert "page.md is not there" in err


# ---- in files of cases


def test_cases_of_an_entry_that_there_is_not_are_told_with_the_place(pytester: pytest.Pytester) -> None:
    case = "cases: [{name: a, event: {body: x}, expect: {status: 202}}]\n"
    (pytester.path / "test_a.vtl.yaml").write_text(f"library: sqs/send-mesage\n{case}", "utf-8")
    found = pytester.runpytest_inprocess("-p", "no:cacheprovider")
    found.assert_outcomes(failed=1)
    found.stdout.fnmatch_lines(
        ["*test_a.vtl.yaml:1:10: error: the library has no 'sqs/send-mesage'; did you mean 'sqs/send-message'?"]
    )
