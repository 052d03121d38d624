"""A mapping in YAML, whose plain words mean what they mean in JSON: `no` and `12:30` are text, `2024-01-01` too."""

import re
from typing import Any

import yaml

from velogate.errors import EventError
from velogate.gateway.forms.given import Given
from velogate.java.text import to_string

MAX_NODES = 1_000_000
"""Values that a file may hold once its aliases are written out."""


class _Loader(yaml.SafeLoader):
    """YAML with the plain scalars of its JSON schema alone."""


_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("null", r"~|null|", ["~", "n", ""]),
    ("bool", r"true|false", list("tf")),
    ("int", r"-?(?:0|[1-9][0-9]*)", list("-0123456789")),
    ("float", r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?", list("-0123456789")),
    ("merge", r"<<", ["<"]),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"(?:{_pattern})$"), _first)


def parse(given: Given) -> Any:
    """The value that the text holds; raises EventError with the place."""
    try:
        value = yaml.load(given.text, _Loader)
        if _size(value, {}) > MAX_NODES:
            raise EventError(f"{given.name} holds more than {MAX_NODES:,} values once its aliases are written out")
        return _with_names(value)
    except yaml.MarkedYAMLError as error:
        at = error.problem_mark.index if error.problem_mark else 0
        raise EventError(f"the event is not YAML: {error.problem}", given.span(at, at + 1)) from None
    except (yaml.YAMLError, ValueError) as error:
        raise EventError(f"{given.name} is not YAML: {error}") from None
    except RecursionError:
        raise EventError(f"{given.name} cannot be read: it is nested too deeply") from None


def _size(value: Any, known: dict[int, int]) -> int:
    """How many values there are, those behind aliases each time; RecursionError for what holds itself."""
    if not isinstance(value, dict | list):
        return 1
    if id(value) not in known:
        known[id(value)] = MAX_NODES  # what holds itself has no end
        inner = value.values() if isinstance(value, dict) else value
        known[id(value)] = 1 + sum(_size(each, known) for each in inner)
    return known[id(value)]


def _with_names(value: Any) -> Any:
    """The value with text for the names of all mappings, as JSON has it."""
    if isinstance(value, dict):
        return {to_string(key): _with_names(each) for key, each in value.items()}
    return [_with_names(each) for each in value] if isinstance(value, list) else value
