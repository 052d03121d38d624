"""Requests that a service would refuse, and what is said of them; the parameters of those that it would take."""

import json as json_module
import sys
from typing import Any

import pytest

from services.requests import FORM, QUEUE, form, json, rest
from velogate import Template
from velogate.errors import UsageError
from velogate.gateway.exchange import BackendRequest, Headers
from velogate.services import wire
from velogate.services.wire import models

BATCH = '{"jobName":"a","jobQueue":"q","jobDefinition":"d"}'
ENTRY = '"Source":"shop","DetailType":"order"'
SEND = '{"QueueUrl":"u","MessageBody":"a"}'

REFUSED: list[tuple[str, BackendRequest, str]] = [
    # forms
    (
        "unknown",
        form("sqs", "Action=SendMessage&MesageBody=a"),
        'no parameter "MesageBody"; did you mean "MessageBody"?',
    ),
    ("missing", form("sqs", "Action=SendMessage"), "MessageBody is missing; SendMessage requires it"),
    (
        "whole number",
        form("sqs", "Action=SendMessage&MessageBody=a&DelaySeconds=x"),
        'DelaySeconds must be a whole number, not "x"',
    ),
    (
        "range",
        form("sqs", "Action=ReceiveMessage&MaxNumberOfMessages=11"),
        "MaxNumberOfMessages is 11; it must be from 1 to 10",
    ),
    ("line end", form("sqs", "Action=SendMessage&MessageBody=a\n&DelaySeconds=1"), "MessageBody ends with a line end"),
    ("blank", form("sqs", "Action=SendMessage&MessageBody=a &DelaySeconds=1"), "MessageBody ends with a blank"),
    ("line end of a number", form("sqs", "Action=SendMessage&MessageBody=a&DelaySeconds=1\n"), "ends with a line end"),
    ("line end inside", form("sqs", "Action=SendMessage&MessageBody=a\nb"), "MessageBody has a line end in its value"),
    ("line end before", form("sqs", "\nAction=SendMessage&MessageBody=a"), "the name Action has a blank or a line end"),
    ("not encoded", form("sqs", "Action=SendMessage&MessageBody=a&b"), "'b' has no =; & and = inside a value must be"),
    ("percent", form("sqs", "Action=SendMessage&MessageBody=a%zz"), "'%zz' in its value, which is no encoded byte"),
    ("twice", form("sqs", "Action=SendMessage&MessageBody=a&MessageBody=b"), "MessageBody is given 2 times"),
    (
        "two actions",
        form("sqs", "Action=SendMessage&MessageBody=a&Action=X"),
        'Action is "X" here, and "SendMessage" before',
    ),
    (
        "no such action",
        form("sqs", "Action=SendMesage"),
        'sqs has no operation "SendMesage"; did you mean "SendMessage"?',
    ),
    ("no action", form("sqs", "MessageBody=a"), "the body is no call of sqs: it has no Action"),
    (
        "attributes of SNS",
        form("sqs", "Action=SendMessage&MessageBody=a&MessageAttributes.entry.1.Name=n"),
        'did you mean "MessageAttribute.1.Name"?',
    ),
    (
        "attributes of SQS",
        form("sns", "Action=Publish&TopicArn=t&Message=a&MessageAttribute.1.Name=n"),
        'did you mean "MessageAttributes.entry.1.Name"?',
    ),
    (
        "0-based",
        form("sqs", "Action=GetQueueAttributes&AttributeName.0=All"),
        "AttributeName.0 is no position: they begin with 1",
    ),
    (
        "gap",
        form("sqs", "Action=GetQueueAttributes&AttributeName.1=All&AttributeName.3=Policy"),
        "AttributeName.3 comes without AttributeName.2",
    ),
    (
        "no position",
        form("sns", "Action=UntagResource&ResourceArn=a&TagKeys=a"),
        "TagKeys is a list, whose elements are written as TagKeys.member.1",
    ),
    (
        "no member.",
        form(
            "email",
            "Action=SendEmail&Source=a&Destination.ToAddresses.1=b&Message.Subject.Data=s&Message.Body.Text.Data=t",
        ),
        "write Destination.ToAddresses.member.1",
    ),
    (
        "a member of a value",
        form("sqs", "Action=SendMessage&MessageBody.1=a"),
        "MessageBody is text and has no MessageBody.1",
    ),
    ("enumeration", form("sqs", "Action=GetQueueAttributes&AttributeName.1=Alll"), "must be one of All, Policy"),
    (
        "type of an attribute",
        form(
            "sqs", "Action=SendMessage&MessageBody=a&MessageAttribute.1.Name=n&MessageAttribute.1.Value.StringValue=x"
        ),
        "MessageAttributes.n.DataType is missing",
    ),
    (
        "empty attribute",
        form(
            "sqs",
            "Action=SendMessage&MessageBody=a&MessageAttribute.1.Name=n&MessageAttribute.1.Value.DataType=String&MessageAttribute.1.Value.StringValue=",
        ),
        "MessageAttributes.n.StringValue is empty",
    ),
    (
        "boolean",
        form(
            "monitoring",
            "Action=DescribeAlarms&AlarmTypes.member.1=MetricAlarm&MaxRecords=1&ParentsOfAlarmName=a&ChildrenOfAlarmName=1&StateValue=OKAY",
        ),
        'StateValue is "OKAY"; it must be one of OK, ALARM',
    ),
    (
        "time",
        form(
            "monitoring",
            "Action=PutMetricData&Namespace=n&MetricData.member.1.MetricName=m&MetricData.member.1.Timestamp=yesterday",
        ),
        "MetricData[0].Timestamp must be a time as in 2023-11-14T22:13:20Z",
    ),
    (
        "no target",
        form("sns", "Action=Publish&Message=a"),
        "exactly one of TopicArn, TargetArn and PhoneNumber, and has none",
    ),
    ("two targets", form("sns", "Action=Publish&Message=a&TopicArn=t&PhoneNumber=1"), "not TopicArn and PhoneNumber"),
    (
        "same ids",
        form(
            "sqs",
            "Action=DeleteMessageBatch"
            + "".join(
                f"&DeleteMessageBatchRequestEntry.{n}.Id=a&DeleteMessageBatchRequestEntry.{n}.ReceiptHandle=r"
                for n in (1, 2)
            ),
        ),
        'Entries[1].Id is "a", which an entry before it has',
    ),
    (
        "eleven entries",
        form(
            "sqs",
            "Action=DeleteMessageBatch"
            + "".join(
                f"&DeleteMessageBatchRequestEntry.{n}.Id=a{n}&DeleteMessageBatchRequestEntry.{n}.ReceiptHandle=r"
                for n in range(1, 12)
            ),
        ),
        "Entries has 11 elements; it may have at most 10",
    ),
    ("no form", form("sns", '{"Message":"a"}'), "the body is no call of sns: it has no Action"),
    (
        "form type",
        BackendRequest(
            "POST",
            QUEUE,
            Headers({"Content-Type": "application/json"}),
            "Action=SendMessage&MessageBody=a",
            service="sqs",
        ),
        "Content-Type is application/json; it must be application/x-www-form-urlencoded",
    ),
    (
        "form method",
        BackendRequest("PUT", QUEUE, Headers(FORM), "Action=SendMessage&MessageBody=a", service="sqs"),
        "the method is PUT; it must be POST",
    ),
    # JSON
    (
        "JSON unknown",
        json("sqs", "SendMessage", '{"QueueUrl":"u","messageBody":"a"}'),
        'no parameter "messageBody"; did you mean "MessageBody"?',
    ),
    ("JSON missing", json("sqs", "SendMessage", '{"MessageBody":"a"}'), "QueueUrl is missing; SendMessage requires it"),
    ("null", json("sqs", "SendMessage", '{"QueueUrl":"u","MessageBody":null}'), "MessageBody is missing"),
    (
        "JSON twice",
        json("sqs", "SendMessage", '{"QueueUrl":"u","MessageBody":"a","MessageBody":"b"}'),
        "MessageBody is given twice",
    ),
    (
        "number for text",
        json("dynamodb", "GetItem", '{"TableName":"tab","Key":{"id":{"N":5}}}'),
        "Key.id.N must be text, not the number 5",
    ),
    (
        "text for number",
        json("dynamodb", "Scan", '{"TableName":"tab","Limit":"5"}'),
        'Limit must be a whole number, not the text "5"',
    ),
    (
        "fraction",
        json("dynamodb", "Scan", '{"TableName":"tab","Limit":1.5}'),
        "Limit must be a whole number, not the number 1.5",
    ),
    (
        "text for boolean",
        json("dynamodb", "GetItem", '{"TableName":"tab","Key":{"id":{"S":"a"}},"ConsistentRead":"true"}'),
        "ConsistentRead must be true or false",
    ),
    (
        "object for text",
        json("events", "PutEvents", f'{{"Entries":[{{{ENTRY},"Detail":{{"a":1}}}}]}}'),
        "Entries[0].Detail must be text, not an object",
    ),
    (
        "list for object",
        json("dynamodb", "GetItem", '{"TableName":"tab","Key":[]}'),
        "Key must be an object, not a list",
    ),
    ("object for list", json("events", "PutEvents", '{"Entries":{}}'), "Entries must be a list, not an object"),
    (
        "untyped",
        json("dynamodb", "GetItem", '{"TableName":"tab","Key":{"id":"a"}}'),
        'Key.id must be an object, not the text "a"',
    ),
    (
        "two types",
        json("dynamodb", "GetItem", '{"TableName":"tab","Key":{"id":{"S":"a","N":"1"}}}'),
        "Key.id has 2 members (S, N); it must have exactly one",
    ),
    (
        "no type",
        json("dynamodb", "GetItem", '{"TableName":"tab","Key":{"id":{}}}'),
        "Key.id is empty; it must have exactly one of S, N",
    ),
    (
        "no number",
        json("dynamodb", "GetItem", '{"TableName":"tab","Key":{"id":{"N":"x"}}}'),
        'Key.id.N must be the text of a number, and "x" is none',
    ),
    (
        "enumerated",
        json("dynamodb", "Scan", '{"TableName":"tab","Select":"Count"}'),
        'Select is "Count"; it must be one of',
    ),
    ("too small", json("dynamodb", "Scan", '{"TableName":"tab","Limit":0}'), "Limit is 0; it must be at least 1"),
    (
        "too large",
        json("dynamodb", "Scan", '{"TableName":"tab","Segment":1000000}'),
        "Segment is 1000000; it may be at most 999999",
    ),
    (
        "too short",
        json("kinesis", "PutRecord", '{"StreamName":"s","Data":"YQ==","PartitionKey":""}'),
        "PartitionKey has 0 characters; it must have at least 1",
    ),
    (
        "too long",
        json("kinesis", "PutRecord", json_module.dumps({"StreamName": "s", "Data": "YQ==", "PartitionKey": "a" * 257})),
        "PartitionKey has 257 characters; it may have at most 256",
    ),
    (
        "pattern",
        json("kinesis", "PutRecord", '{"StreamName":"a b","Data":"YQ==","PartitionKey":"a"}'),
        'StreamName is "a b", which does not match',
    ),
    (
        "Base64",
        json("kinesis", "PutRecord", '{"StreamName":"s","Data":"n ope","PartitionKey":"a"}'),
        'Data must be text in Base64, and "n ope" is none',
    ),
    (
        "time in text",
        json("events", "PutEvents", f'{{"Entries":[{{{ENTRY},"Detail":"{{}}","Time":"2020-01-01"}}]}}'),
        'Entries[0].Time must be a time, not the text "2020-01-01"',
    ),
    (
        "milliseconds",
        json("events", "PutEvents", f'{{"Entries":[{{{ENTRY},"Detail":"{{}}","Time":1700000000000}}]}}'),
        "which is no time in seconds since 1970",
    ),
    (
        "no JSON text",
        json("events", "PutEvents", f'{{"Entries":[{{{ENTRY},"Detail":"a"}}]}}'),
        'Entries[0].Detail must be a text of JSON, and "a" is none',
    ),
    (
        "no JSON object",
        json("events", "PutEvents", f'{{"Entries":[{{{ENTRY},"Detail":"1"}}]}}'),
        "Entries[0].Detail must be a text of a JSON object",
    ),
    (
        "no JSON input",
        json("states", "StartExecution", '{"stateMachineArn":"a","input":"{a}"}'),
        "input must be a text of JSON",
    ),
    (
        "eleven events",
        json(
            "events",
            "PutEvents",
            json_module.dumps({"Entries": [{"Source": "s", "DetailType": "t", "Detail": "{}"}] * 11}),
        ),
        "Entries has 11 elements; it may have at most 10",
    ),
    (
        "broken JSON",
        json("sqs", "SendMessage", '{"QueueUrl":"u"'),
        "the body is no call of sqs.SendMessage: it is not JSON: a comma was expected",
    ),
    (
        "no object",
        json("sqs", "SendMessage", "[]"),
        "the body is no call of sqs.SendMessage: it must be an object, not a list",
    ),
    (
        "JSON type",
        json("sqs", "SendMessage", SEND, {"Content-Type": "application/json"}),
        "Content-Type is application/json; it must be application/x-amz-json-1.0",
    ),
    (
        "JSON version",
        json("sqs", "SendMessage", SEND, {"Content-Type": "application/x-amz-json-1.1"}),
        "it must be application/x-amz-json-1.0",
    ),
    (
        "target's prefix",
        json("sqs", "SendMessage", SEND, {"X-Amz-Target": "SQS.SendMessage"}),
        "X-Amz-Target is SQS.SendMessage; it must be AmazonSQS.SendMessage",
    ),
    (
        "target's action",
        json("sqs", "SendMesage", SEND),
        'sqs has no operation "SendMesage"; did you mean "SendMessage"?',
    ),
    (
        "no target header",
        BackendRequest("POST", QUEUE, Headers({"Content-Type": "application/x-amz-json-1.0"}), SEND, service="sqs"),
        "the header X-Amz-Target is missing",
    ),
    # REST
    ("REST path", rest("batch", "POST", "/v1/submit", BATCH), "POST /v1/submit is no call of an operation of batch"),
    (
        "REST missing",
        rest("batch", "POST", "/v1/submitjob", '{"jobName":"a","jobQueue":"q"}'),
        "jobDefinition is missing; SubmitJob requires it",
    ),
    (
        "REST unknown",
        rest("batch", "POST", "/v1/submitjob", BATCH[:-1] + ',"tag":{}}'),
        'SubmitJob has no parameter "tag"; did you mean "tags"?',
    ),
    ("query number", rest("iotdata", "POST", "/topics/a?qos=x", "{}"), 'qos must be a whole number, not "x"'),
    ("query range", rest("iotdata", "POST", "/topics/a?qos=3", "{}"), "qos is 3; it may be at most 1"),
    (
        "query name",
        rest("iotdata", "POST", "/topics/a?qso=1", "{}"),
        'Publish has no query parameter "qso"; did you mean "qos"?',
    ),
    ("XML root", rest("s3", "PUT", "/bucket?tagging", "<Taggin/>"), "its root is <Taggin>; it must be <Tagging>"),
    ("broken XML", rest("s3", "PUT", "/bucket?tagging", "<Tagging>"), "it is not XML"),
    (
        "XML missing",
        rest("s3", "PUT", "/bucket?tagging", "<Tagging><TagSet><Tag><Key>a</Key></Tag></TagSet></Tagging>"),
        "Tagging.TagSet[0].Value is missing",
    ),
    (
        "XML unknown",
        rest("s3", "PUT", "/bucket?tagging", "<Tagging><TagSets/></Tagging>"),
        'Tagging has no member "TagSets"; did you mean "TagSet"?',
    ),
    (
        "XML element",
        rest("s3", "PUT", "/bucket?tagging", "<Tagging><TagSet><T/></TagSet></Tagging>"),
        "Tagging.TagSet has an element <T>; its elements are <Tag>",
    ),
    (
        "document type",
        rest("s3", "PUT", "/bucket?tagging", '<!DOCTYPE a [<!ENTITY b "c">]><Tagging/>'),
        "it has a document type",
    ),
]


