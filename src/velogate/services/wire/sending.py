"""The request that API Gateway would send for a text that a template has printed, where there is no integration yet.

Confidence: INFERRED from how integrations of each protocol are written: form or JSON by what the text is, the headers
that go with it, SQS by the path of a queue.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlencode

from velogate.errors import UsageError
from velogate.gateway.exchange import BackendRequest, Headers
from velogate.gateway.rendering import Rendering
from velogate.services.wire import identity, models, rest_paths, samples
from velogate.services.wire.calls import call
from velogate.services.wire.reading import Call

_REGION, _QUEUE = "us-east-1", "/123456789012/queue"


def call_of_text(
    text: str,
    service: str | None = None,
    operation: str | None = None,
    *,
    headers: Mapping[str, Any] | Iterable[tuple[str, Any]] = (),
    query: Mapping[str, Any] | None = None,
    path: str | None = None,
) -> Call:
    """The call that a text is as the body of a request, with headers and parameters that are mapped beside it.

    Of REST services `path` is the request's, which may have a query string; without it only the body is checked.
    Raises UsageError where neither the arguments nor the headers say which service, and for names that are unknown.
    """
    given = Headers(headers)
    name = _service(service, given)
    asked = models.operation_named(name, operation) if operation else None
    protocol = _protocol(name, text, given)
    known = asked or _operation(text, given, protocol)
    if protocol.startswith("rest") and path is None and asked is None:
        hint = f"as in {name}.{models.model(name).operation_names[0]}"
        raise UsageError(f"{name} names its operations by method and path: say which it is", hint=hint)
    request = _request(name, text, known, protocol, given, query or {}, path)
    found = call(request, name, asked)
    return found if path is not None or not protocol.startswith("rest") else _body_only(found)


def _service(service: str | None, headers: Headers) -> str:
    if service:
        return models.named(service)
    prefix = (headers.last("X-Amz-Target") or "").rpartition(".")[0]
    found = models.by_target().get(prefix, ())
    if found:
        return found[0]
    raise UsageError("nothing says which AWS service the call is for", hint="name it, as in sqs or sqs.SendMessage")


def _protocol(service: str, text: str, headers: Headers) -> str:
    able = models.protocols(service)
    form = next((each for each in ("query", "ec2") if each in able), None)
    if "json" in able and (headers.last("X-Amz-Target") or "x-amz-json" in (headers.last("Content-Type") or "")):
        return "json"
    if form and (identity.looks_like_form(text) or "json" not in able):
        return form
    if "json" in able:
        return "json"
    return next((each for each in able if each.startswith("rest")), able[0])


def _operation(text: str, headers: Headers, protocol: str) -> str | None:
    """The operation that the text or a header names."""
    target = headers.last("X-Amz-Target")
    if target:
        return target.rpartition(".")[2]
    found = re.search(r"(?:^|&)Action=([^&\s]*)", text) if protocol in ("query", "ec2") else None
    return found[1] if found else None


def _request(
    service: str,
    text: str,
    operation: str | None,
    protocol: str,
    headers: Headers,
    query: Mapping[str, Any],
    path: str | None,
) -> BackendRequest:
    method, address = _address(service, operation, protocol, text, path)
    for name, value in _usual_headers(service, operation, protocol, text):
        headers = headers.default(name, value)
    host = _host(service, operation)
    added = urlencode(query, doseq=True, quote_via=quote)
    joined = f"{address}{'&' if '?' in address else '?'}{added}" if added else address
    return BackendRequest(method, f"https://{host}{joined}", headers, text, service=service)


def _host(service: str, operation: str | None) -> str:
    prefix = ""
    if operation in models.model(service).operation_names:
        wanted = (models.operation(service, operation).endpoint or {}).get("hostPrefix", "")
        prefix = re.sub(r"\{\w+\}", "123456789012", wanted)
    return f"{prefix}{models.metadata(service)['endpointPrefix']}.{_REGION}.amazonaws.com"


def _address(service: str, operation: str | None, protocol: str, text: str, path: str | None) -> tuple[str, str]:
    """Method and path: what is given, a queue's, or one that fits the operation."""
    if protocol.startswith("rest") and operation and operation in models.model(service).operation_names:
        model = models.operation(service, operation)
        return model.http["method"], path or _filled(service, operation)
    if path is not None:
        return "POST", path
    is_queue = service == "sqs" and protocol == "query" and "QueueUrl=" not in text
    return "POST", _QUEUE if is_queue else "/"


def _filled(service: str, operation: str) -> str:
    """A path of an operation, with values that its labels take."""
    shape = models.operation(service, operation).input_shape
    members = shape.members if shape else {}
    labels = {member.serialization.get("name", name): member for name, member in members.items()}
    uri = rest_paths.route(service, operation).uri
    return re.sub(r"\{([^}+]+)\+?\}", lambda found: _label(labels[found[1]]), uri)


def _label(shape: Any) -> str:
    return quote(samples.text(shape.metadata, "name") or "name", safe="")


def _usual_headers(service: str, operation: str | None, protocol: str, text: str) -> Iterable[tuple[str, str]]:
    if protocol in ("query", "ec2"):
        yield "Content-Type", identity.FORM
    elif protocol == "json":
        metadata = models.model(service).metadata
        yield "Content-Type", f"application/x-amz-json-{metadata.get('jsonVersion', '1.0')}"
        if operation:
            yield "X-Amz-Target", f"{metadata.get('targetPrefix')}.{operation}"
    elif text:
        yield "Content-Type", "application/json" if protocol == "rest-json" else "application/xml"


def _body_only(found: Call) -> Call:
    """The call without what its path, its headers and its host would say, which nobody has given."""
    shape = models.operation(found.service, found.operation).input_shape
    members = shape.members if shape else {}
    inside = {
        name: value
        for name, value in found.parameters.items()
        if name in members and "location" not in members[name].serialization
    }
    kept = tuple(each for each in found.problems if each.part == "body")
    return replace(found, parameters=inside, problems=kept)


def call_of_rendering(
    rendering: Rendering,
    service: str | None = None,
    operation: str | None = None,
    *,
    headers: Mapping[str, Any] | Iterable[tuple[str, Any]] = (),
    path: str | None = None,
) -> Call:
    """The call that a rendering's text is; headers and query parameters that the template sets are over the given."""
    override = rendering.request_override
    given = Headers(headers)
    for name, value in (override.get("header") or {}).items():
        given = given.set(str(name), [str(each) for each in value] if isinstance(value, list) else str(value))
    return call_of_text(rendering.text, service, operation, headers=given, query=override.get("querystring"), path=path)
