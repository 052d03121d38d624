"""moto as the back end: what a service holds afterwards, and what it answers, as API Gateway hands it on."""

import json
import socket
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from velogate import Exchange, UsageError, invoke
from velogate.gateway.exchange import BackendRequest
from velogate.services import backends
from velogate.services.backends import Moto

REGION = "eu-west-1"
FORM = {"integration.request.header.Content-Type": "'application/x-www-form-urlencoded'"}


@pytest.fixture(scope="module")
def server() -> Iterator[Moto]:
    with backends.moto() as moto:
        yield moto


@pytest.fixture
def moto(server: Moto) -> Iterator[Moto]:
    yield server
    server.reset()


def called(moto: Moto, uri: str, template: str, body: Any = "", **integration: Any) -> Exchange:
    """The exchange of a POST with an integration whose answer passes as it is."""
    known = {
        "type": "AWS",
        "httpMethod": "POST",
        "uri": f"arn:aws:apigateway:{REGION}:{uri}",
        "requestTemplates": {"application/json": template},
        "integrationResponses": [
            {"statusCode": "200"},
            {"statusCode": "400", "selectionPattern": "4.."},
            {"statusCode": "500", "selectionPattern": "5.."},
        ],
        **integration,
    }
    return invoke(known, {"body": body}, moto)


def sqs(moto: Moto, template: str, body: Any = "", **header: str) -> Exchange:
    """The exchange with a queue `orders` in the Query protocol."""
    mapped = {f"integration.request.header.{name}": f"'{value}'" for name, value in header.items()}
    return called(moto, "sqs:path/123456789012/orders", template, body, requestParameters={**FORM, **mapped})


def test_a_message_that_is_sent_is_in_the_queue(moto: Moto) -> None:
    client = moto.client("sqs", REGION)
    url = client.create_queue(QueueName="orders")["QueueUrl"]
    exchange = sqs(moto, "Action=SendMessage&MessageBody=$util.urlEncode($input.body)", {"note": "a&b = é"})
    (message,) = client.receive_message(QueueUrl=url)["Messages"]
    assert json.loads(message["Body"]) == {"note": "a&b = é"}
    result = exchange.response.json()["SendMessageResponse"]
    assert result["SendMessageResult"]["MessageId"] == message["MessageId"]
    assert result["SendMessageResult"].get("SequenceNumber") is None
    assert set(result) == {"SendMessageResult", "ResponseMetadata"}


def test_messages_are_received_as_json(moto: Moto) -> None:
    client = moto.client("sqs", REGION)
    url = client.create_queue(QueueName="orders")["QueueUrl"]
    attribute = {"kind": {"DataType": "String", "StringValue": "new"}}
    client.send_message(QueueUrl=url, MessageBody="hello", MessageAttributes=attribute)
    template = "Action=ReceiveMessage&AttributeName.1=ApproximateReceiveCount&MessageAttributeName.1=All"
    (message,) = sqs(moto, template).response.json()["ReceiveMessageResponse"]["ReceiveMessageResult"]["messages"]
    assert message["Body"] == "hello"
    assert message["Attributes"] == {"ApproximateReceiveCount": "1"}
    assert message["MessageAttributes"]["kind"]["StringValue"] == "new"


def test_an_empty_queue_gives_null(moto: Moto) -> None:
    moto.client("sqs", REGION).create_queue(QueueName="orders")
    answer = sqs(moto, "Action=ReceiveMessage").response.json()["ReceiveMessageResponse"]
    assert answer["ReceiveMessageResult"] == {"messages": None}


def test_xml_passes_where_a_mapping_asks_for_it(moto: Moto) -> None:
    moto.client("sqs", REGION).create_queue(QueueName="orders")
    exchange = sqs(moto, "Action=SendMessage&MessageBody=x", Accept="application/xml")
    assert "<SendMessageResult><MD5OfMessageBody>" in exchange.response.text


