"""A mapping template: the language, with what API Gateway adds to it, rendered for one request."""

import json
from collections.abc import Mapping
from typing import Any

from velogate.errors import TemplateRenderError
from velogate.gateway.context import ContextMap, context_map
from velogate.gateway.event import Event
from velogate.gateway.input import BodyError, Input
from velogate.gateway.rendering import ClientError, Rendering
from velogate.gateway.util import Util
from velogate.vtl.template import Template as LanguageTemplate

_UTIL = Util()


class Template:
    """A mapping template, parsed and compiled once; renders for many requests, from many threads."""

    def __init__(self, source: str, name: str = "<template>", dialect: str = "apigateway") -> None:
        """Raises TemplateSyntaxError with the place in the source."""
        self._language = LanguageTemplate(source, name, dialect)
        self._uses_context = "context" in source

    def merge(self, variables: Mapping[str, Any]) -> str:
        """The language alone, without `$input`, `$util`, `$context`; raises TemplateRenderError."""
        return self._language.merge(dict(variables))

    def render(
        self, event: Event | Mapping[str, Any] | None = None, variables: Mapping[str, Any] | None = None
    ) -> Rendering:
        """What API Gateway makes of the template for a request; raises EventError and TemplateRenderError."""
        request = Event.of(event)
        context = context_map(request.context) if self._uses_context else None
        try:
            run = self._language.run({**_gateway(request, context), **(variables or {})})
        except BodyError as error:
            return Rendering("", client_error=_unprocessable(error))
        except TemplateRenderError as error:
            if isinstance(error.__cause__, BodyError):
                return Rendering("", client_error=_unprocessable(error.__cause__))
            raise
        return Rendering(run.text, tuple(run.warnings), context=context)


def render(source: str, event: Event | Mapping[str, Any] | None = None, **options: Any) -> Rendering:
    """One rendering of a template that is used once; `options` are those of Template and of its `render`."""
    variables = options.pop("variables", None)
    return Template(source, **options).render(event, variables)


def _gateway(request: Event, context: ContextMap | None) -> dict[str, Any]:
    """The variables that API Gateway gives to a template."""
    return {
        "input": Input(request.body, request.path, request.querystring, request.header),
        "util": _UTIL,
        "context": context,
        "stageVariables": dict(request.stage_variables),
    }


def _unprocessable(error: BodyError) -> ClientError:
    """What the client gets for a body that is not JSON (RECORDED in 2016)."""
    return ClientError(400, json.dumps({"message": f"Could not process payload{error.java}"}, ensure_ascii=False))
