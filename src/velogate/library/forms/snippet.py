"""What is deployed: the API of an entry with all that was asked for, its policy, and where a client finds it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from velogate.errors import UsageError
from velogate.gateway.model import Api, Authorizer, Integration, Method
from velogate.library import making
from velogate.library.entry import Entry
from velogate.library.filling import Origin, Value
from velogate.library.forms import cors as crossing
from velogate.library.forms import marks

AUTHORIZERS = "iam, cognito:USER_POOL_ARN, lambda:FUNCTION_ARN"
_POOL = re.compile(r"arn:[\w-]+:cognito-idp:[\w-]+:\d{12}:userpool/[\w-]+")
_FUNCTION = re.compile(r"arn:[\w-]+:lambda:[\w-]+:\d{12}:function:[\w-]+(:[\w$-]+)?")
_VERBS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "ANY")


@dataclass(frozen=True, slots=True)
class Snippet:
    """An entry with values, ready to be written in any form; texts have marks for what the account knows."""

    entry: Entry
    given: Mapping[str, str]
    """The options as they were given."""
    api: Api
    policy: Mapping[str, Any]
    client: str
    """Method and path, or the route key."""

    @property
    def integration(self) -> Integration:
        """The integration of the entry's own method or route."""
        return making.integration(self.api)

    @property
    def has_role(self) -> bool:
        """Whether API Gateway takes a role for the call."""
        return bool(self.integration.credentials)


def of(
    entry: Entry,
    given: Mapping[str, str],
    *,
    client: str | None = None,
    cors: tuple[str, ...] = (),
    authorizer: str | None = None,
    kms_key: str | None = None,
) -> Snippet:
    """The snippet; raises UsageError for what cannot be asked of the entry."""
    _check_given(given, kms_key)
    entry = replace(entry, client=_client(entry, client)) if client else entry
    values = entry.values({**marks.MARKS, **given, **({"kms-key": kms_key} if kms_key else {})})
    _check_path(entry, values)
    if kms_key and not entry.kms:
        raise UsageError(f"{entry.id} needs no key", hint="leave --kms-key out")
    api = making.api(entry, values)
    if authorizer:
        api = _authorized(entry, api, authorizer)
    if cors:
        if entry.is_websocket:
            raise UsageError("a WebSocket API has no CORS", hint="leave --cors out")
        api = crossing.allowed(api, cors)
    return Snippet(entry, given, api, making.policy(entry, values, kms=bool(kms_key)), entry.client)


_OF_ACCOUNT: Mapping[str, tuple[str, str]] = {
    "partition": (r"aws(-[a-z]+)*", "aws, aws-cn, aws-us-gov"),
    "region": (r"[a-z]{2,}(-[a-z]+)+-\d", "eu-west-1"),
    "account": (r"\d{12}", "123456789012"),
    "role": (r"arn:[\w-]+:iam::\d{12}:role/[\w+=,.@/-]+", "arn:aws:iam::123456789012:role/api"),
    "kms-key": (r"arn:[\w-]+:kms:[\w-]+:\d{12}:key/[\w-]+", "arn:aws:kms:eu-west-1:123456789012:key/1111-2222"),
}
"""What can be given for what the account knows, and how that looks."""

_UNWRITABLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ue000-\ue003\u2028\u2029\ufeff\ufffe\uffff]"
)
"""Control characters, halves of pairs, marks: not every form's files can have them, and editors do not show them."""


def _check_given(given: Mapping[str, str], kms_key: str | None) -> None:
    """Raises UsageError for a value that cannot be written, or that is none of the account's."""
    for name, value in {**given, **({"kms-key": kms_key} if kms_key else {})}.items():
        found = _UNWRITABLE.search(value)
        if found:
            code = f"U+{ord(found[0]):04X}"
            raise UsageError(f"--{name} has {code}, which cannot be written", hint="leave control characters out")
        pattern, example = _OF_ACCOUNT.get(name, (".*", ""))
        if not re.fullmatch(pattern, value, re.ASCII | re.DOTALL):
            raise UsageError(f"--{name}: {value!r} cannot be one", hint=f"as in {example}")


_ROUTE = re.compile(r"\$(connect|disconnect|default)|[\w./:-]{1,128}", re.ASCII)


def _client(entry: Entry, client: str) -> str:
    verb, blank, path = client.strip().partition(" ")
    if entry.is_websocket:
        if not _ROUTE.fullmatch(client.strip()):
            raise UsageError(f"{client!r} is no route key", hint=f"as in {entry.client!r}")
        return client.strip()
    if (
        not blank
        or verb.upper() not in _VERBS
        or not re.fullmatch(r"(/(\{[\w.-]+\+?\}|[\w.~%:@!$&'()*,;=-]+))+|/", path.strip(), re.ASCII)
    ):
        raise UsageError(f"{client!r} is no method and path", hint=f"as in {entry.client!r}")
    return f"{verb.upper()} {path.strip()}"


def _check_path(entry: Entry, values: Mapping[str, Value]) -> None:
    """Raises UsageError where a value is read of a part of the path that the path does not have."""
    known = set(re.findall(r"\{([\w.-]+)\+?\}", entry.client))
    for name, value in values.items():
        if isinstance(value, Origin) and value.kind == "path" and value.name not in known:
            raise UsageError(
                f"--{name} is read of the path, and {entry.client} has no {{{value.name}}}",
                hint=f"write the path as …/{{{value.name}}}, or --{name} query:{value.name}",
            )


def _authorized(entry: Entry, api: Api, given: str) -> Api:
    """The API with an authorizer for its method or route; raises UsageError."""
    kind, _, arn = given.partition(":")
    if kind == "iam" and not arn:
        return _with(api, entry, authorization_type="AWS_IAM")
    if kind == "cognito" and _POOL.fullmatch(arn) and not entry.is_websocket:
        found = Authorizer("Users", "COGNITO_USER_POOLS", identity_source=_AUTHORIZATION, provider_arns=(arn,))
        return _with(
            replace(api, authorizers={"Users": found}),
            entry,
            authorization_type="COGNITO_USER_POOLS",
            authorizer_id="Users",
        )
    if kind == "lambda" and _FUNCTION.fullmatch(arn):
        home = f"arn:{marks.MARKS['partition']}:apigateway:{marks.MARKS['region']}"
        uri = f"{home}:lambda:path/2015-03-31/functions/{arn}/invocations"
        sort, source = ("REQUEST", _ROUTE_AUTHORIZATION) if entry.is_websocket else ("TOKEN", _AUTHORIZATION)
        found = Authorizer("Decider", sort, authorizer_uri=uri, identity_source=source)
        return _with(
            replace(api, authorizers={"Decider": found}), entry, authorization_type="CUSTOM", authorizer_id="Decider"
        )
    raise UsageError(f"{given!r} names no authorizer", hint=f"known: {AUTHORIZERS}")


_AUTHORIZATION = "method.request.header.Authorization"
_ROUTE_AUTHORIZATION = "route.request.header.Authorization"


def _with(api: Api, entry: Entry, **changes: Any) -> Api:
    if entry.is_websocket:
        return replace(api, routes={key: replace(route, **changes) for key, route in api.routes.items()})
    return replace(
        api,
        resources={
            path: replace(
                resource, methods={verb: _changed(method, changes) for verb, method in resource.methods.items()}
            )
            for path, resource in api.resources.items()
        },
    )


def _changed(method: Method, changes: Mapping[str, Any]) -> Method:
    return replace(method, **changes)
