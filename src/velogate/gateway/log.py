"""The lines of TestInvokeMethod's execution log, in AWS's order and words.

Confidence: order and texts are RECORDED for MOCK, AWS and failing calls; the rest is as seen in public logs.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from velogate.gateway.exchange import Headers, Payload, as_text

LONGEST = 998
"""Characters of a list of headers that are shown (RECORDED)."""

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def started(context: Mapping[str, Any], path: str) -> tuple[str, ...]:
    """The first lines: the request's id, its method and path."""
    request = context.get("requestId")
    return (
        f"Execution log for request {request}",
        line(context, f"Starting execution for request: {request}"),
        line(context, f"HTTP Method: {context.get('httpMethod')}, Resource Path: {path}"),
    )


def line(context: Mapping[str, Any], text: str) -> str:
    """A line with the request's time before it, as in `Thu Apr 09 12:34:56 UTC 2015 : `."""
    epoch = context.get("requestTimeEpoch")
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=epoch if isinstance(epoch, int) else 0)
    return f"{_DAYS[at.weekday()]} {_MONTHS[at.month - 1]} {at:%d %H:%M:%S} UTC {at.year} : {text}"


def entries(given: Mapping[str, Any] | Headers) -> str:
    """A map as Java prints it, values of one name joined by commas; long ones are cut."""
    lists = given.lists() if isinstance(given, Headers) else given
    shown = ", ".join(f"{name}={_joined(value)}" for name, value in lists.items())
    return "{" + (f"{shown[:LONGEST]} [TRUNCATED]" if len(shown) > LONGEST else shown) + "}"


def body(payload: Payload) -> str:
    """A body as the log shows it."""
    return "[Binary Data]" if isinstance(payload, bytes) else as_text(payload)


def _joined(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
