"""Every recorded, documented or measured rendering of fixtures/gateway/render.jsonl."""

import json
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import pytest

from velogate.errors import TemplateSyntaxError
from velogate.gateway.mapping import Template, render

FIXTURES = Path(__file__).parents[2] / "fixtures" / "gateway" / "render.jsonl"
CASES = [json.loads(line) for line in FIXTURES.read_text(encoding="utf-8").splitlines()]


def cases(key: str) -> Any:
    """The cases that know what is under `key`; those that better evidence contradicts must fail."""
    return pytest.mark.parametrize("case", [_parameter(case) for case in CASES if key in case])


def _parameter(case: dict[str, Any]) -> Any:
    marks = [pytest.mark.xfail(reason=case["superseded"], strict=True)] if "superseded" in case else []
    return pytest.param(case, id=case["id"], marks=marks)


@cases("expected")
def test_text(case: dict[str, Any]) -> None:
    assert render(case["template"], case["event"]).text == case["expected"]


@cases("contains")
def test_json(case: dict[str, Any]) -> None:
    assert missing(case["contains"], render(case["template"], case["event"]).json()) == {}


@cases("contains_xml")
def test_xml(case: dict[str, Any]) -> None:
    root = ElementTree.fromstring(render(case["template"], case["event"]).text.strip())
    found = {child.tag: _tree(child) for child in root}
    found |= {f"@{name}": value for name, value in root.attrib.items()}
    wanted = {**case["contains_xml"], "body": json.loads(case["contains_xml"]["body"])}
    assert missing(wanted, {**found, "body": json.loads(found["body"])}) == {}


@cases("overrides")
def test_overrides(case: dict[str, Any]) -> None:
    assert render(case["template"], case["event"]).overrides == case["overrides"]


@cases("client_error")
def test_client_error(case: dict[str, Any]) -> None:
    error = render(case["template"], case["event"]).client_error
    assert error is not None
    assert {"status": error.status, "body": error.body} == case["client_error"]


@cases("error")
def test_template_error(case: dict[str, Any]) -> None:
    with pytest.raises(TemplateSyntaxError):
        Template(case["template"])


def test_every_case_is_tested() -> None:
    known = {"expected", "contains", "contains_xml", "client_error", "error"}
    assert [case["id"] for case in CASES if not known.intersection(case)] == []


def missing(wanted: Any, found: Any) -> Any:
    """The part of `wanted` that `found` lacks, {} for none."""
    if not isinstance(wanted, dict) or not isinstance(found, dict):
        return {} if wanted == found else {"wanted": wanted, "found": found}
    lacking = {key: missing(value, found.get(key)) for key, value in wanted.items()}
    return {key: value for key, value in lacking.items() if value != {}}


def _tree(element: ElementTree.Element) -> Any:
    return {child.tag: child.text for child in element} if len(element) else element.text
