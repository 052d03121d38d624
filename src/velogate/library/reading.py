"""A folder made an entry: `entry.yaml`, the templates that it names, `page.md`, `samples.yaml` and `moto.yaml`.

Any fault is told with its place in the folder's files.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from os.path import normpath
from pathlib import Path
from typing import Any

from velogate.errors import ProjectError, UsageError, near
from velogate.gateway.shape import Shape, field, flag, listed, mapped, text
from velogate.library import filling
from velogate.library.entry import STANDARD, TAKEN, Entry, Option
from velogate.library.filling import ORIGINS
from velogate.readers import document
from velogate.source import Source, Span

ENTRY, PAGE, SAMPLES, MOTO = "entry.yaml", "page.md", "samples.yaml", "moto.yaml"

PROTOCOLS = ("query", "json", "rest-json", "rest-xml", "mock", "http")

_OF_AWS: Mapping[str, Any] = {
    "type": "AWS",
    "httpMethod": "POST",
    "credentials": "{{role}}",
    "passthroughBehavior": "NEVER",
}
"""Of an integration that calls a service, where its entry says nothing else."""

RESPONSES = Path(__file__).parent / "responses"
XML_ERROR = RESPONSES / "xml-error.vtl"
ERROR = RESPONSES / "error.vtl"
_ERRORS = {"rest-xml": str(XML_ERROR), "mock": "", "http": ""}
"""The template for the answers of a service that failed, by protocol, and of all others."""

_FAILED = ((r"4\d{2}", 400), (r"5\d{2}", 502))
_FAILED_IN_REST = (
    ("403", 500),
    ("404", 404),
    ("409", 409),
    ("429", 429),
    (r"4(?!0[349]|29)\d{2}", 400),
    (r"5\d{2}", 502),
)
"""The statuses of a service that failed, as a pattern, and what the client gets.

Services in JSON and Query protocols say only in the body which failure it is."""

_ROUTE_FAILED = (r"/4\d{2}/", r"/5\d{2}/")
"""The same, as the integration response keys of a WebSocket API."""


def _mapping(value: Any, what: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ProjectError(f"{what} must be a mapping, not a {type(value).__name__}", _first(value))
    return value


def _list(value: Any, what: str) -> list[Any]:
    if not isinstance(value, list):
        raise ProjectError(f"{what} must be a list, not a {type(value).__name__}", _first(value))
    return value


@dataclass(frozen=True, slots=True)
class _Option(Shape):
    """An option as the file has it."""

    about: str = field(text, "")
    kind: str = field(text, "value")
    default: str | None = field(text)
    example: str | None = field(text)
    pattern: str | None = field(text)
    schema: Mapping[str, Any] = field(_mapping, dict)
    required: bool = field(flag, False)


@dataclass(frozen=True, slots=True)
class _Definition(Shape):
    """An entry.yaml."""

    title: str = field(text, "")
    operation: str | None = field(text)
    protocol: str = field(text, "")
    keywords: tuple[str, ...] = field(listed, ())
    client: str = field(text, "")
    options: Mapping[str, Any] = field(mapped(_Option.of), dict)
    integration: Mapping[str, Any] = field(_mapping, dict)
    errors: str | None = field(text)
    """The template for answers of 4xx and 5xx; empty for none."""
    policy: list[Any] = field(_list, list)
    kms: tuple[str, ...] = field(listed, ())
    body: Mapping[str, Any] | None = field(_mapping)
    api: Mapping[str, Any] = field(_mapping, dict)
    method: Mapping[str, Any] = field(_mapping, dict)
    moto: str | None = field(text)
    """Why it is not tried on moto."""


def read(folder: Path) -> Entry:
    """The entry that a folder is; raises ProjectError with the place of what is wrong."""
    path = folder / ENTRY
    given = document.load(path)
    if not isinstance(given, Mapping):
        raise ProjectError(f"{path} describes no entry", _span(given), f"write {', '.join(_NEEDED)} with their values")
    found = _Definition.of(given, ENTRY)
    _check(found, given)
    options = {name: _option(name, each) for name, each in found.options.items()}
    entry = Entry(
        id=f"{folder.parent.name}/{folder.name}",
        title=found.title,
        operation=found.operation,
        protocol=found.protocol,
        client=found.client,
        options=options,
        integration=_with_templates(_integration(found), folder),
        statements=tuple(_statement(each, path) for each in found.policy),
        kms=found.kms,
        body=found.body,
        api=found.api,
        method=found.method,
        page=_text(_there(folder / PAGE)),
        samples=_there(folder / SAMPLES),
        keywords=found.keywords,
        moto=None if found.moto else _there(folder / MOTO),
        without=found.moto,
    )
    _check_marks(entry)
    return entry


_NEEDED: Mapping[str, str] = {
    "title": "title: Send a message to a queue",
    "protocol": f"known: {', '.join(PROTOCOLS)}",
    "client": "client: POST /messages",
    "integration": "integration: in AWS's names, as uri and requestTemplates",
}
"""What an entry.yaml must have, and how that is written."""

_CLIENT = re.compile(r"(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|ANY) /\S*|[^\s/]+")
"""A method and a path, or a route key."""


def _check(found: _Definition, given: Any) -> None:
    """Raises ProjectError for what is missing, and for what cannot be a protocol, a client's call or an operation."""
    for name, hint in _NEEDED.items():
        if not getattr(found, name):
            raise ProjectError(f"{ENTRY} has no {name}", _first(given), hint)
    if found.protocol not in PROTOCOLS:
        guess = near(found.protocol, PROTOCOLS)
        message = f"{str(found.protocol)!r} is no protocol" + (f"; did you mean {guess!r}?" if guess else "")
        raise ProjectError(message, _span(found.protocol), _NEEDED["protocol"])
    if not _CLIENT.fullmatch(found.client):
        message = f"{str(found.client)!r} is neither a method and a path nor a route key"
        raise ProjectError(message, _span(found.client), "as in POST /messages, or $connect")
    if found.operation is not None and not re.fullmatch(r"[\w-]+\.\w+", found.operation):
        message = f"{str(found.operation)!r} names no operation of a service"
        raise ProjectError(message, _span(found.operation), "as in operation: sqs.SendMessage, by botocore's names")


