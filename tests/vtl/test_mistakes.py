"""A template that cannot be parsed is refused in its author's words: place, cause, way out."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from oracle.strategies import damaged
from velogate import TemplateSyntaxError
from velogate.lalr import read
from velogate.vtl.template import Template

EXAMPLES = json.loads((Path(__file__).parent / "mistakes.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("example", EXAMPLES, ids=[e["template"][:40] for e in EXAMPLES])
def test_each_mistake_has_its_own_message(example: dict[str, Any]) -> None:
    with pytest.raises(TemplateSyntaxError) as caught:
        Template(example["template"], dialect="velocity")
    error = caught.value
    assert error.span is not None
    assert (error.message, f"{error.span.line}:{error.span.column}") == (example["message"], example["at"])
    assert error.hint == example.get("hint", error.hint)


@given(damaged)
@settings(deadline=None, max_examples=300)
def test_no_message_speaks_of_terminals(template: str) -> None:
    """Names of the grammar's terminals, Lark's or ours, mean nothing to an author."""
    terminals = {name for name in read("vtl").terminals if "_" in name or len(name) > 7}
    try:
        Template(template, dialect="velocity")
    except TemplateSyntaxError as error:
        words = set(re.findall(r"[A-Z_]{3,}", error.message)) - set(re.findall(r"[A-Z_]{3,}", template))
        assert not words & terminals


def test_a_message_shows_the_line_with_a_caret_and_the_way_out() -> None:
    with pytest.raises(TemplateSyntaxError) as caught:
        Template('{\n\t"n": #set($x == 1)\n}', "orders.vtl")
    assert str(caught.value).split("\n") == [
        "orders.vtl:2:15: error: `#set` assigns with one `=`; `==` compares",
        "  |",
        '2 | \t"n": #set($x == 1)',
        "  | \t             ^^",
        "  write `#set($name = value)`",
    ]


@pytest.mark.parametrize(
    ("template", "warning"),
    [
        ("#foreach($x of $l)x#end", "`of` stands where `in` is expected; Velocity takes any word there"),
        ("#set $x = 1", "`#set` without a parenthesis right after it is text"),
        ("a #* b", "the comment that begins with `#*` is not closed: the rest of the template is part of it"),
        ("$s.lenght()", "java.lang.String has no method lenght; did you mean length?"),
    ],
)
def test_what_velocity_accepts_is_a_warning(template: str, warning: str) -> None:
    result = Template(template).run({"s": "abc", "l": [1]})
    assert [w.message for w in result.warnings] == [warning]
