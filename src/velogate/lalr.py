"""Parsers from grammars: Lark computes their tables, a small machine runs them.

`import lark` takes longer than parsing and rendering a template. So the tables are kept as JSON beside the grammars,
and Lark is a tool of development: it is needed only when a grammar has changed.
"""

import json
import os
import re
from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from typing import Any, NamedTuple
from zlib import crc32

_FOLDER = import_module("velogate.grammar").__path__[0]

# ---- tables

STARTS = {"vtl": ["template", "lexer_only"], "jsonpath": ["start"], "json_lenient": ["start"]}
"""The grammars and their start rules."""


class Rule(NamedTuple):
    """A rule to reduce by.

    `origin` is what it makes of `size` values; `name` is the builder's method for it, None for a rule whose values
    become those of the rule around; `kept` are the positions of the values that the method gets, those of terminals
    with a name that begins with _ are not among them; `spread` are the positions, in these, of values to put in the
    place of their list; `inline`: a single value stays as it is.
    """

    origin: str
    size: int
    name: str | None
    kept: Sequence[int]
    spread: Sequence[int]
    inline: bool


class Tables(NamedTuple):
    """LALR(1) tables.

    `actions` has for each state what a terminal or rule leads to: a state to go to, or, as ~number, a rule to reduce
    by. `starts` and `ends` are the first and last state of each start rule; `terminals` has their regular expressions,
    in the order in which they are tried; `ignored` those that may come anywhere and mean nothing.
    """

    terminals: dict[str, str]
    starts: dict[str, int]
    ends: dict[str, int]
    actions: list[dict[str, int]]
    rules: list[Rule]
    ignored: list[str]


def read(name: str) -> Tables:
    """The tables of the grammar `name`; computed anew where the kept ones are of another text."""
    text = _read(f"{name}.lark")
    if os.path.isfile(_path(f"{name}.tables.json")):
        stored: dict[str, Any] = json.loads(_read(f"{name}.tables.json"))
        if stored.pop("grammar") == fingerprint(text):
            stored["rules"] = [Rule(*rule) for rule in stored["rules"]]
            return Tables(**stored)
    return compute(text, STARTS[name])


def _path(name: str) -> str:
    return os.path.join(_FOLDER, name)


def _read(name: str) -> str:
    with open(_path(name), encoding="utf-8", newline="") as file:
        return file.read()


def fingerprint(text: str) -> str:
    """What tells one text of a grammar from another."""
    return f"{crc32(text.encode()):08x}-{len(text)}"


def compute(text: str, starts: list[str]) -> Tables:
    """The tables of a grammar, by Lark."""
    from lark import Lark  # not at the top: it is half of the time that a start takes

    parser: Any = Lark(text, parser="lalr", lexer="basic", start=starts, maybe_placeholders=False)
    table = parser.parser.parser._parse_table
    numbers = {rule: i for i, rule in enumerate(parser.rules)}
    actions: list[dict[str, int]] = [{} for _ in table.states]
    for state, row in table.states.items():
        for symbol, (action, argument) in row.items():
            actions[state][symbol] = argument if action.name == "Shift" else ~numbers[argument]
    tried = sorted(parser.terminals, key=lambda t: (-t.priority, -t.pattern.max_width, -len(t.pattern.value), t.name))
    terminals = {t.name: t.pattern.to_regexp() for t in tried}
    rules = [_rule(rule) for rule in parser.rules]
    return _renumbered(Tables(terminals, table.start_states, table.end_states, actions, rules, parser.ignore_tokens))


def _renumbered(tables: Tables) -> Tables:
    """The same tables with their states counted in the order of the grammar's words; Lark's differs each time."""
    order = list(dict.fromkeys(tables.starts[name] for name in sorted(tables.starts)))
    for state in order:  # which grows meanwhile
        row = tables.actions[state]
        order.extend(row[s] for s in sorted(row) if row[s] >= 0 and row[s] not in order)
    number = {state: i for i, state in enumerate(order)}
    actions = [{s: number[to] if to >= 0 else to for s, to in sorted(tables.actions[state].items())} for state in order]
    starts, ends = ({n: number[state] for n, state in each.items()} for each in (tables.starts, tables.ends))
    return tables._replace(starts=starts, ends=ends, actions=actions)


def _rule(rule: Any) -> Rule:
    symbols = rule.expansion
    kept = [i for i, symbol in enumerate(symbols) if not (symbol.is_term and symbol.filter_out)]
    spread = [at for at, i in enumerate(kept) if not symbols[i].is_term and symbols[i].name.startswith("_")]
    origin = str(rule.origin.name)
    name = None if origin.startswith("_") else rule.alias or str(rule.options.template_source or origin)
    return Rule(origin, len(symbols), name, kept, spread, rule.options.expand1 and not rule.alias)


# ---- the machine

END = "$END"


class UnexpectedToken(Exception):  # noqa: N818 - Lark's name for it
    """The grammar does not take the token (None: the end) here."""

    def __init__(self, token: Any) -> None:
        super().__init__(token)
        self.token = token


class UnexpectedText(Exception):  # noqa: N818 - as the name above
    """Nothing that the grammar takes begins at this offset; where the text ends, it ends too early."""

    def __init__(self, at: int) -> None:
        super().__init__(at)
        self.at = at