# ---- options


def _option(name: str, given: _Option) -> Option:
    """The option of that name; raises ProjectError."""
    for fault, span, hint in _faults(name, given):
        raise ProjectError(f"the option {name} {fault}", span or _span(name), hint)
    made = Option(
        name, given.about, given.kind, given.default, given.example, given.pattern, given.schema, given.required
    )
    for text_of in (given.default, given.example):
        try:
            made.value(text_of or "") if text_of is not None else None
        except UsageError as error:
            raise ProjectError(error.message.removeprefix(f"--{name}: "), _span(text_of), error.hint) from error
    return made


def _faults(name: str, given: _Option) -> Iterator[tuple[str, Span | None, str]]:
    """What an option lacks or cannot have: the fault, its place and the way out."""
    taken = {*TAKEN, *STANDARD}
    if name in taken:
        yield "has a name that velogate library new has for itself", None, f"taken: {', '.join(sorted(taken))}"
    if not given.about:
        yield "says not what it is about", None, "about: The queue's name."
    if given.kind not in ("text", "value"):
        yield f"cannot be a {given.kind}", _span(given.kind), "kind: text or kind: value"
    if given.kind == "text" and given.default is None and given.example is None:
        yield "has neither a default nor an example", None, "example: orders, which samples have for it"
    if given.kind == "value" and given.default is None:
        yield "says not where its value is by default", None, f"default: body:$.name; known: {', '.join(ORIGINS)}"
    if given.pattern is not None:
        try:
            re.compile(given.pattern)
        except re.error as error:
            yield f"has a pattern that is none: {error}", _span(given.pattern), "pattern: a regular expression"


def _integration(found: _Definition) -> dict[str, Any]:
    """The integration with what entries do not repeat: how services are called, and how their errors are told."""
    given = found.integration
    made = dict(given) if found.protocol in ("mock", "http") else {**_OF_AWS, **given}
    template = _ERRORS.get(found.protocol, str(ERROR)) if found.errors is None else found.errors
    if template:
        made["integrationResponses"] = [*given.get("integrationResponses", ()), *_failed(found, template)]
    return made


def _failed(found: _Definition, template: str) -> Iterator[dict[str, Any]]:
    """The integration responses of a service that failed."""
    if " " not in found.client:
        for key in _ROUTE_FAILED:
            yield {"integrationResponseKey": key, "responseTemplates": {"$default": template}}
        return
    for pattern, status in _FAILED_IN_REST if found.protocol.startswith("rest") else _FAILED:
        templates = {"application/json": template}
        yield {"statusCode": str(status), "selectionPattern": pattern, "responseTemplates": templates}


