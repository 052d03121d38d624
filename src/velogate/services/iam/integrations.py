"""What the integrations of an API need: each is asked for the call it makes, with marks in place of a client's values.

It is asked twice, with other marks; what differs in an ARN comes from the client, or from the moment, and is `*`.
Of a template that branches only the way of a request with all that it reads is seen.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import takewhile
from typing import Any

from velogate.errors import Finding, UsageError, VelogateError, near
from velogate.gateway import endpoint, pipeline, templates
from velogate.gateway.event import Event
from velogate.gateway.exchange import BackendRequest, Response
from velogate.gateway.model import Api, Integration, Method, Resource, Stage
from velogate.services import wire
from velogate.services.iam.needing import needs
from velogate.services.iam.policies import policy
from velogate.services.iam.statement import ANY, Statement
from velogate.services.wire import models
from velogate.vtl.tree import Tree

Events = Callable[[Tree], Event]
"""Gives the request with all that a template reads; whatever its values are."""

MARKS = ("318273645", "927364518")
"""Digits, so that they are a number as well as a text; in Base64 they have neither beginning nor end in common."""

_FIXED = frozenset({"accountId", "apiId", "domainName", "domainPrefix", "httpMethod", "path", "protocol", "resourceId"})
_FIXED_TOO = frozenset(
    {"resourcePath", "stage", "requestOverride", "responseOverride", "error", "routeKey", "eventType"}
)
"""Names of $context that no client and no moment decides, or that a template sets."""


@dataclass(frozen=True, slots=True)
class Needs:
    """What an API's integrations need."""

    by_role: Mapping[str | None, tuple[Statement, ...]] = field(default_factory=dict)
    """By `credentials`; under None what integrations without any need."""
    findings: tuple[Finding, ...] = ()
    """Integrations of which it cannot be told."""

    @property
    def statements(self) -> tuple[Statement, ...]:
        """Those of all roles."""
        return tuple(each for statements in self.by_role.values() for each in statements)

    def policy(self, role: str | None = None) -> dict[str, Any]:
        """The least policy of one role, or with None of all of them together."""
        return policy(self.statements if role is None else self.by_role.get(role, ()))


def policy_of(
    api: Api | Integration,
    events: Events,
    *,
    account: str | None = None,
    stage: Stage | None = None,
    kms: tuple[str, ...] = (),
) -> Needs:
    """What an API, or one integration, needs; raises UsageError where botocore is missing.

    `account` is that of the resources, where their names do not tell; else the account of the credentials, or any.
    """
    wire.services()
    found: dict[str | None, list[Statement]] = {}
    findings: list[Finding] = []
    for label, path, integration in _integrations(api):
        asked = _Asked(label, path, integration, events, account, stage, kms)
        for each in asked.needs():
            if isinstance(each, Finding):
                findings.append(each)
            else:
                found.setdefault(integration.credentials, []).append(each)
    return Needs({role: tuple(each) for role, each in found.items()}, tuple(dict.fromkeys(findings)))


def _integrations(api: Api | Integration) -> Iterator[tuple[str, str, Integration]]:
    """Each integration of an AWS service, with what people call it and the path of its resource."""
    if isinstance(api, Integration):
        given = [("the integration", "/", api)]
    else:
        given = [
            (f"{verb} {path}", path, method.integration)
            for path, resource in api.resources.items()
            for verb, method in resource.methods.items()
            if method.integration
        ]
        given += [(f"route {key}", "/", route.integration) for key, route in api.routes.items() if route.integration]
    yield from (each for each in given if each[2].type in ("AWS", "AWS_PROXY"))


