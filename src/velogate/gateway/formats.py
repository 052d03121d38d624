"""The forms in which people have a request, read and written.

They are our own mapping, API Gateway's TestInvokeMethod input, the event of a Lambda proxy integration, HTTP as text
(.http files), an entry of a HAR file, and a curl command line.
"""

import base64
import binascii
import json
import re
import shlex
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from velogate.errors import EventError, UsageError, near
from velogate.gateway.context import DEFAULTS
from velogate.gateway.event import Event, body_text
from velogate.source import Source

_TEST_INVOKE = frozenset(
    {"httpMethod", "pathWithQueryString", "headers", "multiValueHeaders", "body", "stageVariables"}
    | {"restApiId", "resourceId", "clientCertificateId"}
)
_PROXY = frozenset(
    {"resource", "path", "httpMethod", "headers", "multiValueHeaders", "body", "isBase64Encoded", "requestContext"}
    | {"queryStringParameters", "multiValueQueryStringParameters", "pathParameters", "stageVariables"}
)
_REQUEST_LINE = re.compile(r"(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)[ \t]+(\S+)(?:[ \t]+(HTTP/[\d.]+))?[ \t]*$")

Pairs = Iterable[tuple[str, str]]


def read(source: str | Path) -> Event:
    """The event in a file, or in a text, whatever its form; raises EventError."""
    return parse(*_text(source))


def parse(text: str, name: str) -> Event:
    """The event in a text, whatever its form; `name` is what messages call the text. Raises EventError."""
    stripped = text.lstrip("\ufeff \t\r\n")
    if stripped.startswith("{"):
        return _of_json(_parsed(text.lstrip("\ufeff"), name))
    if re.match(r"(?:\$[ \t]+)?curl\s", stripped):
        from velogate.gateway import curl  # argparse and all, for this form alone

        return curl.parse(stripped)
    return _of_http(stripped, name)


def write(event: Event, form: str) -> str:
    """The event as text in a form: velogate, test-invoke, lambda-proxy, http, har, curl; UsageError for another."""
    if form not in WRITERS:
        guess = near(form, WRITERS)
        raise UsageError(
            f"there is no event form {form!r}" + (f"; did you mean {guess!r}?" if guess else ""),
            hint=f"known: {', '.join(WRITERS)}",
        )
    return WRITERS[form](event)


def _text(source: str | Path) -> tuple[str, str]:
    """The text to read, and what to call it in messages."""
    if isinstance(source, str) and (re.match(r"\s*[{$]|\s*curl\s", source) or "\n" in source or _is_request(source)):
        return source, "<event>"
    try:
        return Path(source).read_text(encoding="utf-8"), str(source)
    except UnicodeDecodeError as error:
        raise EventError(f"{source} is not UTF-8 text: {error.reason} at byte {error.start}") from error
    except OSError as error:
        raise EventError(f"{source} cannot be read: {error.strerror}") from error


def _is_request(line: str) -> bool:
    return _REQUEST_LINE.match(line) is not None


def _parsed(text: str, name: str) -> dict[str, Any]:
    try:
        parsed: dict[str, Any] = json.loads(text)
    except json.JSONDecodeError as error:
        span = Source(text, name).span(error.pos, min(error.pos + 1, len(text)))
        raise EventError(f"the event is not JSON: {error.msg}", span) from error
    except RecursionError:
        raise EventError("the event is not JSON that can be read: it is nested too deeply") from None
    return parsed


def _of_json(given: dict[str, Any]) -> Event:
    """An event that is a JSON object: which form it has is told by its keys."""
    if isinstance(given.get("log"), dict):
        return _of_har_file(given["log"])
    if isinstance(given.get("request"), dict) and "url" in given["request"]:
        return _of_har(given)
    if "requestContext" in given or "pathParameters" in given:
        return _of_proxy(given)
    if "pathWithQueryString" in given or ("httpMethod" in given and "params" not in given):
        return _of_test_invoke(given)
    return Event.of(given)


def _of_test_invoke(given: dict[str, Any]) -> Event:
    headers = _merged(given.get("headers"), given.get("multiValueHeaders"))
    target = str(given.get("pathWithQueryString") or "/")
    event = request(given.get("httpMethod", "GET"), target, _pairs(headers), body_text(given.get("body")))
    ignored = _unknown(given, _TEST_INVOKE)
    return replace(event, stage_variables=given.get("stageVariables") or {}, ignored=ignored)


