"""A file that describes an API, in any form that is known: OpenAPI, or the model in AWS's names."""

from pathlib import Path

from velogate.errors import ProjectError
from velogate.gateway.model import Api, Integration, Method, Resource
from velogate.gateway.shape import folded
from velogate.readers import document, openapi
from velogate.readers.openapi import Imported


def read(path: str | Path) -> Imported:
    """The API in a YAML or JSON file, and warnings; raises ProjectError with the place."""
    return of_value(document.load(path), str(path))


def of_value(given: object, name: str) -> Imported:
    """The API that a parsed document describes: an OpenAPI document, an Api, or one Integration."""
    if not isinstance(given, dict):
        raise ProjectError(f"{name} holds no API: it is {_what(given)}", hint=_FORMS)
    if openapi.is_openapi(given):
        return openapi.read(given)
    keys = {folded(key) for key in given}
    if keys & {"resources", "routes"}:
        return Imported(Api.of(given, "the API"))
    if keys & {"type", "integrationtype"}:
        return Imported(alone(Integration.of(given, "the integration")))
    raise ProjectError(f"{name} holds no API that is known", hint=_FORMS)


def alone(integration: Integration) -> Api:
    """An API in which the integration is for every request."""
    method = Method(integration=integration)
    return Api(resources={path: Resource(path, {"ANY": method}) for path in ("/", "/{proxy+}")})


_FORMS = "known: OpenAPI (openapi, swagger), an API in AWS's names (resources, routes), one integration (type, uri)"


def _what(given: object) -> str:
    return "empty" if given is None else "a list" if isinstance(given, list) else "no mapping"
