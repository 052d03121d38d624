"""Terraform: a REST API by its OpenAPI document, a WebSocket API by its resources, and the role."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from velogate.gateway.model import Api, Route
from velogate.library.forms import cloudformation, marks, openapi
from velogate.library.forms.literals import Code, Language
from velogate.library.forms.openapi import texts
from velogate.library.forms.snippet import Snippet

_REFERENCES = {
    "partition": "data.aws_partition.current.partition",
    "region": "data.aws_region.current.region",
    "account": "data.aws_caller_identity.current.account_id",
    "role": "aws_iam_role.call.arn",
}

_HEAD = """terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.0"
    }
  }
}

data "aws_partition" "current" {}
data "aws_region" "current" {}
data "aws_caller_identity" "current" {}
"""


def document(snippet: Snippet) -> str:
    """The configuration of a snippet."""
    blocks = _of_websocket(snippet.api) if snippet.entry.is_websocket else _of_rest(snippet)
    return "\n".join(
        [f"# {snippet.entry.title}", "", _HEAD, *blocks, *_role(snippet), *_permissions(snippet.api), _output(snippet)]
    )


def _of_rest(snippet: Snippet) -> Iterator[str]:
    yield _block(
        "resource",
        "aws_api_gateway_rest_api",
        "api",
        {
            "name": snippet.api.name,
            "body": Code(f"jsonencode({value(openapi.document(snippet), 1)})"),
        },
    )
    yield _block(
        "resource",
        "aws_api_gateway_deployment",
        "api",
        {
            "rest_api_id": Code("aws_api_gateway_rest_api.api.id"),
            "triggers": {"redeployment": Code("sha1(aws_api_gateway_rest_api.api.body)")},
        },
        "lifecycle {\n    create_before_destroy = true\n  }",
    )
    yield _block(
        "resource",
        "aws_api_gateway_stage",
        "prod",
        {
            "rest_api_id": Code("aws_api_gateway_rest_api.api.id"),
            "deployment_id": Code("aws_api_gateway_deployment.api.id"),
            "stage_name": "prod",
        },
    )


def _of_websocket(api: Api) -> Iterator[str]:
    of_api = {"api_id": Code("aws_apigatewayv2_api.api.id")}
    yield _block(
        "resource",
        "aws_apigatewayv2_api",
        "api",
        {
            "name": api.name,
            "protocol_type": "WEBSOCKET",
            "route_selection_expression": api.route_selection_expression,
        },
    )
    for name, each in api.authorizers.items():
        yield _block(
            "resource",
            "aws_apigatewayv2_authorizer",
            name.lower(),
            {
                **of_api,
                "name": name,
                "authorizer_type": each.type,
                "authorizer_uri": each.authorizer_uri,
                "identity_sources": [each.identity_source],
            },
        )
    for key, route in api.routes.items():
        yield from _route(key, route, of_api)
    routes = [Code(f"aws_apigatewayv2_route.{_name(key)}") for key in api.routes]
    yield _block("resource", "aws_apigatewayv2_deployment", "api", {**of_api, "depends_on": routes})
    yield _block(
        "resource",
        "aws_apigatewayv2_stage",
        "prod",
        {
            **of_api,
            "deployment_id": Code("aws_apigatewayv2_deployment.api.id"),
            "name": "prod",
        },
    )


def _name(key: str) -> str:
    return re.sub(r"\W", "_", key.strip("$")) or "default"


def _route(key: str, route: Route, of_api: Mapping[str, Any]) -> Iterator[str]:
    given, name = route.integration, _name(key)
    assert given is not None
    found = Code(f"aws_apigatewayv2_integration.{name}.id")
    yield _block(
        "resource",
        "aws_apigatewayv2_integration",
        name,
        {
            **of_api,
            "integration_type": given.type,
            "integration_method": None if given.type == "MOCK" else given.http_method,
            "integration_uri": given.uri,
            "credentials_arn": given.credentials,
            "passthrough_behavior": given.passthrough_behavior,
            "request_parameters": dict(given.request_parameters),
            "request_templates": texts(given.request_templates),
            "template_selection_expression": given.template_selection_expression,
        },
    )
    authorizer = f"aws_apigatewayv2_authorizer.{route.authorizer_id.lower()}.id" if route.authorizer_id else None
    yield _block(
        "resource",
        "aws_apigatewayv2_route",
        name,
        {
            **of_api,
            "route_key": key,
            "authorization_type": route.authorization_type,
            "authorizer_id": Code(authorizer) if authorizer else None,
            "route_response_selection_expression": route.route_response_selection_expression,
            "target": Code(f'"integrations/${{{found}}}"'),
        },
    )
    for number, (chosen, response) in enumerate(given.integration_responses.items(), start=1):
        yield _block(
            "resource",
            "aws_apigatewayv2_integration_response",
            f"{name}_{number}",
            {
                **of_api,
                "integration_id": found,
                "integration_response_key": chosen,
                "response_templates": texts(response.response_templates),
            },
        )
    for number, chosen in enumerate(route.route_responses, start=1):
        yield _block(
            "resource",
            "aws_apigatewayv2_route_response",
            f"{name}_{number}",
            {
                **of_api,
                "route_id": Code(f"aws_apigatewayv2_route.{name}.id"),
                "route_response_key": chosen,
            },
        )


def _role(snippet: Snippet) -> Iterator[str]:
    if not snippet.has_role:
        return
    trust = Code(f"jsonencode({value(cloudformation.TRUST, 1)})")
    yield _block(
        "resource",
        "aws_iam_role",
        "call",
        {"name_prefix": f"{snippet.entry.action}-"[:38], "assume_role_policy": trust},
    )
    if snippet.policy["Statement"]:
        policy = Code(f"jsonencode({value(snippet.policy, 1)})")
        yield _block(
            "resource", "aws_iam_role_policy", "call", {"role": Code("aws_iam_role.call.id"), "policy": policy}
        )


def _permissions(api: Api) -> Iterator[str]:
    for name, each in api.authorizers.items():
        allowed = {_snake(key): given for key, given in cloudformation.permission(each).items()}
        if allowed:
            yield _block("resource", "aws_lambda_permission", name.lower(), allowed)


def _snake(name: str) -> str:
    """A name of CloudFormation's as Terraform has it."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def _output(snippet: Snippet) -> str:
    stage = "aws_apigatewayv2_stage" if snippet.entry.is_websocket else "aws_api_gateway_stage"
    return f'output "url" {{\n  value = {stage}.prod.invoke_url\n}}\n'


