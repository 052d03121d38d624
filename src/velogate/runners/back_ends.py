"""Who answers the back end's request, as `velogate invoke` is told by its options; and what is there afterwards."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from functools import partial
from typing import Any

from velogate import UsageError
from velogate.errors import near
from velogate.gateway import endpoint
from velogate.gateway.exchange import Response
from velogate.gateway.model import Api, Integration
from velogate.gateway.transit import Backend
from velogate.readers import document
from velogate.runners.arguments import path_of
from velogate.services import backends, canned
from velogate.services.backends import Moto, ServiceCall, calls

Held = list[tuple[str, dict[str, Any]]]
"""Calls that were made afterwards, and their answers."""


def chosen(
    stack: ExitStack,
    api: Api,
    answer_file: str | None,
    send: bool,
    place: str | None,
    setup: str | None,
    after: tuple[str, ...],
) -> tuple[Backend | None, Callable[[], Held]]:
    """The back end, and what makes the calls of --after; the stack closes what was begun. Raises UsageError."""
    _check(answer_file, send, place, setup, after)
    if answer_file:
        return backends.fixed(_answer(answer_file)), list
    if place is None:
        return (_divided(_made_up(api), backends.http()) if send else None), list
    if place != "moto":
        return _divided(backends.endpoint(_known(place)), _web(api, send)), list
    moto = stack.enter_context(backends.moto())
    region = region_of(api)
    afterwards = [call for text in after for call in calls.read(document.parse(text, "--after"), "--after")]
    if setup:
        for call in calls.read(document.load(path_of(setup)), setup):
            calls.made(call, moto.client, region)
    return _divided(moto, _web(api, send)), partial(_held, moto, region, afterwards)


def _known(place: str) -> str:
    """What --backend names, moto apart; raises UsageError for what is neither AWS nor a URL."""
    if place != backends.AWS and "://" not in place:
        guess = near(place, ("moto", backends.AWS))
        said = f"--backend {place or repr(place)} is no back end" + (f"; did you mean {guess}?" if guess else "")
        raise UsageError(said, hint="write moto, aws, or a URL as http://localhost:4566")
    return place


def _answer(file: str) -> Response:
    """The answer in a file; raises UsageError."""
    given = document.load(path_of(file))
    hint = 'write {"status": 200, "headers": {}, "body": ...}'
    if not isinstance(given, Mapping):
        raise UsageError(f"{file} is no answer of a back end: it is no mapping", hint=hint)
    try:
        return Response.of(given)
    except (TypeError, ValueError, AttributeError):
        raise UsageError(f"{file} is no answer of a back end: its status or its headers are none", hint=hint) from None


def _check(answer: str | None, send: bool, place: str | None, setup: str | None, after: tuple[str, ...]) -> None:
    if answer and (send or place is not None):
        other = "--send" if send else "--backend"
        raise UsageError(f"--answer and {other} exclude each other: the one answers without sending")
    if (setup or after) and place != "moto":
        raise UsageError(f"{'--setup' if setup else '--after'} needs --backend moto")


def _made_up(api: Api) -> Backend:
    """The success of what is not asked; that of a function is a proxy's where all functions of the API are."""
    kinds = {each.type for each in _integrations(api) if ":lambda:path/" in (each.uri or "")}
    kind = kinds.pop() if len(kinds) == 1 else "AWS"
    return lambda request: canned.answer(request, kind)


def _web(api: Api, send: bool) -> Backend:
    """Who answers integrations of type HTTP."""
    return backends.http() if send else _made_up(api)


def _divided(services: Backend, web: Backend) -> Backend:
    """The back end that answers AWS integrations by one, and those of type HTTP by another."""
    return lambda request: web(request) if request.service is None else services(request)


def _held(moto: Moto, region: str, afterwards: list[ServiceCall]) -> Held:
    return [(str(call), calls.made(call, moto.client, region)) for call in afterwards]


def region_of(api: Api) -> str:
    """The region that most integrations of an API are in, us-east-1 where none says."""
    found = [endpoint.parts(integration.uri or "") for integration in _integrations(api)]
    regions = Counter(match["region"] for match in found if match and re.fullmatch("[a-z0-9-]+", match["region"]))
    return regions.most_common(1)[0][0] if regions else "us-east-1"


def _integrations(api: Api) -> list[Integration]:
    given = [method.integration for resource in api.resources.values() for method in resource.methods.values()]
    given += [route.integration for route in api.routes.values()]
    return [each for each in given if each]
