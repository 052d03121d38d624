"""The pipeline with the AWS services behind it: what `velogate.invoke` is."""

from collections.abc import Mapping
from typing import Any

from velogate.gateway import pipeline
from velogate.gateway.event import Event
from velogate.gateway.exchange import BackendRequest, Exchange
from velogate.gateway.model import Api, Integration, Stage
from velogate.gateway.transit import Backend, Services
from velogate.services import canned


def invoke(
    api: Api | Integration | Mapping[str, Any],
    event: Event | Mapping[str, Any] | None = None,
    backend: Backend | None = None,
    *,
    stage: str | Stage | Mapping[str, Any] | None = None,
    authorizer: Any = None,
    quotas: bool = True,
) -> Exchange:
    """What becomes of a request: the exchange. Raises EventError and ProjectError for what is no event or no API.

    `backend` gets the BackendRequest and gives a Response, or a mapping of status, headers and body; with None the
    service's success is made up. `stage` is one of the API's, by name, or one of its own. `authorizer` says what the
    authorizer decided: the values of `$context.authorizer`, or `deny`, `unauthorized`, `failure`. Without `quotas` a
    request that is too large passes, and a finding says so.
    """
    return pipeline.invoke(api, event, backend, stage=stage, authorizer=authorizer, quotas=quotas, services=SERVICES)


def _call(request: BackendRequest) -> Any:
    from velogate.services import wire  # it takes as long as all the rest, and few exchanges are asked for it

    return wire.call(request)


SERVICES = Services(canned.answer, _call)
"""The AWS services by botocore's models, where it is there."""
