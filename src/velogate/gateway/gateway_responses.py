"""Gateway responses: what the client gets where API Gateway itself answers.

Confidence: types, statuses, the default template and what inherits from what are RECORDED; error types and messages are
those seen of AWS. Their templates are no VTL: variables are substituted and nothing else (DOCUMENTED).
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from velogate.gateway import media
from velogate.gateway.exchange import Headers, Response
from velogate.gateway.model import Api, GatewayResponse
from velogate.gateway.parameters import GATEWAY_TARGET, Sources, mapped
from velogate.java.text import to_string

TEMPLATES: Mapping[str, str] = {"application/json": '{"message":$context.error.messageString}'}
"""The default template of every type."""

_DENIED = '{"Message":$context.error.messageString}'
"""What ACCESS_DENIED really answers with, though the API says otherwise (seen of AWS, and an emulator's belief)."""


@dataclass(frozen=True, slots=True)
class Type:
    """A response type: its status (None for those that only hand theirs down), error type and message."""

    status: int | None
    error: str
    message: str | None


_SERVER, _FORBIDDEN = "InternalServerErrorException", "ForbiddenException"

TYPES: Mapping[str, Type] = {
    "ACCESS_DENIED": Type(403, "AccessDeniedException", "User is not authorized to access this resource"),
    "API_CONFIGURATION_ERROR": Type(500, _SERVER, "Internal server error"),
    "AUTHORIZER_CONFIGURATION_ERROR": Type(500, "AuthorizerConfigurationException", None),
    "AUTHORIZER_FAILURE": Type(500, "AuthorizerConfigurationException", None),
    "BAD_REQUEST_BODY": Type(400, "BadRequestException", "Invalid request body"),
    "BAD_REQUEST_PARAMETERS": Type(400, "BadRequestException", "Missing required request parameters: []"),
    "DEFAULT_4XX": Type(None, "BadRequestException", "Bad request"),
    "DEFAULT_5XX": Type(None, _SERVER, "Internal server error"),
    "EXPIRED_TOKEN": Type(403, "ExpiredTokenException", "The security token included in the request is expired"),
    "INTEGRATION_FAILURE": Type(504, _SERVER, "Internal server error"),
    "INTEGRATION_TIMEOUT": Type(504, _SERVER, "Endpoint request timed out"),
    "INVALID_API_KEY": Type(403, _FORBIDDEN, "Forbidden"),
    "INVALID_SIGNATURE": Type(403, "InvalidSignatureException", "The request signature we calculated does not match"),
    "MISSING_AUTHENTICATION_TOKEN": Type(403, "MissingAuthenticationTokenException", "Missing Authentication Token"),
    "QUOTA_EXCEEDED": Type(429, "LimitExceededException", "Limit Exceeded"),
    "REQUEST_TOO_LARGE": Type(413, "RequestTooLargeException", "Request Too Long"),
    "RESOURCE_NOT_FOUND": Type(404, "NotFoundException", "Not Found"),
    "THROTTLED": Type(429, "TooManyRequestsException", "Too Many Requests"),
    "UNAUTHORIZED": Type(401, "UnauthorizedException", "Unauthorized"),
    "UNSUPPORTED_MEDIA_TYPE": Type(415, "UnsupportedMediaTypeException", "Unsupported Media Type"),
    "WAF_FILTERED": Type(403, _FORBIDDEN, "Forbidden"),
}
"""Every response type."""


def default(response_type: str) -> GatewayResponse:
    """A type as it is where nobody customised it."""
    status = TYPES[response_type].status
    return GatewayResponse(response_type, None if status is None else str(status), {}, TEMPLATES, default_response=True)


def family(response_type: str, status: int | None = None) -> str:
    """The type that hands its customisation down to this one."""
    code = status or TYPES[response_type].status
    if response_type.startswith("DEFAULT_"):
        return response_type
    return "DEFAULT_4XX" if code is not None and code < 500 else "DEFAULT_5XX"


def effective(api: Api, response_type: str) -> GatewayResponse:
    """A type as the API has it: its own customisation over the built-in one, else what its family hands down."""
    built_in = default(response_type)
    own = api.gateway_responses.get(response_type)
    if own:
        return completed(own)
    inherited = api.gateway_responses.get(family(response_type))
    if inherited is None:
        return built_in
    return replace(
        built_in,
        status_code=inherited.status_code or built_in.status_code,
        response_parameters=inherited.response_parameters,
        response_templates=inherited.response_templates or TEMPLATES,
    )


def completed(own: GatewayResponse) -> GatewayResponse:
    """A customised type, with the built-in default for what it leaves out."""
    built_in = default(own.response_type)
    return replace(
        own,
        status_code=own.status_code or built_in.status_code,
        response_templates=own.response_templates or TEMPLATES,
        default_response=False,
    )


def answer(
    api: Api, response_type: str, sources: Sources, *, accept: str | None = None, status: int | None = None
) -> Response:
    """What the client gets; `status` is for a failure whose own status is not its type's.

    `sources.context` has the `error`'s message and type already.
    """
    found = effective(api, response_type)
    code = _own_status(api, response_type) or status or found.status_code or 500
    given = mapped(_without_body(found.response_parameters), GATEWAY_TARGET, sources)
    headers = Headers(given.header).default("x-amzn-ErrorType", TYPES[response_type].error)
    return Response(int(code), headers, _body(found, sources, accept))


def _without_body(given: Mapping[str, str]) -> dict[str, str]:
    """The mappings that a gateway response can have: none reads the body (DOCUMENTED)."""
    return {name: source for name, source in given.items() if not source.startswith("method.request.body")}


def _own_status(api: Api, response_type: str) -> str | None:
    """The status that the API's author set for the type, or for its family."""
    known = api.gateway_responses
    own = known.get(response_type) or known.get(family(response_type))
    return own.status_code if own else None


def _body(found: GatewayResponse, sources: Sources, accept: str | None) -> str:
    templates = found.response_templates
    if found.response_type == "ACCESS_DENIED" and templates is TEMPLATES and found.default_response:
        return substituted(_DENIED, sources)
    key = media.for_answer(templates, media.media_type(accept))
    return substituted(templates[key], sources) if key else ""


def error_context(response_type: str, message: str | None, reason: str = "") -> dict[str, Any]:
    """`$context.error`: the message, the same as a JSON string, the type, and why a request was refused."""
    text = TYPES[response_type].message if message is None else message
    found = {"message": text, "messageString": json.dumps(text, ensure_ascii=False), "responseType": response_type}
    return {**found, "validationErrorString": reason} if reason else found


_VARIABLE = re.compile(
    r"\$(?P<root>context|stageVariables)\.(?P<path>[\w$-]+(?:\.[\w$-]+)*)"
    r"|\$\{(?P<braced>context|stageVariables)\.(?P<inside>[\w$.-]+)\}"
)


def substituted(template: str, sources: Sources) -> str:
    """The template with its variables' values; what is not there becomes nothing."""

    def value(found: re.Match[str]) -> str:
        at: Any = sources.context if "context" in (found["root"], found["braced"]) else sources.stage_variables
        for name in (found["path"] or found["inside"]).split("."):
            at = at.get(name) if isinstance(at, Mapping) else None
        return "" if at is None or isinstance(at, Mapping) else to_string(at)

    return _VARIABLE.sub(value, template)
