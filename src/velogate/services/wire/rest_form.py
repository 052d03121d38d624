"""A request of the REST protocols, read by the operation's input shape: path, query string, headers, host, body."""

import base64
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from velogate.errors import near
from velogate.gateway.exchange import BackendRequest
from velogate.services.wire import (
    constraints,
    facts,
    identity,
    json_form,
    leaves,
    models,
    query_form,
    rest_paths,
    xml_form,
)
from velogate.services.wire.identity import Identity
from velogate.services.wire.reading import Problem, Reading, Spot, clipped

_PARTS = {"uri": "path", "querystring": "query", "header": "header", "headers": "header"}
"""Where in the request the members of a location are."""

_FORMATS = {"uri": "iso8601", "querystring": "iso8601", "header": "rfc822", "headers": "rfc822"}
"""How timestamps are written there."""


def taken(request: BackendRequest, found: Identity) -> tuple[dict[str, Any], list[Problem], Reading, bool]:
    """The parameters, the problems that have their place, the reading of the others, and whether the body is JSON."""
    operation = models.operation(found.service, found.operation)
    reading = Reading(operation, found.service)
    problems = list(_address(request, found))
    shape = operation.input_shape
    if shape is None:
        return {}, problems, reading, False
    members = _located(request, found, shape, reading)
    body, more, is_json = _body(request, found, shape, reading)
    parameters = {name: value for name, value in {**members, **body}.items() if value is not None}
    if not more:
        _required(shape, parameters, reading)
    facts.check(reading, parameters)
    return parameters, [*problems, *more], reading, is_json


def _address(request: BackendRequest, found: Identity) -> Iterator[Problem]:
    """What is wrong with method and path."""
    route = rest_paths.route(found.service, found.operation)
    if request.method != route.method:
        yield identity.wrong_method(request.method, route.method)
    path = rest_paths.path_of(found.service, request, found.operation)
    if route.path(path) is None:
        yield Problem(f"the path is {clipped(path, 200)}; it must be {route.uri.partition('?')[0]}", part="path")
    for name in route.query:
        if name != "x-id" and not route.queried({**rest_paths.query_of(request), "x-id": route.query.get("x-id")}):
            yield Problem(f"the query string lacks {name}; the address is {route.uri}", name, "query")
            return


# ---- path, query string, headers, host


def _located(request: BackendRequest, found: Identity, shape: Any, reading: Reading) -> dict[str, Any]:
    """The parameters that are not in the body."""
    values: dict[str, Any] = {}
    route = rest_paths.route(found.service, found.operation)
    path = route.path(rest_paths.path_of(found.service, request, found.operation)) or {}
    query = _query(request)
    labels = _host_labels(request, reading)
    known = {*route.query}
    for name, member in shape.members.items():
        place = member.serialization.get("location")
        wire = member.serialization.get("name", name)
        spot = Spot((name,), None, _PARTS.get(str(place), "body"))
        if place == "uri" and wire in path:
            values[name] = _text(member, path[wire], spot, reading, "uri")
        elif place == "header":
            values[name] = _header(member, request.headers.all(wire), spot, reading)
        elif place == "headers":
            values[name] = _prefixed(member, wire, request, spot, reading)
        elif place == "querystring" and member.type_name != "map":
            known.add(wire)
            if wire in query:
                values[name] = _queried(member, query[wire], spot, reading)
        if name in labels:
            values.setdefault(name, labels[name])
    _rest_of_query(shape, query, known, values, reading)
    return values


def _query(request: BackendRequest) -> dict[str, list[str]]:
    """The query string, decoded: each name with its values."""
    found: dict[str, list[str]] = {}
    for pair in query_form.pairs(request.url.partition("?")[2], in_body=False):
        found.setdefault(pair.name, []).append(pair.value)
    return found