class Word(str):
    """A piece of a text: the terminal it is, and the offset where it begins."""

    __slots__ = ("start", "type")

    type: str
    start: int


class Parser:
    """A grammar's tables with a builder, which has a method for each named rule that is given the rule's values."""

    def __init__(self, tables: Tables, builder: object) -> None:
        self.terminals = tables.terminals
        self._starts, self._ends = tables.starts, tables.ends
        self._actions = tables.actions
        self._reductions = [_reduction(rule, builder) for rule in tables.rules]
        self._ignored = tables.ignored
        rows = [(state, set(row.values())) for state, row in enumerate(tables.actions)]
        self._settled = {state: min(only) for state, only in rows if len(only) == 1 and min(only) < 0}
        self._scanners: dict[int, re.Pattern[str]] = {}

    def parse(self, tokens: Iterable[Any], start: str) -> Any:
        """The value of the rule `start`; tokens have a `type`. Raises UnexpectedToken."""
        states, values = self._begin(start)
        for token in tokens:
            states.append(self._reduce(token.type, token, states, values))
            values.append(token)
        self._reduce(END, None, states, values, self._ends[start])
        return values[-1]

    def read(self, text: str, start: str) -> Any:
        """The value of the rule `start`, of the words that may come at each place; raises UnexpectedText."""
        states, values = self._begin(start)
        at = 0
        while at < len(text):
            self._settle(states, values)
            found = self._scanner(states[-1]).match(text, at)
            if found is None:
                raise UnexpectedText(at)
            word = Word(found[0])
            word.type, word.start = found.lastgroup or "", at
            at = found.end()
            if word.type not in self._ignored:
                states.append(self._reduced(word.type, word.start, states, values))
                values.append(word)
        self._reduced(END, at, states, values, self._ends[start])
        return values[-1]

    def _begin(self, start: str) -> tuple[list[int], list[Any]]:
        return [self._starts[start]], []

    def _reduced(self, kind: str, at: int, states: list[int], values: list[Any], end: int = -1) -> int:
        try:
            return self._reduce(kind, None, states, values, end)
        except UnexpectedToken:
            raise UnexpectedText(at) from None

    def _settle(self, states: list[int], values: list[Any]) -> None:
        """Reduces where nothing else can come: so the state tells better which words may."""
        while states[-1] in self._settled:
            self._by(self._settled[states[-1]], states, values)

    def _scanner(self, state: int) -> re.Pattern[str]:
        """A pattern for the terminals that may come in a state, each a group of its name."""
        if state not in self._scanners:
            names = (*self._actions[state], *self._ignored)
            patterns = [f"(?P<{name}>{pattern})" for name, pattern in self.terminals.items() if name in names]
            self._scanners[state] = re.compile("|".join(patterns) or r"(?!)")
        return self._scanners[state]

    def _reduce(self, kind: str, token: Any, states: list[int], values: list[Any], end: int = -1) -> int:
        """Reduces until the token can be shifted or the end is reached; gives the state that comes then."""
        actions = self._actions
        while states[-1] != end:
            action: int | None = actions[states[-1]].get(kind)
            if action is None:
                raise UnexpectedToken(token)
            if action >= 0:
                return action
            self._by(action, states, values)
        return end

    def _by(self, action: int, states: list[int], values: list[Any]) -> None:
        """Reduces by one rule."""
        origin, size, build = self._reductions[~action]
        children: list[Any] = []
        if size:
            children = values[-size:]
            del states[-size:], values[-size:]
        values.append(build(children))
        states.append(self._actions[states[-1]][origin])


def _reduction(rule: Rule, builder: object) -> tuple[str, int, Callable[[list[Any]], Any]]:
    build: Callable[[list[Any]], Any] = getattr(builder, rule.name, _values) if rule.name else _values
    if rule.inline:
        build = _inlining(build)
    if rule.spread:
        build = _spreading(build, frozenset(rule.spread))
    if len(rule.kept) < rule.size:
        build = _dropping(build, rule.kept)
    return rule.origin, rule.size, build


def _values(children: list[Any]) -> list[Any]:
    return children


def _spreading(build: Callable[[list[Any]], Any], spread: frozenset[int]) -> Callable[[list[Any]], Any]:
    """Puts the values of hidden rules in the place of these; the first list is taken over, so that lists stay cheap."""

    def spreading(children: list[Any]) -> Any:
        values: list[Any] = children[0] if 0 in spread else children[:1]
        for i, child in enumerate(children[1:], 1):
            if i in spread:
                values.extend(child)
            else:
                values.append(child)
        return build(values)

    return spreading


def _dropping(build: Callable[[list[Any]], Any], kept: Sequence[int]) -> Callable[[list[Any]], Any]:
    return lambda children: build([children[i] for i in kept])


def _inlining(build: Callable[[list[Any]], Any]) -> Callable[[list[Any]], Any]:
    def inlining(children: list[Any]) -> Any:
        return children[0] if len(children) == 1 else build(children)

    return inlining


# ---- after a change of a grammar


def write() -> None:
    """Computes the kept tables anew (`make grammar`)."""
    for name, starts in STARTS.items():
        text = _read(f"{name}.lark")
        stored = {"grammar": fingerprint(text), **compute(text, starts)._asdict()}
        with open(_path(f"{name}.tables.json"), "w", encoding="utf-8") as file:
            file.write(json.dumps(stored, separators=(",", ":")) + "\n")
