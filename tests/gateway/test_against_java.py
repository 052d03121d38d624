"""What API Gateway adds, against json-path, json-smart, commons-lang and java.net on a JVM."""

import json
import os
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from gateway.facts import shown
from gateway.generated import Generator
from oracle import Oracle, steady
from oracle.paths import JsonPath
from velogate import Template, VelogateError
from velogate.gateway import json_smart, lenient

CASES = int(os.environ.get("VELOGATE_EXAMPLES", "2000"))


@pytest.mark.java
@pytest.mark.slow
def test_generated_events(oracle: Oracle) -> None:
    """Ours and Java's text agree, and so do the overrides; where one fails the other does."""
    generator = Generator(2)
    wrong = []
    for _ in range(CASES):
        event, template = generator.event(), generator.template()
        answer = oracle.ask({"dialect": "apigateway", "template": template, "event": event})
        theirs = (steady(answer["text"]), _overrides(answer["context"])) if "text" in answer else None
        ours = _render(template, event)
        if ours != theirs:
            wrong.append((template, event, theirs, ours))
    assert wrong == []


def _render(template: str, event: dict[str, object]) -> tuple[str, object] | None:
    try:
        rendering = Template(template).render(event)
    except VelogateError:
        return None
    return None if rendering.client_error else (steady(rendering.text), _overrides(rendering.context))


def _overrides(context: Mapping[str, Any] | None) -> object:
    """Both overrides as JSON's own types, in the order of their keys, or what a template set in their place."""
    given = context or {
        "requestOverride": {"path": {}, "querystring": {}, "header": {}},
        "responseOverride": {"header": {}},
    }
    return json.dumps(
        {name: shown(given.get(name)) for name in ("requestOverride", "responseOverride")}, sort_keys=True
    )


@pytest.mark.java
@pytest.mark.slow
def test_generated_texts_are_read_as_json_smart_reads_them(json_path: JsonPath) -> None:
    """The fast readers and the lenient one give json-smart's value, or refuse in its words."""
    generator = Generator(3)
    texts = [generator.lenient() for _ in range(CASES)]
    wrong = []
    for text, theirs in zip(texts, json_path.ask([("$", text) for text in texts]), strict=True):
        readings = {_read(reader, text) for reader in (json_smart.parse, lenient.parse)}
        if readings != {json.dumps(theirs)}:
            wrong.append((text, theirs, readings))
    assert wrong == []


def _read(reader: Callable[[str], object], text: str) -> str:
    """In the words of the oracle."""
    try:
        return json.dumps({"found": shown(reader(text))})
    except json_smart.ParseError as error:
        return json.dumps({"unread": str(error)})
