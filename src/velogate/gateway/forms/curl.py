"""A curl command line, as browsers copy it and people type it.

What curl sends of its own accord (Accept, User-Agent, Host) is no part of the event: it differs from curl to curl.
"""

import binascii
import re
import shlex
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import quote_plus, unquote

from velogate.errors import EventError
from velogate.gateway.event import Event
from velogate.gateway.forms import multipart
from velogate.gateway.forms.curl_options import Option, options
from velogate.gateway.forms.given import Given
from velogate.gateway.forms.request import FORM, known_method, last, method_of, pairs, request, url_of, user_of
from velogate.gateway.forms.shell import words

_JSON = "application/json"


@dataclass(slots=True)
class _Command:
    """What the options that have been read so far make of the request."""

    given: Given
    url: str = ""
    others: list[str] = field(default_factory=list)
    method: str = ""
    default_method: str = ""
    lines: list[str] = field(default_factory=list)
    own: dict[str, str] = field(default_factory=dict)
    data: bytes | None = None
    kind: str = FORM
    query: list[str] = field(default_factory=list)
    parts: list[multipart.Part] = field(default_factory=list)
    get: bool = False
    left_out: list[str] = field(default_factory=list)

    def file(self, name: str, option: Option) -> bytes:
        """The bytes of a file that an option names; of one that is not there none, and that is told."""
        content = self.given.file(name)
        if content is None:
            self.left_out.append(f"{option.image} {option.value}, which names no file in the folder of the event")
        return content or b""


def read(given: Given) -> Event:
    """The event of the request that a command line sends; raises EventError."""
    found = words(given.text)
    command = _Command(given, left_out=found.left_out)
    _follow(command, found.words[1:])
    if not command.url:
        raise EventError("the curl command names no URL")
    url = command.url if "://" in command.url else f"http://{command.url}"
    body = command.data or b""
    query = [_shown(body)] if command.get and body else command.query
    if command.parts:
        boundary = multipart.BOUNDARY
        command.kind, body = f"multipart/form-data; boundary={boundary}", multipart.body(command.parts, boundary)
    sends = (command.data is not None or bool(command.parts)) and not command.get
    return request(
        known_method(command.method or command.default_method or ("POST" if sends else "GET")),
        _with_query(url, query),
        _headers(command, url, sends),
        body if sends or command.default_method == "PUT" else b"",
        ignored=command.left_out,
    )


def _follow(command: _Command, given: list[str]) -> None:
    """Does what the options say up to --next; which word is the URL is known at the end."""
    plain: list[str] = []
    doubtful: list[str] = []  # words after an option nobody knows: perhaps its value
    before = Option("")
    for option in options(given):
        if option.name == "next":
            command.left_out.append("the requests after --next")
            break
        if option.name:
            _EFFECTS.get(option.name, _nothing)(command, option)
        elif not option.known:
            command.left_out.append(option.image)
        else:
            (plain if before.known else doubtful).append(option.image)
        before = option
    urls = [*([command.url] if command.url else []), *plain, *doubtful]
    command.url = urls[0] if urls else ""
    command.left_out += urls[1:]


# ---- what options do


def _nothing(command: _Command, option: Option) -> None:
    """An option of the transfer or of the answer."""


def _not_known(command: _Command, option: Option) -> None:
    """An option that changes the request in a way that nobody can know here."""
    command.left_out.append(option.image)


def _url(command: _Command, option: Option) -> None:
    if command.url:
        command.left_out.append(option.value)
    command.url = command.url or option.value


def _method(command: _Command, option: Option) -> None:
    command.method = option.value


def _get(command: _Command, option: Option) -> None:
    command.get = True


def _head(command: _Command, option: Option) -> None:
    command.default_method = "HEAD"


def _header(command: _Command, option: Option) -> None:
    if option.value.startswith("@"):
        command.lines += _shown(command.file(option.value[1:], option)).splitlines()
    else:
        command.lines.append(_shown(_bytes(option.value)))


def _own_header(name: str, before: str = "") -> Callable[[_Command, Option], None]:
    def effect(command: _Command, option: Option) -> None:
        command.own[name] = before + _shown(_bytes(option.value))

    return effect


