"""Method request: who may come, with what parameters and which body.

Confidence: RECORDED; parameters are looked at before the body, headers before path before query string.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from velogate.errors import Finding
from velogate.gateway import log, media, quotas, schema
from velogate.gateway.context import copied
from velogate.gateway.model import Validator
from velogate.gateway.parameters import METHOD_PARAMETER
from velogate.gateway.transit import GatewayError, Transit

DENIED, UNAUTHORIZED, FAILED = "deny", "unauthorized", "failure"
"""What an authorizer may have decided besides the values that it gives to `$context.authorizer`."""

_DECISIONS: Mapping[str, str] = {
    DENIED: "ACCESS_DENIED",
    UNAUTHORIZED: "UNAUTHORIZED",
    FAILED: "AUTHORIZER_FAILURE",
}
_PLACES = ("header", "path", "querystring")


def authorizer(transit: Transit) -> Transit:
    """The Transit with what the authorizer gives; the caller says what it decided. Raises GatewayError."""
    assert transit.method is not None
    kind, decided = transit.method.authorization_type, transit.authorizer
    if kind == "NONE" and decided is None:
        return transit.told("authorizer", "the method is open")
    if isinstance(decided, str):
        finding = Finding(f"the authorizer of {transit.method.http_method} {transit.resource} said: {decided}")
        raise GatewayError(_DECISIONS.get(decided, "AUTHORIZER_CONFIGURATION_ERROR"), finding=finding)
    if decided is None:
        return transit.told("authorizer", f"{kind}: nothing is known of it, so it lets the request pass")
    context = copied(transit.context, authorizer=decided)
    return transit.to(context=context).told("authorizer", f"{kind}: lets the request pass", went_out=decided)


def api_key(transit: Transit) -> Transit:
    """The Transit, if the method needs no API key or a good one came; raises GatewayError."""
    assert transit.method is not None
    if not transit.method.api_key_required:
        return transit.told("API key", "the method requires none")
    given = _given_key(transit)
    known = transit.api.api_keys.values()
    if not given or (known and not any(key.value == given and key.enabled for key in known)):
        what = "is none of the API's enabled keys" if given else "is missing"
        raise GatewayError("INVALID_API_KEY", finding=Finding(f"the API key {what}", severity="error"))
    identity = {**(transit.context.get("identity") or {}), "apiKey": given}
    context = copied(transit.context, identity=identity)
    return transit.to(context=context).told("API key", "a good one came", came_in=given)


def _given_key(transit: Transit) -> Any:
    if transit.api.api_key_source == "AUTHORIZER":
        return (transit.context.get("authorizer") or {}).get("usageIdentifierKey")
    return transit.headers.last("x-api-key")


def quota(transit: Transit) -> Transit:
    """The Transit of a request that is not too large; raises GatewayError."""
    refused = quotas.refusal(transit.event)
    if refused is None:
        return transit
    error, finding = refused
    if not transit.quotas:
        return transit.noticed(finding)
    if error.status == 413:
        raise GatewayError("REQUEST_TOO_LARGE", finding=finding)
    raise GatewayError("DEFAULT_4XX", "Request Header Fields Too Large", finding=finding, status=error.status)


def parameters(transit: Transit) -> Transit:
    """The Transit of a request that has the parameters it must; raises GatewayError."""
    if not _validator(transit).validate_request_parameters:
        return transit.told("required parameters", "no validator asks for them")
    missing = list(_missing(transit))
    if missing:
        message = f"Missing required request parameters: [{', '.join(missing)}]"
        finding = Finding(message, severity="error")
        raise GatewayError("BAD_REQUEST_PARAMETERS", message, finding=finding, log=message, reason=message)
    return transit.told("required parameters", "all are there")


def _missing(transit: Transit) -> Iterator[str]:
    """The names of required parameters that did not come, as AWS orders them."""
    assert transit.method is not None
    event = transit.event
    wanted = sorted(name for name, required in transit.method.request_parameters.items() if required)
    given = {"path": event.path, "querystring": event.querystring}
    for place in _PLACES:
        for expression in wanted:
            parts = METHOD_PARAMETER.fullmatch(expression)
            if parts and parts[1] == place and not _is_there(given.get(place, transit.headers), parts[2]):
                yield parts[2]


def _is_there(given: Mapping[str, Any], name: str) -> bool:
    return name in given and given[name] not in (None, [], "")


def body(transit: Transit) -> Transit:
    """The Transit of a request whose body is as its model says; raises GatewayError."""
    assert transit.method is not None
    if not _validator(transit).validate_request_body:
        return transit.told("body model", "no validator asks for it")
    content_type = media.media_type(transit.headers.last("Content-Type"))
    key = media.chosen(transit.method.request_models, content_type)
    if key is None:
        return transit.told("body model", f"no model is for {content_type}, so any body passes")
    name = transit.method.request_models[key]
    faults, findings = _faults(transit, name)
    if not faults:
        passed = f"Request validation succeeded for content type {content_type}"
        return transit.told("body model", f"it is as {name} says").logged(log.line(transit.context, passed))
    reason = f"[{', '.join(faults)}]"
    told = f"Request body does not match model schema for content type {content_type}: {reason}"
    finding = findings or Finding(f"the body is not as the model {name} says: {', '.join(faults)}", severity="error")
    raise GatewayError("BAD_REQUEST_BODY", finding=finding, log=told, reason=reason)


def _faults(transit: Transit, name: str) -> tuple[list[str], Finding | None]:
    """What is wrong with the body; and what is wrong with the model, if it is that."""
    model = transit.api.models.get(name)
    if model is None:
        return [f"no model {name}"], Finding(f"Invalid model identifier specified: {name}", severity="error")
    try:
        return schema.faults(transit.payload, model, transit.api.models), None
    except schema.ModelError as fault:
        return [str(fault)], fault.finding


def _validator(transit: Transit) -> Validator:
    assert transit.method is not None
    wanted = transit.method.request_validator
    known = transit.api.request_validators
    return next((each for key, each in known.items() if wanted and wanted in (key, each.id, each.name)), Validator())
