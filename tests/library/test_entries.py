"""Every entry of the library, proved: nobody writes a test for one by hand."""

from collections.abc import Iterator
from typing import Any

import pytest

from velogate import strategies
from velogate.cases import checks, run, suite
from velogate.fuzz import claims, search
from velogate.gateway.mapping import Template
from velogate.gateway.model import Api
from velogate.library import index, making
from velogate.library.entry import Entry
from velogate.readers import document
from velogate.source import Source

ENTRIES = list(index.entries())


def _samples(entry: Entry) -> suite.Suite:
    given = document.load(entry.samples)
    return suite.parse({**given, "library": entry.id}, entry.samples)


def _each_sample() -> Iterator[Any]:
    for entry in ENTRIES:
        found = _samples(entry)
        for case in found.cases:
            yield pytest.param(found, case, id=f"{entry.id}: {case.name}")


def _api(entry: Entry) -> Api:
    return making.api(entry, entry.values(samples=True))


def _integration(api: Api) -> Any:
    (holder,) = api.routes.values() or next(iter(api.resources.values())).methods.values()
    return holder.integration


def _request_templates() -> Iterator[Any]:
    for entry in ENTRIES:
        seen = dict.fromkeys(str(each.name) for each in _integration(_api(entry)).request_templates.values())
        for name in seen:
            source = next(each for each in _integration(_api(entry)).request_templates.values() if each.name == name)
            yield pytest.param(source, entry, id=f"{entry.id}: {name.rpartition('/')[2]}")


@pytest.mark.parametrize(("found", "case"), list(_each_sample()))
def test_samples_give_the_expected_calls_and_answers(found: suite.Suite, case: suite.Case) -> None:
    outcome = run.run(found, case)
    failures = checks.run(case.expect, outcome)
    assert not failures, "\n".join(line for each in failures for line in (each.name, *each.lines))


@pytest.mark.slow
@pytest.mark.parametrize(("source", "entry"), list(_request_templates()))
def test_no_request_breaks_a_template(source: Source, entry: Entry) -> None:
    template = Template(source)
    found = search.smallest(
        template, strategies.events(None, template=template), _kind(template, entry), seconds=20, examples=200
    )
    assert found is None, f"{found.claim}: {found.message}\n{found.event.mapping()}\n{found.rendering}"


def _kind(template: Template, entry: Entry) -> str:
    return {"query": claims.FORM}.get(entry.protocol, claims.JSON)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_every_answer_of_a_failed_call_is_no_success(entry: Entry) -> None:
    if entry.protocol in ("mock", "http"):
        pytest.skip("no service answers")
    responses = _integration(_api(entry)).integration_responses.values()
    patterns = {each.selection_pattern for each in responses if int(each.status_code) >= 400}
    assert {r"4\d{2}", r"5\d{2}"} <= patterns
