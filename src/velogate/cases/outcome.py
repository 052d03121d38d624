"""What came of a case's request: a rendering, or a whole exchange, asked in one way."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from velogate.errors import ProjectError
from velogate.gateway.exchange import BackendRequest, Exchange
from velogate.gateway.rendering import Rendering
from velogate.source import Span


@dataclass(frozen=True, slots=True)
class Outcome:
    """The text that expectations speak of, and where it came from.

    Of a template it is what it printed; of a method what the client gets, and `of_backend` what the back end gets.
    """

    text: str
    rendering: Rendering | None = None
    """That wrote the text, if a template did."""
    exchange: Exchange | None = None

    @classmethod
    def of(cls, found: Rendering | Exchange) -> "Outcome":
        """The outcome that a rendering or an exchange is."""
        if isinstance(found, Rendering):
            return cls(found.text, found)
        return cls(found.response.text, _writer(found, "response", found.response.text), found)

    def of_backend(self, asked: BackendRequest) -> "Outcome":
        """The same exchange, seen as the request that the back end gets."""
        assert self.exchange is not None
        return Outcome(asked.text, _writer(self.exchange, "request", asked.text), self.exchange)

    def as_written(self, text: str) -> "Outcome":
        """The same with another text, of which only a rendering's own has origins."""
        return self if text == self.text else Outcome(text, None, self.exchange)

    def origin(self, offset: int) -> Span | None:
        """The place in the template that wrote a character of the text."""
        return self.rendering.origin(offset) if self.rendering and offset >= 0 else None

    def json(self) -> Any:
        """The text as JSON; raises OutputError."""
        return (self.rendering or Rendering(self.text)).json()

    def form(self) -> dict[str, Any]:
        """The text as a form: names with their value, or the list of their values."""
        return (self.rendering or Rendering(self.text)).form()

    def overrides(self) -> Mapping[str, Any]:
        """`requestOverride` and `responseOverride`; only what is not empty."""
        if self.exchange is not None:
            return Rendering("", None, self.exchange.context).overrides
        return self.rendering.overrides if self.rendering else {}

    def status(self) -> int:
        """The client's status; raises ProjectError for a template, which has none."""
        return self._exchange("status").status

    def headers(self) -> Mapping[str, str]:
        """The client's headers; raises ProjectError for a template, which has none."""
        return self._exchange("headers").response.headers

    def backend_request(self) -> BackendRequest | None:
        """What the back end got; raises ProjectError for a template, which has none."""
        return self._exchange("backend").backend_request

    def client_error(self) -> dict[str, Any] | None:
        """Status and body that the client gets where API Gateway itself answers; None where it does not."""
        if self.exchange is not None:
            answer = self.exchange.response
            return {"status": answer.status, "body": answer.text} if self.exchange.gateway_response else None
        found = self.rendering.client_error if self.rendering else None
        return {"status": found.status, "body": found.body} if found else None

    def warnings(self) -> list[str]:
        """What the author is told."""
        if self.exchange is not None:
            return [finding.message for finding in self.exchange.findings]
        return [finding.message for finding in self.rendering.warnings] if self.rendering else []

    def causes(self) -> list[str]:
        """The author's findings as lines, for a failure that they explain."""
        found = self.exchange.findings if self.exchange else ()
        return [line for finding in found for line in str(finding).splitlines()]

    def _exchange(self, what: str) -> Exchange:
        if self.exchange is None:
            raise ProjectError(f"a template alone has no {what}", hint="test a method: api: FILE, method: POST /orders")
        return self.exchange


def _writer(exchange: Exchange, phase: str, text: str) -> Rendering | None:
    """The rendering of a phase, if its text is the one."""
    found = exchange.renderings.get(phase)
    return found if found is not None and found.text == text else None
