"""Every entry of the library, proved: nobody writes a test for one by hand."""

import json
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from typing import Any

import jmespath
import pytest

from velogate import Event, invoke, strategies
from velogate.cases import checks, entries, run, suite
from velogate.cases.outcome import Outcome
from velogate.cases.suite import merged
from velogate.fuzz import claims, filled, search
from velogate.gateway.mapping import Template
from velogate.gateway.model import Api
from velogate.library import index, making
from velogate.library.entry import STANDARD, Entry
from velogate.readers import document
from velogate.services import backends, iam
from velogate.services.backends import Moto, calls
from velogate.source import Source, unplaced

ENTRIES = list(index.entries())


def _each_sample() -> Iterator[Any]:
    for entry in ENTRIES:
        found = entries.samples(entry)
        for case in found.cases:
            yield pytest.param(found, case, id=f"{entry.id}: {case.name}")


def _api(entry: Entry, options: Mapping[str, str] | None = None) -> Api:
    return making.api(entry, entry.values(options, samples=True))


def _request_templates() -> Iterator[Any]:
    """Each template once, with the first media type that it is for."""
    for entry in ENTRIES:
        sources: dict[str, tuple[Source, str]] = {}
        for media, source in making.integration(_api(entry)).request_templates.items():
            sources.setdefault(source.name, (source, media))
        for name, (source, media) in sources.items():
            yield pytest.param(source, entry, media, id=f"{entry.id}: {name.rpartition('/')[2]}")


@pytest.mark.parametrize(("found", "case"), list(_each_sample()))
def test_samples_give_the_expected_calls_and_answers(found: suite.Suite, case: suite.Case) -> None:
    outcome = run.run(found, case)
    failures = checks.run(case.expect, outcome)
    assert not failures, "\n".join(line for each in failures for line in (each.name, *each.lines))


@pytest.mark.slow
@pytest.mark.parametrize(("source", "entry", "media"), list(_request_templates()))
def test_no_request_breaks_a_template(source: Source, entry: Entry, media: str) -> None:
    template = Template(source)
    asked = claims.CLAIMS[:2] if media == _FORM else claims.CLAIMS  # the client's fields are the structure then
    requests = strategies.events(None, template=template)
    whole = _all(asked)
    found = search.smallest(template, requests, _kind(entry), seconds=60, examples=200, claims=(whole,))
    assert found is None, f"{found.claim}: {found.message}\n{found.event.mapping()}\n{found.rendering}"


def _all(asked: Sequence[claims.Claim]) -> claims.Claim:
    """All claims as one, so that each request is asked for all of them."""

    def holds(template: Template, event: Event, kind: str) -> claims.Broken | None:
        return next((broken for claim in asked if (broken := claim(template, event, kind))), None)

    return holds


_FORM = "application/x-www-form-urlencoded"


def _kind(entry: Entry) -> str:
    """What the template prints, by the Content-Type that goes with it."""
    named = entry.integration.get("requestParameters", {}).get("integration.request.header.Content-Type", "")
    return {_FORM: claims.FORM, "application/xml": claims.TEXT}.get(named.strip("'"), claims.JSON)


@pytest.mark.parametrize(("found", "case"), list(_each_sample()))
def test_samples_are_valid_calls(found: suite.Suite, case: suite.Case) -> None:
    """But for those that show what the service refuses."""
    exchange = run.run(found, case).exchange
    assert exchange is not None
    call = exchange.call
    if call is None or _refused(case):
        return
    entry = index.entry(str(found.subject.library))
    assert (f"{call.service}.{call.operation}", call.problems) == (entry.operation, ())


def _refused(case: suite.Case) -> bool:
    """Whether the sample's service answers that the request is a bad one."""
    return isinstance(case.answer, Mapping) and case.answer.get("status", 200) == 400


_HIDDEN = {"kinesis/get-records"}
"""Entries whose call does not tell the resource that their policy names: a shard iterator hides its stream."""


@pytest.mark.parametrize("entry", [entry for entry in ENTRIES if entry.operation], ids=lambda entry: entry.id)
def test_the_policy_is_what_the_call_needs(entry: Entry) -> None:
    """A condition and a statement that denies make it narrower, never wider."""
    stated = making.policy(entry, entry.values(samples=True))["Statement"]
    allowed = [{**each, "Condition": {}} for each in stated if each["Effect"] == "Allow"]
    needed = iam.policy_of(_api(entry), filled.event)
    assert not needed.findings
    found = iam.check({"Version": "2012-10-17", "Statement": allowed}, needed.statements)
    assert [str(each) for each in found if entry.id not in _HIDDEN] == []


@pytest.fixture(scope="module")
def moto() -> Iterator[Moto]:
    with backends.moto() as found:
        yield found


