"""OpenAPI 3.0 and Swagger 2.0 with API Gateway's extensions, as ImportRestApi reads and GetExport writes them.

Confidence: RECORDED, but for inline schemas, which become models of made-up names (DOCUMENTED).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from velogate.errors import Finding, ProjectError
from velogate.gateway.control import ControlError
from velogate.gateway.creation import bad_request
from velogate.gateway.model import (
    Api,
    Authorizer,
    Endpoint,
    GatewayResponse,
    Integration,
    Method,
    MethodResponse,
    Model,
    Resource,
    Validator,
)
from velogate.gateway.shape import text
from velogate.readers import document

EXTENSION = "x-amazon-apigateway-"
_INTEGRATION = f"{EXTENSION}integration"
_ANY = f"{EXTENSION}any-method"
_VERBS = {verb: verb.upper() for verb in ("get", "put", "post", "delete", "options", "head", "patch")} | {_ANY: "ANY"}
_PLACES = {"query": "querystring", "header": "header", "path": "path"}
_KINDS = {"token": "CUSTOM", "request": "CUSTOM", "cognito_user_pools": "COGNITO_USER_POOLS"}

_NOT_OF_REST = ("responses", "requestParameters", "payloadFormatVersion")
"""Of an integration, read otherwise or for HTTP APIs alone."""

Given = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Imported:
    """The API that a document describes, and what AWS warns of it."""

    api: Api
    warnings: tuple[Finding, ...] = ()


def is_openapi(given: Any) -> bool:
    """Whether a document's value is an OpenAPI document."""
    return isinstance(given, Mapping) and ("openapi" in given or "swagger" in given)


def import_rest_api(body: str, basepath: str = "ignore", name: str = "<document>") -> Imported:
    """What ImportRestApi makes of a document's text; raises ControlError as AWS refuses it."""
    try:
        given = document.parse(body, name)
    except ProjectError as error:
        raise ControlError(bad_request("Invalid OpenAPI input.")) from error
    if not is_openapi(given):
        raise ControlError(bad_request("Invalid OpenAPI input."))
    return read(given, basepath)


def read(given: Given, basepath: str = "ignore") -> Imported:
    """The API of a parsed document; `basepath` is ignore, prepend or split. Raises ProjectError."""
    reader = _Reader(given)
    base = {"ignore": "", "prepend": reader.base, "split": _without_first(reader.base)}[basepath]
    return Imported(
        replace(reader.api(), resources=dict(reader.resources(base)), models=reader.models), tuple(reader.warnings)
    )


def put(api: Api, given: Given, mode: str = "merge", basepath: str = "ignore") -> Imported:
    """The API after PutRestApi with a parsed document: `merge` adds to it, `overwrite` replaces what it had."""
    imported = read(given, basepath)
    if mode == "overwrite":
        return replace(imported, api=replace(imported.api, id=api.id, stages=api.stages, api_keys=api.api_keys))
    new = imported.api
    added: dict[str, Any] = {name: {**getattr(api, name), **getattr(new, name)} for name in _MERGED}
    media_types = tuple(dict.fromkeys((*api.binary_media_types, *new.binary_media_types)))
    return replace(imported, api=replace(api, binary_media_types=media_types, **added))


_MERGED = ("resources", "models", "request_validators", "gateway_responses", "authorizers")
"""What an API has by name."""


def _without_first(base: str) -> str:
    """A base path without its first segment."""
    return "/" + base.lstrip("/").partition("/")[2] if base.lstrip("/").partition("/")[2] else ""


def _map(given: Any, key: str) -> Given:
    """The mapping under a key, empty where there is none; raises ProjectError for anything else."""
    found = given.get(key) if isinstance(given, Mapping) else None
    if found is None:
        return {}
    if not isinstance(found, Mapping):
        raise ProjectError(f"{key} must be a mapping, not {found!r:.60}", _span(given, key))
    return found


def _list(given: Any, key: str) -> list[Any]:
    """The list under a key, empty where there is none; raises ProjectError for anything else."""
    found = given.get(key) if isinstance(given, Mapping) else None
    if found is None:
        return []
    if not isinstance(found, list):
        raise ProjectError(f"{key} must be a list, not {found!r:.60}", _span(given, key))
    return found


def _maps(given: Any, key: str) -> list[Given]:
    """The list of mappings under a key; raises ProjectError for anything else."""
    found = _list(given, key)
    for each in found:
        if not isinstance(each, Mapping):
            raise ProjectError(f"{key} must be a list of mappings; {each!r:.60} is none", _span(given, key))
    return found


def _span(given: Given, key: str) -> Any:
    """Where a key stands, if the document knows."""
    return next((getattr(known, "span", None) for known in given if known == key), None)


