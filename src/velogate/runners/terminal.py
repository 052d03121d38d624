"""What the commands write: text on standard output, messages on standard error, and exit codes."""

import sys
from collections.abc import Iterable
from typing import NoReturn, TextIO

import click

from velogate import Finding, UsageError, VelogateError
from velogate.errors import EventError, TemplateRenderError, TemplateSyntaxError

FAILED, MISUSED, INTERRUPTED = 1, 2, 130
"""Exit codes: the template failed; velogate was used wrongly; Ctrl-C, as shells have it."""


class Errors:
    """Turns what velogate raises on purpose into a message and an exit code."""

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        if isinstance(error, TemplateSyntaxError | TemplateRenderError):
            leave(error, FAILED)
        if isinstance(error, EventError | UsageError | VelogateError):
            leave(error, MISUSED)
        if isinstance(error, BrokenPipeError):
            sys.stderr.close()
            sys.exit(FAILED)
        if isinstance(error, OSError):  # all reading has messages of its own
            leave(UsageError(f"cannot write standard output: {error.strerror}"), MISUSED)
        if isinstance(error, KeyboardInterrupt):
            sys.exit(INTERRUPTED)


def leave(error: VelogateError, code: int) -> NoReturn:
    tell(error)
    sys.exit(code)


def tell(message: Finding | VelogateError) -> None:
    """A message on standard error, coloured on a terminal."""
    click.echo(coloured(message) if colours() else str(message), err=True, color=True)


def colours(stream: TextIO | None = None) -> bool:
    """Whether a stream, standard error by default, is a terminal that shows colours."""
    import os

    stream = stream or sys.stderr
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def bold(text: str) -> str:
    """The text for standard output, bold on a terminal."""
    return click.style(text, bold=True) if colours(sys.stdout) else text


def faint(text: str) -> str:
    """The text for standard output, dim on a terminal."""
    return click.style(text, dim=True) if colours(sys.stdout) else text


def coloured(message: Finding | VelogateError) -> str:
    severity = message.severity if isinstance(message, Finding) else "error"
    tone = {"note": "cyan", "warning": "yellow"}.get(severity, "red")
    lines = str(message).split("\n")
    place, sign, rest = lines[0].partition(f"{severity}: ")
    lines[0] = click.style(place, bold=True) + click.style(sign, fg=tone, bold=True) + click.style(rest, bold=True)
    return "\n".join([lines[0], *(_colour_line(line, tone) for line in lines[1:])])


def _colour_line(line: str, tone: str) -> str:
    gutter, bar, rest = line.partition(" |")
    if not bar or (not gutter.strip().isdigit() and gutter.strip()):
        return click.style(line, fg="cyan")
    return click.style(gutter + bar, fg="blue") + (click.style(rest, fg=tone) if not rest.strip(" ^\t") else rest)


def write_out(text: str, warnings: Iterable[Finding]) -> None:
    if sys.stdout is None:  # closed by the caller: `>&-`
        raise UsageError("cannot write standard output: it is closed")
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))
    sys.stdout.buffer.flush()
    for warning in warnings:
        tell(warning)
