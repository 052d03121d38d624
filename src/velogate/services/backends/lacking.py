"""What moto lacks, made of what it has: StartSyncExecution, names of executions, the Query protocol of SSM."""

import json
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from velogate.gateway.exchange import BackendRequest, Headers, Response
from velogate.services.backends import query

Call = Callable[[BackendRequest], Response]
"""Sends a request to moto and gives its answer."""

_JSON = Headers({"Content-Type": "application/x-amz-json-1.0"})
_STATES = "AWSStepFunctions"
_PAUSE = 0.02
"""Seconds between two looks at an execution."""


def answered(request: BackendRequest, call: Call) -> Response | None:
    """The answer to a request that moto cannot answer as it is; None for all others. Raises TimeoutError."""
    target = request.headers.last("X-Amz-Target")
    if target == f"{_STATES}.StartSyncExecution":
        return _sync(request, call)
    if target == f"{_STATES}.StartExecution":
        return call(_named(request))
    asked = query.action(request)
    return _in_json(request, asked, call) if request.service == "ssm" and asked else None


def _body(request: BackendRequest) -> dict[str, Any]:
    """The JSON object of a request; an empty one if it has none, which the service itself then refuses."""
    try:
        given = json.loads(request.text)
    except ValueError:
        return {}
    return given if isinstance(given, dict) else {}


def _named(request: BackendRequest) -> BackendRequest:
    """The request to start an execution, with a name, which moto does not make up."""
    given = _body(request)
    if not given or given.get("name"):
        return request
    return replace(request, body=json.dumps({**given, "name": str(uuid.uuid4())}))


def _sync(request: BackendRequest, call: Call) -> Response:
    """The answer of an execution that has ended: it is started, and looked at until it has."""
    started = call(_asking(_named(request), "StartExecution"))
    if started.status != 200:
        return started
    arn = started.json()["executionArn"]
    until = time.monotonic() + request.timeout
    while time.monotonic() < until:
        described = call(_asking(replace(request, body=json.dumps({"executionArn": arn})), "DescribeExecution"))
        found = described.json()
        if described.status != 200 or found.get("status") != "RUNNING":
            kept = {name: value for name, value in found.items() if name not in _NOT_OF_SYNC}
            return Response(described.status, _JSON, json.dumps(kept))
        time.sleep(_PAUSE)
    raise TimeoutError(f"the execution has not ended within {request.timeout:g} seconds")


_NOT_OF_SYNC = ("redriveCount", "redriveStatus", "redriveStatusReason")
"""Of DescribeExecution only."""


def _asking(request: BackendRequest, operation: str) -> BackendRequest:
    return replace(request, headers=request.headers.set("X-Amz-Target", f"{_STATES}.{operation}"))


def _in_json(request: BackendRequest, asked: str, call: Call) -> Response:
    """The answer to a request of SSM in the Query protocol, which moto knows in JSON only."""
    from velogate.services import wire  # few requests need it

    headers = request.headers.set("Content-Type", "application/x-amz-json-1.1").set(
        "X-Amz-Target", f"AmazonSSM.{asked}"
    )
    body = json.dumps(wire.call(request).parameters)
    answer = call(replace(request, url=request.url.partition("?")[0], headers=headers, body=body))
    request_id = answer.headers.last("x-amzn-requestid")
    told = _wrapped(asked, answer.json(), request_id) if answer.status < 400 else _error(answer.json(), request_id)
    return Response(answer.status, answer.headers.set("Content-Type", "application/json"), json.dumps(told))


def _wrapped(asked: str, result: Mapping[str, Any], request_id: str | None) -> dict[str, Any]:
    return {f"{asked}Response": {f"{asked}Result": result, "ResponseMetadata": {"RequestId": request_id}}}


def _error(told: Mapping[str, Any], request_id: str | None) -> dict[str, Any]:
    code = str(told.get("__type", "")).rpartition("#")[2]
    message = told.get("message", told.get("Message"))
    return {"Error": {"Code": code, "Message": message, "Type": "Sender"}, "RequestId": request_id}
