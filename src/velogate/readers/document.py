"""YAML and JSON whose every text knows where in the file it stands."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import yaml

from velogate.errors import ProjectError
from velogate.scalars import indentation
from velogate.source import Placed, Source, Span

LARGEST = 64 * 1024 * 1024
"""Bytes of a file that is read."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TEXT, _MAP, _LIST = "tag:yaml.org,2002:str", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"


def load(path: str | Path) -> Any:
    """The value of a YAML or JSON file, its texts Placed; raises ProjectError with the place."""
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise ProjectError(f"{path} cannot be read: {error.strerror}") from error
    if len(data) > LARGEST:
        raise ProjectError(f"{path} has {len(data):,} bytes; files of up to {LARGEST:,} are read")
    try:
        return parse(data.decode("utf-8-sig"), str(path))
    except UnicodeDecodeError as error:
        raise ProjectError(f"{path} is not UTF-8: {error.reason} at byte {error.start}") from error


def parse(text: str, name: str = "<document>") -> Any:
    """The value of a YAML or JSON text, its texts Placed; raises ProjectError with the place."""
    source = Source(text, name)
    try:
        loader = _LOADER(text)
        node = loader.get_single_node()
        return None if node is None else _Reader(source, loader).value(node)
    except yaml.YAMLError as error:
        return _as_json(source, error)
    except RecursionError:
        raise ProjectError(f"{name} is nested too deeply") from None


def _as_json(source: Source, error: yaml.YAMLError) -> Any:
    """JSON that is no YAML: it may have tabs, which are blanks there; raises ProjectError for what is neither."""
    try:
        value = json.loads(source.text)
    except (ValueError, RecursionError):
        raise _not_read(source, error) from error
    try:
        loader = yaml.SafeLoader(source.text.replace("\t", " "))  # which takes halves of surrogate pairs, too
        placed = _Reader(source, loader).value(loader.get_single_node())
    except (yaml.YAMLError, ProjectError, RecursionError):
        return value
    return placed if placed == value else value


def _not_read(source: Source, error: yaml.YAMLError) -> ProjectError:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error)
    span = _span(source, mark, mark) if mark else None
    return ProjectError(f"{source.name} is neither YAML nor JSON: {problem}", span)


def _offset(source: Source, mark: Any) -> int:
    starts = source.line_starts
    line: int = min(mark.line, len(starts) - 1)
    return min(starts[line] + int(mark.column), len(source.text))


def _span(source: Source, start: Any, end: Any) -> Span:
    first = _offset(source, start)
    return source.span(first, max(_offset(source, end), min(first + 1, len(source.text))))


class _Reader:
    """Makes values of a document's nodes, each node once."""

    def __init__(self, source: Source, loader: Any) -> None:
        self._source, self._loader = source, loader
        self._made: dict[int, Any] = {}
        self._open: set[int] = set()

    def value(self, node: Any) -> Any:
        """The value of a node; raises ProjectError."""
        key = id(node)
        if key in self._open:
            raise self._error("an alias stands inside what it names", node)
        if key not in self._made:
            self._open.add(key)
            self._made[key] = _VALUES[type(node)](self, node)
            self._open.discard(key)
        return self._made[key]

    def scalar(self, node: Any) -> Any:
        """A text with its place, or what else YAML makes of a word."""
        if node.tag == _TEXT:
            text = node.value.encode("utf-16-be", "surrogatepass").decode("utf-16-be", "surrogatepass")
            return Placed(text, self._content(node), node.style or "")
        if not node.tag.startswith("tag:yaml.org,2002:"):
            raise self._error(f"the tag {node.tag} is not known", node)
        try:
            return self._loader.construct_object(node)
        except (yaml.YAMLError, ValueError, OverflowError) as error:
            raise self._error(str(getattr(error, "problem", error)), node) from error

    def mapping(self, node: Any) -> dict[Any, Any]:
        """A mapping; of a key that comes twice the last value is taken."""
        if node.tag != _MAP:
            raise self._error(f"the tag {node.tag} is not known", node)
        self._loader.flatten_mapping(node)
        return {self._key(key): self.value(value) for key, value in node.value}

    def _key(self, node: Any) -> Any:
        key = self.value(node)
        if isinstance(key, dict | list):
            raise self._error("a mapping's key must be a word", node)
        return key if isinstance(key, str) else Placed(node.value, self._content(node), node.style or "")

    def sequence(self, node: Any) -> list[Any]:
        """A list."""
        if node.tag != _LIST:
            raise self._error(f"the tag {node.tag} is not known", node)
        return [self.value(each) for each in node.value]

    def _content(self, node: Any) -> Span:
        """Where a scalar's text begins and ends, without quotes; of a block, from its first line on."""
        span = _span(self._source, node.start_mark, node.end_mark)
        if node.style in ("'", '"'):
            start = self._source.text.find(node.style, span.start) + 1  # a tag or an anchor may stand before
            return self._source.span(start, max(start, span.end - 1))
        if node.style in ("|", ">"):
            return self._source.span(self._block_start(node, span), span.end)
        return span

    def _block_start(self, node: Any, span: Span) -> int:
        """The first character of a block, behind the indentation."""
        line = self._source.text.find("\n", span.start) + 1 or span.start
        rest = self._source.text[line : span.end]
        return line + min(indentation(rest, node.value), len(rest) - len(rest.lstrip(" ")))

    def _error(self, message: str, node: Any) -> ProjectError:
        return ProjectError(message, _span(self._source, node.start_mark, node.end_mark))


_VALUES: Mapping[type, Callable[[_Reader, Any], Any]] = {
    yaml.ScalarNode: _Reader.scalar,
    yaml.MappingNode: _Reader.mapping,
    yaml.SequenceNode: _Reader.sequence,
}
