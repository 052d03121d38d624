"""Python's syntax tree, a node a function: every node is given the place in the template that it stands for."""

import ast
from bisect import bisect_right
from types import CodeType
from typing import TypedDict

from velogate.source import Source, Span


class Place(TypedDict):
    """Where a node stands, as Python counts: lines from 1, columns in UTF-8 bytes from 0."""

    lineno: int
    col_offset: int
    end_lineno: int
    end_col_offset: int


class Places:
    """Offsets of one source as Python's lines and columns."""

    def __init__(self, source: Source) -> None:
        self._inner, self._source = source, source.outer or source
        self._starts = self._source.line_starts
        self._ascii = self._source.text.isascii()

    def of(self, start: int, end: int) -> Place:
        """The place of the characters from `start` to `end`."""
        line, column = self._position(start)
        end_line, end_column = self._position(max(start, end))
        return {"lineno": line, "col_offset": column, "end_lineno": end_line, "end_col_offset": end_column}

    def _position(self, offset: int) -> tuple[int, int]:
        offset = self._inner.outward(offset)
        index = bisect_right(self._starts, offset) - 1
        start = self._starts[index]
        before = self._source.first_column - 1 if index == 0 else 0
        column = offset - start if self._ascii else len(self._source.text[start:offset].encode("utf-8", "replace"))
        return self._source.first_line + index, before + column

    def offset(self, line: int, column: int) -> int:
        """The offset in the source of a line and column of Python's."""
        return self._inner.inward(self._offset(line, column))

    def _offset(self, line: int, column: int) -> int:
        index = min(max(line - self._source.first_line, 0), len(self._starts) - 1)
        column -= self._source.first_column - 1 if index == 0 else 0
        start = self._starts[index]
        text = self._source.text[start : start + max(column, 0)]
        if self._ascii:
            return start + len(text)
        return start + len(text.encode("utf-8", "replace")[: max(column, 0)].decode("utf-8", "ignore"))


class Spans:
    """The parts of templates that instructions of their code stand for."""

    def __init__(self) -> None:
        self._places: dict[Source, Places] = {}
        self._positions: dict[int, tuple[CodeType, list[tuple[int | None, ...]]]] = {}

    def of(self, source: Source, code: CodeType, instruction: int) -> Span | None:
        """The part of the source; None where Python was told to keep no columns."""
        if id(code) not in self._positions:  # hashing code would read all of it
            self._positions[id(code)] = code, list(code.co_positions())
        line, end_line, column, end_column = self._positions[id(code)][1][instruction // 2]
        if line is None or end_line is None or column is None or end_column is None:
            return None
        if source not in self._places:
            self._places[source] = Places(source)
        places = self._places[source]
        return source.span(places.offset(line, column), places.offset(end_line, end_column))


def across(first: Place, last: Place) -> Place:
    """From one place to another; a macro's text may stand before its call, then it is the first alone."""
    if (last["end_lineno"], last["end_col_offset"]) < (first["end_lineno"], first["end_col_offset"]):
        return first
    return {**first, "end_lineno": last["end_lineno"], "end_col_offset": last["end_col_offset"]}


def name(identifier: str, at: Place) -> ast.expr:
    """The value of a name."""
    return ast.Name(identifier, ast.Load(), **at)


def target(identifier: str, at: Place) -> ast.expr:
    """A name to assign."""
    return ast.Name(identifier, ast.Store(), **at)


def constant(value: object, at: Place) -> ast.expr:
    """A constant."""
    return ast.Constant(value, **at)  # type: ignore[arg-type]


def call(function: str, arguments: list[ast.expr], at: Place) -> ast.expr:
    """`function(arguments)`."""
    return ast.Call(ast.Name(function, ast.Load(), **at), arguments, [], **at)


def tuple_of(items: list[ast.expr], at: Place) -> ast.expr:
    """`(items)`."""
    return ast.Tuple(items, ast.Load(), **at)


def item(container: str, key: str, context: ast.expr_context, at: Place) -> ast.expr:
    """`container[key]`."""
    return ast.Subscript(ast.Name(container, ast.Load(), **at), ast.Constant(key, **at), context, **at)


def named(identifier: str, value: ast.expr, at: Place) -> ast.expr:
    """`identifier := value`."""
    return ast.NamedExpr(ast.Name(identifier, ast.Store(), **at), value, **at)


def compare(left: ast.expr, operator: ast.cmpop, right: ast.expr, at: Place) -> ast.expr:
    """`left operator right`."""
    return ast.Compare(left, [operator], [right], **at)


def between(least: int, value: ast.expr, most: int, at: Place) -> ast.expr:
    """`least <= value <= most`."""
    return ast.Compare(constant(least, at), [ast.LtE(), ast.LtE()], [value, constant(most, at)], **at)


def is_none(value: ast.expr, at: Place) -> ast.expr:
    """`value is None`."""
    return compare(value, ast.Is(), constant(None, at), at)


def choice(test: ast.expr, then: ast.expr, otherwise: ast.expr, at: Place) -> ast.expr:
    """`then if test else otherwise`."""
    return ast.IfExp(test, then, otherwise, **at)


def statement(value: ast.expr, at: Place) -> ast.stmt:
    """An expression for its effect."""
    return ast.Expr(value, **at)


def assign(to: ast.expr, value: ast.expr, at: Place) -> ast.stmt:
    """`to = value`."""
    return ast.Assign([to], value, **at)


def when(test: ast.expr, then: list[ast.stmt], otherwise: list[ast.stmt], at: Place) -> ast.If:
    """`if test: then else: otherwise`."""
    return ast.If(test, then or [ast.Pass(**at)], otherwise, **at)


def loop(to: ast.expr, over: ast.expr, body: list[ast.stmt], at: Place) -> ast.stmt:
    """`for to in over: body`."""
    return ast.For(to, over, body or [ast.Pass(**at)], [], **at)


def guarded(body: list[ast.stmt], exception: str, caught: str | None, handler: list[ast.stmt], at: Place) -> ast.stmt:
    """`try: body except exception as caught: handler`."""
    catching = ast.ExceptHandler(ast.Name(exception, ast.Load(), **at), caught, handler, **at)
    return ast.Try(body or [ast.Pass(**at)], [catching], [], [], **at)


def function_of(parameter: str, value: ast.expr, at: Place) -> ast.expr:
    """`lambda parameter: value`."""
    return ast.Lambda(ast.arguments([], [ast.arg(parameter, **at)], None, [], [], None, []), value, **at)


def function(identifier: str, parameters: list[str], body: list[ast.stmt], at: Place) -> ast.stmt:
    """`def identifier(parameters): body`."""
    arguments = ast.arguments([], [ast.arg(p, **at) for p in parameters], None, [], [], None, [])
    definition = ast.FunctionDef(identifier, arguments, body or [ast.Pass(**at)], [], **at)
    if "type_params" in ast.FunctionDef._fields:
        definition.type_params = []  # type: ignore[attr-defined,unused-ignore]
    return definition


def joined(pieces: list[ast.expr], at: Place) -> ast.expr:
    """The texts of the pieces, one after the other."""
    values: list[ast.expr] = [
        p if isinstance(p, ast.Constant) else ast.FormattedValue(p, -1, None, **at) for p in pieces
    ]
    return ast.JoinedStr(values, **at)