# ---- templates: the integration names files, its entry has what is in them


def _with_templates(given: Any, folder: Path) -> Any:
    """The integration with a Source in the place of each template's file name."""
    if not isinstance(given, Mapping):
        return [_with_templates(each, folder) for each in given] if isinstance(given, list) else given
    return {
        key: {name: _template(each, folder) for name, each in value.items()}
        if key in ("requestTemplates", "responseTemplates") and isinstance(value, Mapping)
        else _with_templates(value, folder)
        for key, value in given.items()
    }


def _template(name: Any, folder: Path) -> Source:
    path = Path(normpath(folder / str(name)))
    if not path.is_file():
        raise ProjectError(f"there is no template {name}", _span(name), f"write it in {folder}")
    return Source(whole(path).removesuffix("\n"), str(path))


def whole(path: Path, above: tuple[Path, ...] = ()) -> str:
    """A file's text with those that it takes in, each named from the folder of the one that names it."""
    text = _text(path)

    def taken(name: str, start: int) -> str:
        other, span = Path(normpath(path.parent / name)), Source(text, str(path)).span(start, start + len(name))
        if other in (*above, path):
            raise ProjectError(f"{name} takes in itself", span, "text that both need is for a third file")
        if not other.is_file():
            raise ProjectError(f"there is no {name} to take in", span, f"it is named from {path.parent}")
        return whole(other, (*above, path))

    return filling.included(text, taken)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise ProjectError(f"{path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ProjectError(f"{path} is not UTF-8: {error.reason} at byte {error.start}") from error


def _there(path: Path) -> Path:
    if not path.is_file():
        raise ProjectError(f"{path} is not there", hint=_THERE[path.name])
    return path


_THERE: Mapping[str, str] = {
    PAGE: "an entry has a page for people: what the call does, its conventions and traps",
    SAMPLES: "an entry has cases: requests, with what the service and the client get",
    MOTO: f"or {ENTRY} says why there is none, as moto: moto has no Bedrock runtime",
}
"""Why an entry has each of its files."""


# ---- what is checked of the whole


def _statement(given: Any, path: Path) -> Mapping[str, Any]:
    needed = {"actions", "resources"}
    if not isinstance(given, Mapping) or not needed <= given.keys() <= {*needed, "condition", "effect"}:
        message = f"a statement of {path} has actions and resources, perhaps a condition, perhaps effect: Deny"
        raise ProjectError(message, _first(given))
    return given


def _check_marks(entry: Entry) -> None:
    """Raises ProjectError for a `{{name}}` that is no option, and for an option that has no place."""
    used: set[str] = set()
    for found, span in _texts((entry.integration, entry.api, entry.method, [*entry.statements])):
        for name, start in filling.marks(found):
            if name not in entry.options and name not in STANDARD:
                raise _no_option(entry, name, span(start, start + len(name) + 4))
            used.add(name)
    for name in entry.options:
        if name not in used:
            hint = f"write {{{{{name}}}}} into a template, the integration or the policy"
            raise ProjectError(f"nothing in {entry.id} has a place for the option {name}", _span(name), hint)


def _no_option(entry: Entry, name: str, span: Span | None) -> ProjectError:
    guess = near(name, [*entry.options, *STANDARD])
    message = f"{entry.id} has no option {name!r}" + (f"; did you mean {guess!r}?" if guess else "")
    return ProjectError(message, span, f"options: {', '.join(entry.options) or 'none'}, and {', '.join(STANDARD)}")


_At = Callable[[int, int], Span | None]
"""Where a part of a text stands."""


def _texts(given: Any) -> Iterator[tuple[str, _At]]:
    """All texts in a value; the parts of a template have places of their own, other texts one."""
    match given:
        case Source():
            yield given.text, given.span
        case str():
            yield given, lambda start, end: _span(given)
        case Mapping():
            for each in given.values():
                yield from _texts(each)
        case list() | tuple():
            for each in given:
                yield from _texts(each)


def _first(given: Any) -> Span | None:
    """Where a mapping, a list or a text begins; None where that is not known."""
    within = given if isinstance(given, Mapping | list) else ()
    return next((span for each in within if (span := _first(each))), _span(given))


def _span(value: Any) -> Span | None:
    return getattr(value, "span", None)
