"""Records built from mappings: by the names of API Gateway, CloudFormation or Python, which differ in how they write.

`requestTemplates`, `RequestTemplates` and `request_templates` name one field. A field says in its metadata how its
value is read.
"""

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Self

from velogate.errors import ProjectError, near
from velogate.source import Placed, Source

Read = Callable[[Any, str], Any]
"""Makes a field's value of what was given, which messages call by the second argument; raises ProjectError."""

_LINKS = frozenset({"restapiid", "resourceid", "apiid", "deploymentid"})
"""What CloudFormation's resources say of each other; here one record holds the other."""

_JAVA_NAMES = {bool: "java.lang.Boolean", int: "java.lang.Integer", float: "java.lang.Double"}


@dataclasses.dataclass(frozen=True, slots=True)
class Shape:
    """A record of the model, which can be made of a mapping."""

    @classmethod
    def of(cls, given: Any, what: str = "") -> Self:
        """The record that a mapping describes, or the record itself; raises ProjectError for what is none."""
        what = what or cls.__name__
        if isinstance(given, cls):
            return given
        if not isinstance(given, Mapping):
            raise ProjectError(f"{what} must be a mapping, not a {type(given).__name__}", getattr(given, "span", None))
        known = names(cls)
        values = {}
        for key, value in given.items():
            field = known.get(folded(key))
            if field is None and folded(key) in _LINKS:
                continue
            if field is None:
                raise unknown(str(key), cls, what, key)
            if value is not None:
                values[field.name] = field.metadata["read"](value, f"{what}.{key}")
        return cls(**values)


def field(read: Read, default: Any = None, *, also: Iterable[str] = ()) -> Any:
    """A field of a Shape; `also` are other names that people give it."""
    metadata = {"read": read, "also": tuple(also)}
    if callable(default):
        return dataclasses.field(default_factory=default, metadata=metadata)
    return dataclasses.field(default=default, metadata=metadata)


def names(cls: type[Shape]) -> dict[str, "dataclasses.Field[Any]"]:
    """The fields of a Shape by every name they have, folded."""
    return {
        folded(name): each for each in dataclasses.fields(cls) for name in (each.name, *each.metadata.get("also", ()))
    }


def folded(name: object) -> str:
    """A name as all three ways of writing it have it: without underscores and capitals."""
    return str(name).replace("_", "").casefold()


def camel(name: str) -> str:
    """A Python name as API Gateway writes it."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def unknown(name: str, cls: type[Shape], what: str, place: object) -> ProjectError:
    """The error for a name that the record does not have."""
    known = [camel(each.name) for each in dataclasses.fields(cls)]
    guess = near(name, known)
    message = f"{what} has no {name!r}" + (f"; did you mean {guess!r}?" if guess else "")
    return ProjectError(message, getattr(place, "span", None), hint=f"known: {', '.join(sorted(known))}")


# ---- how values are read


def anything(value: Any, what: str) -> Any:
    """The value as it is."""
    return value


def text(value: Any, what: str) -> str:
    """A text; a whole number, as YAML gives status codes, becomes one."""
    if isinstance(value, str):
        return value
    if type(value) is int:
        return str(value)
    raise _not_a_text(value, what)


def capitals(value: Any, what: str) -> str:
    """A word of an enumeration, in capitals."""
    word = text(value, what)
    return Placed.like(word, word.upper())


def whole(value: Any, what: str) -> int:
    """A whole number, or a text that writes one."""
    try:
        if not isinstance(value, bool):
            return int(value)
    except (TypeError, ValueError):
        pass
    raise ProjectError(f"{what} must be a whole number, not {value!r}", getattr(value, "span", None))


def flag(value: Any, what: str) -> bool:
    """A boolean, or the text that CloudFormation writes for one."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.casefold() in ("true", "false"):
        return value.casefold() == "true"
    raise ProjectError(f"{what} must be true or false, not {value!r}", getattr(value, "span", None))


def template(value: Any, what: str) -> str | Source:
    """A template's text, or its Source."""
    return value if isinstance(value, Source) else text(value, what)


def listed(value: Any, what: str) -> tuple[str, ...]:
    """Texts in order."""
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise ProjectError(f"{what} must be a list, not {value!r}", getattr(value, "span", None))
    return tuple(text(each, what) for each in value)


def mapped(read: Read) -> Read:
    """Reads a mapping of names to values; a null value leaves an empty text."""

    def each(value: Any, what: str) -> dict[str, Any]:
        return {key: read("" if item is None else item, f"{what}.{key}") for key, item in _items(value, what)}

    return each


def record(cls: type[Shape]) -> Read:
    """Reads one record."""
    return cls.of


def keyed(cls: type[Shape], key: str) -> Read:
    """Reads records by the value of a field of theirs: from a mapping, or from a list."""

    def each(value: Any, what: str) -> dict[str, Any]:
        if isinstance(value, Mapping):
            pairs = [(name, _keyed(cls, key, name, item, f"{what}.{name}")) for name, item in value.items()]
            return {text(name, what): item for name, item in pairs}
        if isinstance(value, str) or not isinstance(value, Iterable):
            raise ProjectError(f"{what} must be a list or a mapping, not {value!r}", getattr(value, "span", None))
        items = [cls.of(item, f"{what}[{index}]") for index, item in enumerate(value)]
        return {getattr(item, key): item for item in items}

    return each


def _keyed(cls: type[Shape], key: str, name: object, given: Any, what: str) -> Shape:
    """A record that knows the name it stands under."""
    if isinstance(given, Mapping) and not {folded(key), *map(folded, names_of(cls, key))} & {*map(folded, given)}:
        given = {**given, key: name}
    return cls.of({key: name} if given is None else given, what)


def names_of(cls: type[Shape], key: str) -> tuple[str, ...]:
    """The other names of a field."""
    also: tuple[str, ...] = next(each.metadata["also"] for each in dataclasses.fields(cls) if each.name == key)
    return also


def _items(value: Any, what: str) -> Iterable[tuple[str, Any]]:
    if not isinstance(value, Mapping):
        raise ProjectError(f"{what} must be a mapping, not {value!r}", getattr(value, "span", None))
    return [(text(key, what), item) for key, item in value.items()]


def _not_a_text(value: Any, what: str) -> ProjectError:
    """The error in AWS's words (RECORDED for booleans, as seen of AWS for the rest)."""
    if isinstance(value, Mapping | list):
        found = "structure or map" if isinstance(value, Mapping) else "list"
        message = f"Start of {found} found where not expected."
    else:
        kind = _JAVA_NAMES.get(type(value), type(value).__name__)
        message = f"class {kind} can not be converted to an String"
    return ProjectError(f"{what}: {message}", getattr(value, "span", None))
