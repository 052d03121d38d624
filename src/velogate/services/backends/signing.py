"""Signature Version 4 for the back end's request: which service and region it is for, and the request signed.

Confidence: signing names are those of botocore's service models; how it is signed is botocore's.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, unquote_to_bytes

from velogate.errors import UsageError
from velogate.gateway.exchange import BackendRequest, Headers

_REGION = re.compile(r"\.([a-z]{2,4}(?:-[a-z]+)+-\d)\.(?:amazonaws\.com|api\.aws)")
_GLOBAL_REGION = "us-east-1"
"""Of services that have one host for the world."""

_SIGNING: Mapping[str, str] = {
    "appconfigdata": "appconfig",
    "appstream2": "appstream",
    "bedrock-agent": "bedrock",
    "bedrock-agent-runtime": "bedrock",
    "bedrock-runtime": "bedrock",
    "cassandra-streams": "cassandra",
    "email": "ses",
    "entitlement.marketplace": "aws-marketplace",
    "forecastquery": "forecast",
    "memory-db": "memorydb",
    "metering.marketplace": "aws-marketplace",
    "migrationhub-config": "mgh",
    "oidc": "sso-oauth",
    "personalize-events": "personalize",
    "personalize-runtime": "personalize",
    "pinpoint": "mobiletargeting",
    "runtime.sagemaker": "sagemaker",
    "s3-control": "s3",
}
"""Signing names that are not the name in the URI."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a signature is for."""

    service: str
    """The signing name, as in `ses`."""
    region: str


def scope(request: BackendRequest, service: str | None = None, region: str | None = None) -> Scope:
    """The scope of a request: the signing name of its service, the region of its host; raises UsageError without a
    service."""
    name = service or request.service
    if name is None:
        raise UsageError(
            f"{request.host} is no AWS service: nothing says what to sign the request for",
            hint="give the service's signing name, as in execute-api",
        )
    if name == "iot" and not request.host.startswith("iot."):
        name = "iotdata"  # data-ats.iot, {prefix}.iot
    found = _REGION.search(f".{request.host}")
    return Scope(_SIGNING.get(name, name), region or (found[1] if found else _GLOBAL_REGION))


def signed(request: BackendRequest, credentials: Any, scope: Scope) -> BackendRequest:
    """The request with the headers of its signature; its path and query written as they are signed.

    `credentials` are botocore's.
    """
    from botocore.auth import S3SigV4Auth, SigV4Auth
    from botocore.awsrequest import AWSRequest

    asked = replace(request, url=_encoded(request.url))
    given = AWSRequest(method=asked.method, url=asked.url, data=asked.bytes)
    for name, value in asked.headers.without("Content-Length", "Connection", "Transfer-Encoding").pairs:
        given.headers[name] = value
    signer = S3SigV4Auth if scope.service == "s3" else SigV4Auth
    signer(credentials, scope.service, scope.region).add_auth(given)
    return replace(asked, headers=Headers(given.headers.items()))


def _encoded(url: str) -> str:
    """The URL, every character but the unreserved ones written as %XX: so it is what the signature is made of."""
    scheme, _, rest = url.partition("://")
    before, mark, query = rest.partition("?")
    host, *segments = before.split("/")
    path = "/".join(["", *map(_quoted, segments or [""])])
    pairs = [part.partition("=") for part in query.replace("+", "%20").split("&") if part]
    written = "&".join(f"{_quoted(name)}={_quoted(value)}" for name, _, value in pairs)
    return f"{scheme}://{host}{path}{mark}{written}"


def _quoted(text: str) -> str:
    return quote(unquote_to_bytes(text), safe="-_.~")
