"""Every case of fixtures/gateway/pipeline.jsonl that is about the control plane, imports and exports."""

import json
from dataclasses import replace
from typing import Any

import pytest

from gateway.facts import facts
from gateway.pipeline_cases import placed
from gateway.pipeline_checks import same
from velogate.gateway import control, gateway_responses
from velogate.gateway.control import ControlError
from velogate.gateway.model import Api, GatewayResponse, Integration, Method, Model, Resource
from velogate.library.forms import openapi as written
from velogate.readers import openapi

CASES = [placed(case, known_only=True) for case in facts("pipeline.jsonl") if "operation" in case]
CUSTOM = {
    "application/json": (
        '{\n     "message": $context.error.messageString,\n     "type":  "$context.error.responseType",\n'
        '     "stage":  "$context.stage",\n     "resourcePath":  "$context.resourcePath",\n'
        '     "stageVariables.a":  "$stageVariables.a",\n     "statusCode": "\'404\'"\n}'
    )
}
PARAMETERS = {
    "gatewayresponse.header.Access-Control-Allow-Origin": "'a.b.c'",
    "gatewayresponse.header.x-request-header": "method.request.header.Accept",
    "gatewayresponse.header.x-request-path": "method.request.path.petId",
    "gatewayresponse.header.x-request-query": "method.request.querystring.q",
}
MOCK = Integration(request_templates={"application/json": '{"statusCode": 200}'})


def of_operation(*names: str) -> Any:
    """The cases of these operations."""
    found = [case for case in CASES if case["operation"] in names]
    assert found
    return pytest.mark.parametrize("case", [pytest.param(case, id=case["id"]) for case in found])


def agrees(wanted: Any, found: Any) -> bool:
    """As `same`, where templates that are JSON may have been parsed by the recorder, and `datetime` is any."""
    if isinstance(found, str) and isinstance(wanted, dict):
        return bool(json.loads(found) == wanted)
    if isinstance(wanted, dict) and isinstance(found, dict):
        return set(wanted) == set(found) and all(agrees(value, found[key]) for key, value in wanted.items())
    return wanted == "datetime" or same(wanted, found)


# ---- what the operations start from


def world(case: dict[str, Any]) -> Api:
    """An API with a resource and what the case says of it."""
    given = case["input"]
    verb = given.get("existingMethod", given.get("httpMethod", "GET"))
    there = given.get("methodExists", case["operation"] != "PutMethod" and "wrong_type" not in case["id"])
    integration = MOCK if given.get("integrationExists", True) else None
    methods = {verb: Method(verb, integration=integration)} if there else {}
    models = {given["name"]: Model(given["name"], "{}")} if given.get("nameExists") else {}
    return Api(id="a1b2c3d4e5", resources={"/": Resource("/", methods, "root")}, models=models)


INPUT = {"existingMethod", "methodExists", "integrationExists", "nameExists"}


def call(api: Api, operation: str, given: dict[str, Any]) -> tuple[Api, dict[str, Any]]:
    """The operation's answer, an `error` where it refuses."""
    try:
        return control.call(api, operation, {name: value for name, value in given.items() if name not in INPUT})
    except ControlError as error:
        return api, {"error": {"code": error.code, "message": error.message, "httpStatus": error.status}}


def check(case: dict[str, Any], answer: dict[str, Any]) -> None:
    wanted = case["expected"]
    assert agrees(wanted.get("ok", {"error": wanted.get("error")}), answer), answer


@of_operation(
    *("PutMethod", "PutIntegration", "GetIntegration", "CreateModel"),
    *("PutIntegrationResponse", "GetIntegrationResponse"),
)
def test_answers_and_refusals(case: dict[str, Any]) -> None:
    check(case, call(world(case), case["operation"], case["input"])[1])


@of_operation("PutIntegrationResponse+GetIntegrationResponse")
def test_an_integration_response_is_kept(case: dict[str, Any]) -> None:
    api, _ = call(world(case), "PutIntegrationResponse", case["input"])
    check(case, call(api, "GetIntegrationResponse", {"statusCode": "200"})[1])


