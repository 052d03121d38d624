"""An API as API Gateway keeps it: data only, every field by the name that CloudFormation and OpenAPI give it.

`Api.of(mapping)` and the `of` of every record here take AWS's names (`requestTemplates`), CloudFormation's
(`RequestTemplates`) and Python's (`request_templates`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from velogate.gateway.shape import (
    Shape,
    anything,
    capitals,
    field,
    flag,
    keyed,
    listed,
    mapped,
    record,
    template,
    text,
    whole,
)
from velogate.source import Source

Texts = Mapping[str, str]
Flags = Mapping[str, bool]
Templates = Mapping[str, str | Source]
"""Mapping templates by media type; WebSocket APIs: by what the template selection expression gives."""

DEFAULT_TIMEOUT = 29_000
"""Milliseconds that an integration may take (RECORDED)."""


@dataclass(frozen=True, slots=True)
class IntegrationResponse(Shape):
    """Which answers of the back end it is for, and what the client gets for them."""

    status_code: str = field(text, "", also=["integrationResponseKey"])
    """The method response's status; in WebSocket APIs the integration response key."""
    selection_pattern: str | None = field(text)
    response_parameters: Texts = field(mapped(text), dict)
    response_templates: Templates = field(mapped(template), dict)
    content_handling: str | None = field(capitals, also=["contentHandlingStrategy"])
    template_selection_expression: str | None = field(text)


@dataclass(frozen=True, slots=True)
class Integration(Shape):
    """The back end of a method, and how the request is made for it."""

    type: str = field(capitals, "MOCK", also=["integrationType"])
    http_method: str | None = field(capitals, also=["integrationHttpMethod", "integrationMethod"])
    uri: str | None = field(text, also=["integrationUri"])
    connection_type: str | None = field(capitals)
    connection_id: str | None = field(text)
    credentials: str | None = field(text, also=["credentialsArn"])
    request_parameters: Texts = field(mapped(text), dict)
    request_templates: Templates = field(mapped(template), dict)
    passthrough_behavior: str = field(capitals, "WHEN_NO_MATCH")
    content_handling: str | None = field(capitals, also=["contentHandlingStrategy"])
    timeout_in_millis: int = field(whole, DEFAULT_TIMEOUT)
    cache_namespace: str | None = field(text)
    cache_key_parameters: tuple[str, ...] = field(listed, ())
    tls_config: Mapping[str, Any] | None = field(anything)
    integration_target: str | None = field(text)
    response_transfer_mode: str | None = field(capitals)
    integration_responses: Mapping[str, IntegrationResponse] = field(keyed(IntegrationResponse, "status_code"), dict)
    template_selection_expression: str | None = field(text)
    """WebSocket APIs only, as are the next two."""
    payload_format_version: str | None = field(text)
    description: str | None = field(text)


@dataclass(frozen=True, slots=True)
class MethodResponse(Shape):
    """An answer that the client may get: declared headers (and whether they are required) and models."""

    status_code: str = field(text, "")
    response_parameters: Flags = field(mapped(flag), dict)
    response_models: Texts = field(mapped(text), dict)


@dataclass(frozen=True, slots=True)
class Method(Shape):
    """What a client may ask of a resource with one HTTP method."""

    http_method: str = field(capitals, "ANY")
    authorization_type: str = field(capitals, "NONE")
    authorizer_id: str | None = field(text, also=["authorizer"])
    authorization_scopes: tuple[str, ...] = field(listed, ())
    api_key_required: bool = field(flag, False)
    operation_name: str | None = field(text)
    request_parameters: Flags = field(mapped(flag), dict)
    request_models: Texts = field(mapped(text), dict)
    request_validator: str | None = field(text, also=["requestValidatorId"])
    """The name or id of a validator of the API."""
    method_responses: Mapping[str, MethodResponse] = field(keyed(MethodResponse, "status_code"), dict)
    integration: Integration | None = field(record(Integration), also=["methodIntegration"])


@dataclass(frozen=True, slots=True)
class Resource(Shape):
    """A path of the API and its methods by their HTTP method."""

    path: str = field(text, "/")
    methods: Mapping[str, Method] = field(keyed(Method, "http_method"), dict, also=["resourceMethods"])
    id: str | None = field(text)
    parent_id: str | None = field(text)
    path_part: str | None = field(text)


@dataclass(frozen=True, slots=True)
class Model(Shape):
    """A JSON Schema, draft 4, by name; `schema` is its text or the parsed mapping."""

    name: str = field(text, "")
    schema: Any = field(anything)
    content_type: str = field(text, "application/json")
    description: str | None = field(text)
    id: str | None = field(text)


@dataclass(frozen=True, slots=True)
class Validator(Shape):
    """What of a request is validated."""

    name: str = field(text, "")
    validate_request_body: bool = field(flag, False)
    validate_request_parameters: bool = field(flag, False)
    id: str | None = field(text)


@dataclass(frozen=True, slots=True)
class GatewayResponse(Shape):
    """What the client gets where API Gateway itself answers: one of its response types, customised."""

    response_type: str = field(capitals, "")
    status_code: str | None = field(text)
    response_parameters: Texts = field(mapped(text), dict)
    response_templates: Texts = field(mapped(text), dict)
    default_response: bool = field(flag, False)


@dataclass(frozen=True, slots=True)
class Authorizer(Shape):
    """Who decides whether a request may pass; what it decided is given by the caller."""

    name: str = field(text, "")
    type: str = field(capitals, "TOKEN", also=["authorizerType"])
    id: str | None = field(text)
    auth_type: str | None = field(text)
    authorizer_uri: str | None = field(text)
    authorizer_credentials: str | None = field(text, also=["authorizerCredentialsArn"])
    authorizer_result_ttl_in_seconds: int | None = field(whole)
    identity_source: Any = field(anything)
    identity_validation_expression: str | None = field(text)
    provider_arns: tuple[str, ...] = field(listed, (), also=["providerARNs"])


