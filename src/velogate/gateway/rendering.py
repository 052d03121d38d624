"""What comes of rendering a mapping template."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from velogate.errors import Finding


@dataclass(frozen=True, slots=True)
class ClientError:
    """What the client gets where API Gateway gives up before the back end is called."""

    status: int
    body: str


@dataclass(frozen=True, slots=True)
class Rendering:
    """The text, what the template wrote to `$context`, and what its author should know."""

    text: str
    warnings: tuple[Finding, ...] = ()
    client_error: ClientError | None = None
    context: Mapping[str, Any] | None = None
    """`$context` as the template left it; None where it does not use it."""

    def __str__(self) -> str:
        return self.text

    def json(self) -> Any:
        """The text as JSON; raises ValueError."""
        return json.loads(self.text)

    def form(self) -> dict[str, str]:
        """The text as application/x-www-form-urlencoded; of a repeated name the last value."""
        return dict(parse_qsl(self.text, keep_blank_values=True))

    @property
    def request_override(self) -> dict[str, Any]:
        """What stands in `$context.requestOverride`: header, path, querystring; only what is not empty."""
        return self._override("requestOverride")

    @property
    def response_override(self) -> dict[str, Any]:
        """What stands in `$context.responseOverride`: header, status; only what is not empty."""
        return self._override("responseOverride")

    @property
    def overrides(self) -> dict[str, Any]:
        """Both overrides by the names they have in `$context`; only what is not empty."""
        found = {"requestOverride": self.request_override, "responseOverride": self.response_override}
        return {name: override for name, override in found.items() if override}

    def _override(self, name: str) -> dict[str, Any]:
        override = (self.context or {}).get(name)
        found = _plain(override) if isinstance(override, Mapping) else {}
        return {key: value for key, value in found.items() if value not in ({}, [])}


def _plain(value: Any) -> Any:
    """Maps and lists without the marks of the Java classes they stand for."""
    if isinstance(value, Mapping):
        return {key: _plain(value[key]) for key in value}
    return [_plain(item) for item in value] if isinstance(value, list) else value
