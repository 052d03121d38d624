"""What a case can expect: a check for each name, which compares it with what came of the request.

A check gives the failures: lines to show, and the place in the template that wrote what is wrong.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from velogate import jsonpath
from velogate.cases import draw
from velogate.cases.outcome import Outcome
from velogate.cases.values import ABSENT, Difference, differences, faults, fulfils, matcher_of, shown
from velogate.errors import ProjectError, VelogateError, near
from velogate.gateway import places
from velogate.gateway.places import Path
from velogate.source import Span


@dataclass(frozen=True, slots=True)
class Failure:
    """An expectation that is not met: its name, lines that show why, and the template's place if one wrote it."""

    name: str
    lines: tuple[str, ...]
    origin: Span | None = None
    expected_at: Span | None = None
    """Where in the file of cases the expectation stands."""


Check = Callable[[Any, Outcome], Iterator[Failure]]


def run(expect: Mapping[str, Any], outcome: Outcome) -> list[Failure]:
    """Every failure, in the order of the expectations."""
    found = []
    for name, expected in expect.items():
        for failure in CHECKS[str(name)](expected, outcome):
            found.append(Failure(failure.name, failure.lines, failure.origin, getattr(name, "span", None)))
    return found


def check_expectation(expect: Any, what: str) -> None:
    """Raises ProjectError for an expectation that nothing is known by, or whose matchers cannot be used."""
    if not isinstance(expect, Mapping):
        raise ProjectError(f"expect of {what} must be a mapping", getattr(expect, "span", None))
    for name, wanted in expect.items():
        if name not in CHECKS:
            guess = near(str(name), CHECKS)
            message = f"{what} cannot expect {str(name)!r}" + (f"; did you mean {guess!r}?" if guess else "")
            raise ProjectError(message, getattr(name, "span", None), f"known: {', '.join(sorted(CHECKS))}")
        for fault in faults(wanted):
            raise ProjectError(f"{what}: {fault}", getattr(name, "span", None))
    if "valid_call" in expect:
        _check_call(expect["valid_call"], what)
    if "backend" in expect:
        _check_backend(expect["backend"], what)


# ---- texts, JSON, forms


def _text(expected: Any, outcome: Outcome) -> Iterator[Failure]:
    if matcher_of(expected) or not isinstance(expected, str):
        yield from _plain("text", expected, outcome.text)
    else:
        yield from text("text", expected, outcome)


def text(name: str, expected: str, outcome: Outcome) -> Iterator[Failure]:
    """The failure for a text that is another one, told character by character."""
    if expected != outcome.text:
        at = draw.parting(expected, outcome.text)
        origin = outcome.origin(min(at, len(outcome.text) - 1))
        yield Failure(name, tuple(draw.texts(expected, outcome.text, {at: origin} if origin else {})), origin)


def _json(expected: Any, outcome: Outcome) -> Iterator[Failure]:
    yield from _structured("json", expected, outcome, subset=False)


def _json_subset(expected: Any, outcome: Outcome) -> Iterator[Failure]:
    yield from _structured("json_subset", expected, outcome, subset=True)


def _structured(name: str, expected: Any, outcome: Outcome, subset: bool) -> Iterator[Failure]:
    try:
        found = outcome.json()
    except VelogateError as error:
        yield Failure(name, tuple(str(error).splitlines()), error.span)
        return
    where = places.in_json(outcome.text)
    for difference in differences(expected, found, subset=subset):
        yield _failure(name, difference, outcome, where)


def _failure(name: str, difference: Difference, outcome: Outcome, where: Mapping[Path, int]) -> Failure:
    offset = draw.of_paths(where, difference.path)
    origin = None if offset is None else outcome.origin(offset)
    return Failure(name, tuple(draw.drawn(difference, origin)), origin)


def _jsonpath(expected: Any, outcome: Outcome) -> Iterator[Failure]:
    try:
        document = outcome.json()
    except VelogateError as error:
        yield Failure("jsonpath", tuple(str(error).splitlines()), error.span)
        return
    for path, wanted in (expected or {}).items():
        try:
            found = jsonpath.compile(str(path)).find(document)
        except VelogateError as error:
            yield Failure("jsonpath", (f"{path}: {error.message}",))
            continue
        for difference in differences(wanted, ABSENT if found is None else found):
            first, *rest = draw.drawn(difference)
            yield Failure("jsonpath", (f"{path}{first.removeprefix('$')}", *rest))


