"""Prove your API Gateway service proxies before you deploy them.

from velogate import Template

rendering = Template("Hello $input.path('$.name')").render({"body": {"name": "Ada"}})
assert rendering.text == "Hello Ada"
"""

from velogate.errors import (
    EventError,
    Finding,
    OutputError,
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

__all__ = [
    "Event",
    "EventError",
    "Finding",
    "OutputError",
    "Piece",
    "Rendering",
    "Source",
    "Span",
    "Template",
    "TemplateRenderError",
    "TemplateSyntaxError",
    "UsageError",
    "VelogateError",
    "render",
]