def _user(command: _Command, option: Option) -> None:
    command.own["Authorization"] = _basic(_bytes(option.value))


def _cookie(command: _Command, option: Option) -> None:
    if option.value and "=" not in option.value:
        command.left_out.append(f"{option.image} {option.value}, a file of cookies")
        return
    known = command.own.get("Cookie")
    command.own["Cookie"] = f"{known};{option.value}" if known else option.value


def _referer(command: _Command, option: Option) -> None:
    command.own["Referer"] = option.value.partition(";auto")[0]


def _data(command: _Command, option: Option) -> None:
    """Data as it is, or that of a file, without line ends and NUL for all but --data-binary and --json."""
    content = _bytes(option.value)
    if option.value.startswith("@") and option.name != "data-raw":
        content = command.file(option.value[1:], option)
        content = content if option.name in ("data-binary", "json") else re.sub(rb"[\r\n\0]", b"", content)
    _append(command, content, b"" if option.name == "json" else b"&")
    if option.name == "json":
        command.own |= {"Content-Type": _JSON, "Accept": _JSON}


def _append(command: _Command, content: bytes, between: bytes = b"&") -> None:
    command.data = content if command.data is None else command.data + between + content


def _encoded_data(command: _Command, option: Option) -> None:
    _append(command, _encoded(command, option, quote_plus).encode())


def _query(command: _Command, option: Option) -> None:
    raw = option.value.startswith("+")
    command.query.append(_shown(_bytes(option.value[1:])) if raw else _encoded(command, option, quote_plus))


def _encoded(command: _Command, option: Option, encode: Callable[[bytes], str]) -> str:
    """`content`, `=content`, `name=content`, `@file` or `name@file` with the content encoded."""
    name, sign, content = re.match(r"([^=@]*)([=@]?)(.*)", option.value, re.DOTALL).groups()  # type: ignore[union-attr]
    if not sign:
        return encode(_bytes(name))
    encoded = encode(command.file(content, option) if sign == "@" else _bytes(content))
    return f"{name}={encoded}" if name else encoded


def _upload(command: _Command, option: Option) -> None:
    command.default_method, command.data = "PUT", command.file(option.value, option)
    command.kind = ""


def _form(command: _Command, option: Option) -> None:
    """A field of a form: `name=content`, `name=@file` or `name=<file`, with `;type=` and `;filename=`."""
    name, equals, content = option.value.partition("=")
    if not equals:
        raise EventError(f"the curl command cannot be read: {option.image} {option.value} has no =")
    if option.name == "form-string":
        command.parts.append(multipart.Part(name, _bytes(content)))
        return
    value, settings = _settings(content)
    sign = content[:1] if content[:1] in ("@", "<") else ""
    data = command.file(value, option) if sign else _bytes(value)
    file = settings.get("filename", value.rpartition("/")[2] if sign == "@" else None)
    known = _KINDS.get((file or "").rpartition(".")[2].lower(), "application/octet-stream" if sign == "@" else None)
    command.parts.append(multipart.Part(name, data, file, settings.get("type", known)))


def _settings(content: str) -> tuple[str, dict[str, str]]:
    """The value, which may stand in quotes, and what is set after it."""
    found = re.match(r'[@<]?(?:"((?:[^"\\]|\\.)*)"|([^;]*))', content, re.DOTALL)
    assert found is not None  # it matches all texts
    value = found[2].strip(" \t") if found[1] is None else re.sub(r"\\(.)", r"\1", found[1])
    settings = re.findall(r';\s*(\w+)=(?:"([^"]*)"|([^;]*(?:;\s*charset=[^;]*)?))', content[found.end() :])
    return value, {name: quoted or plain for name, quoted, plain in settings}


_KINDS = {
    "gif": "image/gif",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "svg": "image/svg+xml",
    "txt": "text/plain",
    "htm": "text/html",
    "html": "text/html",
    "pdf": "application/pdf",
    "xml": "application/xml",
}
"""The media types that curl knows of files by the ends of their names."""


