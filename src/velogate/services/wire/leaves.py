"""Single values: what a model's type takes from JSON, and from the texts of forms, headers, paths and XML."""

import base64
import binascii
import json
import math
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from velogate.services.wire.reading import clipped


class Wrong(Exception):  # noqa: N818 - it is no failure of ours, but what is said of a value
    """A value that is not what its type takes; `hint` is the way out."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.hint = hint


_WORDS = {
    "string": "text",
    "integer": "a whole number",
    "long": "a whole number",
    "float": "a number",
    "double": "a number",
    "boolean": "true or false",
    "blob": "text in Base64",
    "timestamp": "a time",
    "list": "a list",
    "map": "an object",
    "structure": "an object",
}
"""What a type takes, in words."""


def word(shape: Any) -> str:
    """What a shape takes, in words."""
    return _WORDS[shape.type_name]


def kind(value: Any) -> str:
    """What a JSON value is, in words, with the value where it is short."""
    match value:
        case None:
            return "null"
        case bool():
            return f"the boolean {str(value).lower()}"
        case int() | float():
            return f"the number {clipped(json.dumps(value), 30)}"
        case str():
            return f"the text {json.dumps(clipped(value, 30), ensure_ascii=False)}"
        case list():
            return "a list"
        case _:
            return "an object"


# ---- JSON


def from_json(shape: Any, value: Any) -> Any:
    """The value of a JSON value; raises Wrong."""
    found = _OF_JSON[shape.type_name](shape, value)
    if found is _NO:
        raise Wrong(f"must be {word(shape)}, not {kind(value)}", _hint(shape, value))
    return found


_NO: Any = object()

JSON_IN_TEXT = """write "$util.escapeJavaScript($input.json('$')).replaceAll("\\\\'", "'")", with its double quotes"""
"""How JSON becomes a text inside JSON."""


def _hint(shape: Any, value: Any) -> str | None:
    name = shape.type_name
    if name == "string" and isinstance(value, dict | list):
        return JSON_IN_TEXT
    if name == "string" and value is not None:
        return "put it into double quotes"
    if isinstance(value, str) and name not in ("blob", "timestamp", "string"):
        return "take the double quotes away"
    if name == "timestamp":
        return "JSON protocols take seconds since 1970 as a number"
    return None


def _number(shape: Any, value: Any) -> Any:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else _NO


def _whole(shape: Any, value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else _NO


def _blob(shape: Any, value: Any) -> Any:
    return from_base64(value) if isinstance(value, str) else _NO


def _time(shape: Any, value: Any) -> Any:
    wanted = shape.serialization.get("timestampFormat", "unixtimestamp").lower()
    if wanted == "unixtimestamp":
        return _NO if isinstance(value, bool) or not isinstance(value, int | float) else from_seconds(value)
    return from_time(value, wanted) if isinstance(value, str) else _NO


_OF_JSON: Mapping[str, Callable[[Any, Any], Any]] = {
    "string": lambda shape, value: value if isinstance(value, str) else _NO,
    "boolean": lambda shape, value: value if isinstance(value, bool) else _NO,
    "integer": _whole,
    "long": _whole,
    "float": lambda shape, value: _special(value) if isinstance(value, str) else _number(shape, value),
    "double": lambda shape, value: _special(value) if isinstance(value, str) else _number(shape, value),
    "blob": _blob,
    "timestamp": _time,
}


def _special(value: str) -> Any:
    return float(value) if value in ("NaN", "Infinity", "-Infinity") else _NO


# ---- texts


def from_text(shape: Any, text: str, time_format: str) -> Any:
    """The value of a text in a form, a header, a path or XML; raises Wrong.

    `time_format` is what timestamps have there unless the model says otherwise.
    """
    match shape.type_name:
        case "integer" | "long":
            return _whole_text(text)
        case "float" | "double":
            return _number_text(text)
        case "boolean":
            if text.lower() in ("true", "false"):
                return text.lower() == "true"
            raise Wrong(f'must be true or false, not "{clipped(text)}"')
        case "blob":
            return from_base64(text)
        case "timestamp":
            return from_time(text, shape.serialization.get("timestampFormat", time_format).lower())
        case _:
            return text


def _whole_text(text: str) -> int:
    if re.fullmatch(r"[+-]?[0-9]{1,100}", text):
        return int(text)
    raise Wrong(f'must be a whole number, not "{clipped(text)}"')


def _number_text(text: str) -> float:
    if re.fullmatch(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?|NaN|-?Infinity", text):
        return float(text)
    raise Wrong(f'must be a number, not "{clipped(text)}"')


def from_base64(text: str) -> bytes:
    """The bytes; raises Wrong for what is no Base64."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Wrong(
            f'must be text in Base64, and "{clipped(text, 30)}" is none', "$util.base64Encode(...) makes it"
        ) from None


_ISO = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}([.,]\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})", re.IGNORECASE)


def from_time(text: str, wanted: str) -> datetime:
    """The time that a text says in a format of the models; raises Wrong."""
    try:
        if wanted == "unixtimestamp":
            return from_seconds(float(text))
        if wanted == "rfc822":
            return parsedate_to_datetime(text).astimezone(UTC)
        if _ISO.fullmatch(text):
            return _from_iso(text)
    except (ValueError, TypeError, OverflowError, IndexError):
        pass
    raise Wrong(f'must be a time as in {_TIMES[wanted]}, not "{clipped(text)}"')


_TIMES = {
    "unixtimestamp": "1700000000",
    "rfc822": "Tue, 14 Nov 2023 22:13:20 GMT",
    "iso8601": "2023-11-14T22:13:20Z",
}


def _from_iso(text: str) -> datetime:
    cut = re.sub(r"([.,]\d{6})\d+", r"\1", text.upper().replace(",", "."))
    return datetime.fromisoformat(cut).astimezone(UTC)


def from_seconds(seconds: float) -> datetime:
    """The time that many seconds after 1970 began; raises Wrong for what no calendar has."""
    try:
        if math.isfinite(seconds):
            return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    except OverflowError:
        pass
    raise Wrong(
        f"is {clipped(str(seconds), 30)}, which is no time in seconds since 1970",
        "$context.requestTimeEpoch is in milliseconds",
    )
