"""Mapping templates inside the pipeline: compiled once for each text, rendered with what the pipeline knows."""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from velogate import scalars
from velogate.errors import Finding, VelogateError
from velogate.gateway.event import Event
from velogate.gateway.exchange import Payload, as_text
from velogate.gateway.mapping import Template
from velogate.gateway.rendering import Rendering
from velogate.gateway.transit import GatewayError, Transit, misconfigured
from velogate.source import Placed, Source, Span

REQUEST, RESPONSE = "request", "response"
"""The phases that have a template."""


def rendered(transit: Transit, template: str | Source, body: Payload, phase: str, key: str) -> Rendering:
    """What a template prints for a body; raises GatewayError where API Gateway cannot transform it."""
    if isinstance(body, bytes):
        cause = Finding("the body is binary, which no template can read", hint="set contentHandling to CONVERT_TO_TEXT")
        raise _failed(phase, cause)
    event = _event(transit, as_text(body))
    try:
        known = compiled(template, f"{phase} template {key}")
    except VelogateError as error:
        raise _failed(phase, _finding(error)) from error
    try:
        found = known.render(event, quotas=False)
    except VelogateError as error:
        failed = Rendering("", find_steps=lambda: known.trace(event))
        raise _ended_by(_failed(phase, _finding(error)), phase, failed) from error
    if found.client_error:
        raise _ended_by(_unreadable(phase, found), phase, found)
    return found


def _finding(error: VelogateError) -> Finding:
    return Finding(error.message, error.span, error.hint, "error")


def _ended_by(error: GatewayError, phase: str, failed: Rendering) -> GatewayError:
    error.failed = {phase: failed}
    return error


def compiled(template: str | Source, name: str) -> Template:
    """The template, parsed and compiled once for each text and place; raises TemplateSyntaxError."""
    if isinstance(template, Source) and template.outer is None:
        return _compiled(template.text, template.name, template.first_line, template.first_column)
    if isinstance(template, Source):
        return Template(template)
    span: Span | None = getattr(template, "span", None)
    if span is None:
        return _compiled(str(template), name, 1, 1)
    return _compiled_inside(str(template), span, getattr(template, "style", ""))


@lru_cache(maxsize=1024)
def _compiled(text: str, name: str, line: int, column: int) -> Template:
    return Template(Source(text, name, line, column))


@lru_cache(maxsize=1024)
def _compiled_inside(text: str, span: Span, style: str) -> Template:
    return Template(scalars.source_of(Placed(text, span, style)))


def _event(transit: Transit, body: str) -> Event:
    """What the template sees: the body of its phase, and the parameters of the method request."""
    given: Mapping[str, Any] = transit.headers.lists()
    return replace(
        transit.event,
        body=body,
        header={name: values if len(values) > 1 else values[0] for name, values in given.items()},
        context=transit.context,
        stage_variables=transit.stage_variables,
    )


def _failed(phase: str, finding: Finding) -> GatewayError:
    return misconfigured(f"Unable to transform {phase}", finding)


def _unreadable(phase: str, found: Rendering) -> GatewayError:
    """A body that begins as JSON does and is none: the client's fault, or the back end's."""
    import json

    assert found.client_error is not None
    message = json.loads(found.client_error.body)["message"]
    finding = Finding(f"the {phase}'s body is not JSON: {message}", severity="error")
    if phase == RESPONSE:
        return _failed(phase, finding)
    return GatewayError("BAD_REQUEST_BODY", message, finding=finding, log=message, status=found.client_error.status)