def _rest_of_query(
    shape: Any, query: Mapping[str, list[str]], known: set[str], values: dict[str, Any], reading: Reading
) -> None:
    """What no member names: the entries of a map, or unknown."""
    rest = {name: given for name, given in query.items() if name not in known and not _ignored(name)}
    for name, member in shape.members.items():
        if member.serialization.get("location") == "querystring" and member.type_name == "map":
            if rest:
                lists = member.value.type_name == "list"
                values[name] = {key: given if lists else given[-1] for key, given in rest.items()}
            return
    for name in rest:
        guess = near(name, known)
        said = f'{reading.name} has no query parameter "{clipped(name)}"'
        said += f'; did you mean "{guess}"?' if guess else ""
        reading.fault(said, Spot((name,), None, "query"))


def _ignored(name: str) -> bool:
    return name == "x-id" or name.lower().startswith("x-amz-")


def _queried(shape: Any, given: list[str], spot: Spot, reading: Reading) -> Any:
    if shape.type_name != "list":
        if len(given) > 1:
            reading.fault(f"{spot} is given {len(given)} times", spot)
        return _text(shape, given[-1], spot, reading, "querystring")
    found = [_text(shape.member, each, spot.inner(i), reading, "querystring") for i, each in enumerate(given)]
    constraints.check(shape, found, spot, reading)
    return found


def _text(shape: Any, text: str, spot: Spot, reading: Reading, place: str) -> Any:
    try:
        found = leaves.from_text(shape, text, _FORMATS[place])
    except leaves.Wrong as wrong:
        reading.fault(f"{spot} {wrong}", spot, wrong.hint)
        return text
    constraints.check(shape, found, spot, reading)
    return found


def _header(shape: Any, given: list[str], spot: Spot, reading: Reading) -> Any:
    if not given:
        return None
    if shape.serialization.get("jsonvalue"):
        return _json_header(given[-1], spot, reading)
    if shape.type_name != "list":
        return _text(shape, given[-1], spot, reading, "header")
    found = [_text(shape.member, each, spot.inner(i), reading, "header") for i, each in enumerate(_split(given))]
    constraints.check(shape, found, spot, reading)
    return found


_ITEM = re.compile(r'\s*(?:"((?:[^"\\]|\\.)*)"|([^,]*?))\s*(?:,|$)')


def _split(given: list[str]) -> list[str]:
    """The elements of a list in headers; an element in double quotes may hold commas."""
    items = [found for line in given for found in _ITEM.finditer(line) if found[0]]
    return [re.sub(r"\\(.)", r"\1", each[1]) if each[1] is not None else each[2] for each in items]


def _json_header(text: str, spot: Spot, reading: Reading) -> Any:
    try:
        return json.loads(base64.b64decode(text, validate=True))
    except (ValueError, RecursionError):
        reading.fault(f"{spot} must be JSON in Base64", spot)
        return text


def _prefixed(shape: Any, prefix: str, request: BackendRequest, spot: Spot, reading: Reading) -> Any:
    found = {
        name[len(prefix) :]: value
        for name, value in request.headers.pairs
        if name.lower().startswith(prefix.lower()) and len(name) > len(prefix)
    }
    for key, value in found.items():
        constraints.check(shape.value, value, spot.inner(key), reading)
    return found or None


_SUBDOMAIN = "write it into the URI: arn:aws:apigateway:REGION:SUBDOMAIN.SERVICE:path/..."


def _host_labels(request: BackendRequest, reading: Reading) -> dict[str, str]:
    """What the host says of members that are labels in it."""
    prefix = (reading.operation.endpoint or {}).get("hostPrefix")
    if not prefix:
        return {}
    pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^.]+)", re.escape(prefix))
    found = re.match(pattern, request.host)
    if found is None and identity.of_host(request.host):
        said = f"the host {request.host} should begin with {prefix}"
        reading.fault(said, Spot((), None, "host"), _SUBDOMAIN)
    return found.groupdict() if found else {}


