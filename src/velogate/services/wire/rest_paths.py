"""The methods and paths of REST services: which operation a request is for, and what its path says."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

from velogate.gateway.exchange import BackendRequest
from velogate.services.wire import models


@dataclass(frozen=True, slots=True)
class Route:
    """The address of an operation: `PUT /{Bucket}/{Key+}?acl`."""

    operation: str
    method: str
    uri: str
    pattern: re.Pattern[str]
    labels: tuple[str, ...]
    """Their names on the wire, in order."""
    query: Mapping[str, str | None]
    """What the query string must have; of None any value."""

    def path(self, path: str) -> dict[str, str] | None:
        """The values of the labels, decoded; None where the path is another one."""
        found = self.pattern.fullmatch(path)
        if found is None:
            return None
        return {name: unquote(value) for name, value in zip(self.labels, found.groups(), strict=True)}

    def queried(self, given: Mapping[str, Any]) -> bool:
        """Whether a query string has what it must."""
        return all(name in given and wanted in (None, given[name]) for name, wanted in self.query.items())

    @property
    def weight(self) -> tuple[int, int, int]:
        """How exactly it says what it is for."""
        fixed = [part for part in self.uri.partition("?")[0].split("/") if part and not part.startswith("{")]
        return len(self.query), len(fixed), -self.uri.count("+}")


_WITH_SLASHES = frozenset({"/topics/{topic}"})
"""Addresses whose last label takes slashes as they are, though the model does not say so (deployed APIs do it)."""

_LABEL = re.compile(r"\{([^}+]+)(\+?)\}")


@lru_cache(maxsize=2048)
def route(service: str, operation: str) -> Route:
    """The address of an operation."""
    http = models.operation(service, operation).http
    uri, _, query = http["requestUri"].partition("?")
    labels, parts, at = [], [], 0
    for label in _LABEL.finditer(uri):
        parts += [re.escape(uri[at : label.start()]), "(.+)" if label[2] or uri in _WITH_SLASHES else "([^/]+)"]
        labels.append(label[1])
        at = label.end()
    parts += [re.escape(uri[at:]).rstrip("/"), "/?"]
    wanted = {}
    for pair in filter(None, query.split("&")):
        name, equals, value = pair.partition("=")
        wanted[name] = value if equals and value else None
    return Route(operation, http["method"], http["requestUri"], re.compile("".join(parts)), tuple(labels), wanted)


@lru_cache(maxsize=32)
def _routes(service: str) -> tuple[Route, ...]:
    """The addresses of a service's operations, the most exact first."""
    found = [route(service, name) for name in models.model(service).operation_names]
    return tuple(sorted(found, key=lambda each: each.weight, reverse=True))


def operation_of(service: str, request: BackendRequest) -> str | None:
    """The operation whose address a request has."""
    query, path = query_of(request), path_of(service, request)
    fits = [each for each in _routes(service) if each.method == request.method and each.path(path) is not None]
    exact = [each for each in fits if each.queried(query)]
    able = exact or [each for each in fits if "x-id" in each.query and _but_id(each, query)]
    if not able:
        return None
    return max(able, key=lambda each: _rank(service, each, request, query)).operation


def _rank(service: str, each: Route, request: BackendRequest, query: Mapping[str, Any]) -> tuple[Any, ...]:
    """How well an address that fits does: operations that share one differ in what they require."""
    model = models.operation(service, each.operation)
    shape = model.input_shape
    members = {name: shape.members[name] for name in shape.required_members} if shape else {}
    given = [
        wire in (query if place == "querystring" else request.headers)
        for name, member in members.items()
        if (place := member.serialization.get("location")) in ("querystring", "header")
        and (wire := member.serialization.get("name", name))
    ]
    return each.weight, len(given) if all(given) else -1, not model.deprecated


def _but_id(each: Route, query: Mapping[str, Any]) -> bool:
    """Whether a query string has what it must but the mark that clients send and no service asks for."""
    return all(
        name == "x-id" or (name in query and wanted in (None, query[name])) for name, wanted in each.query.items()
    )


def query_of(request: BackendRequest) -> dict[str, Any]:
    """The query string; of a name without value the empty text."""
    found = dict(request.query)
    for part in request.url.partition("?")[2].split("&"):
        if part and "=" not in part:
            found[unquote(part)] = ""
    return found


def path_of(service: str, request: BackendRequest, operation: str | None = None) -> str:
    """The path of a request; of S3 with the bucket that its host may name, unless it names something else."""
    if operation and (models.operation(service, operation).endpoint or {}).get("hostPrefix"):
        return request.path
    if service == "apigatewaymanagementapi":
        return re.sub(r"^/[^/@]+(?=/@connections/)", "", request.path)  # its endpoint has the stage
    bucket = bucket_of(service, request.host)
    return f"/{bucket}{request.path}" if bucket else request.path


_BUCKET = re.compile(r"(?P<bucket>.+)\.s3(?:-fips)?(?:\.dualstack)?(?:[.-][a-z0-9-]+)?\.amazonaws\.com(?:\.cn)?")


def bucket_of(service: str, host: str) -> str | None:
    """The bucket that a host of S3 names, as in `photos.s3.us-east-1.amazonaws.com`."""
    found = _BUCKET.fullmatch(host) if service == "s3" else None
    return found["bucket"] if found else None
