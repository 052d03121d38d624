"""A case run: its event made, its template rendered or its method invoked."""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any

from velogate.cases.outcome import Outcome
from velogate.cases.suite import Case, Suite
from velogate.errors import ProjectError, UsageError
from velogate.gateway.event import Event
from velogate.gateway.exchange import Response
from velogate.gateway.mapping import Template
from velogate.gateway.model import Api
from velogate.readers import files
from velogate.services.invoke import invoke
from velogate.source import unplaced
from velogate.vtl.codes import Codes
from velogate.vtl.steps import Step


def run(suite: Suite, case: Case, codes: Codes | None = None) -> Outcome:
    """What comes of a case; raises VelogateError where the template, the event or a file cannot be used."""
    event = event_of(suite, case)
    if suite.subject.template is None:
        return Outcome.of(_invoked(suite, case, event))
    return Outcome.of(_template(suite, codes).render(event, unplaced(case.variables or {}), quotas=case.quotas))


def trace(suite: Suite, case: Case, codes: Codes | None = None) -> tuple[Step, ...]:
    """What a case's template does, step by step, up to where it fails; none where there is no template."""
    if suite.subject.template is None:
        return ()
    return _template(suite, codes).trace(event_of(suite, case), unplaced(case.variables or {}))


def _template(suite: Suite, codes: Codes | None) -> Template:
    subject = suite.subject
    assert subject.template is not None
    return template_at(suite.file(subject.template), subject.dialect, subject.template, codes)


def _invoked(suite: Suite, case: Case, event: Event) -> Any:
    api = _api(suite)
    backend = None
    if case.answer is not None:
        answer = Response.of(case.answer)
        backend = lambda request: answer  # noqa: E731
    stage = case.stage if isinstance(case.stage, Mapping | None) else str(case.stage)
    return invoke(api, event, backend, stage=stage, authorizer=case.authorizer, quotas=case.quotas)


def _api(suite: Suite) -> Api:
    """The API that is tested: a file's, or that of an entry of the library."""
    subject = suite.subject
    if subject.library is not None:
        return _of_library(subject.library, tuple(sorted(subject.options.items())), _index().homes())
    assert subject.api is not None
    return api_at(suite.file(subject.api), subject.api)


@lru_cache(maxsize=64)
def _of_library(identity: str, options: tuple[tuple[str, str], ...], within: tuple[Path, ...]) -> Api:
    from velogate.library import making

    entry = _index().entry(identity, within)
    return making.api(entry, entry.values(dict(options), samples=True))


def _index() -> ModuleType:
    """The library, which few files of cases need."""
    from velogate.library import index

    return index


def event_of(suite: Suite, case: Case) -> Event:
    """The case's event: a file of any form, or a mapping; of a method the request that is for it."""
    given = case.event
    event = Event.load(suite.file(given)) if isinstance(given, str) else Event.of(unplaced(given))
    method = _client(suite)
    return event if method is None else aimed(event, method)


def _client(suite: Suite) -> str | None:
    """The method that is tested, as in `POST /orders/{id}`; None where the event alone says it."""
    if suite.subject.library is None:
        return suite.subject.method
    try:
        entry = _index().entry(suite.subject.library)
    except UsageError as error:
        raise ProjectError(error.message, getattr(suite.subject.library, "span", None), error.hint) from error
    return None if entry.is_websocket else suite.subject.method or entry.client


def aimed(event: Event, method: str) -> Event:
    """The event, for a method as in `POST /orders/{id}` unless it says otherwise itself."""
    verb, _, path = method.strip().partition(" ")
    resource = {} if "path" in event.context else {"resourcePath": path.strip() or "/"}
    return replace(event, context={"httpMethod": verb.upper(), **resource, **event.context})


def template_at(
    path: Path, dialect: str = "apigateway", name: str | None = None, codes: Codes | None = None
) -> Template:
    """The template in a file, compiled once for each state of the file; raises ProjectError and TemplateSyntaxError."""
    try:
        state = path.stat()
    except OSError as error:
        span = getattr(name, "span", None)
        raise ProjectError(f"the template {path} cannot be read: {error.strerror}", span) from error
    return _compiled(str(path), dialect, codes, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=512)
def _compiled(path: str, dialect: str, codes: Codes | None, changed: int, size: int) -> Template:
    return Template.load(path, dialect, codes=codes)


def api_at(path: Path, name: str | None = None) -> Api:
    """The API in a file, read once for each state of the file; raises ProjectError."""
    try:
        state = path.stat()
    except OSError as error:
        raise ProjectError(f"{path} cannot be read: {error.strerror}", getattr(name, "span", None)) from error
    return _read(str(path), state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=64)
def _read(path: str, changed: int, size: int) -> Api:
    return files.read(path).api
