"""Requests as API Gateway sends them to the services that people call."""

from typing import Any

from velogate.gateway.exchange import BackendRequest, Headers

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
QUEUE = "https://sqs.us-east-1.amazonaws.com/123456789012/orders"


def form(service: str, body: str | bytes, url: str | None = None, **more: Any) -> BackendRequest:
    """A request in the Query protocol."""
    address = url or (QUEUE if service == "sqs" else f"https://{service}.us-east-1.amazonaws.com/")
    return BackendRequest("POST", address, Headers(FORM), body, service=service, **more)


TARGETS = {
    "dynamodb": ("DynamoDB_20120810", "1.0"),
    "sqs": ("AmazonSQS", "1.0"),
    "states": ("AWSStepFunctions", "1.0"),
    "events": ("AWSEvents", "1.1"),
    "kinesis": ("Kinesis_20131202", "1.1"),
    "ssm": ("AmazonSSM", "1.1"),
}


def json(service: str, action: str, body: str | bytes, headers: dict[str, str] | None = None) -> BackendRequest:
    """A request in a JSON protocol."""
    target, version = TARGETS[service]
    usual = {"Content-Type": f"application/x-amz-json-{version}", "X-Amz-Target": f"{target}.{action}"}
    url = f"https://{service}.us-east-1.amazonaws.com/"
    return BackendRequest("POST", url, Headers({**usual, **(headers or {})}), body, service=service)


def rest(service: str, method: str, path: str, body: str | bytes = "", host: str | None = None) -> BackendRequest:
    """A request to a REST service."""
    url = f"https://{host or f'{service}.us-east-1.amazonaws.com'}{path}"
    return BackendRequest(method, url, Headers({"Content-Type": "application/json"}), body, service=service)
