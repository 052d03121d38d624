"""Paths of json-path 2.0's own syntax find what json-path 2.0 finds."""

import json

from gateway.facts import facts, shown
from velogate import jsonpath
from velogate.gateway import json_smart


def test_measured_paths() -> None:
    wrong = [case for case in facts("jsonpath.jsonl") if _found(case["path"], case["document"]) != _text(case["found"])]
    assert wrong == []


def _found(path: str, document: str) -> str:
    return _text(shown(jsonpath.compile(path).find(json_smart.parse(document))))


def _text(value: object) -> str:
    return json.dumps(value)