def test_an_error_of_the_query_protocol_is_json(moto: Moto) -> None:
    exchange = sqs(moto, "Action=SendMessage&MessageBody=x")
    assert exchange.status == 400
    assert exchange.response.json()["Error"] == {
        "Code": "AWS.SimpleQueueService.NonExistentQueue",
        "Message": "The specified queue does not exist for this wsdl version.",
        "Type": "Sender",
    }


def test_an_action_that_there_is_not(moto: Moto) -> None:
    moto.client("sqs", REGION).create_queue(QueueName="orders")
    exchange = sqs(moto, "Action=SendMesage&MessageBody=x")
    assert (exchange.status, exchange.response.json()["Error"]["Code"]) == (400, "InvalidAction")


def test_state_is_kept_by_region(moto: Moto) -> None:
    moto.client("sqs", "us-east-1").create_queue(QueueName="orders")
    assert sqs(moto, "Action=SendMessage&MessageBody=x").status == 400


def test_what_was_made_is_forgotten_by_reset(moto: Moto) -> None:
    client = moto.client("sqs", REGION)
    client.create_queue(QueueName="orders")
    moto.reset()
    assert "QueueUrls" not in client.list_queues()


def test_a_port_that_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(UsageError, match="Address already in use"):
        backends.moto(port=taken.getsockname()[1])


def test_a_port_that_is_given() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with backends.moto(port=port) as moto:
        assert moto.url == f"http://127.0.0.1:{port}"


def test_closing_twice_is_closing_once() -> None:
    moto = backends.moto()
    moto.close()
    moto.close()
    with pytest.raises(ConnectionError):
        moto(BackendRequest("POST", "https://sqs.eu-west-1.amazonaws.com/", service="sqs"))


def test_a_service_that_moto_does_not_have(moto: Moto) -> None:
    exchange = called(moto, "translate:action/TranslateText", "{}")
    assert exchange.gateway_response == "INTEGRATION_FAILURE"
    assert "moto cannot answer for translate" in str(exchange.findings[-1])


def test_a_client_that_there_is_not(moto: Moto) -> None:
    with pytest.raises(UsageError, match="there is no client for 'sq'"):
        moto.client("sq")


def test_without_moto_its_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "moto.core.config", None)
    with pytest.raises(UsageError, match="the back end moto needs moto") as told:
        backends.moto()
    assert "velogate[moto]" in str(told.value)


def test_without_moto_and_httpx_the_extra_that_brings_both_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "httpx", None)
    monkeypatch.setitem(sys.modules, "moto.core.config", None)
    with pytest.raises(UsageError, match="moto needs moto"):
        backends.moto()


# ---- other services


def target(name: str, version: str = "1.1") -> dict[str, Any]:
    """The requestParameters of a call in the JSON protocol."""
    return {
        "requestParameters": {
            "integration.request.header.Content-Type": f"'application/x-amz-json-{version}'",
            "integration.request.header.X-Amz-Target": f"'{name}'",
        }
    }


def test_sns_answers_the_query_protocol(moto: Moto) -> None:
    arn = moto.client("sns", REGION).create_topic(Name="t")["TopicArn"]
    template = f"Action=Publish&TopicArn={arn}&Message=$util.urlEncode($input.body)"
    answer = called(moto, "sns:path//", template, "hello", requestParameters=FORM).response.json()
    assert answer["PublishResponse"]["PublishResult"]["MessageId"]


def test_an_action_in_the_query_string_is_enough(moto: Moto) -> None:
    client = moto.client("sqs", REGION)
    url = client.create_queue(QueueName="orders")["QueueUrl"]
    mapped = {
        "integration.request.querystring.Action": "'SendMessage'",
        "integration.request.querystring.MessageBody": "method.request.body",
    }
    known = {"uri": f"arn:aws:apigateway:{REGION}:sqs:path/123456789012/orders", "requestParameters": mapped}
    exchange = invoke({"type": "AWS", "httpMethod": "POST", **known}, {"body": '{"a": "b&c"}'}, moto)
    assert exchange.backend_response is not None
    assert exchange.backend_response.status == 200
    assert client.receive_message(QueueUrl=url)["Messages"][0]["Body"] == '{"a": "b&c"}'


