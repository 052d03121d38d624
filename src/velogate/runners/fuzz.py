"""`velogate fuzz`: the smallest request that breaks a template."""

import json
import sys
from typing import Any

import click

from velogate import Event, Template, UsageError
from velogate.runners.arguments import INPUT_FILE, event_of, event_options, one_standard_input, template_source
from velogate.runners.terminal import FAILED, Errors, bold, tell

_HELP = """Search for the smallest request that breaks a template.

A template is broken by a request for which it fails, prints no valid JSON or form, lets a value of the client change
the structure of what it prints, or alters a value on its way. Requests are made from what the template reads, or like
the event that is given.

\b
Examples:
  velogate fuzz templates/send.vtl
  velogate fuzz templates/put-item.vtl --event order.json --as json
  velogate fuzz templates/send.vtl --seconds 60 --json

\b
Exit codes:
  0  nothing was found
  1  a request breaks the template: it is shown
  2  wrong use
"""


@click.command(help=_HELP)
@click.argument("template", type=INPUT_FILE)
@event_options
@click.option(
    "--as", "kind", type=click.Choice(["json", "form", "text"]), help="What the template prints.  [default: seen]"
)
@click.option("--seconds", type=click.FloatRange(min=0.1), default=10.0, show_default=True, help="How long to search.")
@click.option(
    "--examples", type=click.IntRange(min=1), default=2_000, show_default=True, help="Requests for each claim."
)
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
def fuzz(
    template: str, event_file: str | None, kind: str | None, seconds: float, examples: int, as_json: bool, **quick: Any
) -> None:
    with Errors():
        one_standard_input(template, event_file)
        compiled = Template(template_source(template))
        example = event_of(event_file, **quick) if event_file or any(quick.values()) else None
        broken = _searched(compiled, example, kind, seconds, examples)
        if broken is None:
            click.echo("null" if as_json else f"{compiled.name}: nothing was found")
            return
        click.echo(json.dumps(_as_json(broken), indent=2, ensure_ascii=False) if as_json else _for_people(broken))
        if broken.origin and not as_json:
            from velogate import Finding

            tell(Finding(f"{broken.claim}: {broken.message}", broken.origin, severity="error"))
        sys.exit(FAILED)


def _searched(compiled: Template, example: Event | None, kind: str | None, seconds: float, examples: int) -> Any:
    try:
        from velogate import strategies
        from velogate.fuzz import claims, search
    except ImportError:
        raise UsageError("fuzzing needs hypothesis", hint="pip install 'velogate[fuzz]'") from None
    requests = strategies.events(example, template=compiled)
    known = kind or _seen(compiled, requests, example, claims)
    return search.smallest(compiled, requests, known, seconds, examples)


def _seen(compiled: Template, requests: Any, example: Event | None, claims: Any) -> str:
    """What the template prints for the example, or for a request with all that it reads."""
    from velogate.fuzz import filled

    return str(claims.kind_of(compiled, claims.harmless(example)[0] if example else filled.event(compiled.tree)))


def _for_people(broken: Any) -> str:
    event = json.dumps(broken.event.mapping(), ensure_ascii=False)
    parts = [f"{bold('The smallest request that breaks it')}\n  {event}"]
    if broken.rendering:
        lines = "\n".join(f"  {line}" for line in broken.rendering.text.splitlines())
        parts.append(f"{bold('What the template prints')}\n{lines}")
    if not broken.origin:
        parts.append(f"{broken.claim}: {broken.message}")
    return "\n\n".join(parts)


def _as_json(broken: Any) -> dict[str, Any]:
    return {
        "claim": broken.claim,
        "message": broken.message,
        "event": broken.event.mapping(),
        "printed": broken.rendering.text if broken.rendering else None,
        "place": str(broken.origin) if broken.origin else None,
    }
