"""velogate; the macros of W8 are no part of API Gateway's dialect."""

from collections.abc import Callable
from typing import Any

from velogate import Template


def compiled(name: str, text: str) -> Callable[[Any], str]:
    template = Template(text, dialect="velocity" if name.startswith("W8") else "apigateway")
    return lambda event: template.render(event).text
