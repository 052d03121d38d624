"""Calls as people write them: what is none is told with its place, what is one is made."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from velogate import UsageError
from velogate.readers import document
from velogate.services import backends, wire
from velogate.services.backends import Moto, calls


@pytest.fixture(scope="module")
def moto() -> Iterator[Moto]:
    with backends.moto() as found:
        yield found


def made(moto: Moto, written: str) -> list[object]:
    """The answers to the calls of a document."""
    found = calls.read(document.parse(written, "calls.yaml"), "calls.yaml")
    return [calls.made(call, moto.client, "eu-west-1") for call in found]


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("7", "calls.yaml holds no list of calls"),
        ("- 7", "'7' is no call"),
        ("- sqs", "calls.yaml:1:3: error: calls.yaml: 'sqs' names no service and operation"),
        ("- {}", "a call has one name"),
        ("- {sqs.A: {}, sqs.B: {}}", "a call has one name, and may have a region"),
        ("- {sqs.A: {}, region: 7}", "a call has one name, and may have a region"),
        ("- CreateQueue: {}", "'CreateQueue' names no service and operation"),
        ("- sqs.CreateQueue: orders", "the parameters of sqs.CreateQueue must be a mapping"),
        ("- sq.CreateQueue: {}", ":1:3: error: there is no service 'sq'; did you mean 'sqs'?"),
        ("- sqs.CreatQueue: {}", "did you mean 'CreateQueue'?"),
        ("- sqs.CreateQueue: {Name: a}", "sqs.CreateQueue failed: Parameter validation failed: Missing"),
        (
            "- sqs.DeleteQueue: {QueueUrl: absent}",
            "sqs.DeleteQueue failed: AWS.SimpleQueueService.NonExistentQueue: ",
        ),
        ("- {sqs.CreateQueue: {QueueName: a}, region: 'no where'}", "there is no client for 'sqs' in 'no where'"),
    ],
)
def test_what_is_no_call_is_told(moto: Moto, written: str, message: str) -> None:
    with pytest.raises(UsageError) as told:
        made(moto, written)
    assert message in str(told.value)


def test_a_region_of_its_own(moto: Moto) -> None:
    there, here = made(moto, "- {sqs.CreateQueue: {QueueName: a}, region: us-east-1}\n- sqs.ListQueues:\n")
    assert here == {}
    assert there == {"QueueUrl": f"{moto.url}/123456789012/a"}


@pytest.mark.parametrize(
    "name", ["states.ListStateMachines", "stepfunctions.list-state-machines", "email.ListIdentities"]
)
def test_names_may_be_those_of_an_integration(moto: Moto, name: str) -> None:
    assert len(made(moto, f"{name}: {{}}")) == 1


def test_a_body_of_s3_is_shown(moto: Moto) -> None:
    (*_, got) = made(
        moto,
        "- s3.CreateBucket: {Bucket: pictures, CreateBucketConfiguration: {LocationConstraint: eu-west-1}}\n"
        "- s3.PutObject: {Bucket: pictures, Key: k, Body: hello}\n"
        "- s3.GetObject: {Bucket: pictures, Key: k}\n",
    )
    assert isinstance(got, dict)
    assert (got["Body"], got["ContentLength"]) == ("hello", 5)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (b"text", "text"),
        (b"\xff\x00", "/wA="),
        (io.BytesIO(b"stream"), "stream"),
        (datetime(2026, 1, 2, tzinfo=UTC), "2026-01-02T00:00:00Z"),  # as check tells it
        ({"a": (1, None, True)}, {"a": [1, None, True]}),
    ],
)
def test_answers_are_told_in_types_of_json(value: object, shown: object) -> None:
    assert wire.plain(value) == shown


def test_a_call_without_parameters_is_its_name(moto: Moto) -> None:
    made(moto, "- sqs.CreateQueue: {QueueName: alone}")
    (answer,) = made(moto, "sqs.ListQueues")
    assert "alone" in str(answer)


def test_what_moto_cannot_answer_is_told(moto: Moto) -> None:
    (call,) = calls.read(document.parse("{sqs.ListQueues: {}, region: mars}", "calls.yaml"), "calls.yaml")
    with pytest.raises(UsageError, match=r"sqs\.ListQueues failed: moto cannot answer: KeyError: 'mars'"):
        calls.made(call, moto.client, "eu-west-1")
