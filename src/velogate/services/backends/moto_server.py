"""moto as the back end: its server in this process, on the loopback interface, with AWS's services in memory.

moto keeps its state in the process: every server in it shows the same queues and tables, of account 123456789012.
"""

import re
import socket
import threading
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import replace
from typing import Any, Self

from velogate.errors import UsageError
from velogate.gateway.exchange import BackendRequest, Headers, Response
from velogate.services.backends import lacking, query, signing
from velogate.services.backends.calls import FAILED
from velogate.services.backends.sending import http

_KEY = "testing"
_UNKNOWN = "OperationNotFoundError"
"""What moto fails with where the service has no such operation."""


def moto(*, port: int = 0) -> "Moto":
    """A back end whose requests moto answers, as a callable and as a context manager that forgets all at its end.

    `port` is one of its own choice if it is 0. Raises UsageError where moto is missing or the port is taken.
    """
    return Moto(port)


class Moto:
    """The back end `moto()`: called with a request it gives the service's own answer.

    Raises ConnectionError for what moto cannot answer, UsageError for a request that is for no AWS service.
    """

    def __init__(self, port: int = 0) -> None:
        self._server = _server(port)
        try:
            self._send = http()
        except UsageError:
            self._server.server_close()
            raise
        thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True, name="velogate-moto"
        )
        thread.start()
        self._thread: threading.Thread | None = thread

    @property
    def url(self) -> str:
        """Where the server is."""
        return f"http://127.0.0.1:{self._server.port}"

    def __call__(self, request: BackendRequest) -> Response:
        """The service's answer to a request."""
        asked = query.as_form(request)
        return query.answered(asked, lacking.answered(asked, self._answer) or self._answer(asked))

    def _answer(self, request: BackendRequest) -> Response:
        """What moto answers; raises ConnectionError."""
        scope = signing.scope(request)
        answer = self._send(replace(signing.signed(request, _credentials(), scope), url=_at(self.url, request)))
        failed = answer.headers.last(FAILED)
        if failed is not None and failed.startswith(_UNKNOWN):
            return query.unknown_action(request)
        if failed is None and answer.status == 404 and answer.text.startswith("<!doctype html>"):
            failed = f"it knows no {request.method} {request.path}"
        if failed is not None:
            raise ConnectionError(f"moto cannot answer for {request.service}: {failed}")
        return Response(answer.status, _named(answer.headers.without(*_OF_THE_SERVER)), answer.body)

    def client(self, service: str, region: str = "us-east-1") -> Any:
        """A botocore client of the service, by its name there, as in `sqs` or `stepfunctions`; raises UsageError."""
        import botocore.session
        from botocore.config import Config
        from botocore.exceptions import BotoCoreError

        once = Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"})
        try:
            return botocore.session.get_session().create_client(
                service,
                region_name=region,
                endpoint_url=self.url,
                aws_access_key_id=_KEY,
                aws_secret_access_key=_KEY,
                config=once,
            )
        except BotoCoreError as error:
            raise UsageError(f"there is no client for {service!r} in {region!r}: {error}") from None

    def reset(self) -> None:
        """Forgets all queues, tables, buckets ... of every service."""
        from moto.moto_api._internal.models import moto_api_backend

        moto_api_backend.reset()

    def close(self) -> None:
        """Ends the server and forgets all; may be called again."""
        if self._thread is None:
            return
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        self._thread = None
        self.reset()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


_OF_THE_SERVER = ("Access-Control-Allow-Origin", "Connection", "Server", "Status", "Transfer-Encoding")
"""Headers of an answer that are moto's server's, not the service's."""


def _named(headers: Headers) -> Headers:
    """The headers with their names as services write them: API Gateway's mappings ask for a name in its very case."""
    return Headers(
        (name if name.lower().startswith("x-") else _CASED.sub(_capital, name), value) for name, value in headers.pairs
    )


_CASED = re.compile(r"(?<![A-Za-z])[a-z]")


def _capital(found: re.Match[str]) -> str:
    return found[0].upper()


def _at(origin: str, request: BackendRequest) -> str:
    """The request's URL at another origin."""
    rest = request.url.partition("://")[2]
    return origin + rest[len(request.host) :]


def _credentials() -> Any:
    from botocore.credentials import Credentials

    return Credentials(_KEY, _KEY)


def _server(port: int) -> Any:
    """A server on the loopback interface, not yet serving; raises UsageError."""
    try:
        from moto.core.config import default_user_config
        from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
        from werkzeug.serving import make_server
    except ImportError as error:
        raise UsageError(f"the back end moto needs moto: {error}", hint="pip install 'velogate[moto]'") from None

    class Quiet(MotoRequestHandler):  # type: ignore[misc]
        """Writes no log of requests."""

        def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002
            """Nothing."""

    class Known(DomainDispatcherApplication):  # type: ignore[misc]
        """Fails for a service that there is not, and prints nothing."""

        def get_backend_for_host(self, host: str | None) -> Any:
            """The name of the service at a host."""
            patterns = [pattern for _, pattern in self.backend_url_patterns]
            if host and "." in host and not any(pattern.match(f"http://{host}") for pattern in patterns):
                raise LookupError(f"it has no service at {host}")
            return super().get_backend_for_host(host)

    default_user_config.update(_CONFIG)
    app = _answering(Known(create_backend_app))
    with closing(_listening(port)) as listening:
        return make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet, fd=listening.fileno())


def _listening(port: int) -> socket.socket:
    """A socket on the loopback interface; raises UsageError."""
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(("127.0.0.1", port))
        listening.listen(128)
    except (OSError, OverflowError) as error:
        listening.close()
        cause = getattr(error, "strerror", None) or error
        raise UsageError(f"moto cannot listen on port {port}: {cause}", hint="leave the port out") from None
    return listening


_CONFIG: Any = {
    "batch": {"use_docker": False},
    "lambda": {"use_docker": False},
    "stepfunctions": {"execute_state_machine": True},
}
"""How moto works: without Docker, and state machines run."""

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


def _answering(app: Application) -> Application:
    """The application, which answers with a header of the cause where it fails in place of a traceback."""

    def answer(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        try:
            return app(environ, start)
        except Exception as error:
            told = str(error) if type(error) is LookupError else f"{type(error).__name__}: {error}"
            cause = " ".join(told.split())
            start("501 Not Implemented", [(FAILED, cause.encode("ascii", "replace").decode()), ("Content-Length", "0")])
            return []

    return answer
