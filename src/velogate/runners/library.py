"""`velogate library`: the proven templates, listed, shown, and written as something that can be deployed."""

import json
import shlex
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from velogate.cases import entries
from velogate.cases.checks import Failure
from velogate.cases.run import run
from velogate.cases.suite import Case
from velogate.errors import Finding, UsageError, VelogateError, near
from velogate.gateway.exchange import Exchange
from velogate.gateway.model import Integration, IntegrationResponse
from velogate.library import index, making
from velogate.library.entry import Entry, Option
from velogate.library.forms import files, openapi, snippet, yaml_text
from velogate.library.forms.openapi import texts
from velogate.library.forms.snippet import AUTHORIZERS, Snippet
from velogate.runners.terminal import FAILED, Errors, bold, faint, tell, write_out

_HELP = """Proven templates for the calls that people put behind API Gateway.

\b
Examples:
  velogate library
  velogate library dynamodb query
  velogate library show sqs/send-message
  velogate library new sqs/send-message --queue orders --as cloudformation
  velogate library --library ./ours check

\b
Exit codes:
  0  done
  1  check: an entry fails
  2  wrong use: an unknown entry or option, a file that is already there
"""


class _Library(click.Group):
    """A group that lists entries where no command of its own is named: `velogate library dynamodb`."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """The command that is named, or the list with all words as its search; --json before either is for it."""
        named = args[0] in self.commands
        name, rest = (args[0], args[1:]) if named else ("list", args)
        return name, self.commands[name], ["--json", *rest] if ctx.params.get("as_json") else rest


def _beside(ctx: click.Context, parameter: click.Parameter, folders: tuple[str, ...]) -> None:
    if folders:
        ctx.with_resource(index.beside(folders))


_own = click.option(
    "--library",
    metavar="FOLDER",
    multiple=True,
    expose_value=False,
    callback=_beside,
    help=f"A folder of your own entries, SERVICE/ACTION/, beside the others. Also {index.VARIABLE}.",
)


@click.group(cls=_Library, invoke_without_command=True, help=_HELP)
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
@_own
@click.pass_context
def library(ctx: click.Context, as_json: bool) -> None:
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_entries, words=(), as_json=as_json)


@library.command("list")
@click.argument("words", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
@_own
def list_entries(words: tuple[str, ...], as_json: bool) -> None:
    """List the entries, or those in which all WORDS are found.

    \b
    Examples:
      velogate library list queue
      velogate library dynamodb item --json
    """
    with Errors():
        found = index.found(list(words))
        if as_json:
            write_out(json.dumps([_listed(each) for each in found], indent=2, ensure_ascii=False) + "\n", ())
            return
        if not found:
            raise _nothing(words)
        width = max(len(each.id) for each in found)
        lines = [f"{bold(each.id.ljust(width))}  {each.title}" for each in found]
        write_out("\n".join(lines) + "\n", ())


def _nothing(words: tuple[str, ...]) -> UsageError:
    """The error for words that no entry has, with the word or the command that the first was meant to be."""
    known = {word for each in index.entries() for word in (each.service, each.action, each.id, *each.keywords)}
    strange = [word for word in words if not index.found([word])]
    guess = near(strange[0], known) if strange else None
    command = near(words[0], library.commands)
    hint = f"the command is velogate library {command}" if command else "velogate library lists all"
    shown = strange[:1] or words
    return UsageError(f"no entry has {' and '.join(map(repr, shown))}{index.meant(guess)}", hint=hint)


def _listed(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "service": entry.service,
        "action": entry.action,
        "title": entry.title,
        "operation": entry.operation,
        "protocol": entry.protocol,
        "client": entry.client,
        "keywords": list(entry.keywords),
        "options": {name: each.default for name, each in entry.options.items()},
    }


# ---- show


@library.command()
@click.argument("entry_name", metavar="ENTRY")
@click.option("--json", "as_json", is_flag=True, help="Print the entry as JSON.")
@_own
def show(entry_name: str, as_json: bool) -> None:
    """Explain an entry, and show what its first sample becomes.

    \b
    Examples:
      velogate library show sqs/send-message
      velogate library show dynamodb/query --json
    """
    with Errors():
        entry = index.entry(entry_name)
        if as_json:
            write_out(json.dumps(_as_json(entry), indent=2, ensure_ascii=False) + "\n", ())
            return
        write_out(_for_people(entry), ())


def _for_people(entry: Entry) -> str:
    api = making.api(entry, entry.values(samples=True))
    found = making.integration(api)
    parts = [f"{bold(entry.title)}\n{faint(_line(entry))}", entry.page.strip(), *_options_of(entry)]
    parts += [_template(f"Request template, {kind}", text) for kind, text in once(texts(found.request_templates))]
    parts += [_template(f"Response template, {when}", text) for when, text in answers(found)]
    parts.append(_template("Integration", yaml_text.written(bare(found))))
    shape = making.schema(entry, entry.values(samples=True))
    if shape is not None:
        parts.append(_template("Model of the body", json.dumps(shape, indent=2, ensure_ascii=False)))
    statements = making.policy(entry, entry.values(samples=True))["Statement"]
    if statements:
        parts.append(_template("Least policy", json.dumps(statements, indent=2)))
    parts.append(_sample(entry))
    return "\n\n".join(parts) + "\n"


def _line(entry: Entry) -> str:
    called = f"{entry.client} calls {entry.operation}" if entry.operation else entry.client
    return f"{entry.id}: {called} ({entry.protocol})"


def _options_of(entry: Entry) -> Iterator[str]:
    """The options, and what is chosen in all that is shown below."""
    if entry.options:
        width = max(map(len, entry.options))
        yield bold("Options") + "\n" + "\n".join(_option(entry, name, width) for name in entry.options)
    chosen = [f"--{name} {shlex.quote(str(each.example))}" for name, each in needed(entry)]
    if chosen:
        yield faint(f"Below, with {' '.join(chosen)}:")


def needed(entry: Entry) -> list[tuple[str, Option]]:
    """The options that must be given; their examples are in what is shown."""
    return [(name, each) for name, each in entry.options.items() if each.default is None]


def _option(entry: Entry, name: str, width: int) -> str:
    option = entry.options[name]
    default = f"[default: {option.default}]" if option.default else "[default: nothing]"
    said = default if option.default is not None else f"[needed, such as {option.example}]"
    return f"  --{name.ljust(width)}  {option.about}  {faint(said)}"


def once(templates: Mapping[str, str]) -> list[tuple[str, str]]:
    """Templates, those of several media types once."""
    found: dict[str, list[str]] = {}
    for kind, text in templates.items():
        found.setdefault(text, []).append(kind)
    return [(", ".join(kinds), text) for text, kinds in found.items()]


def answers(found: Integration) -> list[tuple[str, str]]:
    """Response templates with the statuses that each is for."""
    said: dict[str, list[str]] = {}
    for each in found.integration_responses.values():
        for _, text in once(texts(each.response_templates)):
            said.setdefault(text, []).append(_when(each))
    return [(", ".join(when), text) for text, when in said.items()]


def _when(given: IntegrationResponse) -> str:
    """What an integration response is for; a WebSocket API's has a key in the place of a status."""
    if not given.status_code.isdigit():
        return given.status_code
    return f"{given.selection_pattern or 'any other status'} → {given.status_code}"