def _schema(expected: Any, outcome: Outcome) -> Iterator[Failure]:
    from jsonschema import SchemaError, validators

    try:
        document = outcome.json()
        kind: Any = validators.validator_for(expected)
        kind.check_schema(expected)
        found = list(kind(expected).iter_errors(document))
    except VelogateError as error:
        yield Failure("schema", tuple(str(error).splitlines()), error.span)
        return
    except SchemaError as error:
        yield Failure("schema", (f"the schema itself: {error.message}",))
        return
    where = places.in_json(outcome.text)
    for fault in found:
        path = tuple(fault.absolute_path)
        offset = draw.of_paths(where, path)
        origin = None if offset is None else outcome.origin(offset)
        place = f"   <- {draw.place(origin)}" if origin else ""
        yield Failure("schema", (f"{shown(path)}: {fault.message}{place}",), origin)


def _form(expected: Any, outcome: Outcome) -> Iterator[Failure]:
    yield from _parameters("form", expected, outcome, subset=False)


def _form_subset(expected: Any, outcome: Outcome) -> Iterator[Failure]:
    yield from _parameters("form_subset", expected, outcome, subset=True)


def _parameters(name: str, expected: Any, outcome: Outcome, subset: bool) -> Iterator[Failure]:
    where = places.in_form(outcome.text)
    for difference in differences(_as_texts(expected), outcome.form(), subset=subset):
        yield _failure(name, difference, outcome, where)


def _as_texts(expected: Any) -> Any:
    """Expected parameters, numbers as the texts that a form has for them."""
    if isinstance(expected, Mapping) and not matcher_of(expected):
        return {key: _as_texts(each) for key, each in expected.items()}
    if isinstance(expected, bool):
        return str(expected).lower()
    return str(expected) if isinstance(expected, int | float) else expected


# ---- what else came of it


def _plain(name: str, expected: Any, found: Any, subset: bool = False) -> Iterator[Failure]:
    for difference in differences(expected, found, subset=subset):
        yield Failure(name, tuple(draw.drawn(difference)))


def _overrides(expected: Any, outcome: Outcome) -> Iterator[Failure]:
    found = {name.removesuffix("Override"): value for name, value in outcome.overrides().items()}
    wanted = {str(name).removesuffix("Override"): value for name, value in (expected or {}).items()}
    yield from _plain("overrides", wanted, found)


def _status(expected: Any, outcome: Outcome) -> Iterator[Failure]:
    yield from _plain("status", expected, outcome.status())


def _headers(expected: Any, outcome: Outcome) -> Iterator[Failure]:
    yield from _in_headers("headers", expected, outcome.headers())


def _in_headers(name: str, expected: Any, found: Mapping[str, str]) -> Iterator[Failure]:
    for header, wanted in (expected or {}).items():
        for difference in differences(wanted, found.get(str(header), ABSENT), (str(header),)):
            yield Failure(name, tuple(draw.drawn(difference)))


def _error(expected: Any, outcome: Outcome) -> Iterator[Failure]:
    found = outcome.client_error()
    if expected is None or expected is False:
        if found:
            yield Failure("error", (f"the client gets {found['status']}: {found['body']}", *outcome.causes()))
        return
    if found is None:
        yield Failure("error", ("the client gets no error",))
        return
    wanted = {"status": expected} if isinstance(expected, int) else expected
    body = found["body"]
    if isinstance(wanted, Mapping) and isinstance(wanted.get("body"), Mapping) and not matcher_of(wanted["body"]):
        body = _parsed(found["body"])
    yield from _plain("error", wanted, {**found, "body": body}, subset=True)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _warnings(expected: Any, outcome: Outcome) -> Iterator[Failure]:
    """A list: as many warnings, each containing its text; a text or a matcher: one that is so; false: none."""
    found = outcome.warnings()
    wanted = [] if expected in (None, False) else expected
    if isinstance(wanted, list):
        pairs = [each if matcher_of(each) else {"contains": each} for each in wanted]
        yield from _plain("warnings", pairs, found)
        return
    one = wanted if matcher_of(wanted) else {"contains": wanted}
    if not any(fulfils(one, each) for each in found):
        yield Failure("warnings", (f"no warning is as expected: {wanted}", *(f"found: {each}" for each in found)))


