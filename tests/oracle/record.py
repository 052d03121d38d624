"""Records what Velocity 1.7 answers: `cd tests && python -m oracle.record [--check] [--golden COUNT] [NAME...]`.

A rule's file is begun by hand with `template` and, where it needs them, `variables` and `templates`;
everything else in it is written here. `--golden` writes the generated set anew.
"""

import argparse
import hashlib
import json
import random
import re
import sys
from collections import Counter
from typing import Any

from oracle import PROVENANCE, Oracle
from oracle.fixtures import DIALECTS, keep_golden, keep_rule, rules
from oracle.grammar import CRUMBS, TEMPLATE
from oracle.strategies import Writer, mutated, soup_of, variables_of

_LONGEST = 90
_SEED = 20260


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m oracle.record", description="Record what Velocity 1.7 answers.")
    parser.add_argument("names", nargs="*", help="only these rules")
    parser.add_argument("--check", action="store_true", help="write nothing; fail where a recorded answer differs")
    parser.add_argument("--golden", type=int, metavar="COUNT", help="write the golden set anew, with so many cases")
    chosen = parser.parse_args()
    if chosen.golden:
        keep_golden(collected(chosen.golden))
        return 0
    return record_rules(chosen.names, chosen.check)


def record_rules(names: list[str], check: bool) -> int:
    """The number of rules whose recorded answer is not Velocity's."""
    oracle, stale = Oracle(), 0
    for name, case in rules().items():
        if names and name not in names:
            continue
        fresh = answered(oracle, case)
        if fresh != case:
            stale += 1
            print(f"{name}: {fresh['expect']}")
            if not check:
                keep_rule(name, fresh)
    return stale if check else 0


def answered(oracle: Oracle, case: dict[str, Any]) -> dict[str, Any]:
    """The case with Velocity's answer in each dialect."""
    given = {key: case[key] for key in ("template", "variables", "templates") if key in case}
    answers = {dialect: oracle.render(**given, dialect=dialect).outcome for dialect in DIALECTS}
    return {**given, "expect": answers, "provenance": PROVENANCE}


class Tracing(Writer):
    """Remembers which alternatives it took."""

    def __init__(self, choices: bytes) -> None:
        super().__init__(TEMPLATE, choices)
        self.taken: set[tuple[str, str]] = set()

    def choose(self, rule: str, depth: int) -> str:
        chosen = super().choose(rule, depth)
        self.taken.add((rule, chosen))
        return chosen


def collected(count: int) -> list[dict[str, Any]]:
    """Short cases, each showing an alternative of the grammar in an outcome that few before it have shown."""
    oracle, chance = Oracle(seconds=2, characters=2_000), random.Random(_SEED)
    seen: Counter[tuple[str, ...]] = Counter()
    found: dict[str, dict[str, Any]] = {}
    enough = 1
    for tried in range(1, sys.maxsize):
        if len(found) >= count:
            break
        if tried % 5_000 == 0:
            enough += 1
        case, shows = _candidate(oracle, chance)
        if case and case["id"] not in found and any(seen[show] < enough for show in shows):
            seen.update(shows)
            found[case["id"]] = case
    return sorted(_repeatable(found.values()), key=lambda case: (len(case["template"]), case["id"]))


def _candidate(oracle: Oracle, chance: random.Random) -> tuple[dict[str, Any] | None, set[tuple[str, ...]]]:
    template, taken = _template(chance)
    if len(template) > _LONGEST:
        return None, set()
    dialect = chance.choice(DIALECTS)
    variables = _mentioned(variables_of(chance.randbytes(24)), template)
    answer = oracle.render(template, variables, dialect)
    if answer.error == "limit":
        return None, set()
    case = {"dialect": dialect, "template": template, "variables": variables}
    name = hashlib.sha256(json.dumps(case).encode()).hexdigest()[:8]
    shows = {(dialect, answer.error or "", *choice) for choice in taken}
    return {"id": name, **case, **answer.outcome}, shows


def _template(chance: random.Random) -> tuple[str, set[tuple[str, str]]]:
    """A template, sometimes damaged or a soup, and the choices that led to it."""
    if chance.random() < 0.1:
        choices = chance.randbytes(chance.randint(1, 8))
        return soup_of(choices), {("soup", str(choice % len(CRUMBS))) for choice in choices}
    writer = Tracing(chance.randbytes(chance.randint(1, 40)))
    template = writer.write("template")
    if chance.random() < 0.15:
        edit = (chance.randrange(5), chance.randrange(400), chance.randrange(99))
        template = mutated(template, [edit])
    return template, writer.taken


def _mentioned(variables: dict[str, Any], template: str) -> dict[str, Any]:
    return {name: value for name, value in variables.items() if re.search(rf"[$!{{]{name}\b", template)}


def _repeatable(cases: Any) -> list[dict[str, Any]]:
    """Those that another JVM answers alike: some print the hash code of an object."""
    oracle = Oracle(seconds=2, characters=2_000)
    oracle.render("a $a.class", {"a": "warm up, so that hash codes differ"})
    keep = []
    for case in cases:
        again = oracle.render(case["template"], case["variables"], case["dialect"])
        if again.outcome.items() <= case.items():
            keep.append(case)
    return keep


if __name__ == "__main__":
    sys.exit(main())
