"""`$util` as commons-lang, java.net and java.util.Base64 have it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.facts import facts
from velogate.gateway.mapping import render
from velogate.gateway.util import Util
from velogate.java.methods import MISSING, call
from velogate.java.throwable import JavaError

CASES = facts("util.jsonl")
FUNCTIONS = list(dict.fromkeys(case["function"] for case in CASES))


@pytest.mark.parametrize("function", FUNCTIONS)
def test_measured_texts(function: str) -> None:
    wrong = [case for case in CASES if case["function"] == function and _called(case) != _known(case)]
    assert wrong == []


def _known(case: dict[str, Any]) -> tuple[str, str]:
    return ("error", case["error"]) if "error" in case else ("result", case["result"])


def _called(case: dict[str, Any]) -> tuple[str, str]:
    try:
        return "result", call(Util(), case["function"], (case["text"],))
    except JavaError as error:
        return "error", error.class_name


@given(st.text())
def test_decoding_undoes_encoding(text: str) -> None:
    util = Util()
    assert util.url_decode(util.url_encode(text)) == text
    assert util.base64_decode(util.base64_encode(text)) == text


@given(st.text())
def test_escapes_are_ascii_without_quotes(text: str) -> None:
    escaped = Util().escape_java_script(text)
    assert escaped is not None
    assert escaped.isascii()
    assert '"' not in escaped.replace('\\"', "").replace("\\\\", "")


@pytest.mark.parametrize("value", [1, 1.5, True, {}, []])
def test_only_strings_are_taken(value: Any) -> None:
    assert call(Util(), "escapeJavaScript", (value,)) is MISSING


def test_parse_json_is_lenient() -> None:
    assert render('#set($o = $util.parseJson("{a:[1,x],}"))$o.a[1] $o').text == 'x {a=[1,"x"]}'


def test_parse_json_of_no_json_fails_the_template() -> None:
    from velogate.errors import TemplateRenderError

    with pytest.raises(TemplateRenderError, match="Unexpected End Of File"):
        render("$util.parseJson('{a')")