class _Reader:
    """Reads one document; keeps the models and warnings that come up on the way."""

    def __init__(self, given: Given) -> None:
        self.given = given
        self.warnings: list[Finding] = []
        self._parts = _map(given, "components")
        self.models = {name: Model(name, schema) for name, schema in self._schemas().items()}
        self._schemes = _map(given, "securityDefinitions") or _map(self._parts, "securitySchemes")

    def _schemas(self) -> Given:
        return _map(self.given, "definitions") or _map(self._parts, "schemas")

    @property
    def base(self) -> str:
        """The base path of the document: of Swagger, or of the first server, with its variables' defaults."""
        if "basePath" in self.given:
            return str(self.given["basePath"]).rstrip("/")
        server: Given = next(iter(_maps(self.given, "servers")), {})
        defaults = {
            name: str(each.get("default", ""))
            for name in _map(server, "variables")
            for each in [_map(server["variables"], name)]
        }
        url = re.sub(r"\{(\w+)\}", lambda found: defaults.get(found[1], ""), str(server.get("url", "")))
        path = urlsplit(url).path.rstrip("/")
        base = path or defaults.get("basePath", "").rstrip("/")
        return base if base.startswith("/") or not base else f"/{base}"

    def api(self) -> Api:
        """The API without its resources."""
        info = _map(self.given, "info")
        top = {name.removeprefix(EXTENSION): value for name, value in self.given.items() if name.startswith(EXTENSION)}
        endpoint = top.get("endpoint-configuration")
        return Api(
            name=str(info.get("title", "api")),
            version=None if info.get("version") is None else str(info["version"]),
            description=info.get("description"),
            binary_media_types=tuple(map(str, _list(top, "binary-media-types"))),
            api_key_source=str(top.get("api-key-source", "HEADER")).upper(),
            minimum_compression_size=top.get("minimum-compression-size"),
            policy=top.get("policy"),
            endpoint_configuration=Endpoint.of(endpoint) if endpoint else None,
            gateway_responses=_named(GatewayResponse, _map(top, "gateway-responses"), "response_type"),
            request_validators=_named(Validator, _map(top, "request-validators"), "name"),
            authorizers={name: self._authorizer(name, each) for name, each in self._custom()},
        )

    def _custom(self) -> Iterator[tuple[str, Given]]:
        for name in self._schemes:
            scheme = _map(self._schemes, name)
            if f"{EXTENSION}authorizer" in scheme or f"{EXTENSION}authtype" in scheme:
                yield name, _map(scheme, f"{EXTENSION}authorizer")

    def _authorizer(self, name: str, given: Given) -> Authorizer:
        known = {key: value for key, value in given.items() if value not in (None, "")}
        return Authorizer.of({**known, "name": name, "id": name}, f"the authorizer {name}")

    def resources(self, base: str) -> Iterator[tuple[str, Resource]]:
        """Every path with its methods."""
        for path in _map(self.given, "paths"):
            item = _map(self.given["paths"], path)
            full = f"{base}{path}".rstrip("/") or "/"
            shared = _maps(item, "parameters")
            methods = {
                _VERBS[key]: self._method(_VERBS[key], full, operation, shared)
                for key, operation in item.items()
                if key in _VERBS and isinstance(operation, Mapping)
            }
            yield full, Resource(full, methods, full)

    # ---- a method

    def _method(self, verb: str, path: str, operation: Given, shared: list[Any]) -> Method:
        parameters = [self._mapping(each, "a parameter") for each in (*shared, *_maps(operation, "parameters"))]
        kind, authorizer, scopes, key_required = self._security(operation)
        integration = self._mapping(operation.get(_INTEGRATION), _INTEGRATION)
        return Method(
            http_method=verb,
            authorization_type=kind,
            authorizer_id=authorizer,
            authorization_scopes=scopes,
            api_key_required=key_required,
            operation_name=operation.get("operationId"),
            request_parameters={**_in_path(path), **_required(parameters)},
            request_models=self._request_models(operation, parameters),
            request_validator=self._validator(operation),
            method_responses=dict(self._responses(operation)),
            integration=self._integration(integration, path, verb) if integration else None,
        )

    def _resolved(self, given: Any) -> Any:
        """What a `$ref` into the document leads to, or the value itself; raises ProjectError."""
        while isinstance(given, Mapping) and isinstance(given.get("$ref"), str):
            reference, at = given["$ref"], self.given
            for part in reference.removeprefix("#/").split("/"):
                key = part.replace("~1", "/").replace("~0", "~")
                if not isinstance(at, Mapping) or key not in at:
                    raise ProjectError(f"{reference} leads nowhere", getattr(reference, "span", None))
                at = at[key]
            given = at
        return given

    def _mapping(self, given: Any, what: str) -> Given:
        """The mapping that a value is, or that its `$ref` leads to, empty for none; raises ProjectError."""
        found = self._resolved(given)
        if found is not None and not isinstance(found, Mapping):
            raise ProjectError(f"{what} must be a mapping, not {found!r:.60}", getattr(found, "span", None))
        return found or {}

    def _validator(self, operation: Given) -> str | None:
        key = f"{EXTENSION}request-validator"
        return operation.get(key) or self.given.get(key)

    def _security(self, operation: Given) -> tuple[str, str | None, tuple[str, ...], bool]:
        """Authorization type, authorizer, scopes, and whether an API key is required."""
        kind, authorizer, key = "NONE", None, False
        scopes: tuple[str, ...] = ()
        for requirement in _maps(operation if "security" in operation else self.given, "security"):
            for name in requirement:
                scheme = _map(self._schemes, name)
                known = _map(scheme, f"{EXTENSION}authorizer")
                if f"{EXTENSION}authorizer" in scheme:
                    kind = _KINDS.get(str(known.get("type", "token")).lower(), "CUSTOM")
                    authorizer, scopes = name, tuple(map(str, _list(requirement, name)))
                elif scheme.get(f"{EXTENSION}authtype") == "awsSigv4":
                    kind = "AWS_IAM"
                elif scheme.get("type") == "apiKey":
                    key = True
        return kind, authorizer, scopes, key

    def _request_models(self, operation: Given, parameters: list[Given]) -> dict[str, str]:
        body = next((each for each in parameters if each.get("in") == "body"), None)
        if body:
            consumed = _list(operation, "consumes") or _list(self.given, "consumes") or ["application/json"]
            return {str(kind): self._model(_map(body, "schema")) for kind in consumed[:1] if body.get("schema")}
        return self._models_of(self._mapping(operation.get("requestBody"), "requestBody"))

    def _model(self, schema: Given) -> str:
        """The name of the model for a schema: the one it refers to, or one that is made for it."""
        reference = schema.get("$ref")
        if isinstance(reference, str):
            return reference.rpartition("/")[2]
        name = f"MODEL{len(self.models):06d}"
        self.models[name] = Model(name, schema)
        return name

    def _responses(self, operation: Given) -> Iterator[tuple[str, MethodResponse]]:
        for code, given in _map(operation, "responses").items():
            status = str(code)
            if re.fullmatch(r"[1-5]\d\d", status):
                response = self._mapping(given, f"the response {status}")
                headers = {f"method.response.header.{name}": False for name in _map(response, "headers")}
                yield status, MethodResponse(status, headers, self._response_models(operation, response))

    def _response_models(self, operation: Given, response: Given) -> dict[str, str]:
        if response.get("schema"):
            produced = _list(operation, "produces") or _list(self.given, "produces") or ["application/json"]
            return {str(kind): self._model(_map(response, "schema")) for kind in produced}
        return self._models_of(response)

    def _models_of(self, given: Any) -> dict[str, str]:
        """The models of a body or a response, by media type."""
        content = _map(given, "content")
        schemas = {kind: _map(_map(content, kind), "schema") for kind in content}
        return {kind: self._model(schema) for kind, schema in schemas.items() if schema}

    # ---- an integration

    def _integration(self, given: Given, path: str, verb: str) -> Integration:
        responses = {key: _map(given["responses"], key) for key in _map(given, "responses")}
        known = {name: value for name, value in given.items() if name not in _NOT_OF_REST}
        return Integration.of(
            {
                **known,
                "requestParameters": dict(self._texts(_map(given, "requestParameters"), path, verb)),
                "integrationResponses": [_response(pattern, each) for pattern, each in responses.items()],
            },
            f"the integration of {verb} {path}",
        )

    def _texts(self, given: Given, path: str, verb: str) -> Iterator[tuple[str, str]]:
        """The mappings that are texts; AWS warns of the others and leaves them out."""
        for name, value in given.items():
            if isinstance(value, str):
                yield name, value
                continue
            shown = str(value).lower() if isinstance(value, bool) else value
            where = f"for property '{name}' of resource '{path}' and method '{verb}' but got '{shown}'"
            message = f"Invalid format for 'requestParameters'. Expected type string {where}"
            self.warnings.append(Finding(message, getattr(name, "span", None)))


def _named(cls: Any, given: Given, key: str) -> dict[str, Any]:
    """Records by their name, which each of them has too."""
    name = {"response_type": "responseType"}.get(key, key)
    return {each: cls.of({**_map(given, each), name: each}) for each in given}


def _in_path(path: str) -> dict[str, bool]:
    """The parameters of a path, required; greedy ones are not added."""
    return {f"method.request.path.{name}": True for name in re.findall(r"\{([^}+]+)\}", path)}


def _required(parameters: list[Given]) -> dict[str, bool]:
    """The parameters that a document declares, and whether they are required."""
    return {
        f"method.request.{_PLACES[each['in']]}.{each['name']}": bool(each.get("required", False))
        for each in parameters
        if isinstance(each.get("in"), str) and each["in"] in _PLACES and "name" in each
    }


def _response(pattern: str, given: Given) -> dict[str, Any]:
    """An integration response; the one called `default` has no pattern."""
    found = {**(given or {}), "statusCode": text((given or {}).get("statusCode", ""), "statusCode")}
    return found if pattern == "default" else {**found, "selectionPattern": pattern}
