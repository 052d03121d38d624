"""Answers in the Query protocol: the XML of a service made the JSON that API Gateway asks AWS for.

How the JSON is written is told in velogate.services.wire.
"""

import json
from dataclasses import replace
from html import escape
from typing import Any
from urllib.parse import parse_qs
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from velogate.errors import UsageError
from velogate.gateway.exchange import BackendRequest, Headers, Response

_FORM = "application/x-www-form-urlencoded"
_ID = "11111111-2222-3333-4444-555555555555"


def action(request: BackendRequest) -> str | None:
    """The action of a request in the Query protocol, from its body or its URL; None for any other request."""
    if request.headers.last("X-Amz-Target"):
        return None
    form = (request.headers.last("Content-Type") or "").startswith(_FORM)
    given = parse_qs(request.text).get("Action") if form else None
    found = given[0] if given else request.query.get("Action")
    return found if isinstance(found, str) else None


def as_form(request: BackendRequest) -> BackendRequest:
    """The request; if only its URL names the action, without a body, as a form: so services take it."""
    if action(request) is None or (request.headers.last("Content-Type") or "").startswith(_FORM):
        return request
    return replace(request, headers=request.headers.set("Content-Type", _FORM).without("Content-Length"), body="")


def answered(request: BackendRequest, answer: Response) -> Response:
    """The answer as AWS gives it: JSON for a request in the Query protocol whose Accept asks for it."""
    asked = action(request)
    wants_json = "json" in (request.headers.last("Accept") or "")
    if asked is None or not wants_json or "xml" not in (answer.headers.last("Content-Type") or ""):
        return answer
    try:
        found = ElementTree.fromstring(answer.text)
    except ElementTree.ParseError:
        return answer
    is_error = _name(found) == "ErrorResponse"
    body = _error(found) if is_error else _result(str(request.service), asked, answer, found)
    if body is None:
        return answer
    headers = Headers(answer.headers.without("Content-Length")).set("Content-Type", "application/json")
    return Response(answer.status, headers, json.dumps(body, separators=(",", ":"), ensure_ascii=False))


def unknown_action(request: BackendRequest) -> Response:
    """What AWS answers to an action that the service does not have (DOCUMENTED)."""
    asked = action(request)
    if asked is None:
        return Response(
            400, Headers({"Content-Type": "application/x-amz-json-1.0"}), '{"__type":"UnknownOperationException"}'
        )
    told = {"Code": "InvalidAction", "Message": f"The action {asked} is not valid for this endpoint.", "Type": "Sender"}
    text = "".join(f"<{name}>{escape(value, quote=False)}</{name}>" for name, value in told.items())
    xml = f"<ErrorResponse><Error>{text}</Error><RequestId>{_ID}</RequestId></ErrorResponse>"
    return answered(request, Response(400, Headers({"Content-Type": "text/xml"}), xml))


def _error(root: Element) -> dict[str, Any]:
    error = next((each for each in root if _name(each) == "Error"), root)
    told = {_name(each): each.text for each in error}
    known = {name: told.get(name) for name in ("Code", "Message", "Type")}
    return {"Error": known, "RequestId": _request_id(root)}


def _result(service: str, asked: str, answer: Response, root: Element) -> dict[str, Any] | None:
    """The JSON of a success by botocore's model; None where it knows no such answer."""
    from velogate.services import wire  # few answers need it

    try:
        found = wire.answer(service, asked, wire.parameters_of(service, asked, answer), protocol="query")
    except UsageError:
        return None
    told: dict[str, Any] = found.json()
    told[f"{asked}Response"]["ResponseMetadata"] = {"RequestId": _request_id(root)}
    return told


def _request_id(root: Element) -> str | None:
    return next((each.text for each in root.iter() if _name(each) == "RequestId"), None)


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2]
