"""Signature Version 4 for the back end's request: which service and region it is for, and the request signed.

Confidence: signing names are those of botocore's service models; how it is signed is botocore's.
"""

import re
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, unquote_to_bytes

from velogate.errors import UsageError
from velogate.gateway.exchange import BackendRequest, Headers
from velogate.services.backends.sending import OF_THE_CONNECTION

_REGION = re.compile(r"\.([a-z]{2,4}(?:-[a-z]+)+-\d)\.(?:amazonaws\.com|api\.aws)")
_GLOBAL_REGION = "us-east-1"
"""Of services that have one host for the world."""


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
    return Scope(_signing_name(name), region or (found[1] if found else _GLOBAL_REGION))


def _signing_name(service: str) -> str:
    """What a service of a URI is called in signatures; a name that no model has, as it is."""
    from velogate.services.wire import identity, models  # only what is signed needs it

    known = identity.of_service(service)
    metadata = models.metadata(known[0]) if known else {}
    return str(metadata.get("signingName") or metadata.get("endpointPrefix") or service)


def signed(request: BackendRequest, credentials: Any, scope: Scope) -> BackendRequest:
    """The request with the headers of its signature; its path and query written as they are signed.

    `credentials` are botocore's.
    """
    from botocore.auth import S3SigV4Auth, SigV4Auth
    from botocore.awsrequest import AWSRequest

    asked = replace(request, url=_encoded(request.url))
    given = AWSRequest(method=asked.method, url=asked.url, data=asked.bytes)
    for name, value in asked.headers.without(*OF_THE_CONNECTION).pairs:
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
