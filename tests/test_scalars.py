"""Texts inside YAML and JSON know where each of their characters stands, however they are written there."""

import json

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from velogate import scalars
from velogate.readers import document
from velogate.source import Placed, Source

WRITTEN = {
    "plain": "a: $x and\n    $y\n",
    "single": "a: '$x ''and''\n\n    $y'\n",
    "double": 'a: "é\\u0041 $x\\n\\t\\\n    \\"$y\\""\n',
    "surrogates": '{"a": "\\ud83d\\ude00$x\\/$y"}',
    "literal": "a:\n  b: |\n    $x\n\n      #if(1)\n    $y\n",
    "literal with an indicator": "a: |2-\n      $x\n    $y",
    "literal after blank lines": "a: |\n\n  \n    $x\n    $y\n",
    "literal with CRLF": "a: |\r\n  $x\r\n  $y\r\n",
    "folded": "a: >-\n  one $x\n  two\n\n  three\n    more\n  $y\n",
    "with a tag and an anchor": "a: !!str &n '$x $y'\n",
    "JSON with tabs": '{\n\t"a": "$x\\n$y"\n}',
}


def the_text(written: str) -> Placed:
    value = document.parse(written, "f.yaml")["a"]
    return value["b"] if isinstance(value, dict) else value


@pytest.mark.parametrize("written", WRITTEN.values(), ids=list(WRITTEN))
def test_a_reference_is_found_where_it_stands(written: str) -> None:
    placed = the_text(written)
    source = scalars.source_of(placed)
    whole = Source(written)
    for name in ("$x", "$y"):
        at = placed.index(name)
        there = written.index(name)
        assert source.position(at) == whole.position(there)
        assert source.inward(there) == at
        assert source.span(at, at + 2).columns("utf-8") == whole.span(there, there + 2).columns("utf-8")


def test_what_is_written_otherwise_than_it_is_read_keeps_its_beginning() -> None:
    placed = the_text("a: 'get'")
    changed = Placed("GET IT", placed.span, placed.style)
    assert scalars.source_of(changed).position(4) == (1, 9)


_TEXTS = st.text(st.sampled_from("ab $x#'\"\\\n\té😀:-"), max_size=40)


@given(_TEXTS, st.sampled_from(["'", '"', "|", ">", None]))
def test_every_character_of_whatever_yaml_writes_is_found(text: str, style: str | None) -> None:
    written = yaml.safe_dump({"k": {"a": text}}, default_style=style, allow_unicode=True, width=20)
    placed = document.parse(written)["k"]["a"]
    assert str(placed) == text
    source = scalars.source_of(placed)
    for at, character in enumerate(text):
        found = written[source.outward(at)]
        if character not in " \n\t'\"\\" and found != "\\":
            assert found == character


@given(_TEXTS)
def test_every_character_of_whatever_json_writes_is_found(text: str) -> None:
    written = json.dumps({"a": text})
    source = scalars.source_of(document.parse(written)["a"])
    for at, character in enumerate(text):
        assert written[source.outward(at)] in (character, "\\")
    assert [source.inward(source.outward(at)) for at in range(len(text))] == list(range(len(text)))
