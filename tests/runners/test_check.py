"""`velogate check`, and `valid_call` in files of cases."""

import json
from pathlib import Path

import pytest

from runners.test_cli import answer
from velogate import ProjectError
from velogate.cases.checks import check_expectation, run
from velogate.cases.outcome import Outcome
from velogate.gateway.mapping import Template
from velogate.services.invoke import invoke

SEND = "Action=SendMessage&MessageBody=$util.urlEncode($input.path('$.text'))"
PUT = '{"TableName": "orders",\n "Item": {"n": {"N": $input.path(\'$.n\')}}}'


def written(folder: Path, text: str) -> str:
    path = folder / "t.vtl"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_valid_call_is_printed_with_its_parameters(tmp_path: Path) -> None:
    code, out, err = answer("check", written(tmp_path, SEND), "--service", "sqs", "--body", '{"text": "a b"}')
    name, _, parameters = out.partition("\n")
    assert (code, err, name) == (0, "", "sqs.SendMessage (query)")
    assert json.loads(parameters)["MessageBody"] == "a b"


def test_what_the_service_would_refuse_is_told_with_the_line_that_wrote_it(tmp_path: Path) -> None:
    code, out, err = answer("check", written(tmp_path, PUT), "--action", "dynamodb.PutItem", "--body", '{"n": 7}')
    assert (code, out) == (1, "")
    assert "t.vtl:2:22: error: Item.n.N must be text, not the number 7" in err


def test_as_json(tmp_path: Path) -> None:
    code, out, err = answer("check", written(tmp_path, PUT), "--action", "dynamodb.PutItem", "-b", '{"n": 7}', "--json")
    found = json.loads(out)
    assert (code, err) == (1, "")
    assert (found["service"], found["operation"], found["protocol"], found["valid"]) == (
        "dynamodb",
        "PutItem",
        "json",
        False,
    )
    (problem,) = found["problems"]
    assert (problem["path"], problem["start"], problem["place"].endswith("t.vtl:2:22")) == ("Item.n.N", 45, True)


def test_a_header_that_is_mapped_names_the_action(tmp_path: Path) -> None:
    template = written(tmp_path, '{"Entries": [{"Source": "s", "DetailType": "t", "Detail": "{}"}]}')
    header = ("--header", "X-Amz-Target:AWSEvents.PutEvents")
    code, out, _ = answer("check", template, *header)
    assert (code, out.splitlines()[0]) == (0, "events.PutEvents (json)")
    code, _, err = answer("check", template, *header, "-H", "Content-Type: application/json")
    assert (code, "Content-Type is application/json" in err) == (1, True)


def test_of_a_rest_service_the_body_alone_is_checked(tmp_path: Path) -> None:
    template = written(tmp_path, '{"jobName": "a", "jobQueue": "q"}')
    code, _, err = answer("check", template, "--action", "batch.SubmitJob")
    assert (code, err.count("error:"), "jobDefinition is missing" in err) == (1, 1, True)


def test_and_the_path_if_it_is_given(tmp_path: Path) -> None:
    template = written(tmp_path, "$input.body")
    topic = ("--action", "iot-data.publish", "--body", "a")
    assert answer("check", template, *topic)[0] == 0
    code, _, err = answer("check", template, *topic, "--url", "/topics/a?qos=2")
    assert (code, "qos is 2; it may be at most 1" in err) == (1, True)


