"""Backend: the request is sent, and what comes back, or does not, is taken.

Confidence: the client's answers are DOCUMENTED (time-outs) and RECORDED (failures); API Gateway sends once, it does not
try again.
"""

import contextvars
import threading
from typing import Any

from velogate.errors import Finding
from velogate.gateway import log
from velogate.gateway.exchange import BackendRequest, Response
from velogate.gateway.transit import Backend, GatewayError, Transit, misconfigured


def backend(transit: Transit) -> Transit:
    """The Transit with the back end's answer; raises GatewayError where there is none."""
    asked = transit.backend_request
    if asked is None:  # MOCK has answered
        return transit
    if transit.backend is None:
        answer = transit.services.answer(asked, transit.integration.type)
        rule = "no back end was given: its success is made up"
    else:
        answer, rule = _sent(transit.backend, asked), "the back end answered"
    _check_lambda(transit, asked, answer)
    taken = transit.to(backend_response=answer, payload=answer.body)
    return _logged(taken.told("backend", rule, came_in=asked, went_out=answer), answer)


def _sent(backend: Backend, asked: BackendRequest) -> Response:
    """The answer, waited for no longer than the integration may take."""
    outcome: list[Any] = []

    def send() -> None:
        try:
            outcome.append(Response.of(backend(asked)))
        except Exception as error:  # whatever a back end does, the client gets an answer
            outcome.append(error)

    thread = threading.Thread(target=contextvars.copy_context().run, args=(send,), daemon=True, name="velogate-backend")
    thread.start()
    thread.join(asked.timeout)
    found = outcome[0] if outcome else TimeoutError(f"no answer within {asked.timeout:g} seconds")
    if isinstance(found, Response):
        return found
    raise _failure(found) from found


def _failure(error: BaseException) -> GatewayError:
    """What the client gets for a back end that fails."""
    cause = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    if isinstance(error, TimeoutError):
        line = "Execution failed due to a timeout error"
        return GatewayError("INTEGRATION_TIMEOUT", finding=Finding(f"the back end: {cause}"), log=line)
    line = "Execution failed due to an internal error"
    if isinstance(error, OSError):
        line = "Execution failed due to a network error communicating with endpoint"
        return GatewayError(
            "INTEGRATION_FAILURE", _NETWORK, finding=Finding(f"the back end: {cause}", severity="error"), log=line
        )
    return GatewayError("INTEGRATION_FAILURE", finding=Finding(f"the back end: {cause}", severity="error"), log=line)


_NETWORK = "Network error communicating with endpoint"


def _check_lambda(transit: Transit, asked: BackendRequest, answer: Response) -> None:
    """A function that Lambda would not invoke is a fault of the API's author (told by an emulator checked with AWS)."""
    if asked.service != "lambda" or answer.status < 400:
        return
    denied = answer.status == 403
    status = 500 if denied or transit.integration.type == "AWS" else 502
    cause = "Invalid permissions on Lambda function" if denied else "Lambda invocation failed"
    finding = Finding(f"Lambda answered {answer.status}: {answer.text[:200]}", severity="error")
    raise misconfigured(cause, finding, status)


def _logged(transit: Transit, answer: Response) -> Transit:
    context = transit.context
    return transit.logged(
        log.line(context, f"Received response. Status: {answer.status}, Integration latency: 0 ms"),
        log.line(context, f"Endpoint response headers: {log.entries(answer.headers)}"),
        log.line(context, f"Endpoint response body before transformations: {log.body(answer.body)}"),
    )