@pytest.mark.parametrize(("request_", "said"), [each[1:] for each in REFUSED], ids=[each[0] for each in REFUSED])
def test_what_a_service_would_refuse_is_told(request_: BackendRequest, said: str) -> None:
    call = wire.call(request_)
    assert not call.valid
    assert [each for each in call.problems if said in each.message], [each.message for each in call.problems]


def test_a_request_should_be_the_call_that_is_asked_for() -> None:
    asked = form("sqs", "Action=DeleteMessage&ReceiptHandle=r")
    call = wire.call(asked, "sqs", "SendMessage")
    assert 'Action is "DeleteMessage", and the call should be "SendMessage"' in [each.message for each in call.problems]
    submitted = wire.call(rest("batch", "PUT", "/v1/submit", BATCH), "batch", "submit-job")
    assert [each.part for each in submitted.problems] == ["method", "path"]


def test_the_host_is_the_services() -> None:
    asked = form("sqs", "Action=SendMessage&MessageBody=a", "https://sns.us-east-1.amazonaws.com/1/q")
    assert [each.message for each in wire.call(asked).problems] == [
        "the host sns.us-east-1.amazonaws.com is one of sns, not of sqs"
    ]
    assert wire.call(form("sqs", "Action=SendMessage&MessageBody=a", "http://localhost:4566/1/q")).valid


