"""Integrations of type HTTP through a real server on the loopback interface: nothing is lost, every failure is told."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from services.loopback import serving
from velogate import Event, Exchange, invoke
from velogate.services import backends


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with serving() as url:
        yield url


def sent(
    url: str, event: dict[str, Any] | None = None, api: dict[str, Any] | None = None, **integration: Any
) -> Exchange:
    """The exchange with an HTTP integration at a URL."""
    known = {
        "type": "HTTP",
        "httpMethod": "POST",
        "uri": url,
        "integrationResponses": [{"statusCode": "200"}],
        **integration,
    }
    method = {"ANY": {"integration": known}}
    return invoke({"resources": {"/": {"methods": method}}, **(api or {})}, event or {}, backends.http())


def test_the_server_gets_what_the_template_printed(server: str) -> None:
    template = {"application/json": "é $input.body\n"}
    told = json.loads(sent(f"{server}/echo?a=1", {"body": "{'x'}"}, requestTemplates=template).response.text)
    assert told["body"].encode("latin-1").decode() == "é {'x'}\n"
    assert told["path"] == "/echo?a=1"


def test_the_server_gets_the_headers_that_api_gateway_sends(server: str) -> None:
    told = json.loads(sent(f"{server}/echo", {"body": "x"}).response.text)
    headers = {name.lower(): value for name, value in told["headers"]}
    assert headers["user-agent"] == "AmazonAPIGateway_1234567890"
    assert headers["accept"] == "application/json"
    assert headers["content-length"] == "1"
    assert headers["host"] == server.removeprefix("http://")
    assert set(headers) == {
        *("accept", "content-length", "content-type", "host", "user-agent"),
        *("x-amzn-apigateway-api-id", "x-amzn-trace-id", "accept-encoding"),
    } - ({"accept-encoding"} if "accept-encoding" not in headers else set())


@pytest.mark.parametrize("status", ["200", "201", "204", "301", "304", "400", "404", "429", "500", "503"])
def test_the_status_selects_the_integration_response(server: str, status: str) -> None:
    responses = [{"statusCode": "599", "selectionPattern": status}, {"statusCode": "200"}]
    assert sent(f"{server}/status/{status}", integrationResponses=responses).status == 599


def test_an_informational_answer_is_passed_over(server: str) -> None:
    exchange = sent(f"{server}/status/103")
    assert (exchange.status, exchange.response.text) == (200, '{"status":200}')


def test_chunks_are_put_together_and_repeated_headers_kept(server: str) -> None:
    mapping = {"method.response.header.X-Many": "integration.response.multivalueheader.X-Many"}
    exchange = sent(f"{server}/chunked", integrationResponses=[{"statusCode": "200", "responseParameters": mapping}])
    assert exchange.response.text == "one, two, three"
    assert exchange.response.headers["X-Many"] == "1,2"


def test_a_binary_body_comes_through_byte_for_byte(server: str) -> None:
    event = {"params": {"header": {"Accept": "image/png"}}}
    exchange = sent(f"{server}/binary", event, {"binaryMediaTypes": ["image/png"]})
    assert exchange.response.body == bytes(range(256))


def test_redirects_are_not_followed(server: str) -> None:
    exchange = sent(f"{server}/redirect", type="HTTP_PROXY")
    assert (exchange.status, exchange.response.headers["Location"]) == (302, "/echo")


def test_an_answer_that_comes_too_late_is_a_time_out(server: str) -> None:
    exchange = sent(f"{server}/delay/3", timeoutInMillis=100)
    assert (exchange.status, exchange.response.json()) == (504, {"message": "Endpoint request timed out"})
    assert exchange.gateway_response == "INTEGRATION_TIMEOUT"
    assert "Execution failed due to a timeout error" in exchange.log[-2]


def test_a_connection_that_is_reset_is_an_integration_failure(server: str) -> None:
    exchange = sent(f"{server}/reset")
    assert (exchange.status, exchange.gateway_response) == (504, "INTEGRATION_FAILURE")
    assert exchange.response.json() == {"message": "Network error communicating with endpoint"}


def test_a_server_that_is_not_there_is_an_integration_failure() -> None:
    exchange = sent("http://127.0.0.1:9/")
    assert (exchange.status, exchange.gateway_response) == (504, "INTEGRATION_FAILURE")
    assert "127.0.0.1:9" in str(exchange.findings[-1])


def test_a_proxy_forwards_the_client_and_its_answer(server: str) -> None:
    event = Event('{"a": 1}', {}, {"q": ["1", "2"]}, {"X-A": ["1", "2"], "Content-Type": "text/x"}, {"path": "/"})
    exchange = invoke({"type": "HTTP_PROXY", "httpMethod": "ANY", "uri": f"{server}/echo"}, event, backends.http())
    told = json.loads(exchange.response.text)
    assert (told["method"], told["path"], told["body"]) == ("POST", "/echo?q=1&q=2", '{"a": 1}')
    assert [value for name, value in told["headers"] if name == "X-A"] == ["1", "2"]
    assert dict(told["headers"])["Content-Type"] == "text/x"
