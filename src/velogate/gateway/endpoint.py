"""The back end's address: an integration's URI, and the HTTP request of an AWS service behind it.

Confidence: `{name}` and `${stageVariables.x}` are RECORDED; so is which services get their X-Amz-Target from an
`action/` URI, and that all others are called in the Query protocol.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from velogate.gateway.exchange import as_text
from velogate.java.text import to_string

_STAGE_VARIABLE = re.compile(r"\$\{stageVariables\.([\w-]+)\}")
_PLACEHOLDER = re.compile(r"\{([a-zA-Z0-9._$+-]+)\}")
_ARN = re.compile(
    r"arn:(?P<partition>[^:]+):apigateway:(?P<region>[^:]*):(?P<service>[^:]+):(?P<kind>path|action)/(?P<rest>.*)", re.S
)
_SAFE = "/%:@!$&'()*+,;=~-._?#[]<>{}"
"""Characters that stay in a URL; the rest is what no URL may have."""


class InvalidEndpointError(Exception):
    """The URI is no address that anything can be sent to."""


@dataclass(frozen=True, slots=True)
class Protocol:
    """How a service in a JSON protocol names its action."""

    target: str
    """What X-Amz-Target begins with."""
    version: str
    """Of the Content-Type `application/x-amz-json-`."""


IMPLIED: Mapping[str, Protocol] = {
    "dynamodb": Protocol("DynamoDB_20120810", "1.0"),
    "kinesis": Protocol("Kinesis_20131202", "1.1"),
    "states": Protocol("AWSStepFunctions", "1.0"),
    "firehose": Protocol("Firehose_20150804", "1.1"),
    "cognito-idp": Protocol("AWSCognitoIdentityProviderService", "1.1"),
}
"""Services whose `action/` URI implies X-Amz-Target and Content-Type; of all others the header must be mapped, or they
are called in the Query protocol (the last two INFERRED from deployed templates)."""

_DOTTED = frozenset({"runtime.sagemaker", "entitlement.marketplace", "metering.marketplace"})
"""Services whose own name has a dot; of all others the part before the last dot is a subdomain."""

_HOSTS = {"iotdata": "iot"}
"""Services whose host has another name."""

_GLOBAL = frozenset({"iam", "cloudfront", "route53", "sts"})
_SYNC = "StartSyncExecution"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a request goes, and what the URI says of it."""

    url: str
    service: str | None = None
    action: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    """That the URI implies."""


def rendered(uri: str, path: Mapping[str, Any], stage_variables: Mapping[str, Any]) -> str:
    """The URI with its stage variables (nothing for those that are not set) and its path parameters.

    A placeholder without a value stays as it is written.
    """
    with_variables = _STAGE_VARIABLE.sub(lambda found: _text(stage_variables.get(found[1])), uri)
    return _PLACEHOLDER.sub(lambda found: _text(path[found[1]]) if found[1] in path else found[0], with_variables)


def of_uri(uri: str, query: list[tuple[str, Any]]) -> Endpoint:
    """The endpoint of a rendered URI, whose own query parameters come first; raises InvalidEndpointError."""
    arn = _ARN.fullmatch(uri)
    return _of_service(arn, query) if arn else _of_http(uri, query)


def parts(uri: str) -> re.Match[str] | None:
    """The groups partition, region, service, kind and rest of an AWS integration's URI; None for any other."""
    return _ARN.fullmatch(uri)


def _of_http(uri: str, query: list[tuple[str, Any]]) -> Endpoint:
    scheme, separator, rest = uri.partition("://")
    host = re.split(r"[/?#]", rest, maxsplit=1)[0]
    if separator != "://" or scheme.lower() not in ("http", "https") or not re.fullmatch(r"[^\s/?#@]+", host):
        raise InvalidEndpointError(uri)
    rest = rest.partition("#")[0]
    return Endpoint(_url(f"{scheme}://{host}", re.sub(r"^/+", "/", rest[len(host) :]), query))


def _of_service(arn: re.Match[str], query: list[tuple[str, Any]]) -> Endpoint:
    *subdomain, service = [arn["service"]] if arn["service"] in _DOTTED else arn["service"].rsplit(".", 1)
    rest = arn["rest"].lstrip("/")
    if arn["kind"] == "path":
        host = _host(arn, subdomain, service)
        return Endpoint(_url(f"https://{host}", f"/{rest}", query), service)
    action = rest.partition("?")[0]
    host = _host(arn, ["sync", *subdomain] if action == _SYNC else subdomain, service)
    protocol = IMPLIED.get(service)
    if protocol is None:
        return Endpoint(_url(f"https://{host}", "/", _with_action(action, query)), service, action)
    implied = (
        ("X-Amz-Target", f"{protocol.target}.{action}"),
        ("Content-Type", f"application/x-amz-json-{protocol.version}"),
    )
    return Endpoint(_url(f"https://{host}", "/", query), service, action, implied)


def _with_action(action: str, query: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    return query if any(name == "Action" for name, _ in query) else [("Action", action), *query]


def _host(arn: re.Match[str], subdomain: list[str], service: str) -> str:
    """The service's host name in the region."""
    suffix = "amazonaws.com.cn" if arn["partition"] == "aws-cn" else "amazonaws.com"
    if subdomain == ["sync"]:
        return f"sync-{service}.{arn['region']}.{suffix}"
    region = [] if service in _GLOBAL else [arn["region"]]
    return ".".join([*subdomain, _HOSTS.get(service, service), *region, suffix])


def _url(origin: str, path: str, query: list[tuple[str, Any]]) -> str:
    path, _, own = path.partition("?")
    pairs = [(name, _text(each)) for name, value in query for each in _each(value)]
    added = urlencode(pairs, quote_via=quote, safe="", errors="replace")
    joined = "&".join(filter(None, [quote(own, safe=_SAFE, errors="replace"), added]))
    return origin + quote(path, safe=_SAFE, errors="replace") + (f"?{joined}" if joined else "")


def _each(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        return as_text(value)
    return "" if value is None else value if isinstance(value, str) else to_string(value)
