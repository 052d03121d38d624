"""What a template did, step by step: every value, every branch, in the order of evaluation."""

import re
from copy import deepcopy

import pytest
from hypothesis import given, settings

from oracle.strategies import templates
from velogate import Step, TemplateRenderError, TemplateSyntaxError, UsageError
from velogate.gateway.mapping import Template as MappingTemplate
from velogate.source import Source
from velogate.vtl.steps import ITERATIONS, STEPS
from velogate.vtl.template import Template


def trace(text: str, dialect: str = "apigateway", **variables: object) -> list[str]:
    steps = Template(text, "t.vtl", dialect=dialect, folder={"part.vtl": "$x"}).trace(variables)
    return [str(step).removeprefix("t.vtl:") for step in steps]


@pytest.mark.parametrize(
    ("template", "steps"),
    [
        ("$x", ['1:1: $x → "a\\nb"']),
        ("\n  $!{x.length()}", ["2:3: $!{x.length()} → 3"]),
        ("$none", ["1:1: $none → null"]),
        ("#set($y = 1 + 2)", ["1:1: #set($y) → 3"]),
        ("#set($m.k = $n)", ["1:13: $n → 7", "1:1: #set($m.k) → 7"]),
        ("#if($n > 5)a#end", ["1:5: $n → 7", "1:1: #if($n > 5) → true"]),
        (
            "#if($n == 1)\na#elseif($n == 7)\nb#else\nc#end",
            ["1:5: $n → 7", "1:1: #if($n == 1) → false", "2:10: $n → 7", "2:2: #elseif($n == 7) → true"],
        ),
        ("#if(true)a#end", ["1:1: #if(true) → true"]),
        ("#if($n || $none.x)a#end", ["1:5: $n → 7", "1:1: #if($n || $none.x) → true"]),
        (
            "#foreach($i in $l)$i#end",
            [
                "1:16: $l → [1,2]",
                "1:1: #foreach($i in $l) → 2 elements",
                "1:10: $i → 1 (1 of 2)",
                "1:19: $i → 1",
                "1:10: $i → 2 (2 of 2)",
                "1:19: $i → 2",
            ],
        ),
        ("#foreach($i in [3])#end", ["1:1: #foreach($i in [3]) → 1 element", "1:10: $i → 3 (1 of 1)"]),
        ("#foreach($i in $none)a#end", ["1:16: $none → null", "1:1: #foreach($i in $none) → 0 elements"]),
        ('#set($t = "a$n")', ["1:13: $n → 7", '1:1: #set($t) → "a7"']),
        ("#define($d)$n#end$d", ["1:18: $d → the block of a #define", "1:12: $n → 7"]),
        ("$x.replace($a, $b)", ["1:12: $a → null", "1:16: $b → null", '1:1: $x.replace($a, $b) → "a\\nb"']),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_step_is_told_with_its_place_and_its_value(template: str, steps: list[str]) -> None:
    assert trace(template, x="a\nb", n=7, l=[1, 2], m={}) == steps


def test_a_step_knows_its_kind_and_its_part_of_the_template() -> None:
    steps = Template("#foreach($i in [1])#set($a = $i)#if($a)#end#end").trace({})
    assert [step.kind for step in steps] == ["foreach", "element", "reference", "set", "reference", "if"]
    assert [step.span.text for step in steps[2:4]] == ["$i", "#set($a = $i)"]


@pytest.mark.parametrize(("template", "steps"), [
    ("#macro(m $p)$p#end#m($n)", ["1:22: $n → 7", "1:13: $p → 7"]),
    ("#evaluate('$n')", ["#evaluate:1:1: $n → 7"]),
    ("#parse('part.vtl')", ["part.vtl:1:1: $x → null"]),
])  # fmt: skip
def test_macros_and_other_templates_are_told_too(template: str, steps: list[str]) -> None:
    assert trace(template, "velocity", n=7) == steps


def test_of_a_long_loop_the_first_iterations_are_told_and_the_others_counted() -> None:
    steps = trace("#foreach($i in [1..1000])$i#end$x")
    assert sum("of 1000)" in step for step in steps) == ITERATIONS
    assert steps[-2:] == ["1:1: #foreach($i in [1..1000]) → 990 more iterations, not shown", "1:32: $x → null"]


def test_each_run_of_a_loop_inside_a_loop_is_told_from_its_beginning() -> None:
    steps = trace("#foreach($i in [1..2])#foreach($j in [1..11])#end#end")
    assert sum("1 more iteration," in step for step in steps) == 2


def test_a_loop_that_is_left_early_has_no_more_iterations() -> None:
    steps = trace("#foreach($i in [1..20])#if($i == 3)#break#end#end")
    assert steps[-1] == "1:24: #if($i == 3) → true"


def test_loops_that_are_left_from_inside_count_anew() -> None:
    text = "#foreach($i in [1..3])#foreach($j in [1..20])#if($j == 12)#break($foreach.parent)#end#end#end$x"
    assert trace(text, "velocity")[-1].endswith("$x → null")


def test_there_is_an_end_to_it() -> None:
    text = "#foreach($i in [1..10])" * 4 + "$i$i" + "#end" * 4
    steps = Template(text).trace({})
    assert len(steps) == STEPS + 1
    assert steps[-1].value == "more steps, not shown"


def test_a_long_value_is_cut() -> None:
    (step,) = Template("$x").trace({"x": "a" * 500})
    assert len(step.value) == 100
    assert step.value.endswith("…")


def test_a_template_that_fails_is_told_up_to_there() -> None:
    assert trace("$x\n$x.substring(9)$x", x="a") == ['1:1: $x → "a"']


def test_inside_another_file_places_are_those_of_the_file() -> None:
    steps = Template(Source("a\n$x", "api.yaml", first_line=40, first_column=9)).trace({})
    assert [str(step) for step in steps] == ["api.yaml:41:1: $x → null"]


def test_a_rendering_tells_its_steps() -> None:
    template = MappingTemplate("$input.path('$.id')", "t.vtl")
    rendering = template.render({"body": {"id": 7}})
    assert rendering.trace() == template.trace({"body": {"id": 7}})
    assert [str(step) for step in rendering.trace()] == ["t.vtl:1:1: $input.path('$.id') → 7"]
    assert isinstance(rendering.trace()[0], Step)


def test_of_a_body_that_is_no_json_the_steps_before_it_are_told() -> None:
    rendering = MappingTemplate("$stageVariables.a$input.path('$.id')").render({"body": "{"})
    assert [step.what for step in rendering.trace()] == ["$stageVariables.a"]


def test_a_trace_changes_nothing_that_the_caller_gave() -> None:
    kept: dict[str, object] = {"l": []}
    rendering = MappingTemplate("$l.add(1)").render({}, kept)
    rendering.trace()
    assert kept == {"l": [1]}


def _text(template: Template, variables: dict[str, object]) -> object:
    """What it prints or says, without the numbers by which Java tells objects apart."""
    try:
        return re.sub("@[0-9a-f]+", "@", template.merge(variables))
    except (TemplateRenderError, UsageError) as error:
        return re.sub("@[0-9a-f]+", "@", error.message)


@given(templates)
@settings(deadline=None, max_examples=200)
@pytest.mark.parametrize("dialect", ["apigateway", "velocity"])
@pytest.mark.parametrize("way", ["traced", "measured", "lined"])
def test_a_template_that_is_watched_prints_the_same(way: str, dialect: str, text: str) -> None:
    try:
        plain, watched = Template(text, dialect=dialect), Template(text, dialect=dialect)
    except TemplateSyntaxError:
        return
    watched._unit = watched._unit_of(way)
    variables: dict[str, object] = {"s": "a", "l": [1, 2, 3], "m": {"k": "v"}}
    watched.trace(deepcopy(variables))
    assert _text(watched, deepcopy(variables)) == _text(plain, deepcopy(variables))
