"""What an event is read from: a text with a name and a folder, and the fields of one that is a mapping."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from velogate.errors import EventError
from velogate.gateway.event import kind_of
from velogate.java.text import to_string
from velogate.source import Source, Span

Params = dict[str, Any]
"""Parameters by name: a text, None for one that is absent, or the list of the texts of one that came several times."""


class Given(NamedTuple):
    """A text that holds an event, what messages call it, and the mapping that it is if it is JSON or YAML.

    `folder`: where the files are that the text names; without one no file is read.
    """

    text: str
    name: str
    folder: Path | None = None
    fields: Mapping[str, Any] = MappingProxyType({})

    def span(self, start: int, end: int) -> Span:
        """The part of the text from `start` up to, not including, `end`."""
        return Source(self.text, self.name).span(start, min(end, len(self.text)))

    def file(self, name: str) -> bytes | None:
        """The bytes of a file in the folder or below; None where there is none of that name."""
        if self.folder is None or "\0" in name:
            return None
        root = self.folder.resolve()
        path = (root / name).resolve()
        try:
            return path.read_bytes() if path.is_relative_to(root) and path.is_file() else None
        except OSError as error:
            raise EventError(f"{name} cannot be read: {error.strerror}") from error


def inner(given: Mapping[str, Any], key: str, where: str = "") -> dict[str, Any]:
    """A field that is a mapping; an empty one for null."""
    value = given.get(key)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise EventError(f"{where}{key} must be a mapping, not {kind_of(value)}")
    return value


def rows(given: Mapping[str, Any], key: str, where: str = "") -> list[dict[str, Any]]:
    """A field that is a list of mappings; an empty one for null."""
    value = given.get(key)
    if value is None:
        return []
    if not isinstance(value, list):
        raise EventError(f"{where}{key} must be a list, not {kind_of(value)}")
    for index, row in enumerate(value):
        if not isinstance(row, dict):
            raise EventError(f"{where}{key}[{index}] must be a mapping, not {kind_of(row)}")
    return value


def text(given: Mapping[str, Any], key: str, default: str | None = None, where: str = "") -> str:
    """A field that is a text; `default` where it is missing, which it may not be without one.

    A field that may be empty may be null, too.
    """
    value = given.get(key, default)
    if value is None and default == "":
        return default
    if not isinstance(value, str):
        missing = "is missing" if key not in given else f"must be a text, not {kind_of(value)}"
        raise EventError(f"{where}{key} {missing}")
    return value


def params(given: Mapping[str, Any], key: str, where: str = "") -> Params:
    """A field of parameters: numbers, true and false become text, a list holds the values of one name."""
    return {
        name: [_single(each, f"{where}{key}.{name}[{i}]") for i, each in enumerate(value)]
        if isinstance(value, list)
        else _single(value, f"{where}{key}.{name}")
        for name, value in inner(given, key, where).items()
    }


def _single(value: Any, what: str) -> str | None:
    if isinstance(value, dict | list):
        raise EventError(f"{what} must be a text, not {kind_of(value)}")
    return value if value is None else to_string(value)


def merged(single: Params, multiple: Params, *, cased: bool = True) -> Params:
    """The two views that AWS gives of the same parameters as one; if not `cased`, names may differ in case."""
    lists = {
        name: values[0] if isinstance(values, list) and len(values) == 1 else values
        for name, values in multiple.items()
        if values not in (None, [])
    }
    seen = {name if cased else name.lower() for name in lists}
    return {**{name: value for name, value in single.items() if (name if cased else name.lower()) not in seen}, **lists}


def unknown(given: Mapping[str, Any], known: Iterable[str]) -> tuple[str, ...]:
    """The names of the fields that a form does not have."""
    names = set(known)
    return tuple(str(key) for key in given if key not in names)