@dataclass(frozen=True, slots=True)
class ApiKey(Shape):
    """A key that clients send in X-API-Key."""

    name: str = field(text, "")
    value: str = field(text, "")
    enabled: bool = field(flag, True)
    id: str | None = field(text)
    description: str | None = field(text)


@dataclass(frozen=True, slots=True)
class CanarySettings(Shape):
    """The part of a stage that gets some of the traffic."""

    percent_traffic: float = field(anything, 0.0)
    deployment_id: str | None = field(text)
    stage_variable_overrides: Texts = field(mapped(text), dict)
    use_stage_cache: bool = field(flag, False)


@dataclass(frozen=True, slots=True)
class Stage(Shape):
    """A deployed API: its name in the path, and its variables."""

    stage_name: str = field(text, "prod", also=["name"])
    variables: Texts = field(mapped(text), dict, also=["stageVariables"])
    deployment_id: str | None = field(text)
    description: str | None = field(text)
    canary_settings: CanarySettings | None = field(record(CanarySettings), also=["canarySetting"])
    cache_cluster_enabled: bool = field(flag, False)
    cache_cluster_size: str | None = field(text)
    client_certificate_id: str | None = field(text)
    documentation_version: str | None = field(text)
    method_settings: Any = field(anything)
    access_log_setting: Any = field(anything, also=["accessLogSettings"])
    tracing_enabled: bool = field(flag, False)
    web_acl_arn: str | None = field(text)
    default_route_settings: Any = field(anything)
    route_settings: Any = field(anything)
    auto_deploy: bool = field(flag, False)
    tags: Any = field(anything)


@dataclass(frozen=True, slots=True)
class RouteResponse(Shape):
    """That a route of a WebSocket API answers its client."""

    route_response_key: str = field(text, "$default")
    model_selection_expression: str | None = field(text)
    response_models: Texts = field(mapped(text), dict)
    response_parameters: Mapping[str, Any] = field(mapped(anything), dict)


@dataclass(frozen=True, slots=True)
class Route(Shape):
    """What a WebSocket API does with the messages of one route key."""

    route_key: str = field(text, "$default")
    api_key_required: bool = field(flag, False)
    authorization_type: str = field(capitals, "NONE")
    authorizer_id: str | None = field(text, also=["authorizer"])
    authorization_scopes: tuple[str, ...] = field(listed, ())
    model_selection_expression: str | None = field(text)
    operation_name: str | None = field(text)
    request_models: Texts = field(mapped(text), dict)
    request_parameters: Mapping[str, Any] = field(mapped(anything), dict)
    route_response_selection_expression: str | None = field(text)
    route_responses: Mapping[str, RouteResponse] = field(keyed(RouteResponse, "route_response_key"), dict)
    integration: Integration | None = field(record(Integration), also=["target"])


@dataclass(frozen=True, slots=True)
class Endpoint(Shape):
    """Where the API is reached from: EDGE, REGIONAL or PRIVATE."""

    types: tuple[str, ...] = field(listed, ())
    vpc_endpoint_ids: tuple[str, ...] = field(listed, ())
    ip_address_type: str | None = field(text)


@dataclass(frozen=True, slots=True)
class Api(Shape):
    """A REST API by its resources, or a WebSocket API by its routes."""

    name: str = field(text, "api")
    id: str | None = field(text, also=["restApiId", "apiId"])
    description: str | None = field(text)
    version: str | None = field(text)
    protocol_type: str = field(capitals, "REST")
    """REST or WEBSOCKET."""
    resources: Mapping[str, Resource] = field(keyed(Resource, "path"), dict)
    models: Mapping[str, Model] = field(keyed(Model, "name"), dict)
    request_validators: Mapping[str, Validator] = field(keyed(Validator, "name"), dict, also=["validators"])
    gateway_responses: Mapping[str, GatewayResponse] = field(keyed(GatewayResponse, "response_type"), dict)
    authorizers: Mapping[str, Authorizer] = field(keyed(Authorizer, "name"), dict)
    stages: Mapping[str, Stage] = field(keyed(Stage, "stage_name"), dict)
    api_keys: Mapping[str, ApiKey] = field(keyed(ApiKey, "name"), dict)
    """The keys that are known; with none, any key is taken for a good one."""
    api_key_source: str = field(capitals, "HEADER", also=["apiKeySourceType"])
    binary_media_types: tuple[str, ...] = field(listed, ())
    minimum_compression_size: int | None = field(whole)
    endpoint_configuration: Endpoint | None = field(record(Endpoint))
    disable_execute_api_endpoint: bool = field(flag, False)
    policy: Any = field(anything)
    tags: Any = field(anything)
    parameters: Any = field(anything)
    mode: str | None = field(text)
    fail_on_warnings: bool = field(flag, False)
    clone_from: str | None = field(text)
    body: Any = field(anything)
    """An OpenAPI document, as CloudFormation has it inside; velogate.readers.openapi reads it."""
    body_s3_location: Any = field(anything)
    endpoint_access_mode: str | None = field(text)
    security_policy: str | None = field(text)
    root_resource_id: str | None = field(text)
    route_selection_expression: str = field(text, "$request.body.action")
    """WebSocket APIs only, as are the next two."""
    api_key_selection_expression: str | None = field(text)
    routes: Mapping[str, Route] = field(keyed(Route, "route_key"), dict)
