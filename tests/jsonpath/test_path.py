"""JSONPath by example: what later releases of json-path add, what is refused and how, what is bounded."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from velogate import jsonpath
from velogate.java.containers import LinkedHashSet
from velogate.jsonpath import parser
from velogate.jsonpath.tree import Names, Positions

BOOKS = {
    "books": [
        {"title": "Amber", "price": 8.95, "tags": ["old", "red"], "pages": 120},
        {"title": "Birch", "price": 12, "tags": [], "isbn": "0-553"},
        {"title": "Cedar", "price": "22.99", "tags": ["red"], "isbn": None},
    ],
    "limit": 10,
    "wanted": ["Amber", "Cedar"],
    "k.y": {"a b": 1},
    "numbers": [3, 1, 2.5],
}


def titles(path: str) -> Any:
    return [book["title"] for book in jsonpath.compile(path).find(BOOKS)]


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("$['k.y']['a b']", 1),
        ('$["k.y"]["a b"]', 1),
        ("limit", 10),
        ("$.books[-1].title", "Cedar"),
        ("$.books[-4]", None),
        ("$.books[0,2].price", [8.95, "22.99"]),
        ("$.books[-2:].title", ["Birch", "Cedar"]),
        ("$.books[(@.length-1)].title", "Cedar"),
        ("$['limit','nope']", {"limit": 10}),
        ("$.nope", None),
        ("$.nope.deeper", None),
        ("$.books[7]", None),
        ("$.books.title", None),
        ("$..nope", []),
        ("$.nope[*]", []),
        ("$.books[*].isbn", ["0-553", None]),
    ],
)
def test_steps(path: str, found: Any) -> None:
    assert jsonpath.compile(path).find(BOOKS) == found


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("@.title in ['Amber','Birch']", ["Amber", "Birch"]),
        ("@.title in $.wanted", ["Amber", "Cedar"]),
        ("@.title nin ['Amber']", ["Birch", "Cedar"]),
        ("@.tags contains 'red'", ["Amber", "Cedar"]),
        ("@.title contains 'ed'", ["Cedar"]),
        ("@.tags size 2", ["Amber"]),
        ("@.tags empty true", ["Birch"]),
        ("@.tags empty false", ["Amber", "Cedar"]),
        ("@.tags subsetof ['red','blue']", ["Birch", "Cedar"]),
        ("@.tags anyof ['old','blue']", ["Amber"]),
        ("@.tags noneof ['old']", ["Birch", "Cedar"]),
        ("@.title =~ /.*R/i", ["Amber", "Cedar"]),
        ("!(@.title in ['Amber']) && @.pages", []),
        ('(@.pages < 200 || @.title == "Birch") && @.tags', ["Amber", "Birch"]),
        # a text is ordered as text, even against a number: "22.99" comes before "9"
        ("@.price < 9", ["Amber", "Cedar"]),
        ("@.price > $.limit", ["Birch"]),
        ("@.isbn", ["Birch"]),
        ("!@.isbn", ["Amber", "Cedar"]),
        ("@.tags.length() == 1", ["Cedar"]),
        ("@.price === 12", ["Birch"]),
        ("@.pages == 120", ["Amber"]),
    ],
)
def test_conditions(condition: str, found: Any) -> None:
    assert titles(f"$.books[?({condition})]") == found


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("$.numbers.length()", 3),
        ("$.numbers.sum()", 6.5),
        ("$.numbers.min()", 1.0),
        ("$.numbers.max()", 3.0),
        ("$.numbers.avg()", 6.5 / 3),
        ("$.numbers.first()", 3),
        ("$.numbers.last()", 2.5),
        ("$.numbers.index(-2)", 1),
        ("$.numbers.append(7)", [3, 1, 2.5, 7]),
        ('$.wanted.concat("-", $.limit)', "AmberCedar-10"),
        ("$.limit.length()", None),
        ("$.wanted.sum()", None),
    ],
)
def test_functions(path: str, found: Any) -> None:
    assert jsonpath.compile(path).find(BOOKS) == found


def test_keys_are_a_set() -> None:
    found = jsonpath.compile("$.books[0].keys()").find(BOOKS)
    assert isinstance(found, LinkedHashSet)
    assert list(found) == ["title", "price", "tags", "pages"]


@pytest.mark.parametrize(
    ("path", "column", "reason"),
    [
        ("$.a[", 5, "the bracket [ is not closed"),
        ("$.a[0", 6, "the bracket [ is not closed"),
        ("$.a.", 5, "a name, * or [ must follow the dot"),
        ("$.a..", 6, "a name, * or [ must follow the dot"),
        ("$.a b", 4, "blanks can stand only in brackets"),
        ("$a", 2, "after $ comes a dot or a bracket"),
        ("$.a[x]", 5, "names in brackets need quotes"),
        ("$.a[]", 5, "the brackets are empty"),
        ("$.a[?]", 5, "there is nothing to take the place of ?"),
        ("$.a[?@.b]", 5, "the condition of a filter stands in parentheses"),
        ("$.a[?(@.x = 1)]", 10, "one = compares nothing"),
        ("$.a[?(@.x & @.y)]", 10, "one & joins nothing"),
        ("$.a[?(@.x | @.y)]", 10, "one | joins nothing"),
        ("$.a[?(@.x == abc)]", 14, "text in a filter needs quotes"),
        ("$.a.lenght()", 5, "there is no function lenght(); did you mean length()?"),
        ("$.a[99999999999]", 5, "an index is at most 2147483647"),
        ("  a[x]", 5, "names in brackets need quotes"),
    ],
)
def test_refused_paths(path: str, column: int, reason: str) -> None:
    with pytest.raises(jsonpath.PathError) as caught:
        jsonpath.compile(path)
    assert reason in caught.value.message
    assert caught.value.span is not None
    assert caught.value.span.column == column


@pytest.mark.parametrize(
    "path",
    ["$" + "[*]" * 10_000, "$" + "..a" * 10_000, f"$[?({'!' * 10_000}@.a)]", f"$[?({'!(' * 50}@{')' * 50})]"],
    ids=lambda path: path[:12],
)
def test_too_much_is_refused(path: str) -> None:
    with pytest.raises(jsonpath.PathError, match=r"at most|more than"):
        jsonpath.compile(path)


@pytest.mark.parametrize(
    "path",
    ["$" + ".a" * 10_000, "$[?(" + "(" * 10_000 + "@.a" + ")" * 10_000 + ")]", "$" + "..a" * 400],
    ids=lambda path: path[:12],
)
def test_much_is_taken(path: str) -> None:
    assert jsonpath.compile(path).find({"b": 1}) in (None, [])


def test_a_dirty_pattern_is_bounded() -> None:
    assert jsonpath.compile("$[?(@ =~ /(a+)+$/)]").find(["a" * 50 + "!"]) == []


NAMES = st.from_regex(r"[\w-]{1,5}", fullmatch=True)
QUOTED = st.text(st.characters(exclude_characters="'\\", exclude_categories=["Cs"]), max_size=5)
PLAIN_STEPS = st.lists(
    NAMES.map(lambda name: f".{name}")
    | st.integers(0, 99).map(lambda index: f"[{index}]")
    | QUOTED.map(lambda name: f"['{name}']"),
    max_size=5,
)


@given(PLAIN_STEPS)
def test_plain_paths_are_what_the_grammar_says(steps: list[str]) -> None:
    path = "$" + "".join(steps)
    keys = jsonpath.plain_keys(path)
    assert keys is not None
    wanted = tuple(Names((key,)) if isinstance(key, str) else Positions((key,)) for key in keys)
    assert parser.parse(path).steps == wanted
