"""`velogate render`: one template, one request, the text."""

from collections.abc import Iterable
from copy import deepcopy
from typing import Any

import click

from velogate import Rendering, Template, VelogateError
from velogate.runners.arguments import (
    INPUT_FILE,
    event_of,
    event_options,
    one_standard_input,
    template_source,
    variables_of,
)
from velogate.runners.terminal import FAILED, Errors, leave, tell, write_out
from velogate.vtl.dialect import DIALECTS
from velogate.vtl.steps import Step
from velogate.vtl.template import MAX_ITERATIONS

_WHY = {400: "the body is not the JSON that the template reads"}
"""What the author is told of the client's answer where no warning says it."""

_STAGES = ("tokens", "tree", "python")

_HELP = """Render a mapping template for one request.

The text goes to standard output and nothing else does; messages go to standard error.

\b
Examples:
  velogate render send.vtl --event order.json
  velogate render send.vtl --body '{"id": 7}' --param path.id=7
  velogate render send.vtl --event order.json --trace
  velogate render page.vm --dialect velocity --vars vars.json
  echo '$input.path("$.id")' | velogate render - --body '{"id": 7}'

\b
Exit codes:
  0  rendered
  1  the template failed: a syntax error, a method that threw, a body that is no JSON
  2  wrong use: an unknown option, a file that is missing or no event
"""


@click.command(help=_HELP)
@click.argument("template", type=INPUT_FILE)
@event_options
@click.option(
    "--vars",
    "vars_file",
    metavar="FILE",
    type=INPUT_FILE,
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
    "--no-quotas",
    "quotas",
    is_flag=True,
    flag_value=False,
    default=True,
    help="Render a request that API Gateway would refuse for its size, with a warning.",
)
@click.option(
    "--trace", is_flag=True, help="Tell each value that is read and each branch that is taken, on standard error."
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
    quotas: bool,
    trace: bool,
    show: str | None,
    **quick: Any,
) -> None:
    with Errors():
        one_standard_input(template, event_file, vars_file)
        compiled = Template(template_source(template), dialect=dialect, folder=folder, max_iterations=max_iterations)
        if show:
            click.echo(compiled.language.stages()[show]())
            return
        variables = variables_of(vars_file)
        if dialect == "velocity" and not event_file and not any(quick.values()):
            _tell_steps(compiled.language.trace(deepcopy(variables)) if trace else ())
            rendered = compiled.language.run(variables)
            write_out(rendered.text, rendered.warnings)
        else:
            event = event_of(event_file, **quick)
            _tell_steps(compiled.trace(event, variables) if trace else ())
            _finish_rendering(compiled.render(event, variables, quotas=quotas))


def _tell_steps(steps: Iterable[Step]) -> None:
    for step in steps:
        click.echo(str(step), err=True)


def _finish_rendering(rendering: Rendering) -> None:
    answer = rendering.client_error
    if answer:
        for warning in rendering.warnings:
            tell(warning)
        leave(VelogateError(f"the client gets {answer.status}: {answer.body}", hint=_WHY.get(answer.status)), FAILED)
    write_out(rendering.text, rendering.warnings)
