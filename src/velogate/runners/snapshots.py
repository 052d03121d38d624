"""Snapshots through syrupy: renderings, back end requests and responses as files that people can read.

def test_send(velogate, vtl_snapshot):
    assert velogate.render("templates/send.vtl", {"body": "x"}) == vtl_snapshot
"""

from typing import Any

from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from velogate.gateway.exchange import BackendRequest, Exchange, Headers, Payload, Response
from velogate.gateway.rendering import Rendering


class Snapshots(SingleFileSnapshotExtension):
    """One file for each snapshot: a rendering as its text, requests and responses as HTTP writes them."""

    _write_mode = WriteMode.TEXT
    file_extension = "txt"

    def serialize(self, data: Any, **rest: Any) -> str:
        """What is kept of a value; raises TypeError for one that is none of velogate's."""
        return written(data)


def written(data: Any) -> str:
    """A rendering, request, response or exchange as text; raises TypeError for anything else."""
    match data:
        case str():
            return data
        case Rendering():
            return data.text
        case BackendRequest():
            return _message(f"{data.method} {data.url}", data.headers, data.body)
        case Response():
            return _message(str(data.status), data.headers, data.body)
        case Exchange():
            asked = [written(data.backend_request)] if data.backend_request else []
            return "\n\n----\n\n".join([*asked, written(data.response)])
        case _:
            raise TypeError(
                f"a snapshot is taken of a rendering, a request, a response or an exchange, not of {data!r}"
            )


def _message(first: str, headers: Headers, body: Payload) -> str:
    shown = f"[{len(body)} bytes: {body.hex()}]" if isinstance(body, bytes) else body
    lines = [first, *(f"{name}: {value}" for name, value in headers.pairs)]
    return "\n".join([*lines, "", shown])


def assertion(item: Any) -> Any:
    """Syrupy's assertion for a test item, as its fixture `snapshot` makes it, that keeps files as these are."""
    from syrupy.assertion import SnapshotAssertion
    from syrupy.location import PyTestLocation

    option = item.config.option
    return SnapshotAssertion(
        update_snapshots=option.update_snapshots,
        update_new_snapshots_only=option.update_new_snapshots_only,
        extension_class=Snapshots,
        test_location=PyTestLocation(item),
        session=item.session.config._syrupy,
    )
