"""The pipeline: the way of a request through a REST API, step by step, from the client to the back end and back.

    exchange = invoke(api, event, backend=send)

Each step takes a Transit and gives the next one, and can be called alone. A step that ends the way raises GatewayError;
then the client gets one of the gateway responses.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from velogate.errors import Finding
from velogate.gateway import websocket
from velogate.gateway.context import context_map
from velogate.gateway.event import Event, body_text
from velogate.gateway.exchange import Exchange, Headers, Payload
from velogate.gateway.model import Api, Integration, Method, Resource, Stage
from velogate.gateway.steps import integration_request, integration_response, method_request
from velogate.gateway.steps.backend import backend as call_backend
from velogate.gateway.steps.method_response import gateway_response, method_response
from velogate.gateway.steps.route import route
from velogate.gateway.transit import Backend, GatewayError, Services, Transit, misconfigured
from velogate.source import unplaced

Step = Callable[[Transit], Transit]

STEPS: tuple[Step, ...] = (
    route,
    method_request.authorizer,
    method_request.api_key,
    method_request.quota,
    method_request.parameters,
    method_request.body,
    integration_request.content,
    integration_request.template,
    integration_request.mapping,
    integration_request.request,
    call_backend,
    integration_response.selection,
    integration_response.content,
    integration_response.template,
    integration_response.response,
    method_response,
)
"""The way, in order."""

DEFAULT_STAGE = "prod"


def invoke(
    api: Api | Integration | Mapping[str, Any],
    event: Event | Mapping[str, Any] | None = None,
    backend: Backend | None = None,
    *,
    stage: str | Stage | Mapping[str, Any] | None = None,
    authorizer: Any = None,
    quotas: bool = True,
    services: Services | None = None,
) -> Exchange:
    """What becomes of a request: the exchange. Raises EventError and ProjectError for what is no event or no API.

    `backend` gets the BackendRequest and gives a Response, or a mapping of status, headers and body; with None the
    success is what `services` make up, without them a 200 with `{}`. `stage` is one of the API's, by name, or one of
    its own. `authorizer` says what the authorizer decided: the values of `$context.authorizer`, or `deny`,
    `unauthorized`, `failure`. Without `quotas` a request that is too large passes, and a finding says so.
    """
    given = Event.of(event)
    known = api_of(api, given)
    transit = start(known, given, backend, stage_of(known, stage, given), authorizer, quotas, services)
    if known.protocol_type == "WEBSOCKET":
        return exchange_of(*passed(transit, websocket.STEPS, websocket.refused))
    return exchange_of(*passed(transit, STEPS, gateway_response))


def passed(
    transit: Transit, steps: tuple[Step, ...], refused: Callable[[Transit, GatewayError], Transit]
) -> tuple[Transit, str | None]:
    """The Transit after all steps, or after the gateway response that ended the way, and that one's type."""
    for step in steps:
        if transit.response is not None and step is not method_response:  # answered before its time
            return transit, None
        try:
            transit = step(transit)
        except GatewayError as error:
            return refused(transit.to(failed=error.failed), error), error.response_type
        except (RecursionError, MemoryError) as error:
            failure = misconfigured("Internal error", Finding(f"{step.__name__}: {type(error).__name__}: {error}"))
            return refused(transit, failure), failure.response_type
    return transit, None


def exchange_of(transit: Transit, ended_by: str | None) -> Exchange:
    """All that is kept of a Transit that is at its end."""
    assert transit.response is not None
    return Exchange(
        response=transit.response,
        backend_request=transit.backend_request,
        backend_response=transit.backend_response,
        steps=transit.steps,
        log=transit.log,
        findings=tuple(dict.fromkeys(transit.findings)),
        gateway_response=ended_by,
        context=transit.context,
        renderings=transit.renderings,
        failed=transit.failed,
        resource=transit.resource,
        find_call=transit.services.call,
    )


# ---- how a way begins


