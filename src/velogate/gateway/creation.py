"""What API Gateway refuses when an API is made, in its own words.

Each rule takes a record and the API and gives the refusals, in AWS's order: the first is what AWS answers. Confidence:
RECORDED, but for those that say INFERRED.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from velogate.errors import Finding, VelogateError
from velogate.gateway import endpoint, quotas, templates
from velogate.gateway.gateway_responses import TYPES
from velogate.gateway.model import Api, GatewayResponse, Integration, IntegrationResponse, Method, Model
from velogate.gateway.parameters import METHOD_PARAMETER, REQUEST_TARGET, RESPONSE_TARGET, is_source
from velogate.java import regex
from velogate.java.throwable import JavaError
from velogate.source import Source

VERBS = ("GET", "PUT", "POST", "DELETE", "PATCH", "OPTIONS", "HEAD", "ANY")
TYPES_OF_INTEGRATION = ("HTTP", "MOCK", "AWS_PROXY", "HTTP_PROXY", "AWS")
_AUTHORIZED = frozenset({"CUSTOM", "COGNITO_USER_POOLS"})
_INVOCATION = re.compile(r"/?(?:2015-03-31|2021-11-15)/functions/")
_RESULT = "Validation Result: warnings : [], errors : [{}]"
_MEDIA_TYPE = re.compile(r"\$default|[\w.+*-]+/[\w.+*-]+(?:\s*;.*)?")


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer of the control plane that is none: its exception's name, message and status, and what it is about."""

    code: str
    message: str
    status: int = 400
    about: Any = None
    """The value that is refused, which may know its place."""


def bad_request(message: str, about: Any = None) -> Refusal:
    """The most frequent refusal."""
    return Refusal("BadRequestException", message, 400, about)


def constraint(value: object, where: str, rule: str) -> str:
    """One line of a ValidationException."""
    return f"Value '{value}' at '{where}' failed to satisfy constraint: Member must satisfy {rule}"


def violated(*lines: str) -> Refusal:
    """A ValidationException of all its lines."""
    count = "1 validation error" if len(lines) == 1 else f"{len(lines)} validation errors"
    return Refusal("ValidationException", f"{count} detected: {'; '.join(lines)}")


def invalid_expression(expression: str) -> Refusal:
    """The refusal of a parameter mapping."""
    message = f"Invalid mapping expression specified: {expression}"
    return bad_request(f"Invalid mapping expression specified: {_RESULT.format(message)}", expression)


# ---- integrations


def integration(given: Integration, api: Api) -> Iterator[Refusal]:
    """What PutIntegration refuses."""
    if given.type not in TYPES_OF_INTEGRATION:
        rule = f"enum value set: [{', '.join(TYPES_OF_INTEGRATION)}]"
        yield violated(constraint(given.type, "putIntegrationInput.type", rule))
        return
    if given.type != "MOCK":
        yield from _endpoint(given)
    yield from _request_parameters(given)
    yield from _templates(given.request_templates)
    if not 50 <= given.timeout_in_millis <= 29_000:
        yield bad_request("Timeout should be between 50 ms and 29000 ms", given.timeout_in_millis)  # INFERRED


def _endpoint(given: Integration) -> Iterator[Refusal]:
    if not given.http_method:
        yield bad_request("Enumeration value for HttpMethod must be non-empty", given.uri)
    elif given.type in ("HTTP", "HTTP_PROXY"):
        if not re.match(r"https?://[^\s/]", given.uri or ""):
            yield bad_request("Invalid HTTP endpoint specified for URI", given.uri)
    else:
        yield from _arn(given)


def _arn(given: Integration) -> Iterator[Refusal]:
    uri = given.uri or ""
    parts = endpoint.parts(uri)
    if not uri.startswith("arn:"):
        yield bad_request("Invalid ARN specified in the request", given.uri)
    elif parts is None:
        yield bad_request("AWS ARN for integration must contain path or action", given.uri)
    elif given.type == "AWS_PROXY" and not (parts["service"] == "lambda" and _INVOCATION.match(parts["rest"])):
        what = "Lambda function and Firehose stream invocations."
        yield bad_request(f"Integrations of type 'AWS_PROXY' currently only supports {what}", given.uri)
    elif parts["service"] != "lambda" and not given.credentials:
        yield bad_request("Role ARN must be specified for AWS integrations", given.uri)  # INFERRED


