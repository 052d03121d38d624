"""A mapping template: the language, with what API Gateway adds to it, rendered for one request."""

import json
from collections.abc import Callable, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

from velogate.errors import Finding, UsageError, VelogateError
from velogate.gateway import quotas as quota
from velogate.gateway.context import ContextMap, context_map
from velogate.gateway.event import Event
from velogate.gateway.input import BodyError, Input, single
from velogate.gateway.rendering import ClientError, Rendering
from velogate.gateway.util import Util
from velogate.source import Source, Span
from velogate.vtl.codes import Codes
from velogate.vtl.origins import Origins
from velogate.vtl.steps import Step
from velogate.vtl.template import MAX_ITERATIONS
from velogate.vtl.template import Template as LanguageTemplate
from velogate.vtl.tree import Tree

_UTIL = Util()


class Template:
    """A mapping template, parsed and compiled once; renders for many requests, from many threads.

    `folder`, `max_iterations`, `codes`: see velogate.vtl.template.Template.
    """

    def __init__(
        self,
        source: str | Source,
        name: str = "<template>",
        dialect: str = "apigateway",
        *,
        folder: str | Path | Mapping[str, str] | None = None,
        max_iterations: int = MAX_ITERATIONS,
        codes: Codes | None = None,
    ) -> None:
        """Raises TemplateSyntaxError with the place in the source, UsageError for an unknown dialect."""
        self.language = LanguageTemplate(
            source, name, dialect, folder=folder, max_iterations=max_iterations, codes=codes
        )
        self._uses_context = "context" in self.language.source.text

    @classmethod
    def load(cls, path: str | Path, dialect: str = "apigateway", *, codes: Codes | None = None) -> "Template":
        """The template in a UTF-8 file; raises UsageError for one that cannot be read, and what the class raises."""
        try:
            text = Path(path).read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            byte = error.object[error.start]
            raise UsageError(f"{path} is not UTF-8: byte {byte:#04x} at offset {error.start}") from error
        except OSError as error:
            raise UsageError(f"cannot read {path}: {error.strerror}") from error
        return cls(Source(text, str(path)), dialect=dialect, codes=codes)

    @property
    def source(self) -> Source:
        """The text, its name and its place."""
        return self.language.source

    @property
    def name(self) -> str:
        """The name that messages call the template by."""
        return self.language.name

    @property
    def tree(self) -> Tree:
        """The syntax tree."""
        return self.language.tree

    def stages(self) -> dict[str, Callable[[], str]]:
        """What each stage of the way made of the template, as text: tokens, tree, python."""
        return self.language.stages()

    def merge(self, variables: Mapping[str, Any]) -> str:
        """The language alone, without `$input`, `$util`, `$context`; raises TemplateRenderError."""
        return self.language.merge(variables)

    def render(
        self,
        event: Event | Mapping[str, Any] | None = None,
        variables: Mapping[str, Any] | None = None,
        *,
        quotas: bool = True,
    ) -> Rendering:
        """What API Gateway makes of the template for a request; raises EventError and TemplateRenderError.

        A request that passes a quota is answered as API Gateway answers it; without `quotas` a warning says so.
        """
        request = Event.of(event)
        refused = quota.refusal(request)
        if refused and quotas:
            error, finding = refused
            return Rendering("", error, find_warnings=lambda: (finding,))
        context = self._context(request)
        given, kept = _gateway(request, context), variables
        if variables:
            given.update(variables)
            kept = deepcopy(variables) if self.language.changes_values else variables
        try:
            run = self.language.run(given)
        except BodyError as error:
            return Rendering("", _unprocessable(error), find_steps=lambda: self.trace(request, kept))
        noticed = (*run.warnings, refused[1]) if refused else run.warnings
        return Rendering(
            run.text,
            None,
            context,
            lambda: self._warnings(noticed, request),
            lambda: self._origins(run.text, request, kept or {}),
            lambda: self.trace(request, kept),
        )

    def trace(
        self, event: Event | Mapping[str, Any] | None = None, variables: Mapping[str, Any] | None = None
    ) -> tuple[Step, ...]:
        """What the template does for a request, step by step; where it fails, up to there. Raises EventError."""
        request = Event.of(event)
        given = {**_gateway(request, self._context(request)), **(deepcopy(dict(variables)) if variables else {})}
        return self.language.trace(given, (VelogateError, BodyError))

    def _origins(self, text: str, request: Event, variables: Mapping[str, Any]) -> Origins | None:
        """Who wrote the text, as a second rendering shows; None where that does not give the same."""
        try:
            found = self.language.origins({**_gateway(request, self._context(request)), **variables})
        except VelogateError:
            return None
        return found if found.fits(text) else None

    def _context(self, request: Event) -> ContextMap | None:
        return context_map(request.context) if self._uses_context else None

    def _warnings(self, noticed: tuple[Finding, ...], request: Event) -> tuple[Finding, ...]:
        """What the template says itself, and what was noticed while it ran, once each."""
        from velogate.gateway import lacking  # few renderings are asked for their warnings

        wanted = lacking.findings(self.language.tree, request.context)
        places = [(each.span.start, each.span.end) for each in wanted if each.span]
        rest = [each for each in noticed if not (each.span and _is_within(each.span, places))]
        return (*wanted, *rest, *quota.template_size(self.source), *quota.findings(request.stage_variables))


def _is_within(span: Span, places: list[tuple[int, int]]) -> bool:
    return any(start <= span.start and span.end <= end for start, end in places)


def render(source: str, event: Event | Mapping[str, Any] | None = None, **options: Any) -> Rendering:
    """One rendering of a template that is used once; `options` are those of Template and of its `render`."""
    rendering = {name: options.pop(name) for name in ("variables", "quotas") if name in options}
    return Template(source, **options).render(event, **rendering)


def _gateway(request: Event, context: ContextMap | None) -> dict[str, Any]:
    """The variables that API Gateway gives to a template."""
    return {
        "input": Input(request.body, request.path, request.querystring, request.header),
        "util": _UTIL,
        "context": context,
        "stageVariables": single(request.stage_variables),
    }


def _unprocessable(error: BodyError) -> ClientError:
    """What the client gets for a body that is not JSON (RECORDED in 2016)."""
    return ClientError(400, json.dumps({"message": f"Could not process payload{error.java}"}, ensure_ascii=False))
