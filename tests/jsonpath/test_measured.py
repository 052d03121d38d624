"""What releases of json-path were seen to find, kept as fixtures, so that it can be tested without a JVM."""

import json
from typing import Any

import pytest

from gateway.facts import facts, shown
from velogate import jsonpath
from velogate.gateway import json_smart
from velogate.java.containers import LinkedHashSet

LATER = facts("jsonpath_later.jsonl")
DIFFERENCES = facts("jsonpath_differences.jsonl")


def test_paths_of_2_0s_syntax_find_what_2_0_finds() -> None:
    wrong = [case for case in facts("jsonpath.jsonl") if answer(case) != {"found": case["found"]}]
    assert wrong == []


def test_paths_that_only_later_releases_read_find_what_2_9_finds() -> None:
    wrong = [case for case in LATER if "found" in case and answer(case) != {"found": case["found"]}]
    assert wrong == []


def test_paths_that_every_release_refuses_are_refused() -> None:
    wrong = [case["path"] for case in LATER if "refused" in case and not _is_refused(case["path"])]
    assert wrong == []


@pytest.mark.parametrize("case", DIFFERENCES, ids=[case["rule"] for case in DIFFERENCES])
def test_where_releases_differ(case: dict[str, Any]) -> None:
    assert answer(case) == ({"refused": True} if case["here"] == "refused" else case["here"])


def test_each_difference_is_one() -> None:
    releases = ("json-path 2.0", "json-path 2.4", "json-path 2.9")
    assert [case["rule"] for case in DIFFERENCES if all(case[release] == case["here"] for release in releases)] == []


def answer(case: dict[str, Any]) -> dict[str, Any]:
    """What is found, in the words of the fixtures, or that the path is refused."""
    try:
        path = jsonpath.compile(case["path"])
    except jsonpath.PathError:
        return {"refused": True}
    found = path.find(json_smart.parse(case["document"]))
    return {"found": json.loads(json.dumps(shown(list(found) if isinstance(found, LinkedHashSet) else found)))}


def _is_refused(path: str) -> bool:
    try:
        jsonpath.compile(path)
    except jsonpath.PathError:
        return True
    return False
