"""An HTTP request as an event, and an event as one."""

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from velogate.errors import EventError, near
from velogate.gateway.context import DEFAULTS
from velogate.gateway.event import Event, body_text, no_text
from velogate.java.text import to_string

Pairs = Iterable[tuple[str, str]]

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
"""The methods that a resource of API Gateway can have."""

FORM = "application/x-www-form-urlencoded"
"""The media type of a form."""

_URL = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*://(?P<authority>[^/?#]*))?(?P<path>[^?#]*)(?:\?(?P<query>[^#]*))?", re.S)
_PROTOCOL = re.compile(r"HTTP/\d(?:\.\d)?", re.I)
_IN_PATH = "/%!$&'()*+,;=:@~"


# ---- reading


def request(
    method: str,
    url: str,
    headers: Pairs,
    body: str | bytes = "",
    *,
    ignored: Iterable[str] = (),
    protocol: str = "",
) -> Event:
    """The event of an HTTP request; what the URL and the headers say of `$context` is in it.

    The path stays as it is, in the query `+` and `%20` are blanks (RECORDED).
    """
    path, query = target(url)
    header = gathered(headers)
    host = _host(last(header, "Host") or _authority(url))
    context: dict[str, Any] = {"httpMethod": method.upper(), "path": path}
    if host:
        context |= {"domainName": host, "domainPrefix": host.partition(".")[0]}
    if agent := last(header, "User-Agent"):
        context["identity"] = {"userAgent": agent}
    if _PROTOCOL.fullmatch(protocol):
        context["protocol"] = protocol.upper()
    return Event(body_text(body), {}, gathered(query), header, context, {}, tuple(ignored), no_text(body))


def target(url: str) -> tuple[str, list[tuple[str, str]]]:
    """The path of a URL, as it is, and the names and values of its query, decoded."""
    parts = _URL.match(url)
    assert parts is not None  # it matches all texts
    path = parts["path"]
    pairs = parse_qsl(parts["query"] or "", keep_blank_values=True)
    return path if path.startswith("/") else f"/{path}", pairs


def user_of(url: str) -> str:
    """The user and password that a URL holds, as they are written; empty if it holds none."""
    return _authority(url).rpartition("@")[0]


def _authority(url: str) -> str:
    parts = _URL.match(url)
    return (parts["authority"] if parts else None) or ""


def _host(authority: str) -> str:
    """The host without user and port."""
    host = authority.rpartition("@")[2]
    return host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]


def known_method(method: str) -> str:
    """The method in capitals; EventError for one that no resource of API Gateway can have."""
    name = method.upper()
    if name not in METHODS:
        guess = near(name, METHODS)
        raise EventError(
            f"API Gateway has no method {method}" + (f"; did you mean {guess}?" if guess else ""),
            hint=f"known: {', '.join(METHODS)}",
        )
    return name


def gathered(pairs: Pairs) -> dict[str, Any]:
    """Names with their value, or with the list of their values."""
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


def last(header: Mapping[str, Any], name: str) -> str:
    """The last value of a header, whatever the case of its name; empty if there is none."""
    values = [value for key, value in pairs(header) if key.lower() == name.lower()]
    return values[-1] if values else ""


# ---- writing


def pairs(params: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Every value of every parameter as text, with its name."""
    return [
        (name, to_string(each))
        for name, value in params.items()
        for each in (value if isinstance(value, list | tuple) else [value])
        if each is not None
    ]


def views(params: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, list[str]]]:
    """The last value of each parameter, and all of them: the two views that AWS gives."""
    multiple: dict[str, list[str]] = {}
    for name, value in pairs(params):
        multiple.setdefault(name, []).append(value)
    return {name: values[-1] for name, values in multiple.items()}, multiple


def method_of(event: Event) -> str:
    """The method, POST if the event knows none."""
    return str(event.context.get("httpMethod") or DEFAULTS["httpMethod"])


def path_of(event: Event) -> str:
    """The path with nothing in it that a request line cannot hold, `/` if the event knows none."""
    path = quote(str(event.context.get("path") or "/"), safe=_IN_PATH, errors="replace")
    return path if path.startswith("/") else f"/{path}"


def target_of(event: Event) -> str:
    """Path and query, as they stand in a request line."""
    query = urlencode(pairs(event.querystring), errors="replace")
    return f"{path_of(event)}?{query}" if query else path_of(event)


def url_of(event: Event) -> str:
    """The whole URL."""
    host = str(event.context.get("domainName") or last(event.header, "Host") or DEFAULTS["domainName"])
    return f"https://{f'[{host}]' if ':' in host and not host.startswith('[') else host}{target_of(event)}"


def protocol_of(event: Event) -> str:
    """The protocol, HTTP/1.1 if the event knows none."""
    return str(event.context.get("protocol") or DEFAULTS["protocol"])
