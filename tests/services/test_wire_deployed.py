"""Calls that AWS has taken, and those of templates that people have deployed, are valid ones."""

from typing import Any

import pytest

from gateway.facts import facts
from gateway.pipeline_cases import Backend, api, event
from velogate import Template, invoke
from velogate.errors import VelogateError
from velogate.services import wire

RECORDED = [each for each in facts("pipeline.jsonl") if "operation" not in each and each["kind"] != "render"]


def test_what_aws_has_taken_is_a_valid_call() -> None:
    found = []
    for case in RECORDED:
        try:
            exchange = invoke(api(case), event(case), Backend(case) if "backendResponse" in case else None)
        except VelogateError:  # the case is about an API that cannot be
            continue
        if exchange.call is not None:
            found.append(exchange.call)
    assert [call for call in found if not call.valid] == []
    assert {call.operation for call in found} >= {"Invoke", "GetObject", "PutObject", "SendMessage", "PutEvents"}


CALLED = {
    "sqs-send": "sqs.SendMessage",
    "sqs-send-fifo": "sqs.SendMessage",
    "sqs-receive": "sqs.ReceiveMessage",
    "sqs-json": "sqs.SendMessage",
    "sns-publish": "sns.Publish",
    "sns-sms": "sns.Publish",
    "ddb-get": "dynamodb.GetItem",
    "ddb-put": "dynamodb.PutItem",
    "ddb-update": "dynamodb.UpdateItem",
    "ddb-delete": "dynamodb.DeleteItem",
    "sfn-start": "stepfunctions.StartExecution",
    "events-put": "events.PutEvents",
    "kinesis-put": "kinesis.PutRecord",
    "kinesis-records": "kinesis.PutRecords",
    "firehose": "firehose.PutRecord",
    "cognito": "cognito-idp.InitiateAuth",
    "sagemaker": "sagemaker-runtime.InvokeEndpoint",
}
"""The templates that write whole calls, and of what."""

TEMPLATES = {case["id"]: case for case in facts("services.jsonl")}


@pytest.mark.parametrize("name", CALLED)
def test_a_template_that_people_deploy_writes_a_valid_call(name: str) -> None:
    case: dict[str, Any] = TEMPLATES[name]
    rendering = Template(case["template"]).render(case["event"])
    call = wire.call_of_rendering(rendering, *wire.split(CALLED[name]))
    assert [each.message for each in call.problems] == []
    assert call.parameters or name == "sagemaker"
