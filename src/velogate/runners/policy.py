"""`velogate policy`: the least policy for the integrations of an API, or what a role lacks and has too much."""

import json
import sys
from typing import Any

import click

from velogate.errors import Finding, UsageError
from velogate.fuzz import filled
from velogate.gateway.model import Api, Stage
from velogate.readers import document, files
from velogate.runners.arguments import INPUT_FILE, one_standard_input, path_of
from velogate.runners.terminal import FAILED, Errors, tell, write_out
from velogate.services import iam
from velogate.services.iam import Needs, Statement

_HELP = """Print the least IAM policy that lets an API's integrations call their services.

FILE is an OpenAPI document, an API in AWS's names, or a single integration, in YAML or JSON. Each integration is asked
for the call it makes, its templates rendered; what comes from the client is * in the policy. Where integrations have
different `credentials`, the policies are an object by role. An integration of a Lambda function without `credentials`
needs nothing: the function's own policy decides.

With --role the role is checked instead: what it lacks, what cannot be decided here (conditions, values that only a
deployment knows), and what it may do that nothing needs. ROLE is a policy document, a list of them, a role of
CloudFormation, or what `aws iam get-role-policy` prints.

\b
Examples:
  velogate policy api.yaml > policy.json
  velogate policy api.yaml --account 123456789012 --stage prod
  velogate policy api.yaml --role role.json

\b
Exit codes:
  0  the policy was printed, or the role lacks nothing
  1  the role lacks something, or what an integration calls is not known
  2  wrong use: a file that is missing, describes no API, or holds no policy
"""


@click.command(help=_HELP)
@click.argument("file", type=INPUT_FILE)
@click.option("--role", "role_file", metavar="FILE", type=INPUT_FILE, help="Check this role in place of printing.")
@click.option("--credentials", metavar="ARN", help="Only the integrations with these credentials.")
@click.option("--account", metavar="ID", help="The account of the resources.  [default: that of the credentials]")
@click.option("--stage", metavar="NAME", help="The stage, for its variables; what is not set is * in the policy.")
@click.option("--kms-key", "kms", metavar="ARN", multiple=True, help="A key that what is called is encrypted by.")
@click.option("--json", "as_json", is_flag=True, help="Print policies, needs and findings as JSON.")
def policy(
    file: str,
    role_file: str | None,
    credentials: str | None,
    account: str | None,
    stage: str | None,
    kms: tuple[str, ...],
    as_json: bool,
) -> None:
    with Errors():
        one_standard_input(file, role_file)
        api = files.read(path_of(file)).api
        needs = iam.policy_of(api, filled.event, account=account, stage=_stage(api, stage), kms=kms)
        needs = _only(needs, credentials)
        checked = _checked(role_file, needs.statements) if role_file else ()
        if as_json:
            write_out(_written(_as_json(needs, checked)), ())
        elif role_file:
            write_out("" if checked else "the role allows what is needed, and no more\n", ())
        else:
            write_out(_written(_policies(needs)), ())
        for finding in () if as_json else (*needs.findings, *checked):
            tell(finding)
        if needs.findings or any(each.severity == "error" for each in checked):
            sys.exit(FAILED)


def _stage(api: Api, name: str | None) -> Stage | None:
    if name is None:
        return None
    return api.stages.get(name) or Stage(name)


def _only(needs: Needs, credentials: str | None) -> Needs:
    """The needs of one role; raises UsageError where no integration has those credentials."""
    if credentials is None:
        return needs
    if credentials not in needs.by_role:
        known = ", ".join(str(each) for each in needs.by_role) or "none"
        raise UsageError(f"no integration has the credentials {credentials}", hint=f"known: {known}")
    return Needs({credentials: needs.by_role[credentials]}, needs.findings)


def _checked(role_file: str, needed: tuple[Statement, ...]) -> tuple[Finding, ...]:
    name = "<stdin>" if role_file == "-" else role_file
    return iam.check(document.load(path_of(role_file)), needed, name)


def _policies(needs: Needs) -> Any:
    """One policy, or of several roles each its own by the role."""
    if len(needs.by_role) < 2:
        return needs.policy()
    return {role or "": iam.policy(statements) for role, statements in needs.by_role.items()}


def _as_json(needs: Needs, checked: tuple[Finding, ...]) -> dict[str, Any]:
    return {
        "policies": {role or "": iam.policy(statements) for role, statements in needs.by_role.items()},
        "needs": [_need(role, each) for role, statements in needs.by_role.items() for each in statements],
        "findings": [_finding(each) for each in (*needs.findings, *checked)],
    }


def _need(role: str | None, statement: Statement) -> dict[str, Any]:
    return {
        "why": statement.why,
        "role": role,
        "actions": list(statement.actions),
        "resources": list(statement.resources),
        "condition": dict(statement.condition),
    }


def _finding(finding: Finding) -> dict[str, Any]:
    place = str(finding.span) if finding.span else None
    return {"severity": finding.severity, "message": finding.message, "place": place, "hint": finding.hint}


def _written(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
