"""OpenAPI documents beyond the recorded imports."""

from typing import Any

import pytest

from velogate import Api, ProjectError
from velogate.readers import openapi

MOCK = {"x-amazon-apigateway-integration": {"type": "mock"}}


def read(**more: Any) -> Api:
    return openapi.read({"openapi": "3.0.1", "paths": {"/a": {"get": MOCK}}, **more}).api


def test_putting_a_document_adds_binary_media_types_or_replaces_them() -> None:
    api = Api(binary_media_types=("image/png",))
    given = {"openapi": "3.0.1", "x-amazon-apigateway-binary-media-types": ["image/jpg", "image/png"]}
    assert openapi.put(api, given, "merge").api.binary_media_types == ("image/png", "image/jpg")
    assert openapi.put(api, given, "overwrite").api.binary_media_types == ("image/jpg", "image/png")


def test_putting_a_document_keeps_what_it_does_not_name() -> None:
    api = read()
    merged = openapi.put(api, {"openapi": "3.0.1", "paths": {"/b": {"get": MOCK}}}).api
    assert list(merged.resources) == ["/a", "/b"]


def test_references_to_parameters_and_responses_are_followed() -> None:
    components = {
        "parameters": {"Q": {"name": "q", "in": "query", "required": True}},
        "responses": {"Ok": {"headers": {"X": {}}, "content": {"application/json": {"schema": {"$ref": "#/x/M"}}}}},
        "schemas": {"M": {"type": "object"}},
    }
    operation = {
        **MOCK,
        "parameters": [{"$ref": "#/components/parameters/Q"}],
        "responses": {"200": {"$ref": "#/components/responses/Ok"}},
    }
    method = read(components=components, paths={"/a": {"get": operation}}).resources["/a"].methods["GET"]
    assert method.request_parameters == {"method.request.querystring.q": True}
    assert method.method_responses["200"].response_models == {"application/json": "M"}


def test_an_inline_schema_becomes_a_model() -> None:
    schema = {"type": "object", "required": ["a"]}
    operation = {**MOCK, "requestBody": {"content": {"application/json": {"schema": schema}}}}
    api = read(paths={"/a": {"post": operation}})
    (name,) = api.resources["/a"].methods["POST"].request_models.values()
    assert api.models[name].schema == schema


def test_validators_gateway_responses_and_keys() -> None:
    api = read(
        **{
            "x-amazon-apigateway-request-validators": {"all": {"validateRequestBody": True}},
            "x-amazon-apigateway-request-validator": "all",
            "x-amazon-apigateway-gateway-responses": {"DEFAULT_4XX": {"statusCode": 418}},
            "components": {"securitySchemes": {"key": {"type": "apiKey", "name": "x-api-key", "in": "header"}}},
            "security": [{"key": []}],
        }
    )
    method = api.resources["/a"].methods["GET"]
    assert api.request_validators["all"].validate_request_body
    assert (method.request_validator, method.api_key_required, method.authorization_type) == ("all", True, "NONE")
    assert api.gateway_responses["DEFAULT_4XX"].status_code == "418"


def test_a_reference_that_leads_nowhere_is_told() -> None:
    with pytest.raises(ProjectError, match="#/components/parameters/Q leads nowhere"):
        read(paths={"/a": {"get": {**MOCK, "parameters": [{"$ref": "#/components/parameters/Q"}]}}})


def test_an_integration_with_an_unknown_key_is_told() -> None:
    with pytest.raises(ProjectError, match="did you mean 'passthroughBehavior'"):
        read(
            paths={
                "/a": {"get": {"x-amazon-apigateway-integration": {"type": "mock", "passthroughBehaviour": "never"}}}
            }
        )


@pytest.mark.parametrize("paths", [[], {"/a": []}, {"/a": {"get": {"parameters": 7, **MOCK}}}])
def test_a_document_of_the_wrong_shape_is_told(paths: Any) -> None:
    with pytest.raises(ProjectError):
        read(paths=paths)