def test_a_template_that_fails_calls_nothing(tmp_path: Path) -> None:
    code, out, err = answer(
        "check", written(tmp_path, "$input.json('$.a')"), "--action", "sqs.SendMessage", "-b", "{a:"
    )
    assert (code, out, "nothing is called: the client gets 400" in err) == (1, "", True)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "nothing says which AWS service the call is for"),
        (("--service", "sq"), "there is no service 'sq'; did you mean 'sqs'?"),
        (("--action", "sqs.SendMesage"), "sqs has no operation 'SendMesage'; did you mean 'SendMessage'?"),
        (("--service", "sns", "--action", "sqs.SendMessage"), "--service says sns, and --action sqs.SendMessage"),
        (("--service", "batch"), "batch names its operations by method and path"),
        (("--service", "sqs", "--header", "X"), "--header X: no value"),
    ],
)
def test_wrong_use(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    code, out, err = answer("check", written(tmp_path, "{}"), *arguments)
    assert (code, out, said in err) == (2, "", True)


# ---- valid_call


def failures(expected: object, template: str, body: object) -> list[str]:
    check_expectation({"valid_call": expected}, "a case")
    outcome = Outcome.of(Template(template).render({"body": body}))
    return ["\n".join(each.lines) for each in run({"valid_call": expected}, outcome)]


def test_a_case_can_expect_a_valid_call() -> None:
    assert failures("sqs.SendMessage", SEND, {"text": "a"}) == []
    (found,) = failures("dynamodb/put-item", PUT, {"n": 7})
    assert "<template>:2:22: error: Item.n.N must be text, not the number 7" in found


def test_and_its_parameters_by_matchers() -> None:
    body = {"n": '"7"'}
    wanted = {"TableName": {"matches": "^ord"}, "Item": {"n": {"N": "8"}}}
    (found,) = failures({"operation": "dynamodb.PutItem", "parameters": wanted}, PUT, body)
    assert found.splitlines() == ['$.Item.n.N: found "7"   <- <template>:2', '  expected "8"']


def test_headers_and_path_stand_for_the_integration() -> None:
    wanted = {"operation": "iot-data.Publish", "path": "/topics/a?qos=5"}
    assert ["qos is 5" in each for each in failures(wanted, "a", {})] == [True]
    headers = {"operation": "sqs.SendMessage", "headers": {"Content-Type": "text/plain"}}
    assert ["Content-Type is text/plain" in each for each in failures(headers, SEND, {"text": "a"})] == [True]


def test_of_a_method_it_is_what_the_back_end_gets() -> None:
    integration = {
        "type": "AWS",
        "httpMethod": "POST",
        "uri": "arn:aws:apigateway:eu-west-1:sqs:path/123456789012/orders",
        "requestParameters": {"integration.request.header.Content-Type": "'application/x-www-form-urlencoded'"},
        "requestTemplates": {"application/json": SEND + "&DelaySecond=1"},
    }
    outcome = Outcome.of(invoke(integration, {"body": {"text": "a"}}))
    (found,) = run({"valid_call": True}, outcome)
    assert 'SendMessage has no parameter "DelaySecond"; did you mean "DelaySeconds"?' in found.lines[0]
    assert found.origin is not None
    (found,) = run({"valid_call": True}, Outcome.of(invoke({"type": "MOCK"})))
    assert found.lines[0] == "the back end was not called"


def test_an_operation_that_nobody_knows_is_a_failure() -> None:
    assert ["did you mean 'SendMessage'?" in each for each in failures("sqs.SendMesage", SEND, {})] == [True]


@pytest.mark.parametrize(
    ("expected", "said"),
    [
        ({"operatoin": "sqs.SendMessage"}, "has no 'operatoin'; did you mean 'operation'?"),
        ([], "must be an operation, or a mapping with one"),
        ({"operation": "sqs.SendMessage", "parameters": {"a": {"matches": "("}}}, "is no regular expression"),
    ],
)
def test_an_expectation_that_cannot_be_used(expected: object, said: str) -> None:
    with pytest.raises(ProjectError) as caught:
        check_expectation({"valid_call": expected}, "a case")
    assert said in caught.value.message


def test_an_action_alone_does_not_say_which_service(tmp_path: Path) -> None:
    code, _, err = answer("check", written(tmp_path, SEND), "--action", "SendMessage")
    assert (code, "nothing says which AWS service the call is for" in err) == (2, True)


@pytest.mark.parametrize("action", ["sqs:SendMessage", "sqs.send-message", "sqs/SendMessage"])
def test_the_action_may_name_the_service_that_is_named(tmp_path: Path, action: str) -> None:
    code, _, err = answer("check", written(tmp_path, SEND), "--service", "sqs", "--action", action)
    assert (code, err) == (0, "")


def test_the_line_end_of_a_file_is_warned_of_and_the_call_valid(tmp_path: Path) -> None:
    template = written(tmp_path, SEND + "\n")
    code, out, err = answer("check", template, "--action", "sqs.SendMessage", "--body", '{"text": "a"}')
    assert (code, out.splitlines()[0]) == (0, "sqs.SendMessage (query)")
    assert "warning: MessageBody ends with a line end" in err
    _, out, _ = answer("check", template, "--action", "sqs.SendMessage", "--body", '{"text": "a"}', "--json")
    assert [each["severity"] for each in json.loads(out)["problems"]] == ["warning"]


def test_what_is_only_warned_of_fails_no_case() -> None:
    rendering = Template(SEND + "\n").render({"body": {"text": "a"}})
    assert run({"valid_call": "sqs.SendMessage"}, Outcome.of(rendering)) == []
