"""differences.md: every rule that velogate follows with its source, and what contradicts it, differs or is unknown."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from generate.language import fixture_link
from generate.rooms import remarks
from velogate.reference import CONFIDENCES, Entry, Fact
from velogate.reference.markdown import code, inline, table, words
from velogate.reference.reading import PAGES, page
from velogate.vtl.dialect import DIALECTS

ROOT = Path(__file__).parents[2]
FIXTURES = ROOT / "fixtures"
OTHER = "Other"

BELIEVED = "believed"
"""The confidence of what only the tests of an emulator say."""

MEASURED = {
    "gateway/jsonpath.jsonl": "JSONPaths on documents",
    "gateway/json_smart.jsonl": "texts that are JSON or nearly",
    "gateway/util.jsonl": "calls of `$util`",
    "gateway/services.jsonl": "templates of service proxies",
    "velocity/golden.jsonl": "generated templates",
    "../tests/java/calls.jsonl": "calls of Java methods",
}
"""Files of cases that have no names to read, and what they hold."""

_DIRECTIVES = {"set", "if", "else", "elseif", "end"}.union(
    *(dialect.block_directives | dialect.line_directives for dialect in DIALECTS.values())
) - {"literal"}
_LONGEST = 60


def text() -> str:
    """The document."""
    return "\n\n".join(
        [
            _HEAD,
            _counts(),
            "## What is unknown\n\n" + _UNKNOWN,
            _statements("unknown"),
            "## What is inferred\n\nNobody has tried these; they follow from what is recorded or documented.",
            _statements("inferred"),
            "## What contradicts\n\n" + _CONTRADICTIONS,
            _contradictions(),
            "## Where velogate goes its own way\n\n" + _OWN_WAYS,
            *_own_ways(),
            "## Where the dialects differ\n\n" + _DIALECTS,
            _rules_table(rule for rule in rules() if _differs(rule)),
            "## What was recorded, documented and measured of templates",
            *_grouped(renderings(), _renderings_table),
            "## What was recorded of whole requests and of creating APIs\n\n" + _EXCHANGES,
            *_grouped(exchanges(), _exchanges_table),
            "## What Velocity 1.7 was measured to do\n\n" + _RULES,
            *_grouped(rules(), _rules_table),
        ]
    ) + "\n"  # fmt: skip


_HEAD = """\
# What velogate follows, and how sure it is

velogate's word for what API Gateway does is no better than its evidence. This page lists all of it: it is made of the
fixtures that the tests run, of the reference (`velogate explain`) and of docstrings, by `make docs`. Where two
sources disagree the order is: recorded, documented, engine, inferred."""

_UNKNOWN = """\
What nobody outside AWS has seen, as far as we know, and what velogate does meanwhile. A recording of any of these is
the most welcome contribution."""

_CONTRADICTIONS = """\
Cases that are kept although better evidence contradicts them. The tests hold that velogate does not do what they
say."""

_OWN_WAYS = """\
Where it differs from what it follows, infers, or does what nobody has seen, in the words of the rooms that do it."""

_DIALECTS = """\
`apigateway` is Velocity 1.7 as API Gateway runs it, `velocity` the same with its default settings. The rules by which
they are not the same:"""

_EXCHANGES = """\
Cases that show the same stand in one row; they are in [pipeline.jsonl](../fixtures/gateway/pipeline.jsonl). The tests
that are named are LocalStack's: those that recorded AWS, and those that only say what it believes."""

_RULES = """\
Each name is a rule and leads to its file. `refused`: before anything is rendered; `fails`: while it is rendered; ⏎ is
the end of a line, ␣ a blank at an end; long texts are cut."""


# ---- what there is


@cache
def renderings() -> tuple[dict[str, Any], ...]:
    """The cases of API Gateway, each with its topic and a sentence to read."""
    told = {case: (topic, says) for topic, cases in topics()["renderings"].items() for case, says in cases.items()}
    return tuple(_rendering(case, told) for case in lines("gateway/render.jsonl"))


