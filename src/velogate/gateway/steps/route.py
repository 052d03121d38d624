"""Route: which resource and method a request is for.

Confidence: RECORDED; a literal segment is looked at before `{name}`, that before `{name+}`, and a resource without the
method leaves the request to the next that has it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from urllib.parse import unquote

from velogate.errors import Finding
from velogate.gateway import log
from velogate.gateway.context import copied
from velogate.gateway.model import Method, Resource
from velogate.gateway.transit import GatewayError, Transit, misconfigured

Parameters = Mapping[str, str]


def route(transit: Transit) -> Transit:
    """The Transit with resource, method and path parameters; GatewayError for a request that no method is for."""
    verb = str(transit.context["httpMethod"])
    found = next(_candidates(transit, verb), None)
    if found is None:
        raise GatewayError("MISSING_AUTHENTICATION_TOKEN", finding=_unknown(transit, verb))
    resource, method, parameters, path = found
    if method.integration is None:
        raise misconfigured("No integration defined for method", _without_integration(resource, method))
    context = copied(
        transit.context, resourcePath=str(resource.path), **({"resourceId": str(resource.id)} if resource.id else {})
    )
    event = replace(transit.event, path={**transit.event.path, **parameters})
    routed = transit.to(path=path, resource=resource.path, method=method, event=event, context=context)
    rule = f"{verb} {path} is for {method.http_method} {resource.path}"
    return _logged(routed.told("route", rule, came_in=f"{verb} {path}", went_out=resource.path))


def _candidates(transit: Transit, verb: str) -> Iterator[tuple[Resource, Method, Parameters, str]]:
    """What the request may be for, best first: a resource that it names, whatever its path (RECORDED of TestInvoke)."""
    named = transit.api.resources.get(str(transit.event.context.get("resourcePath")))
    method = method_of(named, verb) if named else None
    if named and method:
        yield named, method, parameters_of(named.path, transit.path) or {}, transit.path
    for path in _paths(transit):
        for resource, parameters in matching(list(transit.api.resources.values()), path):
            method = method_of(resource, verb)
            if method:
                yield resource, method, parameters, path


def _paths(transit: Transit) -> Iterator[str]:
    """The path; and where nothing is found for it, the path without the stage that it may begin with."""
    yield transit.path
    stage = f"/{transit.stage.stage_name}"
    if transit.path == stage or transit.path.startswith(stage + "/"):
        yield transit.path.removeprefix(stage) or "/"


def matching(resources: list[Resource], path: str) -> list[tuple[Resource, Parameters]]:
    """The resources that a path is for, with its parameters, best first."""
    found = []
    for resource in resources:
        parameters = parameters_of(resource.path, path)
        if parameters is not None:
            found.append((_rank(resource.path), resource, parameters))
    return [(resource, parameters) for _, resource, parameters in sorted(found, key=lambda each: each[0])]


def parameters_of(pattern: str, path: str) -> Parameters | None:
    """The values of a resource path's parameters in a path, not decoded; None if it is not for the path."""
    wanted, given = _segments(pattern), _segments(path)
    found: dict[str, str] = {}
    for index, segment in enumerate(wanted):
        if segment.endswith("+}"):
            rest = "/".join(given[index:])
            return {**found, segment[1:-2]: rest} if rest else None
        if index >= len(given):
            return None
        if segment.startswith("{") and segment.endswith("}"):
            if not given[index]:
                return None
            found[segment[1:-1]] = given[index]
        elif segment not in (given[index], unquote(given[index])):
            return None
    return found if len(wanted) == len(given) else None


def method_of(resource: Resource, verb: str) -> Method | None:
    """The resource's method for an HTTP method: its own, or ANY."""
    return resource.methods.get(verb) or resource.methods.get("ANY")


def _segments(path: str) -> list[str]:
    """The parts between slashes; slashes at the ends are none."""
    trimmed = path.strip("/")
    return trimmed.split("/") if trimmed else []


def _rank(pattern: str) -> list[int]:
    """How late a resource path is looked at, segment by segment."""
    return [2 if each.endswith("+}") else 1 if each.startswith("{") else 0 for each in _segments(pattern)]


def _without_integration(resource: Resource, method: Method) -> Finding:
    return Finding(f"{method.http_method} {resource.path} has no integration", severity="error")


def _unknown(transit: Transit, verb: str) -> Finding:
    known = [f"{method} {path}" for path, each in sorted(transit.api.resources.items()) for method in each.methods]
    hint = f"known: {', '.join(known)}" if known else "the API has no methods"
    return Finding(f"no method is for {verb} {transit.path}", hint=hint, severity="error")


def _logged(transit: Transit) -> Transit:
    context, event = transit.context, transit.event
    return transit.logged(
        *log.started(context, transit.path),
        log.line(context, f"Method request path: {log.entries(event.path)}"),
        log.line(context, f"Method request query string: {log.entries(event.querystring)}"),
        log.line(context, f"Method request headers: {log.entries(transit.headers)}"),
        log.line(context, f"Method request body before transformations: {log.body(transit.payload)}"),
    )
