"""An output that is not the JSON or the form it should be is told by the template's place and by its own."""

from typing import Any

import pytest

from velogate.errors import OutputError
from velogate.gateway.mapping import Template, render
from velogate.gateway.rendering import Rendering


def refusal(template: str, body: Any = None, form: bool = False) -> OutputError:
    rendering = Template(template, "send.vtl").render({"body": body})
    with pytest.raises(OutputError) as caught:
        rendering.form(strict=True) if form else rendering.json()
    return caught.value


def test_the_error_draws_both_places() -> None:
    assert str(refusal('{\n "a": 1,\n "b": "$input.path(\'$.b\')"\n}', {"b": "x\ny"})) == "\n".join(
        [
            "send.vtl:3:8: error: the output is not JSON: a string holds a line end or another control character: "
            "at line 3, column 9 stands '\\ny\"\\n}'",
            "  |",
            '3 |  "b": "$input.path(\'$.b\')"',
            "  |        ^^^^^^^^^^^^^^^^^^",
            "  <output>:3:9",
            "  |",
            '3 |  "b": "x',
            "  |         ^",
            "  escape what goes into a string: $util.escapeJavaScript(...)",
        ]
    )


@pytest.mark.parametrize(
    ("template", "body", "message", "place", "hint"),
    [
        ('{"a": $u}', "", "a value was expected: at line 1, column 7 stands '}'", "1:7 $u", "$u wrote nothing there"),
        ('{"a": $u , "b": 1}', "", "a value was expected: at line 1, column 8", "1:7 $u", "$u wrote nothing there"),
        ("[1, $u]", "", "a comma stands before the end: at line 1, column 3", "1:5 $u", "$u wrote nothing there"),
        ("{$u: 1}", "", "a name in double quotes was expected", "1:2 $u", "$u wrote nothing there"),
        ("[#foreach($i in [1..2])$i,#end]", "", "a comma stands before the end", "1:26 ,", "#if($foreach.hasNext)"),
        ("[$input.path('$')]", "Ada", "a value was expected", "1:2 $input.path('$')", "$input.json("),
        ("[$input.path('$')]", {"a": 1}, "a name in double quotes", "1:2 $input.path('$')", "$input.json("),
        ("[\"$input.path('$')\"]", 'a "b" c', "a comma was expected", "1:3 $input.path('$')", "escapeJavaScript"),
        ("[\"$input.path('$')\"]", 'a "', "a comma was expected", "1:3 $input.path('$')", "escapeJavaScript"),
        ('["a]', "", "a string is not closed: at line 1, column 2", '1:2 "', None),
        ('["$util.escapeJavaScript("it\'s")"]', "", "an escape", '1:3 $util.escapeJavaScript("it\'s")', ".replaceAll("),
        ("[1 $input.path('$')]", 5, "a comma was expected", "1:4 $input.path('$')", None),
        ("{}$input.path('$')", 5, "something follows after its end", "1:3 $input.path('$')", None),
        ('{"a" 1}', "", "a colon was expected: at line 1, column 6 stands '1}'", "1:6 1", None),
        ('{"a": 1', "", "a comma was expected: at line 1, column 8 it ends", "1:7 1", None),
        ('{"NaN": [-Infinity]}', "", "a number that JSON does not have: at line 1, column 10", "1:10 -", None),
        ("\ufeff{}", "", "a byte order mark", "1:1 \ufeff", None),
        ("$u", "", "the output is not JSON: it is empty", "1:1 $u", "$u wrote nothing"),
        ("$u\n  ", "", "the output is not JSON: it holds nothing but blanks", "1:1 $u", "$u wrote nothing"),
        ("[" * 100_000, "", "it is nested too deeply", "1:1 [", None),
        ("[" + "9" * 5_000 + "]", "", "a number of too many digits", "1:2 9", None),
    ],
)
def test_no_json(template: str, body: Any, message: str, place: str, hint: str | None) -> None:
    error = refusal(template, body)
    assert message in error.message
    assert error.span is not None
    assert f"{error.span} {error.span.text}" == f"send.vtl:{place}"
    assert (hint or "") in (error.hint or "")
    assert (hint is None) == (error.hint is None)


def test_an_empty_output_that_nobody_wrote_has_no_place() -> None:
    assert str(refusal("#if(false)x#end")) == "error: the output is not JSON: it is empty"


def test_a_text_without_a_template_is_its_own_place() -> None:
    with pytest.raises(OutputError) as caught:
        Rendering('{"a": 1,\n "b": }').json()
    assert caught.value.span == caught.value.output
    assert str(caught.value).startswith("<output>:2:7: error: the output is not JSON: a value was expected")
    assert str(caught.value).count("^") == 1


def test_the_place_in_the_output_counts_lines_as_the_output_has_them() -> None:
    error = refusal("[\n#foreach($i in [1..3])\n$i\n#end]")
    assert (error.output.line, error.output.column) == (3, 1)
    assert error.span is not None
    assert (error.span.line, error.span.column) == (3, 1)


@pytest.mark.parametrize(
    ("text", "parsed"),
    [
        ("Action=X&A=a+b%26&A=2&B=", {"Action": "X", "A": ["a b&", "2"], "B": ""}),
        ("a=1\n", {"a": "1\n"}),
        ("a&b=%zz&&=x", {"a": "", "b": "%zz", "": "x"}),
        ("", {}),
    ],
)
def test_a_form_is_read_as_leniently_as_services_do(text: str, parsed: dict[str, Any]) -> None:
    assert Rendering(text).form() == parsed


def test_a_proper_form_is_read_in_strict_mode() -> None:
    assert render("A=$util.urlEncode('ü %&=')&B=%C3%a9&C=").form(strict=True) == {"A": "ü %&=", "B": "é", "C": ""}


@pytest.mark.parametrize(
    ("template", "message", "place", "hint"),
    [
        ("A=1\n", "a line end belongs to the value before it: at line 1, column 4 stands '\\n'", "1:4 \n", "##"),
        ("A=$input.body\r\n&B=1", "a line end belongs to the value before it", "1:14 \r", "##"),
        ("A=$input.body", "there is a line end in it", "1:3 $input.body", "$util.urlEncode"),
        ("A=1&B", "'B' has no =", "1:5 B", "$util.urlEncode"),
        ("A=1&=2", "a value has no name", "1:5 =", None),
        ("A=1&&B=2", "there is nothing between two &", "1:5 &", None),
        ("A=100%&B=1", "'%' is no encoded byte: at line 1, column 6", "1:6 %", "%25"),
        ("A=%C3%A", "'%A' is no encoded byte", "1:6 %", "%25"),
        ("$u", "the output is no form: it is empty", "1:1 $u", "wrote nothing"),
    ],
)
def test_no_proper_form(template: str, message: str, place: str, hint: str | None) -> None:
    error = refusal(template, "x\ny" if message.startswith("there is a line") else "x", form=True)
    assert message in error.message
    assert error.span is not None
    assert f"{error.span} {error.span.text}" == f"send.vtl:{place}"
    assert (hint or "") in (error.hint or "")
