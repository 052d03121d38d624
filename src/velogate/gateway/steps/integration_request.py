"""Integration request: the client's request made the back end's.

Confidence: RECORDED, but for what the room of a rule says of itself. Body, then template, then mappings and overrides,
then the address and the headers.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from velogate.errors import Finding
from velogate.gateway import endpoint, headers, json_smart, log, media, parameters, proxy, templates
from velogate.gateway.exchange import BackendRequest, Headers, Payload, Response, as_text
from velogate.gateway.parameters import Mapped, Sources
from velogate.gateway.rendering import Rendering
from velogate.gateway.transit import GatewayError, Transit, misconfigured
from velogate.java.text import to_string

PROXIES = frozenset({"AWS_PROXY", "HTTP_PROXY"})
_BODILESS = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that no body is sent with (an emulator's belief)."""

_EMPTY = Mapped({}, {}, {})


def content(transit: Transit) -> Transit:
    """The Transit with the body as text or as bytes, as contentHandling has it; raises GatewayError."""
    binary = media.is_binary(transit.headers.last("Content-Type") or media.DEFAULT, transit.api.binary_media_types)
    handling = transit.integration.content_handling
    if transit.integration.type in PROXIES:
        handling = None
    try:
        payload = media.of_request(transit.payload, binary, handling)
    except media.NotBase64Error as error:
        cause = Finding(f"CONVERT_TO_BINARY: the body is no Base64: {error}", severity="error")
        raise misconfigured("Unable to base64 decode the body.", cause) from error
    rule = f"the body is {'binary' if binary else 'text'}, contentHandling is {handling or 'not set'}"
    return transit.to(payload=payload).told("integration request: body", rule, transit.payload, payload)


def template(transit: Transit) -> Transit:
    """The Transit with what the request template prints for body; raises GatewayError."""
    name, integration = "integration request: template", transit.integration
    if integration.type in PROXIES:
        return transit.told(name, f"{integration.type} has none: the body passes")
    content_type = media.media_type(transit.headers.last("Content-Type"))
    key = media.chosen(integration.request_templates, content_type)
    found = integration.request_templates[key] if key is not None else ""
    if key is None or not found:
        return _passed(transit, content_type, key).told(name, _passing(transit, content_type))
    rendering = templates.rendered(transit, found, transit.payload, templates.REQUEST, key)
    rule = f"the template {key} is for Content-Type {content_type}"
    span = templates.compiled(found, f"request template {key}").source
    return _printed(transit, rendering).told(
        name, rule, transit.payload, rendering.text, (span.span(0, len(span.text)),)
    )


def _printed(transit: Transit, rendering: Rendering) -> Transit:
    return transit.to(
        payload=rendering.text,
        context=rendering.context if rendering.context is not None else transit.context,
        renderings={**transit.renderings, templates.REQUEST: rendering},
        findings=(*transit.findings, *rendering.warnings),
    )


def _passed(transit: Transit, content_type: str, key: str | None) -> Transit:
    """The Transit of a request that no template is for, if passthroughBehavior lets it pass."""
    behavior, known = transit.integration.passthrough_behavior, transit.integration.request_templates
    if key is None and (behavior == "NEVER" or (behavior == "WHEN_NO_TEMPLATES" and known)):
        hint = f"templates: {', '.join(known)}" if known else "there are no templates"
        finding = Finding(f"no template is for {content_type}, and passthroughBehavior is {behavior}", hint=hint)
        raise GatewayError("UNSUPPORTED_MEDIA_TYPE", finding=finding)
    return transit


def _passing(transit: Transit, content_type: str) -> str:
    behavior = transit.integration.passthrough_behavior
    return f"no template is for Content-Type {content_type}, passthroughBehavior is {behavior}: the body passes"


def mapping(transit: Transit) -> Transit:
    """The Transit with path, query and header parameters from requestParameters, and over them the overrides.

    AWS_PROXY ignores mappings, yet fails for the same forbidden headers. Raises GatewayError.
    """
    return mapped(transit, transit.sources(as_text(transit.event.body)))


