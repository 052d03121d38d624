"""Media types and binary bodies: which template is for a Content-Type, what is text and what is binary.

Confidence: the choice of templates is DOCUMENTED; binaryMediaTypes and contentHandling are RECORDED.
"""

import base64
import binascii
from collections.abc import Collection, Mapping
from typing import TypeVar

from velogate.gateway.exchange import Payload, as_bytes, as_text

DEFAULT = "application/json"
"""What a request is taken for that says no Content-Type (RECORDED)."""

Templates = TypeVar("Templates")


class NotBase64Error(Exception):
    """A body that is to be decoded is no Base64."""


def media_type(header: str | None) -> str:
    """The media type of a Content-Type, or the first one of an Accept, without parameters, in lower case."""
    first = (header or "").split(",")[0].split(";")[0].strip().lower()
    return first or DEFAULT


def chosen(by_type: Mapping[str, Templates], wanted: str) -> str | None:
    """The key of the template for a media type; `$default` takes what no other does; None for none."""
    found = next((key for key in by_type if key.partition(";")[0].strip().lower() == wanted), None)
    return found if found is not None else "$default" if "$default" in by_type else None


def for_answer(by_type: Mapping[str, Templates], wanted: str) -> str | None:
    """The same for a response: what nobody asked for is application/json's, or the first one's (DOCUMENTED)."""
    return chosen(by_type, wanted) or chosen(by_type, DEFAULT) or next(iter(by_type), None)


def is_binary(header: str | None, binary_media_types: Collection[str]) -> bool:
    """Whether a Content-Type, or the first media range of an Accept, is among the binary media types.

    An entry may end in `/*`, or be `*/*`; one that begins with `*` otherwise matches nothing.
    """
    wanted = (header or "").split(",")[0].split(";")[0].strip().lower()
    kind, slash, _ = wanted.partition("/")
    known = {entry.lower() for entry in binary_media_types if entry == "*/*" or not entry.startswith("*")}
    return "*/*" in known or (bool(slash) and (wanted in known or f"{kind}/*" in known))


def of_request(body: Payload, binary: bool, handling: str | None) -> Payload:
    """A request's body as the integration gets it; raises NotBase64Error."""
    if not binary:
        text = as_text(body)
        return decoded(text) if handling == "CONVERT_TO_BINARY" else text
    data = as_bytes(body)
    return encoded(data) if handling == "CONVERT_TO_TEXT" else data


def of_response(body: Payload, binary: bool, binary_wanted: bool, handling: str | None) -> Payload:
    """An answer's body as the client, or the response template, gets it; raises NotBase64Error."""
    to_binary = handling == "CONVERT_TO_BINARY" or (handling is None and binary_wanted)
    if not binary:
        return decoded(as_text(body)) if to_binary else as_text(body)
    return as_bytes(body) if to_binary else encoded(as_bytes(body))


def encoded(data: bytes) -> str:
    """The bytes in Base64."""
    return base64.b64encode(data).decode()


def decoded(text: str) -> bytes:
    """The bytes that a text in Base64 stands for; raises NotBase64Error."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotBase64Error(str(error)) from error
