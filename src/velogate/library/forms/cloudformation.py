"""CloudFormation: every resource of the API, its role and its stage."""

from collections.abc import Iterator, Mapping
from typing import Any

from velogate.gateway.model import Api, Authorizer, Integration, IntegrationResponse, Method, Resource, Route
from velogate.library.forms import marks
from velogate.library.forms.openapi import identifier, texts
from velogate.library.forms.snippet import Snippet

Resources = dict[str, Any]

_PSEUDO = {
    "partition": "${AWS::Partition}",
    "region": "${AWS::Region}",
    "account": "${AWS::AccountId}",
    "role": "${Role.Arn}",
}
_ALONE = {
    "partition": {"Ref": "AWS::Partition"},
    "region": {"Ref": "AWS::Region"},
    "account": {"Ref": "AWS::AccountId"},
    "role": {"Fn::GetAtt": ["Role", "Arn"]},
}


def document(snippet: Snippet) -> dict[str, Any]:
    """The template of a snippet."""
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": snippet.entry.title,
        "Resources": resources(snippet),
        "Outputs": {"Url": {"Value": url(snippet, "Stage")}},
    }


def resources(snippet: Snippet) -> Resources:
    """All resources by their logical ids."""
    made = _of_websocket(snippet.api) if snippet.entry.is_websocket else _of_rest(snippet.api)
    found = {**dict(made), **role(snippet), **dict(_permissions(snippet.api))}
    return {name: substituted(each) for name, each in found.items()}


def substituted(value: Any) -> Any:
    """A value with CloudFormation's functions in the place of marks."""
    match value:
        case str() if value in marks.MARKS.values():
            return _ALONE[marks.names_in(value)[0]]
        case str() if marks.are_in(value):
            return {"Fn::Sub": marks.replaced(value, _PSEUDO.__getitem__, lambda text: text.replace("${", "${!"))}
        case str():
            return str(value)
        case Mapping():
            return {str(key): substituted(each) for key, each in value.items()}
        case list() | tuple():
            return [substituted(each) for each in value]
        case _:
            return value


def url(snippet: Snippet, stage: str) -> Any:
    """The address of the stage, for an output."""
    scheme = "wss" if snippet.entry.is_websocket else "https"
    path = "" if snippet.entry.is_websocket else snippet.client.partition(" ")[2]
    shown = path.replace("{", "_").replace("}", "_").replace("+", "")
    return {"Fn::Sub": f"{scheme}://${{Api}}.execute-api.${{AWS::Region}}.${{AWS::URLSuffix}}/${{{stage}}}{shown}"}


def role(snippet: Snippet) -> Resources:
    """The role that API Gateway takes, with the least policy; nothing where it takes none."""
    if not snippet.has_role:
        return {}
    properties: dict[str, Any] = {"AssumeRolePolicyDocument": TRUST}
    if snippet.policy["Statement"]:
        properties["Policies"] = [{"PolicyName": "call", "PolicyDocument": snippet.policy}]
    return {"Role": {"Type": "AWS::IAM::Role", "Properties": properties}}


TRUST: Mapping[str, Any] = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "apigateway.amazonaws.com"}, "Action": "sts:AssumeRole"}
    ],
}
"""Who may take the role."""


def _resource(kind: str, depends: list[str] | None = None, /, **properties: Any) -> dict[str, Any]:
    kept = {name: each for name, each in properties.items() if each not in (None, {}, [], ())}
    return {"Type": kind, **({"DependsOn": depends} if depends else {}), "Properties": kept}


def _ref(name: str) -> dict[str, str]:
    return {"Ref": name}


# ---- REST APIs


