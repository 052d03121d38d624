"""`$util` and the JSON of texts, for every character, against commons-lang, java.net, Base64 and json-smart."""

import os
from collections.abc import Callable
from random import Random
from typing import Any
from unittest.mock import ANY  # the exception of parseJson is the oracle's own

import pytest

from gateway.facts import shown
from gateway.generated import TEXTS
from oracle import Oracle
from velogate.gateway import json_smart
from velogate.gateway.util import Util
from velogate.java.methods import call
from velogate.java.throwable import JavaError

CASES = int(os.environ.get("VELOGATE_EXAMPLES", "2000"))
FUNCTIONS = ("escapeJavaScript", "urlEncode", "urlDecode", "base64Encode", "base64Decode", "parseJson")
EVERY_UNIT = [chr(code) for code in range(0x10000)]
ASTRAL = [chr(code) for code in (*range(0x10000, 0x110000, 0x3F1), 0x10FFFF, 0x1F600, 0x20000, 0xE0001)]
AROUND = ("{}", "a{}b", '"{}"', "%{}", "%{}0", "%4{}", "{{a:{}}}", "YQ{}=", "{}\\", "\\{}", "\ud83d{}", "{}\ude00")

pytestmark = [pytest.mark.java, pytest.mark.slow]


def ours(function: str, text: str | None) -> dict[str, Any]:
    try:
        return {"result": shown(call(Util(), function, (text,)))}
    except JavaError as error:
        return {"error": error.class_name if function != "parseJson" or text is None else ANY}


def differing(oracle: Oracle, function: str, texts: list[str], ours: Callable[[str, str], Any]) -> list[Any]:
    """The texts that are not taken as Java takes them; two halves side by side are one character, as in Java."""
    texts = [text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass") for text in texts]
    pairs = zip(texts, oracle.util(function, texts), strict=True)
    return [(text, theirs, mine) for text, theirs in pairs if (mine := ours(function, text)) != theirs]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_character(oracle: Oracle, function: str) -> None:
    assert differing(oracle, function, EVERY_UNIT + ASTRAL, ours) == []


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_character_in_the_midst_of_others(oracle: Oracle, function: str) -> None:
    random = Random(function)
    texts = [random.choice(AROUND).format(char) for char in EVERY_UNIT + ASTRAL]
    assert differing(oracle, function, texts, ours) == []


@pytest.mark.parametrize("function", FUNCTIONS)
def test_texts_of_pieces(oracle: Oracle, function: str) -> None:
    random = Random(function)
    pieces = (*TEXTS, *"%%%%0123456789abcdefABCDEFghXYZ+/=-_ \t\n\r{}[]:,'\"\\\u00e9\u20ac\U0001f600")
    texts = ["".join(random.choices(pieces, k=random.randint(0, 9))) for _ in range(CASES // 4)]
    assert differing(oracle, function, texts, ours) == []


@pytest.mark.parametrize("function", [*FUNCTIONS, "json"])
def test_null(oracle: Oracle, function: str) -> None:
    mine = {"result": '""'} if function == "json" else ours(function, None)
    assert oracle.util(function, [None]) == [mine]


def test_the_json_of_every_character(oracle: Oracle) -> None:
    def written(function: str, text: str) -> dict[str, str]:
        return {"result": json_smart.text(text)}

    assert differing(oracle, "json", EVERY_UNIT + ASTRAL, written) == []
