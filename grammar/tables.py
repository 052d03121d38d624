"""The parse tables of a grammar: computed by Lark when the grammar changes, kept as JSON, read at every start.

`import lark` takes longer than parsing and rendering a template, so the tables are all that a start needs.
"""

import json
import sys
from collections.abc import Sequence
from hashlib import sha256
from importlib.resources import files
from typing import Any, NamedTuple

STARTS = {"vtl": ["template", "lexer_only"]}
"""Grammars whose tables are kept, and their start rules."""


class Rule(NamedTuple):
    """A rule to reduce by.

    `origin` is what it makes of `size` values; `name` is the builder's method for it, None for a rule whose values
    become those of the rule around; `spread` are the positions of such values; `inline`: a single value stays as it is.
    """

    origin: str
    size: int
    name: str | None
    spread: Sequence[int]
    inline: bool


class Tables(NamedTuple):
    """LALR(1) tables.

    `actions` has for each state what a terminal or rule leads to: a state to go to, or, as ~number, a rule to reduce
    by. `starts` and `ends` are the first and last state of each start rule; `terminals` their regular expressions.
    """

    terminals: dict[str, str]
    starts: dict[str, int]
    ends: dict[str, int]
    actions: list[dict[str, int]]
    rules: list[Rule]


def read(name: str) -> Tables:
    """The tables of the grammar `name`; computed anew where the kept ones are of another text."""
    folder = files("velogate.grammar")
    text = (folder / f"{name}.lark").read_text(encoding="utf-8")
    kept = folder / f"{name}.tables.json"
    if kept.is_file():
        stored: dict[str, Any] = json.loads(kept.read_text(encoding="utf-8"))
        if stored.pop("grammar") == fingerprint(text):
            stored["rules"] = [Rule(*rule) for rule in stored["rules"]]
            return Tables(**stored)
    return compute(text, STARTS[name])


def fingerprint(text: str) -> str:
    """What tells one text of a grammar from another."""
    return sha256(text.encode()).hexdigest()[:16]


def compute(text: str, starts: list[str]) -> Tables:
    """The tables of a grammar, by Lark."""
    from lark import Lark

    parser: Any = Lark(text, parser="lalr", lexer="basic", start=starts, maybe_placeholders=False)
    table = parser.parser.parser._parse_table
    rules = {rule: i for i, rule in enumerate(parser.rules)}
    actions: list[dict[str, int]] = [{} for _ in table.states]
    for state, row in table.states.items():
        for symbol, (action, argument) in row.items():
            actions[state][symbol] = argument if action.name == "Shift" else ~rules[argument]
    terminals = {t.name: t.pattern.to_regexp() for t in parser.terminals}
    return Tables(terminals, table.start_states, table.end_states, actions, [_rule(rule) for rule in parser.rules])


def _rule(rule: Any) -> Rule:
    symbols = rule.expansion
    spread = [i for i, symbol in enumerate(symbols) if not symbol.is_term and symbol.name.startswith("_")]
    hidden = rule.origin.name.startswith("_")
    name = None if hidden else rule.alias or str(rule.origin.name)
    return Rule(str(rule.origin.name), len(symbols), name, spread, rule.options.expand1 and not rule.alias)


def main() -> None:
    """Writes the tables of every grammar in STARTS beside it."""
    for name, starts in STARTS.items():
        folder = files("velogate.grammar")
        text = (folder / f"{name}.lark").read_text(encoding="utf-8")
        stored = {"grammar": fingerprint(text), **compute(text, starts)._asdict()}
        path = str(folder / f"{name}.tables.json")
        with open(path, "w", encoding="utf-8") as file:
            file.write(json.dumps(stored, separators=(",", ":"), sort_keys=True) + "\n")
        print(path, file=sys.stderr)


