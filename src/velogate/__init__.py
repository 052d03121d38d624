"""Prove your API Gateway service proxies before you deploy them.

from velogate import Template

rendering = Template("Hello $input.path('$.name')").render({"body": {"name": "Ada"}})
assert rendering.text == "Hello Ada"
"""

from importlib import import_module
from typing import Any

from velogate.errors import (
    EventError,
    Finding,
    OutputError,
    ProjectError,
    TemplateRenderError,
    TemplateSyntaxError,
    UsageError,
    VelogateError,
)
from velogate.gateway.event import Event
from velogate.gateway.mapping import Template, render
from velogate.gateway.rendering import Rendering
from velogate.source import Source, Span
from velogate.vtl.origins import Piece

__version__ = "0.1.0"

_LATER = {
    **dict.fromkeys(("Api", "Integration", "Stage"), "velogate.gateway.model"),
    **dict.fromkeys(("BackendRequest", "Exchange", "Response"), "velogate.gateway.exchange"),
    "invoke": "velogate.gateway.pipeline",
}
"""Names of the pipeline, imported when they are asked for: a rendering starts without it. `__init__.pyi` types them."""

__all__ = [
    "Api",
    "BackendRequest",
    "Event",
    "EventError",
    "Exchange",
    "Finding",
    "Integration",
    "OutputError",
    "Piece",
    "ProjectError",
    "Rendering",
    "Response",
    "Source",
    "Span",
    "Stage",
    "Template",
    "TemplateRenderError",
    "TemplateSyntaxError",
    "UsageError",
    "VelogateError",
    "invoke",
    "render",
]


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module 'velogate' has no attribute {name!r}")
    return getattr(import_module(_LATER[name]), name)