def _request_parameters(given: Integration) -> Iterator[Refusal]:
    for target, source in given.request_parameters.items():
        if not REQUEST_TARGET.fullmatch(target):
            yield invalid_expression(target)
        elif not is_source(source, "method.request"):
            yield invalid_expression(source)


def _templates(given: Mapping[str, str | Source]) -> Iterator[Refusal]:
    for key, template in given.items():
        if not _MEDIA_TYPE.fullmatch(key):
            yield bad_request(_RESULT.format(f"Invalid content type specified: {key}"), key)
        text = template.text if isinstance(template, Source) else template
        if len(text.encode(errors="replace")) > quotas.MAX_TEMPLATE:  # INFERRED: only the number is documented
            yield bad_request("Template size exceeds the maximum allowed size of 300 KB", template)


def integration_response(given: IntegrationResponse, api: Api) -> Iterator[Refusal]:
    """What PutIntegrationResponse refuses."""
    yield from _status_code(given.status_code)
    for target, source in given.response_parameters.items():
        if not RESPONSE_TARGET.fullmatch(target):
            yield invalid_expression(target)
        elif not is_source(source, "integration.response"):
            yield invalid_expression(source)
    yield from _templates(given.response_templates)
    try:
        regex.pattern(str(given.selection_pattern or ""))
    except JavaError as error:  # INFERRED
        message = f"Invalid selection pattern specified: {error.message}"
        yield bad_request(message, given.selection_pattern)


def _status_code(status: str) -> Iterator[Refusal]:
    if not re.fullmatch(r"[1-5]\d\d", status):
        yield violated(constraint(status, "statusCode", r"regular expression pattern: [1-5]\d\d"))


# ---- methods, models, gateway responses


def method(given: Method, api: Api) -> Iterator[Refusal]:
    """What PutMethod refuses."""
    if given.http_method not in VERBS:
        yield bad_request(f"Invalid HttpMethod specified. Valid options are {','.join(VERBS)}", given.http_method)
    known = {*api.authorizers, *(each.id for each in api.authorizers.values())}
    if given.authorization_type in _AUTHORIZED and given.authorizer_id not in known:
        message = "Setting the authorization type to CUSTOM or COGNITO_USER_POOLS requires a valid authorizer."
        yield bad_request(f"Invalid authorizer ID specified. {message}", given.authorizer_id)
    yield from _method_parameters(given)
    validators = {*api.request_validators, *(each.id for each in api.request_validators.values())}
    if given.request_validator and given.request_validator not in validators:
        yield bad_request("Invalid Request Validator identifier specified", given.request_validator)
    for name in given.request_models.values():
        if name not in api.models and name not in ("Empty", "Error"):
            yield bad_request(f"Invalid model identifier specified: {name}", name)


def _method_parameters(given: Method) -> Iterator[Refusal]:
    names: Counter[str] = Counter()
    for expression in given.request_parameters:
        found = METHOD_PARAMETER.fullmatch(expression)
        if found is None:
            yield invalid_expression(expression)
        else:
            names[found[2]] += 1
    for name, count in names.items():
        if count > 1:
            yield bad_request("Parameter names must be unique across querystring, header and path", name)


def model(given: Model, api: Api) -> Iterator[Refusal]:
    """What CreateModel refuses."""
    if not given.name:
        yield bad_request("Model name must be non-empty")
    if given.name in api.models and api.models[given.name] is not given:
        yield Refusal("ConflictException", "Model name already exists for this REST API", 409, given.name)
    if not given.schema:
        yield bad_request("Model schema must have at least 1 property or array items defined", given.name)
    elif isinstance(given.schema, str) and given.content_type == "application/json":
        yield from _json_schema(given)