@of_operation("UpdateIntegrationResponse", "GetMethod", "DeleteIntegrationResponse")
def test_the_life_of_an_integration_response(case: dict[str, Any]) -> None:
    api = Api(resources={"/": Resource("/", {"GET": Method("GET", integration=MOCK)}, "root")})
    text = '"created"' if case["operation"] == "UpdateIntegrationResponse" else "overwrite"
    pattern = "" if case["operation"] == "UpdateIntegrationResponse" else "overwrite-pattern"
    given = {"statusCode": "200", "responseTemplates": {"application/json": text}, "selectionPattern": pattern}
    api, _ = call(api, "PutIntegrationResponse", given)
    check(case, call(api, case["operation"], {"statusCode": "200", **case["input"]})[1])


@of_operation("UpdateIntegration(add requestTemplates)+GetIntegration")
def test_a_patched_integration_is_kept(case: dict[str, Any]) -> None:
    before = {**case["expected"]["ok"], "credentials": "role"}
    before = {name: value for name, value in before.items() if name not in ("requestTemplates", "cacheNamespace")}
    api = Api(resources={"/": Resource("/", {"GET": Method("GET", integration=Integration.of(before))}, "root")})
    api, _ = call(api, "UpdateIntegration", case["input"])
    check(case, call(api, "GetIntegration", {})[1])


@of_operation("UpdateMethodResponse")
def test_patches_of_a_method_response(case: dict[str, Any]) -> None:
    api = Api(resources={"/": Resource("/", {"GET": Method("GET")}, "root")})
    api, _ = call(api, "PutMethodResponse", {"statusCode": "200"})
    check(case, call(api, "UpdateMethodResponse", case["input"])[1])


# ---- gateway responses


@of_operation("PutGatewayResponse")
def test_a_customised_gateway_response(case: dict[str, Any]) -> None:
    given = {"responseType": "MISSING_AUTHENTICATION_TOKEN", **case["input"]}
    if given.get("responseTemplates") == "custom":
        given["responseTemplates"] = CUSTOM
    if given.get("responseParameters") == "4 entries":
        given["responseParameters"] = PARAMETERS
    check(case, call(Api(), "PutGatewayResponse", given)[1])


@of_operation("GetGatewayResponses", "GetGatewayResponse")
def test_gateway_responses_by_default_and_inherited(case: dict[str, Any]) -> None:
    given = case.get("gatewayResponses") or {}
    own = {
        name: GatewayResponse.of(
            {"responseType": name, **each, **({"responseTemplates": CUSTOM} if "responseTemplates" in each else {})}
        )
        for name, each in given.items()
    }
    api = Api(gateway_responses=own)
    wanted = case["input"]["responseType"]
    found = {each["responseType"]: each for each in call(api, "GetGatewayResponses", {})[1]["items"]}
    assert set(found) == set(gateway_responses.TYPES)
    check(case, found[wanted])
    check(case, call(api, "GetGatewayResponse", {"responseType": wanted})[1])


# ---- imports and exports


def document(case: dict[str, Any]) -> dict[str, Any]:
    """The OpenAPI document of which the case has a part."""
    given = case["input"]
    top = {**given["topLevel"]}
    names = top.pop("securitySchemes", [])
    cognito = "cognito" in case["id"]
    authorizer = {"type": "cognito_user_pools" if cognito else "token"}
    schemes = {
        name: {"type": "apiKey", **({} if name == "api_key" else {"x-amazon-apigateway-authorizer": authorizer})}
        for name in names
    }
    where = {"securityDefinitions": schemes} if "swagger" in top else {"components": {"securitySchemes": schemes}}
    return {
        "info": {"title": "t"},
        **top,
        **where,
        "paths": {given["path"]: {given["operationKey"]: given["operation"]}},
    }


