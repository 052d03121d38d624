"""`velogate invoke`: one request through the whole pipeline, told step by step."""

import json
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

import click

from velogate import Event, Exchange
from velogate.errors import UsageError
from velogate.gateway import creation
from velogate.gateway.exchange import BackendRequest, Response, as_text, told
from velogate.readers import files
from velogate.runners.arguments import INPUT_FILE, event_of, event_options, one_standard_input, path_of
from velogate.runners.back_ends import Held, chosen
from velogate.runners.terminal import FAILED, Errors, bold, faint, tell, write_out
from velogate.services.invoke import invoke as run

_HELP = """Send one request through an API: from the client to the back end and back.

FILE is an OpenAPI document, an API in AWS's names (resources, methods, integrations), or a single integration, in YAML
or JSON. Nothing is sent anywhere unless you say so: the service's success is made up, or read from --answer.

With --backend the request of an AWS integration is answered by moto, which holds AWS's services in memory, by AWS
itself (signed with your credentials: what is called really happens), or by an emulator at a URL. An integration of
type HTTP is sent to its own URL if --send is given, with or without --backend, and is made up otherwise.

moto begins empty. --setup names a file of calls that make what must be there, --after a call that shows what is there
afterwards; both in boto3's names, in the region of the API's integrations, account 123456789012:

\b
  - sqs.CreateQueue: {QueueName: orders}
  - dynamodb.PutItem: {TableName: t, Item: {id: {S: "1"}}}
    region: us-east-1

\b
Examples:
  velogate invoke api.yaml --method POST --path /orders --event order.json
  velogate invoke api.yaml --path /orders/7 --answer not-found.json --log
  velogate invoke integration.json --body '{"id": 7}' --json
  velogate invoke api.yaml --path /orders --event order.json --backend moto --setup queue.yaml \\
      --after 'sqs.ReceiveMessage: {QueueUrl: orders}'
  velogate invoke api.yaml --path /orders --event order.json --backend http://localhost:4566

\b
Exit codes:
  0  the request went through
  1  API Gateway itself answered: the request was refused, a template or the back end failed
  2  wrong use: an unknown option, a file that is missing or describes no API, a call of --setup or --after that fails
"""


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
@click.option("--send", is_flag=True, help="Send the request of an HTTP integration to its URL; of no other.")
@click.option(
    "--backend",
    "place",
    metavar="moto|aws|URL",
    help="Who answers AWS integrations: moto in this process, AWS, or what listens at a URL, as http://localhost:4566.",
)
@click.option(
    "--setup",
    "setup_file",
    metavar="FILE",
    type=INPUT_FILE,
    help="With --backend moto: YAML or JSON, a list of calls made before.",
)
@click.option(
    "--after",
    "after",
    metavar="CALL",
    multiple=True,
    help="With --backend moto: a call made afterwards, its answer is printed. May be repeated.",
)
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
    place: str | None,
    setup_file: str | None,
    after: tuple[str, ...],
    quotas: bool,
    form: str | None,
    **quick: Any,
) -> None:
    with Errors(), ExitStack() as stack:
        one_standard_input(file, event_file, answer_file, setup_file)
        imported = files.read(path_of(file))
        known = (*imported.warnings, *creation.findings(imported.api))
        for finding in known:
            tell(finding)
        event = _aimed(event_of(event_file, **quick), verb, path)
        backend, look = chosen(stack, imported.api, answer_file, send, place, setup_file, after)
        decided = _decision(authorizer)
        exchange = run(imported.api, event, backend, stage=stage, authorizer=decided, quotas=quotas)
        places = {finding.span for finding in known if finding.span}
        shown = _FORMS[form](exchange, look())
        write_out(shown, [each for each in exchange.findings if each.span not in places])
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


def _decision(given: str | None) -> Any:
    if given is None or not given.lstrip().startswith("{"):
        return given
    try:
        return json.loads(given)
    except ValueError as error:
        raise UsageError(f"--authorizer is no JSON: {error}") from None


# ---- what is printed


def _for_people(exchange: Exchange, held: Held) -> str:
    """The steps and what decided them, the back end's request, the response, what the service holds."""
    width = max(len(step.name) for step in exchange.steps)
    steps = [f"  {bold(step.name.ljust(width))}  {step.rule}" for step in exchange.steps]
    parts = ["\n".join(steps)]
    if exchange.backend_request:
        parts.append(_request(exchange.backend_request))
    if exchange.backend_response:
        parts.append(_response("The back end answers", exchange.backend_response))
    what = f"The client gets (gateway response {exchange.gateway_response})" if exchange.gateway_response else None
    parts.append(_response(what or "The client gets", exchange.response))
    return "\n\n".join(parts) + "\n" + _held(held)


def _held(held: Held) -> str:
    """What calls made afterwards have told."""
    parts = [f"\n{bold('What the service holds')}\n"] if held else []
    for name, answer in held:
        written = json.dumps(answer, indent=2, ensure_ascii=False).splitlines()
        parts.append("\n".join([f"  {name}", "", *(f"  {line}" for line in written)]) + "\n")
    return "\n".join(parts)


def _as_json(exchange: Exchange, held: Held) -> str:
    whole = told(exchange)
    if held:
        whole["after"] = [{"call": name, "answer": answer} for name, answer in held]
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


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


_FORMS: dict[str | None, Callable[[Exchange, Held], str]] = {
    None: _for_people,
    "json": _as_json,
    "log": lambda exchange, held: "\n".join(exchange.log) + "\n" + _held(held),
}
