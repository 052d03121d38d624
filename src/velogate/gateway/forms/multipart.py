"""multipart/form-data, as curl and browsers send it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

BOUNDARY = "------------------------velogate"
"""What stands between the parts where nobody has said it; clients make it up for each request."""

_QUOTED = {'"': "%22", "\r": "%0D", "\n": "%0A"}


@dataclass(frozen=True, slots=True)
class Part:
    """A field: its name and content, and what it says of the file that it is, if it is one."""

    name: str
    content: bytes
    file: str | None = None
    kind: str | None = None


def boundary_of(kind: str) -> str:
    """The boundary that a Content-Type names, else our own."""
    found = re.search(r'boundary="?([^";]+)', kind)
    return found[1].strip() if found else BOUNDARY


def body(parts: Iterable[Part], boundary: str) -> bytes:
    """The body that holds the parts."""
    written = b"".join(_written(part, boundary.encode(errors="replace")) for part in parts)
    return written + b"--%s--\r\n" % boundary.encode(errors="replace")


def _written(part: Part, boundary: bytes) -> bytes:
    head = "Content-Disposition: form-data"
    if part.name:
        head += f'; name="{_quoted(part.name)}"'
    if part.file is not None:
        head += f'; filename="{_quoted(part.file)}"'
    if part.kind:
        head += f"\r\nContent-Type: {part.kind}"
    return b"--%s\r\n%s\r\n\r\n%s\r\n" % (boundary, head.encode(errors="replace"), part.content)


def _quoted(text: str) -> str:
    return "".join(_QUOTED.get(c, c) for c in text)
