"""Our own form: body, params, context, stageVariables."""

import json
from collections.abc import Mapping
from dataclasses import replace
from itertools import islice
from typing import Any

from velogate.errors import EventError, near
from velogate.gateway.event import KEYS, Event, body_text
from velogate.gateway.forms.given import Given, params


def read(given: Given) -> Event:
    """The event that the mapping describes; raises EventError with the field."""
    fields = given.fields
    if fields and not any(near(name, KEYS) for name in fields):
        raise EventError(
            f"{given.name} is no event in a form that is known: it has {', '.join(map(repr, islice(fields, 3)))}",
            hint='a body alone is given so: {"body": ...}',
        )
    event = Event.of(fields)
    places = {"path": event.path, "querystring": event.querystring, "header": event.header}
    return replace(
        event,
        path=params(places, "path", "params."),
        querystring=params(places, "querystring", "params."),
        header=params(places, "header", "params."),
        stage_variables=params(fields, "stageVariables"),
    )


def write(event: Event) -> str:
    """The mapping as JSON; a body that is JSON stands there as such where no character of it is lost."""
    given = event.mapping()
    return dumped({**given, "body": _readable(given["body"])} if event.body and event.binary is None else given)


def dumped(value: Mapping[str, Any]) -> str:
    """JSON for people; EventError where the event holds what JSON has not."""
    try:
        return json.dumps(value, indent=2, ensure_ascii=False, default=_plain)
    except (TypeError, ValueError, RecursionError) as error:
        raise EventError(f"the event cannot be written as JSON: {error}") from None


def _plain(value: Any) -> dict[str, Any]:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"it has no {type(value).__name__}")


def _readable(body: str) -> Any:
    """The list or mapping that would be the same body, else the body."""
    try:
        value = json.loads(body) if body.startswith(("{", "[")) else body
        return value if isinstance(value, dict | list) and body_text(value) == body else body
    except (ValueError, RecursionError):
        return body
