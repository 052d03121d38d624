"""velogate, in API Gateway's dialect where the workload means there what it means to the peers."""

from collections.abc import Callable
from typing import Any

from velogate import Template

PLAIN = ("W5", "W7", "W8")
"""On API Gateway a missing note is "" and so true, a loop ends after 1,000 iterations, and there are no macros."""


def compiled(name: str, text: str) -> Callable[[Any], str]:
    template = Template(text, dialect="velocity" if name.startswith(PLAIN) else "apigateway")
    return lambda event: template.render(event).text