def _of_proxy(given: dict[str, Any]) -> Event:
    """The event of a Lambda proxy integration of a REST or WebSocket API."""
    if given.get("version") == "2.0":
        raise EventError(
            "this is an event of an HTTP API (payload format 2.0)", hint="only REST and WebSocket APIs have templates"
        )
    body = given.get("body")
    if given.get("isBase64Encoded") and isinstance(body, str):
        try:
            body = base64.b64decode(body)
        except binascii.Error as error:
            raise EventError(f"the body is said to be Base64 and is not: {error}") from error
    return Event(
        body_text(body),
        given.get("pathParameters") or {},
        _merged(given.get("queryStringParameters"), given.get("multiValueQueryStringParameters")),
        _merged(given.get("headers"), given.get("multiValueHeaders")),
        given.get("requestContext") or {},
        given.get("stageVariables") or {},
        _unknown(given, _PROXY),
    )


def _of_har_file(log: dict[str, Any]) -> Event:
    entries = log.get("entries")
    if not isinstance(entries, list) or not entries:
        raise EventError("the HAR file holds no entries")
    return _of_har(entries[0], (f"{len(entries) - 1} more entries of the HAR file",) if len(entries) > 1 else ())


def _of_har(entry: dict[str, Any], ignored: tuple[str, ...] = ()) -> Event:
    sent = entry["request"]
    headers = [(each["name"], each["value"]) for each in sent.get("headers", []) if not each["name"].startswith(":")]
    body = (sent.get("postData") or {}).get("text", "")
    return request(sent.get("method", "GET"), sent["url"], headers, body, ignored)


def _of_http(text: str, name: str) -> Event:
    """HTTP as text, or the first request of a .http file with its comments and variables."""
    first, *others = [block for block in re.split(r"^###.*\n?", text, flags=re.M) if block.strip()] or [""]
    variables, lines = _preamble(first.splitlines(keepends=True))
    line = _substituted(lines[0].strip(), variables) if lines else ""
    asked = _REQUEST_LINE.match(line)
    if asked is None:
        raise EventError(
            f"{name} is no event in a form that is known: it begins with {line[:60]!r}",
            hint="known: our mapping, TestInvokeMethod input, Lambda proxy event, HTTP text, HAR, curl",
        )
    head, body = _head_and_body(lines[1:])
    body = body.rstrip("\r\n") if others else body
    headers = [_header(_substituted(each, variables)) for each in head]
    ignored = (f"{len(others)} more requests",) if others else ()
    event = request(asked[1], asked[2], headers, _substituted(body, variables), ignored)
    return replace(event, context={**event.context, "protocol": asked[3]}) if asked[3] else event


def _preamble(lines: list[str]) -> tuple[dict[str, str], list[str]]:
    """The variables (`@name = value`) before the request line, and the lines from that on."""
    variables: dict[str, str] = {}
    for number, line in enumerate(lines):
        setting = re.match(r"@([\w-]+)\s*=\s*(.*?)\s*$", line)
        if setting:
            variables[setting[1]] = setting[2]
        elif line.strip() and not line.lstrip().startswith(("#", "//")):
            return variables, lines[number:]
    return variables, []


def _substituted(text: str, variables: Mapping[str, str]) -> str:
    return re.sub(r"\{\{\s*([\w-]+)\s*\}\}", lambda found: variables.get(found[1], found[0]), text)


def _head_and_body(lines: list[str]) -> tuple[list[str], str]:
    """The header lines, and the text after the first empty line; its last line end belongs to the file."""
    end = next((number for number, line in enumerate(lines) if not line.strip()), len(lines))
    body = "".join(lines[end + 1 :])
    return [line for line in lines[:end] if ":" in line], re.sub(r"\r?\n\Z", "", body)


def _header(line: str) -> tuple[str, str]:
    name, _, value = line.partition(":")
    return name.strip(), value.strip()


def request(method: str, url: str, headers: Pairs, body: str, ignored: tuple[str, ...] = ()) -> Event:
    """The event of an HTTP request; what the URL and the headers say of `$context` is in it."""
    parts = urlsplit(url)
    header = gathered(headers)
    host = parts.hostname or header.get("Host")
    agent = header.get("User-Agent")
    context: dict[str, Any] = {"httpMethod": method.upper(), "path": parts.path or "/"}
    if isinstance(host, str):
        context |= {"domainName": host, "domainPrefix": host.partition(".")[0]}
    if isinstance(agent, str):
        context["identity"] = {"userAgent": agent}
    query = gathered(parse_qsl(parts.query, keep_blank_values=True))
    return Event(body, {}, query, header, context, {}, ignored)