TAKEN: list[tuple[str, BackendRequest, str, dict[str, Any]]] = [
    (
        "a queue in the path",
        form("sqs", "Action=SendMessage&MessageBody=a+b%26"),
        "sqs.SendMessage",
        {"QueueUrl": QUEUE, "MessageBody": "a b&"},
    ),
    (
        "all in the URL",
        BackendRequest("GET", f"{QUEUE}?Action=ReceiveMessage&MaxNumberOfMessages=2", service="sqs"),
        "sqs.ReceiveMessage",
        {"QueueUrl": QUEUE, "MaxNumberOfMessages": 2},
    ),
    (
        "an action's URI",
        BackendRequest(
            "POST",
            "https://ssm.us-east-1.amazonaws.com/?Action=GetParameter&Name=a",
            service="ssm",
            action="GetParameter",
        ),
        "ssm.GetParameter",
        {"Name": "a"},
    ),
    (
        "URL and body",
        BackendRequest(
            "POST",
            "https://sns.us-east-1.amazonaws.com/?Action=Publish&TopicArn=t",
            Headers(FORM),
            "Message=a",
            service="sns",
        ),
        "sns.Publish",
        {"TopicArn": "t", "Message": "a"},
    ),
    (
        "a map of SNS",
        form(
            "sns",
            "Action=Publish&TopicArn=t&Message=a&MessageAttributes.entry.1.Name=n&MessageAttributes.entry.1.Value.DataType=Number&MessageAttributes.entry.1.Value.StringValue=1",
        ),
        "sns.Publish",
        {"TopicArn": "t", "Message": "a", "MessageAttributes": {"n": {"DataType": "Number", "StringValue": "1"}}},
    ),
    (
        "a batch",
        form(
            "sqs",
            "Action=SendMessageBatch&SendMessageBatchRequestEntry.1.Id=a&SendMessageBatchRequestEntry.1.MessageBody=b",
        ),
        "sqs.SendMessageBatch",
        {"QueueUrl": QUEUE, "Entries": [{"Id": "a", "MessageBody": "b"}]},
    ),
    (
        "a list without position",
        form("sqs", "Action=ReceiveMessage&AttributeName=All"),
        "sqs.ReceiveMessage",
        {"QueueUrl": QUEUE, "AttributeNames": ["All"]},
    ),
    (
        "tags",
        form("sqs", "Action=TagQueue&Tag.1.Key=a&Tag.1.Value=b"),
        "sqs.TagQueue",
        {"QueueUrl": QUEUE, "Tags": {"a": "b"}},
    ),
    (
        "members of CloudWatch",
        form(
            "monitoring",
            "Action=PutMetricData&Namespace=n&MetricData.member.1.MetricName=m&MetricData.member.1.Value=1.5",
        ),
        "cloudwatch.PutMetricData",
        {"Namespace": "n", "MetricData": [{"MetricName": "m", "Value": 1.5}]},
    ),
    (
        "the version",
        form("sns", "Action=Publish&Version=2010-03-31&TopicArn=t&Message=a"),
        "sns.Publish",
        {"TopicArn": "t", "Message": "a"},
    ),
    (
        "a state machine",
        json("states", "StartExecution", '{"stateMachineArn":"a","input":"{\\"a\\":1}"}'),
        "stepfunctions.StartExecution",
        {"stateMachineArn": "a", "input": '{"a":1}'},
    ),
    (
        "bytes",
        json("kinesis", "PutRecord", '{"StreamName":"s","Data":"YQ==","PartitionKey":"p"}'),
        "kinesis.PutRecord",
        {"StreamName": "s", "Data": b"a", "PartitionKey": "p"},
    ),
    (
        "an object of S3",
        rest("s3", "PUT", "/bucket/a/b%20c", b"\xff"),
        "s3.PutObject",
        {"Bucket": "bucket", "Key": "a/b c", "Body": b"\xff", "ContentType": "application/json"},
    ),
    (
        "a bucket in the host",
        rest("s3", "GET", "/a", host="photos.s3.us-east-1.amazonaws.com"),
        "s3.GetObject",
        {"Bucket": "photos", "Key": "a"},
    ),
    (
        "a function",
        rest(
            "lambda", "POST", "/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:f/invocations", "{}"
        ),
        "lambda.Invoke",
        {"FunctionName": "arn:aws:lambda:us-east-1:123456789012:function:f", "Payload": b"{}"},
    ),
    (
        "a topic",
        rest("iotdata", "POST", "/topics/a%2Fb?qos=1", "{}", "x.iot.us-east-1.amazonaws.com"),
        "iot-data.Publish",
        {"topic": "a/b", "qos": 1, "payload": b"{}"},
    ),
    (
        "an endpoint",
        rest("runtime.sagemaker", "POST", "/endpoints/e/invocations", "1,2"),
        "sagemaker-runtime.InvokeEndpoint",
        {"EndpointName": "e", "Body": b"1,2", "ContentType": "application/json"},
    ),
    (
        "the host's service",
        BackendRequest(
            "POST",
            "https://sync-states.us-east-1.amazonaws.com/",
            Headers(
                {"X-Amz-Target": "AWSStepFunctions.StartSyncExecution", "Content-Type": "application/x-amz-json-1.0"}
            ),
            '{"stateMachineArn":"a"}',
        ),
        "stepfunctions.StartSyncExecution",
        {"stateMachineArn": "a"},
    ),
    (
        "the target's service",
        BackendRequest(
            "POST",
            "http://localhost:4566/",
            Headers({"X-Amz-Target": "AWSEvents.ListRules", "Content-Type": "application/x-amz-json-1.1"}),
            '{"Limit":1}',
        ),
        "events.ListRules",
        {"Limit": 1},
    ),
    (
        "a subdomain's service",
        rest("lex", "POST", "/bot/b/alias/a/user/uu/text", '{"inputText":"x"}', "runtime.lex.us-east-1.amazonaws.com"),
        "lex-runtime.PostText",
        {"botName": "b", "botAlias": "a", "userId": "uu", "inputText": "x"},
    ),
    (
        "a connection",
        rest("execute-api", "POST", "/prod/@connections/c", "hi", "abc.execute-api.us-east-1.amazonaws.com"),
        "apigatewaymanagementapi.PostToConnection",
        {"ConnectionId": "c", "Data": b"hi"},
    ),
]