def test_a_record_of_kinesis_is_in_the_stream(moto: Moto) -> None:
    client = moto.client("kinesis", REGION)
    client.create_stream(StreamName="s", ShardCount=1)
    template = '{"StreamName": "s", "Data": "$util.base64Encode($input.body)", "PartitionKey": "p"}'
    assert called(moto, "kinesis:action/PutRecord", template, "hello").status == 200
    iterator = client.get_shard_iterator(
        StreamName="s", ShardId="shardId-000000000000", ShardIteratorType="TRIM_HORIZON"
    )["ShardIterator"]
    assert client.get_records(ShardIterator=iterator)["Records"][0]["Data"] == b"hello"


def test_an_item_of_dynamodb_is_in_the_table_and_conditions_are_checked(moto: Moto) -> None:
    client = moto.client("dynamodb", REGION)
    client.create_table(
        TableName="T",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    item = '{"id": {"S": $input.json("$.id")}}'
    template = f'{{"TableName": "T", "Item": {item}, "ConditionExpression": "attribute_not_exists(id)"}}'
    first, second = (called(moto, "dynamodb:action/PutItem", template, {"id": "1"}) for _ in range(2))
    assert (first.status, second.status) == (200, 400)
    assert second.response.json()["__type"].endswith("#ConditionalCheckFailedException")
    assert client.get_item(TableName="T", Key={"id": {"S": "1"}})["Item"] == {"id": {"S": "1"}}


@pytest.mark.parametrize("uri", ["s3:path/pictures/a/{key}", "pictures.s3:path/a/{key}"])
@pytest.mark.parametrize("key", ["b.txt", "b c+d.txt", "é%25"])
def test_an_object_of_s3_is_in_the_bucket(moto: Moto, uri: str, key: str) -> None:
    client = moto.client("s3", REGION)
    client.create_bucket(Bucket="pictures", CreateBucketConfiguration={"LocationConstraint": REGION})
    mapped = {"integration.request.path.key": f"'{key}'"}
    known = {"httpMethod": "PUT", "requestParameters": mapped}
    assert called(moto, uri, "$input.body", "hello", **known).status == 200
    (found,) = client.list_objects_v2(Bucket="pictures")["Contents"]
    assert found["Key"] == f"a/{key.replace('%25', '%')}"
    got = called(moto, uri, "", **{**known, "httpMethod": "GET"})
    assert got.response.text == "hello"


def test_a_state_machine_runs_and_its_output_comes_back(moto: Moto) -> None:
    definition = {"StartAt": "a", "States": {"a": {"Type": "Pass", "OutputPath": "$.order", "End": True}}}
    arn = moto.client("stepfunctions", REGION).create_state_machine(
        name="m", type="EXPRESS", definition=json.dumps(definition), roleArn="arn:aws:iam::123456789012:role/r"
    )["stateMachineArn"]
    template = (
        f'{{"stateMachineArn": "{arn}", "input": "$util.escapeJavaScript($input.body).replaceAll("\\\\\'", "\'")"}}'
    )
    answer = called(moto, "states:action/StartSyncExecution", template, {"order": {"id": 7}}).response.json()
    assert (answer["status"], json.loads(answer["output"])) == ("SUCCEEDED", {"id": 7})


def test_executions_have_names_of_their_own(moto: Moto) -> None:
    definition = {"StartAt": "a", "States": {"a": {"Type": "Pass", "End": True}}}
    arn = moto.client("stepfunctions", REGION).create_state_machine(
        name="m", definition=json.dumps(definition), roleArn="arn:aws:iam::123456789012:role/r"
    )["stateMachineArn"]
    template = f'{{"stateMachineArn": "{arn}", "input": "{{}}"}}'
    first, second = (called(moto, "states:action/StartExecution", template).response.json() for _ in range(2))
    assert first["executionArn"] != second["executionArn"]


def test_a_state_machine_that_there_is_not(moto: Moto) -> None:
    arn = f"arn:aws:states:{REGION}:123456789012:stateMachine:absent"
    exchange = called(moto, "states:action/StartSyncExecution", f'{{"stateMachineArn": "{arn}", "input": "{{}}"}}')
    assert exchange.status == 400
    assert "StateMachineDoesNotExist" in exchange.response.json()["__type"]


def test_ssm_answers_in_the_query_protocol(moto: Moto) -> None:
    moto.client("ssm", REGION).put_parameter(Name="/a", Value="v", Type="String")
    found, absent = (
        called(
            moto, "ssm:action/GetParameter", "", requestParameters={"integration.request.querystring.Name": f"'{name}'"}
        )
        for name in ("/a", "/b")
    )
    assert found.response.json()["GetParameterResponse"]["GetParameterResult"]["Parameter"]["Value"] == "v"
    assert (absent.status, absent.response.json()["Error"]["Code"]) == (400, "ParameterNotFound")


@pytest.mark.parametrize("uri", ["abc.iotdata:path/topics/a/b", "data-ats.iot:path/topics/a/b"])
def test_topics_of_iot_are_found_under_both_names(moto: Moto, uri: str) -> None:
    assert called(moto, uri, '{"x": 1}').status == 200


@pytest.mark.parametrize(
    ("uri", "name", "body"),
    [
        ("events:path//", "AWSEvents.PutEvents", {"Entries": [{"Source": "a", "DetailType": "b", "Detail": "{}"}]}),
        (
            "comprehend:action/DetectSentiment",
            "Comprehend_20171127.DetectSentiment",
            {"Text": "x", "LanguageCode": "en"},
        ),
        ("athena:path//", "AmazonAthena.StartQueryExecution", {"QueryString": "select 1"}),
        (
            "rekognition:path//",
            "RekognitionService.DetectLabels",
            {"Image": {"S3Object": {"Bucket": "b", "Name": "x"}}},
        ),
    ],
)
def test_services_of_the_json_protocol_answer(moto: Moto, uri: str, name: str, body: Any) -> None:
    assert called(moto, uri, "$input.body", body, **target(name)).status == 200


def test_a_path_that_moto_does_not_know_is_told(moto: Moto) -> None:
    exchange = called(moto, "appconfigdata:path/configurationsessions", "{}")
    assert "moto cannot answer for appconfigdata: it knows no POST /configurationsessions" in str(exchange.findings[-1])


def test_an_action_that_moto_has_not_made_is_told(moto: Moto) -> None:
    exchange = called(moto, "bedrock-runtime:path/model/a.b/converse", '{"messages": []}')
    assert "moto cannot answer for bedrock-runtime: NotImplementedError: The converse action" in str(
        exchange.findings[-1]
    )


def test_an_integration_of_type_http_is_for_no_service(moto: Moto) -> None:
    exchange = invoke({"type": "HTTP_PROXY", "httpMethod": "GET", "uri": "http://127.0.0.1:9/"}, {}, moto)
    assert "is no AWS service" in str(exchange.findings[-1])


@pytest.mark.parametrize("body", ["", "{", "[]", "7", "\x00\ud800", "x=" * 10_000, '{"a":' * 5_000])
@pytest.mark.parametrize(
    "uri", ["dynamodb:action/PutItem", "sqs:path/1/q", "s3:path/b/k", "states:action/StartSyncExecution"]
)
def test_whatever_is_sent_there_is_an_answer(moto: Moto, uri: str, body: str) -> None:
    exchange = called(moto, uri, "$input.body", body)
    assert exchange.gateway_response in (None, "INTEGRATION_FAILURE", "BAD_REQUEST_BODY")
    assert exchange.gateway_response is None or exchange.findings


def test_headers_are_named_as_services_name_them(moto: Moto) -> None:
    s3 = moto.client("s3")
    s3.create_bucket(Bucket="files")
    s3.put_object(Bucket="files", Key="a", Body=b"x", ContentType="image/png")
    uri = "arn:aws:apigateway:us-east-1:s3:path/files/a"
    exchange = invoke({"type": "AWS", "httpMethod": "GET", "uri": uri}, {"method": "GET"}, moto)
    assert exchange.backend_response is not None
    assert "Content-Type" in [name for name, _ in exchange.backend_response.headers.pairs]
