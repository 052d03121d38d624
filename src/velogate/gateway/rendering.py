"""What comes of rendering a mapping template."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from velogate.errors import Finding
from velogate.source import Span
from velogate.vtl.origins import Origins, Piece
from velogate.vtl.steps import Step


@dataclass(frozen=True, slots=True)
class ClientError:
    """What the client gets where API Gateway gives up before the back end is called."""

    status: int
    body: str


def _nobody() -> None:
    """Who wrote a text that no template has rendered."""


@dataclass(frozen=True, slots=True)
class Rendering:
    """The text, what the template wrote to `$context`, and what its author should know."""

    text: str
    client_error: ClientError | None = None
    context: Mapping[str, Any] | None = None
    """`$context` as the template left it; None where it does not use it."""
    find_warnings: Callable[[], tuple[Finding, ...]] = field(default=tuple, repr=False, compare=False)
    find_origins: Callable[[], Origins | None] = field(default=_nobody, repr=False, compare=False)
    find_steps: Callable[[], tuple[Step, ...]] = field(default=tuple, repr=False, compare=False)

    def __str__(self) -> str:
        return self.text

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """What the author should know though the template rendered; looked for when asked for."""
        return self.find_warnings()

    def origin(self, offset: int) -> Span | None:
        """The part of the template that wrote the character at `offset` of the text: of literal text that character.

        The first question renders once more; no question costs nothing. None where there is no such character, and
        where a second rendering would not give the same text: the caller has changed the event or the variables since.
        """
        origins = self._origins()
        piece = origins.piece(offset) if origins else None
        return piece.at(offset) if piece else None

    def origins(self) -> tuple[Piece, ...]:
        """The whole text in pieces, each with the part of the template that wrote it; none where origin() has none."""
        origins = self._origins()
        return origins.pieces if origins else ()

    def trace(self) -> tuple[Step, ...]:
        """What the template did, step by step: each value read, each branch taken; it renders once more for that."""
        return self.find_steps()

    def _origins(self) -> Origins | None:
        found = self.find_origins()
        object.__setattr__(self, "find_origins", lambda: found)  # the next question finds them ready
        return found

    def json(self) -> Any:
        """The text as JSON; raises OutputError with its place and the place in the template that wrote it."""
        from velogate.gateway import output  # few renderings are asked for it

        return output.parse_json(self.text, self._origins)

    def form(self, strict: bool = False) -> dict[str, Any]:
        """The text as application/x-www-form-urlencoded: names with their value, or with the list of their values.

        Anything can be read so, as services do. `strict` raises OutputError for what they take and no author means: a
        line end, a pair without name or `=`, nothing between two `&`, a `%` without two digits, an empty text.
        """
        from velogate.gateway import output

        if strict:
            output.check_form(self.text, self._origins)
        return output.parse_form(self.text)

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
