"""Every entry of the library, proved: nobody writes a test for one by hand."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from velogate import strategies
from velogate.cases import checks, entries, run, suite
from velogate.fuzz import claims, search
from velogate.gateway.mapping import Template
from velogate.gateway.model import Api
from velogate.library import index, making
from velogate.library.entry import Entry
from velogate.source import Source

ENTRIES = list(index.entries())


def _each_sample() -> Iterator[Any]:
    for entry in ENTRIES:
        found = entries.samples(entry)
        for case in found.cases:
            yield pytest.param(found, case, id=f"{entry.id}: {case.name}")


def _api(entry: Entry) -> Api:
    return making.api(entry, entry.values(samples=True))


def _integration(api: Api) -> Any:
    (holder,) = api.routes.values() or next(iter(api.resources.values())).methods.values()
    return holder.integration


def _request_templates() -> Iterator[Any]:
    """Each template once, with the first media type that it is for."""
    for entry in ENTRIES:
        sources: dict[str, tuple[Source, str]] = {}
        for media, source in _integration(_api(entry)).request_templates.items():
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
    kind = _kind(template, entry)
    asked = claims.CLAIMS[:2] if media == _FORM else claims.CLAIMS  # the client's fields are the structure then
    requests = strategies.events(None, template=template)
    found = search.smallest(template, requests, kind, seconds=20, examples=200, claims=asked)
    assert found is None, f"{found.claim}: {found.message}\n{found.event.mapping()}\n{found.rendering}"


_FORM = "application/x-www-form-urlencoded"


def _kind(template: Template, entry: Entry) -> str:
    return {"query": claims.FORM}.get(entry.protocol, claims.JSON)


_OF_A_SERVICE = [entry for entry in ENTRIES if entry.protocol not in ("mock", "http")]


@pytest.mark.parametrize("entry", _OF_A_SERVICE, ids=lambda entry: entry.id)
def test_a_failed_call_is_told_as_a_failure(entry: Entry) -> None:
    """By status; the pattern of a Lambda function's looks at its errorMessage."""
    responses = _integration(_api(entry)).integration_responses.values()
    patterns = [each.selection_pattern for each in responses if int(each.status_code) >= 400]
    for failed in ("it broke",) if entry.service == "lambda" else ("400", "403", "404", "500", "503"):
        assert any(re.fullmatch(pattern, failed) for pattern in patterns), failed
