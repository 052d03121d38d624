"""Patterns of java.util.regex; expected values from JDK 17."""

import time
from contextlib import suppress
from typing import Any

import pytest

from velogate.java.methods import call
from velogate.java.throwable import JavaError


@pytest.mark.parametrize(
    ("text", "pattern", "replacement", "result"),
    [
        ("a1b22", r"\d+", "<$0>", "a<1>b<22>"),
        ("it\\'s", r"\\'", "'", "it's"),
        ("ab", "(?<x>a)", "${x}${x}", "aab"),
        ("a.b", r"\Q.\E", "-", "a-b"),
        ("abd", "x*", "-", "-a-b-d-"),
        ("a\r\nb\u2028c", ".", "x", "x\r\nx\u2028x"),
        ("caf\u00e9", r"\w", "x", "xxx\u00e9"),
        ("caf\u00e9", r"\p{L}", "x", "xxxx"),
        ("\u00c9\u00e9", "(?i)\u00e9", "x", "\u00c9x"),
        ("\u00c9\u00e9", "(?iu)\u00e9", "x", "xx"),
        ("abcd", "[a-d&&[^bc]]", "x", "xbcx"),
        ("aaa", "a*+", "x", "xx"),
        ("x\n", "x$", "y", "y\n"),
        ("a\nb", "(?m)^", ">", ">a\n>b"),
        ("a b", r"\h", "", "ab"),
        ("a\r\nb", r"\R", " ", "a b"),
        ("price", "price", "\\$5", "$5"),
    ],
)
def test_replace_all(text: str, pattern: str, replacement: str, result: str) -> None:
    assert call(text, "replaceAll", (pattern, replacement)) == result


@pytest.mark.parametrize(
    ("args", "parts"),
    [
        ((",",), ["a", "b", "", "c"]),
        ((",", -1), ["a", "b", "", "c", "", ""]),
        ((",", 2), ["a", "b,,c,,"]),
        (("",), ["a", ",", "b", ",", ",", "c", ",", ","]),
        (("[,;]+",), ["a", "b", "c"]),
        (("z",), ["a,b,,c,,"]),
    ],
)
def test_split(args: tuple[Any, ...], parts: list[str]) -> None:
    assert call("a,b,,c,,", "split", args) == parts


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("(", "Unclosed group near index 1\n("),
        ("a)", "Unmatched closing ')' near index 0\na)\n^"),
        ("[a", "Unclosed character class near index 1\n[a\n ^"),
        ("*", "Dangling meta character '*' near index 0\n*\n^"),
        ("[z-a]", "Illegal character range near index 3\n[z-a]\n   ^"),
        (r"\y", "Illegal/unsupported escape sequence near index 1\n\\y\n ^"),
        (r"\p{Foo}", "Unknown character property name {Foo} near index 6\n\\p{Foo}\n      ^"),
    ],
)
def test_pattern_errors(pattern: str, message: str) -> None:
    with pytest.raises(JavaError) as caught:
        call("a", "matches", (pattern,))
    assert (caught.value.class_name, caught.value.message) == ("java.util.regex.PatternSyntaxException", message)


@pytest.mark.parametrize(
    ("replacement", "error"),
    [
        ("$", "java.lang.IllegalArgumentException: Illegal group reference: group index is missing"),
        ("$a", "java.lang.IllegalArgumentException: Illegal group reference"),
        ("$3", "java.lang.IndexOutOfBoundsException: No group 3"),
        ("${x}", "java.lang.IllegalArgumentException: No group with name {x}"),
        ("\\", "java.lang.IllegalArgumentException: character to be escaped is missing"),
    ],
)
def test_replacement_errors(replacement: str, error: str) -> None:
    with pytest.raises(JavaError) as caught:
        call("a", "replaceAll", ("a", replacement))
    assert str(caught.value) == error


def test_a_bad_replacement_does_no_harm_where_nothing_matches() -> None:
    assert call("a", "replaceAll", ("b", "$9")) == "a"


@pytest.mark.slow
@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|aa)+$", "(a*)*b", "(.*a){12}$"])
def test_a_pattern_that_backtracks_without_end_gives_up(pattern: str) -> None:
    start = time.monotonic()
    with suppress(JavaError):
        call("a" * 50 + "!", "matches", (pattern,))
    assert time.monotonic() - start < 10


@pytest.mark.slow
def test_giving_up_says_so() -> None:
    with pytest.raises(JavaError, match="needs more than 2 seconds on a text of 3001 characters"):
        call("a" * 3000 + "!", "matches", ("(.*a){12}b",))