@dataclass(frozen=True, slots=True)
class _Asked:
    """One integration, to be asked."""

    label: str
    path: str
    integration: Integration
    events: Events
    account: str | None
    stage: Stage | None
    kms: tuple[str, ...]

    def needs(self) -> Iterator[Statement | Finding]:
        """Its statements, or why they are not known."""
        uri = self.integration.uri or ""
        parts = endpoint.parts(uri)
        if parts is None:
            yield self._finding("its URI is none of an AWS service")
            return
        if parts["service"] == "lambda" and not self.integration.credentials:
            return  # the function's own policy decides
        given: list[tuple[str | None, Any]] = [*self.integration.request_templates.items()] or [(None, None)]
        for key, template in given:
            yield from self._of_template(key, template, parts)

    def _of_template(self, key: str | None, template: Any, parts: re.Match[str]) -> Iterator[Statement | Finding]:
        try:
            calls = [self._call(key, template, mark) for mark in MARKS]
        except VelogateError as error:
            yield self._finding(error.message, error)
            yield from self._of_uri(parts)
            return
        operation = calls[0].operation
        if operation not in wire.operations(calls[0].service):
            yield self._finding(f"what it calls is not known: {_unknown(calls[0])}")
            return
        yield from self._told(calls, parts)

    def _told(self, calls: list[wire.Call], parts: re.Match[str]) -> Iterator[Statement]:
        region = parts["region"] if re.fullmatch("[a-z0-9-]+", parts["region"]) else ANY
        partition = parts["partition"] if parts["partition"].startswith("aws") else "aws"
        one, other = (
            needs(call, region, self._account() or ANY, partition=partition, kms=self.kms) for call in calls
        )  # fmt: skip
        yield from (each.because(f"{self.label} ({each.why})") for each in _general(one, other))

    def _of_uri(self, parts: re.Match[str]) -> Iterator[Statement]:
        """What can be told where the call is not known: the action of the URI."""
        action = parts["rest"].lstrip("/").partition("?")[0] if parts["kind"] == "action" else ""
        try:
            call = wire.Call(wire_name(parts["service"]), action, {}, "")
            known = action in wire.operations(call.service)
        except UsageError:
            return
        if known:
            yield from self._told([call, call], parts)

    def _account(self) -> str | None:
        found = re.fullmatch(r"arn:[^:]+:iam::(\d{12}):.+", self.integration.credentials or "")
        return self.account or (found[1] if found else None)

    def _finding(self, message: str, error: VelogateError | None = None) -> Finding:
        uri = getattr(self.integration.uri, "span", None)
        span = (error.span or uri) if error else uri
        return Finding(f"{self.label}: {message}", span, error.hint if error else None)

    # ---- the request

    def _call(self, key: str | None, template: Any, mark: str) -> wire.Call:
        """The call that the integration makes with a mark for all that comes from outside; raises VelogateError."""
        return wire.call(self._request(key, template, mark))

    def _request(self, key: str | None, template: Any, mark: str) -> BackendRequest:
        integration = self._as_rest(template)
        method = Method(integration=integration)
        api = Api(resources={self.path: Resource(self.path, {"ANY": method})})
        event = self._event(integration, key, mark)
        stage = Stage(self.stage.stage_name if self.stage else "prod", {**self._variables(mark)})
        exchange = pipeline.invoke(api, event, lambda request: Response(200), stage=stage, quotas=False)
        if exchange.backend_request is None:
            cause = next(iter(exchange.findings), None)
            message = cause.message if cause else f"API Gateway answers {exchange.status}"
            raise UsageError(f"its call is not known: {message}", cause.span if cause else None)
        return exchange.backend_request

    def _as_rest(self, template: Any) -> Integration:
        """The integration with this template for every request, as one of a REST API."""
        mapped = {
            name: value.replace("route.request.", "method.request.")
            for name, value in self.integration.request_parameters.items()
        }
        chosen = {"application/json": template} if template is not None else {}
        verb = self.integration.http_method or "POST"
        return replace(
            self.integration,
            request_templates=chosen,
            request_parameters=mapped,
            passthrough_behavior="WHEN_NO_MATCH",
            http_method="POST" if verb == "ANY" else verb,
        )

    def _variables(self, mark: str) -> dict[str, str]:
        """The stage's variables; of those that it does not have the mark."""
        names = re.findall(r"stageVariables\.([\w-]+)", self._texts())
        known = self.stage.variables if self.stage else {}
        return {**dict.fromkeys(names, mark), **known}

    def _texts(self) -> str:
        """All that is written in the integration."""
        found = self.integration
        written = [
            found.uri or "",
            *(getattr(each, "text", each) for each in found.request_templates.values()),
            *found.request_parameters.values(),
        ]
        return "\n".join(str(each) for each in written)

    def _event(self, integration: Integration, key: str | None, mark: str) -> Event:
        """The request: the mark for all that is read, in path, query string, headers, body and $context."""
        template = integration.request_templates.get("application/json")
        given = self.events(templates.compiled(template, f"request template {key}").tree) if template else Event("")
        named = re.findall(
            r"method\.request\.(?:multivalue)?(path|querystring|header)\.([^\s'\"]+)", _mapped(integration)
        )
        mapped = {place: {name for where, name in named if where == place} for place in ("querystring", "header")}
        path = {name.rstrip("+"): mark for name in re.findall(r"\{([^{}]+)\}", self.path)}
        context = {"httpMethod": "POST", "path": pipeline.filled(self.path, path), **self._context(mark)}
        body = _marked(_with_body(given.body, integration), mark)
        header = {name: mark for name in {*given.header, *mapped["header"]} if name.lower() not in _TYPES}
        return Event(
            body=body if isinstance(body, str) else json.dumps(body),
            path=path,
            querystring=dict.fromkeys({*given.querystring, *mapped["querystring"]}, mark),
            header={**header, "Content-Type": "application/json"},
            context=context,
        )

    def _context(self, mark: str) -> dict[str, Any]:
        """$context with the mark for all that is read of it and that is not the API's own."""
        found: dict[str, Any] = {"accountId": self._account() or mark}
        for written in re.findall(r"context\.([A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)*)", self._texts()):
            *parents, last = written.split(".")
            if {written.partition(".")[0]} & (_FIXED | _FIXED_TOO):
                continue
            target = found
            for parent in parents:
                inner = target.get(parent)
                target[parent] = target = inner if isinstance(inner, dict) else {}
            target.setdefault(last, mark)
        return found


