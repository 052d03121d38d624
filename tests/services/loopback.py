"""An HTTP server on the loopback interface that does what its path says."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Server(BaseHTTPRequestHandler):
    """Echoes, delays, resets, and answers with any status, chunked or binary."""

    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass

    def answer(self) -> None:
        """Does what the path says."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        what, _, argument = self.path.partition("?")[0].strip("/").partition("/")
        getattr(self, f"_{what}")(argument, body)

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = do_HEAD = answer  # noqa: N815

    def _echo(self, argument: str, body: bytes) -> None:
        told = {
            "method": self.command,
            "path": self.path,
            "headers": [*self.headers.items()],
            "body": body.decode("latin-1"),
        }
        self._send(200, json.dumps(told).encode(), "application/json")

    def _status(self, argument: str, body: bytes) -> None:
        if argument.startswith("1"):
            self.send_response_only(int(argument))
            self.end_headers()
            argument = "200"
        self._send(
            int(argument),
            b"" if argument in ("204", "304") else b'{"status":' + argument.encode() + b"}",
            "application/json",
        )

    def _delay(self, argument: str, body: bytes) -> None:
        time.sleep(float(argument))
        self._send(200, b"late", "text/plain")

    def _reset(self, argument: str, body: bytes) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        self.connection.close()
        self.close_connection = True

    def _chunked(self, argument: str, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.send_header("Content-Type", "text/plain")
        self.send_header("X-Many", "1")
        self.send_header("X-Many", "2")
        self.end_headers()
        for part in (b"one, ", b"two, ", b"three"):
            self.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))
        self.wfile.write(b"0\r\n\r\n")

    def _binary(self, argument: str, body: bytes) -> None:
        self._send(200, bytes(range(256)), "image/png")

    def _redirect(self, argument: str, body: bytes) -> None:
        self.send_response(302)
        self.send_header("Location", "/echo")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _send(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


@contextmanager
def serving() -> Iterator[str]:
    """The URL of a server that runs as long as the block."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
