"""Whatever the template, velogate writes what Apache Velocity 1.7 writes, and refuses what it refuses."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, assume, given, seed, settings

from oracle import Oracle
from oracle.engine import render
from oracle.strategies import INCLUDED, Case, cases

EXAMPLES = int(os.environ.get("VELOGATE_EXAMPLES", "300"))
SEED = int(os.environ.get("VELOGATE_SEED", "1"))
PARTS = 8
DIALECTS = ("apigateway", "velocity")


@pytest.fixture(scope="module")
def impatient() -> Iterator[Oracle]:
    """A Velocity that gives up soon: templates that double a text thirty times teach nothing."""
    oracle = Oracle(seconds=2, characters=50_000)
    yield oracle
    oracle.close()


@pytest.mark.java
@pytest.mark.slow
@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("part", range(PARTS))
def test_writes_what_velocity_writes(impatient: Oracle, dialect: str, part: int) -> None:
    @seed(SEED * PARTS + part)
    @settings(
        max_examples=max(1, EXAMPLES // PARTS // len(DIALECTS)),
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(cases)
    def agrees(case: Case) -> None:
        theirs = impatient.render(case.template, case.variables, dialect, INCLUDED)
        assume(theirs.error != "limit")
        ours = render(case.template, case.variables, dialect, INCLUDED)
        assert ours.outcome == theirs.outcome, theirs.message or ours.message

    agrees()
