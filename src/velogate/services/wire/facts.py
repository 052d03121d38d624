"""What services enforce though their models do not say it, and the Query protocol's names that models have lost.

Confidence: DOCUMENTED in the services' references; the query names of SQS are those that its clients sent up to 2023.
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from velogate.services.wire import leaves
from velogate.services.wire.reading import Reading, Spot, clipped

QUERY_NAMES: Mapping[str, Mapping[str, str]] = {
    "sqs": {
        "AWSAccountIds": "AWSAccountId",
        "Actions": "ActionName",
        "AttributeNames": "AttributeName",
        "Attributes": "Attribute",
        "BinaryListValues": "BinaryListValue",
        "MessageAttributeNames": "MessageAttributeName",
        "MessageAttributes": "MessageAttribute",
        "MessageSystemAttributeNames": "MessageSystemAttributeName",
        "MessageSystemAttributes": "MessageSystemAttribute",
        "QueueUrls": "QueueUrl",
        "StringListValues": "StringListValue",
        "TagKeys": "TagKey",
        "Tags": "Tag",
        "queueUrls": "QueueUrl",
        "tags": "Tag",
    }
}
"""By service, the names of members that are lists or maps, all of them flattened; lists of structures have theirs."""

_MAP_NAMES: Mapping[str, tuple[str, str]] = {"Tag": ("Key", "Value")}
"""What the keys and values of a map are called where it is not Name and Value."""


def with_query_names(service: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """A service's model with the names that its members have in the Query protocol."""
    outputs = {name: _with_wrapper(name, operation) for name, operation in given["operations"].items()}
    return {**given, "operations": outputs, "shapes": _with_names(service, given["shapes"])}


def _with_wrapper(name: str, operation: Mapping[str, Any]) -> Mapping[str, Any]:
    if "output" not in operation:
        return operation
    return {**operation, "output": {"resultWrapper": f"{name}Result", **operation["output"]}}


def _with_names(service: str, given: Mapping[str, Any]) -> Mapping[str, Any]:
    if service not in QUERY_NAMES:
        return given
    shapes = {name: dict(shape) for name, shape in given.items()}
    for name, shape in shapes.items():
        if shape["type"] == "structure":
            members = shape["members"].items()
            named = {member: _query_member(service, member, ref, given) for member, ref in members}
            shapes[name] = {**shape, "members": named}
    for shape in list(shapes.values()):
        for ref in shape.get("members", {}).values() if shape["type"] == "structure" else ():
            if shapes[ref["shape"]]["type"] == "map" and "flattened" in ref:
                key, value = _MAP_NAMES.get(ref["locationName"], ("Name", "Value"))
                inner = shapes[ref["shape"]]
                inner["key"] = {**inner["key"], "locationName": key}
                inner["value"] = {**inner["value"], "locationName": value}
    return shapes


def _query_member(service: str, name: str, ref: Mapping[str, Any], shapes: Mapping[str, Any]) -> Mapping[str, Any]:
    shape = shapes[ref["shape"]]
    if shape["type"] not in ("list", "map"):
        return ref
    inner = shape["member"]["shape"] if shape["type"] == "list" else None
    own = inner if inner and shapes[inner]["type"] == "structure" else QUERY_NAMES[service].get(name, name)
    return {**ref, "locationName": own, "flattened": True}


JSON_TEXTS: Mapping[tuple[str, str], tuple[tuple[str, ...], ...]] = {
    ("events", "PutEvents"): (("Entries", "*", "Detail"),),
    ("stepfunctions", "StartExecution"): (("input",),),
    ("stepfunctions", "StartSyncExecution"): (("input",),),
    ("stepfunctions", "SendTaskSuccess"): (("output",),),
}
"""Members that are texts of JSON."""

MOST: Mapping[tuple[str, str], tuple[str, int]] = {
    ("sqs", "SendMessage"): ("MessageAttributes", 10),
    ("sqs", "SendMessageBatch"): ("Entries", 10),
    ("sqs", "DeleteMessageBatch"): ("Entries", 10),
    ("sqs", "ChangeMessageVisibilityBatch"): ("Entries", 10),
    ("sns", "PublishBatch"): ("PublishBatchRequestEntries", 10),
    ("events", "PutEvents"): ("Entries", 10),
}
"""How many entries a batch may have, or attributes a message."""


