"""What can go wrong, divided by who must act. `str()` of an error draws place, source line, caret and way out."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from velogate.source import Span

_MAX_LINE = 160


@dataclass(frozen=True, slots=True)
class Finding:
    """Something an author should know that does not stop the rendering: what, where, and the way out."""

    message: str
    span: Span | None = None
    hint: str | None = None
    severity: str = "warning"

    def __str__(self) -> str:
        return draw(self.message, self.span, self.hint, self.severity)


class VelogateError(Exception):
    """Every error that velogate raises on purpose.

    `message` is one sentence, `span` the place it speaks of (None where there is none), `hint` the way out.
    """

    def __init__(self, message: str, span: Span | None = None, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.span = span
        self.hint = hint

    def __str__(self) -> str:
        return draw(self.message, self.span, self.hint, "error")


class TemplateSyntaxError(VelogateError):
    """The template cannot be parsed. For its author."""


class TemplateRenderError(VelogateError):
    """The template failed while it rendered: a method threw, a limit was passed. For its author."""


class OutputError(VelogateError):
    """What a template wrote is not what it is read as, JSON or a form. For its author.

    `span` is the part of the template that wrote what is wrong, `output` the place in the text; where it is not known
    who wrote the text, the span is that place, too, and of an empty text there is none.
    """

    def __init__(self, message: str, span: Span | None, hint: str | None, output: Span) -> None:
        super().__init__(message, span, hint)
        self.output = output

    def __str__(self) -> str:
        others = (self.output,) if self.span != self.output and self.output.source.text.strip() else ()
        return draw(self.message, self.span, self.hint, "error", others)


class EventError(VelogateError):
    """The event, its body or the variables cannot be used. For the caller."""


class ProjectError(VelogateError):
    """The project's file, or the API that it describes, cannot be used. For its author."""


class UsageError(VelogateError):
    """velogate was called with something it cannot take: an unknown dialect, a file that cannot be read."""


def near(name: str, known: Iterable[str]) -> str | None:
    """The known name that `name` most likely meant, or None."""
    names = list(known)
    folded = {n.casefold(): n for n in reversed(names)}
    if name.casefold() in folded:
        return folded[name.casefold()]
    return next(iter(get_close_matches(name, names, n=1, cutoff=0.6)), None)


def draw(message: str, span: Span | None, hint: str | None, severity: str, others: Iterable[Span] = ()) -> str:
    """The error as text: `place: severity: message`, the source line with a caret below, other places so, the hint."""
    place = f"{span}: " if span else ""
    lines = [f"{place}{severity}: {message}", *(_excerpt(span) if span else ())]
    for other in others:
        lines += [f"  {other}", *_excerpt(other)]
    return "\n".join([*lines, f"  {hint}"] if hint else lines)


def _excerpt(span: Span) -> list[str]:
    number = str(span.line)
    text = span.source.line_text(span.line)
    start = span.columns("characters")[0]
    width = max(1, min(span.end - span.start, len(text) - start))
    text, start, width = _window(text, start, width)
    marks = "".join("\t" if c == "\t" else " " for c in text[:start]) + "^" * width
    gutter = " " * len(number)
    shown = "".join(c if c == "\t" or c.isprintable() else "�" for c in text)
    return [f"{gutter} |", f"{number} | {shown}", f"{gutter} | {marks}"]


def _window(text: str, start: int, width: int) -> tuple[str, int, int]:
    """A line of bearable length around the marked part."""
    if len(text) <= _MAX_LINE:
        return text, start, width
    first = max(0, start - _MAX_LINE // 3)
    cut = text[first : first + _MAX_LINE]
    lead = "…" if first else ""
    tail = "…" if first + _MAX_LINE < len(text) else ""
    return lead + cut + tail, start - first + len(lead), max(1, min(width, len(cut) - (start - first)))
