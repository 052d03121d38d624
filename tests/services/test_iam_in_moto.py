"""moto, checking permissions, lets through what the least policy allows, and nothing else."""

import json
from collections.abc import Iterator
from urllib.request import Request, urlopen

import pytest

from velogate import Exchange, invoke
from velogate.fuzz import filled
from velogate.gateway.model import Integration
from velogate.services import backends, iam
from velogate.services.backends import Moto

REGION = "us-east-1"


def of_queue(name: str, action: str) -> dict[str, object]:
    """An integration that calls a queue."""
    return {
        "type": "AWS",
        "httpMethod": "POST",
        "uri": f"arn:aws:apigateway:{REGION}:sqs:path/123456789012/{name}",
        "requestParameters": {"integration.request.header.Content-Type": "'application/x-www-form-urlencoded'"},
        "requestTemplates": {"application/json": f"Action={action}&MessageBody=$util.urlEncode($input.body)"},
        "integrationResponses": [{"statusCode": "200"}, {"statusCode": "403", "selectionPattern": "403"}],
    }


@pytest.fixture
def user(moto: Moto) -> tuple[str, str]:
    """The key of a user who has the least policy of sending to `orders`."""
    client = moto.client("iam")
    client.create_user(UserName="u")
    document = json.dumps(iam.policy_of(Integration.of(of_queue("orders", "SendMessage")), filled.event).policy())
    client.put_user_policy(UserName="u", PolicyName="p", PolicyDocument=document)
    key = client.create_access_key(UserName="u")["AccessKey"]
    return key["AccessKeyId"], key["SecretAccessKey"]


@pytest.fixture
def moto() -> Iterator[Moto]:
    with backends.moto() as moto:
        for name in ("orders", "others"):
            moto.client("sqs", REGION).create_queue(QueueName=name)
        yield moto
        check_after(moto, "inf")


def check_after(moto: Moto, calls: str) -> None:
    """Has moto check permissions after so many calls."""
    headers = {"Content-Type": "text/plain"}
    urlopen(Request(f"{moto.url}/moto-api/reset-auth", calls.encode(), headers, method="POST")).close()


@pytest.mark.parametrize(
    ("queue", "action", "status"),
    [("orders", "SendMessage", 200), ("orders", "ReceiveMessage", 403), ("others", "SendMessage", 403)],
)
def test_only_what_is_needed_is_allowed(
    moto: Moto, user: tuple[str, str], queue: str, action: str, status: int
) -> None:
    check_after(moto, "0")
    exchange: Exchange = invoke(of_queue(queue, action), {"body": "x"}, backends.endpoint(moto.url, credentials=user))
    assert exchange.status == status, exchange.response.text