@pytest.mark.parametrize(
    ("request_", "name", "parameters"), [each[1:] for each in TAKEN], ids=[each[0] for each in TAKEN]
)
def test_parameters_are_what_botocores_client_takes(request_: BackendRequest, name: str, parameters: Any) -> None:
    call = wire.call(request_)
    assert call.problems == ()
    assert (f"{call.service}.{call.operation}", call.parameters) == (name, parameters)


def test_a_service_that_speaks_only_cbor_cannot_be_called() -> None:
    silent = [each for each in models.services() if {*models.protocols(each)} == {"smithy-rpc-v2-cbor"}]
    assert silent
    for service in silent:
        call = wire.call(BackendRequest("POST", "https://example.com/", body="{}"), service)
        assert [each.message for each in call.problems] == [
            f"{service} speaks only smithy-rpc-v2-cbor, which no mapping template can write"
        ]


# ---- every model


@pytest.mark.parametrize("service", ["dynamodb", "kinesis", "states", "events", "ssm", "sqs"])
def test_of_every_operation_what_is_unknown_missing_or_of_another_type_is_told(service: str) -> None:
    name = models.named(service)
    for operation in models.operations(name):
        shape = models.operation(name, operation).input_shape
        members = shape.members if shape else {}
        call = wire.call(json(service, operation, json_module.dumps({"Nowhere": 1})))
        missing = {each.path for each in call.problems if "is missing" in each.message}
        assert "Nowhere" in {each.path for each in call.problems}
        assert missing == {*(shape.required_members if shape else ())}
        for member, inner in members.items():
            wrong: Any = 1 if inner.type_name not in ("integer", "long", "double", "float", "timestamp") else "x"
            wire_name = inner.serialization.get("name", member)
            call = wire.call(json(service, operation, json_module.dumps({wire_name: wrong})))
            assert [each for each in call.problems if each.path == member and "must be" in each.message], member


