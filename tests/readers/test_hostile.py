"""Documents with any part replaced by anything: read, or refused with a message; never a failure of our own."""

import json
from pathlib import Path
from typing import Any

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from velogate import Event, ProjectError, invoke
from velogate.gateway import creation
from velogate.readers import files

PROJECT = Path(__file__).parents[2] / "fixtures" / "projects" / "orders" / "api.yaml"
DOCUMENT = yaml.safe_load(PROJECT.read_text(encoding="utf-8"))
DOCUMENT["components"] = {
    "schemas": {"M": {"type": "object"}},
    "securitySchemes": {"a": {"type": "apiKey", "x-amazon-apigateway-authorizer": {"type": "token"}}},
}
DOCUMENT["security"] = [{"a": []}]
DOCUMENT["x-amazon-apigateway-gateway-responses"] = {"DEFAULT_4XX": {"statusCode": 400}}
DOCUMENT["x-amazon-apigateway-request-validators"] = {"v": {"validateRequestBody": True}}
DOCUMENT["paths"]["/orders"]["post"] |= {
    "parameters": [{"name": "q", "in": "query"}],
    "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/M"}}}},
}
JUNK = st.sampled_from(
    [None, 7, True, "", "x", [], [1], {}, {"a": 1}, [[]], {"$ref": "#/nowhere"}, {"$ref": "x"}, -1, "default"]
)


def paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(inner for key, each in children for inner in paths(each, (*path, key)))]


def with_junk(value: Any, path: tuple[Any, ...], junk: Any) -> Any:
    if not path:
        return junk
    key, *rest = path
    copied = dict(value) if isinstance(value, dict) else list(value)
    copied[key] = with_junk(copied[key], tuple(rest), junk)
    return copied


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(paths(DOCUMENT)), JUNK)
def test_any_part_of_a_document_may_be_anything(path: tuple[Any, ...], junk: Any) -> None:
    try:
        api = files.of_value(json.loads(json.dumps(with_junk(DOCUMENT, path, junk))), "d").api
    except ProjectError:
        return
    creation.findings(api)
    exchange = invoke(api, Event('{"customer": "c"}', context={"httpMethod": "POST", "path": "/orders"}))
    assert exchange.response is not None