def bare(made: Integration) -> dict[str, Any]:
    """The integration but for its templates, in AWS's names."""
    mock = made.type == "MOCK"
    mapped = {key: dict(each.response_parameters) for key, each in made.integration_responses.items()}
    found = {
        "type": made.type,
        "httpMethod": None if mock else made.http_method,
        "uri": None if mock else made.uri,
        "passthroughBehavior": made.passthrough_behavior,
        "contentHandling": made.content_handling,
        "requestParameters": dict(made.request_parameters),
        "responseParameters": {key: each for key, each in mapped.items() if each},
    }
    return {name: each for name, each in found.items() if each}


def _template(title: str, text: str) -> str:
    return "\n".join([bold(title), *(f"  {line}" for line in text.splitlines())])


def sampled(entry: Entry) -> tuple[Case, Exchange]:
    """The entry's first sample, and what comes of it."""
    suite = entries.samples(entry)
    exchange = run(suite, suite.cases[0]).exchange
    assert exchange is not None
    return suite.cases[0], exchange


def _sample(entry: Entry) -> str:
    case, exchange = sampled(entry)
    event = json.dumps(case.event, ensure_ascii=False)
    return "\n\n".join([f"{bold(f'A sample: {case.name}')}\n  {event}", *_messages(exchange)])


