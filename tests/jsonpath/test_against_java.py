"""JSONPath against Debian's json-path on a JVM."""

import json
import os

import pytest

from gateway.facts import facts
from jsonpath.generated import Generator
from jsonpath.test_measured import answer
from oracle.paths import JsonPath
from velogate.jsonpath import parser
from velogate.jsonpath.tree import Names, Positions, Slice

CASES = int(os.environ.get("VELOGATE_EXAMPLES", "2000"))
SEED = int(os.environ.get("VELOGATE_SEED", "1"))

pytestmark = pytest.mark.java


@pytest.mark.slow
def test_generated_paths_find_what_json_path_finds(json_path: JsonPath) -> None:
    generator = Generator(SEED)
    pairs = []
    for _ in range(CASES):
        document = generator.document()
        pairs.append((generator.classic(), document))
    wrong = []
    for (path, document), theirs in zip(pairs, json_path.ask(pairs), strict=True):
        ours = answer({"path": path, "document": document})
        if json.dumps(ours) != json.dumps(theirs):
            wrong.append((path, document, theirs, ours))
    assert wrong == []


@pytest.mark.slow
def test_damaged_paths_find_what_json_path_finds_or_are_refused(json_path: JsonPath) -> None:
    """What is left of a path in 2.0's syntax after the damage means the same, if it is in that syntax still."""
    generator = Generator(SEED)
    pairs = []
    for _ in range(CASES // 4):
        document = generator.document()
        pairs.append((generator.broken(generator.classic()), document))
    wrong = []
    for (path, document), theirs in zip(pairs, json_path.ask(pairs), strict=True):
        ours = answer({"path": path, "document": document})
        if "found" in ours and "found" in theirs and json.dumps(ours) != json.dumps(theirs) and _is_classic(path):
            wrong.append((path, document, theirs, ours))
    assert wrong == []


def test_the_differences_are_still_those_recorded(json_path: JsonPath) -> None:
    cases = facts("jsonpath_differences.jsonl")
    answers = json_path.ask([(case["path"], case["document"]) for case in cases])
    for case, theirs in zip(cases, answers, strict=True):
        assert case["json-path 2.0"] == ({"found": theirs["found"]} if "found" in theirs else next(iter(theirs)))


def _is_classic(path: str) -> bool:
    """Whether no name has a bracket, quote or backslash in it, and nothing counts from the end."""
    if "\\" in path:
        return False
    for step in parser.parse(path).steps:
        match step:
            case Names(names) if any(set(name) & set("[]'\"") for name in names):
                return False
            case Positions(positions) if min(positions) < 0:
                return False
            case Slice(first, end) if min(first or 0, end or 0) < 0:
                return False
    return True
