"""Answers in the Query protocol: the XML of a service made the JSON that API Gateway asks AWS for.

Confidence: `{action}Response`, `{action}Result`, `ResponseMetadata` and null for what is absent are RECORDED; the names
of what is inside are those of botocore's models, INFERRED but for `messages` of ReceiveMessage.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any
from urllib.parse import parse_qs
from xml.etree import ElementTree
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape

from velogate.gateway.exchange import BackendRequest, Headers, Response

_FORM = "application/x-www-form-urlencoded"

_MODELS = {"email": "ses", "monitoring": "cloudwatch"}
"""Names of botocore's models that are not the name in the URI."""

_ID = "11111111-2222-3333-4444-555555555555"

_SQS_LISTS = {
    "Attributes": "Attribute",
    "Failed": "BatchResultErrorEntry",
    "MessageAttributes": "MessageAttribute",
    "Messages": "Message",
    "QueueUrls": "QueueUrl",
    "Tags": "Tag",
    "queueUrls": "QueueUrl",
}
"""Elements of SQS's lists and maps, which botocore's model no longer tells."""

_SQS_NAMES = {"Messages": "messages"}
"""Names of SQS's JSON that are not those of its model."""


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
    body = _error(found) if _name(found) == "ErrorResponse" else _result(str(request.service), asked, found)
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
    text = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in told.items())
    xml = f"<ErrorResponse><Error>{text}</Error><RequestId>{_ID}</RequestId></ErrorResponse>"
    return answered(request, Response(400, Headers({"Content-Type": "text/xml"}), xml))


def _error(root: Element) -> dict[str, Any]:
    error = next((each for each in root if _name(each) == "Error"), root)
    told = {_name(each): each.text for each in error}
    known = {name: told.get(name) for name in ("Code", "Message", "Type")}
    return {"Error": known, "RequestId": next((each.text for each in root if _name(each) == "RequestId"), None)}


def _result(service: str, asked: str, root: Element) -> dict[str, Any] | None:
    shape = _output(service, asked)
    inner = next((each for each in root if _name(each) == f"{asked}Result"), None)
    metadata = next((each for each in root if _name(each) == "ResponseMetadata"), None)
    request_id = next((each.text for each in metadata if _name(each) == "RequestId"), None) if metadata else None
    result = {} if inner is None else {f"{asked}Result": _Reader(service, asked).value(shape, inner)}
    return {f"{asked}Response": {**result, "ResponseMetadata": {"RequestId": request_id}}}


@cache
def _output(service: str, asked: str) -> Any:
    """botocore's shape of an action's result; None where it knows none."""
    import botocore.session
    from botocore.exceptions import BotoCoreError
    from botocore.model import OperationNotFoundError

    try:
        model = botocore.session.get_session().get_service_model(_MODELS.get(service, service))
        return model.operation_model(asked).output_shape
    except (BotoCoreError, OperationNotFoundError):
        return None


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2]


class _Reader:
    """Reads values of one action's XML by their shapes."""

    def __init__(self, service: str, asked: str) -> None:
        entry = {"Successful": f"{asked}ResultEntry"}
        self._lists: Mapping[str, str] = {**_SQS_LISTS, **entry} if service == "sqs" else {}
        self._names: Mapping[str, str] = _SQS_NAMES if service == "sqs" else {}

    def value(self, shape: Any, element: Element) -> Any:
        """The value of an element; of an unknown shape its text, or what is inside."""
        match getattr(shape, "type_name", None):
            case "structure":
                return {
                    self._names.get(name, name): self._member(name, each, element) for name, each in _members(shape)
                }
            case "list":
                return [self.value(shape.member, each) for each in element]
            case "map":
                return self._map(shape, list(element))
            case "integer" | "long":
                return int(element.text or 0)
            case "float" | "double":
                return float(element.text or 0)
            case "boolean":
                return (element.text or "").lower() == "true"
            case None if len(element):
                return {_name(each): self.value(None, each) for each in element}
            case _:
                return element.text or ""

    def _member(self, name: str, shape: Any, parent: Element) -> Any:
        """The value of a structure's member: one element, or for flattened lists and maps all of a name."""
        flat = shape.serialization.get("flattened") or (name in self._lists and shape.type_name in ("list", "map"))
        tag = self._lists.get(name) or self._tag(name, shape, flat)
        found = [each for each in parent if _name(each) == tag]
        if not found:
            return None
        if flat and shape.type_name == "list":
            return [self.value(shape.member, each) for each in found]
        return self._map(shape, found) if flat and shape.type_name == "map" else self.value(shape, found[0])

    @staticmethod
    def _tag(name: str, shape: Any, flat: Any) -> str:
        own = shape.member.serialization.get("name") if flat and shape.type_name == "list" else None
        return str(own or shape.serialization.get("name") or name)

    def _map(self, shape: Any, entries: list[Element]) -> dict[str, Any]:
        return {str(entry[0].text): self.value(shape.value, entry[1]) for entry in entries if len(entry) == 2}


def _members(shape: Any) -> list[tuple[str, Any]]:
    return list(shape.members.items())
