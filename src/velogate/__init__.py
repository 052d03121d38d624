"""Prove your API Gateway service proxies before you deploy them.

from velogate import Template

rendering = Template("Hello $input.path('$.name')").render({"body": {"name": "Ada"}})
assert rendering.text == "Hello Ada"
"""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_ERRORS = ("EventError", "Finding", "OutputError", "ProjectError", "TemplateRenderError", "TemplateSyntaxError")
_HOMES = {
    **dict.fromkeys((*_ERRORS, "UsageError", "VelogateError"), "velogate.errors"),
    **dict.fromkeys(("Source", "Span"), "velogate.source"),
    **dict.fromkeys(("Template", "render"), "velogate.gateway.mapping"),
    **dict.fromkeys(("Api", "Integration", "Stage"), "velogate.gateway.model"),
    **dict.fromkeys(("BackendRequest", "Exchange", "Response"), "velogate.gateway.exchange"),
    "Event": "velogate.gateway.event",
    "Piece": "velogate.vtl.origins",
    "Rendering": "velogate.gateway.rendering",
    "Step": "velogate.vtl.steps",
    "invoke": "velogate.services.invoke",
}
"""Where each name lives; it is imported when it is asked for, so that a start takes no more than it needs.

`__init__.pyi` tells them to type checkers.
"""

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
    "Step",
    "Template",
    "TemplateRenderError",
    "TemplateSyntaxError",
    "UsageError",
    "VelogateError",
    "invoke",
    "render",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'velogate' has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(_HOMES[name]), name)
    return found