HINTS: Mapping[tuple[str, str], str] = {
    (
        "sqs",
        "QueueUrl",
    ): "in the Query protocol the path names the queue: arn:aws:apigateway:REGION:sqs:path/ACCOUNT/QUEUE",
}
"""What to do about a member that is missing."""

RANGES: Mapping[tuple[str, str], tuple[int, int]] = {
    ("sqs", "MaxNumberOfMessages"): (1, 10),
    ("sqs", "WaitTimeSeconds"): (0, 20),
    ("sqs", "DelaySeconds"): (0, 900),
    ("sqs", "VisibilityTimeout"): (0, 43_200),
}
"""From which number to which, where the model says neither."""


def check_value(reading: Reading, spot: Spot, value: Any) -> None:
    """Tells the reading of a single value that the service takes in another form or range."""
    if isinstance(value, int) and not isinstance(value, bool):
        least, most = RANGES.get((reading.service, str(spot.path[-1])), (value, value))
        if not least <= value <= most:
            reading.fault(f"{spot} is {value}; it must be from {least} to {most}", spot)
    elif isinstance(value, str):
        check_text(reading, spot, value)


def check_text(reading: Reading, spot: Spot, value: Any) -> None:
    """Tells the reading of a text that should be JSON and is not."""
    for wanted in JSON_TEXTS.get((reading.service, reading.name), ()):
        if len(wanted) == len(spot.path) and all(
            want in ("*", part) for want, part in zip(wanted, spot.path, strict=True)
        ):
            _check_json(reading, spot, value)


def _check_json(reading: Reading, spot: Spot, value: str) -> None:
    is_object = reading.service == "events"
    try:
        found = json.loads(value)
    except (ValueError, RecursionError):
        said = f"{spot} must be a text of JSON, and {json.dumps(clipped(value, 40))} is none"
        reading.fault(said, spot, leaves.JSON_IN_TEXT)
        return
    if is_object and not isinstance(found, dict):
        reading.fault(f"{spot} must be a text of a JSON object, and {clipped(value, 40)} is none", spot)


def check(reading: Reading, found: Mapping[str, Any]) -> None:
    """Tells the reading what the service would refuse though the model does not say it."""
    key = (reading.service, reading.name)
    if key in MOST:
        name, most = MOST[key]
        entries = found.get(name)
        if isinstance(entries, list | dict) and len(entries) > most:
            said = f"{name} has {len(entries)} elements; it may have at most {most}"
            reading.fault(said, reading.spot((name,)))
        _check_ids(reading, name, entries)
    if key in _CHECKS:
        _CHECKS[key](reading, found)
    if reading.service == "dynamodb":
        _check_attributes(reading, found, ())
        for sign, table in _PLACEHOLDERS.items():
            _check_placeholders(reading, found, sign, table)


def _check_ids(reading: Reading, name: str, entries: Any) -> None:
    """The entries of a batch have ids that differ."""
    ids = [each.get("Id") for each in entries if isinstance(each, dict)] if isinstance(entries, list) else []
    for index, each in enumerate(ids):
        if isinstance(each, str) and each in ids[:index]:
            spot = reading.spot((name, index, "Id"))
            reading.fault(f'{spot} is "{clipped(each)}", which an entry before it has, too', spot)
            return


def _check_group(reading: Reading, found: Mapping[str, Any], target: str) -> None:
    """A message to a FIFO queue or topic says which group it belongs to."""
    if str(found.get(target, "")).endswith(".fifo") and "MessageGroupId" not in found:
        kind = "queue" if target == "QueueUrl" else "topic"
        spot = Spot(("MessageGroupId",), reading.spot(()).wire, reading.spot(()).part)
        reading.fault(f"MessageGroupId is missing; a FIFO {kind} requires it", spot)


