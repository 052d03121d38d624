"""What is written in the pages of the reference is well-formed, and its examples are what they say."""

import json
import re
from importlib import resources
from pathlib import Path

import pytest
import yaml

from velogate.reference import CONFIDENCES, Entry, Example, borrowed, entries, look_up, topics
from velogate.reference.reading import PAGES, page

FIXTURES = Path(__file__).parents[2] / "fixtures"
LINES = (FIXTURES / "gateway" / "render.jsonl").read_text("utf-8").splitlines()
RENDERINGS = {case["id"]: case for case in map(json.loads, LINES)}
WRITTEN = [entry for name in PAGES for entry in page(name).entries]
FAILING = {"#parse", "#include"}
"""What the first example of has to fail."""


def named(entry: Entry) -> str:
    return f"{entry.topic}-{entry.name}"


@pytest.mark.parametrize("entry", WRITTEN, ids=named)
def test_an_entry_has_an_example_that_renders(entry: Entry) -> None:
    assert entry.example is not None
    outcome = entry.example.run()
    assert (outcome.error is not None) == (entry.name in FAILING), outcome.error


@pytest.mark.parametrize("entry", WRITTEN, ids=named)
def test_an_example_prints_something_or_leaves_an_override(entry: Entry) -> None:
    assert entry.example is not None
    outcome = entry.example.run()
    assert outcome.text.strip() or outcome.overrides or entry.name in FAILING


@pytest.mark.parametrize("entry", WRITTEN, ids=named)
def test_statements_are_sentences(entry: Entry) -> None:
    for says in (entry.says, *(fact.says for fact in entry.facts)):
        assert says.endswith((".", "?")), says
        assert says == " ".join(says.split()), says


@pytest.mark.parametrize("entry", WRITTEN, ids=named)
def test_what_is_seen_also_is_there(entry: Entry) -> None:
    for name in entry.see:
        found = look_up(name)
        assert found.topic or [each.name for each in found.entries] == [name]


@pytest.mark.parametrize("entry", WRITTEN, ids=named)
def test_fixtures_that_are_named_exist_and_are_not_superseded(entry: Entry) -> None:
    for source in (entry.source, *(fact.source for fact in entry.facts)):
        for name in re.findall(r"\bvelocity/([\w-]+)", source):
            assert (FIXTURES / "velocity" / f"{name}.json").exists(), name
        for name in re.findall(r"\brender/([\w-]+)", source):
            assert "superseded" not in RENDERINGS[name]


@pytest.mark.parametrize("entry", WRITTEN, ids=named)
def test_nothing_is_surer_than_the_rendering_that_shows_it(entry: Entry) -> None:
    """`render/ID` alone for a source lends its own confidence; with other sources theirs may be higher."""
    for confidence, source in ((entry.confidence, entry.source), *((f.confidence, f.source) for f in entry.facts)):
        shown = re.findall(r"\brender/([\w-]+)", source)
        if shown and not re.sub(r"\brender/[\w-]+|[,; ]", "", source):
            surest = min(list(CONFIDENCES).index(RENDERINGS[name]["confidence"].lower()) for name in shown)
            assert list(CONFIDENCES).index(confidence) >= surest, source


@pytest.mark.parametrize("name", PAGES)
def test_a_page_names_each_thing_once(name: str) -> None:
    names = [entry.name for entry in page(name).entries]
    assert sorted(names) == sorted(set(names))


def test_every_page_is_read() -> None:
    written = resources.files("velogate.reference").joinpath("pages").iterdir()
    assert {path.name for path in written} == {f"{name}.yaml" for name in PAGES}


def test_every_topic_has_entries_and_another_name_than_the_others() -> None:
    names = [topic.name for topic in topics()]
    assert len(set(names)) == len(names)
    assert all(topic.entries for topic in topics())


def test_a_loop_ends_where_the_page_says() -> None:
    (fact,) = (fact for fact in look_up("#foreach").entries[0].facts if "at most" in fact.says)
    example = Example("#foreach($i in [1..5000])#set($n = $foreach.count)#end$n")
    assert f"{int(example.run().text):,} iterations" in fact.says


def test_an_outcome_has_what_the_client_gets() -> None:
    outcome = Example("$input.path('$')", {"body": "{a"}).run()
    assert str(outcome.error).startswith("error: the client gets 400: ")


def test_methods_described_elsewhere_are_lent_to_the_topics_of_their_classes() -> None:
    described, names = borrowed(look_up("lists").topic or topics()[0])
    assert ".contains" in [entry.name for entry in described]
    assert ".listIterator" in names
    assert ".hashCode" not in names


def test_every_entry_is_in_a_topic_that_exists() -> None:
    assert {entry.topic for entry in entries()} == {topic.name for topic in topics()}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{title: t, says: s, entries: [{name: a, says: b, sure: recorded, exmple: c}]}", "unknown exmple"),
        ("{title: t, says: s, entries: [{name: a, says: b, sure: surely}]}", "surely says not how sure it is"),
        ("{title: t, says: s, entrys: []}", "unknown entrys"),
    ],
)
def test_a_page_that_is_not_written_as_pages_are_is_refused(
    monkeypatch: pytest.MonkeyPatch, text: str, message: str
) -> None:
    monkeypatch.setattr("velogate.reference.reading._load", lambda _: yaml.safe_load(text))
    with pytest.raises(ValueError, match=message):
        page.__wrapped__("text")
