"""A call's problems as findings, each at the part of the template that wrote it."""

import base64
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from velogate.errors import Finding, OutputError
from velogate.gateway.rendering import Rendering
from velogate.services.wire.reading import Call, Problem
from velogate.source import Source, Span


def findings(call: Call, rendering: Rendering | None = None) -> tuple[Finding, ...]:
    """The problems as findings: the span is what wrote it, or without a rendering its place in the body."""
    wrote = rendering if rendering is not None and rendering.text == call.body else None
    return tuple(_finding(problem, Source(call.body, "<body>"), wrote) for problem in call.problems)


def _finding(problem: Problem, body: Source, wrote: Rendering | None) -> Finding:
    if wrote is None:
        return Finding(problem.message, _in_body(problem, body), problem.hint, problem.severity)
    if problem.unreadable:
        try:
            wrote.json()
        except OutputError as error:
            return Finding(problem.message, error.span, error.hint or problem.hint, problem.severity)
    return Finding(problem.message, _in_template(problem, wrote), problem.hint, problem.severity)


def plain(value: Any) -> Any:
    """Parameters of botocore in JSON's own types: bytes as their text, or else in Base64, times in ISO 8601."""
    match value:
        case Mapping():
            return {str(name): plain(each) for name, each in value.items()}
        case list() | tuple() | set():
            return [plain(each) for each in value]
        case bytes() | bytearray():
            return _text(bytes(value))
        case datetime():
            return value.isoformat().replace("+00:00", "Z")
        case _ if hasattr(value, "read"):
            return _text(value.read())
        case _:
            return value


def _text(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return base64.b64encode(value).decode()


def _in_body(problem: Problem, body: Source) -> Span | None:
    if problem.start is None or not body.text:
        return None
    end = problem.end if problem.end is not None else problem.start + 1
    return body.span(problem.start, max(end, problem.start))


def _in_template(problem: Problem, wrote: Rendering) -> Span | None:
    """What wrote the characters: up to the last of them, if that stands behind the first in the same line."""
    if problem.start is None or not wrote.text:
        return None
    at = min(problem.start, len(wrote.text) - 1)
    first = wrote.origin(at)
    last = wrote.origin(min(max(problem.end or 0, at + 1), len(wrote.text)) - 1)
    if first is None or last is None or last.source is not first.source or last.end < first.end:
        return first
    whole = first.source.span(first.start, last.end)
    return whole if whole.line == last.line else first
