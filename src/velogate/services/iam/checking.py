"""Whether a role allows what is needed, and what it allows besides."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from velogate.errors import Finding
from velogate.services.iam.matching import covers, meets
from velogate.services.iam.policies import documents
from velogate.services.iam.statement import ANY, Statement

YES, PERHAPS, NO = "yes", "perhaps", "no"


@dataclass(frozen=True, slots=True)
class _Rule:
    """One statement of a policy."""

    effect: str
    actions: tuple[Any, ...]
    resources: tuple[Any, ...]
    """Patterns; what is no text, as a function of CloudFormation, is not known."""
    not_actions: bool
    not_resources: bool
    condition: Mapping[str, Any]

    def applies(self, action: str, resource: str) -> str:
        """Whether it is for an action on a resource: yes, perhaps (a condition, a value that is not known), or no."""
        found = _both(
            _matches(self.actions, action, self.not_actions, True),
            _matches(self.resources, resource, self.not_resources, False),
        )
        return PERHAPS if found == YES and self.condition else found


def _both(*found: str) -> str:
    return NO if NO in found else PERHAPS if PERHAPS in found else YES


def _matches(patterns: tuple[Any, ...], needed: str, negated: bool, ignore_case: bool) -> str:
    known = [each for each in patterns if isinstance(each, str)]
    unknown = len(known) < len(patterns)
    if negated:
        if any(covers(each, needed, ignore_case) for each in known):
            return NO
        return PERHAPS if unknown or any(meets(each, needed, ignore_case) for each in known) else YES
    if any(covers(each, needed, ignore_case) for each in known):
        return YES
    return PERHAPS if unknown else NO


def check(given: Any, needed: Iterable[Statement], name: str = "the role") -> tuple[Finding, ...]:
    """What a role lacks (errors), what cannot be decided, and what it allows besides (warnings).

    `given` is a policy document, or what `documents` reads. Raises ProjectError for what is none.
    """
    rules = [rule for document in documents(given, name) for rule in _rules(document)]
    statements = tuple(needed)
    return (*dict.fromkeys((*_missing(rules, statements), *_too_wide(rules, statements))),)


def _rules(document: Mapping[str, Any]) -> Iterator[_Rule]:
    statements = document["Statement"]
    for each in statements if isinstance(statements, list) else [statements]:
        yield _Rule(
            each["Effect"],
            _list(each.get("Action", each.get("NotAction"))),
            _list(each.get("Resource", each.get("NotResource"))),
            "NotAction" in each,
            "NotResource" in each,
            each.get("Condition") or {},
        )


def _list(value: Any) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, list) else (value,)


# ---- what is missing


def _missing(rules: list[_Rule], needed: tuple[Statement, ...]) -> Iterator[Finding]:
    for statement in needed:
        for action in statement.actions:
            for resource in statement.resources:
                yield from _decided(rules, statement, action, resource)


def _decided(rules: list[_Rule], statement: Statement, action: str, resource: str) -> Iterator[Finding]:
    """What is told of one action on one resource; nothing where it is allowed."""
    what = f"{action} on {resource}"
    why = f", which {statement.why} needs" if statement.why else ""
    denied = [_denied(rule, action, resource) for rule in rules if rule.effect == "Deny"]
    allowed = [_allowed(rule, statement, action, resource) for rule in rules if rule.effect == "Allow"]
    if YES in denied:
        yield Finding(f"the role is denied {what}{why}", severity="error")
    elif YES in allowed and PERHAPS in denied:
        yield Finding(f"the role may be denied {what}{why}: a Deny cannot be decided here")
    elif YES in allowed:
        return
    elif PERHAPS in allowed:
        hint = "a condition, or a value that only a deployment knows, decides"
        yield Finding(f"whether the role may do {what} cannot be decided here{why}", hint=hint)
    else:
        yield Finding(f"the role lacks {what}{why}", severity="error")


def _allowed(rule: _Rule, statement: Statement, action: str, resource: str) -> str:
    """Whether a rule allows it; a condition that the call is known to meet is none."""
    found = rule.applies(action, resource)
    if found == PERHAPS and rule.condition and rule.condition == statement.condition:
        return replace(rule, condition={}).applies(action, resource)
    return found


def _denied(rule: _Rule, action: str, resource: str) -> str:
    """Whether a rule denies it, or a part of it."""
    found = rule.applies(action, resource)
    if found != NO or rule.not_actions or rule.not_resources:
        return found
    acts = any(isinstance(each, str) and meets(each, action, True) for each in rule.actions)
    on = any(not isinstance(each, str) or meets(each, resource) for each in rule.resources)
    return PERHAPS if acts and on else NO


# ---- what is too much


def _too_wide(rules: list[_Rule], needed: tuple[Statement, ...]) -> Iterator[Finding]:
    for rule in rules:
        if rule.effect != "Allow":
            continue
        if rule.not_actions or rule.not_resources:
            word = "NotAction" if rule.not_actions else "NotResource"
            yield Finding(f"the role allows all but what {word} names", hint="name what is needed")
            continue
        for action in rule.actions:
            if isinstance(action, str):
                yield from _wide_action(rule, action, needed)


def _wide_action(rule: _Rule, action: str, needed: tuple[Statement, ...]) -> Iterator[Finding]:
    span = getattr(action, "span", None)
    used = {(one, on) for each in needed for one in each.actions if covers(action, one, True) for on in each.resources}
    names = sorted({one for one, _ in used})
    if not used:
        yield Finding(f"the role may do {action}, which nothing here needs", span)
        return
    if "*" in action or "?" in action:
        yield Finding(f"the role may do {action}; needed is only {', '.join(names)}", span)
    for resource in rule.resources:
        if isinstance(resource, str):
            yield from _wide_resource(action, resource, {on for _, on in used})


def _wide_resource(action: str, resource: str, wanted: set[str]) -> Iterator[Finding]:
    """What is told of an action on a resource that is wider than all that is needed."""
    span = getattr(resource, "span", None)
    inner = sorted(on for on in wanted if covers(resource, on))
    if not inner and not any(covers(on, resource) for on in wanted):
        yield Finding(f"the role may do {action} on {resource}, which nothing here needs", span)
    elif inner and resource not in inner and ANY in resource:
        yield Finding(f"the role may do {action} on {resource}; needed is only {', '.join(inner)}", span)
