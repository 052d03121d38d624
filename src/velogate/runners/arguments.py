"""What the commands read: templates, events and variables, from files, from standard input and from options."""

import dataclasses
import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click

from velogate import Event, Finding, Source, UsageError
from velogate.gateway.context import fresh as fresh_ids
from velogate.runners.terminal import tell

_PLACES = ("path", "querystring", "header")

INPUT_FILE = click.Path(dir_okay=False, allow_dash=True)
"""A file, or - for standard input."""

_EVENT_OPTIONS = (
    click.option(
        "-e",
        "--event",
        "event_file",
        metavar="FILE",
        type=INPUT_FILE,
        help="The request: a file (JSON, YAML, .http, HAR, a curl command), or - for standard input.",
    ),
    click.option("-b", "--body", metavar="TEXT", help="The request's body."),
    click.option(
        "-p",
        "--param",
        "params",
        multiple=True,
        metavar="PLACE.NAME=VALUE",
        help="A parameter; PLACE is path, querystring or header. May be repeated.",
    ),
    click.option(
        "-s",
        "--stage-variable",
        "stage_variables",
        multiple=True,
        metavar="NAME=VALUE",
        help="A stage variable. May be repeated.",
    ),
    click.option(
        "-c",
        "--context",
        "context",
        multiple=True,
        metavar="NAME=VALUE",
        help="A value of $context, as in identity.sourceIp=10.0.0.1. May be repeated.",
    ),
    click.option("--fresh", is_flag=True, help="Request ids and times of this moment in $context, not the usual ones."),
)


def event_options(command: Callable[..., None]) -> Callable[..., None]:
    """Gives a command the options that describe a request; `event_of` reads them."""
    for option in reversed(_EVENT_OPTIONS):
        command = option(command)
    return command


def one_standard_input(*names: str | None) -> None:
    if sum(name == "-" for name in names) > 1:
        raise UsageError("standard input can be only one of the template, the event and the variables")


def template_source(name: str) -> Source:
    """The template with the name that messages call it by; a byte order mark is no part of it."""
    data = read_bytes(name)
    known = shown(name)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UsageError(
            f"{known} is not UTF-8: byte {data[error.start]:#04x} at offset {error.start}, line {line}",
            hint="save the template as UTF-8",
        ) from None
    if text.startswith("\ufeff"):
        tell(Finding(f"{known} begins with a byte order mark, which is left out"))
        text = text[1:]
    return Source(text, known)


def path_of(name: str) -> str:
    """The path of a file that is named, `-` for standard input."""
    return "/dev/stdin" if name == "-" else name


def read_bytes(name: str) -> bytes:
    try:
        if name != "-":
            with open(name, "rb") as file:
                return file.read()
        return sys.stdin.buffer.read() if sys.stdin else b""
    except OSError as error:
        raise UsageError(f"cannot read {shown(name)}: {error.strerror}") from None


def shown(name: str) -> str:
    """What messages call a file."""
    return "<stdin>" if name == "-" else name or "''"


def read_text(name: str) -> str:
    data = read_bytes(name)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = f"byte {data[error.start]:#04x} at offset {error.start}"
        raise UsageError(f"{shown(name)} is not UTF-8: {place}") from None


def event_of(
    name: str | None,
    body: str | None,
    params: Iterable[str],
    stage_variables: Iterable[str],
    context: Iterable[str],
    fresh: bool,
) -> Event:
    event = Event() if name is None else load_event(name)
    for ignored in event.ignored:
        tell(Finding(f"left out of the event: {ignored}"))
    changes: dict[str, Any] = {"body": body} if body is not None else {}
    for place, values in _by_place(params).items():
        changes[place] = {**getattr(event, place), **values}
    if stage_variables:
        changes["stage_variables"] = {
            **event.stage_variables,
            **dict(_pair(s, "--stage-variable") for s in stage_variables),
        }
    if context or fresh:
        known = {**(fresh_ids() if fresh else {}), **event.context}
        changes["context"] = _nested(known, [_pair(c, "--context") for c in context])
    return dataclasses.replace(event, **changes)


def load_event(name: str) -> Event:
    from velogate.gateway import formats  # a rendering without an event needs none of it

    return formats.parse(*event_text(name))


def event_text(name: str) -> tuple[str, str, Path]:
    """The text of an event, what messages call it, and the folder of the files that it names."""
    from velogate.gateway import formats

    folder = Path() if name == "-" else Path(name).parent
    return formats.decoded(read_bytes(name), shown(name)), shown(name), folder


def _by_place(params: Iterable[str]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for param in params:
        key, value = _pair(param, "--param")
        place, dot, name = key.partition(".")
        if not dot or not name or place not in _PLACES:
            raise UsageError(
                f"--param {param}: no place", hint="write path.NAME=VALUE, querystring.NAME=... or header.NAME=..."
            )
        found.setdefault(place, {})[name] = value
    return found


def _pair(text: str, option: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise UsageError(f"{option} {text}: no value", hint=f"write {option} NAME=VALUE")
    return name, value


def _nested(context: dict[str, Any], pairs: list[tuple[str, str]]) -> dict[str, Any]:
    for name, value in pairs:
        *parents, last = parts = name.split(".")
        if not all(parts):
            raise UsageError(f"--context {name}: no name", hint="write --context identity.sourceIp=10.0.0.1")
        target = context
        for parent in parents:
            inner = target.get(parent) or {}
            if not isinstance(inner, dict):
                raise UsageError(f"--context {name}: $context's {parent} is {inner!r}, which holds nothing")
            target[parent] = target = dict(inner)
        target[last] = value
    return context


def variables_of(name: str | None) -> dict[str, Any]:
    if name is None:
        return {}
    text = read_text(name)
    try:
        value = _json(text, name) if text.lstrip()[:1] in ("{", "[") else _yaml(text, name)
    except RecursionError:
        raise UsageError(f"{shown(name)} cannot be read: it is nested too deeply") from None
    if not isinstance(value, dict):
        raise UsageError(f"{shown(name)} holds no object: the variables are given as name and value")
    return value


def _json(text: str, name: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        place = Source(text, shown(name)).span(error.pos, min(error.pos + 1, len(text)))
        raise UsageError(f"the variables are not JSON: {error.msg}", place) from None


def _yaml(text: str, name: str) -> Any:
    import yaml

    try:
        return yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        at = error.problem_mark.index if error.problem_mark else 0
        place = Source(text, shown(name)).span(at, min(at + 1, len(text)))
        raise UsageError(f"the variables are neither JSON nor YAML: {error.problem}", place) from None
    except (yaml.YAMLError, ValueError) as error:
        raise UsageError(f"{shown(name)} is neither JSON nor YAML: {error}") from None
