"""What comes of rendering a mapping template."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

from velogate.errors import Finding, VelogateError
from velogate.source import Source


class OutputError(VelogateError):
    """The rendered text is not what it is read as; the span is the place in it. For the template's author."""


@dataclass(frozen=True, slots=True)
class ClientError:
    """What the client gets where API Gateway gives up before the back end is called."""

    status: int
    body: str


@dataclass(frozen=True, slots=True)
class Rendering:
    """The text, what the template wrote to `$context`, and what its author should know."""

    text: str
    client_error: ClientError | None = None
    context: Mapping[str, Any] | None = None
    """`$context` as the template left it; None where it does not use it."""
    find_warnings: Callable[[], tuple[Finding, ...]] = field(default=tuple, repr=False, compare=False)

    def __str__(self) -> str:
        return self.text

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """What the author should know though the template rendered; looked for when asked for."""
        return self.find_warnings()

    def json(self) -> Any:
        """The text as JSON; raises OutputError with the place."""
        try:
            return json.loads(self.text, parse_constant=self._no_constant)
        except json.JSONDecodeError as error:
            raise self._not_json(error.msg, error.pos) from error
        except RecursionError:
            raise self._not_json("it is nested too deeply", 0) from None

    def form(self) -> dict[str, Any]:
        """The text as application/x-www-form-urlencoded: names with their value, or with the list of their values."""
        from urllib.parse import parse_qsl  # few renderings are asked for it

        found: dict[str, list[str]] = {}
        for name, value in parse_qsl(self.text, keep_blank_values=True):
            found.setdefault(name, []).append(value)
        return {name: values[0] if len(values) == 1 else values for name, values in found.items()}

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

    def _no_constant(self, name: str) -> NoReturn:
        raise self._not_json(f"{name} is no JSON", self.text.find(name))

    def _not_json(self, reason: str, at: int) -> OutputError:
        there = self.text[at : at + 20]
        reason += f", but {there!r} stands there" if there else ", but the text ends there"
        return OutputError(f"the output is not JSON: {reason}", Source(self.text, "<output>").span(at, at + 1))


def _plain(value: Any) -> Any:
    """Maps and lists without the marks of the Java classes they stand for."""
    if isinstance(value, Mapping):
        return {key: _plain(value[key]) for key in value}
    return [_plain(item) for item in value] if isinstance(value, list) else value
