"""The success of a call, made up in form: what the service would answer if all went well. Nothing of it is random.

Confidence: the form is DOCUMENTED, in the models; the values are INFERRED from what they are called.
"""

import hashlib
import re
import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from velogate.gateway.exchange import Response
from velogate.services.wire import answers, models, samples
from velogate.services.wire.reading import Call

NOW = datetime(2015, 4, 9, 12, 34, 56, tzinfo=UTC)
"""When everything happens: the time of API Gateway's own examples."""

_ACCOUNT, _REGION = "123456789012", "us-east-1"
_DEEPEST = 6

_LEFT_OUT = re.compile(
    r"(?i)(next|continuation|pagination|page).*(token|marker|key)|marker|nextmarker|lastevaluated.*"
    r"|.*(error|exception|fault|failure|fail).*|cause|reason|.*reason|sequencenumber|consumedcapacity"
    r"|itemcollectionmetrics|.*(expir|stop|end|delet).*(date|time|at)|tracestring|charset"
)
"""Members that a success does not have, or only if it is asked for."""

_EMPTY = re.compile(r"(?i)(unprocessed|failed|unsuccessful|error|failure).*")
"""Lists and maps of what went wrong."""

_NO = re.compile(r"(?i)(is)?truncated|has(more|next).*|more.*|deleted|dryrun")
_COUNT = re.compile(r"(?i).*fail.*count|.*error.*count|.*unprocessed.*count")
_GOOD = ("SUCCEEDED", "Success", "SUCCESS", "ACTIVE", "Active", "ENABLED", "Enabled", "RUNNING", "COMPLETED", "CREATED")


def made_up(call: Call) -> Response:
    """What the service would answer a call, in form: of the same call always the same; in the form that it asks for.

    Members of the input come back where the output has the same, ids and ARNs are made from the call.
    """
    model = models.operation(call.service, call.operation, call.protocol)
    parameters = made(call, model)
    return answers.answer(
        call.service, call.operation, parameters, protocol=_written(call), accept=call.accept or "application/json"
    )


def _written(call: Call) -> str | None:
    return call.protocol if call.protocol in models.protocols(call.service) else None


def made(call: Call, model: Any) -> dict[str, Any]:
    """The parameters of the answer."""
    known = FACTS.get((call.service, call.operation))
    shape = model.output_shape
    if shape is None:
        return {}
    found = {} if known and known[0] else _structure(shape, call, (), top=True)
    more = known[1](call) if known else _statuses(model)
    return {name: value for name, value in {**found, **more}.items() if value is not None}


def _statuses(model: Any) -> dict[str, int]:
    """The members that are the answer's status."""
    members = model.output_shape.members.items()
    placed = [name for name, member in members if member.serialization.get("location") == "statusCode"]
    return dict.fromkeys(placed, int(model.http.get("responseCode", 200)))


# ---- by the shape


def _structure(shape: Any, call: Call, stack: tuple[str, ...], top: bool = False) -> Any:
    """The members that can be made; None for a union of which none can."""
    found: dict[str, Any] = {}
    union = getattr(shape, "is_tagged_union", False) or shape.name == "AttributeValue"
    for name, member in shape.members.items():
        if union and found:
            break
        required = name in shape.required_members
        if not required and _LEFT_OUT.fullmatch(name) and not _COUNT.fullmatch(name):
            continue
        if member.serialization.get("eventstream"):
            continue
        value = _member(name, member, call, stack, top)
        if value is not None:
            found[name] = value
    return None if union and not found else found


def _member(name: str, shape: Any, call: Call, stack: tuple[str, ...], top: bool) -> Any:
    given = call.parameters.get(name)
    if given is not None and _agrees(shape, given):
        return given
    return _value(name, shape, call, stack)