_EFFECTS: dict[str, Callable[[_Command, Option], None]] = {
    "url": _url,
    "request": _method,
    "get": _get,
    "head": _head,
    "header": _header,
    "user-agent": _own_header("User-Agent"),
    "range": _own_header("Range", "bytes="),
    "oauth2-bearer": _own_header("Authorization", "Bearer "),
    "referer": _referer,
    "cookie": _cookie,
    "user": _user,
    **dict.fromkeys(("data", "data-ascii", "data-binary", "data-raw", "json"), _data),
    "data-urlencode": _encoded_data,
    "url-query": _query,
    **dict.fromkeys(("form", "form-string"), _form),
    "upload-file": _upload,
    **dict.fromkeys(
        ("aws-sigv4", "digest", "negotiate", "ntlm", "ntlm-wb", "anyauth", "netrc", "netrc-file", "netrc-optional"),
        _not_known,
    ),
    **dict.fromkeys(("cert", "config", "continue-at", "etag-compare", "request-target", "time-cond"), _not_known),
}
"""What the options do that change the request; all others do nothing to it."""


# ---- the request


def _with_query(url: str, query: list[str]) -> str:
    for each in query:
        url = f"{url}{'&' if '?' in url else '?'}{each}"
    return url


def _headers(command: _Command, url: str, sends: bool) -> list[tuple[str, str]]:
    """The headers of -H, and those that other options stand for where -H says nothing of them, not even `Name:`."""
    said = [_said(line) for line in command.lines if re.match(r"[^:;]", line)]  # a line `:authority: x` is HTTP/2's
    if command.parts:  # curl adds the boundary to a type that is given
        said = [("Content-Type", f"{v}; boundary={multipart.BOUNDARY}") if _is_type(n, v) else (n, v) for n, v in said]
    own = dict(command.own)
    if user := user_of(url):
        own.setdefault("Authorization", _basic(unquote(user).encode(errors="replace")))
    if sends and command.kind:
        own.setdefault("Content-Type", command.kind)
    names = {name.lower() for name, _ in said}
    return [
        *((name, value) for name, value in said if value is not None),
        *((name, value) for name, value in own.items() if value and name.lower() not in names),
    ]


def _is_type(name: str, value: str | None) -> bool:
    return name.lower() == "content-type" and value is not None


def _said(line: str) -> tuple[str, str | None]:
    """A header line: `Name: value`, `Name;` for one without a value, `Name:` for one that is not to be sent."""
    name, colon, value = line.partition(":")
    if not colon:
        return name.rstrip("; "), "" if line.rstrip().endswith(";") else None
    return name.strip(), value.strip() or None


def _basic(user: bytes) -> str:
    user = user if b":" in user else user + b":"
    return "Basic " + binascii.b2a_base64(user, newline=False).decode()


def _bytes(word: str) -> bytes:
    return word.encode("utf-8", "surrogateescape")


def _shown(raw: bytes) -> str:
    return raw.decode(errors="replace")


# ---- writing


def write(event: Event) -> str:
    """The command line, an option a line; a body that is no UTF-8 in the quotes of bash."""
    method = method_of(event)
    raw = event.binary
    typed = last(event.header, "Content-Type") or not event.body
    lines = [
        f"curl {'--head' if method == 'HEAD' and not event.body else f'--request {shlex.quote(method)}'}",
        shlex.quote(url_of(event)),
        *(f"--header {shlex.quote(_line(name, value))}" for name, value in pairs(event.header)),
        *([] if typed else ["--header Content-Type:"]),
    ]
    if event.body:
        lines.append(f"--data-raw {_body(event, raw)}")
    return " \\\n  ".join(lines)


def _line(name: str, value: str) -> str:
    return f"{name}: {value}" if value else f"{name};"


def _body(event: Event, raw: bytes | None) -> str:
    """The body in quotes; a CRLF within plain ones is only a line end of the file that holds the command."""
    if raw is None and "\r\n" in event.body:
        raw = event.body.encode(errors="replace")
    return shlex.quote(event.body) if raw is None else _ansi_quoted(raw)


def _ansi_quoted(raw: bytes) -> str:
    return "$'" + "".join(chr(b) if 32 <= b < 127 and b not in b"'\\" else f"\\x{b:02x}" for b in raw) + "'"
