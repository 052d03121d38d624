"""Integration response: which answer of the back end becomes which response.

Confidence: RECORDED; that a selection pattern must match all of its text is INFERRED from the documented examples.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from velogate.errors import Finding
from velogate.gateway import media, parameters, proxy, templates
from velogate.gateway.exchange import Headers, Response, as_text
from velogate.gateway.model import IntegrationResponse
from velogate.gateway.parameters import Sources
from velogate.gateway.steps.integration_request import PROXIES
from velogate.gateway.transit import Transit, misconfigured
from velogate.java import regex
from velogate.java.text import to_string
from velogate.java.throwable import JavaError
from velogate.source import Source


def selection(transit: Transit) -> Transit:
    """The Transit with the integration response for the back end's answer; raises GatewayError for none."""
    name, answer = "integration response: selection", _answer(transit)
    if transit.integration.type in PROXIES:
        return transit.told(name, f"{transit.integration.type} has none: the answer passes")
    known = transit.integration.integration_responses
    if _is_mock_without_template(transit):
        found, rule = _default(known), "MOCK without a template: the default"
    else:
        what, subject = _subject(transit, answer)
        found = next(_matching(known, subject), None)
        rule = f"{what} {subject!r} matches {found.selection_pattern}" if found else f"{what} {subject!r}: the default"
        found = found or _default(known)
    if found is None:
        raise _unmatched(answer, known)
    return transit.to(integration_response=found).told(name, rule, answer.status, found.status_code)


def _answer(transit: Transit) -> Response:
    assert transit.backend_response is not None
    return transit.backend_response


def _is_mock_without_template(transit: Transit) -> bool:
    return transit.integration.type == "MOCK" and templates.REQUEST not in transit.renderings


def _subject(transit: Transit, answer: Response) -> tuple[str, str]:
    """What patterns are compared with: a Lambda function's errorMessage, of all others the status."""
    asked = transit.backend_request
    if asked is None or asked.service != "lambda":
        return "status", str(answer.status)
    try:
        payload = json.loads(answer.text)
    except (ValueError, RecursionError):
        payload = None
    message = payload.get("errorMessage") if isinstance(payload, dict) else None
    return "errorMessage", "" if message is None else message if isinstance(message, str) else json.dumps(message)


def _matching(known: Mapping[str, IntegrationResponse], subject: str) -> Iterator[IntegrationResponse]:
    """The responses whose pattern matches all of the text, in order."""
    for each in known.values():
        if each.selection_pattern and _matches(each.selection_pattern, subject):
            yield each


def _matches(pattern: str, subject: str) -> bool:
    try:
        return regex.pattern(str(pattern)).matches(subject)
    except JavaError as error:
        finding = Finding(f"the selection pattern {pattern!r}: {error.message}", getattr(pattern, "span", None))
        raise misconfigured(f"Invalid selection pattern: {pattern}", finding) from error


def _default(known: Mapping[str, IntegrationResponse]) -> IntegrationResponse | None:
    return next((each for each in known.values() if not each.selection_pattern), None)


def _unmatched(answer: Response, known: Mapping[str, IntegrationResponse]) -> Exception:
    patterns = ", ".join(str(each.selection_pattern) for each in known.values())
    hint = f"patterns: {patterns}; add a response without one" if patterns else "add an integration response"
    cause = "No match for output mapping and no default output mapping configured."
    finding = Finding(f"no integration response is for the back end's status {answer.status}", hint=hint)
    return misconfigured(f"{cause} Endpoint Response Status Code: {answer.status}", finding)


def content(transit: Transit) -> Transit:
    """The Transit with the answer's body as text or as bytes, as contentHandling has it; raises GatewayError."""
    if transit.integration.type in PROXIES:
        return transit
    answer, found = _answer(transit), transit.integration_response
    assert found is not None
    known = transit.api.binary_media_types
    binary = media.is_binary(answer.headers.last("Content-Type"), known)
    wanted = media.is_binary(transit.headers.last("Accept"), known)
    try:
        payload = media.of_response(transit.payload, binary, wanted, found.content_handling)
    except media.NotBase64Error as error:
        cause = Finding(f"the back end's body is to be decoded and is no Base64: {error}", severity="error")
        raise misconfigured("Unable to base64 decode the body.", cause) from error
    rule = f"the body is {'binary' if binary else 'text'}, contentHandling is {found.content_handling or 'not set'}"
    return transit.to(payload=payload).told("integration response: body", rule, transit.payload, payload)


