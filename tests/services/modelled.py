"""Parameters made from a model's shapes, and the requests that botocore itself would send for them."""

import json
from collections.abc import Iterator, Mapping
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
            made = value(member, levels - 1, answer, (*stack, shape.name))
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


def value(shape: Any, levels: int, answer: bool, stack: tuple[str, ...]) -> Any:
    """A value that the model allows."""
    if stack.count(shape.name) > 0 and shape.type_name == "structure":
        raise Unmakeable(shape.name)
    limits = shape.metadata
    match shape.type_name:
        case "structure":
            if shape.is_document_type:
                return {"a": [1, "b", None]}
            return parameters(shape, levels, answer, stack)
        case "list":
            made = value(shape.member, levels, answer, stack)
            return [made] * max(1, limits.get("min") or 1)
        case "map":
            keys = [samples.text(shape.key.metadata, f"key{i}") for i in range(max(1, int(limits.get("min") or 0)))]
            if None in keys or len(set(keys)) != len(keys):
                raise Unmakeable(shape.name)
            return {key: value(shape.value, levels, answer, stack) for key in keys}
        case "string":
            if shape.serialization.get("jsonvalue") and shape.serialization.get("location") == "header":
                return {"a": 1}
            text = samples.text(limits, "example")
            if text is None or (not text and shape.serialization.get("location") == "uri"):
                raise Unmakeable(shape.name)
            return text
        case "integer" | "long":
            return max(int(limits.get("min") or 0), min(1, int(limits.get("max", 1))))
        case "float" | "double":
            return float(max(limits.get("min") or 0, min(0.5, limits.get("max", 1))))
        case "boolean":
            return True
        case "blob":
            return b"\x00\xffab" + b"a" * (int(limits.get("min") or 0))
        case "timestamp":
            return datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
    raise AssertionError(shape.type_name)


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


def usable(service: str) -> str | None:
    """The protocol by which a template could call a service, None for none."""
    return next((each for each in models.protocols(service) if each in SERIALIZERS and "cbor" not in each), None)


def plain(found: Any) -> Any:
    """Values that can be compared: JSON texts alike."""
    return json.loads(json.dumps(found, default=repr))


def all_operations() -> Iterator[tuple[str, str]]:
    """Every operation of every service."""
    for service in models.services():
        for operation in models.model(service).operation_names:
            yield service, operation
