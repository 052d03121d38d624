"""What passes through the pipeline, and what is kept of it: headers, requests, responses, steps, the whole exchange."""

import base64
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from velogate.errors import Finding
from velogate.gateway.rendering import Rendering
from velogate.source import Span
from velogate.vtl.steps import Step as TraceStep

Payload = str | bytes
"""A body: text, or bytes where API Gateway takes it for binary."""


class Headers(Mapping[str, str]):
    """Headers in order, their names in any case; a name may come several times.

    As a mapping it gives each name once, as first written, with all its values joined by `, `; `all(name)` lists them.
    """

    __slots__ = ("pairs",)

    def __init__(self, given: "Headers | Mapping[str, Any] | Iterable[tuple[str, Any]]" = ()) -> None:
        if isinstance(given, Headers):
            self.pairs: tuple[tuple[str, str], ...] = given.pairs
        else:
            pairs = given.items() if isinstance(given, Mapping) else given
            self.pairs = tuple((str(name), str(each)) for name, value in pairs for each in _values(value))

    def all(self, name: str) -> list[str]:
        """Every value of a name."""
        wanted = name.casefold()
        return [value for known, value in self.pairs if known.casefold() == wanted]

    def last(self, name: str) -> str | None:
        """The last value of a name, None if it has none."""
        return next(reversed(self.all(name)), None)

    def without(self, *names: str) -> "Headers":
        """The headers but those."""
        left = {name.casefold() for name in names}
        return Headers(pair for pair in self.pairs if pair[0].casefold() not in left)

    def set(self, name: str, value: Any) -> "Headers":
        """The headers with this value, or these values, and no other for the name."""
        return Headers((*self.without(name).pairs, *Headers({name: value}).pairs))

    def default(self, name: str, value: Any) -> "Headers":
        """The headers, with this value if the name has none."""
        return self if name in self else self.set(name, value)

    def lists(self) -> dict[str, list[str]]:
        """Each name, as first written, with all its values."""
        return {name: self.all(name) for name in self}

    def __getitem__(self, name: str) -> str:
        values = self.all(name)
        if not values:
            raise KeyError(name)
        return ", ".join(values)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and bool(self.all(name))

    def __iter__(self) -> Iterator[str]:
        return iter({name.casefold(): name for name, _ in reversed(self.pairs)}[key] for key in self._folded())

    def _folded(self) -> dict[str, None]:
        return dict.fromkeys(name.casefold() for name, _ in self.pairs)

    def __len__(self) -> int:
        return len(self._folded())

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Mapping | Headers):
            return _comparable(self) == _comparable(Headers(other))
        return NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Headers({list(self.pairs)!r})"


def _values(value: Any) -> Iterable[Any]:
    if isinstance(value, list | tuple):
        return value
    return () if value is None else (value,)


def _comparable(headers: Headers) -> dict[str, list[str]]:
    return {name.casefold(): values for name, values in headers.lists().items()}


def as_bytes(body: Payload) -> bytes:
    """A body as it goes over the wire: text in UTF-8."""
    return body if isinstance(body, bytes) else body.encode(errors="replace")


def as_text(body: Payload) -> str:
    """A body as text, with U+FFFD for what is no UTF-8 (RECORDED)."""
    return body if isinstance(body, str) else body.decode(errors="replace")


class _Message:
    """What requests and responses have in common: a body."""

    __slots__ = ()
    body: Payload

    @property
    def text(self) -> str:
        """The body as text."""
        return as_text(self.body)

    @property
    def bytes(self) -> bytes:
        """The body as it goes over the wire."""
        return as_bytes(self.body)


@dataclass(frozen=True, slots=True)
class BackendRequest(_Message):
    """The HTTP request for the back end, as AWS would send it, unsigned."""

    method: str
    url: str
    headers: Headers = field(default_factory=Headers)
    body: Payload = ""
    timeout: float = 29.0
    """Seconds that the answer may take."""
    service: str | None = None
    """The AWS service, as the integration's URI names it; None for HTTP."""
    action: str | None = None
    """The service's action, where the URI names one."""

    @property
    def host(self) -> str:
        """The host, with its port if the URL has one."""
        return self.url.split("://", 1)[-1].split("/", 1)[0].split("?", 1)[0]

    @property
    def path(self) -> str:
        """The path, not decoded."""
        rest = self.url.split("://", 1)[-1].partition("?")[0]
        return "/" + rest.partition("/")[2]

    @property
    def query(self) -> dict[str, Any]:
        """The query string: names with their value, or with the list of their values; decoded."""
        from urllib.parse import parse_qsl

        found: dict[str, list[str]] = {}
        for name, value in parse_qsl(self.url.partition("?")[2], keep_blank_values=True):
            found.setdefault(name, []).append(value)
        return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


