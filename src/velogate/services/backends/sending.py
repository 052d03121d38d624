"""Requests over HTTP: each to its own URL, once; and answers that are fixed."""

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from velogate.errors import UsageError
from velogate.gateway.exchange import BackendRequest, Headers, Response
from velogate.gateway.transit import Backend

_ERRNO = re.compile(r"\[Errno -?\d+\] ")

OF_THE_CONNECTION = ("Content-Length", "Connection", "Transfer-Encoding")
"""Headers that the client library writes itself."""


def http(*, verify: bool = True) -> Callable[[BackendRequest], Response]:
    """A back end that sends each request to its own URL, once; redirects are not followed, bodies not decoded.

    Raises UsageError where the library for it is missing. Time-outs become TimeoutError, all other failures OSError.
    """
    try:
        import httpx
    except ImportError:
        raise UsageError("sending over HTTP needs httpx", hint="pip install 'velogate[http]'") from None
    once = httpx.Limits(max_keepalive_connections=0)
    client = httpx.Client(verify=verify, follow_redirects=False, trust_env=False, limits=once)

    def send(request: BackendRequest) -> Response:
        try:
            return _sent(client, request)
        except httpx.TimeoutException as error:
            raise TimeoutError(f"no answer from {request.host} within {request.timeout:g} seconds") from error
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            cause = _ERRNO.sub("", str(error))
            raise ConnectionError(f"{urlsplit(request.url).netloc} cannot be reached: {cause}") from error

    return send


def _sent(client: Any, request: BackendRequest) -> Response:
    """The answer to a request that has the given headers and no others."""
    import httpx

    headers = [(name.encode(), value.encode()) for name, value in request.headers.without(*OF_THE_CONNECTION).pairs]
    limits = {"timeout": httpx.Timeout(request.timeout).as_dict()}
    asked = httpx.Request(request.method, request.url, headers=headers, content=request.bytes, extensions=limits)
    answer = client.send(asked, stream=True)
    try:
        given = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in answer.headers.raw]
        return Response(answer.status_code, Headers(given), b"".join(answer.iter_raw()))
    finally:
        answer.close()


def fixed(answer: Response | Mapping[str, Any]) -> Backend:
    """A back end that answers every request the same."""
    response = Response.of(answer)
    return lambda request: response
