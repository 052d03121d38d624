"""A folder made an entry: `entry.yaml`, the templates that it names, `page.md`, `samples.yaml` and `moto.yaml`.

Any fault is told with its place in the folder's files.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from os.path import normpath
from pathlib import Path
from typing import Any

from velogate.errors import ProjectError
from velogate.gateway.shape import Shape, anything, field, flag, listed, mapped, text
from velogate.library import filling
from velogate.library.entry import STANDARD, TAKEN, Entry, Option
from velogate.readers import document
from velogate.source import Source

ENTRY, PAGE, SAMPLES, MOTO = "entry.yaml", "page.md", "samples.yaml", "moto.yaml"

PROTOCOLS = ("query", "json", "rest-json", "rest-xml", "mock", "http")

_OF_AWS: Mapping[str, Any] = {
    "type": "AWS",
    "httpMethod": "POST",
    "credentials": "{{role}}",
    "passthroughBehavior": "NEVER",
}
"""Of an integration that calls a service, where its entry says nothing else."""

_ERRORS = {"rest-xml": "../../responses/xml-error.vtl", "mock": "", "http": ""}
_ERROR = "../../responses/error.vtl"
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


@dataclass(frozen=True, slots=True)
class _Option(Shape):
    """An option as the file has it."""

    about: str = field(text, "")
    kind: str = field(text, "value")
    default: str | None = field(text)
    example: str | None = field(text)
    pattern: str | None = field(text)
    schema: Mapping[str, Any] = field(anything, dict)
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
    integration: Mapping[str, Any] = field(anything, dict)
    errors: str | None = field(text)
    """The template for answers of 4xx and 5xx; empty for none."""
    policy: list[Any] = field(anything, list)
    kms: tuple[str, ...] = field(listed, ())
    body: Mapping[str, Any] | None = field(anything)
    api: Mapping[str, Any] = field(anything, dict)
    method: Mapping[str, Any] = field(anything, dict)
    moto: str | None = field(text)
    """Why it is not tried on moto."""


def read(folder: Path) -> Entry:
    """The entry that a folder is; raises ProjectError with the place of what is wrong."""
    path = folder / ENTRY
    given = document.load(path)
    found = _Definition.of(given, str(path))
    identity = f"{folder.parent.name}/{folder.name}"
    for name in ("title", "protocol", "client", "integration"):
        if not getattr(found, name):
            raise ProjectError(f"{path} has no {name}", _first(given))
    if found.protocol not in PROTOCOLS:
        raise ProjectError(
            f"{found.protocol!r} is no protocol", _span(found.protocol), f"known: {', '.join(PROTOCOLS)}"
        )
    options = {name: _option(name, each) for name, each in found.options.items()}
    entry = Entry(
        id=identity,
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
        page=_text(folder / PAGE),
        samples=_there(folder / SAMPLES),
        keywords=found.keywords,
        moto=None if found.moto else _there(folder / MOTO),
        without=found.moto,
    )
    _check_marks(entry, given)
    return entry


def _option(name: str, given: _Option) -> Option:
    if name in TAKEN or name in STANDARD:
        raise ProjectError(
            f"no option can be called {name}", _span(name), f"taken: {', '.join(sorted({*TAKEN, *STANDARD}))}"
        )
    if not given.about:
        raise ProjectError(f"the option {name} says not what it is about", _span(name))
    if given.kind not in ("text", "value"):
        raise ProjectError(f"the kind of the option {name} is text or value", _span(given.kind))
    if given.kind == "text" and given.default is None and given.example is None:
        raise ProjectError(f"the option {name} has neither a default nor an example", _span(name))
    if given.kind == "value" and given.default is None:
        raise ProjectError(f"the option {name} says not where its value is by default", _span(name))
    return Option(
        name, given.about, given.kind, given.default, given.example, given.pattern, given.schema, given.required
    )


def _integration(found: _Definition) -> dict[str, Any]:
    """The integration with what entries do not repeat: how services are called, and how their errors are told."""
    given = found.integration
    made = dict(given) if found.protocol in ("mock", "http") else {**_OF_AWS, **given}
    template = _ERRORS.get(found.protocol, _ERROR) if found.errors is None else found.errors
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
        raise ProjectError(f"there is no template {name}", _span(name), f"in {folder}")
    return Source(_whole(path).removesuffix("\n"), str(path))


def _whole(path: Path) -> str:
    """A file's text with those that it takes in, each named from the folder of the one that names it."""
    return filling.included(_text(path), lambda other: _whole(Path(normpath(path.parent / other))))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise ProjectError(f"{path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ProjectError(f"{path} is not UTF-8: {error.reason} at byte {error.start}") from error


def _there(path: Path) -> Path:
    if not path.is_file():
        raise ProjectError(
            f"{path} is not there", hint="an entry has samples.yaml, and moto.yaml or says why it has none"
        )
    return path


# ---- what is checked of the whole


def _statement(given: Any, path: Path) -> Mapping[str, Any]:
    needed = {"actions", "resources"}
    if not isinstance(given, Mapping) or not needed <= given.keys() <= {*needed, "condition", "effect"}:
        message = f"a statement of {path} has actions and resources, perhaps a condition, perhaps effect: Deny"
        raise ProjectError(message, _first(given))
    return given


def _check_marks(entry: Entry, given: Any) -> None:
    """Raises ProjectError for a `{{name}}` that is no option, and for an option that has no place."""
    used: set[str] = set()
    for found in _texts((entry.integration, entry.api, entry.method, [*entry.statements])):
        for name in filling.marks(found):
            if name not in entry.options and name not in STANDARD:
                raise ProjectError(f"{entry.id} has no option {name}", _span(found), f"write options: {{{name}: …}}")
            used.add(name)
    for name in entry.options:
        if name not in used:
            raise ProjectError(f"nothing in {entry.id} has a place for the option {name}", _span(name))


def _texts(given: Any) -> Iterator[str]:
    match given:
        case Source():
            yield given.text
        case str():
            yield given
        case Mapping():
            for each in given.values():
                yield from _texts(each)
        case list() | tuple():
            for each in given:
                yield from _texts(each)


def _first(given: Any) -> Any:
    keys = given if isinstance(given, Mapping) else ()
    return next((span for key in keys if (span := _span(key))), None)


def _span(value: Any) -> Any:
    return getattr(value, "span", None)
