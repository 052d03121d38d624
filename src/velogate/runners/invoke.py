"""`velogate invoke`: one request through the whole pipeline, told step by step."""

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import click

from velogate import Event, Exchange
from velogate.errors import UsageError
from velogate.gateway import creation
from velogate.gateway.exchange import BackendRequest, Response, as_text, told
from velogate.gateway.transit import Backend
from velogate.readers import document, files
from velogate.runners.arguments import INPUT_FILE, event_of, event_options, one_standard_input
from velogate.runners.terminal import FAILED, Errors, bold, faint, tell, write_out
from velogate.services.invoke import invoke as run

_HELP = """Send one request through an API: from the client to the back end and back.

FILE is an OpenAPI document, an API in AWS's names (resources, methods, integrations), or a single integration, in YAML
or JSON. Nothing is sent anywhere unless --send is given: the service's success is made up, or read from --answer.

\b
Examples:
  velogate invoke api.yaml --method POST --path /orders --event order.json
  velogate invoke api.yaml --path /orders/7 --answer not-found.json --log
  velogate invoke integration.json --body '{"id": 7}' --json

\b
Exit codes:
  0  the request went through
  1  API Gateway itself answered: the request was refused, a template or the back end failed
  2  wrong use: an unknown option, a file that is missing or describes no API
"""


_STDIN = "/dev/stdin"


@click.command(help=_HELP)
@click.argument("file", type=INPUT_FILE)
@click.option("-X", "--method", "verb", metavar="METHOD", help="The client's HTTP method.  [default: POST]")
@click.option("--path", metavar="PATH", help="The path, without the stage; may have a query string.")
@event_options
@click.option("--stage", metavar="NAME", help="The stage: its name in $context and its variables.")
@click.option(
    "--authorizer",
    metavar="DECISION",
    help="What the authorizer decided: deny, unauthorized, failure, or a JSON object for $context.authorizer.",
)
@click.option(
    "--answer",
    "answer_file",
    metavar="FILE",
    type=INPUT_FILE,
    help="What the back end answers: JSON with status, headers and body.",
)
@click.option("--send", is_flag=True, help="Send the request of an HTTP integration to its URL.")
@click.option(
    "--no-quotas", "quotas", is_flag=True, flag_value=False, default=True, help="Let through what is too large."
)
@click.option("--json", "form", flag_value="json", help="Print the whole exchange as JSON.")
@click.option("--log", "form", flag_value="log", help="Print the execution log as TestInvokeMethod gives it.")
def invoke(
    file: str,
    verb: str | None,
    path: str | None,
    event_file: str | None,
    stage: str | None,
    authorizer: str | None,
    answer_file: str | None,
    send: bool,
    quotas: bool,
    form: str | None,
    **quick: Any,
) -> None:
    with Errors():
        one_standard_input(file, event_file, answer_file)
        imported = files.read(_STDIN if file == "-" else file)
        known = (*imported.warnings, *creation.findings(imported.api))
        for finding in known:
            tell(finding)
        event = _aimed(event_of(event_file, **quick), verb, path)
        backend = _backend(answer_file, send)
        decided = _decision(authorizer)
        exchange = run(imported.api, event, backend, stage=stage, authorizer=decided, quotas=quotas)
        places = {finding.span for finding in known if finding.span}
        write_out(_FORMS[form](exchange), [each for each in exchange.findings if each.span not in places])
        if exchange.gateway_response:
            sys.exit(FAILED)


def _aimed(event: Event, verb: str | None, path: str | None) -> Event:
    """The event, for the method and path that the options name."""
    from velogate.gateway.forms.request import gathered, target

    context = {**event.context, **({"httpMethod": verb.upper()} if verb else {})}
    if path is None:
        return replace(event, context=context)
    asked, query = target(path)
    return replace(event, context={**context, "path": asked}, querystring={**event.querystring, **gathered(query)})


def _backend(answer_file: str | None, send: bool) -> Backend | None:
    from velogate.services import backends

    if answer_file and send:
        raise UsageError("--answer and --send exclude each other: the one answers without sending")
    if answer_file:
        return backends.fixed(_answer(answer_file))
    return backends.http() if send else None


def _answer(file: str) -> Response:
    given = document.load(_STDIN if file == "-" else file)
    try:
        return Response.of(given)
    except (TypeError, ValueError, AttributeError) as error:
        hint = 'write {"status": 200, "headers": {}, "body": ...}'
        raise UsageError(f"{file} is no answer of a back end: {error}", hint=hint) from None


def _decision(given: str | None) -> Any:
    if given is None or not given.lstrip().startswith("{"):
        return given
    try:
        return json.loads(given)
    except ValueError as error:
        raise UsageError(f"--authorizer is no JSON: {error}") from None


# ---- what is printed


def _for_people(exchange: Exchange) -> str:
    """The steps and what decided them, the back end's request, the response."""
    width = max(len(step.name) for step in exchange.steps)
    steps = [f"  {bold(step.name.ljust(width))}  {step.rule}" for step in exchange.steps]
    parts = ["\n".join(steps)]
    if exchange.backend_request:
        parts.append(_request(exchange.backend_request))
    if exchange.backend_response:
        parts.append(_response("The back end answers", exchange.backend_response))
    what = f"The client gets (gateway response {exchange.gateway_response})" if exchange.gateway_response else None
    parts.append(_response(what or "The client gets", exchange.response))
    return "\n\n".join(parts) + "\n"


def _request(request: BackendRequest) -> str:
    return _message("The back end gets", f"{request.method} {request.url}", request.headers.pairs, request.body)


def _response(title: str, response: Response) -> str:
    return _message(title, str(response.status), response.headers.pairs, response.body)


def _message(title: str, first: str, headers: tuple[tuple[str, str], ...], body: str | bytes) -> str:
    lines = [bold(title), f"  {first}", *(faint(f"  {name}: {value}") for name, value in headers)]
    if isinstance(body, bytes):
        shown = [f"  [{len(body):,} bytes, binary]"]
    else:
        shown = [f"  {line}" for line in as_text(body).splitlines()]
    return "\n".join([*lines, *([""] if shown else []), *shown])


_FORMS: dict[str | None, Callable[[Exchange], str]] = {
    None: _for_people,
    "json": lambda exchange: json.dumps(told(exchange), indent=2, ensure_ascii=False) + "\n",
    "log": lambda exchange: "\n".join(exchange.log) + "\n",
}
