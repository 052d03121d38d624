"""Values in the place of `{{option}}`: a text as it is, a value of the request as the expression that reads it.

    body   body:$.groupId   header:X-Group   path:id   query:max   context:requestId   stage:table   static:orders

`body` alone is the body as it came. A template reads a value by `$input.path('$.groupId')`, a parameter mapping by
`method.request.body.groupId`; in a policy, where nobody knows it before a request comes, it is `*`.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import accumulate

from velogate.errors import UsageError
from velogate.source import Source

_MARK = re.compile(r"\{\{([a-zA-Z][\w-]*)\}\}")
_INCLUDED = re.compile(r"\{\{> ([\w./-]+)\}\}\n?")
_JSONPATH = re.compile(r"\$(\.[\w-]+|\['[^'\\]+'\]|\[\d+\])*")
_PART = re.compile(r"\.([\w-]+)|\['([^'\\]+)'\]|\[(\d+)\]")
_NAME = re.compile(r"[a-zA-Z0-9._$-]+")
_VARIABLE = re.compile(r"[a-zA-Z][\w-]*(\.[a-zA-Z][\w-]*)*", re.ASCII)

ORIGINS = ("body", "path", "query", "header", "context", "stage", "static")
"""Where a value can come from."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value comes from: one of ORIGINS, and its name there (a JSONPath of the body, or the text itself)."""

    kind: str
    name: str

    @classmethod
    def of(cls, given: str) -> "Origin":
        """The origin that a text like `header:X-Group` names, a static one without such a word; raises UsageError."""
        if given == "body":
            return cls("body", "")
        kind, colon, name = given.partition(":")
        if not colon or kind not in ORIGINS:
            _check_word(kind, given)
            return cls("static", given)
        pattern, what = _FORMS.get(kind, (_NAME, "a name of letters, digits, _ . -"))
        if not pattern.fullmatch(name):
            raise UsageError(f"{given!r} names nothing that can be read", hint=f"after {kind}: stands {what}")
        return cls(kind, name)

    def __str__(self) -> str:
        return self.kind if self.kind == "body" and not self.name else f"{self.kind}:{self.name}"

    @property
    def parts(self) -> tuple[str | int, ...]:
        """The names and indexes of a JSONPath, or the names of a variable of the context, on the way to the value."""
        if self.kind != "body":
            return tuple(self.name.split("."))
        return tuple(int(index) if index else name or quoted for name, quoted, index in _PART.findall(self.name))

    @property
    def expression(self) -> str:
        """The VTL expression that reads the value."""
        quoted = "'" + self.name.replace("'", "''") + "'"
        match self.kind:
            case "static":
                return quoted
            case "body":
                return f"$input.path({quoted})" if self.name else "$input.body"
            case "context":
                return f"$context.{self.name}"
            case "stage":
                return f"$stageVariables.{self.name}"
            case "header" if self.name != self.name.lower():
                # HTTP/2 writes names in small letters, and API Gateway tells the two apart
                return f'"$!input.params({quoted})$!input.params({quoted.lower()})"'
            case _:
                return f"$input.params({quoted})"

    @property
    def mapping(self) -> str:
        """The mapping expression of the value, as integration.request parameters are given it."""
        match self.kind:
            case "static":
                return f"'{self.name}'"
            case "body":
                path = self.name[1:]
                return f"method.request.body{'.' if path.startswith('[') else ''}{path}"
            case "query":
                return f"method.request.querystring.{self.name}"
            case "context":
                return f"context.{self.name}"
            case "stage":
                return f"stageVariables.{self.name}"
            case _:
                return f"method.request.{self.kind}.{self.name}"

    @property
    def pattern(self) -> str:
        """What a policy can say of the value: the text itself, or `*`."""
        return self.name if self.kind == "static" else "*"


_FORMS = {
    "static": (re.compile(r".*", re.S), "any text"),
    "body": (_JSONPATH, "a JSONPath like $.group.id"),
    "context": (_VARIABLE, "a variable's name, as identity.sourceIp"),
    "stage": (_VARIABLE, "a stage variable's name"),
}
"""What can stand after an origin's word, where that is not a parameter's name, and what that is called."""


def _check_word(kind: str, given: str) -> None:
    """Raises UsageError for a static text that begins as an origin misspelt does."""
    meant = next((word for word in ORIGINS if kind.casefold().startswith(word)), None) or next(
        iter(get_close_matches(kind.casefold(), ORIGINS, n=1, cutoff=0.8)), None
    )
    if meant and kind != given:
        hint = f"or static:{given} for this very text"
        raise UsageError(f"{given!r} names nothing that can be read; did you mean {meant}:?", hint=hint)


Value = str | Origin
"""What is put in a place: a text, or where the request has the value."""


def filled(text: str, values: Mapping[str, Value], form: Callable[[Origin], str]) -> str:
    """The text with a value in the place of each `{{option}}`; KeyError for one that has none."""
    return _MARK.sub(lambda found: written(values[found[1]], form), text)


def written(value: Value, form: Callable[[Origin], str]) -> str:
    """A value as it is written in a place that has a form for what comes from the request."""
    return value if isinstance(value, str) else form(value)


def marks(text: str) -> Iterator[tuple[str, int]]:
    """The names of the options that a text has a place for, and where each place is."""
    return ((found[1], found.start()) for found in _MARK.finditer(text))


def included(text: str, read: Callable[[str, int], str]) -> str:
    """The text with what is read in the place of each `{{> file}}`; its line end goes with the mark.

    `read` gets the file's name and where it stands in the text.
    """
    return _INCLUDED.sub(lambda found: read(found[1], found.start(1)), text)


def template(source: Source, values: Mapping[str, Value]) -> Source:
    """The template with its values, which still knows for each character where in its file it stands."""
    parts = list(_parts(source.text, values))
    ends = list(accumulate(len(text) for text, _ in parts))
    pieces = tuple(zip([0, *ends], [start for _, start in parts], strict=False))
    return Source("".join(text for text, _ in parts), source.name, outer=source, pieces=pieces or ((0, 0),))


def _parts(text: str, values: Mapping[str, Value]) -> Iterator[tuple[str, int]]:
    """The pieces of the filled text, each with the place where what it was made of begins."""
    at = 0
    for found in _MARK.finditer(text):
        yield text[at : found.start()], at
        yield written(values[found[1]], lambda origin: origin.expression), found.start()
        at = found.end()
    yield text[at:], at
