"""The kept parse tables are those of the grammar, and the machine does with them what Lark does."""

import subprocess
import sys

import pytest

from velogate import lalr
from velogate.lalr import Parser, UnexpectedToken

SUM = """
start: _items
_items: item ("," item)*
?item: NUMBER | pair
pair: NUMBER PLUS NUMBER
PLUS: "+"
NUMBER: /[0-9]+/
"""


class Word:
    def __init__(self, kind: str, text: str) -> None:
        self.type, self.text = kind, text


class Builder:
    def start(self, children: list[object]) -> list[object]:
        return children

    def pair(self, children: list[Word]) -> int:
        return int(children[0].text) + int(children[2].text)


@pytest.mark.parametrize("name", lalr.STARTS)
def test_the_kept_tables_are_current(name: str) -> None:
    """If this fails: make grammar."""
    text = lalr._read(f"{name}.lark")
    assert lalr.read(name)._asdict() == lalr.compute(text, lalr.STARTS[name])._asdict()
    assert lalr.fingerprint(text) in lalr._read(f"{name}.tables.json")


def test_every_named_rule_of_the_grammar_has_its_method() -> None:
    from velogate.vtl.parser import _Builder

    inline = {"disjunction", "conjunction", "equality", "relation", "sum", "product", "unary", "primary", "lexer_only"}
    named = {rule.name for rule in lalr.read("vtl").rules if rule.name} - inline
    assert named == {name for name in vars(_Builder) if not name.startswith("_")} - inline


def words(*texts: str) -> list[Word]:
    return [Word({"+": "PLUS", ",": "COMMA"}.get(text, "NUMBER"), text) for text in texts]


def test_hidden_rules_are_spread_single_values_stay_and_unnamed_words_are_dropped() -> None:
    parser = Parser(lalr.compute(SUM, ["start"]), Builder())
    first, second = parser.parse(words("1", ",", "2", "+", "3"), "start")
    assert (first.text, second) == ("1", 5)


@pytest.mark.parametrize("texts", [["1", "2"], ["1", "+"], ["+"], []])
def test_a_token_that_does_not_fit_is_named(texts: list[str]) -> None:
    with pytest.raises(UnexpectedToken) as caught:
        Parser(lalr.compute(SUM, ["start"]), Builder()).parse(words(*texts), "start")
    assert (caught.value.token.text if caught.value.token else None) == (
        texts[-1] if texts in (["1", "2"], ["+"]) else None
    )


def test_no_rendering_needs_lark() -> None:
    template = "$input.path('$.a[?(@.b == 1)]') $util.parseJson('{c: d}')"
    program = (
        f'import sys, velogate; velogate.render({template!r}, {{"body": "{{a: x}}"}}); print("lark" in sys.modules)'
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    assert done.stdout == "False\n"
