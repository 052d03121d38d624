"""The success of a request without a back end: by the service's model, or without botocore from small tables."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from velogate.errors import UsageError
from velogate.gateway.exchange import BackendRequest, Headers, Response

_ID = "11111111-2222-3333-4444-555555555555"
_ARN = "arn:aws:states:us-east-1:123456789012:execution:machine:1"

_JSON: Mapping[str, Any] = {
    "AWSEvents.PutEvents": {"Entries": [{"EventId": _ID}], "FailedEntryCount": 0},
    "AWSStepFunctions.DescribeExecution": {"executionArn": _ARN, "status": "RUNNING", "startDate": 1428582896.0},
    "AWSStepFunctions.StartExecution": {"executionArn": _ARN, "startDate": 1428582896.0},
    "AWSStepFunctions.StartSyncExecution": {"executionArn": _ARN, "output": "{}", "status": "SUCCEEDED"},
    "AWSStepFunctions.StopExecution": {"stopDate": 1428582896.0},
    "AmazonSQS.ReceiveMessage": {"Messages": []},
    "AmazonSQS.SendMessage": {"MD5OfMessageBody": "99914b932bd37a50b983c5e7c90ae93b", "MessageId": _ID},
    "DynamoDB_20120810.BatchGetItem": {"Responses": {}, "UnprocessedKeys": {}},
    "DynamoDB_20120810.BatchWriteItem": {"UnprocessedItems": {}},
    "DynamoDB_20120810.Query": {"Count": 0, "Items": [], "ScannedCount": 0},
    "DynamoDB_20120810.Scan": {"Count": 0, "Items": [], "ScannedCount": 0},
    "Firehose_20150804.PutRecord": {"RecordId": _ID},
    "Firehose_20150804.PutRecordBatch": {"FailedPutCount": 0, "RequestResponses": [{"RecordId": _ID}]},
    "Kinesis_20131202.ListStreams": {"HasMoreStreams": False, "StreamNames": []},
    "Kinesis_20131202.PutRecord": {"SequenceNumber": "1", "ShardId": "shardId-000000000000"},
    "Kinesis_20131202.PutRecords": {
        "FailedRecordCount": 0,
        "Records": [{"SequenceNumber": "1", "ShardId": "shardId-000000000000"}],
    },
}
"""Bodies of services in a JSON protocol, by X-Amz-Target; of all others an empty object."""

_QUERY: Mapping[str, Any] = {
    "SendMessage": {"MD5OfMessageBody": "99914b932bd37a50b983c5e7c90ae93b", "MessageId": _ID},
    "ReceiveMessage": {"messages": None},
    "Publish": {"MessageId": _ID},
    "SendEmail": {"MessageId": _ID},
}
"""Results of services in the Query protocol, by action."""

_QUERY_SERVICES = frozenset({"sqs", "sns", "email", "monitoring", "sts", "iam", "ssm"})


def answer(asked: BackendRequest, kind: str) -> Response:
    """What the service would answer in form; `kind` is the integration's type."""
    if asked.service is None:
        return _json({})
    if asked.service == "lambda":
        return _of_lambda(asked, kind)
    return _modelled(asked) or _tabled(asked)


def _modelled(asked: BackendRequest) -> Response | None:
    """The answer by the service's model; None without one, and where the request calls no operation that there is."""
    from velogate.services import wire

    try:
        call = wire.call(asked)
        return wire.made_up(call) if call.operation in wire.operations(call.service) else None
    except UsageError:
        return None


def _tabled(asked: BackendRequest) -> Response:
    target = asked.headers.last("X-Amz-Target")
    if target:
        return _json(_JSON.get(target, {}), asked.headers.last("Content-Type") or "application/json")
    if asked.service in _QUERY_SERVICES:
        return _of_query(asked)
    if asked.service == "s3":
        return Response(200, Headers({"Content-Type": "application/octet-stream", "ETag": '"0"'}))
    return _json({})


def _of_lambda(asked: BackendRequest, kind: str) -> Response:
    if asked.headers.last("X-Amz-Invocation-Type") == "Event":
        return Response(202)
    return _json({"statusCode": 200, "body": ""} if kind == "AWS_PROXY" else {})


def _of_query(asked: BackendRequest) -> Response:
    """JSON, as API Gateway asks for it by its Accept; XML where a mapping asks for that."""
    given = {**dict(parse_qsl(asked.text)), **asked.query}
    action = str(given.get("Action", "Unknown"))
    result, metadata = _QUERY.get(action, {}), {"RequestId": _ID}
    if "xml" in (asked.headers.last("Accept") or ""):
        return Response(200, Headers({"Content-Type": "text/xml"}), _xml(action, result))
    body = {f"{action}Response": {f"{action}Result": result or None, "ResponseMetadata": metadata}}
    return _json(body)


def _xml(action: str, result: Mapping[str, Any]) -> str:
    inner = "".join(f"<{name}>{value}</{name}>" for name, value in result.items() if value is not None)
    metadata = f"<ResponseMetadata><RequestId>{_ID}</RequestId></ResponseMetadata>"
    return (
        f'<?xml version="1.0"?><{action}Response><{action}Result>{inner}</{action}Result>{metadata}</{action}Response>'
    )


def _json(body: Any, content_type: str = "application/json") -> Response:
    return Response(200, Headers({"Content-Type": content_type}), json.dumps(body, separators=(",", ":")))
