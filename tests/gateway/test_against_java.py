"""What API Gateway adds, against json-path, json-smart, commons-lang and java.net on a JVM."""

import os

import pytest

from gateway.generated import Generator
from oracle import Oracle, steady
from velogate import Template, VelogateError

CASES = int(os.environ.get("VELOGATE_EXAMPLES", "2000"))


@pytest.mark.java
@pytest.mark.slow
def test_generated_events(oracle: Oracle) -> None:
    """Ours and Java's text agree, and where one fails the other does."""
    generator = Generator(2)
    wrong = []
    for _ in range(CASES):
        template, event = generator.template(), generator.event()
        theirs = oracle.render_event(template, event).text
        ours = _render(template, event)
        if ours != (None if theirs is None else steady(theirs)):
            wrong.append((template, event["body"], theirs, ours))
    assert wrong == []


def _render(template: str, event: dict[str, object]) -> str | None:
    try:
        rendering = Template(template).render(event)
    except VelogateError:
        return None
    return None if rendering.client_error else steady(rendering.text)