# ---- names


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("sqs.SendMessage", ("sqs", "SendMessage")),
        ("sqs/send-message", ("sqs", "SendMessage")),
        ("states:StartExecution", ("stepfunctions", "StartExecution")),
        ("email.SendEmail", ("ses", "SendEmail")),
        ("cognito-idp.initiate_auth", ("cognito-idp", "InitiateAuth")),
        ("runtime.sagemaker", ("sagemaker-runtime", None)),
        ("StepFunctions", ("stepfunctions", None)),
        ("api.ecr", ("ecr", None)),
    ],
)
def test_names_are_taken_in_every_usual_form(given: str, found: tuple[str, str | None]) -> None:
    assert wire.split(given) == found


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("sq", "there is no service 'sq'; did you mean 'sqs'?"),
        ("sqs.SendMesage", "sqs has no operation 'SendMesage'; did you mean 'SendMessage'?"),
    ],
)
def test_a_name_that_nobody_knows(given: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        wire.split(given)
    assert caught.value.message == said


def test_a_request_that_is_for_no_service() -> None:
    with pytest.raises(UsageError, match=r"does not say which AWS service it is for"):
        wire.call(BackendRequest("POST", "https://example.com/"))


def test_without_botocore_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    models.loader.cache_clear()
    monkeypatch.setitem(sys.modules, "botocore.loaders", None)
    with pytest.raises(UsageError) as caught:
        models.loader()
    assert caught.value.hint == "pip install 'velogate[aws]'"
    models.loader.cache_clear()


# ---- places


def test_a_problem_stands_where_it_is_in_the_body() -> None:
    body = '{"QueueUrl": "u", "MessageBody": 5, "Foo": 1}'
    problems = wire.call(json("sqs", "SendMessage", body)).problems
    assert [body[each.start : each.end] for each in problems] == ["5", '"Foo"']


def test_in_a_form_too() -> None:
    body = "Action=SendMessage&MesageBody=a&DelaySeconds=%78"
    problems = wire.call(form("sqs", body)).problems
    assert [body[each.start : each.end] for each in problems] == ["MesageBody", "%78"]


def test_what_no_model_says_has_a_place_too() -> None:
    attribute = "MessageAttribute.1.Name=n&MessageAttribute.1.Value.DataType=Date"
    body = f"Action=SendMessage&MessageBody=a&{attribute}"
    (problem,) = wire.call(form("sqs", body)).problems
    assert (problem.path, body[problem.start : problem.end]) == ("MessageAttributes.n.DataType", "Date")


def test_of_a_form_that_lacks_something_the_action_is_the_place() -> None:
    body = "Action=SendMessage"
    (problem,) = wire.call(form("sqs", body)).problems
    assert body[problem.start : problem.end] == "SendMessage"


def test_in_xml_behind_characters_of_several_bytes() -> None:
    body = "<Tagging><TagSet><Tag><Key>é€</Key><Valu>a</Valu></Tag></TagSet></Tagging>"
    problem = wire.call(rest("s3", "PUT", "/bucket?tagging", body)).problems[0]
    assert body[problem.start : problem.end] == "<Valu>a</Valu>"


def test_a_finding_is_at_the_part_of_the_template_that_wrote_it() -> None:
    template = Template('{"QueueUrl": "u",\n "MessageBody": $input.path(\'$.n\')}')
    rendering = template.render({"body": {"n": 5}})
    call = wire.call_of_rendering(rendering, "sqs", "SendMessage")
    (finding,) = wire.findings(call, rendering)
    assert finding.span is not None
    assert (finding.span.line, finding.span.text) == (2, "$input.path('$.n')")
    (bare,) = wire.findings(call)
    assert bare.span is not None
    assert (bare.span.source.name, bare.span.text) == ("<body>", "5")


def test_headers_that_a_template_sets_count() -> None:
    template = Template('#set($context.requestOverride.header.X-Amz-Target = "AmazonSQS.SendMesage"){}')
    call = wire.call_of_rendering(template.render({}), "sqs")
    assert [each.message for each in call.problems] == [
        'sqs has no operation "SendMesage"; did you mean "SendMessage"?'
    ]


def finding(template: str, operation: str, body: object) -> str:
    """The one finding of what a template prints."""
    rendering = Template(template).render({"body": body})
    (found,) = wire.findings(wire.call_of_rendering(rendering, *operation.split(".")), rendering)
    return str(found)


def test_a_text_between_quotes_that_nobody_escaped_is_told_with_the_way_out() -> None:
    said = finding(
        '{"TableName": "t",\n "Item": {"n": {"S": "$input.path(\'$.n\')"}}}', "dynamodb.PutItem", {"n": 'a"b'}
    )
    assert "<template>:2:23: error: the body is no call of dynamodb.PutItem: it is not JSON" in said
    assert "escape what goes into a string: $util.escapeJavaScript(...)" in said


def test_the_apostrophe_that_escape_java_script_spoils_is_told_with_the_way_out() -> None:
    said = finding('{"TableName": "$util.escapeJavaScript($input.path(\'$.n\'))"}', "dynamodb.Scan", {"n": "O'Hara"})
    assert "<template>:1:16: error: the body is no call" in said
    assert r""".replaceAll("\\'", "'")""" in said


def test_all_of_a_wrong_value_is_underlined_if_one_line_wrote_it() -> None:
    said = finding('{"TableName": "t", "Limit": "10"}', "dynamodb.Scan", {})
    assert said.splitlines()[3] == " " * 2 + "| " + " " * 28 + "^^^^"


def test_of_a_value_over_several_lines_the_first_character_is_underlined() -> None:
    said = finding('{"TableName": "t", "Limit": [\n1]}', "dynamodb.Scan", {})
    assert said.splitlines()[3].count("^") == 1


def test_a_line_end_at_the_very_end_of_a_text_is_only_warned_of() -> None:
    call = wire.call(form("sqs", "Action=SendMessage&MessageBody=a\n"))
    assert (call.valid, [each.severity for each in call.problems]) == (True, ["warning"])
    assert not wire.call(form("sqs", "Action=SendMessage&MessageBody=a\n&DelaySeconds=1")).valid
    assert not wire.call(form("sqs", "MessageBody=a&Action=SendMessage\n")).valid


def test_a_value_that_an_ampersand_cuts_is_told_once() -> None:
    (problem,) = wire.call(form("sqs", "Action=SendMessage&MessageBody=bread & butter")).problems
    assert "' butter' has no =" in problem.message or "'butter' has no =" in problem.message
    assert problem.hint == "encode what goes into a value: $util.urlEncode(...)"


def test_a_text_that_is_neither_a_form_nor_json_is_told_what_both_begin_with() -> None:
    said = finding("Hello", "sqs.SendMessage", {})
    assert "a form begins with Action=SendMessage&, JSON with {" in said
    assert "a form begins" not in finding("Hello", "dynamodb.PutItem", {})


FIFO = "https://sqs.us-east-1.amazonaws.com/1/q.fifo"


@pytest.mark.parametrize(
    "asked",
    [
        form("sqs", "Action=SendMessage&MessageBody=a", FIFO),
        json("sqs", "SendMessage", f'{{"QueueUrl": "{FIFO}", "MessageBody": "a"}}'),
        form("sns", "Action=Publish&Message=a&TopicArn=arn:aws:sns:us-east-1:123456789012:t.fifo"),
    ],
    ids=["form", "JSON", "topic"],
)
def test_a_message_to_a_fifo_queue_or_topic_needs_its_group(asked: BackendRequest) -> None:
    (problem,) = wire.call(asked).problems
    assert problem.message.startswith("MessageGroupId is missing; a FIFO")
    assert problem.start is not None


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ('"UpdateExpression": "SET #m = :m"', ["UpdateExpression uses #m", "UpdateExpression uses :m"]),
        ('"ExpressionAttributeNames": {"#m": "m"}', ["ExpressionAttributeNames defines #m, which no expression uses"]),
        ('"UpdateExpression": "REMOVE #m", "ExpressionAttributeNames": {"#m": "m"}', []),
    ],
)
def test_every_placeholder_of_dynamodb_is_defined_and_used(more: str, said: list[str]) -> None:
    body = f'{{"TableName": "t", "Key": {{"id": {{"S": "1"}}}}, {more}}}'
    found = [each.message for each in wire.call(json("dynamodb", "UpdateItem", body)).problems]
    assert len(found) == len(said)
    assert all(message.startswith(begins) for message, begins in zip(found, said, strict=True))


