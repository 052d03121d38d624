"""`$input`: the body and the parameters of the request, as a template sees them."""

from collections.abc import Mapping
from typing import Any

from velogate import jsonpath
from velogate.errors import VelogateError
from velogate.gateway import json_smart
from velogate.java.methods import describe
from velogate.java.text import to_string
from velogate.java.throwable import JavaError

UNSEEN_HEADERS = frozenset(
    {
        "connection",
        "content-length",
        "content-md5",
        "expect",
        "max-forwards",
        "proxy-authenticate",
        "server",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "www-authenticate",
    }
)
"""Headers, in lower case, that a client sends and no template sees (RECORDED)."""

_UNREAD = object()

Given = Mapping[str, Any]
"""Parameters of one place by name: a value, or the list of all that came."""


class BodyError(VelogateError):
    """The body begins as JSON does and is none: the client gets a 400. `java` is what json-smart says."""

    def __init__(self, java: str) -> None:
        super().__init__(f"the body is not JSON: {java}", hint="API Gateway answers the client with status 400")
        self.java = java


class Input:
    """The object behind `$input`; printed whole it is empty."""

    __slots__ = ("_document", "_given", "_params", "body")

    def __init__(self, body: str, path: Given, querystring: Given, header: Given) -> None:
        self.body = body or "{}"
        self._given = (path, querystring, header)
        self._params: dict[str, dict[str, str]] = {}
        self._document: Any = _UNREAD

    def document(self) -> Any:
        """The body as a value, read when first asked for; raises BodyError."""
        if self._document is _UNREAD:
            try:
                self._document = json_smart.parse(self.body)
            except json_smart.ParseError as error:
                raise BodyError(str(error)) from error
        return self._document

    def path(self, path: str) -> Any:
        """What a JSONPath finds in the body; None for nothing. JavaError for what is no JSONPath."""
        document = self._document if self._document is not _UNREAD else self.document()
        try:
            find = jsonpath.compile(path).find
        except VelogateError as error:
            raise JavaError("com.jayway.jsonpath.InvalidPathException", error.message) from error
        return find(document)

    def json(self, path: str) -> str:
        """What a JSONPath finds, as JSON text; `""`, two quotes, for nothing and for null (RECORDED, for nothing)."""
        found = self.path(path)
        return '""' if found is None else json_smart.text(found)

    def params(self) -> dict[str, dict[str, str]]:
        """The maps path, querystring and header; of a parameter that came several times the last value."""
        if not self._params:
            path, querystring, header = self._given
            seen = {name: value for name, value in header.items() if name.lower() not in UNSEEN_HEADERS}
            self._params = {"path": single(path), "querystring": single(querystring), "header": single(seen)}
        return self._params

    def param(self, name: str) -> str | None:
        """The parameter of that name from the path, else the query string, else the headers (DOCUMENTED)."""
        for place in self.params().values():
            if name in place:
                return place[name]
        return None


def single(given: Given) -> dict[str, str]:
    """Each parameter's last value as text, without those that have none."""
    return {name: text for name, value in given.items() if (text := _last(value)) is not None}


def _last(value: Any) -> str | None:
    if isinstance(value, list | tuple):
        return _last(value[-1]) if value else None
    return value if value is None or type(value) is str else to_string(value)


describe(
    Input,
    "$input",
    {
        "String getBody()": lambda value: value.body,
        "Object path(String)": Input.path,
        "String json(String)": Input.json,
        "Map params()": Input.params,
        "String params(String)": Input.param,
    },
    text=lambda value: "",
)