def _rendering(case: dict[str, Any], topics: Mapping[str, tuple[str, str]]) -> dict[str, Any]:
    topic, says = topics.get(case["id"], (OTHER, case.get("rule", f"{case['topic']}: {case['id']}")))
    return {**case, "topic": topic, "says": says, "confidence": _confidence(case)}


@cache
def exchanges() -> tuple[dict[str, Any], ...]:
    """The cases of requests that go through an API, or make one, each with its topic and what it shows with others."""
    told = [(re.compile(p), topic, says) for topic, cases in topics()["exchanges"].items() for p, says in cases.items()]
    return tuple(_exchange(case, told) for case in lines("gateway/pipeline.jsonl") if case["kind"] != "render")


def _exchange(case: dict[str, Any], told: list[tuple[re.Pattern[str], str, str]]) -> dict[str, Any]:
    found = ((topic, says) for pattern, topic, says in told if pattern.search(case["id"]))
    topic, says = next(found, (OTHER, case["id"]))
    return {**case, "topic": topic, "says": says, "confidence": _confidence(case)}


def _confidence(case: dict[str, Any]) -> str:
    return BELIEVED if case["confidence"] == "unit" else str(case["confidence"]).lower()


@cache
def rules() -> tuple[dict[str, Any], ...]:
    """The rules of Velocity, each with its topic and the sentence that its name is."""
    patterns = {topic: re.compile(pattern) for topic, pattern in topics()["rules"].items()}
    found = []
    for path in sorted((FIXTURES / "velocity").glob("*.json")):
        topic = next((topic for topic, pattern in patterns.items() if pattern.search(path.stem)), OTHER)
        found.append({**json.loads(path.read_text("utf-8")), "id": path.stem, "topic": topic, "confidence": "engine"})
    return tuple(found)


@cache
def topics() -> dict[str, Any]:
    topics: dict[str, Any] = yaml.safe_load((ROOT / "docs" / "rules.yaml").read_text("utf-8"))
    return topics


def lines(name: str) -> list[dict[str, Any]]:
    """The cases of a JSONL file of fixtures."""
    return [json.loads(line) for line in (FIXTURES / name).read_text("utf-8").splitlines()]


@cache
def statements() -> tuple[tuple[Entry, Fact], ...]:
    """What the pages of the reference say, and of what."""
    written = [entry for name in PAGES for entry in page(name).entries]
    return tuple((entry, fact) for entry in written for fact in (_summary(entry), *entry.facts))


def _summary(entry: Entry) -> Fact:
    return Fact(entry.says, entry.confidence, entry.source, entry.example)


# ---- the parts of the page


def _counts() -> str:
    named = Counter(case["confidence"] for case in (*renderings(), *exchanges(), *rules()))
    said = Counter(fact.confidence for _, fact in statements())
    meanings = {**CONFIDENCES, BELIEVED: "an emulator's tests say so"}
    head = ("", "", "named cases", "statements of the [language](language.md)")
    rows = ((f"**{word}**", meanings[word], f"{named[word]:,}", f"{said[word]:,}") for word in meanings)
    counts = [f"{len(lines(name)):,} {what} ([{Path(name).name}]({_link(name)}))" for name, what in MEASURED.items()]
    return f"{table(head, rows, numbers=2)}\n\nBesides, without names, all measured: {', '.join(counts)}."


def _link(name: str) -> str:
    return f"../{name.removeprefix('../')}" if name.startswith("..") else f"../fixtures/{name}"


def _statements(confidence: str) -> str:
    return "\n".join(_statement(entry, fact) for entry, fact in statements() if fact.confidence == confidence)


def _statement(entry: Entry, fact: Fact) -> str:
    shown = ""
    if fact.example:
        given = ", ".join(f"{name} {code(value)}" for name, value in fact.example.given())
        printed = inline(fact.example)
        if printed:
            shown = f"<br>{f'{given}: ' if given else ''}{code(fact.example.template)} → {printed}"
    source = f" *({fixture_link(fact.source)})*" if fact.source else ""
    return f"- {code(entry.name)} {fact.says}{source}{shown}"


