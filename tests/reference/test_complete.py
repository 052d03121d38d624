"""The reference says something of everything that a template can use, as the tables of the engine have it."""

import re
from collections.abc import Iterator, Mapping
from importlib import resources
from typing import Any, get_args

import pytest

from velogate.gateway import context, lacking
from velogate.java.classes import BY_NAME
from velogate.java.dispatch import methods_of
from velogate.jsonpath import functions, operators
from velogate.jsonpath import tree as path_tree
from velogate.reference import entries, look_up
from velogate.reference.methods import by_name
from velogate.reference.reading import page
from velogate.vtl import runtime, tree
from velogate.vtl.dialect import DIALECTS

NAMES = {entry.name for entry in entries()}
CALLS = {signature.call for entry in entries() for signature in entry.signatures}

NODES = {
    "Text": "plain text",
    "If": "#if",
    "Set": "#set",
    "Directive": "#foreach",
    "Property": "$name.property",
    "Method": "$name.method()",
    "Index": "$name[key]",
    "Reference": "$name",
    "String": '"text"',
    "Constant": "integers",
    "Range": "[first..last]",
    "List": "[items]",
    "Map": "{pairs}",
    "Operation": "+",
    "And": "&&",
    "Or": "||",
    "Not": "!",
    "Group": "( )",
}
INSIDE = {"Block", "Branch", "Word"}
"""Nodes that are a part of others only."""

STEPS = {
    "Names": "$.name",
    "Positions": "[0]",
    "FromEnd": "[(@.length-1)]",
    "Slice": "[1:3]",
    "Wildcard": "[*]",
    "Scan": "..",
    "Filter": "[?()]",
    "Call": ".length()",
}


def operator_words() -> Iterator[str]:
    """How the operators of the grammar are written."""
    grammar = resources.files("velogate.grammar").joinpath("vtl.lark").read_text("utf-8")
    for name, pattern in re.findall(r"^([A-Z_]+): /(.*)/$", grammar, re.M):
        if name in OPERATORS:
            yield from (re.sub(r"\\", "", word) for word in re.split(r"(?<!\\)\|", pattern))


OPERATORS = {
    *("ASSIGN", "OR", "AND", "EQUAL", "NOT_EQUAL", "LESS", "LESS_EQUAL", "GREATER", "GREATER_EQUAL"),
    *("NOT", "PLUS", "MINUS", "TIMES", "DIVIDE", "MODULO"),
}


@pytest.mark.parametrize("kind", tree.Node.__subclasses__(), ids=lambda kind: kind.__name__)
def test_every_node_of_the_tree_is_explained(kind: type) -> None:
    assert kind.__name__ in INSIDE or NODES[kind.__name__] in NAMES


@pytest.mark.parametrize(
    "name",
    sorted(
        {"set", "if", "elseif", "else", "end"}.union(
            *(dialect.block_directives | dialect.line_directives for dialect in DIALECTS.values())
        )
    ),
)
def test_every_directive_is_explained(name: str) -> None:
    assert f"#{name}" in NAMES


def test_the_grammar_has_the_operators_that_are_looked_for() -> None:
    assert len(list(operator_words())) >= len(OPERATORS) + 8


@pytest.mark.parametrize("word", list(operator_words()))
def test_every_operator_is_explained(word: str) -> None:
    assert look_up(word).entries[0].topic == "operators"


@pytest.mark.parametrize("variable", ["input", "util"])
def test_every_function_of_the_gateway_is_explained(variable: str) -> None:
    for name in methods_of(BY_NAME[f"${variable}"]):
        if name not in methods_of(BY_NAME["Object"]):
            bean = name.removeprefix("get")
            assert {f"${variable}.{name}", f"${variable}.{bean[:1].lower()}{bean[1:]}"} & NAMES


@pytest.mark.parametrize("name", sorted(methods_of(BY_NAME["$util"]).keys() - methods_of(BY_NAME["Object"]).keys()))
def test_what_a_function_takes_and_returns_is_what_its_table_says(name: str) -> None:
    (method,) = methods_of(BY_NAME["$util"])[name]
    (signature,) = look_up(f"$util.{name}").entries[0].signatures
    assert signature.returns == method.returns
    assert signature.call.count(",") + 1 == len(method.parameters)