def _agrees(shape: Any, given: Any) -> bool:
    """Whether a value of the input can be one of the output."""
    match shape.type_name:
        case "string":
            known = shape.metadata.get("enum")
            return isinstance(given, str) and (not known or given in known)
        case "integer" | "long":
            return isinstance(given, int) and not isinstance(given, bool)
        case "float" | "double":
            return isinstance(given, int | float) and not isinstance(given, bool)
        case "boolean":
            return isinstance(given, bool)
        case "timestamp":
            return isinstance(given, datetime)
        case "map":
            texts = shape.value.type_name == "string"
            return texts and isinstance(given, dict) and all(isinstance(each, str) for each in given.values())
        case "list":
            texts = shape.member.type_name == "string"
            return texts and isinstance(given, list) and all(isinstance(each, str) for each in given)
        case _:
            return False


def _value(name: str, shape: Any, call: Call, stack: tuple[str, ...]) -> Any:
    match shape.type_name:
        case "structure":
            return _inner(shape, call, stack)
        case "list":
            return _list(name, shape, call, stack)
        case "map":
            return _map(name, shape, call, stack)
        case "string":
            return _text(name, shape, call)
        case "blob":
            return b"{}"
        case "timestamp":
            return NOW
        case "boolean":
            return not _NO.fullmatch(name)
        case _:
            return _number(name, shape)


def _inner(shape: Any, call: Call, stack: tuple[str, ...]) -> Any:
    if shape.is_document_type:
        return {}
    if shape.name in stack or len(stack) > _DEEPEST:
        return None
    return _structure(shape, call, (*stack, shape.name))


def _list(name: str, shape: Any, call: Call, stack: tuple[str, ...]) -> Any:
    if _EMPTY.fullmatch(name):
        return []
    singular = re.sub(r"(?<=[a-z])s$", "", name)
    one = _value(singular, shape.member, call, stack)
    return [] if one is None else [one]


def _map(name: str, shape: Any, call: Call, stack: tuple[str, ...]) -> Any:
    if _EMPTY.fullmatch(name):
        return {}
    key = samples.text(shape.key.metadata, "key")
    one = _value("value", shape.value, call, stack)
    return {} if key is None or one is None else {key: one}


def _number(name: str, shape: Any) -> int | float:
    wanted = 0 if _COUNT.fullmatch(name) else 1
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    found = max(wanted, least) if least is not None else wanted
    found = min(found, most) if most is not None else found
    return float(found) if shape.type_name in ("float", "double") else int(found)


# ---- texts, by their names


def _text(name: str, shape: Any, call: Call) -> str | None:
    known = shape.metadata.get("enum")
    if known:
        return str(next((good for good in _GOOD if good in known), known[0]))
    if shape.serialization.get("jsonvalue"):
        return "{}"
    return samples.text(shape.metadata, _usual(name, call))


def _usual(name: str, call: Call) -> str:
    given = call.parameters.get(name)
    if isinstance(given, str):
        return given
    return next((make(name, call) for pattern, make in _NAMES if re.fullmatch(pattern, name)), name)


