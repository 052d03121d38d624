"""A backend request taken apart as the service would: its operation, its parameters, and what would be refused."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any

from velogate.gateway import places
from velogate.gateway.exchange import BackendRequest
from velogate.services.wire import facts, identity, json_form, leaves, models, query_form, rest_form
from velogate.services.wire.identity import FORM, Identity
from velogate.services.wire.reading import MOST, Call, Fault, Problem, Reading, Spot, clipped, shown

Taken = tuple[dict[str, Any], list[Problem]]
"""Parameters, and what is wrong with them."""


def call(request: BackendRequest, service: str | None = None, operation: str | None = None) -> Call:
    """The call that a request is, or tries to be: all that the service would refuse is among its problems.

    Service and operation are found by the request's URI, host, X-Amz-Target, Action, or method and path; given, they
    are what it should call. Raises UsageError for a service or an operation that nobody knows, and without botocore.
    """
    found = identity.of(request, service, operation)
    accept = request.headers.last("Accept")
    take = _PROTOCOLS.get(found.protocol)
    if take is None or not found.known:
        known = found.problems if take else (_unwritable(found),)
        return Call(found.service, found.operation, {}, found.protocol, known, request.text, accept)
    parameters, problems = take(request, found)
    problems = [*found.problems, *_of_host(request, found), *problems]
    return Call(
        found.service, found.operation, parameters, found.protocol, tuple(problems[:MOST]), request.text, accept
    )


def _unwritable(found: Identity) -> Problem:
    return Problem(f"{found.service} speaks only {found.protocol}, which no mapping template can write")


# ---- JSON


def _json(request: BackendRequest, found: Identity) -> Taken:
    problems = [*_method(request, ("POST",)), *_target(request, found), *_json_type(request, found)]
    shape = models.operation(found.service, found.operation).input_shape
    text = request.text
    what = f"{found.service}.{found.operation}"
    if isinstance(request.body, bytes) and _is_binary(request.body):
        return {}, [*problems, Problem(f"the body is no call of {what}: it is no UTF-8 text")]
    if shape is None and not text.strip():
        return {}, problems
    raw, problem = json_form.parse(text, what)
    if problem:
        return {}, [*problems, replace(problem, hint=problem.hint or _form_hint(found, text))]
    if not isinstance(raw, dict):
        said = f"the body is no call of {what}: it must be an object, not {leaves.kind(raw)}"
        return {}, [*problems, Problem(said, start=0, end=len(text))]
    reading = Reading(models.operation(found.service, found.operation), found.service)
    parameters = json_form.structure(shape, raw, Spot(), reading) if shape else {}
    facts.check(reading, parameters)
    return parameters, [*problems, *located(reading.faults, text, True)]


def _form_hint(found: Identity, text: str) -> str | None:
    """The way out of a text that is not even meant as JSON, where it could be a form."""
    could_be = "query" in models.protocols(found.service) and not text.lstrip().startswith(("{", "["))
    return f"a form begins with Action={found.operation}&, JSON with {{" if could_be else None


def _is_binary(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return True
    return False


def _target(request: BackendRequest, found: Identity) -> Iterator[Problem]:
    target = request.headers.last("X-Amz-Target")
    prefix = models.model(found.service).metadata.get("targetPrefix")
    wanted = f"{prefix}.{found.operation}"
    hint = f"map the header: integration.request.header.X-Amz-Target: \"'{wanted}'\""
    if target is None:
        yield Problem(f"the header X-Amz-Target is missing; it must be {wanted}", "X-Amz-Target", "header", hint=hint)
    elif target != wanted:
        said = f"the header X-Amz-Target is {clipped(target)}; it must be {wanted}"
        yield Problem(said, "X-Amz-Target", "header", hint=hint)


_TYPES_TOO: Mapping[str, frozenset[str]] = {
    "stepfunctions": frozenset({"application/json"}),
    "kinesis": frozenset({"x-amz-json-1.1"}),
}
"""What services take for a Content-Type, too (INFERRED from templates that are deployed)."""


def _json_type(request: BackendRequest, found: Identity) -> Iterator[Problem]:
    version = models.model(found.service).metadata.get("jsonVersion", "1.0")
    wanted = f"application/x-amz-json-{version}"
    kind = identity.media_type(request)
    if kind != wanted and kind not in _TYPES_TOO.get(found.service, ()):
        yield identity.wrong_type(kind, wanted)


def _method(request: BackendRequest, able: tuple[str, ...]) -> Iterator[Problem]:
    if request.method not in able:
        yield identity.wrong_method(request.method, able[0])


# ---- forms


def _query(request: BackendRequest, found: Identity) -> Taken:
    problems = [*_method(request, ("POST", "GET")), *_form_type(request, found)]
    what = f"{found.service}.{found.operation}"
    if isinstance(request.body, bytes) and _is_binary(request.body):
        return {}, [*problems, Problem(f"the body is no call of {what}: it is no UTF-8 text")]
    action = next((pair for pair in found.pairs if pair.name.strip() == "Action"), None)
    if action is None:
        reason = f"it has no Action={found.operation}" if request.text.strip() else "it is empty"
        said = f"the body is no call of {what}: {reason}"
        return {}, [*problems, Problem(said, "Action", start=0, end=len(request.text) or None)]
    problems += islice(_doubled_action(found), MOST)
    operation = models.operation(found.service, found.operation, "query")
    reading = Reading(operation, found.service)
    node = query_form.tree([pair for pair in found.pairs if pair.name.strip() and "=" in pair.raw])
    if found.service == "sqs":
        _give_queue(request, node, operation)
    names = query_form.Names(found.protocol)
    shape = operation.input_shape
    parameters = query_form.structure(shape, node, Spot(), names, reading) if shape else {}
    facts.check(reading, parameters)
    problems += islice(query_form.written(list(found.pairs), reading.texts), MOST)
    return parameters, [*problems, *located(reading.faults, request.text, False, found.pairs)]


def _doubled_action(found: Identity) -> Iterator[Problem]:
    actions = [pair for pair in found.pairs if pair.name.strip() == "Action"]
    for other in actions[1:]:
        if other.value != actions[0].value:
            yield identity.at(
                other, f'Action is "{clipped(other.value)}" here, and "{clipped(actions[0].value)}" before'
            )


def _form_type(request: BackendRequest, found: Identity) -> Iterator[Problem]:
    """A form in the body is read only if the Content-Type says that it is one."""
    kind = identity.media_type(request)
    if kind != FORM and any(pair.part == "body" for pair in found.pairs):
        yield identity.wrong_type(kind, FORM)


def _give_queue(request: BackendRequest, node: query_form.Node, operation: Any) -> None:
    """The path of SQS names the queue that a form does not."""
    shape = operation.input_shape
    if shape is None or "QueueUrl" not in shape.members or "QueueUrl" in node.inner:
        return
    if len([part for part in request.path.split("/") if part]) >= 2:
        url = request.url.partition("?")[0]
        pair = query_form.Pair("QueueUrl", url, "")
        node.inner["QueueUrl"] = query_form.Node("QueueUrl", [pair], first=pair)


# ---- REST


def _rest(request: BackendRequest, found: Identity) -> Taken:
    parameters, problems, reading, is_json = rest_form.taken(request, found)
    return parameters, [*problems, *located(reading.faults, request.text, is_json)]


_PROTOCOLS: Mapping[str, Callable[[BackendRequest, Identity], Taken]] = {
    "json": _json,
    "query": _query,
    "ec2": _query,
    "rest-json": _rest,
    "rest-xml": _rest,
}


# ---- hosts


def _of_host(request: BackendRequest, found: Identity) -> Iterator[Problem]:
    prefix = (models.operation(found.service, found.operation).endpoint or {}).get("hostPrefix", "")
    known = identity.of_host(request.host)
    if not known or found.service in {*known, *identity.of_host(request.host.removeprefix(prefix))}:
        return
    if request.host.startswith(f"{models.metadata(found.service).get('endpointPrefix')}."):
        return
    prefixes = {models.metadata(each).get("endpointPrefix") for each in known}
    if models.metadata(found.service).get("endpointPrefix") not in prefixes:
        said = f"the host {request.host} is one of {known[0]}, not of {found.service}"
        yield Problem(said, part="host")


# ---- places


def located(
    faults: list[Fault], text: str, is_json: bool, pairs: tuple[query_form.Pair, ...] = ()
) -> Iterator[Problem]:
    """The faults as problems, each with its characters in the body's text."""
    values: Mapping[Any, tuple[int, int]] = {}
    names: Mapping[Any, tuple[int, int]] = {}
    if faults and is_json:
        values, names = places.spans_in_json(text)
    elif faults and pairs:
        values, names = _in_form(pairs)
    for fault in faults:
        yield _located(fault, values, names)


