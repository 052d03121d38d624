"""Asks curl itself, called by bash, which request a command line sends, and records the answers.

    cd tests && python -m oracle.curl           # answers the commands of fixtures/gateway/curl/commands.jsonl anew

Left out is what curl says of itself: Host, User-Agent and Accept unless the command sets them, Accept-Encoding,
Content-Length, Expect.
"""

import base64
import json
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[2] / "fixtures" / "gateway" / "curl"
COMMANDS = FOLDER / "commands.jsonl"
BOUNDARY = "BOUNDARY"

_FUNCTION = 'curl() { command curl --silent --max-time 5 --noproxy "*" --connect-to "::127.0.0.1:%d" "$@"; }\n'
_OF_CURL = ("content-length", "expect", "connection", "accept-encoding")


class _Listener(BaseHTTPRequestHandler):
    """Remembers the request, answers nothing."""

    heard: dict[str, Any]

    def _hear(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        type(self).heard = {"method": self.command, "target": self.path, "headers": self.headers.items(), "body": body}
        self.send_response(204)
        self.end_headers()

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = _hear  # noqa: N815

    def log_message(self, *arguments: object) -> None:
        """Says nothing."""


def answer(command: str, port: int) -> dict[str, Any]:
    """The request that a command line sends, the body as text or, if it is none, as Base64."""
    _Listener.heard = {}
    script = _FUNCTION % port + command
    subprocess.run(["bash", "-c", script], cwd=FOLDER, capture_output=True, check=False, stdin=subprocess.DEVNULL)
    heard = _Listener.heard
    boundary = next((v.partition("boundary=")[2] for n, v in heard["headers"] if "boundary=" in v), "")
    body = heard["body"].replace(boundary.encode(), BOUNDARY.encode()) if boundary else heard["body"]
    headers = [
        [n, v.replace(boundary, BOUNDARY).strip() if boundary else v.strip()]
        for n, v in heard["headers"]
        if _is_said(n, v)
    ]
    said = {"method": heard["method"], "target": heard["target"], "headers": sorted(headers)}
    try:
        return {**said, "body": body.decode()}
    except UnicodeDecodeError:
        return {**said, "base64": base64.b64encode(body).decode()}


def _is_said(name: str, value: str) -> bool:
    """Whether a header is the command's own."""
    if name == "Host":
        return not value.startswith("h.example")
    return name.lower() not in _OF_CURL and not value.startswith("curl/") and (name, value) != ("Accept", "*/*")


def main() -> None:
    server = HTTPServer(("127.0.0.1", 0), _Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    version = subprocess.run(["curl", "--version"], capture_output=True, check=True, text=True).stdout.split()[1]
    lines = []
    for line in COMMANDS.read_text("utf-8").splitlines():
        command = json.loads(line)["command"]
        said = answer(command, server.server_port)
        lines.append(json.dumps({"command": command, **said, "provenance": f"curl {version}"}, ensure_ascii=False))
    COMMANDS.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
