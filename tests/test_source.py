"""Places in a text: lines and columns as people, Python and editors count them, and errors drawn at them."""

import pytest

from velogate.errors import VelogateError, near
from velogate.source import Source

TEXT = "one\ntwo\r\nthrée 😀 x\rfour"


@pytest.mark.parametrize(
    ("part", "place"), [("one", "1:1"), ("wo", "2:2"), ("ée", "3:4"), ("x", "3:9"), ("four", "4:1")]
)
def test_lines_end_with_lf_crlf_and_cr(part: str, place: str) -> None:
    start = TEXT.index(part)
    span = Source(TEXT, "t.vtl").span(start, start + len(part))
    assert str(span) == f"t.vtl:{place}"
    assert span.text == part


@pytest.mark.parametrize(("unit", "columns"), [("characters", (8, 9)), ("utf-8", (12, 13)), ("utf-16", (9, 10))])
def test_columns_are_told_in_each_unit(unit: str, columns: tuple[int, int]) -> None:
    start = TEXT.index("x")
    assert Source(TEXT).span(start, start + 1).columns(unit) == columns


def test_a_source_inside_a_file_counts_as_the_file_does() -> None:
    source = Source("a\nbc", "api.yaml", first_line=40, first_column=17)
    assert [str(source.span(i, i + 1)) for i in (0, 3)] == ["api.yaml:40:17", "api.yaml:41:2"]


def test_a_long_line_is_cut_around_the_caret() -> None:
    text = "a" * 500 + "$x" + "b" * 500
    lines = str(VelogateError("no", Source(text).span(500, 502))).split("\n")
    assert max(map(len, lines)) < 200
    caret = lines[3].index("^")
    assert lines[2][caret : caret + 2] == "$x"


@pytest.mark.parametrize(("end", "marks"), [(0, "^"), (3, "^^^"), (99, "^^^^^")])
def test_a_caret_stays_on_its_line(end: int, marks: str) -> None:
    drawn = str(VelogateError("no", Source("abcde\nfgh").span(0, min(end, 9))))
    assert drawn.split("\n")[3] == f"  | {marks}"


@pytest.mark.parametrize(("name", "guess"), [("escapeJavascript", "escapeJavaScript"), ("pth", "path"), ("zzz", None)])
def test_the_near_name_is_found_whatever_its_case(name: str, guess: str | None) -> None:
    assert near(name, ["path", "escapeJavaScript", "json"]) == guess