def _in_form(pairs: tuple[query_form.Pair, ...]) -> tuple[dict[Any, tuple[int, int]], dict[Any, tuple[int, int]]]:
    values, names = {}, {}
    for pair in pairs:
        if pair.name_at is not None and pair.value_at is not None:
            name, _, value = pair.raw.partition("=")
            values[(pair.name,)] = (pair.value_at, pair.value_at + len(value))
            names[(pair.name,)] = (pair.name_at, pair.name_at + len(name))
    return values, names


def _located(fault: Fault, values: Mapping[Any, tuple[int, int]], names: Mapping[Any, tuple[int, int]]) -> Problem:
    wire, spot = fault.spot.wire, fault.spot
    start: int | None = None
    end: int | None = None
    if wire is not None and spot.part == "body":
        start, end = _span(wire, values, names if fault.on_name else values)
    if start is None and spot.part == "body":
        start, end = values.get(("Action",), (None, None))
    return Problem(fault.message, shown(spot.path), spot.part, start, end, fault.hint)


def _span(wire: Any, values: Mapping[Any, tuple[int, int]], first: Mapping[Any, tuple[int, int]]) -> Any:
    """The characters of a value or a name, or else of what is around it."""
    if len(wire) == 2 and wire[0] == "span":
        return wire[1]
    found = first.get(wire)
    while found is None and wire:
        found = values.get(wire)
        wire = wire[:-1]
    return found or values.get((), (None, None))
