"""HTTP as text: a request as it goes over the wire, or the first of a .http file with its comments and variables."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from velogate.errors import EventError, VelogateError
from velogate.gateway.event import Event
from velogate.gateway.forms.given import Given
from velogate.gateway.forms.request import (
    FORM,
    METHODS,
    Pairs,
    known_method,
    last,
    method_of,
    pairs,
    protocol_of,
    request,
    target_of,
    url_of,
)

_END_OF_LINE = r"(?:[ \t]+(?P<protocol>HTTP/[\d.]+))?\s*$"
_URL_LINE = re.compile(rf"(?P<method>)(?P<url>(?:https?://|\{{\{{)\S*){_END_OF_LINE}", re.IGNORECASE)
_METHOD_LINE = re.compile(rf"(?P<method>[A-Za-z]+)[ \t]+(?P<url>\S.*?){_END_OF_LINE}", re.IGNORECASE)
_MORE_OF_URL = re.compile(r"[ \t]+\S|[?&](?![\w!#$%&'*+.^`|~-]*:)")
_SEPARATOR = re.compile(r"^###.*\n?", re.MULTILINE)
_SETTING = re.compile(r"@([\w.-]+)\s*=\s*(.*?)\s*$")
_VARIABLE = re.compile(r"\{\{\s*([^{}\n]+?)\s*\}\}")
_NOTE = re.compile(r"\s*(?:#|//)")
_BLANK_LINE = re.compile(r"^[ \t]*(?:\r?\n|\Z)", re.MULTILINE)
_HANDLER = re.compile(r"(?:\A|\n\r?\n)(?:>\s*\{%|>\s+\S+\.js\s*$|>>!?\s|<>\s)", re.MULTILINE)
_FILE = re.compile(r"^<(@\S*)?[ \t]+(\S[^\r\n]*?)[ \t]*(?=\r?$)", re.MULTILINE)
_LAST_LINE_END = re.compile(r"\r?\n\Z")


@dataclass(slots=True)
class _Reading:
    """What is known while a text is read: the variables, and what is left out."""

    given: Given
    variables: dict[str, str] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)

    def filled(self, text: str) -> str:
        """The text with the values of its variables; one that no line defines stays."""
        return _VARIABLE.sub(self._value, text)

    def _value(self, found: re.Match[str]) -> str:
        if found[1] not in self.variables:
            self.left_out.append(f"the value of {found[0]}")
        return self.variables.get(found[1], found[0])


# ---- reading


def read(given: Given) -> Event:
    """The event of the request, or of the first one in the text; raises EventError with the place."""
    reading = _Reading(given)
    starts = [(_preamble(reading, start, end), end) for start, end in _blocks(given.text)]
    begun = [(start, end) for start, end in starts if start < end]
    if not begun:
        raise EventError(f"{given.name} holds no event", hint="a request begins so: POST /orders")
    if len(begun) > 1:
        reading.left_out.append("1 more request" if len(begun) == 2 else f"{len(begun) - 1} more requests")
    start, end = begun[0]
    return _request(reading, start, end)


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Where the parts between the lines `###` begin and end."""
    start = 0
    for separator in _SEPARATOR.finditer(text):
        yield start, separator.start()
        start = separator.end()
    yield start, len(text)


def _preamble(reading: _Reading, start: int, end: int) -> int:
    """Takes the variables (`@name = value`) before a request; gives the place where it begins, or the end."""
    text = reading.given.text
    while start < end:
        after = text.find("\n", start, end) + 1 or end
        line = text[start:after]
        if setting := _SETTING.match(line):
            reading.variables[setting[1]] = reading.filled(setting[2])
        elif re.match(r"\s*<\s*\{%", line):
            reading.left_out.append("a script before the request")
            after = text.find("%}", start, end) + 2 if "%}" in text[start:end] else end
        elif line.strip() and not _NOTE.match(line):
            return start
        start = after
    return end


