"""The search for the smallest request that breaks a template."""

import time
from collections.abc import Callable, Sequence
from random import Random

from hypothesis import HealthCheck, Phase, find, settings
from hypothesis.errors import NoSuchExample
from hypothesis.strategies import SearchStrategy

from velogate.fuzz.claims import CLAIMS, Broken, Claim
from velogate.gateway.event import Event
from velogate.gateway.mapping import Template

_PHASES = (Phase.generate, Phase.shrink)


def smallest(
    template: Template,
    requests: SearchStrategy[Event],
    kind: str,
    seconds: float = 10.0,
    examples: int = 2_000,
    progress: Callable[[str], None] = lambda claim: None,
    claims: Sequence[Claim] = CLAIMS,
) -> Broken | None:
    """The first claim that does not hold, with the smallest request found; None if nothing was found in time."""
    until = time.monotonic() + seconds
    for number, claim in enumerate(claims):
        progress(claim.__name__)
        share = max(0.5, (until - time.monotonic()) / (len(claims) - number))
        event = _found(claim, template, requests, kind, time.monotonic() + share, examples)
        if event is not None:
            return claim(template, event, kind)
    return None


class OutOfTime(BaseException):
    """The time for a claim is over; Hypothesis lets it pass, as it does Ctrl-C."""


def _found(
    claim: Claim, template: Template, requests: SearchStrategy[Event], kind: str, until: float, examples: int
) -> Event | None:
    """The smallest event found, for which the claim does not hold."""
    known: list[Event] = []

    def breaks(event: Event) -> bool:
        if time.monotonic() > until:
            raise OutOfTime
        broken = claim(template, event, kind) is not None
        if broken:
            known.append(event)
        return broken

    bounds = settings(
        max_examples=examples, deadline=None, database=None, phases=_PHASES, suppress_health_check=list(HealthCheck)
    )
    try:
        return find(requests, breaks, settings=bounds, random=Random(0))
    except NoSuchExample:
        return None
    except OutOfTime:
        return min(known, key=lambda event: len(str(event.mapping())), default=None)
