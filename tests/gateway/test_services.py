"""The templates that people write for service proxies, one of each kind; the texts are Velocity 1.7's."""

from typing import Any

import pytest

from gateway.facts import facts
from velogate.gateway.mapping import render

CASES = facts("services.jsonl")


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_service(case: dict[str, Any]) -> None:
    rendering = render(case["template"], case["event"])
    assert rendering.text == case["expected"]
    assert rendering.client_error is None