def gathered(pairs: Pairs) -> dict[str, Any]:
    """Names with their value, or with the list of their values."""
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


def _merged(single: Mapping[str, Any] | None, multiple: Mapping[str, Any] | None) -> dict[str, Any]:
    """The two views that AWS gives of the same parameters as one."""
    lists = {name: values[0] if len(values) == 1 else values for name, values in (multiple or {}).items() if values}
    return {**(single or {}), **lists}


def _unknown(given: Mapping[str, Any], known: frozenset[str]) -> tuple[str, ...]:
    return tuple(key for key in given if key not in known)


# ---- writing


def _pairs(params: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Every value of every parameter, with its name."""
    return [
        (name, body_text(each))
        for name, value in params.items()
        for each in (value if isinstance(value, list | tuple) else [value])
        if each is not None
    ]


def _views(params: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, list[str]]]:
    """The last value of each parameter, and all of them: the two views that AWS gives."""
    multiple: dict[str, list[str]] = {}
    for name, value in _pairs(params):
        multiple.setdefault(name, []).append(value)
    return {name: values[-1] for name, values in multiple.items()}, multiple


def _target(event: Event) -> str:
    query = urlencode(_pairs(event.querystring))
    path = str(event.context.get("path") or "/")
    return f"{path}?{query}" if query else path


def _url(event: Event) -> str:
    return f"https://{event.context.get('domainName') or DEFAULTS['domainName']}{_target(event)}"


def _method(event: Event) -> str:
    return str(event.context.get("httpMethod") or "POST")


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)


def _write_test_invoke(event: Event) -> str:
    header, headers = _views(event.header)
    return _json(
        {
            "httpMethod": _method(event),
            "pathWithQueryString": _target(event),
            "body": event.body,
            "headers": header,
            "multiValueHeaders": headers,
            "stageVariables": dict(event.stage_variables),
        }
    )


def _write_proxy(event: Event) -> str:
    header, headers = _views(event.header)
    query, queries = _views(event.querystring)
    return _json(
        {
            "resource": event.context.get("resourcePath") or DEFAULTS["resourcePath"],
            "path": str(event.context.get("path") or "/"),
            "httpMethod": _method(event),
            "headers": header,
            "multiValueHeaders": headers,
            "queryStringParameters": query or None,
            "multiValueQueryStringParameters": queries or None,
            "pathParameters": dict(event.path) or None,
            "stageVariables": dict(event.stage_variables) or None,
            "requestContext": dict(event.context),
            "body": event.body or None,
            "isBase64Encoded": False,
        }
    )


def _write_http(event: Event) -> str:
    protocol = event.context.get("protocol") or "HTTP/1.1"
    headers = [f"{name}: {value}" for name, value in _pairs(event.header)]
    return "\n".join([f"{_method(event)} {_target(event)} {protocol}", *headers, "", event.body, ""])


def _write_har(event: Event) -> str:
    def listed(params: Mapping[str, Any]) -> list[dict[str, str]]:
        return [{"name": name, "value": value} for name, value in _pairs(params)]

    sent = {"method": _method(event), "url": _url(event), "httpVersion": event.context.get("protocol") or "HTTP/1.1"}
    kind = _views(event.header)[0].get("Content-Type", "application/json")
    data = {"postData": {"mimeType": kind, "text": event.body}} if event.body else {}
    return _json(
        {"request": {**sent, "headers": listed(event.header), "queryString": listed(event.querystring), **data}}
    )


def _write_curl(event: Event) -> str:
    words = ["curl", "-X", _method(event), _url(event)]
    for name, value in _pairs(event.header):
        words += ["-H", f"{name}: {value}"]
    if event.body:
        untyped = not any(name.lower() == "content-type" for name in event.header)
        words += [*(["-H", "Content-Type:"] if untyped else []), "--data-raw", event.body]
    return shlex.join(words)


WRITERS: dict[str, Callable[[Event], str]] = {
    "velogate": lambda event: _json(event.mapping()),
    "test-invoke": _write_test_invoke,
    "lambda-proxy": _write_proxy,
    "http": _write_http,
    "har": _write_har,
    "curl": _write_curl,
}
"""The forms an event can be written in."""
