"""Every case of fixtures/gateway/pipeline.jsonl that is about an exchange, or about one step of it."""

import re
from dataclasses import replace
from typing import Any

import pytest

from gateway.facts import facts
from gateway.pipeline_cases import Backend, api, event, placed
from gateway.pipeline_checks import CHECKS
from velogate import Event, invoke
from velogate.gateway import endpoint, headers, parameters, schema
from velogate.gateway.exchange import Headers, Response
from velogate.gateway.model import Api, Integration, Method, Model, Resource
from velogate.gateway.parameters import Sources
from velogate.gateway.pipeline import exchange_of, start
from velogate.gateway.steps.method_response import gateway_response, method_response
from velogate.gateway.transit import Transit, misconfigured

CASES = [case for case in facts("pipeline.jsonl") if "operation" not in case and case["kind"] != "render"]


def about(*names: str) -> Any:
    """The cases whose expectation, or input, has one of these."""
    found = [case for case in CASES if set(names) & {*case["expected"], *case.get("input", {})}]
    assert found
    return pytest.mark.parametrize("case", [pytest.param(case, id=case["id"]) for case in found])


STEPS = {"mapped", "renderedUri", "traceId", "valid", "path", "error", "gatewayError", "mappedHeaders"}
EXCHANGES = [case for case in CASES if not STEPS & {*case["expected"], *case.get("input", {})}]


@pytest.mark.parametrize("case", [pytest.param(case, id=case["id"]) for case in EXCHANGES])
def test_exchange(case: dict[str, Any]) -> None:
    backend = Backend(case) if "backendResponse" in case else None
    exchange = invoke(api(case), event(case), backend, stage=case.get("api", {}).get("stage", "testing"))
    expected = placed(case["expected"], known_only=True)
    assert [wrong for name, wanted in expected.items() for wrong in CHECKS[name](wanted, exchange)] == []


@about("mapped")
def test_parameters_that_mappings_give(case: dict[str, Any]) -> None:
    found = _mapped(case)
    wanted = case["expected"]["mapped"]
    assert {place: getattr(found, place) for place in wanted} == wanted


def _mapped(case: dict[str, Any]) -> parameters.Mapped:
    given, context = event(case), case.get("input", {}).get("context", {})
    if "integrationResponses" in case:
        answer = case["backendResponse"]
        sources = Sources(
            "integration.response", {"header": Headers(answer.get("headers", {}))}, answer.get("body", ""), context, {}
        )
        wanted = case["integrationResponses"][0]["responseParameters"]
        return parameters.mapped(wanted, parameters.RESPONSE_TARGET, sources)
    places = {"path": given.path, "querystring": given.querystring, "header": Headers(given.header)}
    sources = Sources("method.request", places, given.body, context, case.get("stageVariables", {}))
    return parameters.mapped(case["integration"]["requestParameters"], parameters.REQUEST_TARGET, sources)


@about("renderedUri")
def test_the_uri_with_its_parameters(case: dict[str, Any]) -> None:
    integration = case["integration"]
    given = case.get("input", {}).get("integrationPathParameters")
    if given is None:
        exchange = invoke({**integration, "type": "HTTP_PROXY"}, event({**case, "input": {}}))
        assert exchange.backend_request is not None
        assert exchange.backend_request.url == case["expected"]["renderedUri"]
    else:
        assert endpoint.rendered(integration["uri"], given, {}) == case["expected"]["renderedUri"]


@about("traceId")
def test_the_trace_id(case: dict[str, Any]) -> None:
    found = headers.trace_id(Headers(case["request"]["headers"]), {"requestId": "c6af9ac6", "requestTimeEpoch": 0})
    shape = (
        re.escape(case["expected"]["traceId"]).replace(r"<35\ chars>", ".{35}").replace(r"<16\ hex>", "[0-9a-f]{16}")
    )
    assert re.fullmatch(shape, found)


@about("valid")
def test_bodies_that_are_as_their_model_says(case: dict[str, Any]) -> None:
    models = {name: Model(name, each) for name, each in case["method"]["models"].items()}
    wanted = case["method"]["requestModels"]["application/json"]
    assert (schema.faults(case["request"]["body"], models[wanted], models) == []) == case["expected"]["valid"]


@about("path")
def test_the_path_without_its_stage(case: dict[str, Any]) -> None:
    request = case["request"]
    known = Api(resources={"/{proxy+}": Resource("/{proxy+}", {"ANY": Method(integration=Integration())})})
    host = {"domainName": "a1b2c3d4e5.execute-api.us-east-1.amazonaws.com"}
    given = Event(context={"path": request["rawPath"], **host})
    exchange = invoke(known, given, stage=request["stage"])
    assert exchange.context["path"] == case["expected"]["context.path"]
    assert f"/{exchange.log[3].partition('proxy=')[2].rstrip('}')}" == case["expected"]["path"]


@about("error")
def test_gateway_responses(case: dict[str, Any]) -> None:
    known = Api.of(
        {
            "gatewayResponses": case.get("gatewayResponses", {}),
            "resources": {"/": {"methods": {"ANY": {"integration": {}}}}},
        }
    )
    decided = {"UNAUTHORIZED": "unauthorized", "ACCESS_DENIED": "deny"}[case["input"]["error"]]
    exchange = invoke(known, {}, authorizer=decided)
    expected = {**case["expected"]}
    if case["input"]["error"] == "ACCESS_DENIED":  # the case is about the key, a word of an emulator's is in its value
        assert list(exchange.response.json()) == list(expected.pop("body"))
    assert [wrong for name, wanted in expected.items() for wrong in CHECKS[name](wanted, exchange)] == []


@about("gatewayError", "mappedHeaders")
def test_headers_of_every_answer(case: dict[str, Any]) -> None:
    kind = case.get("integration", {}).get("type", "MOCK")
    given = Headers(case["input"].get("mappedHeaders", {}))
    transit = replace(_transit(kind), response=Response(200, given))
    if case["input"].get("gatewayError"):
        transit = gateway_response(transit, misconfigured("cause"))
    else:
        transit = method_response(transit)
    exchange = exchange_of(transit, None)
    expected = case["expected"]
    assert [wrong for name, wanted in expected.items() for wrong in CHECKS[name](wanted, exchange)] == []


def _transit(kind: str) -> Transit:
    method = Method(integration=Integration(type=kind))
    return start(Api(), Event()).to(method=method)


def test_every_case_is_tested() -> None:
    known = {*CHECKS, *STEPS, "rendered", "context.path", "overrides", "renderedParsed"}
    assert [case["id"] for case in CASES if set(case["expected"]) - known] == []
