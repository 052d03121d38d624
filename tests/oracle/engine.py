"""Asks velogate the question that the oracle is asked."""

import copy
from collections.abc import Mapping
from typing import Any

from oracle import Answer
from velogate import TemplateRenderError, TemplateSyntaxError
from velogate.vtl.template import Template


def render(
    template: str, variables: Mapping[str, Any], dialect: str, templates: Mapping[str, str] | None = None
) -> Answer:
    """velogate's output, or its refusal; every other exception is a fault and goes through."""
    try:
        return Answer(Template(template, dialect=dialect, folder=templates).merge(copy.deepcopy(dict(variables))))
    except TemplateSyntaxError as error:
        return Answer(error="parse", message=str(error))
    except TemplateRenderError as error:
        return Answer(error="render", message=str(error))
