"""The event that a Lambda function gets from a proxy integration of a REST or WebSocket API."""

import binascii
from collections.abc import Mapping
from typing import Any

from velogate.errors import EventError
from velogate.gateway.context import DEFAULTS
from velogate.gateway.event import Event, body_text, decoded, no_text
from velogate.gateway.forms.given import Given, inner, merged, params, text, unknown
from velogate.gateway.forms.request import method_of, pairs, path_of, views
from velogate.gateway.forms.velogate import dumped

_FIELDS = (
    *("resource", "path", "httpMethod", "headers", "multiValueHeaders", "body", "isBase64Encoded", "version"),
    *("queryStringParameters", "multiValueQueryStringParameters", "pathParameters", "stageVariables"),
    "requestContext",
)
_OF_CONTEXT = {"httpMethod": "httpMethod", "path": "path", "resource": "resourcePath"}
"""Fields of the event, and what `$context` calls them."""


def read(given: Given) -> Event:
    """The event of a proxy event; raises EventError with the field, and for events of other services."""
    fields = given.fields
    context = dict(inner(fields, "requestContext"))
    _refuse_others(fields, context)
    inner(context, "identity", "requestContext.")
    own = {known: text(fields, name) for name, known in _OF_CONTEXT.items() if name in fields}
    body = decoded(fields.get("body"), fields.get("isBase64Encoded"))
    return Event(
        body_text(body),
        params(fields, "pathParameters"),
        merged(params(fields, "queryStringParameters"), params(fields, "multiValueQueryStringParameters")),
        merged(params(fields, "headers"), params(fields, "multiValueHeaders"), cased=False),
        {**own, **context},
        params(fields, "stageVariables"),
        unknown(fields, _FIELDS),
        no_text(body),
    )


def _refuse_others(fields: Mapping[str, Any], context: Mapping[str, Any]) -> None:
    if fields.get("version") == "2.0" or "rawPath" in fields:
        raise EventError(
            "this is an event of an HTTP API (payload format 2.0)", hint="only REST and WebSocket APIs have templates"
        )
    if "elb" in context:
        raise EventError("this is an event of a load balancer, not of API Gateway")


def write(event: Event) -> str:
    """The proxy event as JSON; a body that is no UTF-8 as Base64."""
    header, headers = views(event.header)
    query, queries = views(event.querystring)
    raw = event.binary
    return dumped(
        {
            "resource": event.context.get("resourcePath") or DEFAULTS["resourcePath"],
            "path": _without_stage(event),
            "httpMethod": method_of(event),
            "headers": header,
            "multiValueHeaders": headers,
            "queryStringParameters": query or None,
            "multiValueQueryStringParameters": queries or None,
            "pathParameters": dict(pairs(event.path)) or None,
            "stageVariables": dict(pairs(event.stage_variables)) or None,
            "requestContext": dict(event.context),
            "body": (event.body or None) if raw is None else binascii.b2a_base64(raw, newline=False).decode(),
            "isBase64Encoded": raw is not None,
        }
    )


def _without_stage(event: Event) -> str:
    """The path as the event has it; `$context.path` begins with the stage (RECORDED)."""
    path = path_of(event)
    stage = f"/{event.context.get('stage') or DEFAULTS['stage']}"
    return path[len(stage) :] or "/" if path == stage or path.startswith(f"{stage}/") else path
