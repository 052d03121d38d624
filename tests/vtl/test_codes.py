"""Compiled templates kept on disk: the same results, and no harm where the disk is full, changed or not ours."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from velogate import Source, Template, TemplateRenderError, TemplateSyntaxError
from velogate.vtl import parser
from velogate.vtl.codes import Codes

TEXT = "#set($a = $input.path('$.a'))a: $a #if($a == 'x')yes#end\n#define($b)[$a]#end$b"


@pytest.fixture
def codes(tmp_path: Path) -> Codes:
    return Codes(tmp_path / "kept")


def kept(codes: Codes) -> list[Path]:
    return sorted(codes.folder.glob("*.code"))


def test_a_kept_template_renders_the_same_without_being_parsed(codes: Codes, monkeypatch: pytest.MonkeyPatch) -> None:
    event = {"body": {"a": "x"}}
    first = Template(TEXT, codes=codes).render(event)
    assert len(kept(codes)) == 1
    monkeypatch.setattr(parser, "parse", None)
    assert Template(TEXT, codes=codes).render(event).text == first.text == "a: x yes[x]"


def test_what_needs_the_tree_parses_it(codes: Codes) -> None:
    Template(TEXT, codes=codes)
    rendering = Template(TEXT, codes=codes).render({"body": {"a": "x"}})
    origin = rendering.origin(0)
    assert origin is not None
    assert origin.text == "a"
    assert Template(TEXT, codes=codes).stages()["tree"]().startswith("Block")


def test_a_failure_has_its_place(codes: Codes) -> None:
    text = "\n $input.path('$.a').substring(9)"
    for _ in range(2):
        with pytest.raises(TemplateRenderError) as told:
            Template(text, codes=codes).render({"body": {"a": "x"}})
        assert told.value.span is not None
        assert (told.value.span.line, told.value.span.column) == (2, 2)


def test_a_template_that_there_is_something_to_say_of_is_not_kept(codes: Codes) -> None:
    for _ in range(2):
        assert Template("#set $x = 1", codes=codes).render({}).warnings
    assert kept(codes) == []


def test_a_template_that_cannot_be_parsed_is_not_kept(codes: Codes) -> None:
    for _ in range(2):
        with pytest.raises(TemplateSyntaxError):
            Template("#if", codes=codes)
    assert kept(codes) == []


@pytest.mark.parametrize(
    "other",
    [
        lambda codes: Template(TEXT + "!", codes=codes),
        lambda codes: Template(TEXT, name="other.vtl", codes=codes),
        lambda codes: Template(Source(TEXT, "<template>", 5), codes=codes),
        lambda codes: Template(TEXT, dialect="velocity", codes=codes),
    ],
)
def test_another_text_name_place_or_dialect_is_another_template(codes: Codes, other: object) -> None:
    Template(TEXT, codes=codes)
    other(codes)  # type: ignore[operator]
    assert len(kept(codes)) == 2


@pytest.mark.parametrize("damage", [b"", b"nonsense", b"\xe3\x00", b"N", b"i\x01\x00\x00\x00"])
def test_a_broken_file_is_made_anew(codes: Codes, damage: bytes) -> None:
    Template(TEXT, codes=codes)
    (file,) = kept(codes)
    file.write_bytes(damage)
    assert codes.find(Source(TEXT), "apigateway") is None
    assert Template(TEXT, codes=codes).render({"body": {"a": "y"}}).text == "a: y [y]"
    assert codes.find(Source(TEXT), "apigateway") is not None


def test_a_folder_that_cannot_be_written_to_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    codes = Codes(tmp_path / "file" / "inside")
    assert Template("$input.path('$.a')", codes=codes).render({"body": {"a": 1}}).text == "1"


def test_a_full_disk_does_no_harm(codes: Codes, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    assert Template("x", codes=codes).render({}).text == "x"
    assert list(codes.folder.iterdir()) == []


def test_several_runs_may_keep_the_same_template_at_once(codes: Codes) -> None:
    with ThreadPoolExecutor(8) as pool:
        texts = list(pool.map(lambda n: Template(TEXT, codes=codes).render({"body": {"a": n}}).text, range(64)))
    assert texts == [f"a: {n} [{n}]" for n in range(64)]
    assert len(list(codes.folder.iterdir())) == 1
