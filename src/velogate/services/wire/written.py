"""Values as the wire has them: JSON, XML and headers, written by a model's shapes."""

import base64
import json
import math
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any


def in_json(shape: Any, value: Any, wire_names: bool = True) -> Any:
    """The JSON value of a parameter; `wire_names`: members by their names on the wire and not by the model's."""
    if value is None or getattr(shape, "is_document_type", False):
        return value
    match shape.type_name:
        case "structure":
            return {
                member.serialization.get("name", name) if wire_names else name: in_json(member, value[name], wire_names)
                for name, member in shape.members.items()
                if name in value
            }
        case "list":
            return [in_json(shape.member, each, wire_names) for each in value]
        case "map":
            return {str(key): in_json(shape.value, each, wire_names) for key, each in value.items()}
        case "blob":
            return in_base64(value)
        case "timestamp":
            wanted = shape.serialization.get("timestampFormat", "unixtimestamp").lower()
            return seconds(value) if wanted == "unixtimestamp" else time(value, wanted)
        case "float" | "double" if not math.isfinite(value):
            return _special(value)
        case _:
            return value


def text(shape: Any, value: Any, time_format: str) -> str:
    """The text of a single value, as in XML and headers."""
    match shape.type_name:
        case "boolean":
            return "true" if value else "false"
        case "blob":
            return in_base64(value)
        case "timestamp":
            return str(time(value, shape.serialization.get("timestampFormat", time_format).lower()))
        case "float" | "double":
            return str(value) if math.isfinite(value) else _special(value)
        case _:
            return str(value)


def _special(value: float) -> str:
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def in_base64(value: bytes | str) -> str:
    """The Base64 of bytes, or of a text in UTF-8."""
    return base64.b64encode(value.encode() if isinstance(value, str) else value).decode()


def moment(value: Any) -> datetime:
    """The time that people give as such, as seconds since 1970, or as ISO 8601; raises ValueError and TypeError."""
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    if isinstance(value, str):
        return moment(datetime.fromisoformat(value.replace("Z", "+00:00")))
    return datetime.fromtimestamp(value, UTC)


def seconds(value: Any) -> int | float:
    """Seconds since 1970: whole ones as a whole number."""
    found = moment(value).timestamp()
    return int(found) if found.is_integer() else found


def time(value: Any, wanted: str) -> str | int | float:
    """A time in a format of the models."""
    if wanted == "unixtimestamp":
        return seconds(value)
    found = moment(value).astimezone(UTC)
    if wanted == "rfc822":
        return format_datetime(found, usegmt=True)
    return found.strftime("%Y-%m-%dT%H:%M:%S") + (f".{found.microsecond:06d}Z" if found.microsecond else "Z")


# ---- XML


def escape(text: str, quotes: bool = False) -> str:
    """A text as XML has it: xml.sax's own does the same and takes as long to load as all the rest."""
    found = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return found.replace('"', "&quot;") if quotes else found


def in_xml(name: str, shape: Any, value: Any) -> Iterator[str]:
    """The elements of a member: one, or of a flattened list one for each element."""
    if value is None:
        return
    match shape.type_name:
        case "structure":
            yield f"<{name}{_attributes(shape, value)}>{''.join(members(shape, value))}</{name}>"
        case "list":
            yield from _list(name, shape, value)
        case "map":
            yield from _map(name, shape, value)
        case _:
            yield f"<{name}>{escape(text(shape, value, 'iso8601'))}</{name}>"


def members(shape: Any, value: Mapping[str, Any]) -> Iterator[str]:
    """The elements of a structure's members, but for those that are elsewhere."""
    for name, member in shape.members.items():
        placed = member.serialization.get("location") or member.serialization.get("xmlAttribute")
        if name in value and not placed:
            yield from in_xml(element_name(name, member), member, value[name])


def element_name(name: str, shape: Any) -> str:
    """What a member's element is called."""
    if shape.type_name == "list" and shape.serialization.get("flattened"):
        return str(shape.member.serialization.get("name") or shape.serialization.get("name", name))
    return str(shape.serialization.get("name", name))


def _attributes(shape: Any, value: Mapping[str, Any]) -> str:
    found = [
        (str(member.serialization["name"]), value[name])
        for name, member in shape.members.items()
        if member.serialization.get("xmlAttribute") and name in value
    ]
    spaces = {name.partition(":")[0] for name, _ in found if ":" in name}
    declared = [(f"xmlns:{space}", "http://www.w3.org/2001/XMLSchema-instance") for space in sorted(spaces)]
    return "".join(f' {name}="{escape(str(each), quotes=True)}"' for name, each in [*declared, *found])


def _list(name: str, shape: Any, value: list[Any]) -> Iterator[str]:
    if shape.serialization.get("flattened"):
        for each in value:
            yield from in_xml(name, shape.member, each)
        return
    inner = shape.member.serialization.get("name", "member")
    yield f"<{name}>{''.join(part for each in value for part in in_xml(inner, shape.member, each))}</{name}>"


def _map(name: str, shape: Any, value: Mapping[str, Any]) -> Iterator[str]:
    key, inner = shape.key.serialization.get("name", "key"), shape.value.serialization.get("name", "value")
    entries = [
        f"<{key}>{escape(str(one))}</{key}>{''.join(in_xml(inner, shape.value, each))}" for one, each in value.items()
    ]
    if shape.serialization.get("flattened"):
        yield from (f"<{name}>{entry}</{name}>" for entry in entries)
    else:
        yield f"<{name}>{''.join(f'<entry>{entry}</entry>' for entry in entries)}</{name}>"


# ---- headers


def headers(shape: Any, value: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The headers of a structure's members that are headers."""
    for name, member in shape.members.items():
        place, given = member.serialization.get("location"), value.get(name)
        wire = member.serialization.get("name", name)
        if given is None:
            continue
        if place == "header":
            yield wire, _header(member, given)
        elif place == "headers":
            yield from ((f"{wire}{key}", str(each)) for key, each in given.items())


def _header(shape: Any, value: Any) -> str:
    if shape.serialization.get("jsonvalue"):
        return in_base64(json.dumps(value, separators=(",", ":")))
    if shape.type_name == "list":
        return ",".join(_item(text(shape.member, each, "rfc822")) for each in value)
    return text(shape, value, "rfc822")


def _item(value: str) -> str:
    return '"' + value.replace('"', '\\"') + '"' if '"' in value or "," in value else value


def parsed_moment(value: Any) -> datetime:
    """The time that an answer has in any of the formats; raises ValueError."""
    from email.utils import parsedate_to_datetime

    if isinstance(value, str):
        try:
            return moment(float(value))
        except ValueError:
            pass
        try:
            return moment(value).astimezone(UTC)
        except ValueError:
            return parsedate_to_datetime(value).astimezone(UTC)
    return moment(value)