@pytest.mark.parametrize("entry", [entry for entry in ENTRIES if entry.moto], ids=lambda entry: entry.id)
def test_moto_takes_the_call_and_the_effect_is_there(entry: Entry, moto: Moto) -> None:
    """As moto.yaml tells it: calls before, one sample, what the client gets, calls after and what they answer."""
    assert entry.moto is not None
    moto.reset()
    given = document.load(entry.moto)
    saved: dict[str, Any] = {"now": int(time.time() * 1000)}
    for step in given.get("setup", ()):
        _made(step, moto, saved)
    found = entries.samples(entry)
    (case,) = [each for each in found.cases if each.name == given["sample"]]
    event = suite.substituted(merged(case.event, given.get("event")), saved)
    api = _api(entry, suite.substituted(given.get("options", {}), saved))
    outcome = Outcome.of(invoke(api, run.event_of(found, replace(case, event=event)), moto))
    wanted = given.get("response", {"status": case.expect["status"]})
    assert _failures(wanted, outcome) == []
    for step in given.get("effects", ()):
        answer = _made(step, moto, saved)
        assert _failures(step.get("expect", {}), Outcome(json.dumps(answer))) == []


def _made(step: Mapping[str, Any], moto: Moto, saved: dict[str, Any]) -> dict[str, Any]:
    """What a step's call answers; what it says to save is kept."""
    named = {name: each for name, each in step.items() if name not in ("save", "expect")}
    (call,) = calls.read(unplaced(suite.substituted(named, saved)), "moto.yaml")
    answer = calls.made(call, moto.client, STANDARD["region"])
    for name, expression in step.get("save", {}).items():
        saved[name] = jmespath.search(expression, answer)
    return answer


def _failures(wanted: Mapping[str, Any], outcome: Outcome) -> list[str]:
    return [line for each in checks.run(wanted, outcome) for line in (each.name, *each.lines)]


_TYPED = {"S", "N", "B", "BOOL", "NULL", "L", "M", "SS", "NS", "BS"}
"""DynamoDB's types: an attribute without one is none."""

_NO_TEXT = {"N", "NS", "B", "BS", "Data", "Id", "output", "Value"}
"""Members that are numbers, Base64, JSON, or what our own request has said."""

_ALWAYS = {*_TYPED, "Id", "startDate", "stopDate", "usage", "inputTokens", "outputTokens", "rejectedLogEventsInfo"}
"""Members that a service's answer always has, and those whose absence is another answer."""

_HOSTILE = 'it\'s "x" \\ \n\t\u2028 é😀 </a> & %'


@pytest.mark.slow
@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_no_answer_of_a_service_breaks_a_template(entry: Entry) -> None:
    """Any text for a text, nothing for what may be absent: what is JSON stays JSON."""
    found, api = entries.samples(entry), _api(entry)
    for case in found.cases:
        answer = unplaced(case.answer)
        if not {"json", "json_subset"} & case.expect.keys() or not isinstance(answer, dict) or "body" not in answer:
            continue
        event = run.event_of(found, case)
        for path, body in _varied(answer["body"]):
            given = {**answer, "body": json.dumps(body)}
            exchange = invoke(api, event, backends.fixed(given))
            assert exchange.gateway_response is None, (case.name, path, exchange.findings)
            if exchange.status != 204:
                json.loads(exchange.response.text)


def _varied(body: Any) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """The body with one text hostile, or one member gone or null, and where."""
    for path, value in _members(body):
        names = [each for each in path if isinstance(each, str)]
        if isinstance(value, str) and names[-1] not in _NO_TEXT and not names[-1].startswith("ApproximateNumber"):
            yield path, _with(body, path, _HOSTILE)
        if isinstance(path[-1], str) and path[-1] not in _ALWAYS:
            yield path, _with(body, path, None)
            yield path, _with(body, path, _GONE)


_GONE = object()


def _members(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in pairs:
        yield (*path, key), each
        yield from _members(each, (*path, key))


def _with(body: Any, path: tuple[Any, ...], value: Any) -> Any:
    copy = deepcopy(body)
    holder = copy
    for key in path[:-1]:
        holder = holder[key]
    if value is _GONE:
        del holder[path[-1]]
    else:
        holder[path[-1]] = value
    return copy


_OF_A_SERVICE = [entry for entry in ENTRIES if entry.protocol not in ("mock", "http")]


@pytest.mark.parametrize("entry", _OF_A_SERVICE, ids=lambda entry: entry.id)
def test_a_failed_call_is_told_as_a_failure(entry: Entry) -> None:
    """By status; the pattern of a Lambda function's looks at its errorMessage."""
    responses = making.integration(_api(entry)).integration_responses.values()
    if entry.is_websocket:
        patterns = [each.status_code.strip("/") for each in responses if each.status_code[1] in "45"]
    else:
        patterns = [each.selection_pattern for each in responses if int(each.status_code) >= 400]
    for failed in ("it broke",) if _by_message(entry) else ("400", "403", "404", "500", "503"):
        assert any(re.fullmatch(pattern, failed) for pattern in patterns), failed


def _by_message(entry: Entry) -> bool:
    """Whether selection patterns look at a function's errorMessage."""
    return entry.service == "lambda"
