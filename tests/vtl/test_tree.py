"""A tree holds its whole source: every character belongs to one place in it."""

from itertools import pairwise

import pytest
from hypothesis import assume, given, settings

from oracle.strategies import damaged, soups, templates
from velogate import TemplateSyntaxError
from velogate.source import Source
from velogate.vtl import tree as t
from velogate.vtl.dialect import VELOCITY
from velogate.vtl.parser import parse, tokens

any_template = templates | damaged | soups


def parsed(template: str) -> t.Tree:
    try:
        return parse(Source(template), VELOCITY)
    except TemplateSyntaxError:
        assume(False)
        raise


@given(any_template)
@settings(deadline=None, max_examples=400)
def test_printing_a_tree_gives_its_source_again(template: str) -> None:
    assert t.to_source(parsed(template)) == template


@given(any_template)
@settings(deadline=None, max_examples=400)
def test_the_statements_of_a_block_cover_it_without_gap_or_overlap(template: str) -> None:
    for _, node in t.walk(parsed(template).block):
        if isinstance(node, t.Block) and node.statements:
            edges = [node.start, *(s.end for s in node.statements)]
            assert [s.start for s in node.statements] == edges[:-1]
            assert edges[-1] == node.end


@given(any_template)
@settings(deadline=None, max_examples=400)
def test_nodes_lie_inside_each_other_in_the_order_of_the_source(template: str) -> None:
    for _, node in t.walk(parsed(template).block):
        inner = list(t.children(node))
        assert all(node.start <= child.start <= child.end <= node.end for child in inner)
        assert all(a.end <= b.start for a, b in pairwise(inner))


@given(any_template)
@settings(deadline=None, max_examples=300)
def test_the_tokens_cover_the_source_without_gap_or_overlap(template: str) -> None:
    parsed(template)
    found = tokens(Source(template), VELOCITY)
    assert [k.start for k in found] == [0, *(k.end for k in found)][:-1] if found else True


@pytest.mark.parametrize("count", [1, 5_000])
def test_a_tree_may_be_deep(count: int) -> None:
    template = "#if(true)" * count + "x" + "#end" * count
    tree = parsed(template)
    assert t.to_source(tree) == template
    assert t.pretty(tree).count("If ") == count
