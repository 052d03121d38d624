"""What is wrong with a JSONPath, and where; and what ends its evaluation."""

from velogate.errors import VelogateError
from velogate.source import Source, Span

_BLANKS = "".join(map(chr, range(0x21)))


class PathError(VelogateError):
    """A text is no JSONPath; the span is the place in it. For the template's author."""


class NotFoundError(Exception):
    """A member or item is not there (PathNotFoundException)."""


class NotTakenError(Exception):
    """Java throws something for which a filter does not take the item at hand (InvalidPathException)."""


class RefusedError(Exception):
    """Java throws something that ends the evaluation of the whole path."""


def with_root(text: str) -> tuple[str, int]:
    """The path with its `$`, and what to add to an offset in it for the one in the text."""
    path = text.strip(_BLANKS)
    blanks = text.find(path)
    return (path, blanks) if path.startswith(("$", "@")) else (f"$.{path}", blanks - 2)


def refused(text: str, reason: str, start: int, end: int) -> PathError:
    """The error for a place in a path."""
    start = min(max(start, 0), len(text))
    span = Span(Source(text, "JSONPath"), start, max(start, min(end, len(text))))
    shown = text if len(text) <= 80 else f"{text[:80]}…"
    return PathError(f"the JSONPath `{shown}` cannot be read at column {start + 1}: {reason}", span)