def _messages(exchange: Exchange) -> list[str]:
    asked, answer = exchange.backend_request, exchange.response
    parts = []
    if asked:
        shown = [
            f"  {name}: {asked.headers[name]}" for name in ("Content-Type", "X-Amz-Target") if name in asked.headers
        ]
        lines = [
            f"  {asked.method} {asked.url}",
            *map(faint, shown),
            *(f"  {line}" for line in asked.text.splitlines()),
        ]
        parts.append("\n".join([bold("The service gets"), *lines]))
    lines = [f"  {answer.status}", *(f"  {line}" for line in answer.text.splitlines())]
    return [*parts, "\n".join([bold("The client gets"), *lines])]


def _as_json(entry: Entry) -> dict[str, Any]:
    values = entry.values(samples=True)
    return {
        **_listed(entry),
        "page": entry.page,
        "options": {
            name: {
                "about": each.about,
                "kind": each.kind,
                "default": each.default,
                "example": each.example,
                "pattern": each.pattern,
                "required": each.required,
                "schema": each.schema,
            }
            for name, each in entry.options.items()
        },
        "integration": _integration_as_json(making.integration(making.api(entry, values))),
        "policy": making.policy(entry, values),
        "kms": list(entry.kms),
        "body": making.schema(entry, values),
        "sample": _sample_as_json(*sampled(entry)),
    }


def _integration_as_json(given: Integration) -> dict[str, Any]:
    """The integration as OpenAPI has it, with the response of each pattern or, of a WebSocket API, of each key."""
    keyed = {_key(each): openapi.integration_response(each) for each in given.integration_responses.values()}
    return {**openapi.integration(given), "responses": keyed}


def _key(given: IntegrationResponse) -> str:
    return (given.selection_pattern or "default") if given.status_code.isdigit() else given.status_code


def _sample_as_json(case: Case, exchange: Exchange) -> dict[str, Any]:
    asked, answer = exchange.backend_request, exchange.response
    call = None
    if asked:
        call = {"method": asked.method, "url": asked.url, "headers": dict(asked.headers), "body": asked.text}
    response = {"status": answer.status, "headers": dict(answer.headers), "body": answer.text}
    return {"name": case.name, "event": case.event, "call": call, "response": response}


# ---- check


@library.command()
@click.argument("names", metavar="[ENTRY]...", nargs=-1)
@_own
def check(names: tuple[str, ...]) -> None:
    """Run the samples of entries: of those that are named, or of all of your own, or of the whole library.

    With the extra aws, the calls in them are held against the services' models, too.

    \b
    Examples:
      velogate library check --library ./ours
      velogate library check sqs/send-message
    """
    with Errors():
        chosen = names or _own_names() or index.identities()
        failed = [name for name in chosen if not _passes(name)]
        write_out(f"{len(chosen)} checked, {len(failed) or 'none'} failed\n", ())
    if failed:
        sys.exit(FAILED)


def _own_names() -> list[str]:
    return index.identities(index.homes()[1:])


def _passes(name: str) -> bool:
    """Whether nothing fails in the entry; what does is told on standard error."""
    try:
        entry = index.entry(name)
        told = [_told(entry, case, each) for case, found in entries.failures(entry) for each in found]
    except UsageError:
        raise
    except VelogateError as error:
        told = [f"{name}\n{error}"]
    for text in told:
        click.echo(text, err=True)
    return not told


def _told(entry: Entry, case: Case, failure: Failure) -> str:
    """A failure with the place of what was expected, if it is known."""
    place = f"{failure.expected_at}: " if failure.expected_at else ""
    lines = [f"{entry.id}: {case.name}", f"{place}{failure.name} is not as expected", *failure.lines]
    return "\n  ".join(lines)


