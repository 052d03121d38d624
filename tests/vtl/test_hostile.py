"""No template ends in a crash, a hang or a memory that runs over: it renders, or there is a clear error."""

import pytest

from velogate import TemplateRenderError, TemplateSyntaxError
from velogate.vtl.template import Template

RENDERS = {
    "nothing at all": ("", ""),
    "a NUL": ("a\0b", "a\0b"),
    "300 KB": ("hello $a " * 34_000, "hello A " * 34_000),
    "5 MB of text": ("x" * 5_000_000, "x" * 5_000_000),
    "10,000 nested parentheses": ("#set($x = " + "(" * 10_000 + "1" + ")" * 10_000 + ")$x", "1"),
    "5,000 nested #if": ("#if(true)" * 5_000 + "x" + "#end" * 5_000, "x"),
    "300 nested #foreach": ("#foreach($i in [1])" * 300 + "$i" + "#end" * 300, "1"),
    "20,000 operators": ("#set($x = 1" + " + 1" * 20_000 + ")$x", "20001"),
    "20,000 comparisons": ("#if(true" + " && 1 == 1" * 20_000 + ")yes#end", "yes"),
    "100,000 negations": ("#if(" + "!" * 100_000 + "true)yes#end", "yes"),
    "2,000 #elseif": ("#if(false)a" + "#elseif(false)b" * 2_000 + "#{else}c#end", "c"),
    "100,000 backslashes": ("\\" * 100_000, "\\" * 100_000),
    "100,000 braces": ("{" * 100_000 + "}" * 100_000, "{" * 100_000 + "}" * 100_000),
    "50,000 doubled quotes": ('#set($x = "' + '""' * 50_000 + '")$x.length()', "50000"),
    "a regular expression that explodes": (
        "#set($s = '" + "a" * 50 + "')$s.replaceAll('(a+)+$', 'x')",
        "x",
    ),
}
REFUSED = {
    "an open parenthesis 10,000 times": ("#set($x = " + "(" * 10_000, "`(` is not closed"),
    "100,000 + in a row": ("#set($x = " + "+" * 100_000 + ")", "unexpected `+` in `#set`"),
    "5,000 #if without #end": ("#if(true)" * 5_000, "`#if` opened on line 1 is not closed"),
    "5,000 nested lists": ("#set($x = " + "[" * 5_000 + "]" * 5_000 + ")", "values are nested more than 100 deep"),
    "5,000 nested calls": ("$a" + ".b($a" * 5_000 + ")" * 5_000, "values are nested more than 100 deep"),
    "100,000 properties": ("$a" + ".b" * 100_000, "a reference with more than 200 properties, methods and indexes"),
}
STOPPED = {
    "a loop of a billion": "#foreach($i in [1..1000000000])x#end",
    "a range of a billion": "#set($r = [1..1000000000])",
    "loops in loops in loops": "#foreach($i in [1..900])#foreach($i in [1..900])#foreach($i in [1..900])x#end#end#end",
    "a text that doubles": "#set($s = 'x')" + '#set($s = "$s$s")' * 60,
    "a sum that doubles": "#set($s = 'x')" + "#set($s = $s + $s)" * 60,
    "a text repeated": "$a.repeat(2000000000)",
    "a number that explodes": "#set($n = 9)" + "#set($n = $n * $n)" * 60,
    "a macro that calls itself": "#macro(m)#m()#m()#end#m()",
    "an #evaluate of itself": "#set($h = '#')#set($e = \"${h}evaluate(${d}e)\")#set($e = '#evaluate($e)')#evaluate($e)",
}


@pytest.mark.parametrize("case", RENDERS)
def test_renders(case: str) -> None:
    template, text = RENDERS[case]
    assert Template(template).merge({"a": "A"}) == text


@pytest.mark.parametrize("case", REFUSED)
def test_is_refused(case: str) -> None:
    template, message = REFUSED[case]
    with pytest.raises(TemplateSyntaxError) as caught:
        Template(template)
    assert caught.value.message == message
    assert len(str(caught.value)) < 1_000


@pytest.mark.parametrize("case", STOPPED)
def test_is_stopped(case: str) -> None:
    with pytest.raises(TemplateRenderError) as caught:
        Template(STOPPED[case], dialect="velocity").merge({"a": "A"})
    assert caught.value.span is not None


def test_api_gateway_ends_a_loop_after_1000_iterations() -> None:
    result = Template("#foreach($i in [1..1005])$foreach.hasNext #end").run({})
    assert result.text == "true " * 1_000
    assert [w.message for w in result.warnings] == ["this #foreach was ended after 1,000 of 1,005 iterations"]


def test_velocity_has_a_limit_that_the_caller_can_set() -> None:
    template = "#foreach($i in [1..10])#foreach($j in [1..10])x#end#end"
    assert Template(template, dialect="velocity", max_iterations=110).merge({}) == "x" * 100
    with pytest.raises(TemplateRenderError, match="more iterations than its limit"):
        Template(template, dialect="velocity", max_iterations=109).merge({})
