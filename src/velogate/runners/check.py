"""`velogate check`: is what a template prints a valid call of an AWS service?"""

import json
import re
import sys
from typing import Any

import click

from velogate import Finding, Rendering, Template, UsageError, VelogateError
from velogate.runners.arguments import INPUT_FILE, event_of, event_options, one_standard_input, template_source
from velogate.runners.terminal import FAILED, Errors, bold, leave, tell
from velogate.services import wire

_HELP = """Check that what a template prints is a valid call of an AWS service.

The template is rendered for one request. Its text is read as the body of the request that API Gateway sends to the
service, by the service's own model (extra `aws`): a form or JSON by what it is, with the headers that go with it. What
the template sets in $context.requestOverride counts, and what --header says.

Of services that are called by method and path (S3, Lambda, Batch, IoT ...) the body alone is checked, unless --url
gives the path.

\b
Examples:
  velogate check send.vtl --service sqs --action SendMessage --event order.json
  velogate check send.vtl --action sqs.SendMessage --body '{"id": 7}'
  velogate check put.vtl --service events --header X-Amz-Target:AWSEvents.PutEvents --event order.json
  velogate check job.vtl --action batch.SubmitJob --url /v1/submitjob --event order.json --json

\b
Exit codes:
  0  it is a valid call: its operation and parameters are printed
  1  it is not, or the template failed: what the service would refuse is told with the line that wrote it
  2  wrong use: an unknown service or action, a file that is missing or no event
"""


@click.command(help=_HELP)
@click.argument("template", type=INPUT_FILE)
@event_options
@click.option("--service", metavar="NAME", help="The service, as in sqs, states, events.")
@click.option("--action", metavar="NAME", help="The action, as in SendMessage or sqs.SendMessage.  [default: seen]")
@click.option(
    "-H",
    "--header",
    "headers",
    multiple=True,
    metavar="NAME:VALUE",
    help="A header that requestParameters would map. May be repeated.",
)
@click.option("--url", "path", metavar="PATH", help="The path of the service's URL; may have a query string.")
@click.option("--json", "as_json", is_flag=True, help="Print the call and its problems as JSON.")
def check(
    template: str,
    event_file: str | None,
    service: str | None,
    action: str | None,
    headers: tuple[str, ...],
    path: str | None,
    as_json: bool,
    **quick: Any,
) -> None:
    with Errors():
        one_standard_input(template, event_file)
        compiled = Template(template_source(template))
        rendering = compiled.render(event_of(event_file, **quick))
        _refused(rendering)
        call = _call(rendering, service, action, [_header(each) for each in headers], path)
        _told(call, rendering, as_json)
        if not call.valid:
            sys.exit(FAILED)


def _refused(rendering: Rendering) -> None:
    """Leaves where API Gateway would answer the client itself: then there is no call."""
    answer = rendering.client_error
    if answer:
        leave(VelogateError(f"nothing is called: the client gets {answer.status}: {answer.body}"), FAILED)


def _call(
    rendering: Rendering, service: str | None, action: str | None, headers: list[tuple[str, str]], path: str | None
) -> Any:
    named, operation = wire.split(action) if action and re.search("[.:/#]", action) else (service, action)
    if service and named and wire.named(named) != wire.named(service):
        raise UsageError(f"--service says {service}, and --action {action}")
    return wire.call_of_rendering(rendering, named, operation, headers=headers, path=path)


def _header(given: str) -> tuple[str, str]:
    name, colon, value = given.partition(":")
    if not colon or not name.strip():
        raise UsageError(f"--header {given}: no value", hint="write --header NAME:VALUE")
    return name.strip(), value.strip()


def _told(call: Any, rendering: Rendering, as_json: bool) -> None:
    findings = wire.findings(call, rendering)
    if as_json:
        click.echo(json.dumps(_as_json(call, findings), indent=2, ensure_ascii=False))
        return
    if call.valid:
        parameters = json.dumps(wire.plain(call.parameters), indent=2, ensure_ascii=False)
        click.echo(f"{bold(f'{call.service}.{call.operation}')} ({call.protocol})\n{parameters}")
    for finding in (*rendering.warnings, *findings):
        tell(finding)


def _as_json(call: Any, findings: tuple[Finding, ...]) -> dict[str, Any]:
    problems = [
        {
            "message": problem.message,
            "path": problem.path,
            "part": problem.part,
            "start": problem.start,
            "end": problem.end,
            "severity": finding.severity,
            "hint": finding.hint,
            "place": str(finding.span) if finding.span else None,
        }
        for problem, finding in zip(call.problems, findings, strict=True)
    ]
    return {
        "service": call.service,
        "operation": call.operation,
        "protocol": call.protocol,
        "valid": call.valid,
        "parameters": wire.plain(call.parameters),
        "problems": problems,
    }
