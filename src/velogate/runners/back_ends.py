"""Who answers the back end's request, as `velogate invoke` is told by its options; and what is there afterwards."""

import re
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from typing import Any

from velogate import UsageError
from velogate.gateway import endpoint
from velogate.gateway.exchange import BackendRequest, Response
from velogate.gateway.model import Api
from velogate.gateway.transit import Backend
from velogate.readers import document
from velogate.services import backends
from velogate.services.backends import Moto, ServiceCall, calls

Held = list[tuple[str, dict[str, Any]]]
"""Calls that were made afterwards, and their answers."""

_STDIN = "/dev/stdin"


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
        return (backends.http() if send else None), list
    if place != "moto":
        return _divided(backends.endpoint(place), send), list
    moto = stack.enter_context(backends.moto())
    region = region_of(api)
    afterwards = [call for text in after for call in calls.read(document.parse(text, "--after"), "--after")]
    if setup:
        for call in calls.read(document.load(_path(setup)), setup):
            calls.made(call, moto.client, region)
    return _divided(moto, send), partial(_held, moto, region, afterwards)


def _path(file: str) -> str:
    return _STDIN if file == "-" else file


def _answer(file: str) -> Response:
    """The answer in a file; raises UsageError."""
    given = document.load(_path(file))
    try:
        return Response.of(given)
    except (TypeError, ValueError, AttributeError) as error:
        hint = 'write {"status": 200, "headers": {}, "body": ...}'
        raise UsageError(f"{file} is no answer of a back end: {error}", hint=hint) from None


def _check(answer: str | None, send: bool, place: str | None, setup: str | None, after: tuple[str, ...]) -> None:
    if answer and (send or place is not None):
        other = "--send" if send else "--backend"
        raise UsageError(f"--answer and {other} exclude each other: the one answers without sending")
    if (setup or after) and place != "moto":
        raise UsageError(f"{'--setup' if setup else '--after'} needs --backend moto")


def _divided(services: Backend, send: bool) -> Backend:
    """The back end that answers AWS integrations by one, and those of type HTTP by their own URL or not at all."""
    from velogate.services import canned

    web = backends.http() if send else None

    def answer(request: BackendRequest) -> Any:
        if request.service is not None:
            return services(request)
        return web(request) if web else canned.answer(request, "HTTP")

    return answer


def _held(moto: Moto, region: str, afterwards: list[ServiceCall]) -> Held:
    return [(str(call), calls.made(call, moto.client, region)) for call in afterwards]


def region_of(api: Api) -> str:
    """The region that most integrations of an API are in, us-east-1 where none says."""
    given = [method.integration for resource in api.resources.values() for method in resource.methods.values()]
    given += [route.integration for route in api.routes.values()]
    found = [endpoint.parts(integration.uri or "") for integration in given if integration]
    regions = Counter(match["region"] for match in found if match and re.fullmatch("[a-z0-9-]+", match["region"]))
    return regions.most_common(1)[0][0] if regions else "us-east-1"
