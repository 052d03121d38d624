"""A request's body against the model of its method: JSON Schema, draft 4.

Confidence: which bodies pass is RECORDED, the wording of the log is that of the validator that API Gateway is known to
use (required properties and unreadable bodies RECORDED, the rest INFERRED). `format` is not enforced (RECORDED).
"""

import json
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any

from velogate.errors import Finding
from velogate.gateway.exchange import Payload, as_text
from velogate.gateway.model import Model
from velogate.java import regex
from velogate.java.throwable import JavaError

UNREADABLE = "Unknown error parsing request body"
_HOME = "https://models/"
_NAMES = ("id", "$schema")
"""Of a schema itself, which would make it another document's."""

_MOST = 20
"""Faults of a body that are told."""


class ModelError(Exception):
    """The model itself cannot be used. `finding` says why."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.finding = Finding(message, severity="error")


def faults(body: Payload, model: Model, models: Mapping[str, Model]) -> list[str]:
    """What is wrong with a body, in the validator's words; raises ModelError."""
    try:
        document = json.loads(as_text(body))
    except (ValueError, RecursionError):
        return [UNREADABLE]
    try:
        found = _validator(model, models).iter_errors(document)
        return list(dict.fromkeys(_told(error) for error in islice(found, _MOST)))
    except RecursionError:
        return ["the body is nested too deeply to be compared with the model"]


def _validator(model: Model, models: Mapping[str, Model]) -> Any:
    from jsonschema import Draft4Validator, validators
    from referencing import Registry
    from referencing.jsonschema import DRAFT4

    registry: Any = Registry()
    for name, each in {**models, model.name: model}.items():
        registry = registry.with_resource(_HOME + name, DRAFT4.create_resource(_schema(each, models)))
    extend: Any = validators.extend
    return extend(Draft4Validator, {"pattern": _pattern})({"$ref": _HOME + model.name}, registry=registry)


def _schema(model: Model, models: Mapping[str, Model]) -> Any:
    """The model's schema, its references to other models led to them; raises ModelError."""
    try:
        parsed = json.loads(model.schema) if isinstance(model.schema, str) else model.schema
    except ValueError as error:
        raise ModelError(f"the model {model.name} is no JSON: {error}") from None
    schema = {} if parsed is None else _redirected(parsed, parsed, models)
    return schema if isinstance(schema, dict) else {}


def _redirected(value: Any, whole: Any, models: Mapping[str, Model]) -> Any:
    match value:
        case {"$ref": str(reference)}:
            return {"$ref": _target(reference, whole, models)}
        case dict():
            return {
                key: _redirected(each, whole, models) for key, each in value.items() if key not in ("id", "$schema")
            }
        case list():
            return [_redirected(each, whole, models) for each in value]
        case _:
            return value


def _target(reference: str, whole: Any, models: Mapping[str, Model]) -> str:
    """Where a reference leads: a place in the schema itself, or a model by the last name in the reference."""
    if reference == "#" or (reference.startswith("#/") and _stands_in(whole, reference)):
        return reference
    name = reference.rstrip("/").rpartition("/")[2].lstrip("#")
    if name not in models:
        raise ModelError(f"a model refers to {reference}, which is none of: {', '.join(sorted(models)) or 'no models'}")
    return _HOME + name


def _stands_in(whole: Any, pointer: str) -> bool:
    at = whole
    for part in pointer[2:].split("/"):
        key = part.replace("~1", "/").replace("~0", "~")
        if not isinstance(at, dict) or key not in at:
            return False
        at = at[key]
    return True


def _pattern(validator: Any, pattern: Any, instance: Any, schema: Any) -> Iterator[Any]:
    """The keyword `pattern`, on an engine that gives up on patterns that explode."""
    from jsonschema import ValidationError

    if not isinstance(instance, str):
        return
    try:
        matches = next(regex.pattern(pattern).finds(instance), None) is not None
    except JavaError as error:
        raise ModelError(f"the model's pattern {pattern!r}: {error.message}") from error
    if not matches:
        yield ValidationError("", validator="pattern", validator_value=pattern, instance=instance, schema=schema)


# ---- how faults are told


def _listed(names: Any) -> str:
    return json.dumps(sorted(names), ensure_ascii=False, separators=(",", ":"))


def _kind(value: Any) -> str:
    kinds = {bool: "boolean", int: "integer", float: "number", str: "string", list: "array", dict: "object"}
    return kinds.get(type(value), "null")


def _told_type(error: Any) -> str:
    allowed = error.validator_value if isinstance(error.validator_value, list) else [error.validator_value]
    shown = _listed({*allowed, *(("integer",) if "number" in allowed else ())})
    return f"instance type ({_kind(error.instance)}) does not match any allowed primitive type (allowed: {shown})"


def _told_required(error: Any) -> str:
    missing = [name for name in error.schema.get("required", ()) if name not in error.instance]
    return f"object has missing required properties ({_listed(missing)})"


def _told_additional(error: Any) -> str:
    extra = set(error.instance) - set(error.schema.get("properties", ()))
    return f"object instance has properties which are not allowed by the schema: {_listed(extra)}"


def _told_enum(error: Any) -> str:
    value, known = (json.dumps(each, ensure_ascii=False) for each in (error.instance, error.validator_value))
    return f"instance value ({value}) not found in enum (possible values: {known})"


def _told_short(error: Any) -> str:
    text = error.instance
    return f'string "{text}" is too short (length: {len(text)}, required minimum: {error.validator_value})'


def _told_long(error: Any) -> str:
    text = error.instance
    return f'string "{text}" is too long (length: {len(text)}, maximum allowed: {error.validator_value})'


def _told_minimum(error: Any) -> str:
    least, value = error.validator_value, error.instance
    if value == least:
        return f"numeric instance is not strictly greater than the required minimum {least}"
    return f"numeric instance is lower than the required minimum (minimum: {least}, found: {value})"


def _told_maximum(error: Any) -> str:
    most, value = error.validator_value, error.instance
    if value == most:
        return f"numeric instance is not strictly lower than the required maximum {most}"
    return f"numeric instance is greater than the required maximum (maximum: {most}, found: {value})"


def _told_few(error: Any) -> str:
    return (
        f"array is too short: must have at least {error.validator_value} elements"
        f" but instance has {len(error.instance)} elements"
    )


def _told_many(error: Any) -> str:
    return (
        f"array is too long: must have at most {error.validator_value} elements"
        f" but instance has {len(error.instance)} elements"
    )


_TOLD: Mapping[str, Callable[[Any], str]] = {
    "type": _told_type,
    "required": _told_required,
    "additionalProperties": _told_additional,
    "enum": _told_enum,
    "minLength": _told_short,
    "maxLength": _told_long,
    "minimum": _told_minimum,
    "maximum": _told_maximum,
    "minItems": _told_few,
    "maxItems": _told_many,
    "uniqueItems": lambda error: "array must not contain duplicate elements",
    "pattern": lambda error: f'ECMA 262 regex "{error.validator_value}" does not match input string "{error.instance}"',
    "anyOf": lambda error: f"instance failed to match at least one required schema among {len(error.validator_value)}",
    "not": lambda error: "instance matched a schema which it should not have",
}


def _told(error: Any) -> str:
    """A fault in the validator's words; that of a keyword it has no words for in jsonschema's."""
    say = _TOLD.get(str(error.validator))
    return say(error) if say else str(error.message)