@pytest.mark.parametrize("name", ["Source", "DetailType", "Detail"])
def test_an_event_has_a_source_a_type_and_details(name: str) -> None:
    entry = {"Source": "s", "DetailType": "t", "Detail": "{}"}
    for wrong in ({key: each for key, each in entry.items() if key != name}, {**entry, name: ""}):
        call = wire.call(json("events", "PutEvents", json_module.dumps({"Entries": [wrong]})))
        assert f"Entries[0].{name} is " in call.problems[-1].message
        assert "EventBridge takes no event without it" in call.problems[-1].message


@pytest.mark.parametrize(
    "asked",
    [
        rest("batch", "POST", "/v1/submitjob", '{"jobName": "n", "jobQueue": "q", "jobdefinition": "d"}'),
        rest("s3", "PUT", "/b?tagging", "<Tagging><TagSet><Tag><Key>k</Key><Valu>v</Valu></Tag></TagSet></Tagging>"),
        json("kinesis", "PutRecord", '{"StreamName": "s", "Data": "YQ==", "PartitionKy": "k"}'),
        form("sns", "Action=Publish&TopicArn=arn:aws:sns:us-east-1:123456789012:t&Mesage=a"),
    ],
    ids=["rest-json", "rest-xml", "json", "query"],
)
def test_of_a_misspelled_parameter_it_is_not_said_too_that_it_is_missing(asked: BackendRequest) -> None:
    (problem,) = wire.call(asked).problems
    assert "; did you mean " in problem.message