def loop_properties() -> Iterator[tuple[str, str]]:
    """The properties of `$foreach` and their types."""
    for signature in BY_NAME["ForeachScope"].methods:
        returns, name = signature.partition("(")[0].split()
        bean = re.sub(r"^(get|is)(?=.)", "", name)
        if signature.endswith("()"):
            yield f"{bean[:1].lower()}{bean[1:]}", returns


@pytest.mark.parametrize(("name", "returns"), sorted(set(loop_properties())))
def test_every_property_of_a_loop_is_explained(name: str, returns: str) -> None:
    (signature,) = look_up(f"$foreach.{name}").entries[0].signatures
    assert signature.returns in (returns, "ForeachScope")


def test_a_loop_s_older_variables_are_explained() -> None:
    assert {"$velocityCount", "$velocityHasNext", "$foreach"} <= NAMES
    assert runtime.Scope.__name__


def context_names(known: Mapping[str, Any], above: str) -> Iterator[str]:
    for name, inner in known.items():
        yield f"{above}.{name}"
        if isinstance(inner, Mapping):
            yield from context_names(inner, f"{above}.{name}")


@pytest.mark.parametrize("name", [*context_names(context.NAMES, "$context"), "$context", "$stageVariables.*"])
def test_every_documented_variable_is_explained(name: str) -> None:
    assert name in NAMES


@pytest.mark.parametrize("name", [n for n in NAMES if n.startswith("$context.")])
def test_no_variable_is_explained_that_no_document_lists(name: str) -> None:
    assert name in set(context_names(context.NAMES, "$context"))


@pytest.mark.parametrize("name", [*context_names(context.DEFAULTS, "$context")])
def test_every_variable_that_a_template_sees_by_default_is_explained(name: str) -> None:
    assert name in NAMES


@pytest.mark.parametrize("kind", get_args(path_tree.Step), ids=lambda kind: kind.__name__)
def test_every_step_of_a_jsonpath_is_explained(kind: type) -> None:
    assert STEPS[kind.__name__] in NAMES


@pytest.mark.parametrize("operator", [*operators.OPERATORS, *operators.TYPED_OPERATORS, "=~", "&&", "||", "!"])
def test_every_operator_of_a_filter_is_explained(operator: str) -> None:
    paths = [signature.call for entry in page("jsonpath").entries for signature in entry.signatures]
    assert operator in [path.partition(" ")[0] for path in paths]


@pytest.mark.parametrize("name", functions.FUNCTIONS)
def test_every_function_of_jsonpath_is_explained(name: str) -> None:
    assert any(call.startswith(f".{name}(") for call in CALLS)


@pytest.mark.parametrize("name", [*(f"$util.{name}" for name in lacking.UTIL), *(f"${name}" for name in lacking.ROOTS)])
def test_what_api_gateway_lacks_is_explained_with_the_way_out(name: str) -> None:
    (entry,) = look_up(name).entries
    hint = lacking.UTIL.get(name.removeprefix("$util.")) or lacking.ROOTS[name[1:]][1]
    assert (entry.topic, entry.way_out) == ("lacking", hint)


@pytest.mark.parametrize("name", by_name())
def test_every_method_of_java_has_its_signatures(name: str) -> None:
    found = look_up(f".{name}")
    entry = next(entry for entry in (*found.entries, *found.besides) if entry.name == f".{name}")
    assert entry.signatures == by_name()[name]
    assert all(signature.owners for signature in entry.signatures)


def test_a_signature_says_who_has_it_and_what_comes_back() -> None:
    lines = {f"{each.returns} {each.call} of {', '.join(each.owners)}" for each in by_name()["split"]}
    assert lines == {"String[] split(String) of String", "String[] split(String, int) of String"}
    assert [each.owners for each in by_name()["isEmpty"]] == [("Collection", "Map", "String", "Optional")]


def test_a_method_that_no_template_can_call_says_so() -> None:
    entry = look_up(".computeIfAbsent").entries[0]
    assert "No template can call it" in entry.says
