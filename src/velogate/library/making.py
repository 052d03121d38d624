"""What comes of an entry with values: the API of its one call, the least policy, the schema of its body."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from velogate.gateway.model import Api, Integration, Method, MethodResponse, Model, Resource, Route, Validator
from velogate.library import filling
from velogate.library.entry import Entry
from velogate.library.filling import Origin, Value
from velogate.source import Placed, Source

_SOURCE = re.compile(r"method\.request\.(path|querystring|header)\.([^.\s]+)")
_RESULT = re.compile(r"method\.response\.header\.(\S+)")
_PLACES = {"path": "path", "query": "querystring", "header": "header"}

MODEL = "Body"
VALIDATOR = "body and parameters"


def api(entry: Entry, values: Mapping[str, Value]) -> Api:
    """The API of the entry's one method or route; raises ProjectError where the folder describes none."""
    made = Integration.of(_filled(entry.integration, values, _mapped), f"the integration of {entry.id}")
    known = Api.of({"name": entry.action, **_filled(entry.api, values, _plain)})
    if entry.is_websocket:
        route = Route.of({"routeKey": entry.client, **entry.method})
        return replace(known, protocol_type="WEBSOCKET", routes={entry.client: replace(route, integration=made)})
    verb, _, path = entry.client.partition(" ")
    method, shape = _method(entry, verb, made, values), schema(entry, values)
    if shape is not None:
        method = replace(method, request_models={"application/json": MODEL})
        known = replace(known, models={MODEL: Model(MODEL, shape)})
    if shape is not None or any(method.request_parameters.values()):
        method = replace(method, request_validator=VALIDATOR)
        validator = Validator(VALIDATOR, validate_request_body=shape is not None, validate_request_parameters=True)
        known = replace(known, request_validators={VALIDATOR: validator})
    return replace(known, resources={path: Resource(path, {verb: method})})


def integration(made: Api) -> Integration:
    """The integration of an API's first method or route: that of the entry's own."""
    holders: list[Any] = [*made.routes.values()] or [*next(iter(made.resources.values())).methods.values()]
    found: Integration = holders[0].integration
    return found


def policy(entry: Entry, values: Mapping[str, Value], kms: bool = False) -> dict[str, Any]:
    """The least policy of the call as IAM takes it; empty statements where the call needs no permission."""
    statements = [_statement(_filled(each, values, _in_policy)) for each in entry.statements]
    if kms and entry.kms:
        statements.append({"Effect": "Allow", "Action": list(entry.kms), "Resource": [values["kms-key"]]})
    return {"Version": "2012-10-17", "Statement": statements}


def schema(entry: Entry, values: Mapping[str, Value]) -> dict[str, Any] | None:
    """The JSON Schema of the body: the entry's own, with the values that are read of the body; None without both."""
    found: dict[str, Any] = dict(entry.body or {})
    for name, option in entry.options.items():
        origin = values.get(name)
        if isinstance(origin, Origin) and origin.kind == "body" and (path := _properties(origin)):
            described = {"description": option.about, **option.schema}
            found = _with_property(found, path, described, option.required)
    return {"$schema": "http://json-schema.org/draft-04/schema#", **found} if found else None


def _properties(origin: Origin) -> list[str]:
    """The names of the properties on the way to a value of the body; none for the body itself and inside lists."""
    names = [each for each in origin.parts if isinstance(each, str)]
    return names if len(names) == len(origin.parts) else []


# ---- the method


def _method(entry: Entry, verb: str, integration: Integration, values: Mapping[str, Value]) -> Method:
    """The method with the parameters that the integration reads and the answers that it gives."""
    given = Method.of({"httpMethod": verb, **_filled(entry.method, values, _plain)}, f"the method of {entry.id}")
    responses = {
        status: MethodResponse(status, dict.fromkeys(_headers_of(each.response_parameters), False))
        for status, each in ((each.status_code, each) for each in integration.integration_responses.values())
    }
    return replace(
        given,
        integration=integration,
        request_parameters={**dict(_parameters(entry, integration, values)), **given.request_parameters},
        method_responses={**responses, **given.method_responses},
    )


def _parameters(entry: Entry, integration: Integration, values: Mapping[str, Value]) -> Iterator[tuple[str, bool]]:
    """The method's request parameters: those of its path, those that are mapped, those that templates read."""
    for name in re.findall(r"\{([\w.-]+)\+?\}", entry.client):
        yield f"method.request.path.{name}", True
    for expression in integration.request_parameters.values():
        for place, name in _SOURCE.findall(expression):
            yield f"method.request.{place}.{name}", place == "path"
    for name, option in entry.options.items():
        origin = values.get(name)
        if isinstance(origin, Origin) and origin.kind in _PLACES:
            needed = option.required or origin.kind == "path"
            yield f"method.request.{_PLACES[origin.kind]}.{origin.name}", needed


def _headers_of(parameters: Mapping[str, str]) -> list[str]:
    return [name for name in parameters if _RESULT.fullmatch(name)]


# ---- values in their places


def _filled(given: Any, values: Mapping[str, Value], form: Callable[[Origin], str]) -> Any:
    """What an entry's file says, with the values in all its texts and templates."""
    match given:
        case Source():
            return filling.template(given, values)
        case str():
            return Placed.like(given, filling.filled(given, values, form))
        case Mapping():
            return {key: _filled(each, values, form) for key, each in given.items()}
        case list():
            return [_filled(each, values, form) for each in given]
        case _:
            return given


def _mapped(origin: Origin) -> str:
    return origin.mapping


def _in_policy(origin: Origin) -> str:
    return origin.pattern


def _plain(origin: Origin) -> str:
    return origin.name


def _statement(given: Mapping[str, Any]) -> dict[str, Any]:
    """A statement of a policy, in IAM's names."""
    effect = given.get("effect", "Allow")
    stated = {"Effect": effect, "Action": given["actions"], "Resource": given["resources"]}
    return {**stated, "Condition": given["condition"]} if given.get("condition") else stated


def _with_property(schema: Mapping[str, Any], path: list[str], described: Mapping[str, Any], needed: bool) -> Any:
    """An object's schema with one more property, inner objects made as they are needed."""
    first, *rest = path
    known = schema.get("properties", {})
    inner = _with_property(known.get(first, {}), rest, described, needed) if rest else dict(described)
    found = {"type": "object", **schema, "properties": {**known, first: inner}}
    if needed:
        found["required"] = [*dict.fromkeys((*schema.get("required", ()), first))]
    return found
