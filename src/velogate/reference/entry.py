"""What the reference says, as data: topics, their entries, facts about these, and how sure each is."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from velogate.errors import VelogateError
from velogate.gateway.mapping import Template

CONFIDENCES: Mapping[str, str] = {
    "recorded": "observed on AWS",
    "documented": "AWS documents it",
    "engine": "measured with the Java libraries that API Gateway is made of",
    "inferred": "follows from what is recorded or documented; nobody has tried it",
    "unknown": "nobody outside AWS has seen it; what velogate does is a choice",
}
"""How sure a statement is, the surest first."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an example gave: its text, what it wrote to `$context`, or the error it failed with."""

    text: str = ""
    overrides: Mapping[str, Any] = field(default_factory=dict)
    error: VelogateError | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """A template and the request it is rendered for, in velogate's own form; `files` is what #parse finds."""

    template: str
    event: Mapping[str, Any] = field(default_factory=dict)
    dialect: str = "apigateway"
    files: Mapping[str, str] = field(default_factory=dict)

    def given(self) -> Iterator[tuple[str, str]]:
        """What the event has besides its defaults, each part with its name, as text or as JSON."""
        parts = (*self.event.items(), *(self.files.items()))
        for name, value in parts:
            yield name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

    def run(self) -> Outcome:
        """What velogate makes of it, now."""
        try:
            rendering = Template(self.template, "template", self.dialect, folder=self.files).render(self.event)
        except VelogateError as error:
            return Outcome(error=error)
        answer = rendering.client_error
        if answer:
            return Outcome(error=VelogateError(f"the client gets {answer.status}: {answer.body}"))
        return Outcome(rendering.text, rendering.overrides)


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is so, how sure it is, and who said so or which fixture shows it."""

    says: str
    confidence: str
    source: str = ""
    example: Example | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """How something is written: the type that comes back ("" for none), the call, and whose it is.

    `callable`: a template can make the arguments that it takes.
    """

    returns: str
    call: str
    owners: tuple[str, ...] = ()
    callable: bool = True

    def __str__(self) -> str:
        return f"{self.returns} {self.call}".lstrip()


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that a template can use: what it is called, what it is, and what is odd about it.

    `also`: other names that it is looked up by; `see`: names of entries that have to do with it; `way_out`: what to
    write instead of what API Gateway lacks.
    """

    name: str
    kind: str
    topic: str
    says: str
    confidence: str
    source: str = ""
    signatures: tuple[Signature, ...] = ()
    example: Example | None = None
    facts: tuple[Fact, ...] = ()
    way_out: str = ""
    also: tuple[str, ...] = ()
    see: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Topic:
    """A page of the reference; `classes` are the Java classes whose methods it is about."""

    name: str
    title: str
    says: str
    entries: tuple[Entry, ...]
    classes: tuple[str, ...] = ()
