"""What an example of the reference prints is what the Java libraries print that API Gateway is made of."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from oracle import Oracle, steady
from velogate.reference import Example, Fact, entries
from velogate.vtl.template import GATEWAY_LOOPS

GATEWAY = ("$context", "$stageVariables")
"""What has values that the Java side has not."""


def statements() -> Iterator[tuple[str, Fact]]:
    """Everything that the reference says and shows, by where it stands."""
    for entry in entries():
        said = (Fact(entry.says, entry.confidence, example=entry.example), *entry.facts)
        yield from ((f"{entry.topic}-{entry.name}-{place}", fact) for place, fact in enumerate(said))


def examples() -> dict[str, Example]:
    """The examples of what is known and needs no more than a body."""
    return {
        name: fact.example
        for name, fact in statements()
        if fact.example and fact.confidence != "unknown" and is_asked(fact.example)
    }


def is_asked(example: Example) -> bool:
    """Whether nothing but the language and the body plays a part."""
    return set(example.event) <= {"body"} and not any(variable in example.template for variable in GATEWAY)


EXAMPLES = examples()


@pytest.mark.java
@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_prints_what_java_prints(oracle: Oracle, name: str) -> None:
    example = EXAMPLES[name]
    if example.dialect == "apigateway":
        theirs = oracle.render_event(example.template, event(example))
    else:
        theirs = oracle.render(example.template, {}, example.dialect, example.files)
    ours = example.run()
    assert (ours.error is None) == (theirs.error is None), theirs.message
    assert ours.error or steady(ours.text) == theirs.text


def event(example: Example) -> dict[str, Any]:
    """The event with all its parts, the body as text."""
    body = example.event.get("body", "")
    text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
    params: dict[str, dict[str, str]] = {"path": {}, "querystring": {}, "header": {}}
    return {"body": text, "params": params, "context": {}, "stageVariables": {}}


@pytest.mark.java
def test_java_has_no_limit_for_the_iterations_of_a_loop(oracle: Oracle) -> None:
    template = f"#foreach($i in [1..{GATEWAY_LOOPS + 1}])#set($n = $foreach.count)#end$n"
    assert oracle.render(template).text == str(GATEWAY_LOOPS + 1)
    assert Example(template).run().text == str(GATEWAY_LOOPS)


def test_most_examples_are_asked() -> None:
    assert len(EXAMPLES) > 300
