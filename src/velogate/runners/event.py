"""`velogate event`: a request in another form."""

import click

from velogate import Finding
from velogate.gateway import formats
from velogate.runners.arguments import INPUT_FILE, event_text
from velogate.runners.terminal import Errors, tell, write_out

_TABLE = "\n".join(
    f"  {name:13} {form.title}" + (f"; no {', '.join(form.lacks)}" if form.lacks else "")
    for name, form in formats.FORMS.items()
)

_HELP = f"""Convert a request from one form to another.

The form of FILE is recognised. The text goes to standard output and nothing else does; what the file holds besides,
and what the new form has no place for, is told on standard error.

\b
Forms:
{_TABLE}

\b
Examples:
  velogate event order.http                      which form it is, and the event in velogate's own
  velogate event order.curl --to test-invoke > order.json
  sam local generate-event apigateway aws-proxy | velogate event - --to http
  pbpaste | velogate event - --to curl

\b
Exit codes:
  0  converted
  2  wrong use: an unknown option, a file that is missing or no event
"""


@click.command(help=_HELP)
@click.argument("file", type=INPUT_FILE)
@click.option(
    "--to",
    "form",
    metavar="NAME",
    type=click.Choice(list(formats.FORMS)),
    help="The form to write; without it velogate's own, and the form of FILE is told.",
)
def event(file: str, form: str | None) -> None:
    with Errors():
        found, given = formats.recognised(*event_text(file))
        read = formats.parse_as(found, given)
        if form is None:
            tell(Finding(f"{given.name} is {formats.FORMS[found].title} ({found})", severity="note"))
        for ignored in read.ignored:
            tell(Finding(f"left out of the event: {ignored}"))
        form = form or "velogate"
        written = formats.write(read, form)
        write_out(written if written.endswith("\n") else written + "\n", ())
        if lost := formats.lost(read, form):
            tell(Finding(f"{form} has no place for {', '.join(lost)}"))
