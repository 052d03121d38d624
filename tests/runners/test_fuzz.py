"""`velogate fuzz` and `velogate test`."""

import json
from pathlib import Path

import pytest

from runners.test_cli import answer
from velogate.cases import schema


def test_a_broken_template_is_shown_with_its_smallest_request(tmp_path: Path) -> None:
    (tmp_path / "t.vtl").write_text('{"n": "$input.params(\'q\')"}', encoding="utf-8")
    code, out, err = answer("fuzz", str(tmp_path / "t.vtl"))
    assert code == 1
    assert '{"params": {"querystring": {"q": "\\""}}}' in out
    assert '{"n": """}' in out
    assert "t.vtl:1:8: error: what it prints is valid JSON" in err


def test_as_json(tmp_path: Path) -> None:
    (tmp_path / "t.vtl").write_text("Action=A\n", encoding="utf-8")
    code, out, err = answer("fuzz", str(tmp_path / "t.vtl"), "--json")
    found = json.loads(out)
    assert (code, err, found["event"], found["printed"]) == (1, "", {}, "Action=A\n")
    assert found["place"].endswith("t.vtl:1:9")


def test_a_sound_template(tmp_path: Path) -> None:
    (tmp_path / "t.vtl").write_text('{"n": $input.json("$.n")}', encoding="utf-8")
    code, out, err = answer("fuzz", str(tmp_path / "t.vtl"), "--examples", "100")
    assert (code, err) == (0, "")
    assert out.endswith("t.vtl: nothing was found\n")


def test_an_event_says_what_requests_look_like(tmp_path: Path) -> None:
    (tmp_path / "t.vtl").write_text("{\"n\": $input.path('$.n')}", encoding="utf-8")
    code, out, _ = answer("fuzz", str(tmp_path / "t.vtl"), "--body", '{"n": 1}', "--json")
    assert (code, json.loads(out)["event"]) == (1, {"body": "{}"})


def test_the_cases_of_a_folder_are_run(tmp_path: Path) -> None:
    (tmp_path / "t.vtl").write_text("x", encoding="utf-8")
    (tmp_path / "test_t.vtl.yaml").write_text(
        "template: t.vtl\ncases: [{name: a, expect: {text: x}}]", encoding="utf-8"
    )
    (tmp_path / "test_python.py").write_text("def test_a(): assert False", encoding="utf-8")
    code, out, _ = answer("test", str(tmp_path), "-q", "-p", "no:cacheprovider")
    assert code == 0
    assert "1 passed" in out


def test_the_schema_knows_what_the_reader_knows() -> None:
    from dataclasses import fields

    from velogate.cases.suite import Case, Shared, Subject

    known = schema.SCHEMA["properties"]
    assert set(known) == {*(each.name for each in fields(Subject)), "defaults", "cases"}
    assert set(known["defaults"]["properties"]) == {each.name for each in fields(Shared)}
    assert set(known["cases"]["items"]["properties"]) == {each.name for each in fields(Case)}


def test_the_schema_is_printed_and_takes_the_sample_projects_files() -> None:
    import jsonschema
    import yaml

    code, out, _ = answer("test", "--schema")
    assert code == 0
    validator = jsonschema.Draft7Validator(json.loads(out))
    folder = Path(__file__).parents[2] / "fixtures" / "projects"
    files = sorted(folder.rglob("*.vtl.yaml"))
    assert files
    for file in files:
        validator.validate(yaml.safe_load(file.read_text(encoding="utf-8")))
    cases = [{"name": "a", "expect": {"status": 202}}]
    validator.validate({"library": "sqs/send-message", "options": {"queue": "orders"}, "cases": cases})
    with pytest.raises(jsonschema.ValidationError):
        validator.validate({"template": "a", "cases": [{"name": "a", "exspect": {}}]})
