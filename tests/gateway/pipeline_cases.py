"""The cases of fixtures/gateway/pipeline.jsonl as an API, an event and a back end."""

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

from velogate import Event
from velogate.gateway.exchange import BackendRequest, Headers, Response
from velogate.gateway.model import Api, Method, Resource

MARKERS = {
    "<region>": "us-east-1",
    "<partition>": "aws",
    "<account-id>": "123456789012",
    "<lambda-arn>": "arn:aws:lambda:us-east-1:123456789012:function:f",
    "<role-arn>": "arn:aws:iam::123456789012:role/r",
    "<api-id>": "a1b2c3d4e5",
    "{backend}": "https://echo.example",
    "<host>": "backend.example",
}

_MARKER = re.compile(r"<((?!message|xml|html)[\w-]+)(?::\d+)?>(?!\w)|\{backend\}")


def placed(value: Any, known_only: bool = False) -> Any:
    """A value with its markers replaced by something real; those of unknown values stay if `known_only`."""
    if isinstance(value, str):
        return _MARKER.sub(lambda found: MARKERS.get(found[0], found[0] if known_only else found[1] or found[0]), value)
    if isinstance(value, Mapping):
        return {placed(key, known_only): placed(each, known_only) for key, each in value.items()}
    return [placed(each, known_only) for each in value] if isinstance(value, list) else value


def payload(value: Any) -> str | bytes:
    """A body: text, bytes in Base64, or a value that the recorder parsed."""
    if isinstance(value, Mapping) and set(value) == {"base64"}:
        return base64.b64decode(value["base64"])
    return value if isinstance(value, str) else "" if value is None else json.dumps(value)


def api(case: Mapping[str, Any]) -> Api:
    """The API of a case."""
    case = placed(case)
    method = {**case.get("method", {})}
    models = {name: {"name": name, "schema": schema} for name, schema in method.pop("models", {}).items()}
    validators = {"v": {"name": "v", **method.pop("requestValidator")}} if "requestValidator" in method else {}
    kind = "HTTP" if "backendResponse" in case else "MOCK"
    integration = {"type": kind, "uri": "https://backend.example", **case.get("integration", {})}
    if "integrationResponses" in case:
        known = [{k: v for k, v in each.items() if k != "note"} for each in case["integrationResponses"]]
        integration["integrationResponses"] = known
    made = Method.of(
        {**method, "httpMethod": "ANY", "integration": integration, **({"requestValidator": "v"} if validators else {})}
    )
    wanted = case.get("api", {}).get("resources") or {resource_of(case): ["ANY"]}
    resources = {
        path: Resource(path, {verb: replace(made, http_method=verb) for verb in verbs})
        for path, verbs in wanted.items()
    }
    found = Api.of(
        {
            "id": "a1b2c3d4e5",
            "models": models,
            "requestValidators": validators,
            "binaryMediaTypes": case.get("binaryMediaTypes", []),
            "gatewayResponses": case.get("gatewayResponses", {})
            if isinstance(case.get("gatewayResponses"), dict)
            else {},
        }
    )
    return replace(found, resources=resources)


def resource_of(case: Mapping[str, Any]) -> str:
    request = case.get("request", {})
    return request.get("resourcePath") or request.get("path") or "/"


def event(case: Mapping[str, Any]) -> Event:
    """The request of a case."""
    request = placed(case.get("request", {}))
    raw = request.get("rawPath") or request.get("path") or "/"
    path, _, query = re.sub(r"^\(//stage\)", "", raw).partition("?")
    given: dict[str, Any] = {**request.get("query", {})}
    for name, value in parse_qsl(query.partition("#")[0], keep_blank_values=True):
        given[name] = [*_listed(given.get(name)), value] if name in given else value
    context = {**case.get("input", {}).get("context", {})}
    context |= {"httpMethod": request.get("method", "POST"), "path": path}
    return Event(
        payload(request.get("body")),  # type: ignore[arg-type]
        request.get("pathParameters", {}) if "api" not in case else {},
        given,
        request.get("headers", {}),
        context,
        placed(case.get("stageVariables", {})),
    )


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


class Backend:
    """Answers as the case says, and keeps what it was asked."""

    def __init__(self, case: Mapping[str, Any]) -> None:
        given = case.get("backendResponse", {})
        failed = isinstance(given.get("body"), str) and given["body"].startswith("<function error")
        headers = {**given.get("headers", {}), **({"X-Amz-Function-Error": "Unhandled"} if failed else {})}
        body = given.get("body", "")
        self.answer = Response(given.get("status", 200), Headers(headers), _answered(case, body))
        self.asked: list[BackendRequest] = []

    def __call__(self, request: BackendRequest) -> Response:
        self.asked.append(request)
        return self.answer


def _answered(case: Mapping[str, Any], body: Any) -> str | bytes:
    if case.get("integration", {}).get("type") == "AWS_PROXY" and isinstance(body, str) and body:
        return json.dumps(body)
    return payload(body)
