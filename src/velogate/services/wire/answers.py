"""What services answer, as it goes over the wire: written from an operation's parameters, or an error; and read back.

Confidence: of JSON, XML and REST DOCUMENTED, in the models; that the Query protocol answers `Accept: application/json`
in JSON is RECORDED, its names and nulls for SQS too, the names of other services there are INFERRED.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from velogate.errors import UsageError, near
from velogate.gateway.exchange import Headers, Response
from velogate.services.wire import leaves, models, written
from velogate.services.wire.written import escape

REQUEST_ID = "11111111-2222-3333-4444-555555555555"
"""The id of every request that nothing has sent."""

_XML_TYPES = {"query": "text/xml", "ec2": "text/xml;charset=UTF-8", "rest-xml": "application/xml"}

QUERY_JSON: Mapping[tuple[str, str], Mapping[str, str]] = {("sqs", "ReceiveMessage"): {"Messages": "messages"}}
"""Names of results in the Query protocol's JSON that are others than the model's (RECORDED)."""

_WRITABLE = ("query", "ec2", "json", "rest-json", "rest-xml")


def answer(
    service: str,
    operation: str | None,
    parameters: Mapping[str, Any],
    *,
    accept: str = "application/json",
    protocol: str | None = None,
    status: int = 200,
) -> Response:
    """The success of an operation with the parameters of its output; raises UsageError for what it does not have.

    `accept` decides between JSON and XML in the Query protocol. `protocol` is one that the service speaks, by default
    its usual one. A `status` other than 200 is the answer's.
    """
    name, model = resolved(service, operation)
    chosen = protocol_of(name, protocol)
    model = models.operation(name, model.name, chosen)
    given = _known(model, parameters)
    found = _PROTOCOLS[chosen](name, model, given, accept)
    modelled = int(model.http.get("responseCode", 200)) if chosen.startswith("rest") else 200
    code = _status_member(model, given)
    return Response(status if status != 200 else code or modelled, found.headers, found.body)


def resolved(service: str, operation: str | None) -> tuple[str, Any]:
    """botocore's name of a service and its OperationModel, of names in any form; raises UsageError."""
    if operation is None:
        service, operation = models.split(service)
        if operation is None:
            raise UsageError(f"{service} alone is no operation", hint=f"as in {service}.{_first(service)}")
    name = models.named(service)
    return name, models.operation(name, models.operation_named(name, operation))


def _first(service: str) -> str:
    return str(models.model(service).operation_names[0])


def protocol_of(service: str, wanted: str | None) -> str:
    """The protocol, or the service's usual one; raises UsageError for one that it does not speak."""
    able = models.protocols(service)
    if wanted is None:
        return next((each for each in able if each in _WRITABLE), able[0])
    if wanted not in able:
        raise UsageError(f"{service} does not speak the protocol {wanted!r}", hint=f"it speaks {', '.join(able)}")
    return wanted


