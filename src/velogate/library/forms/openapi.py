"""OpenAPI 3.0 with API Gateway's extensions, as ImportRestApi takes it."""

import re
from collections.abc import Mapping
from typing import Any

from velogate.errors import UsageError
from velogate.gateway.model import (
    Api,
    Authorizer,
    GatewayResponse,
    Integration,
    IntegrationResponse,
    Method,
    MethodResponse,
    Templates,
)
from velogate.library.forms.snippet import Snippet
from velogate.source import Source

_PLACES = {"path": "path", "querystring": "query", "header": "header"}
_KINDS = {"COGNITO_USER_POOLS": "cognito_user_pools", "TOKEN": "token", "REQUEST": "request"}


def document(snippet: Snippet) -> dict[str, Any]:
    """The document of a snippet's API; texts still have their marks. Raises UsageError for a WebSocket API."""
    if snippet.entry.is_websocket:
        raise UsageError("OpenAPI cannot describe a WebSocket API", hint="--as cloudformation, or another form")
    return of_api(snippet.api, snippet.entry.title)


def of_api(api: Api, title: str) -> dict[str, Any]:
    """The document of an API."""
    found: dict[str, Any] = {
        "openapi": "3.0.1",
        "info": {"title": api.name, "version": "1.0", "description": title},
        "paths": {
            path: {_verb(verb): _operation(path, each, api) for verb, each in resource.methods.items()}
            for path, resource in api.resources.items()
        },
    }
    components = {
        "schemas": {name: _schema(model.schema) for name, model in api.models.items()},
        "securitySchemes": _schemes(api),
    }
    found["components"] = {name: each for name, each in components.items() if each}
    found["x-amazon-apigateway-request-validators"] = {
        name: {
            "validateRequestBody": each.validate_request_body,
            "validateRequestParameters": each.validate_request_parameters,
        }
        for name, each in api.request_validators.items()
    }
    found["x-amazon-apigateway-binary-media-types"] = list(api.binary_media_types)
    found["x-amazon-apigateway-gateway-responses"] = {
        kind: _gateway_response(each) for kind, each in api.gateway_responses.items()
    }
    return {name: each for name, each in found.items() if each not in ({}, [])}


def _verb(verb: str) -> str:
    return "x-amazon-apigateway-any-method" if verb == "ANY" else verb.lower()


def _operation(path: str, method: Method, api: Api) -> dict[str, Any]:
    assert method.integration is not None
    body = {kind: {"schema": _reference(name)} for kind, name in method.request_models.items()}
    found = {
        "parameters": _parameters(path, method),
        "requestBody": {"content": body, "required": True} if body else {},
        "responses": {code: _response(each) for code, each in method.method_responses.items()},
        "security": _security(method),
        "x-amazon-apigateway-request-validator": method.request_validator,
        "x-amazon-apigateway-integration": integration(method.integration),
    }
    return {name: each for name, each in found.items() if each not in ({}, [], None)}


def _parameters(path: str, method: Method) -> list[dict[str, Any]]:
    found = []
    for name, required in method.request_parameters.items():
        _, _, place, own = name.split(".", 3)
        needed = required or place == "path"
        found.append({"name": own, "in": _PLACES[place], "required": needed, "schema": {"type": "string"}})
    return found


def _response(given: MethodResponse) -> dict[str, Any]:
    names = [name.removeprefix("method.response.header.") for name in given.response_parameters]
    headers = {name: {"schema": {"type": "string"}} for name in names}
    return {"description": f"Status {given.status_code}", **({"headers": headers} if headers else {})}


def _reference(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _schema(schema: Any) -> Any:
    """A model as OpenAPI has it: without the name of the draft."""
    return {key: each for key, each in schema.items() if key != "$schema"}


def integration(given: Integration) -> dict[str, Any]:
    """The extension's integration."""
    kind = given.type.lower()
    found: dict[str, Any] = {
        "type": kind,
        "httpMethod": None if kind == "mock" else given.http_method,
        "uri": None if kind == "mock" else given.uri,
        "credentials": given.credentials,
        "passthroughBehavior": given.passthrough_behavior.lower(),
        "contentHandling": given.content_handling,
        "requestParameters": dict(given.request_parameters),
        "requestTemplates": texts(given.request_templates),
        "responses": {
            each.selection_pattern or "default": integration_response(each)
            for each in given.integration_responses.values()
        },
    }
    return {name: each for name, each in found.items() if each not in (None, {}, "")}


def integration_response(given: IntegrationResponse) -> dict[str, Any]:
    """The extension's answer for one pattern."""
    found = {
        "statusCode": given.status_code,
        "responseParameters": dict(given.response_parameters),
        "responseTemplates": texts(given.response_templates),
        "contentHandling": given.content_handling,
    }
    return {name: each for name, each in found.items() if each not in (None, {})}


def texts(templates: Templates) -> dict[str, str]:
    """Templates by media type, each its text."""
    return {kind: each.text if isinstance(each, Source) else str(each) for kind, each in templates.items()}


def _gateway_response(given: GatewayResponse) -> dict[str, Any]:
    found = {"statusCode": given.status_code, "responseParameters": dict(given.response_parameters)}
    return {name: each for name, each in found.items() if each}


# ---- who may call


def _security(method: Method) -> list[dict[str, Any]]:
    if method.authorization_type == "AWS_IAM":
        return [{"sigv4": []}]
    return [{method.authorizer_id: []}] if method.authorizer_id else []


def _schemes(api: Api) -> dict[str, Any]:
    found: dict[str, Any] = {name: _scheme(each) for name, each in api.authorizers.items()}
    methods = [method for resource in api.resources.values() for method in resource.methods.values()]
    if any(method.authorization_type == "AWS_IAM" for method in methods):
        found["sigv4"] = {**_AUTHORIZATION, "x-amazon-apigateway-authtype": "awsSigv4"}
    return found


_AUTHORIZATION: Mapping[str, Any] = {"type": "apiKey", "name": "Authorization", "in": "header"}


def _scheme(given: Authorizer) -> dict[str, Any]:
    made = {
        "type": _KINDS[given.type],
        "providerARNs": list(given.provider_arns),
        "authorizerUri": given.authorizer_uri,
        "identitySource": given.identity_source,
    }
    kept = {name: each for name, each in made.items() if each}
    kind = "cognito_user_pools" if given.type == "COGNITO_USER_POOLS" else "custom"
    return {**_AUTHORIZATION, "x-amazon-apigateway-authtype": kind, "x-amazon-apigateway-authorizer": kept}


def identifier(text: str) -> str:
    """A name that can stand in a resource's logical id: words with capitals, letters and digits alone."""
    return "".join(word[:1].upper() + word[1:] for word in re.findall(r"[A-Za-z0-9]+", text))
