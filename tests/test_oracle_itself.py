"""The oracle is Velocity 1.7 in the dialect asked for, takes JSON's values for what API Gateway has, and survives."""

from typing import Any

import pytest

from oracle import Oracle
from oracle.fixtures import DIALECTS, golden, rules
from oracle.record import answered

pytestmark = pytest.mark.java


@pytest.mark.parametrize(
    ("template", "velocity", "apigateway"),
    [
        ("$u ${u.x()} $!u", "$u ${u.x()} ", "  "),
        ("#if($u)yes#{else}no#end", "no", "yes"),
        ("#set($x = $u)$x", "$x", ""),
        ("#macro(w)x#end#w()", "x", "#w()"),
        ("#evaluate('$t')", "$t", "#evaluate('$t')"),
        ("$velocityCount", "$velocityCount", ""),
    ],
)
def test_has_two_dialects(oracle: Oracle, template: str, velocity: str, apigateway: str) -> None:
    assert oracle.render(template, dialect="velocity").text == velocity
    assert oracle.render(template, dialect="apigateway").text == apigateway


@pytest.mark.parametrize(
    ("value", "java"),
    [
        ({}, "java.util.LinkedHashMap"),
        ([], "net.minidev.json.JSONArray"),
        ("", "java.lang.String"),
        (2**31 - 1, "java.lang.Integer"),
        (-(2**31), "java.lang.Integer"),
        (2**31, "java.lang.Long"),
        (2**63, "java.math.BigInteger"),
        (1.0, "java.lang.Double"),
        (True, "java.lang.Boolean"),
    ],
)
def test_takes_values_for_what_api_gateway_has(oracle: Oracle, value: Any, java: str) -> None:
    assert oracle.render("$value.class.name", {"value": value}).text == java


@pytest.mark.parametrize("text", ["\r\n\t\x00\x7f\u2028\ufeff", 'é€\U0001f600 "\\/', "\ud800", "\udc00\ud800"])
def test_carries_every_character(oracle: Oracle, text: str) -> None:
    assert oracle.render(f"{text} $text", {"text": text}).text == f"{text} {text}"


def test_tells_apart_when_a_template_fails(oracle: Oracle) -> None:
    assert oracle.render("#if(true)").error == "parse"
    assert oracle.render("$s.substring(9)", {"s": ""}).error == "render"


@pytest.mark.parametrize(
    "template",
    [
        "#foreach($i in [1..99999])#foreach($j in [1..99999])#end#end",
        "#foreach($i in [1..99])#foreach($j in [1..99999])$i#end#end",
        "#set($s = 'x')#foreach($i in [1..99])#set($s = $s + $s)#end",
    ],
)
def test_survives_what_does_not_end(template: str) -> None:
    oracle = Oracle(seconds=1, characters=100_000)
    assert oracle.render(template).error == "limit"
    assert oracle.render("still here").text == "still here"
    oracle.close()


def test_forgets_macros_between_templates(oracle: Oracle) -> None:
    assert oracle.render("#macro(w)x#end#w()", dialect="velocity").text == "x"
    assert oracle.render("#w() \\#w()", dialect="velocity").text == "#w() \\#w()"


def test_shows_the_tokens_of_a_refused_template(oracle: Oracle) -> None:
    answer = oracle.tokens("a$b.c#if(")
    assert [image for _, image in answer["tokens"]][:5] == ["a", "$b", ".", "c", "#if"]
    assert "ParseException" in answer["message"]


RULES = rules()


@pytest.mark.parametrize("name", RULES)
def test_still_says_what_was_recorded(oracle: Oracle, name: str) -> None:
    case = RULES[name]
    assert answered(oracle, case) == case


@pytest.mark.parametrize("dialect", DIALECTS)
def test_still_gives_the_golden_answers(oracle: Oracle, dialect: str) -> None:
    for case in golden():
        if case["dialect"] == dialect:
            answer = oracle.render(case["template"], case["variables"], dialect)
            assert answer.outcome.items() <= case.items(), case["id"]
