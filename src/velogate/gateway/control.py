"""API Gateway's control plane on a model: what PutIntegration and its like answer, and what they refuse.

    api, answer = call(api, "PutIntegration", {"resourceId": "/", "httpMethod": "GET", "type": "MOCK"})

A resource is named by its id or its path. Confidence: RECORDED.
"""

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from velogate.errors import ProjectError, UsageError, VelogateError, near
from velogate.gateway import creation, gateway_responses
from velogate.gateway.creation import Refusal, bad_request, constraint, violated
from velogate.gateway.model import (
    Api,
    GatewayResponse,
    Integration,
    IntegrationResponse,
    Method,
    MethodResponse,
    Model,
    Resource,
)
from velogate.gateway.shape import Shape, camel, folded

Record = TypeVar("Record", bound=Shape)
Given = Mapping[str, Any]
Answer = tuple[Api, dict[str, Any]]


class ControlError(VelogateError):
    """The control plane refuses: `code` names AWS's exception, `status` is that of HTTP."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.message, getattr(refusal.about, "span", None))
        self.code, self.status = refusal.code, refusal.status


def call(api: Api, operation: str, given: Given) -> Answer:
    """The API after the operation, and its answer in AWS's names; raises ControlError and UsageError."""
    if operation not in OPERATIONS:
        guess = near(operation, OPERATIONS)
        raise UsageError(
            f"the control plane has no {operation!r}" + (f"; did you mean {guess!r}?" if guess else ""),
            hint=f"known: {', '.join(OPERATIONS)}",
        )
    try:
        return OPERATIONS[operation](api, given)
    except ProjectError as error:
        raise ControlError(Refusal("SerializationException", error.message.rpartition(": ")[2])) from error


# ---- answers


def shown(record: Shape) -> dict[str, Any]:
    """A record as AWS answers with it: its names, without what is not set."""
    fields = {camel(each.name): getattr(record, each.name) for each in dataclasses.fields(record)}
    return {name: _plain(value) for name, value in fields.items() if value not in (None, {}, ())}


def _plain(value: Any) -> Any:
    if isinstance(value, Shape):
        return shown(value)
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    return list(value) if isinstance(value, tuple) else value


def integration_answer(given: Integration, resource: Resource) -> dict[str, Any]:
    """What GetIntegration answers: what does not belong to the type is left out, what has a default is there."""
    found = {
        "cacheKeyParameters": list(given.cache_key_parameters),
        "cacheNamespace": given.cache_namespace or resource.id or resource.path,
        **shown(replace(given, integration_responses={}, cache_namespace=None, cache_key_parameters=())),
    }
    if given.type == "MOCK":
        found = {name: value for name, value in found.items() if name not in ("uri", "httpMethod", "connectionType")}
    elif given.type in ("HTTP", "HTTP_PROXY"):
        found["connectionType"] = given.connection_type or "INTERNET"
    responses = {code: response_answer(each) for code, each in given.integration_responses.items()}
    return {**found, **({"integrationResponses": responses} if responses else {})}


def response_answer(given: IntegrationResponse) -> dict[str, Any]:
    """What GetIntegrationResponse answers: an empty template is told as null."""
    found = shown(given)
    if given.response_templates:
        found["responseTemplates"] = {key: text or None for key, text in given.response_templates.items()}
    return found


def method_answer(given: Method, resource: Resource) -> dict[str, Any]:
    """What GetMethod answers."""
    found = shown(replace(given, integration=None, request_validator=None))
    if given.request_validator:
        found["requestValidatorId"] = given.request_validator
    found["methodResponses"] = {code: shown(each) for code, each in given.method_responses.items()}
    if given.integration:
        found["methodIntegration"] = integration_answer(given.integration, resource)
    return {name: value for name, value in found.items() if value != {}}


def gateway_response_answer(given: GatewayResponse) -> dict[str, Any]:
    """What GetGatewayResponse answers."""
    found = {"responseType": given.response_type, "defaultResponse": given.default_response}
    found |= {
        "responseParameters": dict(given.response_parameters),
        "responseTemplates": dict(given.response_templates),
    }
    return {**found, **({"statusCode": given.status_code} if given.status_code else {})}


def api_answer(given: Api) -> dict[str, Any]:
    """What GetRestApi and ImportRestApi answer, without the date."""
    root = next((each.id or each.path for each in given.resources.values() if each.path == "/"), "/")
    endpoint = given.endpoint_configuration
    found = {
        "id": given.id,
        "name": given.name,
        "description": given.description,
        "version": given.version,
        "binaryMediaTypes": list(given.binary_media_types) or None,
        "minimumCompressionSize": given.minimum_compression_size,
        "apiKeySource": given.api_key_source,
        "endpointConfiguration": {"types": ["EDGE"], "ipAddressType": "ipv4", **(shown(endpoint) if endpoint else {})},
        "disableExecuteApiEndpoint": given.disable_execute_api_endpoint,
        "rootResourceId": given.root_resource_id or root,
    }
    return {name: value for name, value in found.items() if value is not None}


