"""A server on the loopback interface that checks signatures by the rules of Signature Version 4, anew."""

import hashlib
import hmac
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import quote, unquote_to_bytes

SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
"""The secret of every key."""


@dataclass
class Received:
    """What a server got, and whether it was signed well."""

    verified: list[bool] = field(default_factory=list)
    scopes: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)


def verified(method: str, target: str, headers: dict[str, str], body: bytes) -> bool:
    """Whether the signature in Authorization is the one of the request that was received."""
    parts = dict(part.strip().split("=", 1) for part in headers["authorization"].partition(" ")[2].split(","))
    date, region, service, end = scope = parts["Credential"].split("/")[1:]
    signed = parts["SignedHeaders"].split(";")
    path, _, query = target.partition("?")
    canonical = "\n".join(
        [
            method,
            _path(path, service),
            _query(query),
            *(f"{name}:{' '.join(headers[name].split())}" for name in signed),
            "",
            ";".join(signed),
            hashlib.sha256(body).hexdigest(),
        ]
    )
    told = ["AWS4-HMAC-SHA256", headers["x-amz-date"], "/".join(scope), _sha256(canonical)]
    key = f"AWS4{SECRET}".encode()
    for step in (date, region, service, end):
        key = hmac.digest(key, step.encode(), "sha256")
    content = headers.get("x-amz-content-sha256")
    honest = content in (None, hashlib.sha256(body).hexdigest())
    needed = {"host", "x-amz-date"} | ({"x-amz-content-sha256"} if service == "s3" else set())
    return (
        honest
        and needed <= set(signed)
        and hmac.new(key, "\n".join(told).encode(), "sha256").hexdigest() == parts["Signature"]
    )


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _path(path: str, service: str) -> str:
    """Each segment decoded and encoded again, but for S3 twice."""
    segments = [quote(unquote_to_bytes(segment), safe="-_.~") for segment in path.split("/")]
    return "/".join(segments) if service == "s3" else "/".join(quote(segment, safe="-_.~") for segment in segments)


def _query(query: str) -> str:
    pairs = [part.partition("=")[::2] for part in query.split("&") if part]
    encoded = [tuple(quote(unquote_to_bytes(each), safe="-_.~") for each in pair) for pair in pairs]
    return "&".join(f"{name}={value}" for name, value in sorted(encoded))


@contextmanager
def verifying() -> Iterator[tuple[str, Received]]:
    """The URL of a server that checks what it gets, and the list of that."""
    received = Received()

    class Server(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            pass

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            received.verified.append(verified(self.command, self.path, headers, body))
            received.scopes.append("/".join(headers["authorization"].split("/")[2:4]))
            received.headers.append(headers)
            received.targets.append(self.path)
            received.bodies.append(body)
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(b"{}")

        do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = answer  # noqa: N815

    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", received
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
