"""Parameters made from a model's shapes, and the requests that botocore itself would send for them."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode

from botocore.serialize import SERIALIZERS

from velogate.gateway.exchange import BackendRequest, Headers
from velogate.services.wire import models, samples


class Unmakeable(Exception):  # noqa: N818
    """No value that fulfils the model is found; `path` is the shape's."""


LEAST, DEEP = 0, 3
"""Levels of optional members."""


def parameters(shape: Any, levels: int, answer: bool = False, stack: tuple[str, ...] = ()) -> dict[str, Any]:
    """A structure's required members, and up to some levels all the others that can be made."""
    if shape is None:
        return {}
    found: dict[str, Any] = {}
    union = getattr(shape, "is_tagged_union", False) or shape.name == "AttributeValue"
    for name, member in shape.members.items():
        required = name in shape.required_members
        if (union and found) or (not required and not union and levels <= 0):
            continue
        if getattr(member, "is_eventstream", False) or member.serialization.get("eventstream"):
            continue
        try:
            made = value(member, levels - 1, answer, (*stack, shape.name), name)
        except Unmakeable:
            if required and not answer:
                raise
            continue
        found[name] = made
    if union and not found:
        raise Unmakeable(shape.name)
    if not found and stack and shape.members:  # forms have nothing for an empty structure
        if levels > 0:
            raise Unmakeable(shape.name)
        return parameters(shape, 1, answer, stack)
    return found


def value(shape: Any, levels: int, answer: bool, stack: tuple[str, ...], name: str = "") -> Any:
    """A value that the model allows; raises Unmakeable where none is found."""
    if shape.type_name == "string":
        return _text(shape, _USUAL.get(name, "example"))
    if shape.type_name in _SINGLE:
        return _SINGLE[shape.type_name](shape)
    if shape.type_name == "structure":
        return _structure(shape, levels, answer, stack)
    least = max(1, int(shape.metadata.get("min") or 0))
    if shape.type_name == "list":
        return [value(shape.member, levels, answer, stack)] * least
    keys = [samples.text(shape.key.metadata, f"key{i}") for i in range(least)]
    if None in keys or len(set(keys)) != least:
        raise Unmakeable(shape.name)
    return {key: value(shape.value, levels, answer, stack) for key in keys}


def _structure(shape: Any, levels: int, answer: bool, stack: tuple[str, ...]) -> Any:
    if shape.name in stack:
        raise Unmakeable(shape.name)
    return {"a": [1, "b", None]} if shape.is_document_type else parameters(shape, levels, answer, stack)


_USUAL = {"Detail": "{}", "input": "{}", "output": "{}", "DataType": "String"}
"""Members whose texts must be more than the model says."""


def _text(shape: Any, usual: str) -> Any:
    if shape.serialization.get("jsonvalue") and shape.serialization.get("location") == "header":
        return {"a": 1}
    text = samples.text(shape.metadata, usual)
    if text is None or (not text and shape.serialization.get("location") == "uri"):
        raise Unmakeable(shape.name)
    return text


def _whole(shape: Any) -> int:
    return max(int(shape.metadata.get("min") or 0), min(1, int(shape.metadata.get("max", 1))))


def _number(shape: Any) -> float:
    return float(max(shape.metadata.get("min") or 0, min(0.5, shape.metadata.get("max", 1))))


_SINGLE: Mapping[str, Callable[[Any], Any]] = {
    "integer": _whole,
    "long": _whole,
    "float": _number,
    "double": _number,
    "boolean": lambda shape: True,
    "blob": lambda shape: b"\x00\xffab" + b"a" * int(shape.metadata.get("min") or 0),
    "timestamp": lambda shape: datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC),
}
"""A value of each type that is not made of others."""


def request(service: str, operation: str, given: Mapping[str, Any], protocol: str) -> BackendRequest:
    """What botocore would send, unsigned."""
    model = models.operation(service, operation, protocol)
    made = SERIALIZERS[protocol]().serialize_to_request(dict(given), model)
    headers = {**made["headers"]}
    body = made["body"]
    if isinstance(body, Mapping):
        body = urlencode(body)
    prefix = models.metadata(service)["endpointPrefix"]
    query = made["query_string"]
    text = urlencode(query, doseq=True, quote_via=quote) if isinstance(query, Mapping) else query
    url = f"https://{made.get('host_prefix', '')}{prefix}.us-east-1.amazonaws.com{made['url_path']}"
    joined = f"{url}{'&' if '?' in url else '?'}{text}" if text else url
    return BackendRequest(made["method"], joined, Headers(headers), body, service=prefix)


def given(service: str, operation: str, protocol: str, levels: int) -> dict[str, Any]:
    """The parameters of a call; raises Unmakeable.

    The model does not say that SNS takes one of three targets, that an event has a source, a type and details, and that
    DynamoDB's expressions use what is defined.
    """
    least = 2 if (service, operation) == ("events", "PutEvents") else 0
    found = parameters(models.operation(service, operation, protocol).input_shape, max(levels, least))
    if service == "dynamodb":
        return {name: each for name, each in found.items() if not name.startswith("ExpressionAttribute")}
    if (service, operation) == ("sns", "Publish"):
        found = {name: each for name, each in found.items() if name not in ("TargetArn", "PhoneNumber")}
        return {**found, "TopicArn": "arn:aws:sns:us-east-1:123456789012:topic"}
    return found


def without_empty(found: Any) -> Any:
    """A value without what is empty in it: forms cannot write it, and botocore sends `{}` for no payload."""
    if isinstance(found, Mapping):
        kept = {name: without_empty(each) for name, each in found.items()}
        return {name: each for name, each in kept.items() if each not in ({}, [], None)}
    return [without_empty(each) for each in found] if isinstance(found, list) else found
