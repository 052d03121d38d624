"""JSON as json-smart reads it: measured texts, and the fast readers against the lenient one."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.facts import facts, shown
from velogate import lalr
from velogate.gateway import json_smart, lenient

CASES = facts("json_smart.jsonl")
READERS = {"fast": json_smart.parse, "lenient": lenient.parse}


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
def test_measured_texts(reader: Any) -> None:
    assert [case["text"] for case in CASES if _read(reader, case["text"]) != _known(case)] == []


def _known(case: dict[str, Any]) -> str:
    return json.dumps({key: case[key] for key in ("value", "error") if key in case})


def _read(reader: Any, text: str) -> str:
    try:
        return json.dumps({"value": shown(reader(text))})
    except json_smart.ParseError as error:
        return json.dumps({"error": str(error)})


class Values:
    """The values of the grammar's rules."""

    def start(self, children: list[Any]) -> Any:
        return _value(children[0]) if children else ""

    def array(self, children: list[Any]) -> list[Any]:
        return [_value(child) for child in children]

    def object(self, children: list[tuple[str, Any]]) -> dict[str, Any]:
        return dict(children)

    def member(self, children: list[Any]) -> tuple[str, Any]:
        return _key(children[0]), _value(children[1])

    def empty_member(self, children: list[Any]) -> tuple[str, Any]:
        return _key(children[0]), ""


def _value(child: Any) -> Any:
    if not isinstance(child, lalr.Word):
        return child
    kinds = {"STRING": _key, "NUMBER": lenient._number, "WORD": lenient._word}
    return kinds[child.type.partition("_")[2]](child)


def _key(word: lalr.Word) -> str:
    if word.type == "KEY_WORD":
        return word.strip(lenient._CONTROL)
    return lenient._unescape(word, word, 0) if "\\" in word else word[1:-1]


GRAMMAR = lalr.Parser(lalr.read("json_lenient"), Values())


def by_the_grammar(text: str) -> Any:
    try:
        return GRAMMAR.read(text, "start")
    except lalr.UnexpectedText:
        raise json_smart.ParseError from None


def _outcome(reader: Any, text: str) -> str:
    try:
        return json.dumps({"value": shown(reader(text))})
    except json_smart.ParseError:
        return "refused"


def test_measured_texts_are_as_the_grammar_says() -> None:
    texts = [case["text"] for case in CASES]
    assert [text for text in texts if _outcome(by_the_grammar, text) != _outcome(lenient.parse, text)] == []


CRUMBS = st.sampled_from([*"{}[]:,'\" \n\t\x01\x1a\\~x1", "a:", "'b':", '"c":', "null", "12", "-1.5", "\\u00e9", "x y"])


@given(st.lists(CRUMBS, max_size=14).map("".join))
def test_the_lenient_reader_is_what_the_grammar_says(text: str) -> None:
    assert _outcome(lenient.parse, text) == _outcome(by_the_grammar, text)


NUMBERS = st.from_regex(r"-?(0|[1-9][0-9]{0,25})(\.[0-9]{1,22})?([eE][-+]?[0-9]{1,3})?", fullmatch=True)
STRINGS = st.text(max_size=8).map(json.dumps) | st.text(st.characters(min_codepoint=32), max_size=5).map(
    lambda text: json.dumps(text, ensure_ascii=False)
)
TEXTS = st.recursive(
    NUMBERS | STRINGS | st.sampled_from(["true", "false", "null", "NaN", '"\\ud800"', '"\\ud83d\\ude00"', "-0"]),
    lambda inner: (
        st.lists(inner, max_size=4).map(lambda items: f"[{', '.join(items)}]")
        | st.lists(st.tuples(STRINGS, inner), max_size=4).map(
            lambda pairs: "{" + ",".join(f"{key} : {value}" for key, value in pairs) + "}"
        )
    ),
    max_leaves=12,
)


@given(TEXTS)
def test_fast_readers_change_nothing(text: str) -> None:
    assert _read(json_smart.parse, text) == _read(lenient.parse, text)


@given(TEXTS)
def test_written_json_is_that_of_the_java_room(text: str) -> None:
    from velogate.java.text import json_text

    value = json_smart.parse(text)
    assert json_smart.text(value) == json_text(value, escape_slash=False)


@pytest.mark.parametrize(
    "text",
    ["[" * 401, "[" * 100_000, '{"a":' * 100_000, "[" * 401 + "]" * 401, '{"a":' * 401 + "1" + "}" * 401],
    ids=lambda text: f"{text[:6]} x {len(text)}",
)
def test_too_many_brackets_are_refused(text: str) -> None:
    with pytest.raises(json_smart.ParseError, match="non natural depths"):
        json_smart.parse(text)


def test_brackets_in_strings_do_not_count() -> None:
    text = json.dumps([["[{" * 5] * 50] * 100)
    assert json_smart.parse(text) == json.loads(text)


def test_400_brackets_are_read() -> None:
    text = "[" * 400 + "]" * 400
    assert json_smart.parse(text) == json.loads(text)


def test_a_long_list_of_objects_is_read() -> None:
    text = json.dumps([{"a": 1}] * 2000)
    assert json_smart.parse(text) == lenient.parse(text) == [{"a": 1}] * 2000