# ---- where an operation's target is


@dataclass(frozen=True, slots=True)
class Target:
    """The resource, method and integration that an operation names, as far as it has to exist."""

    api: Api
    resource: Resource
    verb: str
    method: Method | None

    @property
    def integration(self) -> Integration:
        """The method's integration; raises ControlError."""
        if self.method is None or self.method.integration is None:
            raise not_found("Integration identifier")
        return self.method.integration

    def with_method(self, method: Method) -> Api:
        """The API, with this method."""
        resource = replace(self.resource, methods={**self.resource.methods, self.verb: method})
        return replace(self.api, resources={**self.api.resources, self.resource.path: resource})

    def with_integration(self, integration: Integration) -> Api:
        """The API, with this integration."""
        assert self.method is not None
        return self.with_method(replace(self.method, integration=integration))


def not_found(what: str) -> ControlError:
    """The refusal of an operation on something that is not there."""
    return ControlError(Refusal("NotFoundException", f"Invalid {what} specified", 404))


def _target(api: Api, given: Given, method_must_exist: bool = True) -> Target:
    wanted = given.get("resourceId", "/")
    found = next((each for path, each in api.resources.items() if wanted in (path, each.id)), None)
    if found is None or given.get("restApiId", api.id) != api.id:
        raise not_found("Resource identifier")
    verb = str(given.get("httpMethod", "GET"))
    method = found.methods.get(verb)
    if method is None and method_must_exist:
        raise not_found("Method identifier")
    return Target(api, found, verb, method)


def _read(cls: type[Record], given: Given, **changes: Any) -> Record:
    """The record that an operation's input describes; what names its target is left out."""
    target = {"resourceId", "restApiId", "httpMethod"}
    return cls.of({**{name: value for name, value in given.items() if name not in target}, **changes})


def _check(refusals: Iterator[Refusal]) -> None:
    refusal = next(refusals, None)
    if refusal:
        raise ControlError(refusal)


# ---- operations


def _put_method(api: Api, given: Given) -> Answer:
    target = _target(api, given, method_must_exist=False)
    method = _read(Method, given, httpMethod=target.verb)
    _check(creation.method(method, api))
    return target.with_method(method), method_answer(method, target.resource)


def _get_method(api: Api, given: Given) -> Answer:
    target = _target(api, given)
    assert target.method is not None
    return api, method_answer(target.method, target.resource)


def _put_integration(api: Api, given: Given) -> Answer:
    verb = given.get("integrationHttpMethod")
    integration = _read(Integration, {**given, "integrationHttpMethod": verb})
    refusals = [*creation.integration(integration, api)]
    _check(each for each in refusals if each.code == "ValidationException")
    target = _target(api, given)
    _check(iter(refusals))
    kept = replace(integration, integration_responses={})
    return target.with_integration(kept), integration_answer(kept, target.resource)


def _get_integration(api: Api, given: Given) -> Answer:
    target = _target(api, given)
    return api, integration_answer(target.integration, target.resource)


def _update_integration(api: Api, given: Given) -> Answer:
    target = _target(api, given)
    patched = _patched(target.integration, given, "updateIntegrationInput")
    _check(creation.integration(patched, api))
    return target.with_integration(patched), integration_answer(patched, target.resource)


def _put_integration_response(api: Api, given: Given) -> Answer:
    response = _read(IntegrationResponse, given)
    target = _target(api, given)
    integration = target.integration
    _check(creation.integration_response(response, api))
    return _with_response(target, integration, response), response_answer(response)


def _with_response(target: Target, integration: Integration, response: IntegrationResponse) -> Api:
    responses = {**integration.integration_responses, response.status_code: response}
    return target.with_integration(replace(integration, integration_responses=responses))


def _response_of(target: Target, given: Given) -> IntegrationResponse:
    found = target.integration.integration_responses.get(str(given.get("statusCode")))
    if found is None:
        raise not_found("Response status code")
    return found


def _get_integration_response(api: Api, given: Given) -> Answer:
    return api, response_answer(_response_of(_target(api, given), given))


def _update_integration_response(api: Api, given: Given) -> Answer:
    target = _target(api, given)
    patched = _patched(_response_of(target, given), given, "updateIntegrationResponseInput")
    return _with_response(target, target.integration, patched), response_answer(patched)


def _delete_integration_response(api: Api, given: Given) -> Answer:
    target = _target(api, given, method_must_exist=False)
    if target.method is None:  # it says Integration, not Method (RECORDED)
        raise not_found("Integration identifier")
    code = _response_of(target, given).status_code
    left = {key: each for key, each in target.integration.integration_responses.items() if key != code}
    return target.with_integration(replace(target.integration, integration_responses=left)), {}