def _of_rest(api: Api) -> Iterator[tuple[str, Any]]:
    media = list(api.binary_media_types)
    yield "Api", _resource("AWS::ApiGateway::RestApi", Name=api.name, BinaryMediaTypes=media)
    for name, model in api.models.items():
        yield (
            f"{name}Model",
            _resource(
                "AWS::ApiGateway::Model",
                RestApiId=_ref("Api"),
                Name=name,
                ContentType=model.content_type,
                Schema=model.schema,
            ),
        )
    for name, each in api.request_validators.items():
        yield (
            "Validator",
            _resource(
                "AWS::ApiGateway::RequestValidator",
                RestApiId=_ref("Api"),
                Name=name,
                ValidateRequestBody=each.validate_request_body,
                ValidateRequestParameters=each.validate_request_parameters,
            ),
        )
    for name, authorizer in api.authorizers.items():
        yield f"{name}Authorizer", _authorizer(authorizer)
    for kind, response in api.gateway_responses.items():
        yield (
            f"{identifier(kind)}Response",
            _resource(
                "AWS::ApiGateway::GatewayResponse",
                RestApiId=_ref("Api"),
                ResponseType=kind,
                StatusCode=response.status_code,
                ResponseParameters=dict(response.response_parameters),
            ),
        )
    yield from _paths(api)
    methods = dict(_methods(api))
    yield from methods.items()
    yield "Deployment", _resource("AWS::ApiGateway::Deployment", sorted(methods), RestApiId=_ref("Api"))
    yield (
        "Stage",
        _resource("AWS::ApiGateway::Stage", RestApiId=_ref("Api"), DeploymentId=_ref("Deployment"), StageName="prod"),
    )


def _paths(api: Api) -> Iterator[tuple[str, Any]]:
    """A resource for each part of each path, once."""
    for path in dict.fromkeys(part for whole in api.resources for part in parts(whole)):
        yield (
            _path_id(path),
            _resource(
                "AWS::ApiGateway::Resource",
                RestApiId=_ref("Api"),
                ParentId=_parent(path),
                PathPart=path.rpartition("/")[2],
            ),
        )


def parts(path: str) -> list[str]:
    """A path and all paths above it, the root not among them, from the top."""
    segments = path.strip("/").split("/") if path.strip("/") else []
    return ["/" + "/".join(segments[: index + 1]) for index in range(len(segments))]


def _path_id(path: str) -> str:
    return f"{identifier(path)}Resource"


def _parent(path: str) -> Any:
    above = path.rpartition("/")[0]
    return _ref(_path_id(above)) if above else {"Fn::GetAtt": ["Api", "RootResourceId"]}


def _methods(api: Api) -> Iterator[tuple[str, Any]]:
    for path, resource in api.resources.items():
        for verb, method in resource.methods.items():
            yield f"{identifier(path)}{verb.capitalize()}", _method(path, verb, method, resource)


def _method(path: str, verb: str, method: Method, resource: Resource) -> dict[str, Any]:
    assert method.integration is not None
    where = _ref(_path_id(path)) if path != "/" else {"Fn::GetAtt": ["Api", "RootResourceId"]}
    return _resource(
        "AWS::ApiGateway::Method",
        RestApiId=_ref("Api"),
        ResourceId=where,
        HttpMethod=verb,
        AuthorizationType=method.authorization_type,
        AuthorizerId=_ref(f"{method.authorizer_id}Authorizer") if method.authorizer_id else None,
        RequestParameters=dict(method.request_parameters),
        RequestModels={kind: _ref(f"{name}Model") for kind, name in method.request_models.items()},
        RequestValidatorId=_ref("Validator") if method.request_validator else None,
        MethodResponses=[
            {
                "StatusCode": code,
                **({"ResponseParameters": dict(each.response_parameters)} if each.response_parameters else {}),
            }
            for code, each in method.method_responses.items()
        ],
        Integration=integration(method.integration),
    )


def integration(given: Integration) -> dict[str, Any]:
    """The Integration property of a method."""
    mock = given.type == "MOCK"
    found = {
        "Type": given.type,
        "IntegrationHttpMethod": None if mock else given.http_method,
        "Uri": None if mock else given.uri,
        "Credentials": given.credentials,
        "PassthroughBehavior": given.passthrough_behavior,
        "ContentHandling": given.content_handling,
        "RequestParameters": dict(given.request_parameters),
        "RequestTemplates": texts(given.request_templates),
        "IntegrationResponses": [_response(each) for each in given.integration_responses.values()],
    }
    return {name: each for name, each in found.items() if each not in (None, {}, [], "")}


def _response(given: IntegrationResponse) -> dict[str, Any]:
    found = {
        "StatusCode": given.status_code,
        "SelectionPattern": given.selection_pattern,
        "ResponseParameters": dict(given.response_parameters),
        "ResponseTemplates": texts(given.response_templates),
        "ContentHandling": given.content_handling,
    }
    return {name: each for name, each in found.items() if each not in (None, {}, "")}