# ---- new


@library.command(context_settings={"ignore_unknown_options": True, "allow_extra_args": True})
@click.argument("entry_name", metavar="ENTRY")
@click.option(
    "--as", "form", type=click.Choice(list(files.FORMS)), default="openapi", show_default=True, help="What to write."
)
@click.option("--client", metavar="'METHOD /PATH'", help="The client's method and path.  [default: the entry's]")
@click.option(
    "--cors", metavar="ORIGIN", multiple=True, help="Let pages of this origin call; * for any. Several times."
)
@click.option("--authorizer", metavar="KIND", help=f"Who may call: {AUTHORIZERS}.")
@click.option("--kms-key", metavar="ARN", help="The key that the service encrypts with: the role may use it.")
@click.option("--to", "folder", metavar="FOLDER", default=".", show_default=True, help="Where to write.")
@click.option("--force", is_flag=True, help="Write over files that are there.")
@_own
@click.pass_context
def new(
    ctx: click.Context,
    entry_name: str,
    form: str,
    client: str | None,
    cors: tuple[str, ...],
    authorizer: str | None,
    kms_key: str | None,
    folder: str,
    force: bool,
) -> None:
    """Write an entry as something that can be deployed, and a file of cases for it.

    \b
    The entry's own options, as `velogate library show ENTRY` lists them, are given as --NAME VALUE. A value of the
    request says where it is: body:$.a.b, path:id, query:max, header:X-Group, context:requestId, stage:table,
    static:text. --region, --account and --role stand where OpenAPI cannot ask for them.

    \b
    Examples:
      velogate library new sqs/send-message --queue orders --as sam
      velogate library new sqs/send-message-fifo --queue orders.fifo --group header:X-Group --cors https://example.com
    """
    with Errors():
        entry = index.entry(entry_name)
        options = _options(ctx.args, entry)
        made = snippet.of(entry, options, client=client, cors=cors, authorizer=authorizer, kms_key=kms_key)
        target = Path(folder)
        texts_of = {target / name: text for name, text in files.written(made, form).items()}
        _write({**texts_of, entries.suite_file(entry, target): _cases(made, form)}, force)
        if index.is_own(entry) and form != "openapi":
            own = entry.samples.parents[2]
            tell(Finding(f"the cases are of an entry of yours: run them with {index.VARIABLE}={own}", severity="note"))


def _options(given: list[str], entry: Entry) -> dict[str, str]:
    """The entry's options among the arguments: --name value, or --name=value; raises UsageError."""
    found: dict[str, str] = {}
    rest = list(given)
    while rest:
        first = rest.pop(0)
        name, equals, value = first.removeprefix("--").partition("=")
        if not first.startswith("--"):
            raise UsageError(f"{first!r} belongs to no option", hint=f"velogate library show {entry.id} lists them")
        if not equals and not rest:
            raise UsageError(f"--{name} has no value", hint=f"velogate library show {entry.id} says what it can be")
        found[name] = value if equals else rest.pop(0)
    return found


def _cases(made: Snippet, form: str) -> str:
    """The file of cases: of the document itself where velogate reads it, of the entry with the options elsewhere."""
    options = dict(made.given)
    subject: dict[str, Any] = {"library": made.entry.id, **({"options": options} if options else {})}
    if form == "openapi":
        subject = {"api": files.FORMS[form][0], "method": made.client}
    return yaml_text.written(entries.written(made.entry, options, subject))


def _write(texts_of: Mapping[Path, str], force: bool) -> None:
    """All files, or none: raises UsageError where one is there already or cannot be written."""
    there = [path for path in texts_of if path.exists()]
    if there and not force:
        raise UsageError(f"{there[0]} is there already", hint="--force writes over it, --to FOLDER writes elsewhere")
    for path, text in texts_of.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            raise UsageError(f"cannot write {path}: {error.strerror}") from error
    write_out("".join(f"{path}\n" for path in texts_of), ())
