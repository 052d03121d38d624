"""An entry of a HAR file, as browsers and proxies save requests."""

import binascii
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from velogate.errors import EventError
from velogate.gateway.event import Event, decoded
from velogate.gateway.forms import multipart
from velogate.gateway.forms.given import Given, inner, rows, text
from velogate.gateway.forms.request import known_method, last, method_of, pairs, protocol_of, request, url_of
from velogate.gateway.forms.velogate import dumped


def read(given: Given) -> Event:
    """The event of an entry, or of the first in the file; raises EventError with the field."""
    if "log" not in given.fields:
        return _of_entry(given.fields, "", ())
    entries = rows(inner(given.fields, "log"), "entries", "log.")
    if not entries:
        raise EventError("the HAR file holds no entries")
    count = len(entries) - 1
    others = f"{count} more {'entry' if count == 1 else 'entries'} of the HAR file"
    return _of_entry(entries[0], "log.entries[0].", (others,) if count else ())


def _of_entry(entry: Mapping[str, Any], where: str, ignored: tuple[str, ...]) -> Event:
    sent, where = inner(entry, "request", where), f"{where}request."
    lines = [
        (text(each, "name", where=f"{where}headers[{i}]."), text(each, "value", "", f"{where}headers[{i}]."))
        for i, each in enumerate(rows(sent, "headers", where))
    ]
    headers = [(name, value) for name, value in lines if not name.startswith(":")]  # HTTP/2 has the URL in these
    body, left_out = _body(inner(sent, "postData", where), f"{where}postData.")
    return request(
        known_method(text(sent, "method", "GET", where)),
        text(sent, "url", where=where),
        headers,
        body,
        ignored=(*ignored, *left_out),
        protocol=text(sent, "httpVersion", "", where),
    )


def _body(data: dict[str, Any], where: str) -> tuple[str | bytes, tuple[str, ...]]:
    """The body, and what of it the file does not hold: the text, or else what its parameters make."""
    if data.get("text") is not None:
        return decoded(text(data, "text", where=where), text(data, "encoding", "", where) == "base64"), ()
    fields = rows(data, "params", where)
    names = [text(each, "name", where=f"{where}params[{i}].") for i, each in enumerate(fields)]
    values = [text(each, "value", "", f"{where}params[{i}].") for i, each in enumerate(fields)]
    kind = text(data, "mimeType", "", where)
    if not kind.startswith("multipart/"):
        return urlencode(list(zip(names, values, strict=True))), ()
    files = [text(each, "fileName", "", f"{where}params[{i}].") or None for i, each in enumerate(fields)]
    kinds = [text(each, "contentType", "", f"{where}params[{i}].") or None for i, each in enumerate(fields)]
    contents = [value.encode(errors="replace") for value in values]
    parts = map(multipart.Part, names, contents, files, kinds)
    missing = tuple(f"the file {file}" for file, value in zip(files, values, strict=True) if file and not value)
    return multipart.body(parts, multipart.boundary_of(kind)), missing


def write(event: Event) -> str:
    """The entry as JSON; a body that is no UTF-8 as Base64, which the format has for answers alone."""
    sent = {"method": method_of(event), "url": url_of(event), "httpVersion": protocol_of(event)}
    raw = event.binary
    kind = last(event.header, "Content-Type") or "application/json"
    data = {"mimeType": kind, "text": event.body}
    if raw is not None:
        data |= {"text": binascii.b2a_base64(raw, newline=False).decode(), "encoding": "base64"}
    lists = {"headers": _listed(event.header), "queryString": _listed(event.querystring)}
    return dumped({"request": {**sent, **lists, **({"postData": data} if event.body else {})}})


def _listed(params: Any) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in pairs(params)]
