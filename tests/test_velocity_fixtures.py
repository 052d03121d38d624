"""velogate writes what Velocity 1.7 was recorded to write: a file a rule, and the golden set of generated cases."""

from typing import Any

import pytest

from oracle.engine import render
from oracle.fixtures import golden, rules

RULES = [
    pytest.param(case, dialect, id=f"{name}-{dialect}") for name, case in rules().items() for dialect in case["expect"]
]
CASES = list(golden())
BATCHES = [pytest.param(CASES[at : at + 50], id=CASES[at]["id"]) for at in range(0, len(CASES), 50)]


@pytest.mark.parametrize(("case", "dialect"), RULES)
def test_keeps_the_rule(case: dict[str, Any], dialect: str) -> None:
    answer = render(case["template"], case.get("variables", {}), dialect, case.get("templates"))
    assert answer.outcome == case["expect"][dialect], answer.message


@pytest.mark.parametrize("batch", BATCHES)
def test_agrees_with_the_golden_set(batch: list[dict[str, Any]]) -> None:
    assert {case["id"]: _outcome(case) for case in batch} == {case["id"]: _recorded(case) for case in batch}


def _outcome(case: dict[str, Any]) -> dict[str, str]:
    return {**_given(case), **render(case["template"], case["variables"], case["dialect"]).outcome}


def _recorded(case: dict[str, Any]) -> dict[str, str]:
    return {**_given(case), **{key: case[key] for key in ("text", "error") if key in case}}


def _given(case: dict[str, Any]) -> dict[str, Any]:
    return {key: case[key] for key in ("dialect", "template", "variables")}
