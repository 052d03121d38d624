"""What goes over the wire to an AWS service and back, by botocore's models: is this request a valid call, and of what.

    call = wire.call(exchange.backend_request)
    assert call.valid, call.problems

`answer`, `error` and `made_up` write responses as the service would, `parameters_of` reads them.
"""

from velogate.services.wire.answers import answer, error, parameters_of
from velogate.services.wire.calls import call
from velogate.services.wire.made_up import made_up
from velogate.services.wire.models import named, operations, services, split
from velogate.services.wire.reading import Call, Problem
from velogate.services.wire.sending import call_of_rendering, call_of_text
from velogate.services.wire.told import findings, plain

__all__ = [
    "Call",
    "Problem",
    "answer",
    "call",
    "call_of_rendering",
    "call_of_text",
    "error",
    "findings",
    "made_up",
    "named",
    "operations",
    "parameters_of",
    "plain",
    "services",
    "split",
]
