"""Whatever stands in a body, what is said of it is clear, comes at once, and is no exception."""

import json as json_module
from time import perf_counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

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
    assert perf_counter() - begun < 20  # what is not linear takes minutes
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


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["S", "N", "M", "L", "Key", "a"]), inner)
    ),
    max_leaves=5,
)


@given(st.sampled_from(["TableName", "Item", "Expected", "ReturnValues", "x"]), VALUES)
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=40)
def test_whatever_json_says_is_taken_apart(name: str, value: Any) -> None:
    call = wire.call(json("dynamodb", "PutItem", json_module.dumps({name: value})))
    assert all(isinstance(str(each), str) for each in wire.findings(call))


@given(st.text(st.sampled_from("Action=SendMessage&Body.1234567890NameValue%\n +"), max_size=200))
@settings(deadline=None)
def test_whatever_a_form_says_is_taken_apart(tail: str) -> None:
    body = f"Action=SendMessage&MessageAttribute.{tail}"
    call = wire.call(form("sqs", body))
    assert all(problem.end is None or 0 <= problem.start <= problem.end <= len(body) for problem in call.problems)


@given(st.text(st.sampled_from('<>/ab"= &;TagSetKeyValue!-[]'), max_size=200))
@settings(deadline=None)
def test_whatever_xml_says_is_taken_apart(text: str) -> None:
    for body in (text, f"<Tagging>{text}</Tagging>", f"<Tagging><TagSet>{text}</TagSet></Tagging>"):
        call = wire.call(rest("s3", "PUT", "/bucket?tagging", body))
        assert call.operation == "PutBucketTagging"