def _authorizer(given: Authorizer) -> dict[str, Any]:
    return _resource(
        "AWS::ApiGateway::Authorizer",
        RestApiId=_ref("Api"),
        Name=given.name,
        Type=given.type,
        IdentitySource=given.identity_source,
        ProviderARNs=list(given.provider_arns),
        AuthorizerUri=given.authorizer_uri,
    )


def _permissions(api: Api) -> Iterator[tuple[str, Any]]:
    for name, each in api.authorizers.items():
        allowed = permission(each)
        if allowed:
            yield f"{name}Permission", _resource("AWS::Lambda::Permission", **allowed)


def permission(authorizer: Authorizer) -> dict[str, str]:
    """That API Gateway may call an authorizer's function, for the authorizers of the account; empty without one."""
    _, found, rest = (authorizer.authorizer_uri or "").partition("/functions/")
    if not found:
        return {}
    return {
        "FunctionName": rest.removesuffix("/invocations"),
        "Action": "lambda:InvokeFunction",
        "Principal": "apigateway.amazonaws.com",
        "SourceArn": f"arn:{_mark('partition')}:execute-api:{_mark('region')}:{_mark('account')}:*/authorizers/*",
    }


def _mark(name: str) -> str:
    return marks.MARKS[name]


# ---- WebSocket APIs


def _of_websocket(api: Api) -> Iterator[tuple[str, Any]]:
    yield (
        "Api",
        _resource(
            "AWS::ApiGatewayV2::Api",
            Name=api.name,
            ProtocolType="WEBSOCKET",
            RouteSelectionExpression=api.route_selection_expression,
        ),
    )
    for name, each in api.authorizers.items():
        yield (
            f"{name}Authorizer",
            _resource(
                "AWS::ApiGatewayV2::Authorizer",
                ApiId=_ref("Api"),
                Name=name,
                AuthorizerType=each.type,
                IdentitySource=[each.identity_source],
                AuthorizerUri=each.authorizer_uri,
            ),
        )
    for key, route in api.routes.items():
        yield from _route(key, route)
    routes = sorted(f"{_route_id(key)}Route" for key in api.routes)
    yield "Deployment", _resource("AWS::ApiGatewayV2::Deployment", routes, ApiId=_ref("Api"))
    yield (
        "Stage",
        _resource("AWS::ApiGatewayV2::Stage", ApiId=_ref("Api"), DeploymentId=_ref("Deployment"), StageName="prod"),
    )


def _route_id(key: str) -> str:
    return identifier(key) or "Default"


def _route(key: str, route: Route) -> Iterator[tuple[str, Any]]:
    """A route, its integration and their responses."""
    name, given = _route_id(key), route.integration
    assert given is not None
    found = f"{name}Integration"
    yield (
        found,
        _resource(
            "AWS::ApiGatewayV2::Integration",
            ApiId=_ref("Api"),
            IntegrationType=given.type,
            IntegrationMethod=None if given.type == "MOCK" else given.http_method,
            IntegrationUri=given.uri,
            CredentialsArn=given.credentials,
            PassthroughBehavior=given.passthrough_behavior,
            RequestParameters=dict(given.request_parameters),
            RequestTemplates=texts(given.request_templates),
            TemplateSelectionExpression=given.template_selection_expression,
        ),
    )
    yield (
        f"{name}Route",
        _resource(
            "AWS::ApiGatewayV2::Route",
            ApiId=_ref("Api"),
            RouteKey=key,
            AuthorizationType=route.authorization_type,
            AuthorizerId=_ref(f"{route.authorizer_id}Authorizer") if route.authorizer_id else None,
            RouteResponseSelectionExpression=route.route_response_selection_expression,
            Target={"Fn::Sub": f"integrations/${{{found}}}"},
        ),
    )
    for number, (chosen, response) in enumerate(given.integration_responses.items(), start=1):
        yield (
            f"{name}IntegrationResponse{number}",
            _resource(
                "AWS::ApiGatewayV2::IntegrationResponse",
                ApiId=_ref("Api"),
                IntegrationId=_ref(found),
                IntegrationResponseKey=chosen,
                ResponseTemplates=texts(response.response_templates),
            ),
        )
    for number, chosen in enumerate(route.route_responses, start=1):
        yield (
            f"{name}RouteResponse{number}",
            _resource(
                "AWS::ApiGatewayV2::RouteResponse",
                ApiId=_ref("Api"),
                RouteId=_ref(f"{name}Route"),
                RouteResponseKey=chosen,
            ),
        )
