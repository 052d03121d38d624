"""A curl command line, as browsers copy it, made an event."""

import argparse
import re
import shlex
from functools import cache
from urllib.parse import quote_plus

from velogate.errors import EventError
from velogate.gateway.event import Event
from velogate.gateway.formats import request

_TAKEN = {
    "store": "-X --request,-A --user-agent,-e --referer,-b --cookie,--url",
    "append": "-H --header,-d --data --data-ascii --data-binary,--data-raw,--data-urlencode,--json",
    "store_true": "-G --get,-I --head",
}
_WITHOUT_MEANING = (
    "--compressed,-k --insecure,-s --silent,-S --show-error,-L --location,-i --include,-v --verbose,-g --globoff"
)
_HEADERS = {"user_agent": "User-Agent", "referer": "Referer", "cookie": "Cookie"}


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> None:  # type: ignore[override]
        raise EventError(f"the curl command cannot be read: {message}")


@cache
def _parser() -> _Parser:
    parser = _Parser(add_help=False, allow_abbrev=False)
    for action, options in _TAKEN.items():
        for names in options.split(","):
            parser.add_argument(*names.split(), action=action)
    for names in _WITHOUT_MEANING.split(","):
        parser.add_argument(*names.split(), action="store_true")
    parser.add_argument("words", nargs="*")
    return parser


def parse(text: str) -> Event:
    """The request that a command line sends; what it means besides is ignored and named. Raises EventError."""
    try:
        words = shlex.split(re.sub(r"\\\r?\n", " ", text.removeprefix("$")))[1:]
    except ValueError as error:
        raise EventError(f"the curl command cannot be read: {error}") from error
    given, unknown = _parser().parse_known_intermixed_args(words)
    url, *more = [word for word in (given.url, *given.words) if word] or [""]
    if not url:
        raise EventError("the curl command names no URL")
    body, kind, ignored = _body(given)
    if given.get:
        url, body = f"{url}{'&' if '?' in url else '?'}{body}", ""
    method = given.request or ("HEAD" if given.head else "POST" if body else "GET")
    return request(method, url, _headers(given, kind if body else ""), body, (*unknown, *ignored, *more))


def _headers(given: argparse.Namespace, kind: str) -> list[tuple[str, str]]:
    """The headers that are given, those that other options stand for, and the content type that curl adds to data."""
    lines = [line.partition(":") for line in given.header or []]
    headers = [(name.strip(), value.strip()) for name, _, value in lines]
    headers += [(name, getattr(given, option)) for option, name in _HEADERS.items() if getattr(given, option)]
    if kind and not any(name.lower() == "content-type" for name, _ in headers):
        headers.append(("Content-Type", kind))
    return [(name, value) for name, value in headers if value]


def _body(given: argparse.Namespace) -> tuple[str, str, list[str]]:
    """The data, its content type, and what of it is in files that are not read."""
    plain, encoded = [*(given.data or []), *(given.data_raw or [])], given.data_urlencode or []
    files = [word for word in given.data or [] if word.startswith("@")]
    texts = [word for word in plain if word not in files] + [_encoded(word) for word in encoded]
    if given.json:
        return "".join(given.json), "application/json", files
    return "&".join(texts), "application/x-www-form-urlencoded", files


def _encoded(word: str) -> str:
    name, equals, value = word.partition("=")
    return f"{name}={quote_plus(value)}" if equals and name else quote_plus(value if equals else name)