# ---- HCL


def _block(kind: str, sort: str, name: str, given: Mapping[str, Any], more: str = "") -> str:
    kept = {key: each for key, each in given.items() if each not in (None, {}, [], "")}
    lines = [f"  {key} = {value(each, 1)}" for key, each in kept.items()]
    return "\n".join([f'{kind} "{sort}" "{name}" {{', *lines, *([f"  {more}"] if more else []), "}", ""])


def _text(given: str) -> str:
    if given in marks.MARKS.values():
        return _REFERENCES[marks.names_in(given)[0]]
    if "\n" not in given or not _fits_heredoc(given):
        return _quoted(given)
    text = marks.replaced(given, _interpolated, _unread)
    return f"chomp(<<{_END}\n{text}\n{_END}\n)"


_END = "EOT"


def _fits_heredoc(text: str) -> bool:
    """Whether a text comes out of a heredoc and chomp as it is."""
    ends = {line.strip() for line in text.split("\n")}
    return "\r" not in text and not text.endswith("\n") and _END not in ends


def _quoted(given: str) -> str:
    return (
        '"'
        + marks.replaced(given, _interpolated, lambda text: _unread(json.dumps(text, ensure_ascii=False)[1:-1]))
        + '"'
    )


def _interpolated(name: str) -> str:
    return f"${{{_REFERENCES[name]}}}"


def _unread(text: str) -> str:
    """Text in which HCL interpolates nothing."""
    return text.replace("${", "$${").replace("%{", "%%{")


_HCL = Language(text=_text, key=_quoted, pair=" = ", after="")
value = _HCL.written