def start(
    api: Api,
    event: Event,
    backend: Backend | None = None,
    stage: Stage | None = None,
    authorizer: Any = None,
    quotas: bool = True,
    services: Services | None = None,
) -> Transit:
    """The Transit of a request that has just come."""
    stage = stage or Stage(DEFAULT_STAGE)
    event = replace(event, path=texts(event.path), querystring=texts(event.querystring), header=texts(event.header))
    path = path_of(api, event, stage)
    return Transit(
        api=api,
        stage=stage,
        event=event,
        headers=Headers(event.header),
        backend=backend,
        authorizer=unplaced(authorizer),
        context=context_map(unplaced(_context(api, event, stage, path))),
        quotas=quotas,
        services=services or Services(),
        path="/" + path.lstrip("/"),
        payload=payload_of(event),
    )


def texts(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters as HTTP has them: each a text, or the list of its texts; without those that have no value."""
    lists = {name: value if isinstance(value, list | tuple) else [value] for name, value in parameters.items()}
    kept = {name: [body_text(each) for each in values if each is not None] for name, values in lists.items()}
    return {name: values if len(values) > 1 else values[0] for name, values in kept.items() if values}


def payload_of(event: Event) -> Payload:
    """The body as it came: its bytes if they are no UTF-8 text."""
    return event.body if event.binary is None else event.binary


def path_of(api: Api, event: Event, stage: Stage) -> str:
    """The path of a request, without the stage where the host says that it begins with it.

    An event that has none is for the resource it names, or for the API's only one.
    """
    given = event.context.get("path")
    if given:
        begins = f"/{stage.stage_name}"
        with_stage = ".execute-api." in str(event.context.get("domainName")) and f"{given}/".startswith(f"{begins}/")
        return str(given).removeprefix(begins if with_stage else "") or "/"
    named = event.context.get("resourcePath")
    if named in api.resources:
        return filled(str(named), event.path)
    only = [path for path, resource in api.resources.items() if resource.methods]
    return filled(only[0], event.path) if len(only) == 1 else "/"


def filled(pattern: str, parameters: Mapping[str, Any]) -> str:
    """A resource path with the values of its parameters; one without a value keeps its placeholder (RECORDED)."""
    segments = pattern.split("/")
    names = [segment[1:-1].rstrip("+") if segment.startswith("{") else None for segment in segments]
    values = [
        str(parameters.get(name, segment)) if name else segment for name, segment in zip(names, segments, strict=True)
    ]
    return "/".join(values)


def _context(api: Api, event: Event, stage: Stage, path: str) -> dict[str, Any]:
    """`$context` as the request begins with it: what the event says, and what the API and the stage know."""
    known: dict[str, Any] = {"stage": stage.stage_name, "path": f"/{stage.stage_name}/{path.removeprefix('/')}"}
    if api.id:
        known["apiId"] = api.id
    if stage.deployment_id:
        known["deploymentId"] = stage.deployment_id
    if stage.canary_settings is not None:
        known["isCanaryRequest"] = False
    return {**known, **{key: value for key, value in event.context.items() if key != "path"}}


def api_of(given: Api | Integration | Mapping[str, Any], event: Event) -> Api:
    """The API itself, or one of a single method around an integration; raises ProjectError."""
    if isinstance(given, Api):
        return given
    if isinstance(given, Integration) or "type" in {str(key).lower() for key in given}:
        return around(Integration.of(given), event)
    return Api.of(given)


def around(integration: Integration, event: Event) -> Api:
    """An API whose only method has the integration and is for any request that comes."""
    named = event.context.get("resourcePath") or ("/" if event.path else event.context.get("path")) or "/"
    path = str(named).partition("?")[0]
    return Api(resources={path: Resource(path, {"ANY": Method(integration=integration)})})


def stage_of(api: Api, given: str | Stage | Mapping[str, Any] | None, event: Event) -> Stage:
    """The stage: one of the API's by name, one of its own, or else the only one there is."""
    if isinstance(given, Stage):
        return given
    if isinstance(given, Mapping):
        return Stage.of(given)
    name = given or event.context.get("stage")
    if name is None and len(api.stages) == 1:
        return next(iter(api.stages.values()))
    return api.stages.get(str(name)) or Stage(str(name or DEFAULT_STAGE))
