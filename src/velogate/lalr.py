"""Parsers from grammars: Lark computes their tables, a small machine runs them.

`import lark` takes longer than parsing and rendering a template. So the tables of the grammar that every start needs
are kept as JSON beside it, and Lark is only imported when the grammar has changed, or for one that few starts need.
"""

import json
import os
from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from io import BytesIO
from typing import Any, NamedTuple
from zlib import crc32

_FOLDER = import_module("velogate.grammar").__path__[0]

# ---- tables

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
    rules = {rule: i for i, rule in enumerate(parser.rules)}
    actions: list[dict[str, int]] = [{} for _ in table.states]
    for state, row in table.states.items():
        for symbol, (action, argument) in row.items():
            actions[state][symbol] = argument if action.name == "Shift" else ~rules[argument]
    terminals = {t.name: t.pattern.to_regexp() for t in parser.terminals}
    tables = Tables(terminals, table.start_states, table.end_states, actions, [_rule(rule) for rule in parser.rules])
    return _renumbered(tables)


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
    spread = [i for i, symbol in enumerate(symbols) if not symbol.is_term and symbol.name.startswith("_")]
    hidden = rule.origin.name.startswith("_")
    name = None if hidden else rule.alias or str(rule.origin.name)
    return Rule(str(rule.origin.name), len(symbols), name, spread, rule.options.expand1 and not rule.alias)


# ---- the machine

END = "$END"


class UnexpectedToken(Exception):  # noqa: N818 - Lark's name for it
    """The grammar does not take the token (None: the end) here."""

    def __init__(self, token: Any) -> None:
        super().__init__(token)
        self.token = token


class Parser:
    """A grammar's tables with a builder, which has a method for each named rule that is given the rule's values."""

    def __init__(self, tables: Tables, builder: object) -> None:
        self.terminals = tables.terminals
        self._starts, self._ends = tables.starts, tables.ends
        self._actions = tables.actions
        self._reductions = [_reduction(rule, builder) for rule in tables.rules]

    def parse(self, tokens: Iterable[Any], start: str) -> Any:
        """The value of the rule `start`; tokens have a `type`. Raises UnexpectedToken."""
        states = [self._starts[start]]
        values: list[Any] = []
        for token in tokens:
            states.append(self._reduce(token.type, token, states, values))
            values.append(token)
        self._reduce(END, None, states, values, self._ends[start])
        return values[-1]

    def _reduce(self, kind: str, token: Any, states: list[int], values: list[Any], end: int = -1) -> int:
        """Reduces until the token can be shifted or the end is reached; gives the state that comes then."""
        actions, reductions = self._actions, self._reductions
        while states[-1] != end:
            action: int | None = actions[states[-1]].get(kind)
            if action is None:
                raise UnexpectedToken(token)
            if action >= 0:
                return action
            origin, size, build = reductions[~action]
            children: list[Any] = []
            if size:
                children = values[-size:]
                del states[-size:], values[-size:]
            values.append(build(children))
            states.append(actions[states[-1]][origin])
        return end


def _reduction(rule: Rule, builder: object) -> tuple[str, int, Callable[[list[Any]], Any]]:
    build: Callable[[list[Any]], Any] = getattr(builder, rule.name, _values) if rule.name else _values
    if rule.inline:
        build = _inlining(build)
    if rule.spread:
        build = _spreading(build, frozenset(rule.spread))
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


def _inlining(build: Callable[[list[Any]], Any]) -> Callable[[list[Any]], Any]:
    def inlining(children: list[Any]) -> Any:
        return children[0] if len(children) == 1 else build(children)

    return inlining


# ---- Lark itself

_PER_PROCESS = ("transformer", "lexer_callbacks", "postlex")


def load(name: str, **options: Any) -> Any:
    """Lark's LALR parser of the grammar `name`; `options` are Lark's.

    The parser's tables are computed once and kept as a file, as Python keeps byte code; where that folder cannot be
    written they are computed in each process.
    """
    import lark

    text = _read(f"{name}.lark")
    kept = _path(os.path.join("__pycache__", f"{name}-{_key(text, lark.__version__, options)}.tables"))
    try:
        with open(kept, "rb") as tables:
            return lark.Lark.__new__(lark.Lark)._load(tables, **{k: v for k, v in options.items() if k in _PER_PROCESS})
    except Exception:  # whatever is wrong with the file, the grammar itself is at hand
        parser = lark.Lark(text, **{"parser": "lalr", "maybe_placeholders": False, **options})
        _keep(kept, parser)
        return parser


def _key(text: str, version: str, options: dict[str, Any]) -> str:
    fixed = sorted((k, str(v)) for k, v in options.items() if k not in _PER_PROCESS)
    return fingerprint(repr((text, version, fixed)))


def _keep(path: str, parser: Any) -> None:
    temporary = f"{path}.{os.getpid()}"
    tables = BytesIO()
    parser.save(tables, exclude_options=_PER_PROCESS)
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(temporary, "wb") as file:
            file.write(tables.getvalue())
        os.replace(temporary, path)
    except OSError:
        if os.path.exists(temporary):
            os.remove(temporary)


def write() -> None:
    """Computes the kept tables anew, after a change of a grammar (`make grammar`)."""
    for name, starts in STARTS.items():
        text = _read(f"{name}.lark")
        stored = {"grammar": fingerprint(text), **compute(text, starts)._asdict()}
        with open(_path(f"{name}.tables.json"), "w", encoding="utf-8") as file:
            file.write(json.dumps(stored, separators=(",", ":"), sort_keys=True) + "\n")
