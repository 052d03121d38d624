"""The command line: `velogate render TEMPLATE --event EVENT`."""

import dataclasses
import json
import sys
from collections.abc import Iterable
from typing import Any, NoReturn

import click

from velogate import Event, Finding, Rendering, Source, Template, UsageError, VelogateError, __version__
from velogate.errors import EventError, TemplateRenderError, TemplateSyntaxError
from velogate.vtl.dialect import DIALECTS
from velogate.vtl.template import MAX_ITERATIONS

FAILED, MISUSED, INTERRUPTED = 1, 2, 130
"""Exit codes: the template failed; velogate was used wrongly; Ctrl-C, as shells have it."""

MAX_TEMPLATE = 300 * 1024
"""Bytes of a mapping template that API Gateway takes (documented quota)."""

_STAGES = ("tokens", "tree", "python")
_PLACES = ("path", "querystring", "header")

_RENDER_HELP = """Render a mapping template for one request.

The text goes to standard output and nothing else does; messages go to standard error.

\b
Examples:
  velogate render send.vtl --event order.json
  velogate render send.vtl --body '{"id": 7}' --param path.id=7
  velogate render page.vm --dialect velocity --vars vars.json
  echo '$input.path("$.id")' | velogate render - --body '{"id": 7}'

\b
Exit codes:
  0  rendered
  1  the template failed: a syntax error, a method that threw, a body that is no JSON
  2  wrong use: an unknown option, a file that is missing or no event
"""


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="velogate")
def main() -> None:
    """Prove your API Gateway service proxies before you deploy them.

    \b
    Example:
      velogate render templates/send.vtl --event events/order.json
    """


@main.command(help=_RENDER_HELP)
@click.argument("template", type=click.Path(dir_okay=False, allow_dash=True))
@click.option(
    "-e",
    "--event",
    "event_file",
    metavar="FILE",
    type=click.Path(dir_okay=False, allow_dash=True),
    help="The request: a file (JSON, .http, HAR, a curl command), or - for standard input.",
)
@click.option("-b", "--body", metavar="TEXT", help="The request's body.")
@click.option(
    "-p",
    "--param",
    "params",
    multiple=True,
    metavar="PLACE.NAME=VALUE",
    help="A parameter; PLACE is path, querystring or header. May be repeated.",
)
@click.option(
    "-s",
    "--stage-variable",
    "stage_variables",
    multiple=True,
    metavar="NAME=VALUE",
    help="A stage variable. May be repeated.",
)
@click.option(
    "-c",
    "--context",
    "context",
    multiple=True,
    metavar="NAME=VALUE",
    help="A value of $context, as in identity.sourceIp=10.0.0.1. May be repeated.",
)
@click.option(
    "--vars",
    "vars_file",
    metavar="FILE",
    type=click.Path(dir_okay=False, allow_dash=True),
    help="More variables: a JSON or YAML file with an object, or - for standard input.",
)
@click.option(
    "--dialect",
    type=click.Choice(list(DIALECTS)),
    default="apigateway",
    show_default=True,
    help="apigateway: as API Gateway renders; velocity: plain Apache Velocity 1.7, macros included.",
)
@click.option(
    "--folder",
    metavar="DIR",
    type=click.Path(file_okay=False, exists=True),
    help="Where #parse and #include of the velocity dialect find files; nothing outside it is read.",
)
@click.option(
    "--max-iterations",
    metavar="N",
    type=click.IntRange(min=1),
    default=MAX_ITERATIONS,
    help="How many iterations all loops of the rendering may make together.",
)
@click.option(
    "--show", type=click.Choice(_STAGES), help="Print what a stage makes of the template instead of rendering."
)
def render(
    template: str,
    event_file: str | None,
    vars_file: str | None,
    dialect: str,
    folder: str | None,
    max_iterations: int,
    show: str | None,
    **quick: Any,
) -> None:
    with _Errors():
        _one_standard_input(template, event_file, vars_file)
        compiled = Template(_source(template), dialect=dialect, folder=folder, max_iterations=max_iterations)
        if show:
            click.echo(compiled.language.stages()[show]())
            return
        variables = _variables(vars_file)
        if dialect == "velocity" and not event_file and not any(quick.values()):
            rendered = compiled.language.run(variables)
            _finish(rendered.text, rendered.warnings)
        else:
            _finish_rendering(compiled.render(_event(event_file, **quick), variables))


