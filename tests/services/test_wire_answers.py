"""What services answer: the wire form of successes and errors, and successes that are made up."""

from typing import Any

import pytest

from services.requests import form, json, rest
from velogate import invoke
from velogate.errors import UsageError
from velogate.gateway.exchange import Response
from velogate.services import wire


def test_the_query_protocol_answers_in_json_by_default() -> None:
    answer = wire.answer("sqs", "SendMessage", {"MessageId": "m", "MD5OfMessageBody": "d"}, protocol="query")
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json()["SendMessageResponse"]["SendMessageResult"] == {"MD5OfMessageBody": "d", "MessageId": "m"}
    assert list(answer.json()["SendMessageResponse"]["ResponseMetadata"]) == ["RequestId"]


def test_and_in_xml_if_that_is_accepted() -> None:
    answer = wire.answer("sns", "Publish", {"MessageId": "<m>"}, accept="application/xml")
    assert "<PublishResult><MessageId>&lt;m&gt;</MessageId></PublishResult>" in answer.text
    assert 'xmlns="http://sns.amazonaws.com/doc/2010-03-31/"' in answer.text


def test_no_messages_are_null_in_the_query_protocols_json() -> None:
    answer = wire.answer("sqs", "ReceiveMessage", {}, protocol="query")
    assert answer.json()["ReceiveMessageResponse"]["ReceiveMessageResult"] == {"messages": None}
    assert wire.parameters_of("sqs", "ReceiveMessage", answer) == {}


def test_a_json_protocol_has_its_version_in_the_content_type() -> None:
    answer = wire.answer("dynamodb", "GetItem", {"Item": {"id": {"B": b"a"}}})
    assert answer.headers["Content-Type"] == "application/x-amz-json-1.0"
    assert answer.text == '{"Item":{"id":{"B":"YQ=="}}}'


