"""The way of a message through a WebSocket API: route, template by selection expression, back end, route response.

Confidence: DOCUMENTED; nobody has recorded it. For a message that no route is for a client gets
`{"message": "Forbidden", ...}`, and `Internal server error` where an integration fails.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from velogate import jsonpath
from velogate.errors import Finding, VelogateError
from velogate.gateway import json_smart, media, proxy, templates
from velogate.gateway.context import copied
from velogate.gateway.exchange import Headers, Response, as_text
from velogate.gateway.model import Integration, IntegrationResponse, Method, Route
from velogate.gateway.parameters import Sources
from velogate.gateway.rendering import Rendering
from velogate.gateway.steps import integration_request, integration_response, method_request
from velogate.gateway.steps.backend import backend
from velogate.gateway.transit import GatewayError, Transit, misconfigured
from velogate.java import regex
from velogate.java.text import to_string
from velogate.java.throwable import JavaError
from velogate.source import Source

DEFAULT = "$default"
_VARIABLE = re.compile(r"\$\{(request|integration\.response)\.([\w.$-]+)\}|\$(request)\.([\w.$-]+)")
_EVENTS = {"CONNECT": "$connect", "DISCONNECT": "$disconnect"}


def route(transit: Transit) -> Transit:
    """The Transit with the route for the message; raises GatewayError for one that no route is for."""
    key = _route_key(transit)
    found = transit.api.routes.get(key) or (None if key in _EVENTS.values() else transit.api.routes.get(DEFAULT))
    if found is None and key in _EVENTS.values():
        return transit.to(resource=key, response=Response(200)).told(
            "route", f"no route is for {key}: nothing is called"
        )
    if found is None:
        known = ", ".join(transit.api.routes) or "none"
        raise GatewayError("WAF_FILTERED", finding=Finding(f"no route is for {key!r}", hint=f"routes: {known}"))
    context = copied(transit.context, routeKey=str(found.route_key))
    rule = f"{transit.api.route_selection_expression} is {key!r}: the route {found.route_key}"
    routed = transit.to(resource=found.route_key, method=_method(found), context=context)
    return routed.told("route", rule, came_in=as_text(transit.payload), went_out=found.route_key)


def _route_key(transit: Transit) -> str:
    """`$connect`, `$disconnect`, or what the route selection expression gives for the message."""
    kind = str(transit.context.get("eventType", "MESSAGE")).upper()
    if kind in _EVENTS:
        return _EVENTS[kind]
    return selected(transit.api.route_selection_expression, transit) or DEFAULT


def _method(found: Route) -> Method:
    """The route as the steps of a method see it."""
    return Method(
        http_method="POST",
        authorization_type=found.authorization_type,
        authorizer_id=found.authorizer_id,
        api_key_required=found.api_key_required,
        integration=found.integration or Integration("MOCK"),
    )


def selected(expression: str, transit: Transit, answer: Response | None = None) -> str:
    """What a selection expression gives: its text, with the values of its variables; nothing for what is absent."""

    def value(found: re.Match[str]) -> str:
        if found[1] == "integration.response":
            return _of_answer(found[2], answer)
        return _of_message(found[2] or found[4], transit)

    return _VARIABLE.sub(value, expression.replace("\\$", "$"))


def _of_message(name: str, transit: Transit) -> str:
    place, _, rest = name.partition(".")
    if place == "body":
        return _in_body(rest, as_text(transit.event.body))
    given: Mapping[str, Any] = {"header": transit.headers, "querystring": transit.event.querystring}.get(place) or {}
    return to_string(given[rest]) if rest in given else ""


def _of_answer(name: str, answer: Response | None) -> str:
    if answer is None:
        return ""
    place, _, rest = name.partition(".")
    if place == "statuscode":
        return str(answer.status)
    return _in_body(rest, answer.text) if place == "body" else answer.headers.last(rest) or ""


def _in_body(path: str, body: str) -> str:
    """The value at a path in a JSON body, nothing where there is none."""
    try:
        found = jsonpath.compile(f"$.{path}").find(json_smart.parse(body))
    except (json_smart.ParseError, VelogateError, JavaError, RecursionError):
        return ""
    return "" if found is None or isinstance(found, dict | list) else to_string(found)


# ---- the integration's request


def template(transit: Transit) -> Transit:
    """The Transit with what the selected request template prints for body; raises GatewayError."""
    name, integration = "integration request: template", transit.integration
    if integration.type in integration_request.PROXIES:
        return transit.told(name, f"{integration.type} has none: the message passes")
    expression = integration.template_selection_expression or DEFAULT
    key = _key(integration.request_templates, selected(expression, transit))
    if key is None or not integration.request_templates[key]:
        return _passed(transit, key).told(name, f"no template is for {expression}: the message passes")
    return _rendered(transit, integration.request_templates[key], key, templates.REQUEST, name)


def _key(known: Mapping[str, Any], wanted: str) -> str | None:
    """The key of the template that was selected, else that of `$default`."""
    keys = {key.replace("\\$", "$"): key for key in known}
    return keys.get(wanted) or keys.get(DEFAULT)


def _passed(transit: Transit, key: str | None) -> Transit:
    behavior, known = transit.integration.passthrough_behavior, transit.integration.request_templates
    if key is None and (behavior == "NEVER" or (behavior == "WHEN_NO_TEMPLATES" and known)):
        raise GatewayError(
            "UNSUPPORTED_MEDIA_TYPE",
            finding=Finding(f"no template was selected, and passthroughBehavior is {behavior}"),
        )
    return transit


def _rendered(transit: Transit, text: str | Source, key: str, phase: str, step: str) -> Transit:
    found: Rendering = templates.rendered(transit, text, transit.payload, phase, key)
    source = templates.compiled(text, f"{phase} template {key}").source
    printed = transit.to(
        payload=found.text,
        context=found.context if found.context is not None else transit.context,
        renderings={**transit.renderings, phase: found},
        findings=(*transit.findings, *found.warnings),
    )
    spans = (source.span(0, len(source.text)),)
    return printed.told(step, f"the template {key} was selected", transit.payload, found.text, spans)


def event(transit: Transit) -> Transit:
    """The Transit; of AWS_PROXY with the event that the function gets for body."""
    if transit.integration.type != "AWS_PROXY":
        return transit
    context = {
        name: value for name, value in transit.context.items() if name not in ("requestOverride", "responseOverride")
    }
    given: dict[str, Any] = {"requestContext": _plain(context), "isBase64Encoded": isinstance(transit.payload, bytes)}
    if transit.payload:
        given["body"] = media.encoded(transit.payload) if isinstance(transit.payload, bytes) else transit.payload
    if transit.headers:
        lists = transit.headers.lists()
        given["headers"] = {name: values[-1] for name, values in lists.items()}
        given["multiValueHeaders"] = lists
    if transit.event.querystring:
        given["queryStringParameters"] = dict(transit.event.querystring)
    if transit.stage_variables:
        given["stageVariables"] = dict(transit.stage_variables)
    return transit.to(payload=json.dumps(given, ensure_ascii=False))


def _plain(value: Any) -> Any:
    return {key: _plain(each) for key, each in value.items()} if isinstance(value, Mapping) else value


def request(transit: Transit) -> Transit:
    """The Transit with the request for the back end; raises GatewayError."""
    if transit.integration.type == "MOCK":
        return integration_request.mocked(transit)
    return integration_request.sent(transit)


# ---- the answer


def response(transit: Transit) -> Transit:
    """The Transit with what the client is sent: nothing, where the route has no response; raises GatewayError."""
    chosen = transit.api.routes.get(str(transit.resource))
    answer = transit.backend_response
    assert answer is not None
    if transit.integration.type == "AWS_PROXY":
        answer = _of_function(answer)
    elif transit.integration.type != "HTTP_PROXY":
        transit, answer = _by_template(transit, answer)
    two_way = chosen is not None and bool(chosen.route_response_selection_expression and chosen.route_responses)
    rule = "the route has a response" if two_way else "the route has no response: the client is sent nothing"
    sent = Response(answer.status, Headers(), answer.body if two_way else "")
    return transit.to(response=sent).told("route response", rule, answer, sent)


def _of_function(answer: Response) -> Response:
    try:
        return proxy.answer(answer, False)
    except proxy.MalformedError as error:
        finding = Finding(f"malformed Lambda proxy response: {error}", severity="error")
        raise misconfigured("Malformed Lambda proxy response", finding, 502) from error


def _by_template(transit: Transit, answer: Response) -> tuple[Transit, Response]:
    """The answer through the integration response that is for it, if there is one."""
    found = next(_matching(transit, answer), None)
    if found is None:
        return transit, answer
    expression = found.template_selection_expression or transit.integration.template_selection_expression or DEFAULT
    key = _key(found.response_templates, selected(expression, transit, answer))
    if key is None or not found.response_templates[key]:
        return transit, answer
    name = "integration response: template"
    readable = transit.to(payload=as_text(answer.body))
    transit = _rendered(readable, found.response_templates[key], key, templates.RESPONSE, name)
    status, ignored = integration_response.overridden_status(transit, answer.status)
    return transit.noticed(*ignored), Response(status, Headers(), transit.payload)


def _matching(transit: Transit, answer: Response) -> Iterator[IntegrationResponse]:
    """The integration responses for an answer: by status, as in `/2\\d\\d/`, then `$default`."""
    known = transit.integration.integration_responses
    for key, each in known.items():
        if key.startswith("/") and key.endswith("/") and _matches(key[1:-1], str(answer.status)):
            yield each
    yield from (each for key, each in known.items() if key == DEFAULT)


def _matches(pattern: str, subject: str) -> bool:
    try:
        return regex.pattern(pattern).matches(subject)
    except JavaError as error:
        finding = Finding(f"the integration response key /{pattern}/: {error.message}", severity="error")
        raise misconfigured(f"Invalid integration response key: {pattern}", finding) from error


def refused(transit: Transit, error: GatewayError) -> Transit:
    """The Transit with the message that the client gets where API Gateway itself answers."""
    words = {"WAF_FILTERED": "Forbidden", "UNSUPPORTED_MEDIA_TYPE": "Unsupported Media Type"}
    context = transit.context
    body = {
        "message": error.message or words.get(error.response_type, "Internal server error"),
        "connectionId": context.get("connectionId"),
        "requestId": context.get("requestId"),
    }
    status = error.status or {"WAF_FILTERED": 403, "UNSUPPORTED_MEDIA_TYPE": 415}.get(error.response_type, 500)
    found = transit.to(response=Response(status, Headers(), json.dumps(body)))
    found = found.told("gateway response", error.response_type, went_out=body)
    return found.noticed(error.finding) if error.finding else found


def mapping(transit: Transit) -> Transit:
    """The Transit with what requestParameters give; WebSocket APIs read `route.request`. Raises GatewayError."""
    places = {"header": transit.headers, "querystring": transit.event.querystring}
    sources = Sources("route.request", places, transit.event.body, transit.context, transit.stage_variables)
    return integration_request.mapped(transit, sources)


STEPS = (
    route,
    method_request.authorizer,
    method_request.api_key,
    method_request.quota,
    template,
    event,
    mapping,
    request,
    backend,
    response,
)
"""The way of a message, in order."""
