"""Lambda proxy integrations (AWS_PROXY): the event that the function gets, and what of its answer becomes a response.

Confidence: RECORDED; which wrong answers become a 502 as well.
"""

import json
from collections.abc import Mapping
from typing import Any

from velogate.gateway import media
from velogate.gateway.exchange import Headers, Payload, Response, as_text
from velogate.java.text import to_string

_KNOWN = frozenset({"statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded", "cookies"})

_CONTEXT = (
    *("resourceId", "resourcePath", "httpMethod", "extendedRequestId", "requestTime", "path", "accountId", "protocol"),
    *("stage", "domainPrefix", "requestTimeEpoch", "requestId", "domainName", "deploymentId", "apiId"),
)


class MalformedError(Exception):
    """The function's answer is none that API Gateway takes."""


def event(
    *,
    resource: str,
    path: str,
    method: str,
    headers: Headers,
    query: Mapping[str, Any],
    path_parameters: Mapping[str, Any],
    stage_variables: Mapping[str, Any],
    context: Mapping[str, Any],
    body: Payload,
    binary: bool,
) -> str:
    """The function's input as JSON text."""
    queries = {name: value if isinstance(value, list) else [value] for name, value in query.items()}
    shown = media.encoded(body) if isinstance(body, bytes) else body
    return json.dumps(
        {
            "resource": resource,
            "path": path,
            "httpMethod": method,
            "headers": {name: values[-1] for name, values in headers.lists().items()} or None,
            "multiValueHeaders": headers.lists() or None,
            "queryStringParameters": {name: values[-1] for name, values in queries.items()} or None,
            "multiValueQueryStringParameters": queries or None,
            "pathParameters": dict(path_parameters) or None,
            "stageVariables": dict(stage_variables) or None,
            "requestContext": request_context(context),
            "body": shown or None,
            "isBase64Encoded": binary,
        },
        ensure_ascii=False,
    )


def request_context(context: Mapping[str, Any]) -> dict[str, Any]:
    """What the function is told of `$context`: identity with its nulls, the authorizer if there was one."""
    told = {name: context[name] for name in _CONTEXT if name in context}
    told["identity"] = dict(context.get("identity") or {})
    if context.get("authorizer"):
        told["authorizer"] = _plain(context["authorizer"])
    return told


def _plain(value: Any) -> Any:
    return {key: _plain(each) for key, each in value.items()} if isinstance(value, Mapping) else value


def answer(given: Response, binary_wanted: bool) -> Response:
    """The client's response that the function's answer describes; raises MalformedError and NotBase64Error."""
    if given.headers.last("X-Amz-Function-Error"):
        raise MalformedError("the function failed")
    answered = _parsed(given)
    unknown = sorted(set(answered) - _KNOWN)
    if unknown:
        raise MalformedError(f"the answer has {', '.join(unknown)}, which is none of {', '.join(sorted(_KNOWN))}")
    body = _body(answered.get("body"))
    decode = answered.get("isBase64Encoded") is True and binary_wanted
    return Response(_status(answered), _headers(answered), media.decoded(body) if decode else body)


def _parsed(given: Response) -> Mapping[str, Any]:
    try:
        answered = json.loads(as_text(given.body) or "null")
    except (ValueError, RecursionError) as error:
        raise MalformedError(f"the answer is no JSON: {error}") from None
    if not isinstance(answered, dict):
        raise MalformedError("the answer is no object")
    return answered


def _body(value: Any) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, dict | list):
        raise MalformedError("body must be a text; write it with json.dumps or JSON.stringify")
    return to_string(value)


def _status(answered: Mapping[str, Any]) -> int:
    """The status, 200 by default; a text of digits will do (RECORDED)."""
    value = answered.get("statusCode", 200)
    if isinstance(value, bool) or not str(value).isascii() or not str(value).isdigit() or not 100 <= int(value) <= 599:
        raise MalformedError(f"statusCode is {value!r}")
    return int(value)


def _headers(answered: Mapping[str, Any]) -> Headers:
    """The headers of both maps: multiValueHeaders decides the case and comes first (RECORDED)."""
    several = answered.get("multiValueHeaders") or {}
    single = answered.get("headers") or {}
    if not isinstance(several, dict) or not isinstance(single, dict):
        raise MalformedError("headers and multiValueHeaders must be objects")
    pairs = []
    for name, values in several.items():
        if not isinstance(values, list):
            raise MalformedError(f"multiValueHeaders.{name} is no list")
        pairs += [(name, _value(name, value)) for value in values]
    cased = {name.casefold(): name for name in several}
    pairs += [(cased.get(name.casefold(), name), _value(name, value)) for name, value in single.items()]
    return Headers(pairs)


def _value(name: str, value: Any) -> str:
    if isinstance(value, dict | list):
        raise MalformedError(f"the header {name} is no text")
    return "" if value is None else to_string(value)