def _contradictions() -> str:
    rows = (
        (case["says"], case["confidence"], code(_cut(case["template"])), words(case["superseded"]))
        for case in renderings()
        if "superseded" in case
    )
    documented = [_statement(entry, fact) for entry, fact in statements() if "contradicts" in fact.source]
    return "\n".join([table(("case", "from", "template", "contradicted, for"), rows), "", *documented])


def _own_ways() -> Iterator[str]:
    for remark in remarks():
        name = f", {code(remark.name)}" if remark.name else ""
        yield f"**[{remark.file}](../src/velogate/{remark.file})**{name}\n\n{remark.text}"


def _differs(rule: dict[str, Any]) -> bool:
    return len({json.dumps(expected) for expected in rule["expect"].values()}) > 1


def _grouped(cases: Iterable[dict[str, Any]], shown: Callable[[list[dict[str, Any]]], str]) -> Iterator[str]:
    """A section a topic with its counts, in the order of rules.yaml, what has no topic last."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for case in cases:
        groups.setdefault(case["topic"], []).append(case)
    order = [topic for kind in topics().values() for topic in kind] + [OTHER]
    for topic in sorted(groups, key=order.index):
        counts = Counter(case["confidence"] for case in groups[topic])
        counted = ", ".join(f"{counts[word]} {word}" for word in (*CONFIDENCES, BELIEVED) if counts[word])
        yield f"### {topic}\n\n{counted}\n\n{shown(groups[topic])}"


def _rules_table(cases: Iterable[dict[str, Any]]) -> str:
    return table(("rule", "template", "API Gateway", "plain Velocity"), map(_rule_cells, cases))


def _rule_cells(case: dict[str, Any]) -> Iterator[str]:
    ours, theirs = (_expected(case["expect"][name]) for name in ("apigateway", "velocity"))
    yield f"[{sentence(case['id'])}](../fixtures/velocity/{case['id']}.json)"
    yield code(_cut(case["template"])) if case["template"] else "nothing"
    yield ours
    yield "the same" if ours == theirs else theirs


def _expected(expected: dict[str, str]) -> str:
    if "error" in expected:
        return "refused" if expected["error"] == "parse" else "fails"
    return code(_cut(expected["text"])) if expected["text"] else "nothing"


def _renderings_table(cases: Iterable[dict[str, Any]]) -> str:
    rows = ((case["says"], case["confidence"], _provenance(case)) for case in cases)
    return table(("rule", "how sure", "who said so"), rows)


def _exchanges_table(cases: Iterable[dict[str, Any]]) -> str:
    rows: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for case in cases:
        rows.setdefault((case["says"], case["confidence"]), []).append(case)
    cells = ((says, sure, _ids(same), _recorders(same)) for (says, sure), same in rows.items())
    return table(("rule", "how sure", "cases", "who said so"), cells)


def _ids(cases: list[dict[str, Any]]) -> str:
    """The first case, and how many there are."""
    return code(cases[0]["id"]) + (f" and {len(cases) - 1} more" if cases[1:] else "")


def _recorders(cases: list[dict[str, Any]]) -> str:
    """The tests that recorded the cases: file and name, without which of their snapshots."""
    tests = dict.fromkeys(re.split(r" :: |\[| \(", case["provenance"])[0].rpartition("/")[2] for case in cases)
    return ", ".join(map(code, tests))


def _provenance(case: dict[str, Any]) -> str:
    note = f"; {case['note']}" if "note" in case else ""
    return words(f"{case['provenance']}{note}")


def sentence(name: str) -> str:
    """The name of a rule as a sentence."""
    first, *rest = name.split("_")
    head = f"`#{first}`" if first in _DIRECTIVES else first.capitalize()
    return " ".join([head, *rest])


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
