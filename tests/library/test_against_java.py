"""Every sample's templates on the real Velocity 1.7 and json-path: the library leans on no opinion of our engine."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from oracle import Oracle
from velogate.cases import entries, run, suite
from velogate.gateway.exchange import Exchange, Step, as_text
from velogate.library import index

OVERRIDES = ("requestOverride", "responseOverride")
PHASES = ("request", "response")


def each_sample() -> Iterator[Any]:
    for entry in index.entries():
        found = entries.samples(entry)
        for case in found.cases:
            yield pytest.param(found, case, id=f"{entry.id}: {case.name}")


@pytest.mark.java
@pytest.mark.parametrize(("found", "case"), list(each_sample()))
def test_a_samples_templates_print_what_velocity_prints(found: suite.Suite, case: suite.Case, oracle: Oracle) -> None:
    exchange = run.run(found, case).exchange
    assert exchange is not None
    for phase in PHASES:
        step = step_of(exchange, phase)
        if step is not None:
            answer = oracle.render_event(step.spans[0].text, event_of(found, case, exchange, step))
            assert answer.text == exchange.renderings[phase].text


def step_of(exchange: Exchange, phase: str) -> Step | None:
    """The step that rendered a template; None where there was none, or it reads what a template before it has set."""
    for step in exchange.steps:
        if step.spans and step.name == f"integration {phase}: template":
            return None if phase == "response" and "$context.requestOverride" in step.spans[0].text else step
    return None


def event_of(found: suite.Suite, case: suite.Case, exchange: Exchange, step: Step) -> Mapping[str, Any]:
    """What the template saw."""
    given = run.event_of(found, case).mapping()
    context = {name: value for name, value in exchange.context.items() if name not in OVERRIDES}
    body = {"body": as_text(step.came_in), "isBase64Encoded": False}
    return {**given, "context": {**given.get("context", {}), **context}, **body}
