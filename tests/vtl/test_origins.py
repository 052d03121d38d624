"""Every character of an output can be traced to the part of the template that wrote it."""

import copy
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings

from oracle.fixtures import golden, rules
from oracle.strategies import INCLUDED, Case, cases
from velogate import TemplateRenderError, TemplateSyntaxError
from velogate.source import Source
from velogate.vtl.dialect import DIALECTS
from velogate.vtl.origins import Piece
from velogate.vtl.template import Template


def pieces(template: str, dialect: str = "velocity", **variables: Any) -> list[tuple[str, str, str]]:
    """What was written, by which text of the template, and at which place."""
    origins = Template(template, "t.vtl", dialect, folder=INCLUDED).origins(variables)
    return [(origins.text[p.start : p.end], p.span.text, str(p.span)) for p in origins.pieces]


def outcome(rendering: Callable[[], Any]) -> Any:
    """What a rendering gives, or its refusal."""
    try:
        return rendering()
    except TemplateRenderError as error:
        return error


def check(template: str, dialect: str, variables: dict[str, Any], templates: dict[str, str] | None) -> None:
    """Rendering and tracing write the same text; the pieces make it; literal text is what stands in the template."""
    compiled = Template(template, dialect=dialect, folder=templates)
    text, origins = (outcome(lambda r=r: r(copy.deepcopy(variables))) for r in (compiled.merge, compiled.origins))
    if isinstance(text, TemplateRenderError):
        assert (origins.span, origins.hint) == (text.span, text.hint)
        return
    assert origins.text == text or (origins.fits(text) and "@" in text)  # only names of objects differ
    assert [p.start for p in origins.pieces] == [0, *(p.end for p in origins.pieces)][: len(origins.pieces)]
    assert not origins.pieces or origins.pieces[-1].end == len(text)
    for offset, character in enumerate(text):
        piece = origins.piece(offset)
        assert piece is not None
        assert piece.start <= offset < piece.end
        if piece.literal:
            assert piece.at(offset).text == character


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_traced_rendering_is_the_rendering_in_generated_templates(dialect: str) -> None:
    @settings(deadline=None, max_examples=300)
    @given(cases)
    def agrees(case: Case) -> None:
        try:
            check(case.template, dialect, case.variables, INCLUDED)
        except TemplateSyntaxError:
            return

    agrees()


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_traced_rendering_is_the_rendering_in_recorded_templates(dialect: str) -> None:
    for case in (*golden(), *rules().values()):
        if case.get("dialect", dialect) != dialect:
            continue
        try:
            check(case["template"], dialect, case.get("variables", {}), case.get("templates"))
        except TemplateSyntaxError:
            continue


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("a\n$x!", [("a\n", "a\n", "t.vtl:1:1"), ("1", "$x", "t.vtl:2:1"), ("!", "!", "t.vtl:2:3")]),
        ("é $x.k $u", [("é ", "é ", "t.vtl:1:1"), ("$x.k", "$x.k", "t.vtl:1:3"), (" ", " ", "t.vtl:1:7")]),
        ("#if($x)y#{else}n#end", [("y", "y", "t.vtl:1:8")]),
        ("#foreach($i in [1..2])$i,#end", [("1", "$i", "t.vtl:1:23"), (",", ",", "t.vtl:1:25")]),
        ("#define($d)in $x#end$d", [("in ", "in ", "t.vtl:1:12"), ("1", "$x", "t.vtl:1:15")]),
        ("#macro(m $p)<$p>#end#m($x)", [("<", "<", "t.vtl:1:13"), ("1", "$p", "t.vtl:1:14"), (">", ">", "t.vtl:1:16")]),
        ("#macro(m $p)#stop<#end#m($x)", []),
        ('#set($s = "a $x")$s', [("a 1", "$s", "t.vtl:1:18")]),
        ("#evaluate('a$x')", [("a", "#evaluate('a$x')", "t.vtl:1:1"), ("1", "#evaluate('a$x')", "t.vtl:1:1")]),
        ("#evaluate('#macro(m)in#end')#m()", [("in", "#m()", "t.vtl:1:29")]),
        ("#parse('a.vm')", [("[inner ", "[inner ", "a.vm:1:1"), ("$a", "$a", "a.vm:1:8"), ("]\n", "]\n", "a.vm:1:10")]),
        ("#include('a.vm')", [(INCLUDED["a.vm"], "'a.vm'", "t.vtl:1:10")]),
        ("#[[ $x ]]#", [(" $x ", " $x ", "t.vtl:1:4")]),
        ("#literal()$x#end", [("$x", "$x", "t.vtl:1:11")]),
        ("\\#if \\$x \\\\$x", [("#if", "#if", "t.vtl:1:2"), (" ", " ", "t.vtl:1:5"), ("$x", "$x", "t.vtl:1:7")]),
        ("$!u.", [("", "$!u", "t.vtl:1:1"), (".", ".", "t.vtl:1:4")]),
        ("#foreach($i in [1..3])$i#break#end.", [("1", "$i", "t.vtl:1:23"), (".", ".", "t.vtl:1:35")]),
        ("a#stop b", [("a", "a", "t.vtl:1:1")]),
        ("#foo($x)", [("#foo($x)", "#foo($x)", "t.vtl:1:1")]),
    ],
)
def test_what_wrote_what(template: str, expected: list[tuple[str, str, str]]) -> None:
    assert pieces(template, x=1)[: len(expected)] == expected


def test_literal_text_is_traced_to_the_character() -> None:
    origins = Template("ab\ncd $x", "t.vtl").origins({"x": "long"})
    places = [(str(piece.at(at)), piece.at(at).text) for at in (3, 4, 6, 9) if (piece := origins.piece(at))]
    assert places == [("t.vtl:2:1", "c"), ("t.vtl:2:2", "d"), ("t.vtl:2:4", "$x"), ("t.vtl:2:4", "$x")]


@pytest.mark.parametrize("offset", [-1, 3, 100])
def test_there_is_no_piece_outside_the_text(offset: int) -> None:
    assert Template("abc").origins({}).piece(offset) is None


def test_places_are_those_of_the_file_that_holds_the_template() -> None:
    source = Source("a\n$x", "api.yaml", first_line=40, first_column=9)
    assert [str(p.span) for p in Template(source).origins({"x": 1}).pieces] == ["api.yaml:40:9", "api.yaml:41:1"]


def test_pieces_of_a_text_of_the_same_shape_fit_it() -> None:
    origins = Template("id: $x.").origins({"x": "abc"})
    assert origins.fits("id: abc.")
    assert origins.fits("id: xyz.")
    assert not origins.fits("id: abcd.")
    assert not origins.fits("it: abc.")


def test_pieces_can_be_taken_apart() -> None:
    (piece,) = Template("abc").origins({}).pieces
    assert piece == Piece(0, 3, piece.span, True)


def test_without_columns_in_the_code_nothing_is_traced() -> None:
    script = "from velogate.vtl.template import Template as T; o = T('a').origins({}); print(o.piece(0), o.pieces)"
    done = subprocess.run([sys.executable, "-X", "no_debug_ranges", "-c", script], capture_output=True, check=False)
    assert done.stdout == b"None ()\n", done.stderr
