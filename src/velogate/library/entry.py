"""An entry of the library: a call of a service, and what can be chosen for it. Data."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from velogate.errors import UsageError, near
from velogate.library.filling import Origin, Value

STANDARD: Mapping[str, str] = {
    "partition": "aws",
    "region": "eu-west-1",
    "account": "123456789012",
    "role": "arn:aws:iam::123456789012:role/api",
    "kms-key": "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555",
}
"""What every entry can have a place for, and what stands there in samples."""

TAKEN = frozenset({"as", "authorizer", "client", "cors", "force", "help", "json", "kms-key", "library", "to"})
"""Names that no option can have: `velogate library new` has them for itself."""


@dataclass(frozen=True, slots=True)
class Option:
    """Something that is chosen for an entry: a fixed text, or where a request has a value."""

    name: str
    about: str
    kind: str
    """`text` or `value`."""
    default: str | None = None
    example: str | None = None
    """Of a text: what samples have for it."""
    pattern: str | None = None
    """That a text must match, whole."""
    schema: Mapping[str, Any] = field(default_factory=dict)
    """The JSON Schema, draft 4, of a value."""
    required: bool = False
    """Whether a request must have the value."""

    def value(self, given: str) -> Value:
        """What a given text means; raises UsageError."""
        if self.kind == "value":
            return Origin.of(given)
        if self.pattern and not re.fullmatch(self.pattern, given):
            raise UsageError(f"--{self.name}: {given!r} cannot be one", hint=f"{self.about} Pattern: {self.pattern}")
        return given


@dataclass(frozen=True, slots=True)
class Entry:
    """One call of a service as a folder describes it."""

    id: str
    """As `sqs/send-message`."""
    title: str
    operation: str | None
    """As `sqs.SendMessage`; None where no service's operation is called (MOCK, HTTP)."""
    protocol: str
    """`query`, `json`, `rest-json`, `rest-xml`, `mock`, `http`."""
    client: str
    """The client's method and path, as `POST /messages`, or the route key of a WebSocket API, as `$connect`."""
    options: Mapping[str, Option]
    integration: Mapping[str, Any]
    """In AWS's names, with `{{option}}` in its texts, templates read."""
    statements: tuple[Mapping[str, Any], ...]
    """Of the least policy: actions, resources, perhaps condition; with `{{option}}` in their texts."""
    kms: tuple[str, ...]
    """Actions on the key where the service encrypts with one of the account's."""
    body: Mapping[str, Any] | None
    """The JSON Schema, draft 4, of the body but for what options read of it."""
    api: Mapping[str, Any]
    """What else the API needs, in AWS's names, as binaryMediaTypes."""
    method: Mapping[str, Any]
    """What else the method needs, in AWS's names."""
    page: str
    """Conventions and traps, in Markdown."""
    samples: Path
    """A file of cases."""
    keywords: tuple[str, ...] = ()
    moto: Path | None = None
    """How it is tried on moto; None where moto lacks it, and `without` says so."""
    without: str | None = None

    @property
    def service(self) -> str:
        """The folder's service, as `sqs`."""
        return self.id.partition("/")[0]

    @property
    def action(self) -> str:
        """The folder's own name, as `send-message`."""
        return self.id.partition("/")[2]

    @property
    def is_websocket(self) -> bool:
        """Whether it is a route of a WebSocket API."""
        return " " not in self.client

    def values(self, given: Mapping[str, str] | None = None, samples: bool = False) -> dict[str, Value]:
        """A value for each option: the given one, or the default; with `samples` also what samples have for the rest.

        Raises UsageError for an option that does not exist, a text that cannot be one, and one that is missing.
        """
        chosen = dict(given or {})
        for name in chosen.keys() - self.options.keys() - STANDARD.keys():
            guess = near(name, self.options)
            message = f"{self.id} has no option {name!r}" + (f"; did you mean {guess!r}?" if guess else "")
            raise UsageError(message, hint=f"options: {', '.join(self.options) or 'none'}")
        found: dict[str, Value] = {name: chosen.get(name, default) for name, default in STANDARD.items()}
        missing = []
        for name, option in self.options.items():
            text = chosen.get(name, option.default)
            if text is None and samples:
                text = option.example
            if text is None:
                missing.append(name)
            else:
                found[name] = option.value(text)
        if missing:
            raise UsageError(f"{self.id} needs --{', --'.join(missing)}", hint=self.options[missing[0]].about)
        return found
