"""Prove your API Gateway service proxies before you deploy them."""

from velogate.errors import (
    EventError,
    Finding,
    TemplateRenderError,
    TemplateSyntaxError,
    UsageError,
    VelogateError,
)
from velogate.source import Source, Span
from velogate.vtl.template import Template

__version__ = "0.1.0"

__all__ = [
    "EventError",
    "Finding",
    "Source",
    "Span",
    "Template",
    "TemplateRenderError",
    "TemplateSyntaxError",
    "UsageError",
    "VelogateError",
]
