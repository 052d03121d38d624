"""Strategies that write templates and variables: choices are bytes, so that a failure shrinks to a short template."""

import json
import re
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from oracle.grammar import CRUMBS, TEMPLATE, VARIABLES

INCLUDED = {"a.vm": "[inner $a]\n#set($a = 'from inner')", "b.vm": "$a #macro(v $p)v:$p#end"}
"""The templates that #parse and #include find, in the plain dialect."""

_HOLE = re.compile(r"<([a-z]+)>")
_DEEPEST = 9
_STRAY = "$#{}()[]!\\\"'., \n\r\t-=1aé"


@dataclass(frozen=True, slots=True)
class Case:
    """A template with its variables."""

    template: str
    variables: dict[str, Any]


class Writer:
    """Writes a sentence of a grammar, one byte a choice."""

    def __init__(self, grammar: dict[str, list[str]], choices: bytes) -> None:
        self._grammar = grammar
        self._choices = iter(choices)

    def write(self, rule: str, depth: int = 0) -> str:
        return _HOLE.sub(lambda hole: self._fill(hole, depth), self.choose(rule, depth))

    def choose(self, rule: str, depth: int) -> str:
        """One of the rule's alternatives."""
        alternatives = self._grammar[rule]
        choice = next(self._choices, 0)
        return alternatives[0 if depth > _DEEPEST else choice % len(alternatives)]

    def _fill(self, hole: re.Match[str], depth: int) -> str:
        return self.write(hole[1], depth + 1) if hole[1] in self._grammar else hole[0]


def template_of(choices: bytes) -> str:
    return Writer(TEMPLATE, choices).write("template")


def soup_of(choices: bytes) -> str:
    """Pieces of syntax in no order."""
    return "".join(CRUMBS[choice % len(CRUMBS)] for choice in choices)


def variables_of(choices: bytes) -> dict[str, Any]:
    variables: dict[str, Any] = json.loads(Writer(VARIABLES, choices).write("variables"))
    return variables


def mutated(template: str, edits: list[tuple[int, int, int]]) -> str:
    """The template with some characters deleted, doubled, swapped, cut off or put in."""
    for kind, place, char in edits:
        at = place % (len(template) + 1)
        here = template[at : at + 1]
        template = [
            template[:at] + template[at + 1 :],
            template[:at] + here + template[at:],
            template[:at] + template[at + 1 : at + 2] + here + template[at + 2 :],
            template[:at] + _STRAY[char % len(_STRAY)] + template[at:],
            template[:at] if at > len(template) // 2 else template[at:],
        ][kind]
    return template


def _choices(most: int) -> st.SearchStrategy[bytes]:
    return st.integers(0, most).flatmap(lambda size: st.binary(min_size=size, max_size=size))


_edits = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 400), st.integers(0, 99)), min_size=1, max_size=3)

templates = _choices(60).map(template_of)
variables = _choices(24).map(variables_of)
soups = _choices(12).map(soup_of)
damaged = st.builds(mutated, templates, _edits)
cases = st.builds(Case, st.one_of(templates, templates, templates, damaged, soups), variables)