def identifier(call: Call, name: str = "") -> str:
    """An id that depends on the call and nothing else."""
    seed = f"{call.service}.{call.operation}.{name}.{sorted(call.parameters.items(), key=str)!r}"
    return str(uuid.UUID(hashlib.md5(seed.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()))


def arn(call: Call, kind: str) -> str:
    """An ARN of the service."""
    service = str(models.metadata(call.service).get("signingName") or models.metadata(call.service)["endpointPrefix"])
    noun = re.sub(r"(?i)arn$", "", kind) or "resource"
    return f"arn:aws:{service}:{_REGION}:{_ACCOUNT}:{noun[:1].lower()}{noun[1:]}/{identifier(call, kind)[:8]}"


_NAMES: tuple[tuple[str, Callable[[str, Call], str]], ...] = (
    (r"(?i).*arn", lambda name, call: arn(call, name)),
    (r"(?i)md5.*", lambda name, call: _md5(name)),
    (r"(?i)account(id)?|owner(id)?", lambda name, call: _ACCOUNT),
    (r"(?i)region", lambda name, call: _REGION),
    (
        r"(?i)(.*url|.*endpoint|location)",
        lambda name, call: f"https://{call.service}.{_REGION}.amazonaws.com/{_ACCOUNT}",
    ),
    (r"(?i)(.*id|.*token|.*handle|.*key)", lambda name, call: identifier(call, name)),
    (r"(?i)(output|input|payload|policy|detail|.*document)", lambda name, call: "{}"),
    (r"(?i).*(date|time|at)", lambda name, call: "2015-04-09T12:34:56Z"),
)


def _md5(text: str | bytes) -> str:
    data = text.encode("utf-8", "replace") if isinstance(text, str) else text
    return hashlib.md5(data, usedforsecurity=False).hexdigest()


# ---- what services answer though their models do not tell


Fact = tuple[bool, Callable[[Call], Mapping[str, Any]]]
"""Whether the answer has nothing else, and what it has."""


def _sent(call: Call) -> dict[str, Any]:
    fifo = "MessageGroupId" in call.parameters
    return {
        "MD5OfMessageBody": _md5(str(call.parameters.get("MessageBody", ""))),
        "MessageId": identifier(call, "MessageId"),
        "SequenceNumber": "18849496460467696128" if fifo else None,
    }


def _entries(call: Call, name: str) -> list[Mapping[str, Any]]:
    given = call.parameters.get(name)
    return [each for each in given if isinstance(each, dict)] if isinstance(given, list) else []


def _sent_batch(call: Call) -> dict[str, Any]:
    done = [
        {
            "Id": entry.get("Id"),
            "MessageId": identifier(call, f"{index}"),
            "MD5OfMessageBody": _md5(str(entry.get("MessageBody", ""))),
        }
        for index, entry in enumerate(_entries(call, "Entries"))
    ]
    return {"Successful": done, "Failed": []}


def _batch(call: Call) -> dict[str, Any]:
    return {"Successful": [{"Id": entry.get("Id")} for entry in _entries(call, "Entries")], "Failed": []}


def _published(call: Call) -> dict[str, Any]:
    fifo = "MessageGroupId" in call.parameters
    return {
        "MessageId": identifier(call, "MessageId"),
        "SequenceNumber": "10000000000000001000" if fifo else None,
    }


def _events(call: Call) -> dict[str, Any]:
    entries = _entries(call, "Entries")
    made_ids = [{"EventId": identifier(call, f"EventId{index}")} for index, _ in enumerate(entries or [{}])]
    return {"FailedEntryCount": 0, "Entries": made_ids}


_SEQUENCE = "49590338271490256608559692538361571095921575989136588898"
_SHARD = "shardId-000000000000"


def _records(call: Call) -> dict[str, Any]:
    count = len(_entries(call, "Records")) or 1
    records = [{"SequenceNumber": f"{int(_SEQUENCE) + index}", "ShardId": _SHARD} for index in range(count)]
    return {"FailedRecordCount": 0, "Records": records}


def _delivered(call: Call) -> dict[str, Any]:
    count = len(_entries(call, "Records")) or 1
    ids = [{"RecordId": identifier(call, f"RecordId{index}")} for index in range(count)]
    return {"FailedPutCount": 0, "Encrypted": False, "RequestResponses": ids}


def _execution(call: Call) -> dict[str, Any]:
    machine = str(call.parameters.get("stateMachineArn") or f"arn:aws:states:{_REGION}:{_ACCOUNT}:stateMachine:machine")
    name = str(call.parameters.get("name") or identifier(call, "name"))
    kind = "express" if call.operation == "StartSyncExecution" else "execution"
    found: dict[str, Any] = {
        "executionArn": f"{machine.replace(':stateMachine:', f':{kind}:')}:{name}",
        "startDate": NOW,
    }
    if kind == "execution":
        return found
    return {
        **found,
        "stateMachineArn": machine,
        "name": name,
        "stopDate": NOW,
        "status": "SUCCEEDED",
        "input": call.parameters.get("input", "{}"),
        "output": "{}",
        "billingDetails": {"billedMemoryUsedInMB": 64, "billedDurationInMilliseconds": 100},
    }


def _item(call: Call) -> dict[str, Any]:
    key = call.parameters.get("Key")
    return {"Item": key if isinstance(key, dict) else {"id": {"S": "id"}}}


def _written_item(call: Call) -> dict[str, Any]:
    """The attributes are there only if ReturnValues asks for them."""
    asked = call.parameters.get("ReturnValues", "NONE")
    attributes = call.parameters.get("Item") or call.parameters.get("Key")
    return {"Attributes": attributes} if asked != "NONE" and isinstance(attributes, dict) else {}


def _found(call: Call) -> dict[str, Any]:
    return {"Items": [{"id": {"S": "id"}}], "Count": 1, "ScannedCount": 1}


def _received(call: Call) -> dict[str, Any]:
    body = "{}"
    message = {
        "MessageId": identifier(call, "MessageId"),
        "ReceiptHandle": identifier(call, "ReceiptHandle"),
        "MD5OfBody": _md5(body),
        "Body": body,
    }
    return {"Messages": [message]}


def _invoked(call: Call) -> dict[str, Any]:
    if call.parameters.get("InvocationType") == "Event":
        return {"StatusCode": 202}
    return {"StatusCode": 200, "ExecutedVersion": "$LATEST", "Payload": b"{}"}


def _object(call: Call) -> dict[str, Any]:
    return {"Body": b"", "ContentType": "application/octet-stream", "ContentLength": 0, "ETag": f'"{_md5(b"")}"'}


FACTS: Mapping[tuple[str, str], Fact] = {
    ("sqs", "SendMessage"): (True, _sent),
    ("sqs", "SendMessageBatch"): (True, _sent_batch),
    ("sqs", "DeleteMessageBatch"): (True, _batch),
    ("sqs", "ChangeMessageVisibilityBatch"): (True, _batch),
    ("sqs", "ReceiveMessage"): (True, _received),
    ("sns", "Publish"): (True, _published),
    ("events", "PutEvents"): (True, _events),
    ("kinesis", "PutRecord"): (True, lambda call: {"ShardId": _SHARD, "SequenceNumber": _SEQUENCE}),
    ("kinesis", "PutRecords"): (True, _records),
    ("firehose", "PutRecord"): (True, lambda call: {"RecordId": identifier(call, "RecordId"), "Encrypted": False}),
    ("firehose", "PutRecordBatch"): (True, _delivered),
    ("stepfunctions", "StartExecution"): (True, _execution),
    ("stepfunctions", "StartSyncExecution"): (True, _execution),
    ("dynamodb", "GetItem"): (True, _item),
    ("dynamodb", "PutItem"): (True, _written_item),
    ("dynamodb", "UpdateItem"): (True, _written_item),
    ("dynamodb", "DeleteItem"): (True, _written_item),
    ("dynamodb", "Query"): (True, _found),
    ("dynamodb", "Scan"): (True, _found),
    ("dynamodb", "BatchWriteItem"): (True, lambda call: {"UnprocessedItems": {}}),
    ("dynamodb", "BatchGetItem"): (True, lambda call: {"Responses": {}, "UnprocessedKeys": {}}),
    ("lambda", "Invoke"): (True, _invoked),
    ("s3", "GetObject"): (True, _object),
    ("s3", "HeadObject"): (True, lambda call: {**_object(call), "Body": None}),
    ("s3", "PutObject"): (True, lambda call: {"ETag": f'"{_md5(_bytes(call))}"'}),
}
"""Operations whose answers are known better than their shapes tell."""


def _bytes(call: Call) -> bytes:
    body = call.parameters.get("Body", b"")
    return body if isinstance(body, bytes) else b""
