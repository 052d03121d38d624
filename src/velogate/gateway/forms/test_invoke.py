"""The input of API Gateway's TestInvokeMethod, as the AWS CLI and its SDKs take it."""

from dataclasses import replace

from velogate.gateway.event import Event, body_text
from velogate.gateway.forms.given import Given, merged, params, text, unknown
from velogate.gateway.forms.request import known_method, method_of, pairs, request, target_of, views
from velogate.gateway.forms.velogate import dumped

_FIELDS = (
    *("restApiId", "resourceId", "clientCertificateId"),
    *("httpMethod", "pathWithQueryString", "headers", "multiValueHeaders", "body", "stageVariables"),
)


def read(given: Given) -> Event:
    """The event of the input; raises EventError with the field."""
    fields = given.fields
    header = merged(params(fields, "headers"), params(fields, "multiValueHeaders"), cased=False)
    path = text(fields, "pathWithQueryString", "/")
    event = request(
        known_method(text(fields, "httpMethod", "GET")),
        path if path.startswith("/") else f"/{path}",
        pairs(header),
        body_text(fields.get("body")),
        ignored=unknown(fields, _FIELDS),
    )
    return replace(event, stage_variables=params(fields, "stageVariables"))


def write(event: Event) -> str:
    """The input as JSON."""
    header, headers = views(event.header)
    return dumped(
        {
            "httpMethod": method_of(event),
            "pathWithQueryString": target_of(event),
            "body": event.body,
            "headers": header,
            "multiValueHeaders": headers,
            "stageVariables": dict(pairs(event.stage_variables)),
        }
    )
