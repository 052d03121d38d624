"""`velogate test`: pytest, for files of cases alone."""

import sys

import click

from velogate import UsageError
from velogate.runners.terminal import Errors

_HELP = """Run files of cases: test_*.vtl.yaml and *_test.vtl.yaml.

Everything after the options is pytest's: paths, -k, -m, -x, -v, --junitxml. Tests in Python are left to pytest itself,
which collects files of cases as well.

\b
Examples:
  velogate test
  velogate test tests/test_orders.vtl.yaml -k "missing id" -vv
  velogate test --schema > velogate-cases.schema.json

\b
Exit codes: pytest's
  0  all passed
  1  some failed
  2  interrupted
  4  wrong use
  5  no cases were found
"""


@click.command(help=_HELP, context_settings={"ignore_unknown_options": True, "allow_extra_args": True})
@click.option("--schema", is_flag=True, help="Print the JSON Schema of files of cases, for editors.")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def test(schema: bool, arguments: tuple[str, ...]) -> None:
    with Errors():
        if schema:
            from velogate.cases.schema import text

            click.echo(text(), nl=False)
            return
        sys.exit(_pytest(list(arguments)))


_UNASKED = "ignore:Module already imported so cannot be rewritten; velogate:pytest.PytestAssertRewriteWarning"
"""pytest would rewrite the asserts of velogate, which has none that speak to its users; it runs in velogate already."""


_OPTIONS = ("--override-ini=python_files=", "--tb=short", "--continue-on-collection-errors", f"-W{_UNASKED}")
"""Cases alone; a file that cannot be read does not keep the others from being run."""


def _pytest(arguments: list[str]) -> int:
    try:
        import pytest
    except ImportError:
        raise UsageError("testing needs pytest", hint="pip install 'velogate[test]'") from None
    return int(pytest.main([*_OPTIONS, *arguments]))
