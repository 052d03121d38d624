"""The documents are what `make docs` would write, and lead nowhere that is not there."""

import re
import sys
from pathlib import Path

import pytest

from generate import __main__ as command
from generate import differences
from generate.documents import DOCUMENTS, FOLDER
from generate.rooms import remarks
from generate.slugs import slugs
from velogate.cases import entries
from velogate.library import index

LINK = re.compile(r"\]\(([^)\s]+)\)")
PAGES = sorted(path.name for path in FOLDER.glob("*.md"))


@pytest.mark.slow
@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_is_what_make_docs_would_write(name: str) -> None:
    assert DOCUMENTS[name]() == (FOLDER / name).read_text("utf-8"), "run `make docs` and look at what it changes"


def test_the_readme_counts_the_library() -> None:
    known = list(index.entries())
    samples = sum(len(entries.samples(each).cases) for each in known)
    text = (FOLDER.parent / "README.md").read_text("utf-8")
    assert f"- {len(known)} entries of the library with {samples} samples" in text
    assert f"({sum(bool(each.moto) for each in known)} entries)" in text


def test_every_page_is_made() -> None:
    assert sorted(DOCUMENTS) == PAGES


def links(page: Path) -> list[str]:
    """Where the page leads within the repository."""
    text = re.sub(r"```.*?^ *```", "", page.read_text("utf-8"), flags=re.S | re.M)
    found = LINK.findall(re.sub(r"(?<!\[)(`+)(?!`).+?(?<!`)\1(?!`)(?!\])", "", text))
    return [link for link in found if "://" not in link]


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_somewhere(name: str) -> None:
    found = links(FOLDER / name)
    assert found
    for link in found:
        place, _, anchor = link.partition("#")
        target = FOLDER / place if place else FOLDER / name
        assert target.exists(), link
        assert not anchor or anchor in slugs(target.read_text("utf-8")), link


@pytest.mark.parametrize("name", PAGES)
def test_everything_in_a_page_can_be_seen(name: str) -> None:
    text = (FOLDER / name).read_text("utf-8").replace("\n", "")
    assert [char for char in set(text) if ord(char) < 0x20] == []


@pytest.mark.parametrize("name", PAGES)
def test_rows_of_a_table_have_as_many_cells_as_its_head(name: str) -> None:
    text = re.sub(r"```.*?^ *```", "", (FOLDER / name).read_text("utf-8"), flags=re.S | re.M)
    for table in re.findall(r"(?:^\|.*\n)+", text, re.M):
        assert len({len(re.findall(r"(?<!\\)\|", row)) for row in table.splitlines()}) == 1, table[:200]


def test_every_rendering_has_a_sentence_to_read() -> None:
    others = [case for case in differences.renderings() if case["topic"] == differences.OTHER]
    nameless = [case["id"] for case in others if "rule" not in case]
    assert nameless == [], "say in docs/rules.yaml what they show, or give the case a `rule`"


def test_no_sentence_is_about_a_rendering_that_is_gone() -> None:
    told = {name for cases in differences.topics()["renderings"].values() for name in cases}
    assert told <= {case["id"] for case in differences.renderings()}


def test_every_rule_has_a_topic() -> None:
    assert [rule["id"] for rule in differences.rules() if rule["topic"] == differences.OTHER] == []


def test_every_exchange_has_a_sentence_to_read() -> None:
    assert [case["id"] for case in differences.exchanges() if case["topic"] == differences.OTHER] == []


def test_every_topic_has_rules() -> None:
    assert set(differences.topics()["rules"]) == {rule["topic"] for rule in differences.rules()}
    sentences = {says for cases in differences.topics()["exchanges"].values() for says in cases.values()}
    assert sentences == {case["says"] for case in differences.exchanges()}


def test_every_case_is_counted_once() -> None:
    text = differences.text()
    assert text.count("](../fixtures/velocity/") >= len(differences.rules())
    for rule in differences.rules():
        assert f"(../fixtures/velocity/{rule['id']}.json) |" in text


@pytest.mark.parametrize(
    ("file", "name", "says"),
    [
        ("jsonpath/__init__.py", "", "Which release it uses nobody outside knows"),
        ("gateway/lenient.py", "", "One thing differs on purpose"),
        ("java/methods.py", "", "Not here: Character's methods"),
        ("gateway/context.py", "WEB_SOCKET_DEFAULTS", "nobody has recorded"),
    ],
)
def test_rooms_that_go_their_own_way_are_quoted(file: str, name: str, says: str) -> None:
    assert any(remark[:2] == (file, name) and says in remark.text for remark in remarks())


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("set_swallows_the_newline_after_it", "`#set` swallows the newline after it"),
        ("and_binds_closer_than_or", "And binds closer than or"),
        ("literal_classes", "Literal classes"),
    ],
)
def test_the_name_of_a_rule_is_read_as_a_sentence(name: str, says: str) -> None:
    assert differences.sentence(name) == says


def test_headings_that_are_the_same_have_anchors_of_their_own() -> None:
    assert slugs("# `$a + $b`\n```\n# none\n```\n## a\n### A\n") == ["a--b", "a", "a-1"]


@pytest.mark.parametrize(("options", "code"), [(["--check"], 1), ([], 0), (["--check"], 0)])
def test_documents_are_written_or_checked(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, options: list[str], code: int
) -> None:
    folder = tmp_path_factory.getbasetemp() / "written"
    folder.mkdir(exist_ok=True)
    monkeypatch.setattr(command, "FOLDER", folder)
    monkeypatch.setattr(command, "DOCUMENTS", {"a.md": lambda: "text\n"})
    monkeypatch.setattr(sys, "argv", ["generate", *options])
    with pytest.raises(SystemExit) as ended:
        command.main()
    assert ended.value.code == code
