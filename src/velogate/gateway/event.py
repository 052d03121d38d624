"""The request that a template is rendered for."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from velogate.errors import EventError, near

_KEYS = frozenset({"body", "params", "context", "stageVariables"})
_PLACES = frozenset({"path", "querystring", "header"})


@dataclass(frozen=True, slots=True)
class Event:
    """A request as a template sees it: the body's text, parameters, and what stands behind `$context`.

    A parameter that came several times is a list of its values. `context` holds only what is known of `$context`.
    """

    body: str = ""
    path: Mapping[str, Any] = field(default_factory=dict)
    querystring: Mapping[str, Any] = field(default_factory=dict)
    header: Mapping[str, Any] = field(default_factory=dict)
    context: Mapping[str, Any] = field(default_factory=dict)
    stage_variables: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, event: "Event | Mapping[str, Any] | None") -> "Event":
        """The event itself, or the one that a mapping of our own form describes; raises EventError."""
        if event is None:
            return cls()
        if isinstance(event, Event):
            return event
        if not isinstance(event, Mapping):
            raise EventError(f"an event is a mapping with {_list(_KEYS)}, not a {type(event).__name__}")
        _check(event, _KEYS, "an event")
        params = _mapping(event, "params")
        _check(params, _PLACES, "params")
        return cls(
            _body(event.get("body")),
            *(_mapping(params, place) for place in ("path", "querystring", "header")),
            _mapping(event, "context"),
            _mapping(event, "stageVariables"),
        )


def _body(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bytes):
        return value.decode(errors="replace")
    return "" if value is None else json.dumps(value, ensure_ascii=False)


def _mapping(event: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = event.get(key)
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise EventError(f"{key} must be a mapping, not a {type(value).__name__}")
    return value


def _check(given: Mapping[str, Any], known: frozenset[str], what: str) -> None:
    for key in given:
        if key not in known:
            guess = near(str(key), known)
            raise EventError(
                f"{what} has no {key!r}" + (f"; did you mean {guess!r}?" if guess else ""),
                hint=f"known: {_list(known)}",
            )


def _list(names: frozenset[str]) -> str:
    return ", ".join(sorted(names))
