"""Method response: what is done to every answer before the client gets it, API Gateway's own included.

Confidence: RECORDED.
"""

from velogate.gateway import gateway_responses, headers, log
from velogate.gateway.context import copied
from velogate.gateway.exchange import Headers, Response, as_bytes
from velogate.gateway.transit import GatewayError, Transit

_TRACED = frozenset({"AWS", "AWS_PROXY", "HTTP"})
"""Integration types whose responses carry X-Amzn-Trace-Id."""


def method_response(transit: Transit) -> Transit:
    """The Transit with the response as the client gets it: headers remapped, dropped and added."""
    answer = transit.response
    assert answer is not None
    kind = transit.integration.type
    given = headers.remapped(answer.headers, kind == "HTTP_PROXY")
    if kind in _TRACED:
        given = given.default(headers.TRACE, headers.trace_id(transit.headers, transit.context))
    final = Response(answer.status, _complete(transit, given, answer), answer.body)
    rule = f"{kind}: status {final.status}"
    context = transit.context
    return (
        transit.to(response=final)
        .told("method response", rule, answer, final)
        .logged(
            log.line(context, f"Method response body after transformations: {log.body(final.body)}"),
            log.line(context, f"Method response headers: {log.entries(given.default('Content-Type', _JSON))}"),
            log.line(context, "Successfully completed execution"),
            log.line(context, f"Method completed with status: {final.status}"),
        )
    )


_JSON = "application/json"


def _complete(transit: Transit, given: Headers, answer: Response) -> Headers:
    keep_alive = (transit.headers.last("Connection") or "").lower() != "close"
    return headers.completed(given, transit.context, len(as_bytes(answer.body)), keep_alive)


def gateway_response(transit: Transit, error: GatewayError) -> Transit:
    """The Transit with the answer that API Gateway gives itself."""
    told = gateway_responses.error_context(error.response_type, error.message, error.reason)
    context = copied(transit.context, error=told)
    passed = transit.to(context=context)
    sources = passed.sources(transit.event.body)
    answer = gateway_responses.answer(
        transit.api, error.response_type, sources, accept=transit.headers.last("Accept"), status=error.status
    )
    final = Response(answer.status, _complete(passed, headers.remapped(answer.headers), answer), answer.body)
    found = passed.to(response=final).told("gateway response", error.response_type, told, final)
    lines = [log.line(context, error.log)] if error.log else []
    found = found.logged(*lines, log.line(context, f"Method completed with status: {final.status}"))
    return found.noticed(error.finding) if error.finding else found