def _put_method_response(api: Api, given: Given) -> Answer:
    target = _target(api, given)
    assert target.method is not None
    response = _read(MethodResponse, given)
    return _with_method_response(target, response), shown(response)


def _with_method_response(target: Target, response: MethodResponse) -> Api:
    assert target.method is not None
    responses = {**target.method.method_responses, response.status_code: response}
    return target.with_method(replace(target.method, method_responses=responses))


def _method_response_of(target: Target, given: Given) -> MethodResponse:
    assert target.method is not None
    found = target.method.method_responses.get(str(given.get("statusCode")))
    if found is None:
        raise not_found("Response status code")
    return found


def _get_method_response(api: Api, given: Given) -> Answer:
    return api, shown(_method_response_of(_target(api, given), given))


def _update_method_response(api: Api, given: Given) -> Answer:
    _check_patches(given, "updateMethodResponseInput")
    target = _target(api, given)
    patched = _patched(_method_response_of(target, given), given, "updateMethodResponseInput")
    return _with_method_response(target, patched), shown(patched)


def _create_model(api: Api, given: Given) -> Answer:
    model = _read(Model, given)
    _check(creation.model(model, api))
    return replace(api, models={**api.models, model.name: model}), shown(model)


def _put_gateway_response(api: Api, given: Given) -> Answer:
    own = _read(GatewayResponse, given)
    _check(creation.gateway_response(own, api))
    known = {**api.gateway_responses, own.response_type: own}
    return replace(api, gateway_responses=known), gateway_response_answer(gateway_responses.completed(own))


def _get_gateway_response(api: Api, given: Given) -> Answer:
    wanted = str(given.get("responseType"))
    _check(creation.gateway_response(GatewayResponse(wanted), api))
    return api, gateway_response_answer(gateway_responses.effective(api, wanted))


def _get_gateway_responses(api: Api, given: Given) -> Answer:
    items = [gateway_response_answer(gateway_responses.effective(api, name)) for name in gateway_responses.TYPES]
    return api, {"items": items}


# ---- patches

_OPS = ("add", "remove", "move", "test", "replace", "copy")
_ABSENT = {
    "responseParameters": "Invalid parameter name specified",
    "responseModels": "Content-Type specified was not found",
}
"""What removing something that is not there is answered with."""


def _check_patches(given: Given, where: str) -> None:
    rule = f"enum value set: [{', '.join(_OPS)}]"
    lines = [
        constraint(patch.get("op"), f"{where}.patchOperations.{number}.member.op", rule)
        for number, patch in enumerate(given.get("patchOperations", ()), start=1)
        if patch.get("op") not in _OPS
    ]
    if lines:
        raise ControlError(violated(*lines))


def _patched(record: Record, given: Given, where: str) -> Record:
    """The record after the patches; raises ControlError."""
    _check_patches(given, where)
    known = {folded(camel(each.name)): each.name for each in dataclasses.fields(record)}
    changed: dict[str, Any] = {}
    for patch in given.get("patchOperations", ()):
        name, _, key = str(patch.get("path")).removeprefix("/").partition("/")
        field = known.get(folded(name))
        if field is None:
            raise ControlError(bad_request(f"Invalid patch path {patch.get('path')}"))
        old = changed.get(field, getattr(record, field))
        changed[field] = _patched_value(old, name, key.replace("~1", "/").replace("~0", "~"), patch)
    return type(record).of({**{each: getattr(record, each) for each in known.values()}, **changed})


def _patched_value(old: Any, name: str, key: str, patch: Given) -> Any:
    if not key:
        return None if patch["op"] == "remove" else patch.get("value")
    entries = dict(old) if isinstance(old, Mapping) else {}
    if patch["op"] != "remove":
        return {**entries, key: patch.get("value")}
    if key not in entries:
        raise ControlError(Refusal("NotFoundException", _ABSENT.get(name, "Invalid patch path"), 404))
    return {each: value for each, value in entries.items() if each != key}


OPERATIONS: Mapping[str, Callable[[Api, Given], Answer]] = {
    "PutMethod": _put_method,
    "GetMethod": _get_method,
    "PutIntegration": _put_integration,
    "GetIntegration": _get_integration,
    "UpdateIntegration": _update_integration,
    "PutIntegrationResponse": _put_integration_response,
    "GetIntegrationResponse": _get_integration_response,
    "UpdateIntegrationResponse": _update_integration_response,
    "DeleteIntegrationResponse": _delete_integration_response,
    "PutMethodResponse": _put_method_response,
    "GetMethodResponse": _get_method_response,
    "UpdateMethodResponse": _update_method_response,
    "CreateModel": _create_model,
    "PutGatewayResponse": _put_gateway_response,
    "GetGatewayResponse": _get_gateway_response,
    "GetGatewayResponses": _get_gateway_responses,
}
"""Every operation that is known."""
