"""Templates become Python that knows its places in the template, and nothing else."""

import ast
import sys
import traceback
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings

from oracle.strategies import damaged, soups, templates
from velogate import TemplateRenderError, TemplateSyntaxError
from velogate.source import Source
from velogate.vtl.compiler import to_python
from velogate.vtl.dialect import DIALECTS
from velogate.vtl.parser import parse
from velogate.vtl.runtime import EXPORTS
from velogate.vtl.template import Template

FAILING = [
    ("$s.substring(5)", "$s.substring(5)"),
    ("a\nb $l[7] c", "$l[7]"),
    ('é "$s.substring(9)"', "$s.substring(9)"),
    ('#set($x = "a $s.substring(9)")', "$s.substring(9)"),
    ('#set($x = "a ""$s.charAt(9)""")', "$s.charAt(9)"),
    ("#foreach($i in $l)\n  #if($i > 1)\r\n$s.substring($i)\n#end#end", "$s.substring($i)"),
    ("#define($d)\n$l.get(9)#end$d", "$l.get(9)"),
    ("#macro(m $p)x\n$p.substring(7)#end\n#m($s)", "$p.substring(7)"),
    ("#evaluate('$s.substring(8)')", "$s.substring(8)"),
]
VARIABLES = {"s": "a", "l": [1, 2, 3]}


@given(templates | damaged | soups)
@settings(deadline=None, max_examples=500)
@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=list(DIALECTS))
def test_every_tree_compiles(dialect, template: str) -> None:  # type: ignore[no-untyped-def]
    try:
        tree = parse(Source(template), dialect)
    except TemplateSyntaxError:
        return
    for dynamic in (False, True):
        assert compile(to_python(tree, dialect, dynamic), "t", "exec").co_name == "<module>"


@given(templates)
@settings(deadline=None, max_examples=200)
def test_generated_code_reaches_no_attribute_and_no_unknown_name(template: str) -> None:
    try:
        tree = parse(Source(template), DIALECTS["velocity"])
    except TemplateSyntaxError:
        return
    module = to_python(tree, DIALECTS["velocity"])
    assert not [n for n in ast.walk(module) if isinstance(n, ast.Attribute | ast.Import)]
    bound = {n.id for n in ast.walk(module) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    bound |= {n.name for n in ast.walk(module) if isinstance(n, ast.FunctionDef)}
    bound |= {n.name for n in ast.walk(module) if isinstance(n, ast.ExceptHandler) and n.name}
    read = {n.id for n in ast.walk(module) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    assert read - bound <= {*EXPORTS, "context", "write"}


@pytest.mark.parametrize("template", ["$s.__class__", "$s.class.forName('os')", "$l.__init__()", "${s.__doc__}"])
def test_no_template_reaches_python(template: str) -> None:
    try:
        text = Template(template).merge(VARIABLES)
    except (TemplateRenderError, TemplateSyntaxError) as error:
        text = error.message
    assert "<" not in text
    assert "method-wrapper" not in text


@pytest.mark.parametrize(("template", "part"), FAILING, ids=[p for _, p in FAILING])
def test_a_failure_names_the_part_of_the_template(template: str, part: str) -> None:
    with pytest.raises(TemplateRenderError) as caught:
        Template(template, "orders.vtl", dialect="velocity").merge(VARIABLES)
    assert caught.value.span is not None
    assert caught.value.span.text == part


@pytest.mark.parametrize(("template", "part"), FAILING[:-1], ids=[p for _, p in FAILING[:-1]])
def test_a_traceback_shows_the_line_of_the_template(template: str, part: str) -> None:
    with pytest.raises(TemplateRenderError) as caught:
        Template(template, "orders.vtl", dialect="velocity").merge(VARIABLES)
    lines = "".join(traceback.format_exception(caught.value))
    line = next(line for line in template.splitlines() if part in line)
    assert 'File "<orders.vtl>", line' in lines
    assert line.strip() in lines


def test_lines_of_a_template_inside_a_file_are_those_of_the_file() -> None:
    source = Source("a\n$s.substring(5)", "api.yaml", first_line=40, first_column=9)
    with pytest.raises(TemplateRenderError) as caught:
        Template(source).merge(VARIABLES)
    assert str(caught.value.span) == "api.yaml:41:1"


def test_a_template_renders_in_many_threads_at_once() -> None:
    template = Template("#foreach($i in [1..200])#set($n = $i * $k)$n #end#if($s.nope())#end")
    expected = {k: "".join(f"{i * k} " for i in range(1, 201)) for k in range(40)}
    with ThreadPoolExecutor(8) as pool:
        results = pool.map(lambda k: (k, template.run({"k": k, "s": "x"})), list(expected) * 5)
        assert all(r.text == expected[k] and len(r.warnings) == 1 for k, r in results)


def test_rendering_does_not_need_python_s_recursion_limit() -> None:
    template = "#if(true)" * 3_000 + "x" + "#end" * 3_000
    before = sys.getrecursionlimit()
    assert Template(template).merge({}) == "x"
    assert sys.getrecursionlimit() == before