def test_a_rest_service_answers_with_headers_and_its_status() -> None:
    answer = wire.answer("lambda", "Invoke", {"StatusCode": 202, "FunctionError": "Unhandled", "Payload": b"{}"})
    assert (answer.status, answer.headers["X-Amz-Function-Error"], answer.text) == (202, "Unhandled", "{}")
    assert wire.answer("s3", "DeleteObject", {}).status == 204
    assert wire.answer("s3", "GetObject", {"Body": b""}, status=304).status == 304


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("sqs", "SendMessage", {"MesageId": "m"}), "has no 'MesageId'; did you mean 'MessageId'?"),
        (("sqs", "SendMesage", {}), "sqs has no operation 'SendMesage'; did you mean 'SendMessage'?"),
        (("sqs", None, {}), "sqs alone is no operation"),
    ],
)
def test_what_an_operation_does_not_answer(given: Any, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        wire.answer(*given)
    assert said in caught.value.message


def test_a_protocol_that_a_service_does_not_speak() -> None:
    with pytest.raises(UsageError, match="does not speak the protocol 'query'"):
        wire.answer("dynamodb", "GetItem", {}, protocol="query")


# ---- errors


def test_an_error_in_json() -> None:
    answer = wire.error("dynamodb", "PutItem", "ConditionalCheckFailedException", "no")
    assert (answer.status, answer.json()) == (
        400,
        {"__type": "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException", "message": "no"},
    )


def test_an_error_of_the_query_protocol_in_json_and_in_xml() -> None:
    answer = wire.error("sns", "Publish", "NotFoundException", "no topic")
    assert (answer.status, answer.json()["Error"]) == (
        404,
        {"Code": "NotFound", "Message": "no topic", "Type": "Sender"},
    )
    assert (
        "<Error><Type>Sender</Type><Code>NotFound</Code>"
        in wire.error("sns", "Publish", "NotFound", "no topic", accept="text/xml").text
    )


def test_an_error_of_rest_services() -> None:
    answer = wire.error("lambda", "Invoke", "TooManyRequestsException", "slower")
    assert (answer.status, answer.headers["x-amzn-ErrorType"]) == (429, "TooManyRequestsException")
    assert wire.error("s3", "GetObject", "NoSuchKey", "no", status=404).text.endswith("</RequestId></Error>")


@pytest.mark.parametrize(
    ("name", "code", "more"),
    [
        ("dynamodb.PutItem", "ConditionalCheckFailedException", {}),
        ("sqs.SendMessage", "QueueDoesNotExist", {}),
        ("sqs.SendMessage", "AWS.SimpleQueueService.NonExistentQueue", {"protocol": "query"}),
        ("sqs.SendMessage", "AWS.SimpleQueueService.NonExistentQueue", {"protocol": "query", "accept": "text/xml"}),
        ("ec2.RunInstances", "InvalidParameterValue", {}),
        ("s3.GetObject", "NoSuchKey", {}),
        ("route53.GetHostedZone", "NoSuchHostedZone", {}),
        ("lambda.Invoke", "TooManyRequestsException", {}),
    ],
)
def test_an_error_is_read_back(name: str, code: str, more: dict[str, str]) -> None:
    answer = wire.error(name, None, code, "because", **more)  # type: ignore[arg-type]
    found = wire.parameters_of(name, None, answer)["Error"]
    assert (found["Code"].rpartition("#")[2], found["Message"]) == (code, "because")


def test_what_is_no_answer_of_an_operation() -> None:
    with pytest.raises(UsageError, match=r"this is no answer of s3.ListBuckets"):
        wire.parameters_of("s3", "ListBuckets", Response(200, body="<a"))


# ---- successes that are made up


def made(request: Any) -> dict[str, Any]:
    call = wire.call(request)
    return wire.parameters_of(call.service, call.operation, wire.made_up(call))


def test_a_sent_message_has_the_digest_of_its_body() -> None:
    found = made(form("sqs", "Action=SendMessage&MessageBody=hello"))
    assert found["MD5OfMessageBody"] == "5d41402abc4b2a76b9719d911017c592"
    assert len(found["MessageId"]) == 36
    assert made(form("sqs", "Action=SendMessage&MessageBody=other"))["MessageId"] != found["MessageId"]


def test_what_the_input_names_comes_back() -> None:
    assert made(json("ssm", "GetParameter", '{"Name":"/a/b"}'))["Parameter"]["Name"] == "/a/b"
    assert (
        made(rest("batch", "POST", "/v1/submitjob", '{"jobName":"n","jobQueue":"q","jobDefinition":"d"}'))["jobName"]
        == "n"
    )


def test_of_every_entry_of_a_batch_there_is_one() -> None:
    entry = '{"Source":"s","DetailType":"t","Detail":"{}"}'
    found = made(json("events", "PutEvents", f'{{"Entries":[{entry},{entry}]}}'))
    assert (found["FailedEntryCount"], len(found["Entries"])) == (0, 2)
    records = made(json("kinesis", "PutRecords", '{"StreamName":"s","Records":[{"Data":"","PartitionKey":"a"}]}'))
    assert (records["FailedRecordCount"], len(records["Records"])) == (0, 1)


def test_an_execution_is_one_of_its_state_machine() -> None:
    arn = "arn:aws:states:eu-west-1:123456789012:stateMachine:orders"
    found = made(json("states", "StartExecution", f'{{"stateMachineArn":"{arn}","name":"one"}}'))
    assert found["executionArn"] == "arn:aws:states:eu-west-1:123456789012:execution:orders:one"


def test_a_list_has_one_element_and_nothing_went_wrong() -> None:
    found = made(json("dynamodb", "ListTables", "{}"))
    assert len(found["TableNames"]) == 1
    assert "LastEvaluatedTableName" not in found


# ---- exchanges


INTEGRATION = {
    "type": "AWS",
    "httpMethod": "POST",
    "uri": "arn:aws:apigateway:eu-west-1:states:action/StartExecution",
    "requestTemplates": {"application/json": '{"stateMachineArn": "m", "input": $input.body}'},
    "integrationResponses": {"200": {}},
}


def test_an_exchange_tells_its_call() -> None:
    call = invoke(INTEGRATION, {"body": {"a": 1}}).call
    assert (call.service, call.operation) == ("stepfunctions", "StartExecution")
    assert [each.message for each in call.problems] == ["input must be text, not an object"]


def test_an_exchange_without_a_request_to_a_service_has_no_call() -> None:
    assert invoke({"type": "MOCK"}).call is None
    assert invoke({"type": "HTTP_PROXY", "httpMethod": "GET", "uri": "https://example.com/"}).call is None


def test_without_a_back_end_the_service_answers_in_form() -> None:
    exchange = invoke(INTEGRATION, {"body": {"a": 1}})
    assert exchange.response.json()["executionArn"].startswith("m:")


def test_without_botocore_too(monkeypatch: pytest.MonkeyPatch) -> None:
    from velogate.services.wire import models

    def missing() -> Any:
        raise UsageError("no botocore", hint="pip install 'velogate[aws]'")

    for each in (models.loader, models.services, models.model, models.candidates, models.metadata, models.operation):
        each.cache_clear()
    monkeypatch.setattr(models, "loader", missing)
    exchange = invoke(INTEGRATION, {"body": {"a": 1}})
    assert exchange.response.json()["executionArn"].endswith("execution:machine:1")
    with pytest.raises(UsageError):
        exchange.call  # noqa: B018