def _json_schema(given: Model) -> Iterator[Refusal]:
    try:
        json.loads(given.schema)
    except (ValueError, RecursionError) as error:  # INFERRED
        message = f"Model reference must be in canonical form or a valid JSON: {error}"
        yield bad_request(f"Invalid model specified: {_RESULT.format(message)}", given.schema)


def gateway_response(given: GatewayResponse, api: Api) -> Iterator[Refusal]:
    """What PutGatewayResponse refuses."""
    if given.response_type not in TYPES:
        rule = f"enum value set: [{', '.join(TYPES)}]"
        yield violated(constraint(given.response_type, "responseType", rule))
    if given.status_code is not None:
        yield from _status_code(given.status_code)


# ---- the whole API


def findings(api: Api) -> tuple[Finding, ...]:
    """All that would be refused if the API were made, and templates that no request can use."""
    return tuple(_findings(api))


def _findings(api: Api) -> Iterator[Finding]:
    for path, resource in api.resources.items():
        for verb, each in resource.methods.items():
            yield from _of_method(each, f"{verb} {path}", api)
    for key, route in api.routes.items():
        yield from _of_integration(route.integration, f"the route {key}", api, templates_by_type=False)
    yield from _told(api.gateway_responses, gateway_response, "the gateway response", api)
    yield from _told(api.models, model, "the model", api)


def _of_method(given: Method, where: str, api: Api) -> Iterator[Finding]:
    yield from (_finding(refusal, where) for refusal in method(given, api))
    yield from _of_integration(given.integration, where, api)


def _of_integration(
    given: Integration | None, where: str, api: Api, templates_by_type: bool = True
) -> Iterator[Finding]:
    if given is None:
        yield Finding(f"{where} has no integration", severity="error")
        return
    refusals = [*integration(given, api)]
    for response in given.integration_responses.values():
        refusals += integration_response(response, api) if templates_by_type else ()
    yield from (_finding(refusal, where) for refusal in refusals if templates_by_type or not _is_of_rest(refusal))
    yield from _unparsable(given.request_templates, f"the request template of {where}")
    for response in given.integration_responses.values():
        yield from _unparsable(response.response_templates, f"the response template of {where}")


def _is_of_rest(refusal: Refusal) -> bool:
    """Whether only REST APIs refuse it: the keys of WebSocket templates are no media types."""
    return "content type" in refusal.message or "mapping expression" in refusal.message


def _unparsable(given: Mapping[str, str | Source], what: str) -> Iterator[Finding]:
    for key, template in given.items():
        try:
            templates.compiled(template, f"{what}, {key}")
        except VelogateError as error:
            yield Finding(error.message, error.span, error.hint, "error")


def _told(given: Mapping[str, Any], rule: Callable[[Any, Api], Iterator[Refusal]], what: str, api: Api) -> Any:
    for name, each in given.items():
        yield from (_finding(refusal, f"{what} {name}") for refusal in rule(each, api))


def _finding(refusal: Refusal, where: str) -> Finding:
    span = getattr(refusal.about, "span", None)
    return Finding(f"{where}: {refusal.message}", span, _way_out(refusal), "error")


def _way_out(refusal: Refusal) -> str | None:
    """What to write instead, where the words of AWS do not say."""
    about = refusal.about
    if isinstance(about, str) and "mapping expression" in refusal.message:
        return mended(about)
    return None


_FORMS = (
    *("method.request.header.X", "method.request.querystring.X", "method.request.path.X", "method.request.body"),
    *("integration.response.header.X", "integration.response.body", "context.X", "stageVariables.X"),
    *("integration.request.header.X", "integration.request.querystring.X", "integration.request.path.X"),
    "method.response.header.X",
)


def mended(expression: str) -> str:
    """What an author most likely meant by a mapping expression that is none."""
    from difflib import get_close_matches

    head, _, name = expression.rpartition(".")
    known = {form.removesuffix(".X"): form for form in _FORMS}
    near = get_close_matches(head, known, n=1, cutoff=0.7)
    if near:
        return f"did you mean {near[0]}.{name}?"
    return f"write a static value in single quotes, '{expression}', or one of: {', '.join(_FORMS)}"