def _request(reading: _Reading, start: int, end: int) -> Event:
    text = reading.given.text
    blank = _BLANK_LINE.search(text, start, end)
    first, *lines = text[start : blank.start() if blank else end].removesuffix("\n").split("\n")
    asked = _request_line(reading.given, first, start)
    url = asked["url"]
    while lines and _MORE_OF_URL.match(lines[0]):
        url += lines.pop(0).strip()
    headers = list(_headers(reading, lines))
    return request(
        asked["method"] or "GET",
        _with_scheme(reading.filled(url)),
        headers,
        _body(reading, text[blank.end() : end], headers, end == len(text)) if blank else b"",
        ignored=reading.left_out,
        protocol=asked["protocol"] or "",
    )


def _request_line(given: Given, line: str, start: int) -> re.Match[str]:
    """Method, URL and protocol; EventError for a line that is none of a request's, with its place."""
    place = given.span(start, start + len(line.rstrip()))
    asked = _URL_LINE.match(line) or _METHOD_LINE.match(line)
    if asked and (not asked["method"] or asked["method"].upper() in METHODS):
        return asked
    if re.match(r"HTTP/[\d.]+ \d", line):
        raise EventError("this is an answer; an event is a request", place)
    if asked and (asked["protocol"] or asked["url"].startswith(("/", "http", "{{"))):
        try:
            known_method(asked["method"])
        except VelogateError as error:
            raise EventError(error.message, place, error.hint) from None
    raise EventError(
        "this is no event in a form that is known",
        place,
        "known: our mapping, TestInvokeMethod input, Lambda proxy event, HTTP text, HAR, curl",
    )


def _with_scheme(url: str) -> str:
    return url if url.startswith("/") or "://" in url else f"http://{url}"


def _headers(reading: _Reading, lines: list[str]) -> Iterator[tuple[str, str]]:
    """The headers, without comments and HTTP/2's `:path`; a line that begins with a blank is more of the one before."""
    folded: list[str] = []
    for line in (line.removesuffix("\r") for line in lines):
        if folded and line.startswith((" ", "\t")):
            folded[-1] += f" {line.strip()}"
        elif not _NOTE.match(line):
            folded.append(line)
    for line in folded:
        name, colon, value = line.partition(":")
        if not colon:
            reading.left_out.append(f"the line {line!r} among the headers")
        elif name:
            yield _as_text(reading.filled(name.strip())), _as_text(reading.filled(value.strip()))


def _body(reading: _Reading, text: str, headers: Pairs, is_last: bool) -> bytes:
    """The body: what the text says without the line end that belongs to the file, and the files that it names."""
    header = dict(headers)
    if handler := _HANDLER.search(text):
        reading.left_out.append("what is to be done with the answer")
        text, is_last = text[: handler.start()], False
    if not is_last:
        text = text.rstrip("\r\n")
    elif last(header, "Content-Length") != str(len(_bytes(text))):
        text = _LAST_LINE_END.sub("", text)
    text = reading.filled(text)
    if last(header, "Content-Type").partition(";")[0].strip().lower() == FORM:
        text = re.sub(r"[ \t]*\r?\n[ \t]*&", "&", text)  # a form over several lines
    return b"".join(_with_files(reading, text))


def _with_files(reading: _Reading, text: str) -> Iterator[bytes]:
    """The text with the content of the files in place of the lines `< name`, or `<@ name` for one with variables."""
    at = 0
    for line in _FILE.finditer(text):
        content = reading.given.file(line[2])
        if content is None:
            reading.left_out.append(f"the file {line[2]}, which is not in the folder of the event")
            continue
        yield _bytes(text[at : line.start()])
        yield content if line[1] is None else _bytes(reading.filled(content.decode("utf-8", "surrogateescape")))
        at = line.end()
    yield _bytes(text[at:])


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _as_text(text: str) -> str:
    return _bytes(text).decode(errors="replace")


# ---- writing


def write(event: Event) -> str:
    """The request as text; its last line end belongs to the file and not to the body."""
    url = url_of(event) if event.context.get("domainName") and not last(event.header, "Host") else target_of(event)
    lines = [f"{_one_line(name)}: {_one_line(value)}" for name, value in pairs(event.header)]
    head = "\n".join([f"{method_of(event)} {url} {protocol_of(event)}", *lines, "", ""])
    end = "\r\n" if event.body.endswith("\r") else "\n"
    return head + event.body + (end if event.body else "")


def _one_line(text: str) -> str:
    return re.sub(r"[\r\n]+", " ", text)
