"""CORS for an API: a preflight method for each path, and the header on every answer."""

import re
from collections.abc import Mapping
from dataclasses import replace

from velogate.errors import UsageError
from velogate.gateway.model import (
    Api,
    GatewayResponse,
    Integration,
    IntegrationResponse,
    Method,
    MethodResponse,
    Resource,
)
from velogate.source import Source

ORIGIN = "method.response.header.Access-Control-Allow-Origin"
_HEADERS = "Content-Type,Authorization,X-Api-Key,X-Amz-Date,X-Amz-Security-Token"
_WRITTEN = re.compile(r"\*|https?://[\w.-]+(:\d+)?", re.ASCII)


def allowed(api: Api, origins: tuple[str, ...]) -> Api:
    """The API for pages of these origins, `*` for any.

    With several, templates answer with the one that asks; gateway responses cannot, and stay without the header.
    Raises UsageError for what is no origin.
    """
    for each in origins:
        if not _WRITTEN.fullmatch(each) or (each == "*" and len(origins) > 1):
            raise UsageError(f"{each!r} is no origin", hint="as in https://example.com, several times, or * alone")
    resources = {path: _resource(resource, origins) for path, resource in api.resources.items()}
    responses = dict(api.gateway_responses)
    if len(origins) == 1:
        named = {f"gatewayresponse.header.{ORIGIN.rpartition('.')[2]}": f"'{origins[0]}'"}
        for kind in ("DEFAULT_4XX", "DEFAULT_5XX"):
            responses[kind] = GatewayResponse(kind, response_parameters=named)
    return replace(api, resources=resources, gateway_responses=responses)


def _resource(resource: Resource, origins: tuple[str, ...]) -> Resource:
    methods = {verb: _answering(method, origins) for verb, method in resource.methods.items()}
    if "OPTIONS" not in methods:
        methods["OPTIONS"] = _preflight(list(methods), origins)
    return replace(resource, methods=methods)


def _answering(method: Method, origins: tuple[str, ...]) -> Method:
    """The method with the header on every one of its answers."""
    integration = method.integration
    assert integration is not None
    responses = {key: _response(each, origins) for key, each in integration.integration_responses.items()}
    declared = {
        key: replace(each, response_parameters={**each.response_parameters, ORIGIN: False})
        for key, each in method.method_responses.items()
    }
    return replace(method, integration=replace(integration, integration_responses=responses), method_responses=declared)


def _response(response: IntegrationResponse, origins: tuple[str, ...]) -> IntegrationResponse:
    parameters = {**response.response_parameters, ORIGIN: f"'{origins[0]}'"}
    if len(origins) == 1:
        return replace(response, response_parameters=parameters)
    templates = response.response_templates or {"application/json": "$input.body"}
    chosen = {kind: _choosing(origins) + _text(each) for kind, each in templates.items()}
    return replace(response, response_parameters=parameters, response_templates=chosen)


def _choosing(origins: tuple[str, ...]) -> str:
    """VTL that answers with the origin that asks, if it is one of them."""
    pattern = "|".join(re.escape(each).replace("\\-", "-") for each in origins)
    return (
        "#set($origin = \"$!input.params('Origin')$!input.params('origin')\")\n"
        f"#if($origin.matches('{pattern}'))\n"
        "#set($context.responseOverride.header.Access-Control-Allow-Origin = $origin)\n"
        "#end\n"
    )


def _text(template: str | Source) -> str:
    return template.text if isinstance(template, Source) else template


def _preflight(verbs: list[str], origins: tuple[str, ...]) -> Method:
    """The OPTIONS method that a browser asks first."""
    parameters: Mapping[str, str] = {
        ORIGIN: f"'{origins[0]}'",
        "method.response.header.Access-Control-Allow-Headers": f"'{_HEADERS}'",
        "method.response.header.Access-Control-Allow-Methods": f"'{','.join(['OPTIONS', *verbs])}'",
    }
    templates = {"application/json": _choosing(origins)} if len(origins) > 1 else {}
    integration = Integration(
        request_templates={"application/json": '{"statusCode": 204}'},
        integration_responses={
            "204": IntegrationResponse("204", response_parameters=parameters, response_templates=templates)
        },
    )
    declared = MethodResponse("204", dict.fromkeys(parameters, False))
    return Method("OPTIONS", integration=integration, method_responses={"204": declared})