@of_operation("ImportRestApi/PutRestApi")
def test_an_imported_operation(case: dict[str, Any]) -> None:
    given = case["input"]
    basepath = (given["parameters"] or {}).get("basepath", "ignore")
    api = openapi.read(placed(document(case)), basepath).api
    (path,) = api.resources
    assert path.replace("/", "_").strip("_") in case["id"] or path == "/"
    (verb,) = api.resources[path].methods
    target = {"resourceId": path, "httpMethod": verb, "statusCode": "200"}
    operations = {
        "getMethod": "GetMethod",
        "getIntegration": "GetIntegration",
        "getIntegrationResponse200": "GetIntegrationResponse",
        "getMethodResponse200": "GetMethodResponse",
    }
    for name, wanted in case["expected"].items():
        answer = call(api, operations[name], target)[1]
        assert agrees(_with_uri_of(answer, wanted), answer), (name, answer)


def _with_uri_of(answer: dict[str, Any], wanted: dict[str, Any]) -> dict[str, Any]:
    """What is wanted, with our URI where the case's own is a variable of its document."""
    found = {**wanted}
    if "uri" in found and "uri" in answer:
        found["uri"] = answer["uri"]
    if "methodIntegration" in found:
        found["methodIntegration"] = _with_uri_of(answer["methodIntegration"], found["methodIntegration"])
    return found


@of_operation("PutRestApi mode=overwrite")
def test_mappings_that_are_no_texts_are_left_out_with_a_warning(case: dict[str, Any]) -> None:
    integration = {"type": "mock", "requestParameters": case["input"]["requestParameters"]}
    given = {
        "openapi": "3.0.1",
        "servers": [{"url": "https://testdomain.com/base-url/part/"}],
        "paths": {"/test": {"get": {"x-amazon-apigateway-integration": integration}}},
    }
    imported = openapi.read(given, case["input"]["parameters"]["basepath"])
    assert [each.message for each in imported.warnings] == case["expected"]["warnings"]
    (resource,) = imported.api.resources.values()
    made = resource.methods["GET"].integration
    assert made is not None
    assert made.request_parameters == {}


@of_operation("ImportRestApi", "PutRestApi (unknown api id)")
def test_a_document_that_cannot_be_parsed(case: dict[str, Any]) -> None:
    body = {"unparseable YAML": "a: [b\n- c"}.get(case["input"]["body"], case["input"]["body"])
    with pytest.raises(ControlError) as refused:
        openapi.import_rest_api(body)
    error = refused.value
    assert {"code": error.code, "message": error.message, "httpStatus": error.status} == case["expected"]["error"]


@of_operation("ImportRestApi failOnWarnings")
def test_the_answer_to_an_import(case: dict[str, Any]) -> None:
    given = {name: value for name, value in case["input"].items() if name not in ("gatewayResponses", "pathFeatures")}
    kinds = {name: {"responseParameters": {}} for name in case["input"]["gatewayResponses"]}
    mock = {
        "type": "mock",
        "responses": {"default": {"statusCode": 200, "responseTemplates": {"application/json": ""}}},
    }
    imported = openapi.read(
        {
            **given,
            "info": {"title": "t", "version": "1.0"},
            "x-amazon-apigateway-gateway-responses": kinds,
            "paths": {"/": {"options": {"x-amazon-apigateway-integration": mock}}},
        }
    )
    assert imported.warnings == ()
    answer = control.api_answer(replace(imported.api, id="a1b2c3d4e5"))
    check(case, {**answer, "createdDate": "now"})


@of_operation("GetExport extensions=apigateway (after import of the same document)")
def test_an_exported_integration(case: dict[str, Any]) -> None:
    given = json.loads(
        json.dumps(case["input"]).replace("${uri}", "http://petstore.execute-api.us-east-1.amazonaws.com/petstore/pets")
    )
    method = {given["method"]: {"x-amazon-apigateway-integration": given["imported"]}}
    api = openapi.read({"openapi": "3.0.1", "paths": {given["path"]: method}}).api
    integration = api.resources[given["path"]].methods[given["method"].upper()].integration
    assert integration is not None
    assert written.integration(integration) == case["expected"]["x-amazon-apigateway-integration"]
