"""A call's problems as findings, each at the part of the template that wrote it."""

import base64
from datetime import datetime
from typing import Any

from velogate.errors import Finding
from velogate.gateway.rendering import Rendering
from velogate.services.wire.reading import Call, Problem
from velogate.source import Source, Span


def findings(call: Call, rendering: Rendering | None = None, severity: str = "error") -> tuple[Finding, ...]:
    """The problems as findings: the span is what wrote the character, or without a rendering its place in the body."""
    body = Source(call.body, "<body>")
    return tuple(
        Finding(problem.message, _span(problem, body, rendering), problem.hint, severity) for problem in call.problems
    )


def plain(value: Any) -> Any:
    """Parameters in JSON's own types: bytes as their text, or else in Base64, times as ISO 8601."""
    match value:
        case dict():
            return {str(name): plain(each) for name, each in value.items()}
        case list():
            return [plain(each) for each in value]
        case bytes():
            try:
                return value.decode()
            except UnicodeDecodeError:
                return base64.b64encode(value).decode()
        case datetime():
            return value.isoformat().replace("+00:00", "Z")
        case _:
            return value


def _span(problem: Problem, body: Source, rendering: Rendering | None) -> Span | None:
    if problem.start is None:
        return None
    if rendering is not None and rendering.text == body.text:
        at = min(problem.start, len(body.text) - 1)
        return rendering.origin(at) if at >= 0 else None
    end = problem.end if problem.end is not None else problem.start + 1
    return body.span(problem.start, max(end, problem.start)) if body.text else None
