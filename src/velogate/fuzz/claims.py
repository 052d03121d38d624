"""What must hold of a template for every request, each a function that says what is broken, or nothing.

- it renders
- what it prints is valid JSON, or a valid form
- no value of the client changes the structure of what it prints
- no value of the client is lost or altered on its way
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from velogate.cases.values import shown
from velogate.errors import VelogateError
from velogate.gateway import places
from velogate.gateway.event import Event
from velogate.gateway.mapping import Template
from velogate.gateway.places import Path
from velogate.gateway.rendering import Rendering
from velogate.source import Span

JSON, FORM, TEXT = "json", "form", "text"
"""What a template prints."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A claim that does not hold for a request: which, why, and what was printed."""

    claim: str
    message: str
    event: Event
    rendering: Rendering | None = None
    origin: Span | None = None
    """The place in the template that wrote what is wrong."""


Claim = Callable[[Template, Event, str], Broken | None]


def renders(template: Template, event: Event, kind: str) -> Broken | None:
    """Broken if the template fails, or the client is refused."""
    try:
        rendering = template.render(event)
    except VelogateError as error:
        return Broken("it renders", error.message, event, None, error.span)
    if rendering.client_error:
        return Broken("it renders", f"the client gets {rendering.client_error.status}", event, rendering)
    return None


def is_valid(template: Template, event: Event, kind: str) -> Broken | None:
    """Broken if what is printed is no JSON, or no form that a service reads as its author means it."""
    rendering = _rendered(template, event)
    if rendering is None or kind == TEXT:
        return None
    try:
        _ = rendering.json() if kind == JSON else rendering.form(strict=True)
    except VelogateError as error:
        what = "valid JSON" if kind == JSON else "a valid form"
        return Broken(f"what it prints is {what}", error.message, event, rendering, error.span)
    return None


def keeps_structure(template: Template, event: Event, kind: str) -> Broken | None:
    """Broken if other values of the same request give other keys, other kinds of values or another number of them."""
    pair = _with_twin(template, event, kind)
    if pair is None:
        return None
    rendering, wanted, found, _ = pair
    path = next(_parting(_skeleton(wanted), _skeleton(found), ()), None)
    if path is None:
        return None
    message = f"the client's values change the structure at {shown(path)}"
    return Broken("values stay values", message, event, rendering, _origin(rendering, path, kind))


def keeps_values(template: Template, event: Event, kind: str) -> Broken | None:
    """Broken if a value that comes through whole when it is harmless comes through as another one."""
    pair = _with_twin(template, event, kind)
    if pair is None:
        return None
    rendering, wanted, other, marks = pair
    found = dict(_leaves(other, ()))
    for path, value in _leaves(wanted, ()):
        original = marks.get(value) if isinstance(value, str) else None
        if original is not None and path in found and found[path] != original:
            message = f"{_quoted(original)} comes through as {_quoted(found[path])} at {shown(path)}"
            origin = _origin(rendering, path, kind)
            return Broken("values come through unaltered", message, event, rendering, origin)
    return None


CLAIMS: tuple[Claim, ...] = (renders, is_valid, keeps_structure, keeps_values)
"""All claims, in the order in which they make sense."""


def kind_of(template: Template, event: Event) -> str:
    """What the template prints, seen from what it prints for a request."""
    text = (_rendered(template, event) or Rendering("")).text.lstrip()
    if text[:1] in ("{", "["):
        return JSON
    return FORM if re.match(r"[\w.%]+=", text) else TEXT


# ---- the same request with harmless values


def harmless(event: Event) -> tuple[Event, dict[str, str]]:
    """The event with each text of the client replaced by a word of its own, and the texts by these words.

    Digits become other digits: a template may take them for a number and leave out anything else.
    """
    marks: dict[str, str] = {}
    words: dict[str, str] = {}

    def word(text: str) -> str:
        if text not in words:
            words[text] = str(7_000 + len(words)) if text.isascii() and text.isdigit() else f"vlg{len(words)}x"
            marks[words[text]] = text
        return words[text]

    body = event.body
    with suppress(ValueError):
        body = json.dumps(_replaced(json.loads(event.body), word))
    params = {name: _replaced(getattr(event, name), word) for name in ("path", "querystring", "header")}
    return replace(event, body=body, **params), marks


