"""The machine that runs parse tables: tokens in, the builder's value of the start rule out."""

from collections.abc import Callable, Iterable
from typing import Any

from velogate.grammar.tables import Rule, Tables

END = "$END"


class UnexpectedToken(Exception):
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
            action = actions[states[-1]].get(kind)
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
