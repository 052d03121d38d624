"""The request that a template is rendered for."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from velogate.errors import EventError, near

_KEYS = frozenset({"body", "params", "context", "stageVariables"})
_PLACES = frozenset({"path", "querystring", "header"})


@dataclass(frozen=True, slots=True)
class Event:
    """A request as a template sees it: the body's text, parameters, and what is known of `$context`.

    A parameter that came several times is a list of its values. `ignored` says what a file held besides.
    """

    body: str = ""
    path: Mapping[str, Any] = field(default_factory=dict)
    querystring: Mapping[str, Any] = field(default_factory=dict)
    header: Mapping[str, Any] = field(default_factory=dict)
    context: Mapping[str, Any] = field(default_factory=dict)
    stage_variables: Mapping[str, Any] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()

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
            body_text(given.get("body")),
            _mapping(params.get("path"), "params.path"),
            _mapping(params.get("querystring"), "params.querystring"),
            _mapping(params.get("header"), "params.header"),
            _mapping(given.get("context"), "context"),
            _mapping(given.get("stageVariables"), "stageVariables"),
        )

    @classmethod
    def load(cls, source: str | Path) -> "Event":
        """The event in a file, or in a text, in any form that formats.py knows; raises EventError."""
        from velogate.gateway import formats  # a rendering needs none of it

        return formats.read(source)

    def dump(self, form: str) -> str:
        """The event as text in one of the forms of formats.py; raises UsageError for an unknown one."""
        from velogate.gateway import formats

        return formats.write(self, form)

    def mapping(self) -> dict[str, Any]:
        """The event as a mapping of our own form, without what is empty."""
        params = {"path": self.path, "querystring": self.querystring, "header": self.header}
        given = {
            "body": self.body,
            "params": {place: dict(values) for place, values in params.items() if values},
            "context": dict(self.context),
            "stageVariables": dict(self.stage_variables),
        }
        return {key: value for key, value in given.items() if value}


def body_text(value: Any) -> str:
    """A body as text: text as it is, bytes as UTF-8 with U+FFFD for what is none, any other value as JSON."""
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
                hint=f"known: {', '.join(sorted(known))}",
            )