_TYPES = frozenset({"content-type", "accept"})
"""Headers that choose templates."""


def wire_name(service: str) -> str:
    """botocore's name for the service of a URI; raises UsageError."""
    return models.named(service if service in models.OTHER_NAMES else service.rpartition(".")[2])


def _unknown(call: wire.Call) -> str:
    """Why nobody knows what a call needs."""
    if not call.operation:
        return "the client names the action"
    guess = near(call.operation, wire.operations(call.service))
    return f"{call.service} has no operation {call.operation!r}" + (f"; did you mean {guess!r}?" if guess else "")


def _mapped(integration: Integration) -> str:
    """All that requestParameters map."""
    return "\n".join(map(str, integration.request_parameters.values()))


def _with_body(body: Any, integration: Integration) -> Any:
    """A body that has, too, what requestParameters read of it."""
    names = re.findall(r"method\.request\.body\.([\w.]+)", _mapped(integration))
    try:
        value = json.loads(body) if isinstance(body, str) and body else {}
    except ValueError:
        return body
    if names and not isinstance(value, dict):
        value = {}
    for name in names:
        *parents, last = name.split(".")
        target = value
        for parent in parents:
            target[parent] = target = target[parent] if isinstance(target.get(parent), dict) else {}
        target[last] = ""
    return value if names or body else ""


def _marked(value: Any, mark: str) -> Any:
    """The value, each text in it, however deep, the mark."""
    match value:
        case dict():
            return {name: _marked(each, mark) for name, each in value.items()}
        case list():
            return [_marked(each, mark) for each in value]
        case str():
            return mark
        case _:
            return value


# ---- two answers made one


def _general(one: tuple[Statement, ...], other: tuple[Statement, ...]) -> Iterator[Statement]:
    """What two askings have in common, `*` for what differs; all of both where they are of different kinds."""
    if [each.actions for each in one] != [each.actions for each in other]:
        yield from (
            _without(each, mark) for each, mark in [*((a, MARKS[0]) for a in one), *((b, MARKS[1]) for b in other)]
        )
        return
    for a, b in zip(one, other, strict=True):
        alike = len(a.resources) == len(b.resources)
        pairs = (
            zip(a.resources, b.resources, strict=True)
            if alike
            else [(each, each) for each in a.resources + b.resources]
        )
        resources = tuple(dict.fromkeys(_common(x, y) for x, y in pairs))
        yield replace(a, resources=resources, condition=a.condition if a.condition == b.condition else {})


def _without(statement: Statement, mark: str) -> Statement:
    return replace(statement, resources=tuple(each.replace(mark, ANY) for each in statement.resources))


def _common(one: str, other: str) -> str:
    """The pattern of two ARNs."""
    marked = one.replace(MARKS[0], ANY), other.replace(MARKS[1], ANY)
    if marked[0] == marked[1]:
        return re.sub(r"\*+", ANY, marked[0])
    before = _shared(*marked)
    after = _shared(*(each[len(before) :][::-1] for each in marked))[::-1]
    return re.sub(r"\*+", ANY, f"{before}{ANY}{after}")


def _shared(one: str, other: str) -> str:
    """What two texts begin with."""
    alike = takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    return "".join(char for char, _ in alike)