def _replaced(value: Any, word: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return word(value) if value.strip() else value
    if isinstance(value, Mapping):
        return {key: _replaced(each, word) for key, each in value.items()}
    return [_replaced(each, word) for each in value] if isinstance(value, list | tuple) else value


def _with_twin(template: Template, event: Event, kind: str) -> tuple[Rendering, Any, Any, dict[str, str]] | None:
    """The rendering, what the harmless request and this one give, and the words; None where one cannot be read."""
    if kind == TEXT:
        return None
    other, marks = harmless(event)
    twin, rendering = _rendered(template, other), _rendered(template, event)
    wanted, found = (_parsed(each, kind) if each else None for each in (twin, rendering))
    if rendering is None or wanted is None or found is None:
        return None
    opened = _opened(wanted)
    return rendering, opened, _opened_like(opened, found), marks


def _rendered(template: Template, event: Event) -> Rendering | None:
    try:
        rendering = template.render(event)
    except VelogateError:
        return None
    return None if rendering.client_error else rendering


def _parsed(rendering: Rendering, kind: str) -> Any:
    """What is printed as values; None where it cannot be read."""
    try:
        return rendering.json() if kind == JSON else rendering.form()
    except VelogateError:
        return None


@dataclass(frozen=True, slots=True)
class Inner:
    """A text in which the template writes JSON, as it does for the input of a state machine."""

    value: Any


def _opened(value: Any) -> Any:
    """The values, JSON inside of texts as well."""
    if isinstance(value, dict):
        return {key: _opened(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_opened(each) for each in value]
    inner = _inner(value)
    return value if inner is None else Inner(_opened(inner))


def _opened_like(wanted: Any, found: Any) -> Any:
    """The values, JSON inside of those texts alone that hold some where the values are harmless."""
    if isinstance(wanted, dict) and isinstance(found, dict):
        return {key: _opened_like(wanted.get(key), each) for key, each in found.items()}
    if isinstance(wanted, list) and isinstance(found, list):
        return [_opened_like(wanted[i] if i < len(wanted) else None, each) for i, each in enumerate(found)]
    inner = _inner(found) if isinstance(wanted, Inner) else None
    return found if inner is None else Inner(_opened_like(wanted.value, inner))


def _inner(value: Any) -> Any:
    """The object or list that a text holds as JSON; None for none."""
    if not isinstance(value, str) or value[:1] not in ("{", "["):
        return None
    try:
        return json.loads(value)
    except ValueError:
        return None


def _skeleton(value: Any) -> Any:
    """The keys, kinds and numbers of values, without the values."""
    match value:
        case dict():
            return {key: _skeleton(each) for key, each in value.items()}
        case list():
            return [_skeleton(each) for each in value]
        case Inner():
            return {"json": _skeleton(value.value)}
        case _:
            return type(value).__name__


def _parting(wanted: Any, found: Any, path: Path) -> Iterator[Path]:
    """The ways to where two skeletons differ."""
    if isinstance(wanted, dict) and isinstance(found, dict):
        for key in {**wanted, **found}:
            if key not in wanted or key not in found:
                yield (*path, key)
            else:
                yield from _parting(wanted[key], found[key], (*path, key))
    elif isinstance(wanted, list) and isinstance(found, list):
        for index, pair in enumerate(zip(wanted, found, strict=False)):
            yield from _parting(*pair, (*path, index))
        if len(wanted) != len(found):
            yield (*path, min(len(wanted), len(found)))
    elif wanted != found:
        yield path


def _leaves(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    match value:
        case dict():
            for key, each in value.items():
                yield from _leaves(each, (*path, key))
        case list():
            for index, each in enumerate(value):
                yield from _leaves(each, (*path, index))
        case Inner():
            yield from _leaves(value.value, path)
        case _:
            yield path, value


def _origin(rendering: Rendering, path: Path, kind: str) -> Span | None:
    where = places.in_json(rendering.text) if kind == JSON else places.in_form(rendering.text)
    while path not in where and path:
        path = path[:-1]
    return rendering.origin(where[path]) if path in where else None


def _quoted(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
