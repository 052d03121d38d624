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
        if isinstance(event, Event):
            return event
        given = _mapping(event, "an event")
        _check(given, _KEYS, "an event")
        params = _mapping(given.get("params"), "params")
        _check(params, _PLACES, "params")
        return cls(
            _body(given.get("body")),
            _mapping(params.get("path"), "params.path"),
            _mapping(params.get("querystring"), "params.querystring"),
            _mapping(params.get("header"), "params.header"),
            _mapping(given.get("context"), "context"),
            _mapping(given.get("stageVariables"), "stageVariables"),
        )


def _body(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bytes):
        return value.decode(errors="replace")
    return "" if value is None else json.dumps(value, ensure_ascii=False)


def _mapping(value: Any, what: str) -> dict[str, Any]:
    if type(value) is dict:
        return value
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise EventError(f"{what} must be a mapping, not a {type(value).__name__}")
    return dict(value)


def _check(given: dict[str, Any], known: frozenset[str], what: str) -> None:
    if known.issuperset(given):
        return
    for key in given:
        if key not in known:
            guess = near(str(key), known)
            raise EventError(
                f"{what} has no {key!r}" + (f"; did you mean {guess!r}?" if guess else ""),
                hint=f"known: {_list(known)}",
            )


def _list(names: frozenset[str]) -> str:
    return ", ".join(sorted(names))
