"""A request on its way through the pipeline: what is known of it so far, and how a step ends the way."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from velogate.errors import Finding
from velogate.gateway.event import Event
from velogate.gateway.exchange import BackendRequest, Headers, Payload, Response, Step
from velogate.gateway.model import Api, Integration, IntegrationResponse, Method, Stage
from velogate.gateway.parameters import Mapped, Sources
from velogate.gateway.rendering import Rendering
from velogate.source import Span, unplaced

Backend = Callable[[BackendRequest], Response | Mapping[str, Any]]
"""Sends a request to the back end and gives its answer; raises TimeoutError or OSError where there is none."""


def _nothing(request: BackendRequest, kind: str) -> Response:
    return Response(200, Headers({"Content-Type": "application/json"}), "{}")


@dataclass(frozen=True, slots=True)
class Services:
    """What the pipeline is given of the back ends' side: it knows no service itself."""

    answer: Callable[[BackendRequest, str], Response] = _nothing
    """The success of a request that nobody answers, made up; from the type of its integration, too."""
    call: Callable[[BackendRequest], Any] | None = None
    """Which call of an AWS service a request is."""


class GatewayError(Exception):
    """API Gateway itself answers the client.

    `response_type` says how; `message` is for the client (None: that of the type), `reason` for
    `$context.error.validationErrorString`, `log` the line of the execution log, `finding` for the author.
    `failed` is the rendering that ended the way, by its phase; it has no text, but can be asked for its steps.
    """

    def __init__(
        self,
        response_type: str,
        message: str | None = None,
        *,
        finding: Finding | None = None,
        log: str | None = None,
        reason: str = "",
        status: int | None = None,
    ) -> None:
        super().__init__(response_type)
        self.response_type, self.message, self.reason = response_type, message, reason
        self.finding, self.log, self.status = finding, log, status
        self.failed: Mapping[str, Rendering] = {}


def misconfigured(cause: str, finding: Finding | None = None, status: int | None = None) -> GatewayError:
    """The error for a fault of the API's author: the client gets a 500, the log says what AWS's says."""
    log = f"Execution failed due to configuration error: {cause}"
    return GatewayError("API_CONFIGURATION_ERROR", finding=finding or Finding(cause), log=log, status=status)


@dataclass(frozen=True, slots=True)
class Transit:
    """All that is known of a request while it passes; each step gives the next Transit."""

    api: Api
    stage: Stage
    event: Event
    headers: Headers
    """Of the client."""
    backend: Backend | None
    authorizer: Any
    context: Mapping[str, Any]
    quotas: bool = True
    services: Services = Services()
    path: str = "/"
    """Without the stage."""
    resource: str | None = None
    method: Method | None = None
    payload: Payload = ""
    """What stands for the body now: the client's, the template's, the back end's."""
    mapped: Mapped | None = None
    backend_request: BackendRequest | None = None
    backend_response: Response | None = None
    integration_response: IntegrationResponse | None = None
    response: Response | None = None
    renderings: Mapping[str, Rendering] = field(default_factory=dict)
    failed: Mapping[str, Rendering] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()
    log: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def integration(self) -> Integration:
        """The integration of the chosen method."""
        assert self.method is not None
        assert self.method.integration is not None
        return self.method.integration

    @property
    def stage_variables(self) -> Mapping[str, Any]:
        """The stage's variables, and over them those of the event."""
        canary = self.stage.canary_settings
        overrides = canary.stage_variable_overrides if canary and self.context.get("isCanaryRequest") is True else {}
        found = {**self.stage.variables, **overrides, **self.event.stage_variables}
        known: Mapping[str, Any] = unplaced(found)  # a template tells texts by their very class
        return known

    def to(self, **changes: Any) -> Self:
        """The Transit with these changes."""
        return replace(self, **changes)

    def told(
        self, name: str, rule: str, came_in: Any = None, went_out: Any = None, spans: tuple[Span, ...] = ()
    ) -> Self:
        """The Transit, with a step more to tell of."""
        return replace(self, steps=(*self.steps, Step(name, rule, came_in, went_out, spans)))

    def logged(self, *lines: str) -> Self:
        """The Transit, with these lines in the log."""
        return replace(self, log=(*self.log, *lines))

    def noticed(self, *findings: Finding) -> Self:
        """The Transit, with these findings."""
        return replace(self, findings=(*self.findings, *findings))

    def sources(self, body: Payload | None = None) -> Sources:
        """What mappings of the method request read."""
        places = {"path": self.event.path, "querystring": self.event.querystring, "header": self.headers}
        return Sources(
            "method.request", places, self.payload if body is None else body, self.context, self.stage_variables
        )