def _required(shape: Any, parameters: Mapping[str, Any], reading: Reading) -> None:
    for name in shape.required_members:
        if name not in parameters and (name,) not in reading.meant:
            member = shape.members[name]
            if _streams(member):
                continue
            place = str(member.serialization.get("location"))
            wire = member.serialization.get("name", name)
            where = {"header": f"the header {wire}", "querystring": f"the query parameter {wire}"}.get(place)
            said = f"{name} is missing; {reading.name} requires it" + (f" as {where}" if where else "")
            reading.fault(said, Spot((name,), (), _PARTS.get(place, "body")))


# ---- the body


_Body = tuple[dict[str, Any], list[Problem], bool]


def _body(request: BackendRequest, found: Identity, shape: Any, reading: Reading) -> _Body:
    """The parameters of the body, what is wrong with it as a whole, and whether it is JSON."""
    payload = shape.serialization.get("payload")
    what = f"{found.service}.{found.operation}"
    if payload:
        return _payload(request, found, payload, shape.members[payload], reading, what)
    members = [name for name, member in shape.members.items() if "location" not in member.serialization]
    text = request.text
    if not text.strip() or (not members and request.method in ("GET", "HEAD")):
        return {}, [], False
    if not members:
        if text.strip() in ("{}", ""):
            return {}, [], False
        return {}, _superfluous(text, what), False
    if found.protocol == "rest-xml":
        return _xml(text, shape, shape.serialization.get("name"), reading, what, members)
    problems = list(_type(request, shape))
    raw, problem = json_form.parse(text, what)
    if problem:
        return {}, [*problems, problem], True
    given = json_form.structure(shape, raw, Spot(), reading, members)
    return (given if isinstance(given, dict) else {}), problems, True


def _superfluous(text: str, what: str) -> list[Problem]:
    """A body where there should be none; JSON that a method without template passes is no harm."""
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return [Problem(f"{what} takes no body", start=0, end=len(text))]
    return []


def _payload(request: BackendRequest, found: Identity, name: str, member: Any, reading: Reading, what: str) -> _Body:
    """The body that is one member."""
    if _streams(member):
        return {}, [], False
    if member.type_name == "blob":
        given = request.bytes
        if given:
            constraints.check(member, given, Spot((name,), ()), reading)
        return ({name: given} if given or name in reading.operation.input_shape.required_members else {}), [], False
    text = request.text
    if member.type_name == "string":
        return ({name: text} if text else {}), [], False
    if not text.strip():
        return {}, [], False
    if found.protocol == "rest-xml":
        wanted = member.serialization.get("name") or member.name
        inner, problems, _ = _xml(text, member, wanted, reading, what, None, name)
        return ({name: inner} if not problems else {}), problems, False
    problems = list(_type(request, reading.operation.input_shape))
    raw, problem = json_form.parse(text, what)
    if problem:
        return {}, [*problems, problem], True
    return {name: json_form.value(member, raw, Spot((name,), ()), reading)}, problems, True


def _streams(member: Any) -> bool:
    """Whether it is a stream of events, which no template can write."""
    return bool(member.serialization.get("eventstream"))


def _xml(
    text: str, shape: Any, wanted: str | None, reading: Reading, what: str, members: Any, name: str | None = None
) -> _Body:
    root, problem = xml_form.parse(text, what)
    if problem or root is None:
        return {}, [problem] if problem else [], False
    if wanted and root.name != wanted:
        span = root.wire[1]
        said = f"the body is no call of {what}: its root is <{clipped(root.name)}>; it must be <{wanted}>"
        return {}, [Problem(said, start=span[0], end=span[1])], False
    chosen = {each: shape.members[each] for each in members} if members is not None else None
    spot = Spot((name,) if name else (), root.wire)
    return xml_form.structure(shape, root, spot, reading, chosen), [], False


def _type(request: BackendRequest, shape: Any) -> Iterator[Problem]:
    """A Content-Type that says that the body is no JSON, unless it is one of the parameters."""
    kind = identity.media_type(request)
    if any(str(member.serialization.get("name")).lower() == "content-type" for member in shape.members.values()):
        return
    if kind is None or "json" not in kind:
        yield identity.wrong_type(kind, "application/json")
