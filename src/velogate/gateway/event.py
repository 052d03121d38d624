"""The request that a template is rendered for."""

import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from velogate.errors import EventError, near

_WORDS: Mapping[str, str] = {"headers": "header", "query": "querystring", "pathParameters": "path"}
"""What people call the places of parameters in a request."""

KEYS = frozenset({"body", "isBase64Encoded", "params", "context", "stageVariables", "method", "path", *_WORDS})
"""The fields of our own form."""

_PLACES = frozenset({"path", "querystring", "header"})


@dataclass(frozen=True, slots=True)
class Event:
    """A request as a template sees it: the body's text, parameters, and what is known of `$context`.

    A parameter that came several times is a list of its values. `ignored` says what a file held besides. `body_bytes`
    are the bytes of a body that is no UTF-8: `body` is what templates see of them, with U+FFFD.
    """

    body: str = ""
    path: Mapping[str, Any] = field(default_factory=dict)
    querystring: Mapping[str, Any] = field(default_factory=dict)
    header: Mapping[str, Any] = field(default_factory=dict)
    context: Mapping[str, Any] = field(default_factory=dict)
    stage_variables: Mapping[str, Any] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    body_bytes: bytes | None = None

    @property
    def binary(self) -> bytes | None:
        """The body's bytes if they are no UTF-8 text, else None; of a body that was replaced there are none."""
        raw = self.body_bytes
        return raw if raw is not None and raw.decode(errors="replace") == self.body else None

    @property
    def payload(self) -> bytes:
        """The body's bytes, as the client sent them."""
        raw = self.binary
        return self.body.encode(errors="replace") if raw is None else raw

    @classmethod
    def of(cls, event: "Event | Mapping[str, Any] | None") -> "Event":
        """The event itself, or the one that a mapping of our own form describes; raises EventError."""
        if isinstance(event, Event):
            return event
        given = _mapping(event, "an event")
        _check(given, KEYS, "an event")
        given = (
            _plainly(given) if "method" in given or "path" in given or not _WORDS.keys().isdisjoint(given) else given
        )
        params = _mapping(given.get("params"), "params")
        _check(params, _PLACES, "params")
        body, raw = given.get("body"), None
        if type(body) is not str or "isBase64Encoded" in given:
            body = decoded(body, given.get("isBase64Encoded"))
            body, raw = body_text(body), no_text(body)
        return cls(
            body,
            _mapping(params.get("path"), "params.path"),
            _mapping(params.get("querystring"), "params.querystring"),
            _mapping(params.get("header"), "params.header"),
            _mapping(given.get("context"), "context"),
            _mapping(given.get("stageVariables"), "stageVariables"),
            (),
            raw,
        )

    @classmethod
    def load(cls, source: str | Path) -> "Event":
        """The event in a file, or in a text, in any form that formats.py knows; raises EventError.

        A text is one that begins as such a form does or has several lines, any other `str` is the name of a file.
        """
        from velogate.gateway import formats  # a rendering needs none of it

        return formats.read(source)

    def dump(self, form: str) -> str:
        """The event as text in one of the forms of formats.py; raises UsageError for an unknown one."""
        from velogate.gateway import formats

        return formats.write(self, form)

    def mapping(self) -> dict[str, Any]:
        """The event as a mapping of our own form, without what is empty; a body that is no UTF-8 as Base64."""
        params = {"path": self.path, "querystring": self.querystring, "header": self.header}
        raw = self.binary
        given = {
            "body": self.body if raw is None else binascii.b2a_base64(raw, newline=False).decode(),
            "isBase64Encoded": raw is not None,
            "params": {place: dict(values) for place, values in params.items() if values},
            "context": dict(self.context),
            "stageVariables": dict(self.stage_variables),
        }
        return {key: value for key, value in given.items() if value}


def _plainly(given: dict[str, Any]) -> dict[str, Any]:
    """The fields with those of a plain request where our own form has them: method and path in `context`."""
    params = {**_mapping(given.get("params"), "params")}
    context = {**_mapping(given.get("context"), "context")}
    for word, place in _WORDS.items():
        params[place] = {**_mapping(params.get(place), f"params.{place}"), **_mapping(given.get(word), word)}
    if "method" in given:
        context["httpMethod"] = str(given["method"]).upper()
    if "path" in given:
        context["path"], _, query = str(given["path"]).partition("?")
        params["querystring"] = {**_in_query(query), **params["querystring"]}
    rest = {name: value for name, value in given.items() if name not in _WORDS and name not in ("method", "path")}
    return {**rest, "params": params, "context": context}


def _in_query(query: str) -> dict[str, Any]:
    """The parameters of a query string: a text, or the list of the texts of one that came several times."""
    from urllib.parse import parse_qsl  # few events have one

    found: dict[str, list[str]] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        found.setdefault(name, []).append(value)
    return {name: values if len(values) > 1 else values[0] for name, values in found.items()}


def body_text(value: Any) -> str:
    """A body as text: text as it is, bytes as UTF-8 with U+FFFD for what is none, any other value as
    json.dumps writes it.

    Raises EventError for a value that JSON does not have.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, _BYTES):
        return bytes(value).decode(errors="replace")
    try:
        return "" if value is None else json.dumps(value, default=_plain)
    except (TypeError, ValueError, RecursionError) as error:
        raise EventError(f"the body is no JSON: {error}", hint="give text, or what JSON has") from None


def _plain(value: Any) -> dict[str, Any]:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"it has no {type(value).__name__}")


def no_text(body: Any) -> bytes | None:
    """The bytes of a body if they are no UTF-8 text."""
    if not isinstance(body, _BYTES):
        return None
    raw = bytes(body)
    return None if raw.decode(errors="replace").encode() == raw else raw


def decoded(body: Any, is_base64: Any) -> Any:
    """The bytes of a body that is said to be Base64, else the body itself; raises EventError."""
    if is_base64 is not None and type(is_base64) is not bool:
        raise EventError(f"isBase64Encoded must be true or false, not {kind_of(is_base64)}")
    if not is_base64 or body is None:
        return body
    if not isinstance(body, str):
        raise EventError(f"the body is said to be Base64 and is {kind_of(body)}")
    try:
        return binascii.a2b_base64("".join(body.split()), strict_mode=True)
    except ValueError as error:
        raise EventError(f"the body is said to be Base64 and is not: {error}") from None


_BYTES = (bytes, bytearray, memoryview)
_KINDS: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (bool, "true or false"),
    ((int, float), "a number"),
    (str, "a text"),
    (Mapping, "a mapping"),
    ((list, tuple), "a list"),
    (type(None), "null"),
)


def kind_of(value: Any) -> str:
    """What messages call the kind of a value."""
    return next((name for kinds, name in _KINDS if isinstance(value, kinds)), f"a {type(value).__name__}")


def _mapping(value: Any, what: str) -> dict[str, Any]:
    if type(value) is dict:
        return value
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise EventError(f"{what} must be a mapping, not {kind_of(value)}")
    return dict(value)


def _check(given: dict[str, Any], known: frozenset[str], what: str) -> None:
    if known.issuperset(given):
        return
    for key in given:
        if key not in known:
            guess = near(str(key), known)
            raise EventError(
                f"{what} has no {key!r}" + (f"; did you mean {guess!r}?" if guess else ""),
                hint=f"known: {', '.join(sorted(known))}",
            )
