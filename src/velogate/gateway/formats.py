"""The forms in which people have a request: recognised, read, written, and what is lost on the way."""

import json
import re
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple, NoReturn

from velogate.errors import EventError, UsageError, near
from velogate.gateway.context import DEFAULTS
from velogate.gateway.event import Event, kind_of
from velogate.gateway.forms.given import Given
from velogate.source import Source


class Form(NamedTuple):
    """A form: what it is, and which parts of an event it has no place for.

    Its room in `forms` has a function `read` from Given to Event, and `write` from Event to text.
    """

    title: str
    lacks: tuple[str, ...] = ()


FORMS: Mapping[str, Form] = {
    "velogate": Form("velogate's own form"),
    "test-invoke": Form("the input of TestInvokeMethod", ("params.path", "context", "binary")),
    "lambda-proxy": Form("the event of a Lambda proxy integration"),
    "http": Form("HTTP as text", ("params.path", "stageVariables", "context", "binary")),
    "har": Form("an entry of a HAR file", ("params.path", "stageVariables", "context")),
    "curl": Form("a curl command line", ("params.path", "stageVariables", "context")),
}
"""The forms by name. `context`: what a request does not say itself; `binary`: the bytes of a body that is no UTF-8."""

_CURL = re.compile(r"(?:#.*\n\s*)*(?:\$[ \t]+)?(?P<command>curl(?:\.exe)?\s)")
_REQUEST = r"(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)[ \t]+(?:https?:|/|\{\{|\S+[ \t]+HTTP/)|https?://"
_TEXT = re.compile(rf"\s*(?:[\[{{$]|curl(?:\.exe)?\s|{_REQUEST})|\ufeff", re.IGNORECASE)
_LONE = re.compile("[\ud800-\udc7f\udd00-\udfff]")  # the others are bytes that are no UTF-8
_OF_PROXY = (
    *("requestContext", "resource", "path", "pathParameters", "rawPath"),
    *("queryStringParameters", "multiValueQueryStringParameters"),
)
_OF_TEST_INVOKE = ("httpMethod", "pathWithQueryString", "headers", "multiValueHeaders")
_OWN = ("params", "context", "method", "query")
"""Fields that tell the forms apart."""


# ---- reading


def read(source: str | Path) -> Event:
    """The event in a file, or in a text, whatever its form; raises EventError."""
    if isinstance(source, str) and _is_text(source):
        return parse(source, "<event>")
    path = Path(source)
    return parse(decoded(_bytes(path), str(source)), str(source), path.parent)


def parse(text: str, name: str, folder: Path | None = None) -> Event:
    """The event in a text, whatever its form; raises EventError.

    `name` is what messages call the text; that of a YAML file says that it is one. `folder`: where files are that the
    text names, as in `curl -d @file`; nothing outside it is read.
    """
    return parse_as(*recognised(text, name, folder))


def parse_as(form: str, given: Given) -> Event:
    """The event that is given in a form; raises EventError."""
    event: Event = _room(form).read(given)
    return event


def recognised(text: str, name: str, folder: Path | None = None) -> tuple[str, Given]:
    """The name of a text's form, and what its room reads; raises EventError for what is neither JSON nor YAML."""
    text = _LONE.sub("\ufffd", text.removeprefix("\ufeff"))
    stripped = text.lstrip()
    if name.lower().endswith((".yaml", ".yml")) and not stripped.startswith("{"):
        from velogate.gateway.forms import yaml  # few events are YAML

        return _of_mapping(yaml.parse(Given(text, name)), Given(text, name, folder))
    if stripped.startswith(("{", "[")) and not stripped.startswith("{{"):
        return _of_mapping(_json(text, name), Given(text, name, folder))
    if command := _CURL.match(stripped):
        return "curl", Given(stripped[command.start("command") :], name, folder)
    return "http", Given(text, name, folder)


