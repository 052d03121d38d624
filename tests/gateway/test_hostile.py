"""What is meant to hurt is answered in bounded time, with words that say what and where, and the process lives."""

import json
import resource
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from velogate import Rendering, Template, TemplateRenderError
from velogate.gateway.mapping import render
from velogate.java import regex
from velogate.jsonpath.errors import PathError

SECONDS = 30
"""What each may take on a slow machine; most take a hundredth of it."""

MEGABYTE = 1_000_000
MEMORY = 3 * 1024
"""Megabytes that may come to what the process had before."""


@pytest.fixture(autouse=True)
def bounded() -> Iterator[None]:
    start, before = time.process_time(), _peak()
    yield
    assert time.process_time() - start < SECONDS
    assert _peak() - before < MEMORY
    assert render("$input.path('$.a')", {"body": "{a: alive}"}).text == "alive"


def _peak() -> int:
    """Megabytes that the process had at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def failure(template: str, body: str = "{}", **params: Any) -> TemplateRenderError:
    with pytest.raises(TemplateRenderError) as caught:
        render(template, {"body": body, "params": {"header": params}}, quotas=False)
    assert len(str(caught.value)) < 2_000
    assert caught.value.span is not None
    return caught.value


def refusal(body: str) -> str:
    rendering = render("$input.path('$')", {"body": body}, quotas=False)
    assert rendering.client_error is not None
    assert rendering.client_error.status == 400
    return str(json.loads(rendering.client_error.body)["message"])


# ---- large bodies


def rendered(template: str, body: str) -> Rendering:
    rendering = Template(template).render({"body": body}, quotas=False)
    assert rendering.client_error is None
    assert "bytes; API Gateway takes 10,485,760" in rendering.warnings[0].message
    return rendering


STRICT = "[" + ",".join(['{"k": 1, "v": "xxxxxxxxxxxxxxxxxxxxxxxxxxxx"}'] * 1_100_000) + "]"
LENIENT = "[" + ",".join(["{k: 1, v: 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'}"] * 1_100_000) + "]"


def test_a_body_of_50_mb_is_refused_as_api_gateway_refuses_it() -> None:
    rendering = render("$input.path('$[0].k')", {"body": STRICT})
    assert rendering.client_error is not None
    assert rendering.client_error.status == 413


@pytest.mark.slow
@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("$input.path('$[7].k')", "1"),
        ("$input.path('$[?(@.k == 2)]')", "[]"),
        ("$input.path('$..k').size()", "1100000"),
    ],
)
@pytest.mark.parametrize("body", [STRICT, LENIENT], ids=["strict", "lenient"])
def test_a_body_of_50_mb_renders_where_quotas_are_off(template: str, expected: str, body: str) -> None:
    assert rendered(template, body).text == expected


@pytest.mark.slow
@pytest.mark.parametrize(
    ("body", "message"),
    [
        ('{"a": "' + "x" * 50 * MEGABYTE, "Unexpected End Of File position 50000007: null"),
        ("[" + "," * 50 * MEGABYTE, "Unexpected End Of File position 50000000: EOF"),
        ("[" + " " * 50 * MEGABYTE, "Unexpected End Of File position 50000000: EOF"),
        ("{" + "a" * 50 * MEGABYTE, "Unexpected End Of File position 50000000: null"),
        ('["' + "\\" * 25 * MEGABYTE, "Unexpected End Of File"),
    ],
    ids=["string", "commas", "blanks", "key", "backslashes"],
)
def test_50_mb_that_do_not_end_are_refused(body: str, message: str) -> None:
    assert message in refusal(body)


@pytest.mark.slow
def test_what_a_template_makes_of_50_mb_is_bounded_too() -> None:
    assert rendered("$util.escapeJavaScript($input.body).length()", '"' * 50 * MEGABYTE).text == "100000000"
    assert rendered("$util.urlEncode($input.body).length()", "€" * 17 * MEGABYTE).text == "153000000"


@pytest.mark.parametrize(
    "text", ["9" * 10 * MEGABYTE, "-" + "9" * MEGABYTE, "0." + "9" * MEGABYTE, "9" * MEGABYTE + "e5"]
)
def test_a_number_that_is_too_long_fails_the_template(text: str) -> None:
    assert "is too long to be read" in failure("$input.path('$')", f"[{text}]").message


@pytest.mark.parametrize("text", ["9" * 19_000, "0." + "9" * 19_000, "-1." + "3" * 9_000])
def test_a_long_number_keeps_its_digits(text: str) -> None:
    assert render("$input.path('$') $input.json('$')", {"body": text}).text == f"{text} {text}"


# ---- deep bodies


@pytest.mark.parametrize("depth", [100_000, 5_000_000])
@pytest.mark.parametrize(
    ("before", "inner", "after"),
    [("[", "", "]"), ('{"a":', "1", "}"), ("{a:", "1", "}"), ('[{"a":', "1", "}]"), ("[", "", "")],
    ids=["arrays", "objects", "lenient", "mixed", "not closed"],
)
def test_a_deep_body_is_refused(depth: int, before: str, inner: str, after: str) -> None:
    assert "having non natural depths" in refusal(before * depth + inner + after * depth)


def test_a_deep_body_behind_a_flat_one_is_refused() -> None:
    assert "having non natural depths" in refusal("[" + "[]," * MEGABYTE + "[" * MEGABYTE + "]" * MEGABYTE + "]")


def test_a_deep_text_given_to_parse_json_fails_the_template() -> None:
    assert "having non natural depths" in failure("$util.parseJson($input.body)", "[" * 100_000).message


def test_400_brackets_print() -> None:
    body = '{"a":' * 399 + "[]" + "}" * 399
    assert render("$input.path('$')", {"body": body}).text == "{a=" * 399 + "[]" + "}" * 399
    assert render("$input.json('$')", {"body": body}).text == body
    assert render("$input.path('$..a').size()", {"body": body}).text == "399"


# ---- paths

MEGABYTE_PATHS: dict[str, tuple[str, str]] = {
    "brackets not closed": ("$" + "[" * 100_000, "a bracket holds names"),
    "dots": ("$" + "." * MEGABYTE, "two dots are the most"),
    "string not closed": ("$['" + "x" * MEGABYTE, "the text in ' is not closed"),
    "10,000 wildcards": ("$" + "[*]" * 10_000, "at most 1,000 steps"),
    "10,000 scans": ("$" + "..a" * 10_000, "at most 1,000 steps"),
    "100,000 filters": ("$" + "[?(@.a)]" * 100_000, "at most 1,000 steps"),
    "filters in filters": ("$" + "[?(@.a" * 10_000 + ")]" * 10_000, "too deep within each other"),
    "conditions": ("$[?(" + " && ".join(["@.a"] * 100_000) + ")]", "more than 1,000 conditions"),
    "negations": ("$[?(" + "!" * MEGABYTE + "@.a)]", "more than 40 conditions within each other"),
    "an index": ("$[" + "9" * MEGABYTE + "]", "an index is at most 2147483647"),
    "an index from the end": ("$[(@.length-" + "9" * MEGABYTE + ")]", "an index is at most 2147483647"),
    "a number": ("$[?(@.a == " + "9" * MEGABYTE + ")]", "a number has at most 4,000 characters"),
    "a pattern": ("$[?(@.a =~ /" + "a*" * 500_000 + "/)]", "a regular expression has at most"),
}


@pytest.mark.parametrize(("path", "message"), MEGABYTE_PATHS.values(), ids=MEGABYTE_PATHS)
def test_a_path_of_a_megabyte_is_refused(path: str, message: str) -> None:
    error = failure("$input.path($input.body)", path)
    assert message in error.message
    assert error.span is not None
    assert error.span.text == "$input.path($input.body)"


LONG_PATHS: dict[str, tuple[str, str]] = {
    "10,000 names": ("$" + ".a" * 10_000, ""),
    "100,000 brackets": ("$" + "['a']" * 100_000, ""),
    "a name": ("$." + "x" * MEGABYTE, ""),
    "positions": ("$[" + ",".join(["1"] * 300_000) + "]", "[]"),
    "names": ("$[" + ",".join(["'a'"] * 200_000) + "]", "{}"),
    "a list": ("$[?(@.a in [" + ",".join(["1"] * 300_000) + "])]", "[]"),
    "blanks": ("$[" + " " * MEGABYTE + "0]", ""),
    "parentheses": ("$[?(" + "(" * 100_000 + "@.a" + ")" * 100_000 + ")]", "[]"),
    "arguments": ("$.sum(" + ",".join(["1"] * 300_000) + ")", "300000.0"),
}


@pytest.mark.parametrize(("path", "expected"), LONG_PATHS.values(), ids=LONG_PATHS)
def test_a_long_path_is_taken(path: str, expected: str) -> None:
    template = "#set($p = $input.params('p'))$util.parseJson('{\"b\": 1}')"
    rendering = render(f"{template}$input.path($p)", {"body": '{"b": 1}', "params": {"querystring": {"p": path}}})
    assert rendering.text == "{b=1}" + expected


def test_scans_that_multiply_are_ended() -> None:
    body = "[" * 300 + "1" + "]" * 300
    assert "come by too many values" in failure("$input.path('$" + "..*" * 8 + "')", body).message


def test_the_message_of_a_long_path_is_short() -> None:
    error = failure('$input.path("$' + "[*]" * 10_000 + '")')
    assert "at most 1,000 steps" in error.message


# ---- regular expressions

EXPLODING = ("(a+)+$", "(a|aa)+$", "(a|a)*b", "((a+)+)+c", "(.*a){25}b", "(a*)*\\1b", "((a{1,99}){1,99}){1,99}b")
USES: dict[str, Callable[[str], str]] = {
    "matches": lambda pattern: f"$input.params('t').matches('{pattern}')",
    "replaceAll": lambda pattern: f"$input.params('t').replaceAll('{pattern}', '')",
    "replaceFirst": lambda pattern: f"$input.params('t').replaceFirst('{pattern}', '')",
    "split": lambda pattern: f"$input.params('t').split('{pattern}').size()",
    "filter": lambda pattern: f"$input.path('$[?(@ =~ /{pattern}/)]')",
}


@pytest.mark.parametrize("pattern", EXPLODING)
@pytest.mark.parametrize("use", USES)
def test_an_exploding_pattern_ends(use: str, pattern: str) -> None:
    """It is answered in time, or ended, with the place."""
    text = "a" * 50 + "!"
    start = time.process_time()
    ended = _ended(USES[use](pattern), json.dumps([text]), text)
    assert ended is None or ("needs more than 2 seconds" in ended.message and ended.span is not None)
    assert time.process_time() - start < 2 * regex.SECONDS


def _ended(template: str, body: str, text: str) -> TemplateRenderError | None:
    try:
        render(template, {"body": body, "params": {"header": {"t": text}}})
    except TemplateRenderError as error:
        return error
    return None


@pytest.mark.slow
@pytest.mark.parametrize(
    "template",
    [
        "$input.path('$[?(@ =~ /(a|aa)+b/)]')",
        "#foreach($t in $input.path('$'))$t.matches('(a|aa)+b')#end",
        "#foreach($t in $input.path('$'))$t.replaceAll('(a|aa)+b', '')#end",
    ],
)
def test_the_patterns_of_a_rendering_end_together(template: str) -> None:
    error = failure(template, json.dumps(["a" * 27] * 900))
    assert "for more than 10 seconds" in error.message


@pytest.mark.slow
def test_a_pattern_that_matches_often_ends() -> None:
    assert (
        "needs more than 2 seconds"
        in failure("$input.body.replaceAll('(a|aa)+b|!', 'x')", ("a" * 24 + "!") * 2_000).message
    )


def test_paths_outside_of_a_rendering_are_refused_alike() -> None:
    from velogate import jsonpath

    with pytest.raises(PathError, match="1,000 steps"):
        jsonpath.compile("$" + "[*]" * 10_000)
