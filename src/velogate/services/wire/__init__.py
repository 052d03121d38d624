"""What goes over the wire to an AWS service and back, by botocore's models: is this request a valid call, and of what.

    call = wire.call(exchange.backend_request)
    assert call.valid, call.problems

`answer`, `error` and `made_up` write responses as the service would, `parameters_of` reads them.
"""

from velogate.services.wire.calls import call
from velogate.services.wire.models import operations, services
from velogate.services.wire.reading import Call, Problem
from velogate.services.wire.told import findings

__all__ = ["Call", "Problem", "call", "findings", "operations", "services"]
