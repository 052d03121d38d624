"""YAML and JSON whose texts know their place."""

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from velogate import ProjectError
from velogate.readers import document


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a: plain", "plain"),
        ("a: 'single'", "single"),
        ('a: "double"', "double"),
        ('{"a": "json"}', "json"),
        ("a: |\n  block", "block"),
        ("x: 1\na: >-\n    folded", "folded"),
    ],
)
def test_a_text_knows_where_it_stands(text: str, shown: str) -> None:
    value = document.parse(text)["a"]
    assert (value, value.span.text) == (shown, shown)


def test_the_line_of_a_block_is_that_of_its_first_line() -> None:
    value = document.parse("a:\n  b: |\n    one\n    two\n", "f.yaml")["a"]["b"]
    assert (value, str(value.span)) == ("one\ntwo\n", "f.yaml:3:5")


def test_keys_know_where_they_stand() -> None:
    (key,) = document.parse("x-y: 1")
    assert str(key.span) == "<document>:1:1"


def test_an_anchor_is_read_once() -> None:
    value = document.parse("a: &x {b: 1}\nc: *x\nd: {<<: *x, e: 2}")
    assert value["a"] is value["c"]
    assert value["d"] == {"b": 1, "e": 2}


def test_json_with_tabs_is_read_too() -> None:
    assert document.parse('{\n\t"a": [1,\t2]\n}') == {"a": [1, 2]}


def test_a_pair_of_surrogates_is_one_character() -> None:
    assert document.parse('{"a": "\\ud83d\\ude00"}') == {"a": "\U0001f600"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [1", "<document>:1:1: error: <document> is neither YAML nor JSON: did not find"),
        ("a: !What x", "<document>:1:4: error: the tag !What is not known"),
        ("a: &x [*x]", "<document>:1:4: error: an alias stands inside what it names"),
        ("? [a]\n: b", "<document>:1:3: error: a mapping's key must be a word"),
        ("[" * 5000, "maximum nesting depth"),
    ],
)
def test_what_cannot_be_read_is_told_by_its_place(text: str, message: str) -> None:
    with pytest.raises(ProjectError) as told:
        document.parse(text)
    assert message in str(told.value)


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="cannot be read: No such file"):
        document.load(tmp_path / "absent.yaml")
    (tmp_path / "latin.yaml").write_bytes(b"a: \xe9")
    with pytest.raises(ProjectError, match=r"is not UTF-8: .* at byte 3"):
        document.load(tmp_path / "latin.yaml")


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(ProjectError):
        document.parse(text)
