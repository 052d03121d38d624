"""Parameter mappings: `integration.request.header.X` from `method.request.querystring.y`, and back for the response.

Confidence: the forms are DOCUMENTED; the last of several values, names in their very case, and an absent source that
maps to nothing are RECORDED or told by emulators that were checked against AWS.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from velogate import jsonpath
from velogate.errors import Finding, VelogateError
from velogate.gateway import json_smart
from velogate.gateway.exchange import Headers, Payload, as_text
from velogate.java.text import to_string
from velogate.java.throwable import JavaError

_NAME = r"[a-zA-Z0-9._$-]+"
"""What a parameter may be called (DOCUMENTED)."""

REQUEST_TARGET = re.compile(rf"integration\.request\.(path|querystring|header)\.({_NAME})")
RESPONSE_TARGET = re.compile(rf"method\.response\.(header)\.({_NAME})")
GATEWAY_TARGET = re.compile(rf"gatewayresponse\.(header)\.({_NAME})")
METHOD_PARAMETER = re.compile(rf"method\.request\.(path|querystring|header)\.({_NAME})")
_STATIC = re.compile(r"'(.*)'", re.DOTALL)
_BEGINS_AS_JSON = re.compile(r"\s*[{\[\"']")


class BodyMappingError(Exception):
    """A mapping reads the body, which begins as JSON does and is none."""


@dataclass(frozen=True, slots=True)
class Sources:
    """All that a mapping can read: the message it belongs to, and what stands around it.

    `prefix` is `method.request` or `integration.response`; `places` its parameters by place, each a value or a list.
    """

    prefix: str
    places: Mapping[str, Mapping[str, Any] | Headers]
    body: Payload
    context: Mapping[str, Any]
    stage_variables: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Mapped:
    """What the mappings gave, by place and name; a list where a name has several values."""

    path: Mapping[str, Any]
    querystring: Mapping[str, Any]
    header: Mapping[str, Any]
    findings: tuple[Finding, ...] = ()


def mapped(given: Mapping[str, str], target: re.Pattern[str], sources: Sources) -> Mapped:
    """The values of all mappings; those whose source is absent give nothing. Raises BodyMappingError."""
    found: dict[str, dict[str, Any]] = {"path": {}, "querystring": {}, "header": {}}
    findings = []
    for goal, source in given.items():
        aim = target.fullmatch(goal)
        if aim is None:
            findings.append(invalid(goal))
            continue
        value = value_of(source, sources)
        if value is None:
            findings += not_understood(source, sources.prefix)
        else:
            found[aim[1]][aim[2]] = value
    return Mapped(**found, findings=tuple(findings))


def invalid(expression: str) -> Finding:
    """The finding for a mapping that PutIntegration refuses, in AWS's words (RECORDED)."""
    message = f"Invalid mapping expression specified: {expression}"
    return Finding(message, getattr(expression, "span", None), severity="error")


def value_of(source: str, sources: Sources) -> Any:
    """What an expression gives: a text, or the list of texts of a multivaluequerystring; None for nothing."""
    static = _STATIC.fullmatch(source)
    if static:
        return static[1]
    for prefix, read in (("context.", _context), ("stageVariables.", _stage_variable)):
        if source.startswith(prefix):
            return read(source.removeprefix(prefix), sources)
    if not source.startswith(sources.prefix + "."):
        return None
    place, _, name = source.removeprefix(sources.prefix + ".").partition(".")
    if place == "body":
        return _body(name, sources.body)
    reader = _PLACES.get(place)
    return reader(name, sources) if reader else None


def not_understood(source: str, prefix: str) -> Iterator[Finding]:
    """A finding for an expression that no source is called by."""
    if not is_source(source, prefix):
        yield invalid(source)


def is_source(source: str, prefix: str) -> bool:
    """Whether the expression reads something that there is: a static value, a parameter, a body, a variable."""
    if _STATIC.fullmatch(source):
        return True
    places = "|".join(name for name in _PLACES if prefix.endswith("request") or "header" in name)
    of_body = r"body(?:\.[^\s'](?:[^\r\n]*))?"
    words = rf"context\.{_NAME}|stageVariables\.{_NAME}|{re.escape(prefix)}\.(?:(?:{places})\.{_NAME}|{of_body})"
    return re.fullmatch(words, source) is not None


def _context(name: str, sources: Sources) -> str | None:
    value: Any = sources.context
    for part in name.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return None if value is None or isinstance(value, Mapping) else to_string(value)


def _stage_variable(name: str, sources: Sources) -> str | None:
    value = sources.stage_variables.get(name)
    return None if value is None else to_string(value)


def _all(place: str, name: str, sources: Sources) -> list[str]:
    given = sources.places.get(place) or {}
    if isinstance(given, Headers):
        return [value for known, value in given.pairs if known == name]
    value = given.get(name)
    values = value if isinstance(value, list | tuple) else [] if value is None else [value]
    return [each if isinstance(each, str) else to_string(each) for each in values]


def _last(place: str) -> Callable[[str, Sources], str | None]:
    return lambda name, sources: next(reversed(_all(place, name, sources)), None)


def _joined(name: str, sources: Sources) -> str | None:
    values = _all("header", name, sources)
    return ",".join(values) if values else None


def _several(name: str, sources: Sources) -> list[str] | str | None:
    values = _all("querystring", name, sources)
    return values if len(values) > 1 else next(iter(values), None)


_PLACES: Mapping[str, Callable[[str, Sources], Any]] = {
    "path": _last("path"),
    "querystring": _last("querystring"),
    "header": _last("header"),
    "multivalueheader": _joined,
    "multivaluequerystring": _several,
}
"""How each place of a message is read."""


def _body(path: str, body: Payload) -> str | None:
    """The body's text (`{}` for an empty one), or what a JSONPath without `$.` finds in it."""
    text = as_text(body)
    if not text:
        text = "{}"
    elif not _BEGINS_AS_JSON.match(text):
        return text if not path else None
    try:
        document = json_smart.parse(text)
        found = jsonpath.compile(f"$.{path}").find(document) if path else text
    except (json_smart.ParseError, RecursionError) as error:
        raise BodyMappingError(str(error)) from error
    except (VelogateError, JavaError):
        return None
    return _text(found)


def _text(value: Any) -> str | None:
    if isinstance(value, dict | list):
        return json_smart.text(value)
    return value if value is None or isinstance(value, str) else to_string(value)