def mapped(transit: Transit, sources: Sources) -> Transit:
    """The same, from sources that the kind of API has."""
    integration = transit.integration
    try:
        given = parameters.mapped(integration.request_parameters, parameters.REQUEST_TARGET, sources)
    except parameters.BodyMappingError as error:
        finding = Finding(f"a mapping reads the body, which is no JSON: {error}", severity="error")
        raise GatewayError("BAD_REQUEST_BODY", "Invalid JSON in request body", finding=finding) from error
    found = _EMPTY if integration.type == "AWS_PROXY" else _overridden(given, _overrides(transit))
    _check(integration.type, {**given.header, **found.header})
    told = transit.to(mapped=found).noticed(*given.findings)
    went_out = {"path": found.path, "querystring": found.querystring, "header": found.header}
    rule = "AWS_PROXY ignores mappings" if integration.type == "AWS_PROXY" else "requestParameters, then overrides"
    return told.told("integration request: parameters", rule, dict(integration.request_parameters), went_out)


def _overrides(transit: Transit) -> Mapping[str, Any]:
    """`$context.requestOverride`, which proxy integrations do not have (DOCUMENTED)."""
    if transit.integration.type in PROXIES:
        return {}
    found = transit.context.get("requestOverride")
    return found if isinstance(found, Mapping) else {}


def _overridden(given: Mapped, overrides: Mapping[str, Any]) -> Mapped:
    """The mapped parameters with what the template set in their stead."""
    header = Headers(given.header)
    for name, value in _texts(overrides.get("header")).items():
        header = header.set(name, value)
    return Mapped(
        {**given.path, **_texts(overrides.get("path"))},
        {**given.querystring, **_texts(overrides.get("querystring"))},
        {name: values if len(values) > 1 else values[0] for name, values in header.lists().items()},
        given.findings,
    )


def _texts(values: Any) -> dict[str, Any]:
    """A map of overrides, each a text or the list of its texts."""
    pairs = values.items() if isinstance(values, Mapping) else ()
    return {
        str(name): [to_string(each) for each in value] if isinstance(value, list) else to_string(value)
        for name, value in pairs
        if value is not None and value != []
    }


def _check(kind: str, mapped: Mapping[str, Any]) -> None:
    forbidden = headers.FORBIDDEN_FOR_AWS if kind in ("AWS", "AWS_PROXY") else headers.FORBIDDEN
    for name in mapped:
        if name.lower() in forbidden:
            hint = f"API Gateway sets {name} itself; take the mapping out"
            raise misconfigured(
                f"{name} header already present", Finding(f"{kind} cannot map the header {name}", None, hint, "error")
            )


# ---- the request itself


def request(transit: Transit) -> Transit:
    """The Transit with the request for the back end; of MOCK with the answer at once. Raises GatewayError."""
    match transit.integration.type:
        case "MOCK":
            return mocked(transit)
        case "AWS_PROXY":
            return sent(_with_event(transit))
        case _:
            return sent(transit)


def sent(transit: Transit) -> Transit:
    """The Transit with the HTTP request for the back end; raises GatewayError."""
    asked = _request(transit)
    rule = f"{transit.integration.type}: {asked.method} {asked.url}"
    return _logged(transit.to(backend_request=asked).told("integration request: endpoint", rule, went_out=asked))


def mocked(transit: Transit) -> Transit:
    """MOCK answers with the integer `statusCode` of what the template printed, and no body."""
    rendering = transit.renderings.get(templates.REQUEST)
    status = _status(as_text(transit.payload))
    if status is None and rendering is None:
        answer, rule = Response(200), "MOCK without a template: the default integration response"
    elif status is None:
        cause = "Unable to parse statusCode. It should be an integer that is defined in the request template."
        finding = Finding("a MOCK's request template must print an integer statusCode", None, _MOCK_HINT, "error")
        raise misconfigured(cause, finding)
    else:
        answer, rule = Response(status), f"MOCK: the request template says statusCode {status}"
    return transit.to(backend_response=answer, payload="").told("backend", rule, went_out=answer)


_MOCK_HINT = 'write {"statusCode": 200}'


def _status(text: str) -> int | None:
    try:
        printed = json_smart.parse(text)
    except (json_smart.ParseError, RecursionError):
        return None
    status = printed.get("statusCode") if isinstance(printed, dict) else None
    return status if type(status) is int else None


