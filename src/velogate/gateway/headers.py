"""What API Gateway does to headers on their way: tables, all RECORDED but where a line says otherwise.

Header mappings of these names fail when a request comes, not when the API is made.
"""

from collections.abc import Mapping
from typing import Any

from velogate.gateway.exchange import Headers

FORBIDDEN = frozenset({"content-length", "transfer-encoding"})
"""That no integration may map: the client gets a 500."""

FORBIDDEN_FOR_AWS = FORBIDDEN | {"authorization", "connection", "expect", "proxy-authenticate", "te"}
"""The same for integrations of type AWS and AWS_PROXY."""

NOT_SENT = frozenset({"connection", "expect", "proxy-authenticate", "te", "via"})
"""That may be mapped and do not reach an HTTP back end (RECORDED through a proxy that may have taken them itself)."""

NOT_FORWARDED = frozenset(
    {
        *("connection", "content-encoding", "content-length", "content-md5", "expect", "host", "max-forwards"),
        *("proxy-authenticate", "server", "te", "trailer", "transfer-encoding", "upgrade", "via", "www-authenticate"),
    }
)
"""Headers of the client that HTTP_PROXY does not forward."""

REMAPPED = {
    name.lower(): f"x-amzn-Remapped-{name}"
    for name in (
        *("Authorization", "Connection", "Content-Length", "Content-MD5", "Date", "Expect", "Host", "Max-Forwards"),
        *("Proxy-Authenticate", "Server", "Trailer", "Upgrade", "User-Agent", "WWW-Authenticate"),
    )
}
"""Headers of an answer that the client gets under another name."""

REMAPPED_FROM_PROXY = REMAPPED | {"x-amzn-requestid": "x-amzn-Remapped-x-amzn-RequestId"}
"""The same for what an HTTP_PROXY back end answers."""

DROPPED = frozenset({"transfer-encoding"})
"""Headers of an answer that the client never gets."""

DROPPED_FROM_PROXY = DROPPED | {"via"}
"""The same for what an HTTP_PROXY back end answers (an emulator's belief)."""

TRACE = "X-Amzn-Trace-Id"


def remapped(headers: Headers, from_proxy: bool = False) -> Headers:
    """The headers as the client gets them: some under another name, some not at all."""
    names = REMAPPED_FROM_PROXY if from_proxy else REMAPPED
    dropped = DROPPED_FROM_PROXY if from_proxy else DROPPED
    kept = [(name, value) for name, value in headers.pairs if name.lower() not in dropped]
    return Headers((names.get(name.lower(), name), value) for name, value in kept)


def of_client(headers: Headers) -> Headers:
    """The client's headers as API Gateway hands them on: only Authorization loses the case it was written in."""
    return Headers(
        ("Authorization" if name.lower() == "authorization" else name, value) for name, value in headers.pairs
    )


def trace_id(headers: Headers, context: Mapping[str, Any]) -> str:
    """The trace id of the request: the client's, completed, or one made of the request's own id and time."""
    given = dict(part.partition("=")[::2] for part in (headers.last(TRACE) or "").split(";") if "=" in part)
    seed = "".join(c for c in str(context.get("requestId")) if c in "0123456789abcdef").ljust(32, "0")
    epoch = context.get("requestTimeEpoch")
    seconds = epoch // 1000 if isinstance(epoch, int) else 0
    root = given.get("Root") or f"1-{seconds & 0xFFFFFFFF:08x}-{seed[:24]}"
    sampled = given.get("Sampled") or ("1" if "Parent" in given else "0")
    return f"Root={root};Parent={given.get('Parent') or seed[-16:]};Sampled={sampled}"


def completed(headers: Headers, context: Mapping[str, Any], size: int, keep_alive: bool) -> Headers:
    """An answer's headers with those that API Gateway adds to every answer."""
    added = Headers(
        {
            "Content-Type": "application/json",
            "Content-Length": size,
            "Connection": "keep-alive" if keep_alive else "close",
            "Date": http_date(context.get("requestTimeEpoch")),
            "x-amzn-RequestId": context.get("requestId"),
            "x-amz-apigw-id": context.get("extendedRequestId"),
        }
    )
    return Headers((*headers.pairs, *((name, value) for name, value in added.pairs if name not in headers)))


def http_date(epoch: Any) -> str:
    """Milliseconds since 1970 as HTTP writes a date."""
    from email.utils import formatdate

    return formatdate(epoch / 1000 if isinstance(epoch, int) else 0, usegmt=True)
