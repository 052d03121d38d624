"""JSONPath text made steps: a regular expression for the plain ones, `grammar/jsonpath.lark` for all others."""

import re

from velogate.errors import VelogateError
from velogate.jsonpath.tree import Names, Positions, Query, Step
from velogate.source import Source, Span

_BLANKS = "".join(map(chr, range(0x21)))
_PLAIN_STEP = r"\.([\w-]+)|\[([0-9]{1,9})\]|\['([^'\\]*)'\]"
_PLAIN = re.compile(rf"\$?(?:{_PLAIN_STEP})*")
_STEPS = re.compile(_PLAIN_STEP)


class PathError(VelogateError):
    """A text is no JSONPath; the span is the place in it. For the template's author."""


def parse(text: str) -> Query:
    """The steps of a path; `$.` may be left out. Raises PathError."""
    path, offset = _with_root(text)
    if _PLAIN.fullmatch(path):
        return Query(True, tuple(map(_plain_step, _STEPS.finditer(path))))
    from velogate.jsonpath import builder  # importing Lark costs more than most renderings

    try:
        return builder.build(path)
    except builder.NoPathError as refusal:
        raise _error(text, refusal.reason, refusal.start + offset, refusal.end + offset) from None


def _with_root(text: str) -> tuple[str, int]:
    """The path with its `$`, and what to add to an offset in it for the one in the text."""
    path = text.strip(_BLANKS)
    blanks = text.find(path)
    return (path, blanks) if path.startswith(("$", "@")) else (f"$.{path}", blanks - 2)


def _plain_step(found: re.Match[str]) -> Step:
    name, position, quoted = found.groups()
    if position is not None:
        return Positions((int(position),))
    return Names((quoted if name is None else name,))


def _error(text: str, reason: str, start: int, end: int) -> PathError:
    start = min(max(start, 0), len(text))
    span = Span(Source(text, "JSONPath"), start, max(start, min(end, len(text))))
    shown = text if len(text) <= 80 else f"{text[:80]}…"
    return PathError(f"the JSONPath `{shown}` cannot be read at column {start + 1}: {reason}", span)
