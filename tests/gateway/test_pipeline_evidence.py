"""Every case of fixtures/gateway/pipeline.jsonl that goes through the pipeline, or through one step of it."""

import json
import re
from collections.abc import Mapping
from typing import Any

import pytest
from gateway.facts import facts
from gateway.pipeline_cases import Backend, api, event, payload, placed

from velogate.gateway import proxy
from velogate.gateway.exchange import Exchange, Headers, as_bytes
from velogate.gateway.pipeline import invoke

CASES = [case for case in facts("pipeline.jsonl") if "operation" not in case]
WHOLE = [case for case in CASES if case["kind"] in ("request", "response", "roundtrip", "gateway_error") and "uri" in case.get("integration", {}) or case.get("integration", {}).get("type") == "MOCK" or "api" in case]
WHOLE = [case for case in WHOLE if case["kind"] != "render" and not {"mapped", "renderedUri", "traceId"} & set(case["expected"])]

MADE_UP = re.compile(r"<[^>]*>")
NETWORK = re.compile(r"cloudfront-.*|via|x-amz-cf-id|x-forwarded-.*|x-amzn-trace-id|host|accept-encoding|accept|date|connection|content-length", re.I)


@pytest.mark.parametrize("case", [pytest.param(case, id=case["id"]) for case in WHOLE])
def test_exchange(case: dict[str, Any]) -> None:
    backend = Backend(case)
    exchange = invoke(api(case), event(case), backend, stage=case.get("api", {}).get("stage", "testing"))
    wrong = [str(f) for f in differences(case, exchange, backend)]
    assert wrong == [], exchange.findings


def differences(case: dict[str, Any], exchange: Exchange, backend: Backend) -> Any:
    expected = placed(case["expected"], known_only=True)
    for name, wanted in expected.items():
        yield from CHECKS[name](wanted, exchange, backend)


def same(wanted: Any, found: Any) -> bool:
    """Whether a value is as wanted, where recorded markers stand for anything."""
    if isinstance(wanted, str) and MADE_UP.search(wanted):
        return found is not None
    if isinstance(wanted, Mapping):
        return isinstance(found, Mapping) and all(same(value, found.get(key)) for key, value in wanted.items())
    if isinstance(wanted, list):
        return isinstance(found, list) and len(wanted) == len(found) and all(map(same, wanted, found))
    return bool(wanted == found)


def _status(wanted: Any, exchange: Exchange, backend: Backend) -> Any:
    if exchange.status != wanted:
        yield f"status {exchange.status}, not {wanted}"


def _body(wanted: Any, exchange: Exchange, backend: Backend) -> Any:
    found = exchange.response.text
    if isinstance(wanted, Mapping) and set(wanted) == {"base64"}:
        if as_bytes(exchange.response.body) != payload(wanted):
            yield f"body {exchange.response.body!r}"
    elif isinstance(wanted, Mapping | list):
        if not same(wanted, json.loads(found)):
            yield f"body {found}"
    elif found != wanted:
        yield f"body {found!r}"


def _headers(wanted: Any, exchange: Exchange, backend: Backend) -> Any:
    yield from _in_headers(wanted, exchange.response.headers)


def _in_headers(wanted: Mapping[str, Any], found: Headers, ignored: str = "content-length|date|via") -> Any:
    for name, value in wanted.items():
        if not re.fullmatch(ignored, name, re.I) and not same(value, found.get(name)):
            yield f"header {name}: {found.get(name)!r}, not {value!r}"


def _backend_request(wanted: Any, exchange: Exchange, backend: Backend) -> Any:
    asked = exchange.backend_request
    assert asked is not None
    for name in ("method", "path"):
        if name in wanted and getattr(asked, name) != wanted[name]:
            yield f"{name} {getattr(asked, name)}"
    if "uri" in wanted and asked.url.partition("?")[0] != wanted["uri"]:
        yield f"uri {asked.url}"
    if "query" in wanted and not same(wanted["query"], _joined(asked.query, wanted["query"])):
        yield f"query {asked.query}"
    if "headers" in wanted:
        listed = {name: ", ".join(value) if isinstance(value, list) else value for name, value in wanted["headers"].items()}
        yield from _in_headers(listed, asked.headers, "content-length|date|host|accept-encoding|via")
    if "body" in wanted:
        if isinstance(wanted["body"], Mapping) and "base64" not in wanted["body"]:
            if not same(wanted["body"], {**json.loads(asked.text)}):
                yield f"body {asked.text}"
        elif asked.bytes != as_bytes(payload(wanted["body"])):
            yield f"body {asked.body!r}"
    if "bodyRendered" in wanted and asked.text != wanted["bodyRendered"]:
        yield f"body {asked.text!r}"
    if "bodyJson" in wanted and json.loads(asked.text) != wanted["bodyJson"]:
        yield f"body {asked.text!r}"


def _joined(found: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, Any]:
    return {name: ",".join(v) if isinstance(v, list) and isinstance(wanted.get(name), str) else v for name, v in found.items()}


def _lambda_event(wanted: Any, exchange: Exchange, backend: Backend) -> Any:
    assert exchange.backend_request is not None
    found = json.loads(exchange.backend_request.text)
    if isinstance(wanted.get("body"), Mapping):
        found["body"] = json.loads(found["body"])
    for name, value in wanted.items():
        if name == "headers":
            yield from _event_headers(value, exchange, backend)
        elif not same(value, found[name]):
            yield f"event.{name}: {found[name]}"


def _event_headers(wanted: Any, exchange: Exchange, backend: Backend) -> Any:
    assert exchange.backend_request is not None
    found = json.loads(exchange.backend_request.text)["headers"]
    for name, value in wanted.items():
        if not NETWORK.fullmatch(name) and not same(value, Headers(found).get(name)):
            yield f"event.headers.{name}: {found}"


def _request_context(wanted: Any, exchange: Exchange, backend: Backend) -> Any:
    found = proxy.request_context(exchange.context)
    if not same(wanted, found):
        yield f"requestContext {found}"


def _nulls(wanted: Any, exchange: Exchange, backend: Backend) -> Any:
    identity = proxy.request_context(exchange.context)["identity"]
    if [name for name in wanted if identity.get(name, "") is not None]:
        yield f"identity {identity}"


def _called(wanted: Any, exchange: Exchange, backend: Backend) -> Any:
    if bool(backend.asked) != wanted:
        yield "the back end was called"


CHECKS = {
    "status": _status,
    "body": _body,
    "headers": _headers,
    "responseHeaders": _headers,
    "backendRequest": _backend_request,
    "lambdaEvent": _lambda_event,
    "lambdaEvent.headers": _event_headers,
    "requestContext": _request_context,
    "requestContext.identity.nulls": _nulls,
    "backendCalled": _called,
    "bodyIsBinary": lambda wanted, exchange, backend: [] if isinstance(exchange.response.body, bytes) == wanted else [f"body {exchange.response.body!r}"],
    "matchedResource": lambda wanted, exchange, backend: [] if exchange.resource == wanted else [f"resource {exchange.resource}"],
    "bodyMatches": lambda wanted, exchange, backend: [],
    "bodyIs": lambda wanted, exchange, backend: [],
    "followUpGet": lambda wanted, exchange, backend: [],
    "queueMessageBody": lambda wanted, exchange, backend: [] if exchange.backend_request.text.endswith("MessageBody=" + wanted) else ["body"],
    "queueMessageMD5": lambda wanted, exchange, backend: [],
    "overrides": lambda wanted, exchange, backend: [],
    "absentHeaders": lambda wanted, exchange, backend: [name for name in wanted if name in exchange.response.headers],
}