def _valid_call(expected: Any, outcome: Outcome) -> Iterator[Failure]:
    """A call by its operation, or by `true` any; or a mapping of operation, parameters, headers and path."""
    from velogate.services import wire  # few cases ask for it

    wanted = expected if isinstance(expected, Mapping) else {"operation": expected}
    inner, call = outcome, None
    try:
        named = _named(wanted.get("operation"))
        asked = outcome.backend_request() if outcome.exchange else None
        if asked is not None:
            inner, call = outcome.of_backend(asked), wire.call(asked, *named)
        elif outcome.exchange is None and outcome.rendering is not None:
            headers = wanted.get("headers") or {}
            call = wire.call_of_rendering(outcome.rendering, *named, headers=headers, path=wanted.get("path"))
    except VelogateError as error:
        yield Failure("valid_call", tuple(str(error).splitlines()), error.span)
        return
    if call is None:
        yield Failure("valid_call", ("the back end was not called", *outcome.causes()))
        return
    for finding in wire.findings(call, inner.rendering):
        if finding.severity == "warning":
            continue
        yield Failure("valid_call", tuple(str(finding).splitlines()), finding.span)
    where = places.in_json(inner.text) if call.protocol.endswith("json") else {}
    for difference in differences(wanted.get("parameters") or {}, wire.plain(call.parameters), subset=True):
        yield _failure("valid_call", difference, inner, where)


def _named(operation: Any) -> tuple[str | None, str | None]:
    """Service and operation; neither where any will do. Raises UsageError for names that nobody knows."""
    from velogate.services import wire

    return wire.split(str(operation)) if operation not in (None, True) else (None, None)


_OF_CALL = ("operation", "parameters", "headers", "path")


def _check_call(expected: Any, what: str) -> None:
    span = getattr(expected, "span", None)
    if not isinstance(expected, str | Mapping) and expected is not True:
        hint = "valid_call: sqs.SendMessage"
        raise ProjectError(f"valid_call of {what} must be an operation, or a mapping with one", span, hint)
    for name in expected if isinstance(expected, Mapping) else ():
        if name not in _OF_CALL:
            guess = near(str(name), _OF_CALL)
            message = f"valid_call of {what} has no {str(name)!r}" + (f"; did you mean {guess!r}?" if guess else "")
            raise ProjectError(message, getattr(name, "span", None), f"known: {', '.join(_OF_CALL)}")


_OF_BACKEND = ("method", "url", "host", "path", "query", "headers", "service", "action")
_OF_BODY = ("text", "json", "json_subset", "jsonpath", "schema", "form", "form_subset")


def _snapshot(expected: Any, outcome: Outcome) -> Iterator[Failure]:
    """What the runner compares, as it keeps the snapshots."""
    yield from ()


def _check_backend(expected: Any, what: str) -> None:
    if expected in (None, False):
        return
    if not isinstance(expected, Mapping):
        raise ProjectError(f"backend of {what} must be a mapping, or false for none")
    for name in expected:
        if name not in (*_OF_BACKEND, *_OF_BODY):
            guess = near(str(name), (*_OF_BACKEND, *_OF_BODY))
            message = f"the backend of {what} has no {str(name)!r}" + (f"; did you mean {guess!r}?" if guess else "")
            raise ProjectError(message, getattr(name, "span", None), f"known: {', '.join((*_OF_BACKEND, *_OF_BODY))}")


def _backend(expected: Any, outcome: Outcome) -> Iterator[Failure]:
    asked = outcome.backend_request()
    if expected in (None, False):
        if asked:
            yield Failure("backend", (f"the back end was called: {asked.method} {asked.url}",))
        return
    if asked is None:
        yield Failure("backend", ("the back end was not called", *outcome.causes()))
        return
    inner = outcome.of_backend(asked)
    for name, wanted in expected.items():
        if name in _OF_BODY:
            found = CHECKS[name](wanted, inner)
        elif name == "headers":
            found = _in_headers("headers", wanted, asked.headers)
        else:
            found = _plain(name, wanted, getattr(asked, name))
        for failure in found:
            yield Failure(f"backend.{failure.name}", failure.lines, failure.origin)


CHECKS: Mapping[str, Check] = {
    "text": _text,
    "json": _json,
    "json_subset": _json_subset,
    "jsonpath": _jsonpath,
    "schema": _schema,
    "form": _form,
    "form_subset": _form_subset,
    "overrides": _overrides,
    "status": _status,
    "headers": _headers,
    "error": _error,
    "warnings": _warnings,
    "backend": _backend,
    "valid_call": _valid_call,
    "snapshot": _snapshot,
}
"""Every expectation by its name."""