@main.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the completion script for a shell.

    \b
    Example:
      velogate completion bash >> ~/.bashrc
    """
    from click.shell_completion import get_completion_class

    found = get_completion_class(shell)
    assert found is not None
    click.echo(found(main, {}, "velogate", "_VELOGATE_COMPLETE").source())


# ---- what goes in


def _one_standard_input(*names: str | None) -> None:
    if sum(name == "-" for name in names) > 1:
        raise UsageError("standard input can be only one of the template, the event and the variables")


def _source(name: str) -> Source:
    """The template with the name that messages call it by; a byte order mark is no part of it."""
    data = _bytes(name)
    shown = _shown(name)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UsageError(
            f"{shown} is not UTF-8: byte {data[error.start]:#04x} at offset {error.start}, line {line}",
            hint="save the template as UTF-8",
        ) from None
    if text.startswith("\ufeff"):
        _tell(Finding(f"{shown} begins with a byte order mark, which is left out"))
        text = text[1:]
    if len(data) > MAX_TEMPLATE:
        _tell(Finding(f"{shown} has {len(data):,} bytes; API Gateway takes {MAX_TEMPLATE:,} (300 KB) at most"))
    return Source(text, shown)


def _bytes(name: str) -> bytes:
    try:
        if name != "-":
            with open(name, "rb") as file:
                return file.read()
        return sys.stdin.buffer.read() if sys.stdin else b""
    except OSError as error:
        raise UsageError(f"cannot read {_shown(name)}: {error.strerror}") from None


def _shown(name: str) -> str:
    """What messages call a file."""
    return "<stdin>" if name == "-" else name or "''"


def _text(name: str) -> str:
    data = _bytes(name)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = f"byte {data[error.start]:#04x} at offset {error.start}"
        raise UsageError(f"{_shown(name)} is not UTF-8: {place}") from None


def _event(
    name: str | None, body: str | None, params: Iterable[str], stage_variables: Iterable[str], context: Iterable[str]
) -> Event:
    event = Event() if name is None else _loaded(name)
    for ignored in event.ignored:
        _tell(Finding(f"the event's {ignored} means nothing here"))
    changes: dict[str, Any] = {"body": body} if body is not None else {}
    for place, values in _by_place(params).items():
        changes[place] = {**getattr(event, place), **values}
    if stage_variables:
        changes["stage_variables"] = {
            **event.stage_variables,
            **dict(_pair(s, "--stage-variable") for s in stage_variables),
        }
    if context:
        changes["context"] = _nested(dict(event.context), [_pair(c, "--context") for c in context])
    return dataclasses.replace(event, **changes)


def _loaded(name: str) -> Event:
    from velogate.gateway import formats  # a rendering without an event needs none of it

    return formats.parse(_text(name), _shown(name))


def _by_place(params: Iterable[str]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for param in params:
        key, value = _pair(param, "--param")
        place, dot, name = key.partition(".")
        if not dot or not name or place not in _PLACES:
            raise UsageError(
                f"--param {param}: no place", hint="write path.NAME=VALUE, querystring.NAME=... or header.NAME=..."
            )
        found.setdefault(place, {})[name] = value
    return found


def _pair(text: str, option: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise UsageError(f"{option} {text}: no value", hint=f"write {option} NAME=VALUE")
    return name, value


def _nested(context: dict[str, Any], pairs: list[tuple[str, str]]) -> dict[str, Any]:
    for name, value in pairs:
        *parents, last = parts = name.split(".")
        if not all(parts):
            raise UsageError(f"--context {name}: no name", hint="write --context identity.sourceIp=10.0.0.1")
        target = context
        for parent in parents:
            inner = target.get(parent) or {}
            if not isinstance(inner, dict):
                raise UsageError(f"--context {name}: $context's {parent} is {inner!r}, which holds nothing")
            target[parent] = target = dict(inner)
        target[last] = value
    return context


def _variables(name: str | None) -> dict[str, Any]:
    if name is None:
        return {}
    text = _text(name)
    try:
        value = _json(text, name) if text.lstrip()[:1] in ("{", "[") else _yaml(text, name)
    except RecursionError:
        raise UsageError(f"{_shown(name)} cannot be read: it is nested too deeply") from None
    if not isinstance(value, dict):
        raise UsageError(f"{_shown(name)} holds no object: the variables are given as name and value")
    return value


def _json(text: str, name: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        place = Source(text, _shown(name)).span(error.pos, min(error.pos + 1, len(text)))
        raise UsageError(f"the variables are not JSON: {error.msg}", place) from None


def _yaml(text: str, name: str) -> Any:
    import yaml

    try:
        return yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        at = error.problem_mark.index if error.problem_mark else 0
        place = Source(text, _shown(name)).span(at, min(at + 1, len(text)))
        raise UsageError(f"the variables are neither JSON nor YAML: {error.problem}", place) from None
    except (yaml.YAMLError, ValueError) as error:
        raise UsageError(f"{_shown(name)} is neither JSON nor YAML: {error}") from None


# ---- what comes out


class _Errors:
    """Turns what velogate raises on purpose into a message and an exit code."""

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        if isinstance(error, TemplateSyntaxError | TemplateRenderError):
            _leave(error, FAILED)
        if isinstance(error, EventError | UsageError | VelogateError):
            _leave(error, MISUSED)
        if isinstance(error, BrokenPipeError):
            sys.stderr.close()
            sys.exit(FAILED)
        if isinstance(error, OSError):  # all reading has messages of its own
            _leave(UsageError(f"cannot write standard output: {error.strerror}"), MISUSED)
        if isinstance(error, KeyboardInterrupt):
            sys.exit(INTERRUPTED)


def _leave(error: VelogateError, code: int) -> NoReturn:
    _tell(error)
    sys.exit(code)


def _tell(message: Finding | VelogateError) -> None:
    """A message on standard error, coloured on a terminal."""
    click.echo(_colour(message) if _colours() else str(message), err=True, color=True)


def _colours() -> bool:
    import os

    return sys.stderr.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _colour(message: Finding | VelogateError) -> str:
    severity = message.severity if isinstance(message, Finding) else "error"
    tone = "yellow" if severity == "warning" else "red"
    lines = str(message).split("\n")
    place, sign, rest = lines[0].partition(f"{severity}: ")
    lines[0] = click.style(place, bold=True) + click.style(sign, fg=tone, bold=True) + click.style(rest, bold=True)
    return "\n".join([lines[0], *(_colour_line(line, tone) for line in lines[1:])])


def _colour_line(line: str, tone: str) -> str:
    gutter, bar, rest = line.partition(" |")
    if not bar or (not gutter.strip().isdigit() and gutter.strip()):
        return click.style(line, fg="cyan")
    return click.style(gutter + bar, fg="blue") + (click.style(rest, fg=tone) if not rest.strip(" ^\t") else rest)


def _finish_rendering(rendering: Rendering) -> None:
    if rendering.client_error:
        answer = rendering.client_error
        _tell(
            VelogateError(
                f"the client gets {answer.status}: {answer.body}",
                hint="the body is not the JSON that the template reads",
            )
        )
        sys.exit(FAILED)
    _finish(rendering.text, rendering.warnings)


def _finish(text: str, warnings: Iterable[Finding]) -> None:
    if sys.stdout is None:  # closed by the caller: `>&-`
        raise UsageError("cannot write standard output: it is closed")
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))
    sys.stdout.buffer.flush()
    for warning in warnings:
        _tell(warning)


if __name__ == "__main__":
    main()
