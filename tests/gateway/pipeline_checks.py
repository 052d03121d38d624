"""How what was recorded of an exchange is compared with what came of ours: a check for each field of `expected`.

Each check yields what is different, in a few words.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from gateway.pipeline_cases import payload
from velogate.gateway import proxy
from velogate.gateway.exchange import Exchange, Headers, as_bytes

Check = Callable[[Any, Exchange], Iterator[str]]

_MADE_UP = re.compile(r"<[^>]*>")
_VARYING = "content-length|date|via|host|accept-encoding"
_OF_THE_NETWORK = f"cloudfront-.*|x-amz-cf-id|x-forwarded-.*|x-amzn-trace-id|accept|connection|{_VARYING}"
"""Headers of the recording that CloudFront, the load balancer or the client's library had added."""


def same(wanted: Any, found: Any) -> bool:
    """Whether a value is as wanted, where a recorder's marker stands for anything and maps may have more."""
    if isinstance(wanted, str) and _MADE_UP.search(wanted):
        return found is not None
    if isinstance(wanted, Mapping):
        return isinstance(found, Mapping) and all(same(value, found.get(key)) for key, value in wanted.items())
    if isinstance(wanted, list):
        return isinstance(found, list) and len(wanted) == len(found) and all(map(same, wanted, found))
    return bool(wanted == found)


def status(wanted: Any, exchange: Exchange) -> Iterator[str]:
    if exchange.status != wanted:
        yield f"status {exchange.status}, not {wanted}"


def body(wanted: Any, exchange: Exchange) -> Iterator[str]:
    yield from _body(wanted, exchange.response.body)


def _body(wanted: Any, found: str | bytes) -> Iterator[str]:
    parsed = isinstance(wanted, Mapping | list) and not (isinstance(wanted, Mapping) and set(wanted) == {"base64"})
    if not (same(wanted, json.loads(found)) if parsed else as_bytes(payload(wanted)) == as_bytes(found)):
        yield f"body {found!r}"


def headers(wanted: Any, exchange: Exchange) -> Iterator[str]:
    yield from _headers(wanted, exchange.response.headers, "content-length|date|via")


def _headers(wanted: Mapping[str, Any], found: Headers, ignored: str) -> Iterator[str]:
    for name, value in Headers(wanted).items():
        if not re.fullmatch(ignored, name, re.IGNORECASE) and not same(value, found.get(name)):
            yield f"header {name}: {found.get(name)!r}, not {value!r}"


def headers_present(wanted: Any, exchange: Exchange) -> Iterator[str]:
    for each in wanted:
        name, _, value = each.partition(": ")
        if exchange.response.headers.get(name) is None or (value and exchange.response.headers[name] != value):
            yield f"header {each}"


def headers_absent(wanted: Any, exchange: Exchange) -> Iterator[str]:
    yield from (f"header {name}" for name in wanted if name in exchange.response.headers)


def backend_request(wanted: Any, exchange: Exchange) -> Iterator[str]:
    asked = exchange.backend_request
    assert asked is not None
    found = {"method": asked.method, "path": asked.path, "uri": asked.url.partition("?")[0]}
    yield from (f"{name} {found[name]}" for name in found if name in wanted and not same(wanted[name], found[name]))
    if "query" in wanted and not same(wanted["query"], _joined(asked.query, wanted["query"])):
        yield f"query {asked.query}"
    yield from _headers(wanted.get("headers", {}), asked.headers, _VARYING)
    if "body" in wanted:
        yield from _body(wanted["body"], json.loads(asked.text)["body"] if asked.service == "lambda" else asked.body)
    if wanted.get("bodyRendered", asked.text) != asked.text:
        yield f"body {asked.text!r}"
    if "bodyJson" in wanted and json.loads(asked.text) != wanted["bodyJson"]:
        yield f"body {asked.text!r}"


def _joined(found: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Several values of a name as the recording back end joined them."""
    return {
        name: ",".join(value) if isinstance(value, list) and isinstance(wanted.get(name), str) else value
        for name, value in found.items()
    }


def lambda_event(wanted: Any, exchange: Exchange) -> Iterator[str]:
    found = _event(exchange)
    if isinstance(wanted.get("body"), Mapping):
        found["body"] = json.loads(found["body"])
    yield from _headers(wanted.get("headers", {}), Headers(found["headers"]), _OF_THE_NETWORK)
    yield from (
        f"event.{name}: {found[name]}" for name in wanted if name != "headers" and not same(wanted[name], found[name])
    )


def lambda_event_headers(wanted: Any, exchange: Exchange) -> Iterator[str]:
    found = _event(exchange)["headers"]
    yield from _headers(wanted, Headers(found), _OF_THE_NETWORK)
    canonical = [name for name in wanted if name == "Authorization"]
    yield from (f"event.headers has no {name}" for name in canonical if name not in found)


def _event(exchange: Exchange) -> dict[str, Any]:
    assert exchange.backend_request is not None
    event: dict[str, Any] = json.loads(exchange.backend_request.text)
    return event


def request_context(wanted: Any, exchange: Exchange) -> Iterator[str]:
    found = proxy.request_context(exchange.context)
    if not same(wanted, found):
        yield f"requestContext {found}"


def identity_nulls(wanted: Any, exchange: Exchange) -> Iterator[str]:
    identity = proxy.request_context(exchange.context)["identity"]
    yield from (f"identity.{name}" for name in wanted if identity.get(name, "") is not None)


def backend_called(wanted: Any, exchange: Exchange) -> Iterator[str]:
    if (exchange.backend_response is not None) != wanted:
        yield "the back end was called"


def body_is_binary(wanted: Any, exchange: Exchange) -> Iterator[str]:
    if isinstance(exchange.response.body, bytes) != wanted:
        yield f"body {exchange.response.body!r}"


def matched_resource(wanted: Any, exchange: Exchange) -> Iterator[str]:
    if exchange.resource != wanted:
        yield f"resource {exchange.resource}"


def body_matches(wanted: Any, exchange: Exchange) -> Iterator[str]:
    yield from (f"no {pattern}" for pattern in wanted if not re.search(pattern, exchange.response.text))


def queue_message_body(wanted: Any, exchange: Exchange) -> Iterator[str]:
    asked = exchange.backend_request
    if asked is None or asked.text.partition("MessageBody=")[2] != wanted:
        yield f"message {asked}"


def of_the_service(wanted: Any, exchange: Exchange) -> Iterator[str]:
    """What the service did with the call, which is not ours to do: the call itself is checked."""
    assert exchange.backend_request is not None
    yield from ()


CHECKS: Mapping[str, Check] = {
    "status": status,
    "body": body,
    "headers": headers,
    "responseHeaders": headers,
    "headersPresent": headers_present,
    "absentHeaders": headers_absent,
    "backendRequest": backend_request,
    "lambdaEvent": lambda_event,
    "lambdaEvent.headers": lambda_event_headers,
    "requestContext": request_context,
    "requestContext.identity.nulls": identity_nulls,
    "backendCalled": backend_called,
    "bodyIsBinary": body_is_binary,
    "matchedResource": matched_resource,
    "bodyMatches": body_matches,
    "bodyIs": lambda wanted, exchange: body_matches([r"^<\?xml"], exchange),
    "queueMessageBody": queue_message_body,
    "queueMessageMD5": of_the_service,
    "followUpGet": of_the_service,
}
