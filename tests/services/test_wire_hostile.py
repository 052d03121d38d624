"""Whatever stands in a body, what is said of it is clear, comes at once, and is no exception."""

from time import perf_counter

import pytest

from services.requests import form, json, rest
from velogate.gateway.exchange import BackendRequest
from velogate.services import wire

MEGA = 1_000_000

BODIES: dict[str, str | bytes] = {
    "empty": "",
    "blank": " \n\t",
    "list": "[1, 2]",
    "number": "5",
    "text": '"a"',
    "null": "null",
    "deep list": "[" * 100_000,
    "deep object": '{"a":' * 100_000,
    "deep and closed": '{"TableName":"tab","Item":{"a":' + '{"M":{"a":' * 300 + '{"S":"x"}' + "}}" * 300 + "}}",
    "binary": bytes(range(256)),
    "not UTF-8": b'Action=SendMessage&MessageBody=\xff{"a":\xfe',
    "large": '{"Nothing":"' + "a" * (5 * MEGA) + '"}',
    "many parameters": "Action=SendMessage&" + "&".join(f"p{n}={n}" for n in range(10_000)),
    "many members": "{" + ",".join(f'"p{n}":{n}' for n in range(10_000)) + "}",
    "one name many times": "{" + ",".join('"a":1' for _ in range(50_000)) + "}",
    "many digits": '{"DelaySeconds":' + "9" * 10_000 + "}",
    "NaN": '{"a":NaN}',
    "dots": "Action=SendMessage&" + "." * 100_000 + "=1",
    "large position": "Action=SendMessage&MessageAttribute.99999999999.Name=x",
    "half a character": '{"a":"\\ud800"}',
    "ampersands": "&" * 100_000,
    "equals": "=" * 100_000,
    "percents": "%" * 100_000,
    "line ends": "\n" * MEGA + "Action=SendMessage",
    "a long action": "Action=SendMessage" + " " * MEGA + "x",
    "pairs without action": "a=b&" * 100_000,
    "deep XML": "<a>" * 100_000,
    "entities": '<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]><Tagging>&d;</Tagging>',
    "binary XML": b"<Tagging>\x00\xff</Tagging>",
}

REQUESTS = {
    "query": lambda body: form("sqs", body),
    "json": lambda body: json("dynamodb", "PutItem", body),
    "rest-json": lambda body: rest("batch", "POST", "/v1/submitjob", body),
    "rest-xml": lambda body: rest("s3", "PUT", "/bucket?tagging", body),
}


@pytest.mark.parametrize("protocol", REQUESTS)
@pytest.mark.parametrize("name", BODIES)
def test_a_hostile_body_is_refused_clearly_and_at_once(name: str, protocol: str) -> None:
    asked: BackendRequest = REQUESTS[protocol](BODIES[name])
    begun = perf_counter()
    call = wire.call(asked)
    found = wire.findings(call)
    assert perf_counter() - begun < 3
    assert 1 <= len(found) <= 20
    assert all(0 < len(each.message) < 1_000 and "\n" not in each.message for each in found)
    assert all(isinstance(str(each), str) for each in found)
    assert len(call.operation) < 100


@pytest.mark.parametrize(
    "name", ["empty", "list", "number", "text", "null", "deep list", "binary", "NaN", "half a character"]
)
def test_of_a_body_that_is_no_call_at_all_one_thing_is_told(name: str) -> None:
    call = wire.call(json("dynamodb", "ListTables", BODIES[name]))
    assert len(call.problems) == 1


@pytest.mark.parametrize(
    "url", ["", "https://", "https://sqs.us-east-1.amazonaws.com", "http://[::1/?Action=%", "\x00"]
)
def test_a_hostile_url_breaks_nothing(url: str) -> None:
    for service in ("sqs", "s3", "dynamodb", "iotdata"):
        assert wire.call(BackendRequest("POST", url, service=service)).problems