def _known(model: Any, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    known = model.output_shape.members if model.output_shape else {}
    for name in parameters:
        if name not in known and name != "ResponseMetadata":
            guess = near(name, known)
            message = f"the answer of {model.name} has no {name!r}" + (f"; did you mean {guess!r}?" if guess else "")
            raise UsageError(message, hint=f"it has {', '.join(known)}" if known else "it has nothing")
    return parameters


def _status_member(model: Any, parameters: Mapping[str, Any]) -> int | None:
    members = model.output_shape.members if model.output_shape else {}
    for name, member in members.items():
        if member.serialization.get("location") == "statusCode" and name in parameters:
            return int(parameters[name])
    return None


# ---- one protocol after the other


def _json(service: str, model: Any, parameters: Mapping[str, Any], accept: str) -> Response:
    version = models.model(service).metadata.get("jsonVersion", "1.0")
    body = written.in_json(model.output_shape, parameters) if model.output_shape else None
    return _response(
        f"application/x-amz-json-{version}", "" if body is None and version == "1.1" else _dumped(body or {})
    )


def _dumped(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def _response(content_type: str, body: str | bytes, headers: Iterator[tuple[str, str]] | None = None) -> Response:
    given = Headers(headers or ()).default("Content-Type", content_type) if body else Headers(headers or ())
    return Response(200, given.default("x-amzn-RequestId", REQUEST_ID), body)


def _query(service: str, model: Any, parameters: Mapping[str, Any], accept: str) -> Response:
    wrapper = result_name(model)
    if "xml" in accept:
        inner = "".join(written.members(model.output_shape, parameters)) if model.output_shape else ""
        result = f"<{wrapper}>{inner}</{wrapper}>" if model.output_shape else ""
        metadata = f"<ResponseMetadata><RequestId>{REQUEST_ID}</RequestId></ResponseMetadata>"
        return _response("text/xml", _document(f"{model.name}Response", result + metadata, model))
    body: dict[str, Any] = {}
    if model.output_shape:
        body[wrapper] = _query_json(service, model, parameters)
    body["ResponseMetadata"] = {"RequestId": REQUEST_ID}
    return _response("application/json", _dumped({f"{model.name}Response": body}))


def _query_json(service: str, model: Any, parameters: Mapping[str, Any]) -> dict[str, Any]:
    names = QUERY_JSON.get((service, model.name), {})
    found = written.in_json(model.output_shape, parameters, wire_names=False)
    renamed = {names.get(name, name): value for name, value in found.items()}
    return {**dict.fromkeys(names.values()), **renamed}


def result_name(model: Any) -> str:
    """What is around the result of an operation in the Query protocol."""
    shape = model.output_shape
    return str((shape.serialization.get("resultWrapper") if shape else None) or f"{model.name}Result")


def _document(root: str, inner: str, model: Any) -> str:
    space = model.service_model.metadata.get("xmlNamespace")
    declared = f' xmlns="{escape(space)}"' if isinstance(space, str) else ""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root}{declared}>{inner}</{root}>'


def _ec2(service: str, model: Any, parameters: Mapping[str, Any], accept: str) -> Response:
    inner = "".join(written.members(model.output_shape, parameters)) if model.output_shape else ""
    body = _document(f"{model.name}Response", f"<requestId>{REQUEST_ID}</requestId>{inner}", model)
    return _response(_XML_TYPES["ec2"], body)


def _rest_json(service: str, model: Any, parameters: Mapping[str, Any], accept: str) -> Response:
    return _rest(
        model, parameters, "application/json", lambda shape, value, name: _dumped(written.in_json(shape, value))
    )


def _rest_xml(service: str, model: Any, parameters: Mapping[str, Any], accept: str) -> Response:
    def dumped(shape: Any, value: Mapping[str, Any], name: str) -> str:
        root = shape.serialization.get("name") or name
        return _document(root, "".join(written.members(shape, value)), model)

    return _rest(model, parameters, _XML_TYPES["rest-xml"], dumped)


_Dump = Callable[[Any, Any, str], str]


def _rest(model: Any, parameters: Mapping[str, Any], content_type: str, dumped: _Dump) -> Response:
    shape = model.output_shape
    if shape is None:
        return _response(content_type, "")
    headers = written.headers(shape, parameters)
    payload = shape.serialization.get("payload")
    if payload is None:
        body = {name: value for name, value in parameters.items() if name in shape.members and _in_body(shape, name)}
        if not any(_in_body(shape, name) for name in shape.members):
            return _response(content_type, "", headers)
        return _response(content_type, dumped(_Bodied(shape), body, f"{model.name}Result"), headers)
    member, value = shape.members[payload], parameters.get(payload)
    if value is None:
        return _response(content_type, "", headers)
    if member.type_name in ("blob", "string"):
        kind = "application/octet-stream" if member.type_name == "blob" else "text/plain"
        return _response(kind, value, headers)
    return _response(content_type, dumped(member, value, member.name), headers)


class _Bodied:
    """A structure without its members that are not in the body."""

    type_name = "structure"

    def __init__(self, shape: Any) -> None:
        self.serialization = shape.serialization
        self.members = {name: member for name, member in shape.members.items() if _in_body(shape, name)}


def _in_body(shape: Any, name: str) -> bool:
    return "location" not in shape.members[name].serialization


_PROTOCOLS: Mapping[str, Callable[[str, Any, Mapping[str, Any], str], Response]] = {
    "json": _json,
    "query": _query,
    "ec2": _ec2,
    "rest-json": _rest_json,
    "rest-xml": _rest_xml,
}


# ---- errors


_TYPES: Mapping[str, str] = {"dynamodb": "com.amazonaws.dynamodb.v20120810#", "sqs": "com.amazonaws.sqs#"}
"""What stands before an error's code in `__type`."""


def error(
    service: str,
    operation: str | None,
    code: str,
    message: str,
    *,
    status: int | None = None,
    accept: str = "application/json",
    protocol: str | None = None,
) -> Response:
    """The service's error, as it goes over the wire; by default with the status that the model has for it, or 400.

    `code` is that of the wire or the name of the model's exception: each protocol gets its own.
    """
    name, _model = resolved(service, operation)
    chosen = protocol_of(name, protocol)
    shape = _error_shape(name, code)
    modelled = (shape.metadata.get("error") or {}) if shape else {}
    found = status or int(modelled.get("httpStatusCode", 400))
    kind = "Receiver" if found >= 500 else "Sender"
    if chosen in ("json", "rest-json"):
        return _json_error(name, chosen, shape.name if shape else code, message, found, modelled, kind)
    return _xml_error(name, chosen, str(modelled.get("code", code)), message, found, accept, kind)


def _error_shape(service: str, code: str) -> Any:
    for shape in models.model(service).error_shapes:
        if code in (shape.name, (shape.metadata.get("error") or {}).get("code")):
            return shape
    return None


def _json_error(
    service: str, protocol: str, code: str, message: str, status: int, modelled: Mapping[str, Any], kind: str
) -> Response:
    headers = Headers({"x-amzn-RequestId": REQUEST_ID})
    if protocol == "rest-json":
        headers = Headers({"Content-Type": "application/json", "x-amzn-ErrorType": code, **headers})
        return Response(status, headers, _dumped({"message": message}))
    version = models.model(service).metadata.get("jsonVersion", "1.0")
    headers = Headers({"Content-Type": f"application/x-amz-json-{version}", **headers})
    if "code" in modelled and models.model(service).is_query_compatible:
        headers = headers.set("x-amzn-query-error", f"{modelled['code']};{kind}")
    return Response(status, headers, _dumped({"__type": _TYPES.get(service, "") + code, "message": message}))


def _xml_error(service: str, protocol: str, code: str, message: str, status: int, accept: str, kind: str) -> Response:
    if protocol == "query" and "xml" not in accept:
        said = {"Error": {"Code": code, "Message": message, "Type": kind}, "RequestId": REQUEST_ID}
        return Response(status, Headers({"Content-Type": "application/json"}), _dumped(said))
    inner = f"<Code>{escape(code)}</Code><Message>{escape(message)}</Message>"
    if service == "s3":
        body = f"<Error>{inner}<RequestId>{REQUEST_ID}</RequestId></Error>"
    elif protocol == "ec2":
        body = f"<Response><Errors><Error>{inner}</Error></Errors><RequestID>{REQUEST_ID}</RequestID></Response>"
    else:
        whole = f"<Error><Type>{kind}</Type>{inner}</Error><RequestId>{REQUEST_ID}</RequestId>"
        body = f"<ErrorResponse>{whole}</ErrorResponse>"
    return Response(status, Headers({"Content-Type": _XML_TYPES[protocol]}), f'<?xml version="1.0"?>\n{body}')


# ---- reading back


def parameters_of(service: str, operation: str | None, response: Response) -> dict[str, Any]:
    """The parameters of an answer, read by botocore's own parser; of an error its `Error`, with Code and Message.

    The Query protocol's JSON, which botocore does not know, is read here. Raises UsageError for what is no answer.
    """
    name, model = resolved(service, operation)
    wrapped = _wrapped(name, model, response)
    if wrapped is not None:
        return wrapped
    chosen = _protocol_read(name, response)
    model = models.operation(name, model.name, chosen)
    return _parsed(name, model, chosen, response)


def _parsed(service: str, model: Any, protocol: str, response: Response) -> dict[str, Any]:
    from botocore.awsrequest import HeadersDict
    from botocore.parsers import PROTOCOL_PARSERS, ResponseParserError

    parser = PROTOCOL_PARSERS[protocol](timestamp_parser=written.parsed_moment)
    given = {
        "status_code": response.status,
        "headers": HeadersDict(response.headers),
        "body": response.bytes,
        "context": {"operation_name": model.name},
    }
    shape = model.output_shape
    streams = [each for each in shape.members if shape.members[each].serialization.get("eventstream")] if shape else []
    if streams and protocol == "json":
        return {}
    payload = shape.serialization.get("payload") if shape else None
    streamed = shape.members[payload] if shape and payload else None
    if streamed is not None and streamed.type_name == "blob" and response.status < 300:
        given["body"] = b""
    try:
        found = dict(parser.parse(given, shape))
    except (ResponseParserError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(f"this is no answer of {service}.{model.name}: {error}") from error
    found.pop("ResponseMetadata", None)
    for name in streams:
        found.pop(name, None)
    if streamed is not None and streamed.type_name == "blob" and response.status < 300:
        found[payload] = response.bytes
    return found


def _protocol_read(service: str, response: Response) -> str:
    """The protocol of an answer: XML where it begins like it, else JSON."""
    able = [each for each in models.protocols(service) if each in _WRITABLE]
    is_xml = response.text.lstrip().startswith("<") or "xml" in (response.headers.last("Content-Type") or "")
    fits = [each for each in able if (each in ("query", "ec2", "rest-xml")) == is_xml]
    return next(iter(fits or able), "json")


def _wrapped(service: str, model: Any, response: Response) -> dict[str, Any] | None:
    """The parameters of the Query protocol's JSON; None for any other answer."""
    if "query" not in models.protocols(service) or not response.text.lstrip().startswith("{"):
        return None
    try:
        body = response.json()
    except ValueError:
        return None
    if not isinstance(body, dict):
        return None
    if isinstance(body.get("Error"), dict):
        return {"Error": body["Error"]}
    inner = body.get(f"{model.name}Response")
    if not isinstance(inner, dict):
        return None
    names = {wire: name for name, wire in QUERY_JSON.get((service, model.name), {}).items()}
    result = inner.get(result_name(models.operation(service, model.name, "query"))) or {}
    renamed = {names.get(name, name): value for name, value in result.items()}
    return _from_json(model.output_shape, renamed) if model.output_shape else {}


def _from_json(shape: Any, value: Any) -> Any:
    """The parameters of JSON whose names are the model's, leniently: what has another type stays as it is."""
    match shape.type_name:
        case "structure" if isinstance(value, dict):
            known = {name: value[name] for name in shape.members if value.get(name) is not None}
            return {name: _from_json(shape.members[name], each) for name, each in known.items()}
        case "list" if isinstance(value, list):
            return [_from_json(shape.member, each) for each in value]
        case "map" if isinstance(value, dict):
            return {name: _from_json(shape.value, each) for name, each in value.items()}
        case "structure" | "list" | "map":
            return value
    try:
        return leaves.from_json(shape, value)
    except leaves.Wrong:
        return value