def _check_publish(reading: Reading, found: Mapping[str, Any]) -> None:
    _check_group(reading, found, "TopicArn")
    ways = [name for name in ("TopicArn", "TargetArn", "PhoneNumber") if name in found]
    if len(ways) != 1:
        what = f"not {' and '.join(ways)}" if ways else "and has none"
        reading.fault(f"Publish must have exactly one of TopicArn, TargetArn and PhoneNumber, {what}", reading.spot(()))


def _check_send(reading: Reading, found: Mapping[str, Any]) -> None:
    _check_group(reading, found, "QueueUrl")
    for name, attribute in _items(found.get("MessageAttributes")):
        _check_attribute(reading, reading.spot(("MessageAttributes", name)), attribute)


def _items(value: Any) -> list[tuple[str, Any]]:
    return list(value.items()) if isinstance(value, dict) else []


def _check_attribute(reading: Reading, spot: Spot, attribute: Any) -> None:
    """A message attribute's value fits its type, and is not empty."""
    if not isinstance(attribute, dict) or not isinstance(attribute.get("DataType"), str):
        return
    kind = attribute["DataType"].partition(".")[0]
    wanted = "BinaryValue" if kind == "Binary" else "StringValue"
    if kind not in ("String", "Number", "Binary"):
        inner = reading.spot((*spot.path, "DataType"))
        reading.fault(f'{inner} is "{clipped(kind)}"; it must be String, Number or Binary', inner)
    elif not attribute.get(wanted):
        state = "is empty" if wanted in attribute else "is missing"
        inner = reading.spot((*spot.path, wanted))
        reading.fault(f"{inner} {state}; an attribute of type {kind} must have it", inner)


_PLACEHOLDERS: Mapping[str, str] = {"#": "ExpressionAttributeNames", ":": "ExpressionAttributeValues"}
"""What DynamoDB's expressions name things by, and where those names are told."""


def _check_placeholders(reading: Reading, found: Mapping[str, Any], sign: str, table: str) -> None:
    """Every placeholder of an expression is defined, and every one that is defined is used."""
    given = found.get(table)
    defined = given if isinstance(given, dict) else {}
    used: set[str] = set()
    for name, text in found.items():
        if name.endswith("Expression") and isinstance(text, str):
            names = re.findall(rf"{sign}\w+", text)
            used.update(names)
            for each in dict.fromkeys(names):
                if each not in defined:
                    reading.fault(f"{name} uses {clipped(each)}, which {table} does not define", reading.spot((name,)))
    for each in defined:
        if each not in used:
            said = f"{table} defines {clipped(each)}, which no expression uses"
            reading.fault(said, reading.spot((table, each)), on_name=True)


def _check_attributes(reading: Reading, value: Any, path: tuple[str | int, ...]) -> None:
    """Every number of an AttributeValue is a number's text."""
    if isinstance(value, dict):
        number = value.get("N")
        if len(value) == 1 and isinstance(number, str) and path and not _is_number(number):
            spot = reading.spot((*path, "N"))
            reading.fault(f'{spot} must be the text of a number, and "{clipped(number)}" is none', spot)
        for name, each in value.items():
            _check_attributes(reading, each, (*path, name))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            _check_attributes(reading, each, (*path, index))


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", text.strip()) is not None


def _check_entries(reading: Reading, found: Mapping[str, Any]) -> None:
    """An event without one of the three is answered by 200, and is lost."""
    entries = found.get("Entries")
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        for name in ("Source", "DetailType", "Detail"):
            path = ("Entries", index, name)
            if isinstance(entry, dict) and not entry.get(name) and path not in reading.meant:
                state = "is empty" if name in entry else "is missing"
                spot = reading.spot(path)
                reading.fault(f"{spot} {state}; EventBridge takes no event without it", spot)


_CHECKS: Mapping[tuple[str, str], Callable[[Reading, Mapping[str, Any]], None]] = {
    ("events", "PutEvents"): _check_entries,
    ("sns", "Publish"): _check_publish,
    ("sqs", "SendMessage"): _check_send,
}