def template(transit: Transit) -> Transit:
    """The Transit with what the response template prints; raises GatewayError."""
    name, found = "integration response: template", transit.integration_response
    if found is None:
        return transit.told(name, f"{transit.integration.type} has none: the body passes")
    accept = media.media_type(transit.headers.last("Accept"))
    key = media.for_answer(found.response_templates, accept)
    chosen = found.response_templates[key] if key is not None else ""
    if key is None or not chosen:
        return transit.told(name, "there is no template: the body passes", went_out=transit.payload)
    rendering = templates.rendered(transit, chosen, transit.payload, templates.RESPONSE, key)
    source = templates.compiled(chosen, f"response template {key}").source
    printed = transit.to(
        payload=rendering.text,
        context=rendering.context if rendering.context is not None else transit.context,
        renderings={**transit.renderings, templates.RESPONSE: rendering},
        findings=(*transit.findings, *rendering.warnings),
    )
    rule = f"the template {key} is for Accept {accept}" if key.lower() == accept else f"{key} is what there is"
    return printed.told(name, rule, transit.payload, rendering.text, (_whole(source),))


def _whole(source: Source) -> Any:
    return source.span(0, len(source.text))


def response(transit: Transit) -> Transit:
    """The Transit with the client's response: status, mapped headers, and over them the overrides."""
    kind = transit.integration.type
    if kind == "AWS_PROXY":
        return _of_function(transit)
    if kind == "HTTP_PROXY":
        answer = _answer(transit)
        return transit.to(response=answer).told("integration response: parameters", "HTTP_PROXY: the answer passes")
    found = transit.integration_response
    assert found is not None
    own = int(found.status_code) if found.status_code.isdigit() else 200
    status, findings = overridden_status(transit, own)
    given = _mapped(transit, found)
    answer = Response(status, _overridden(Headers(given.header), transit), transit.payload)
    told = transit.to(response=answer).noticed(*given.findings, *findings)
    return told.told(
        "integration response: parameters",
        "responseParameters, then overrides",
        dict(found.response_parameters),
        answer,
    )


def _of_function(transit: Transit) -> Transit:
    wanted = media.is_binary(transit.headers.last("Accept"), transit.api.binary_media_types)
    try:
        answer = proxy.answer(_answer(transit), wanted)
    except proxy.MalformedError as error:
        finding = Finding(f"malformed Lambda proxy response: {error}", None, _PROXY_HINT, "error")
        raise misconfigured("Malformed Lambda proxy response", finding, 502) from error
    except media.NotBase64Error as error:
        finding = Finding(f"isBase64Encoded is true and the body is no Base64: {error}", severity="error")
        raise misconfigured("Unable to base64 decode the body.", finding) from error
    return transit.to(response=answer).told(
        "integration response: parameters", "the function's answer", went_out=answer
    )


_PROXY_HINT = 'answer {"statusCode": 200, "headers": {}, "body": "text"}'


def _mapped(transit: Transit, found: IntegrationResponse) -> parameters.Mapped:
    answer = _answer(transit)
    places = {"header": answer.headers}
    sources = Sources("integration.response", places, as_text(answer.body), transit.context, transit.stage_variables)
    try:
        return parameters.mapped(found.response_parameters, parameters.RESPONSE_TARGET, sources)
    except parameters.BodyMappingError as error:
        finding = Finding(f"a mapping reads the back end's body, which is no JSON: {error}", severity="error")
        raise misconfigured("Unable to transform response", finding) from error


def _override(transit: Transit) -> Mapping[str, Any]:
    found = transit.context.get("responseOverride")
    return found if isinstance(found, Mapping) else {}


def overridden_status(transit: Transit, own: int) -> tuple[int, list[Finding]]:
    """The override of the status if it is one from 100 to 599 (INFERRED), else the answer's own."""
    wanted = _override(transit).get("status")
    if wanted is None:
        return own, []
    shown = to_string(wanted)
    if shown.isascii() and shown.isdigit() and 100 <= int(shown) <= 599:
        return int(shown), []
    return own, [Finding(f"responseOverride.status is {shown}, which is no status; it is left out")]


def _overridden(given: Headers, transit: Transit) -> Headers:
    """The headers, with those that the templates set in their stead; a list gives several values."""
    header = _override(transit).get("header")
    for name, value in header.items() if isinstance(header, Mapping) else ():
        if value is not None:
            given = given.set(str(name), [to_string(v) for v in value] if isinstance(value, list) else to_string(value))
    return given