def _with_event(transit: Transit) -> Transit:
    """The body that a Lambda function gets for a proxied request; it can only be invoked by POST (RECORDED)."""
    verb = transit.integration.http_method
    if verb != "POST":
        finding = Finding(f"a Lambda function is invoked by POST; integrationHttpMethod is {verb}", severity="error")
        raise misconfigured("Invalid permissions on Lambda function", finding)
    payload = proxy.event(
        resource=transit.resource or "/",
        path=transit.path,
        method=str(transit.context.get("httpMethod")),
        headers=headers.of_client(transit.headers),
        query=transit.event.querystring,
        path_parameters=transit.event.path,
        stage_variables=transit.stage_variables,
        context=transit.context,
        body=transit.payload,
        binary=isinstance(transit.payload, bytes),
    )
    return transit.to(payload=payload)


def _request(transit: Transit) -> BackendRequest:
    integration, mapped = transit.integration, transit.mapped or _EMPTY
    found = _endpoint(transit, mapped)
    client = str(transit.context.get("httpMethod"))
    verb = client if integration.http_method in (None, "ANY") else str(integration.http_method)
    body = _body(transit, verb, found.service)
    given = _forwarded(transit)
    for name, value in mapped.header.items():
        given = given.set(name, value)
    if integration.type in ("HTTP", "HTTP_PROXY"):
        given = given.without(*headers.NOT_SENT)
    for name, value in _added(transit, found, body):
        given = given.default(name, value)
    seconds = integration.timeout_in_millis / 1000
    return BackendRequest(verb, found.url, given, body, seconds, found.service, found.action)


def _endpoint(transit: Transit, mapped: Mapped) -> endpoint.Endpoint:
    uri = endpoint.rendered(transit.integration.uri or "", mapped.path, transit.stage_variables)
    query = [*(transit.event.querystring.items() if transit.integration.type == "HTTP_PROXY" else ())]
    try:
        return endpoint.of_uri(uri, [*mapped.querystring.items(), *query])
    except endpoint.InvalidEndpointError as error:
        finding = Finding(f"the integration's URI is no address: {uri}", getattr(transit.integration.uri, "span", None))
        raise misconfigured("Invalid endpoint address", finding) from error


def _body(transit: Transit, verb: str, service: str | None) -> Payload:
    """What is sent: nothing with a GET; `{}` to a Lambda function where nothing came (RECORDED)."""
    if verb in _BODILESS:
        return ""
    return transit.payload or ("{}" if service == "lambda" else "")


def _forwarded(transit: Transit) -> Headers:
    """The client's headers that HTTP_PROXY sends on; other types send none."""
    if transit.integration.type != "HTTP_PROXY":
        return Headers()
    return headers.of_client(transit.headers).without(*headers.NOT_FORWARDED)


def _added(transit: Transit, found: endpoint.Endpoint, body: Payload) -> Iterator[tuple[str, str]]:
    """The headers that API Gateway adds where no mapping has set them."""
    api = transit.context.get("apiId")
    yield from found.headers
    if body:
        yield "Content-Type", transit.headers.last("Content-Type") or media.DEFAULT
    yield "Accept", media.DEFAULT
    yield "Content-Length", str(len(body if isinstance(body, bytes) else body.encode(errors="replace")))
    yield "Host", found.url.partition("://")[2].partition("/")[0].partition("?")[0]
    yield "User-Agent", f"AmazonAPIGateway_{api}"
    yield "X-Amzn-Apigateway-Api-Id", str(api)
    yield headers.TRACE, headers.trace_id(transit.headers, transit.context)
    if found.service == "lambda":
        yield "x-amzn-lambda-integration-tag", str(transit.context.get("requestId"))


def _logged(transit: Transit) -> Transit:
    asked, context = transit.backend_request, transit.context
    assert asked is not None
    return transit.logged(
        log.line(context, f"Endpoint request URI: {asked.url}"),
        log.line(context, f"Endpoint request headers: {log.entries(asked.headers.without('Content-Length'))}"),
        log.line(context, f"Endpoint request body after transformations: {log.body(asked.body)}"),
        log.line(context, f"Sending request to {asked.url}"),
    )
