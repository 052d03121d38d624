"""Policy documents: the least one that allows what is needed, and those in a file that describes a role."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from velogate.errors import ProjectError
from velogate.services.iam.matching import covers
from velogate.services.iam.statement import Statement

VERSION = "2012-10-17"


def policy(statements: Iterable[Statement]) -> dict[str, Any]:
    """The least policy that allows them: statements merged where that allows no more, in a fixed order."""
    by_resources: dict[tuple[Any, ...], set[str]] = {}
    for statement in _split(statements):
        by_resources.setdefault((statement.resources, _key(statement)), set()).update(statement.actions)
    by_actions: dict[tuple[Any, ...], set[str]] = {}
    for (resources, condition), actions in by_resources.items():
        by_actions.setdefault((tuple(sorted(actions)), condition), set()).update(resources)
    found = sorted((actions, _least(resources), condition) for (actions, condition), resources in by_actions.items())
    return {"Version": VERSION, "Statement": [_written(*each) for each in found]}


def _split(statements: Iterable[Statement]) -> Iterator[Statement]:
    """Each resource of each statement by itself."""
    for each in statements:
        for resource in each.resources:
            yield Statement(each.actions, (resource,), each.condition)


def _key(statement: Statement) -> str:
    return json.dumps(statement.condition, sort_keys=True) if statement.condition else ""


def _least(resources: set[str]) -> tuple[str, ...]:
    """The resources without those that another one covers."""
    return tuple(sorted(each for each in resources if not any(o != each and covers(o, each) for o in resources)))


def _written(actions: tuple[str, ...], resources: tuple[str, ...], condition: str) -> dict[str, Any]:
    found: dict[str, Any] = {"Effect": "Allow", "Action": _one(actions), "Resource": _one(resources)}
    return {**found, "Condition": json.loads(condition)} if condition else found


def _one(values: tuple[str, ...]) -> str | list[str]:
    return values[0] if len(values) == 1 else list(values)


# ---- files


_HOLDERS = frozenset(
    {
        *("Properties", "Policies", "PolicyDocument", "PolicyVersion", "Document", "Role", "RoleDetail"),
        *("RolePolicyList", "AttachedManagedPolicies", "PolicyVersionList", "RoleDetailList", "Resources"),
    }
)
_FORM = (
    'write a policy document, {"Version": "2012-10-17", "Statement": [...]}, or what `aws iam get-role-policy` prints'
)


def documents(given: Any, name: str = "the role") -> tuple[Mapping[str, Any], ...]:
    """The policy documents of a parsed file: one, a list, a role of CloudFormation, what `aws iam` prints.

    Raises ProjectError for what holds none, and for a policy that is of a resource or of trust.
    """
    found = tuple(_found(given))
    if not found:
        raise ProjectError(f"{name} holds no policy", getattr(given, "span", None), _FORM)
    for each in found:
        _check(each, name)
    return found


def _found(given: Any) -> Iterator[Mapping[str, Any]]:
    match given:
        case str():
            yield from _found(_parsed(given))
        case list():
            for each in given:
                yield from _found(each)
        case Mapping() if "Statement" in given:
            yield given
        case Mapping():
            for key, value in given.items():
                if key in _HOLDERS or (isinstance(value, Mapping) and value.get("Type") in _TYPES):
                    yield from _found(value)
        case _:
            return


_TYPES = ("AWS::IAM::Role", "AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy")


def _parsed(text: str) -> Any:
    """The document in a text, which `aws iam` may have written for a URL."""
    try:
        return json.loads(unquote(text) if text.lstrip().startswith("%7B") else text)
    except ValueError:
        return None


def _check(document: Mapping[str, Any], name: str) -> None:
    """Raises ProjectError where a document is none."""
    statements = document["Statement"]
    for each in statements if isinstance(statements, list) else [statements]:
        if not isinstance(each, Mapping):
            raise ProjectError(f"{name}: a statement is an object, not {each!r:.60}", getattr(each, "span", None))
        place = next((key.span for key in each if hasattr(key, "span")), None)
        if each.get("Effect") not in ("Allow", "Deny"):
            raise ProjectError(f"{name}: a statement's Effect is Allow or Deny, not {each.get('Effect')!r:.60}", place)
        if "Principal" in each or "NotPrincipal" in each:
            hint = "give the permissions of the role, not who may assume it"
            raise ProjectError(f"{name}: a statement with a Principal is no permission of a role", place, hint)
        for one, other in (("Action", "NotAction"), ("Resource", "NotResource")):
            if (one in each) == (other in each):
                raise ProjectError(f"{name}: a statement has either {one} or {other}", place)
