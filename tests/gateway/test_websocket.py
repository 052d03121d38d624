"""WebSocket APIs: routes, selection expressions, and what the client is sent (documented)."""

import json
from typing import Any

import pytest

from velogate import Event, Exchange, invoke

QUEUE = {
    "integrationType": "AWS",
    "integrationMethod": "POST",
    "integrationUri": "arn:aws:apigateway:eu-west-1:sqs:path/1/q",
    "requestTemplates": {"$default": "Action=SendMessage&MessageBody=$util.urlEncode($input.body)"},
}
TWO_WAY = {"routeResponseSelectionExpression": "$default", "routeResponses": [{"routeResponseKey": "$default"}]}


def sent(body: str, routes: dict[str, Any], answer: Any = None, **context: Any) -> Exchange:
    given = {"protocolType": "WEBSOCKET", "routeSelectionExpression": "$request.body.action", "routes": routes}
    event = Event(body, context={"connectionId": "c=", **context})
    return invoke(given, event, (lambda request: answer) if answer else None)


@pytest.mark.parametrize(
    ("body", "route"),
    [
        ('{"action": "join"}', "join"),
        ('{"action": "unknown"}', "$default"),
        ('{"other": 1}', "$default"),
        ("no json", "$default"),
        ('{"action": {"a": 1}}', "$default"),
    ],
)
def test_the_route_is_what_the_route_selection_expression_gives(body: str, route: str) -> None:
    exchange = sent(body, {"join": {"integration": QUEUE}, "$default": {"integration": QUEUE}})
    assert exchange.resource == route
    assert exchange.context["routeKey"] == route


def test_a_message_that_no_route_is_for_is_forbidden() -> None:
    exchange = sent('{"action": "x"}', {"join": {"integration": QUEUE}})
    told = exchange.response.json()
    assert (told["message"], told["connectionId"]) == ("Forbidden", "c=")
    assert "routes: join" in str(exchange.findings[-1])


@pytest.mark.parametrize(("kind", "route"), [("CONNECT", "$connect"), ("DISCONNECT", "$disconnect")])
def test_connections_have_routes_of_their_own(kind: str, route: str) -> None:
    exchange = sent("", {route: {"integration": QUEUE}, "$default": {"integration": QUEUE}}, eventType=kind)
    assert exchange.resource == route


def test_a_connection_that_no_route_is_for_is_taken() -> None:
    exchange = sent("", {"$default": {"integration": QUEUE}}, eventType="CONNECT")
    assert (exchange.status, exchange.backend_request) == (200, None)


def test_the_template_is_the_one_that_the_selection_expression_gives() -> None:
    templates = {"a": "first", "\\$default": "other"}
    route = {
        "integration": {**QUEUE, "requestTemplates": templates, "templateSelectionExpression": "${request.body.kind}"}
    }
    bodies = {kind: sent(json.dumps({"kind": kind}), {"$default": route}).backend_request for kind in ("a", "b")}
    assert {kind: asked.body for kind, asked in bodies.items() if asked} == {"a": "first", "b": "other"}


def test_a_template_knows_the_connection() -> None:
    route = {"integration": {**QUEUE, "requestTemplates": {"$default": "$context.connectionId $context.routeKey"}}}
    asked = sent("{}", {"$default": route}).backend_request
    assert asked is not None
    assert asked.body == "c= $default"


def test_the_client_is_sent_nothing_without_a_route_response() -> None:
    assert sent("{}", {"$default": {"integration": QUEUE}}, {"body": "x"}).response.body == ""
    assert sent("{}", {"$default": {"integration": QUEUE, **TWO_WAY}}, {"body": "x"}).response.body == "x"


def test_the_integration_response_is_chosen_by_the_status() -> None:
    responses = [
        {"integrationResponseKey": "/4\\d\\d/", "responseTemplates": {"$default": "bad $input.path('$.m')"}},
        {"integrationResponseKey": "$default", "responseTemplates": {"$default": "good"}},
    ]
    route = {"integration": {**QUEUE, "integrationResponses": responses}, **TWO_WAY}
    assert sent("{}", {"$default": route}, {"status": 400, "body": {"m": 1}}).response.body == "bad 1"
    assert sent("{}", {"$default": route}, {"status": 200}).response.body == "good"


def test_an_answer_in_bytes_is_read_as_text() -> None:
    """As it comes over HTTP."""
    templates = [{"integrationResponseKey": "$default", "responseTemplates": {"$default": "got $input.path('$.id')"}}]
    route = {**TWO_WAY, "integration": {**QUEUE, "integrationResponses": templates}}
    exchange = sent("{}", {"$default": route}, {"status": 200, "body": b'{"id": 7}'})
    assert exchange.response.text == "got 7"


def test_a_function_gets_the_message_and_its_connection() -> None:
    function = "arn:aws:lambda:eu-west-1:1:function:f"
    uri = f"arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/{function}/invocations"
    route = {"integration": {"type": "AWS_PROXY", "httpMethod": "POST", "uri": uri}, **TWO_WAY}
    exchange = sent("hello", {"$default": route}, {"body": {"statusCode": 200, "body": "hi"}})
    assert exchange.backend_request is not None
    event = json.loads(exchange.backend_request.text)
    assert (event["body"], event["requestContext"]["connectionId"]) == ("hello", "c=")
    assert "requestOverride" not in event["requestContext"]
    assert exchange.response.body == "hi"


def test_a_back_end_that_fails_is_told_to_the_client() -> None:
    def backend(request: object) -> Any:
        raise ConnectionResetError("reset")

    given = {"protocolType": "WEBSOCKET", "routes": {"$default": {"integration": QUEUE}}}
    exchange = invoke(given, Event("{}", context={"connectionId": "c="}), backend)
    assert exchange.gateway_response == "INTEGRATION_FAILURE"
    assert exchange.response.json()["connectionId"] == "c="
