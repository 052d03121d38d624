"""What API Gateway bears of a request (DOCUMENTED), and what the client gets where it does not.

The statuses are those of its gateway responses; the message for too many headers is INFERRED.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from velogate.errors import Finding
from velogate.gateway.event import Event, body_text
from velogate.gateway.rendering import ClientError
from velogate.source import Source

MAX_BODY = 10 * 1024 * 1024
"""Bytes of a request's or response's payload."""

MAX_TEMPLATE = 300 * 1024
"""Bytes of a mapping template."""

MAX_HEADERS = 10_240
"""Bytes of all header names and values together."""

_MOST_BYTES = 4
"""Of one character in UTF-8."""

_MAX_VARIABLES, _MAX_NAME, _MAX_VALUE = 100, 64, 512
_VARIABLE_NAME = re.compile(r"[A-Za-z0-9_]+")
_VARIABLE_VALUE = re.compile(r"[A-Za-z0-9\-._~:/?#&=,]+")

_TOO_LONG = ClientError(413, '{"message": "Request Too Long"}')
_TOO_MANY_HEADERS = ClientError(431, '{"message": "Request Header Fields Too Large"}')


def refusal(request: Event) -> tuple[ClientError, Finding] | None:
    """What the client gets for a request that is too large, and what to tell its author; None for any other."""
    body, header = request.body, request.header
    if _MOST_BYTES * len(body) > MAX_BODY and (size := _size((body,))) > MAX_BODY:
        return _TOO_LONG, Finding(f"the body has {size:,} bytes; API Gateway takes {MAX_BODY:,}")
    if _MOST_BYTES * len("".join(map(str, (*header, *header.values())))) > MAX_HEADERS:
        size = _size(_words(header))
        if size > MAX_HEADERS:
            return _TOO_MANY_HEADERS, Finding(f"the headers have {size:,} bytes; API Gateway takes {MAX_HEADERS:,}")
    return None


def template_size(template: Source) -> Iterator[Finding]:
    """That API Gateway would not take a template for its size; it renders here all the same."""
    if _MOST_BYTES * len(template.text) > MAX_TEMPLATE and (size := _size((template.text,))) > MAX_TEMPLATE:
        hint = "the method could not be deployed with it"
        yield Finding(
            f"{template.name} has {size:,} bytes; API Gateway takes {MAX_TEMPLATE:,} (300 KB) at most", hint=hint
        )


def findings(variables: Mapping[str, Any]) -> Iterator[Finding]:
    """What API Gateway would not let be set as stage variables."""
    if len(variables) > _MAX_VARIABLES:
        yield Finding(f"a stage has at most {_MAX_VARIABLES} variables, not {len(variables)}")
    for name, value in variables.items():
        text = body_text(value)
        if len(name) > _MAX_NAME or not _VARIABLE_NAME.fullmatch(name):
            yield Finding(f"{name!r} cannot name a stage variable", hint=f"up to {_MAX_NAME} of A-Z a-z 0-9 _")
        if len(text) > _MAX_VALUE or not _VARIABLE_VALUE.fullmatch(text):
            hint = f"up to {_MAX_VALUE} of A-Z a-z 0-9 - . _ ~ : / ? # & = ,"
            yield Finding(f"the stage variable {name} cannot have the value {text[:40]!r}", hint=hint)


def _words(header: Mapping[str, Any]) -> Iterator[str]:
    for name, value in header.items():
        values = value if isinstance(value, list | tuple) else (value,)
        yield from (name, *map(body_text, values))


def _size(texts: Iterable[str]) -> int:
    """Bytes in UTF-8."""
    return sum(len(text) if text.isascii() else len(text.encode(errors="replace")) for text in texts)