@dataclass(frozen=True, slots=True)
class Response(_Message):
    """An answer: of the back end, or to the client."""

    status: int = 200
    headers: Headers = field(default_factory=Headers)
    body: Payload = ""

    def __post_init__(self) -> None:
        """Takes headers and body as people give them: a mapping, a value that is written as JSON."""
        object.__setattr__(self, "headers", Headers(self.headers))
        object.__setattr__(self, "body", body_of(self.body))

    @classmethod
    def of(cls, given: "Response | Mapping[str, Any]") -> "Response":
        """The response itself, or the one that a mapping of status, headers and body describes.

        A body that is neither text nor bytes is written as JSON. Raises TypeError and ValueError for what is none.
        """
        if isinstance(given, Response):
            return given
        if not isinstance(given, Mapping):
            raise TypeError(f"a response is a mapping of status, headers and body, not a {type(given).__name__}")
        status = given.get("status", given.get("statusCode", 200))
        return cls(int(status), Headers(given.get("headers") or {}), given.get("body", ""))

    def json(self) -> Any:
        """The body as JSON; raises ValueError."""
        import json

        return json.loads(self.text)


def body_of(value: Any) -> Payload:
    """A body from what people give for one: text, bytes, nothing, or a value that is written as JSON."""
    import json

    if isinstance(value, str | bytes):
        return value
    return "" if value is None else json.dumps(value, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the pipeline: what came in, what went out, and the rule that decided."""

    name: str
    rule: str
    came_in: Any = None
    went_out: Any = None
    spans: tuple[Span, ...] = ()
    """The templates that were used, whole."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request of a client, all that became of it, and the answer."""

    response: Response
    backend_request: BackendRequest | None
    """None where API Gateway answered without a back end."""
    backend_response: Response | None
    steps: tuple[Step, ...]
    log: tuple[str, ...]
    """The lines of TestInvokeMethod's execution log."""
    findings: tuple[Finding, ...] = ()
    """What the author should know: causes of what the client got, and warnings of the templates."""
    gateway_response: str | None = None
    """The type of gateway response that the client got, as in UNAUTHORIZED; None where the pipeline went through."""
    context: Mapping[str, Any] = field(default_factory=dict)
    """`$context` as it was in the end."""
    renderings: Mapping[str, Rendering] = field(default_factory=dict)
    """What the templates printed: under `request` and `response`."""
    failed: Mapping[str, Rendering] = field(default_factory=dict)
    """In the same way the template that failed, which has no text."""
    resource: str | None = None
    """The path of the resource, or the route key, that was chosen."""
    find_call: Callable[[BackendRequest], Any] | None = field(default=None, repr=False, compare=False)

    @property
    def status(self) -> int:
        """The client's status."""
        return self.response.status

    @property
    def call(self) -> Any:
        """Which call of an AWS service the back end got, a velogate.services.wire.Call; None where it got none.

        Its `problems` say what the service would refuse. Raises UsageError where the library for it is missing.
        """
        asked = self.backend_request
        return self.find_call(asked) if self.find_call and asked and asked.service else None

    def trace(self) -> dict[str, tuple[TraceStep, ...]]:
        """What the templates did, by `request` and `response`; of one that failed what it did before."""
        return {phase: rendering.trace() for phase, rendering in {**self.renderings, **self.failed}.items()}


def told(exchange: Exchange) -> dict[str, Any]:
    """The exchange in JSON's own types, by AWS's way of writing names; binary bodies in Base64."""
    return {
        "response": _told_response(exchange.response),
        "backendRequest": exchange.backend_request and _told_request(exchange.backend_request),
        "backendResponse": exchange.backend_response and _told_response(exchange.backend_response),
        "gatewayResponse": exchange.gateway_response,
        "resource": exchange.resource,
        "steps": [_told_step(step) for step in exchange.steps],
        "findings": [str(finding) for finding in exchange.findings],
        "log": list(exchange.log),
    }


def _told_response(response: Response) -> dict[str, Any]:
    return {"status": response.status, "headers": response.headers.lists(), **_told_body(response.body)}


def _told_request(request: BackendRequest) -> dict[str, Any]:
    asked = {"method": request.method, "url": request.url, "headers": request.headers.lists()}
    return {**asked, **_told_body(request.body), "service": request.service, "action": request.action}


def _told_body(body: Payload) -> dict[str, Any]:
    if isinstance(body, str):
        return {"body": body}
    return {"body": base64.b64encode(body).decode(), "isBase64Encoded": True}


def _told_step(step: Step) -> dict[str, Any]:
    return {
        "name": step.name,
        "rule": step.rule,
        "in": _told_value(step.came_in),
        "out": _told_value(step.went_out),
        "templates": [str(span) for span in step.spans],
    }


def _told_value(value: Any) -> Any:
    match value:
        case Response():
            return _told_response(value)
        case BackendRequest():
            return _told_request(value)
        case bytes():
            return _told_body(value)
        case Mapping():
            return {str(key): _told_value(each) for key, each in value.items()}
        case list() | tuple():
            return [_told_value(each) for each in value]
        case None | str() | int() | float():
            return value
        case _:
            return str(value)
