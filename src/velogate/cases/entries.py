"""Cases of the library: the samples of an entry as a suite, and the file of cases for an entry with chosen options."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from velogate.cases import checks
from velogate.cases.checks import Failure
from velogate.cases.outcome import Outcome
from velogate.cases.run import run
from velogate.cases.suite import Case, Suite, parse
from velogate.gateway.event import Event, body_text
from velogate.gateway.rendering import Rendering
from velogate.library.entry import Entry
from velogate.library.filling import Origin
from velogate.readers import document
from velogate.source import unplaced

_TOLD_HEADERS = ("Content-Type", "X-Amz-Target", "X-Amz-Invocation-Type", "Accept")
_PLACES = {"path": "path", "query": "querystring", "header": "header"}


def samples(entry: Entry, options: Mapping[str, str] | None = None) -> Suite:
    """The samples of an entry as cases; with options, of the entry with these. Raises ProjectError."""
    given = document.load(entry.samples)
    subject = {"library": entry.id, "options": dict(options or {})}
    suite = parse({**given, **subject} if isinstance(given, Mapping) else given, entry.samples)
    chosen = entry.values(options, samples=True)
    moves = [
        (Origin.of(option.default), value)
        for name, option in entry.options.items()
        if option.default is not None and isinstance(value := chosen[name], Origin)
    ]
    return replace(suite, cases=tuple(_moved(case, moves) for case in suite.cases))


def failures(entry: Entry) -> Iterator[tuple[Case, list[Failure]]]:
    """Each sample of an entry with what fails in it; raises VelogateError where one cannot be run.

    With botocore, a call that the service takes must be a valid one of the entry's operation.
    """
    suite = samples(entry)
    for case in suite.cases:
        outcome = run(suite, case)
        yield case, checks.run({**_call(entry, case, outcome), **case.expect}, outcome)


def _call(entry: Entry, case: Case, outcome: Outcome) -> dict[str, Any]:
    """That the call is a valid one, but for a sample that shows what the service refuses."""
    refused = isinstance(case.answer, Mapping) and case.answer.get("status") == 400
    if refused or not entry.operation or outcome.backend_request() is None or not find_spec("botocore"):
        return {}
    return {"valid_call": entry.operation}


def written(entry: Entry, options: Mapping[str, str], subject: Mapping[str, Any]) -> dict[str, Any]:
    """A file of cases for the entry with options: its samples, with what comes of them; as YAML has it.

    A sample for which the options lead to another status than the entry's own is left out: it is about what is gone.
    """
    suite = samples(entry, options)
    described = (_described(suite, case, entry) for case in suite.cases)
    return {**subject, "cases": [case for case in described if case]}


def _described(suite: Suite, case: Case, entry: Entry) -> dict[str, Any] | None:
    outcome = run(suite, case)
    wanted = case.expect.get("status")
    if isinstance(wanted, int) and outcome.status() != wanted:
        return None
    event = Event.of(unplaced(case.event)).mapping()
    answer = {"answer": unplaced(case.answer)} if case.answer is not None else {}
    return {"name": str(case.name), "event": unplaced(event), **answer, "expect": _expected(outcome, entry)}


def _expected(outcome: Outcome, entry: Entry) -> dict[str, Any]:
    asked = outcome.backend_request()
    found: dict[str, Any] = {"backend": False}
    if asked is not None:
        headers = {name: asked.headers[name] for name in _TOLD_HEADERS if name in asked.headers}
        found = {"backend": {"method": asked.method, "url": asked.url, "headers": headers, **_body(asked.text, entry)}}
    if asked is not None and entry.operation and outcome.status() < 400 and find_spec("botocore"):
        found["valid_call"] = entry.operation
    return {**found, "status": outcome.status(), **_json_or_text(outcome.text)}


def _body(text: str, entry: Entry) -> dict[str, Any]:
    """A body as the expectation that shows it best."""
    if entry.protocol == "query":
        return {"form": Rendering(text).form()}
    return _json_or_text(text) if text else {}


def _json_or_text(text: str) -> dict[str, Any]:
    try:
        return {"json": json.loads(text)}
    except ValueError:
        return {"text": text}


# ---- a sample for other origins of its values


def _moved(case: Case, moves: list[tuple[Origin, Origin]]) -> Case:
    """The case with each value where the options read it."""
    event = Event.of(unplaced(case.event))
    for old, new in moves:
        if old != new:
            event = _put(event, new, _got(event, old))
    return replace(case, event=event.mapping())


def _got(event: Event, origin: Origin) -> Any:
    """The value that an event has at an origin; None for none."""
    if origin.kind in _PLACES:
        return getattr(event, _PLACES[origin.kind]).get(origin.name)
    if origin.kind == "body":
        return event.body if not origin.parts else _at(_parsed(event.body), origin.parts)
    given = {"context": event.context, "stage": event.stage_variables}.get(origin.kind, {})
    return origin.name if origin.kind == "static" else _at(given, origin.parts)


def _put(event: Event, origin: Origin, value: Any) -> Event:
    """The event with a value at an origin, unchanged where there is none to put."""
    if value is None or origin.kind == "static":
        return event
    if origin.kind in _PLACES:
        place = _PLACES[origin.kind]
        changed: Any = {place: {**getattr(event, place), origin.name: body_text(value)}}
        return replace(event, **changed)
    if origin.kind == "body" and not origin.parts:
        return replace(event, body=body_text(value), body_bytes=None)
    if origin.kind == "body":
        document = _parsed(event.body)
        inner = _with(document, origin.parts, value)
        return replace(event, body=json.dumps(inner, ensure_ascii=False), body_bytes=None)
    name = "context" if origin.kind == "context" else "stage_variables"
    known: Any = {name: _with(getattr(event, name), origin.parts, value)}
    return replace(event, **known)


_Parts = Sequence[str | int]
"""Names of properties and indexes of lists, from the outside in."""


def _at(value: Any, parts: _Parts) -> Any:
    for part in parts:
        try:
            value = value[part]
        except (LookupError, TypeError):
            return None
    return value


def _with(given: Any, parts: _Parts, value: Any) -> Any:
    """What is given with a value in it; mappings and lists on the way are made where there are none."""
    if not parts:
        return value
    first, *rest = parts
    if isinstance(first, str):
        known = given if isinstance(given, Mapping) else {}
        return {**known, first: _with(known.get(first), rest, value)}
    items = [*given] if isinstance(given, list) else []
    items += [None] * (first + 1 - len(items))
    items[first] = _with(items[first], rest, value)
    return items


def _parsed(body: str) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None


def suite_file(entry: Entry, folder: Path) -> Path:
    """Where the cases of an entry are written."""
    return folder / f"test_{entry.service}_{entry.action}.vtl.yaml".replace("-", "_")
