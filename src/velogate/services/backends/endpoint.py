"""Any endpoint as the back end: AWS itself, or an emulator; every request signed as API Gateway signs it.

Emulators route by the host that AWS would be asked at, so they get that; a name with a dot, which may be routed by
itself, gets its own, and the bucket in the path.
"""

import ipaddress
import re
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from velogate.errors import UsageError
from velogate.gateway.exchange import BackendRequest, Response
from velogate.gateway.transit import Backend
from velogate.services.backends import query, signing
from velogate.services.backends.sending import http

AWS = "aws"
"""In place of a URL: each request goes to its own host."""

_BUCKET = re.compile(r"(?P<bucket>.+)\.s3[.-][a-z0-9.-]*amazonaws\.com(?:\.cn)?")
_KEEPS_HOST = re.compile(r"[^.]+|.*\.localhost|host\.docker\.internal|localhost\.localstack\.cloud")
"""Names that are no server's own in DNS: what answers there is an emulator."""


def endpoint(
    url: str,
    *,
    credentials: Any = None,
    region: str | None = None,
    service: str | None = None,
    profile: str | None = None,
    verify: bool = True,
) -> Backend:
    """A back end that sends each request to the origin `url`, or with `aws` to its own host, signed with SigV4.

    `credentials` are botocore's, or a pair or triple of key, secret and session token; with None those of the
    environment, of `profile`, ... `region` and the signing name `service` are told by the request where they are None.
    Raises UsageError for what is no URL, for missing credentials and for missing libraries; the back end itself raises
    ConnectionError and TimeoutError.
    """
    origin = None if url == AWS else _origin(url)
    known = _given(credentials) or _found(profile)
    send = http(verify=verify)

    def answer(request: BackendRequest) -> Response:
        scope = signing.scope(request, service, region)
        moved = request if origin is None else _moved(query.as_form(request), origin)
        return query.answered(request, send(signing.signed(moved, known, scope)))

    return answer


def _origin(url: str) -> str:
    """Scheme, host and port of a URL; raises UsageError."""
    hint = "write http://localhost:4566, or aws"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise UsageError(f"{url!r} is no URL of an endpoint: {error}", hint=hint) from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError(f"{url!r} is no URL of an endpoint", hint=hint)
    if parts.username or parts.query or parts.fragment or parts.path.strip("/"):
        raise UsageError(f"{url!r} has more than scheme, host and port", hint=hint)
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}" + (f":{port}" if port else "")


def _moved(request: BackendRequest, origin: str) -> BackendRequest:
    """The request at another origin, its Host as that needs it."""
    rest = request.url.partition("://")[2][len(request.host) :]
    host = origin.partition("://")[2]
    if _is_emulator(urlsplit(origin).hostname or ""):
        return replace(request, url=origin + rest)
    in_host = _BUCKET.fullmatch(request.host) if request.service == "s3" else None
    path = f"/{in_host['bucket']}{rest if rest.startswith('/') else '/' + rest}" if in_host else rest
    return replace(request, url=origin + path, headers=request.headers.set("Host", host))


def _is_emulator(host: str) -> bool:
    if _KEEPS_HOST.fullmatch(host):
        return True
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _given(credentials: Any) -> Any:
    """botocore's credentials; raises UsageError."""
    if not isinstance(credentials, tuple | list):
        return credentials
    _botocore()
    from botocore.credentials import Credentials

    if len(credentials) not in (2, 3) or not all(credentials[:2]):
        raise UsageError("credentials are a key, a secret, and if need be a session token")
    return Credentials(*credentials)


def _found(profile: str | None) -> Any:
    """The credentials of botocore's chain; raises UsageError where there are none."""
    botocore = _botocore()
    from botocore.exceptions import BotoCoreError

    try:
        found = botocore.session.Session(profile=profile).get_credentials()
        if found is not None:
            found.get_frozen_credentials()
    except BotoCoreError as error:
        raise UsageError(f"no credentials to sign with: {error}") from None
    if found is None:
        raise UsageError("no credentials to sign with", hint=_CREDENTIALS)
    return found


_CREDENTIALS = "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (for an emulator to any text), or AWS_PROFILE"


def _botocore() -> Any:
    try:
        import botocore.session
    except ImportError:
        raise UsageError("signing needs botocore", hint="pip install 'velogate[aws]'") from None
    return botocore