def decoded(data: bytes, name: str) -> str:
    """The characters of a file: UTF-8, or UTF-16 that says so; of HTTP each byte that is none as a lone surrogate."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if re.match(_REQUEST, data[:100].decode("latin-1"), re.IGNORECASE):
            return data.decode("utf-8", "surrogateescape")
        raise EventError(f"{name} is not UTF-8 text: {error.reason} at byte {error.start}") from None


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise EventError(f"{path} cannot be read: {error.strerror}") from error
    except ValueError:  # a NUL in the name
        raise EventError(f"{str(path)!r} is no name of a file") from None


def _is_text(source: str) -> bool:
    return "\n" in source or _TEXT.match(source) is not None


def _of_mapping(value: Any, given: Given) -> tuple[str, Given]:
    if not isinstance(value, dict):
        raise EventError(f"an event is a mapping, and {given.name} holds {kind_of(value)}")
    return form_of(value), Given(given.text, given.name, given.folder, value)


def form_of(fields: Mapping[str, Any]) -> str:
    """The name of the form that a mapping has, told by its fields."""
    is_own = any(name in fields for name in _OWN)
    if "log" in fields or ("request" in fields and not is_own):
        return "har"
    if is_own and "requestContext" not in fields:
        return "velogate"
    if any(name in fields for name in _OF_PROXY):
        return "lambda-proxy"
    return "test-invoke" if any(name in fields for name in _OF_TEST_INVOKE) else "velogate"


def _json(text: str, name: str) -> Any:
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        span = Source(text, name).span(error.pos, min(error.pos + 1, len(text)))
        raise EventError(f"the event is not JSON: {error.msg}", span) from None
    except RecursionError:
        raise EventError("the event is not JSON that can be read: it is nested too deeply") from None
    except ValueError:  # Python's limit for the digits of a whole number
        raise EventError("the event holds a number of too many digits") from None


def _refuse_constant(name: str) -> NoReturn:
    raise EventError(f"the event is not JSON: it has no {name}")


# ---- writing


def write(event: Event, form: str) -> str:
    """The event as text in a form; UsageError for one that there is not, EventError for what it cannot hold."""
    if form not in FORMS:
        guess = near(form, FORMS)
        raise UsageError(
            f"there is no event form {form!r}" + (f"; did you mean {guess!r}?" if guess else ""),
            hint=f"known: {', '.join(FORMS)}",
        )
    written: str = _room(form).write(event)
    return written


def _room(form: str) -> ModuleType:
    return import_module(f"velogate.gateway.forms.{form.replace('-', '_')}")


def lost(event: Event, form: str) -> tuple[str, ...]:
    """The parts of an event that are not the same when it is written in a form and read again.

    A value of `$context` that every event has which says nothing of it (context.DEFAULTS) is not lost.
    """
    try:
        again = parse_as(*recognised(write(event, form), "<event>"))
    except EventError as error:
        return (f"the event as a whole: {error.message}",)
    parts = {"body": (event.body, again.body), "binary": (event.binary, again.binary)}
    if event.binary is not None:
        del parts["body"]
    places = {
        "params.path": (event.path, again.path),
        "params.querystring": (event.querystring, again.querystring),
        "params.header": (event.header, again.header),
        "stageVariables": (event.stage_variables, again.stage_variables),
    }
    changed = [name for name, (before, after) in parts.items() if before != after]
    for name, (before, after) in places.items():
        changed += _changed(name, _texts(before), _texts(after))
    known = {**_flat(DEFAULTS), **_flat(again.context)}
    return (*changed, *_changed("context", _flat(event.context), known))


def _changed(place: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """The names that differ, or the place if they all do."""
    names = [f"{place}.{name}" for name, value in before.items() if after.get(name, _NOWHERE) != value]
    return [place] if names and len(names) == len(before) else names


_NOWHERE = object()


def _texts(params: Mapping[str, Any]) -> dict[str, list[str]]:
    from velogate.gateway.forms.request import views

    return views(params)[1]


def _flat(context: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a context by their names, `identity.sourceIp`."""
    flat: dict[str, Any] = {}
    for name, value in context.items():
        flat |= {f"{name}.{key}": each for key, each in value.items()} if isinstance(value, Mapping) else {name: value}
    return flat
