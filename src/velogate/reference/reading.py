"""The pages of the reference, read: a YAML file a topic.

A page has `title`, `says`, `kind` (of its entries), `classes` (see Topic) and `entries`. An entry has `name`, `says`,
`sure` (a confidence), and if it likes `source`, `kind`, `signature` (one or a list), `returns`, `example`, `facts`,
`also`, `see`. A fact has its confidence for a key and the sentence under it, a `source` and an `example`. An example is
a template, or a mapping of `template`, `dialect`, `files` and what an event has.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from velogate.reference.entry import CONFIDENCES, Entry, Example, Fact, Signature, Topic

PAGES = (
    "text",
    "references",
    "directives",
    "loops",
    "literals",
    "operators",
    "values",
    "input",
    "util",
    "context",
    "overrides",
    "stage-variables",
    "jsonpath",
    "strings",
    "numbers",
    "lists",
    "maps",
    "objects",
)
"""The topics that are written by hand, in the order of the reference."""

_PAGE = {"title", "says", "kind", "classes", "entries"}
_ENTRY = {"name", "kind", "signature", "returns", "says", "sure", "source", "example", "facts", "also", "see"}
_FACT = {*CONFIDENCES, "source", "example"}
_EVENT = {"body", "params", "context", "stageVariables"}
_EXAMPLE = {"template", "dialect", "files"} | _EVENT


@cache
def page(name: str) -> Topic:
    """The topic that a page describes; ValueError where the page is not written as pages are."""
    given = _load((files(__package__) / "pages" / f"{name}.yaml").read_text(encoding="utf-8"))
    _check(given, _PAGE, name)
    entries = tuple(_entry(each, given.get("kind", ""), name) for each in given["entries"])
    return Topic(name, given["title"], given["says"], entries, tuple(given.get("classes", ())))


def _load(text: str) -> Any:
    import yaml

    return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def _check(given: Mapping[str, Any], known: set[str], where: str) -> None:
    unknown = given.keys() - known
    if unknown:
        raise ValueError(f"{where}: unknown {', '.join(sorted(unknown))}")


def _entry(given: Mapping[str, Any], kind: str, topic: str) -> Entry:
    name = given["name"]
    _check(given, _ENTRY, f"{topic}, {name}")
    return Entry(
        name=name,
        kind=given.get("kind", kind),
        topic=topic,
        says=given["says"],
        confidence=_confidence(given["sure"], f"{topic}, {name}"),
        source=given.get("source", ""),
        signatures=tuple(Signature(given.get("returns", ""), call) for call in _calls(given)),
        example=_example(given.get("example"), f"{topic}, {name}"),
        facts=tuple(_fact(each, f"{topic}, {name}") for each in given.get("facts", ())),
        also=tuple(given.get("also", ())),
        see=tuple(given.get("see", ())),
    )


def _calls(given: Mapping[str, Any]) -> list[str]:
    """How the entry is written; as its name where it says nothing else."""
    calls = given.get("signature", given["name"])
    return [calls] if isinstance(calls, str) else calls


def _fact(given: Mapping[str, Any], where: str) -> Fact:
    _check(given, _FACT, where)
    ((confidence, says),) = ((key, given[key]) for key in given if key in CONFIDENCES)
    return Fact(says, confidence, given.get("source", ""), _example(given.get("example"), where))


def _confidence(word: str, where: str) -> str:
    if word not in CONFIDENCES:
        raise ValueError(f"{where}: {word} says not how sure it is")
    return word


def _example(given: Any, where: str) -> Example | None:
    if given is None:
        return None
    if isinstance(given, str):
        return Example(given)
    _check(given, _EXAMPLE, where)
    event = {key: given[key] for key in given if key in _EVENT}
    return Example(given["template"], event, given.get("dialect", "apigateway"), given.get("files", {}))
