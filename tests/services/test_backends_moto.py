"""moto as the back end: what a service holds afterwards, and what it answers, as API Gateway hands it on."""

import json
import socket
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
    assert result["SendMessageResult"]["SequenceNumber"] is None
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
