"""Expected values against found ones: structure, matchers, and what is said of both."""

from typing import Any

import pytest

from velogate.cases.values import ABSENT, Difference, differences, faults, fulfils, shown


@pytest.mark.parametrize(
    ("expected", "found"),
    [
        ({"a": [1, {"b": None}]}, {"a": [1, {"b": None}]}),
        ({"a": 1}, {"a": 1.0}),
        ({"a": "anything"}, {"a": None}),
        ({"a": {"anything": True}}, {"a": {}}),
        ({"a": {"not": 1}}, {"a": 2}),
        ({"a": {"contains": "b"}}, {"a": "abc"}),
        ({"a": {"contains": {"b": 1}}}, {"a": [{"b": 1}]}),
        ({"a": {"contains": {"b": 1}}}, {"a": {"b": 1, "c": 2}}),
        ({"a": {"matches": r"^\d+$"}}, {"a": "123"}),
        ({"a": {"any_of": [1, {"matches": "x"}]}}, {"a": "xy"}),
        ({"a": {"equals": "anything"}}, {"a": "anything"}),
        ({"a": {"not": {"anything": True}}}, {}),
        ("", ""),
    ],
)
def test_what_is_as_expected(expected: Any, found: Any) -> None:
    assert list(differences(expected, found)) == []


@pytest.mark.parametrize(
    ("expected", "found", "path"),
    [
        ({"a": 1}, {"a": 2}, ("a",)),
        ({"a": True}, {"a": 1}, ("a",)),
        ({"a": 0}, {"a": False}, ("a",)),
        ({"a": 1}, {}, ("a",)),
        ({}, {"a": 1}, ("a",)),
        ({"a": [1, 2]}, {"a": [1]}, ("a", 1)),
        ({"a": [1]}, {"a": [1, 2]}, ("a", 1)),
        ({"a": {"b": 1}}, {"a": [1]}, ("a",)),
        ({"a": "anything"}, {}, ("a",)),
        ({"a": {"equals": "anything"}}, {"a": "x"}, ("a",)),
        ({"a": {"not": {"contains": "x"}}}, {"a": "x"}, ("a",)),
        ({"a": {"matches": "x"}}, {"a": 1}, ("a",)),
        ({"a": {"contains": "x"}}, {"a": None}, ("a",)),
    ],
)
def test_what_is_not_as_expected_is_told_by_its_place(expected: Any, found: Any, path: tuple[Any, ...]) -> None:
    assert [difference.path for difference in differences(expected, found)] == [path]


def test_a_subset_may_lack_names_of_maps_and_no_items() -> None:
    assert list(differences({"a": {"b": 1}}, {"a": {"b": 1, "c": 2}, "d": 3}, subset=True)) == []
    assert [each.path for each in differences({"a": [1]}, {"a": [1, 2]}, subset=True)] == [("a", 1)]


def test_a_value_that_is_nowhere_is_absent_and_not_null() -> None:
    assert list(differences({"a": None}, {})) == [Difference(("a",), None, ABSENT)]


def test_faults_of_matchers() -> None:
    assert list(faults({"a": [{"matches": "("}]})) == [
        "matches: '(' is no regular expression: missing ), unterminated subpattern at position 0"
    ]
    assert list(faults({"any_of": 1})) == ["any_of takes a list"]


def test_paths_as_jsonpath_writes_them() -> None:
    assert shown(("a", 0, "b c", "d-e")) == "$.a[0]['b c']['d-e']"
    assert shown(()) == "$"


def test_fulfils_is_one_answer() -> None:
    assert fulfils({"contains": "a"}, "abc")
    assert not fulfils({"contains": "x"}, "abc")
