"""Text to tree, by the tables that Lark makes of grammar/vtl.lark."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from typing import Any

from velogate.errors import TemplateSyntaxError
from velogate.lalr import Parser, UnexpectedToken, read
from velogate.source import Source
from velogate.vtl import tree as t
from velogate.vtl.dialect import Dialect
from velogate.vtl.directives import check_arguments, directive_name
from velogate.vtl.lexer import Lexer, Terminals, Token
from velogate.vtl.mistakes import explain

MAX_MEMBERS = 200
"""How many properties, methods and indexes a reference may have."""


@lru_cache(maxsize=1)
def _machine() -> tuple[Parser, Terminals]:
    tables = read("vtl")
    return Parser(tables, _Builder()), Terminals(tables.terminals)


def tokens(source: Source, dialect: Dialect) -> list[Token]:
    """All tokens of the source, blanks included."""
    lexer = _lexer(source.text, source, dialect)
    for _ in lexer:
        pass
    return lexer.tokens


def parse(source: Source, dialect: Dialect) -> t.Tree:
    """The tree of the source; TemplateSyntaxError where Velocity refuses it."""
    lexer = _lexer(source.text, source, dialect)
    block = _parse(lexer, len(source.text))
    return t.Tree(source, block, tuple(lexer.notes))


def _lexer(text: str, source: Source, dialect: Dialect, places: int | Sequence[int] = 0) -> Lexer:
    return Lexer(text, source, dialect, _machine()[1], places)


def _parse(lexer: Lexer, end: int) -> t.Block:
    try:
        statements = _machine()[0].parse(lexer, "template")
    except UnexpectedToken as error:
        raise explain(error.token, lexer) from None
    return t.Block(lexer.place(0), end, statements)


class _Builder:
    """One method a rule of the grammar: its children, tokens and nodes, become its node."""

    def template(self, children: list[Any]) -> tuple[t.Node, ...]:
        return children[0]  # type: ignore[no-any-return]

    def block(self, children: list[Any]) -> tuple[t.Node, ...]:
        return tuple(children)

    # ---- text

    def text(self, children: list[Token]) -> t.Text:
        token = children[0]
        return _text(token, token, token.lead + token.image)

    def textblock(self, children: list[Token]) -> t.Text:
        return _text(children[0], children[0], children[0].image[3:-3], "text block")

    def comment(self, children: list[Token]) -> t.Text:
        image = children[0].image
        before = image.partition("##" if "##" in image else "#*")[0] if "##" in image or "#*" in image else ""
        return _text(children[0], children[-1], before, "comment")

    def escaped_directive(self, children: list[Token]) -> t.Text:
        token = children[0]
        slashes, _, word = token.image.rpartition("\\")
        if _is_known(word[2:-1] if word[1] == "{" else word[1:], token.lexer):
            token.image = slashes[: len(slashes) // 2] + word
        return _text(token, token, token.image, "escaped directive")

    def escape(self, children: list[Token]) -> t.Text:
        after = children[-1].lexer.tokens[children[-1].index + 1 :][:1]
        control = bool(after) and (after[0].type in _CONTROL or _is_directive(after[0].image[1:], after[0].lexer))
        return _text(children[0], children[-1], ("\\" if control else "\\\\") * len(children), "escape")

    # ---- directives

    def set_directive(self, children: list[Any]) -> t.Set:
        first, target, _, value, last = children
        return t.Set(*_extent(first, last), target, target.head[1:], value)

    def if_directive(self, children: list[Any]) -> t.If:
        first, _, condition, closing, statements, *others, last = children
        heads = [(first, condition, closing, statements), *others]
        ends = [*(head[0] for head in heads[1:]), last]
        branches = tuple(_branch(head, end) for head, end in zip(heads, ends, strict=True))
        return t.If(*_extent(first, last), branches)

    def elseif_branch(self, children: list[Any]) -> tuple[Any, ...]:
        first, _, condition, closing, statements = children
        return first, condition, closing, statements

    def else_branch(self, children: list[Any]) -> tuple[Any, ...]:
        first, statements = children
        return first, None, first, statements

    def block_directive(self, children: list[Any]) -> t.Directive:
        first, _, arguments, closing, statements, last = children
        block = _block(closing, statements, last)
        if directive_name(first.image) == "literal":
            block = _literal_block(block, closing, last)
        return directive(first, last, arguments, block)

    def line_directive(self, children: list[Any]) -> t.Directive:
        first, _, arguments, last = children
        return directive(first, last, arguments)

    def bare_directive(self, children: list[Any]) -> t.Directive:
        return directive(children[0], children[0], (), bare=True)

    def arguments(self, children: list[Any]) -> tuple[t.Node, ...]:
        return _nodes(children)

    def word(self, children: list[Token]) -> t.Word:
        return t.Word(*_inner(children), children[0].image)

    # ---- references

    def reference(self, children: list[Any]) -> t.Reference:
        return reference(children)

    def property(self, children: list[Token]) -> t.Property:
        return t.Property(*_inner(children), children[0].image)

    def method(self, children: list[Any]) -> t.Method:
        return t.Method(*_inner(children), children[0].image, _nodes(children))

    def index(self, children: list[Any]) -> t.Index:
        return t.Index(*_inner(children), children[1])

    # ---- values

    def string(self, children: list[Token]) -> t.String:
        return string(children[0])

    def integer(self, children: list[Token]) -> t.Constant:
        return t.Constant(*_inner(children), number(children[0], int))

    def float_number(self, children: list[Token]) -> t.Constant:
        return t.Constant(*_inner(children), number(children[0], float))

    def boolean(self, children: list[Token]) -> t.Constant:
        return t.Constant(*_inner(children), children[0].type == "TRUE")

    def interval(self, children: list[Any]) -> t.Range:
        return t.Range(*_inner(children), *_nodes(children))

    def array(self, children: list[Any]) -> t.List:
        return t.List(*_inner(children), _nodes(children))

    def table(self, children: list[Any]) -> t.Map:
        nodes = _nodes(children)
        return t.Map(*_inner(children), tuple(zip(nodes[::2], nodes[1::2], strict=True)))

    # ---- expressions

    def group(self, children: list[Any]) -> t.Node:
        opening, node, closing = children
        if isinstance(node, t.Reference | t.Operation):
            return replace(node, literal=opening.lexer.literal(opening.index + 1, closing.index - 1))
        return node  # type: ignore[no-any-return]

    def negation(self, children: list[Any]) -> t.Not:
        operand = children[-1]
        return t.Not(_inner(children[:1])[0], operand.end, len(children) - 1, operand)

    def conjunction(self, children: list[Any]) -> t.And:
        return t.And(children[0].start, children[-1].end, _nodes(children))

    def disjunction(self, children: list[Any]) -> t.Or:
        return t.Or(children[0].start, children[-1].end, _nodes(children))

    def operation(self, children: list[Any]) -> t.Operation:
        operators = children[1::2]
        kinds = tuple(o.type for o in operators)
        last = _after_last(operators[-1], children[-1].end)
        return t.Operation(children[0].start, children[-1].end, kinds, _nodes(children), _literals(operators), last)


# ---- places


def _extent(first: Token, last: Token) -> tuple[int, int]:
    """From the first character that belongs to a statement to its last, in the source."""
    return first.lexer.place(first.start), last.lexer.place(last.end)


def _inner(tokens: list[Any]) -> tuple[int, int]:
    """From the first word of a value to its last."""
    first, last = tokens[0], tokens[-1]
    return first.lexer.place(first.at), last.lexer.place(last.end)


def _nodes(children: list[Any]) -> tuple[t.Node, ...]:
    return tuple(c for c in children if isinstance(c, t.Node))


def _text(first: Token, last: Token, text: str, kind: str = "text") -> t.Text:
    return t.Text(*_extent(first, last), text, kind)


def _block(before: Token, statements: tuple[t.Node, ...], after: Token) -> t.Block:
    return t.Block(before.lexer.place(before.end), after.lexer.place(after.start), statements)


def _branch(head: tuple[Any, ...], after: Token) -> t.Branch:
    first, condition, closing, statements = head
    block = _block(closing, statements, after)
    return t.Branch(first.lexer.place(first.start), block.end, condition, block)


def _literals(operators: list[Token]) -> tuple[str, ...]:
    """The text between the operators, with its blanks."""
    image = operators[0].lexer.image
    return tuple(image(a.index + 1, b.index - 1) for a, b in pairwise(operators))


def _after_last(operator: Token, end: int) -> str:
    """The text after the last operator, with its blanks."""
    tokens, place = operator.lexer.tokens, operator.lexer.place
    last = operator.index + 1
    while last < len(tokens) and (place(tokens[last].at) < end or tokens[last].type == "BLANKS"):
        last += 1
    return operator.lexer.literal(operator.index + 1, last - 1)


# ---- names


_CONTROL = {"IF", "ELSEIF", "ELSE", "END"}


def _is_directive(name: str, lexer: Lexer) -> bool:
    return lexer.dialect.is_directive(name) or name in lexer.macro_names


def _is_known(name: str, lexer: Lexer) -> bool:
    """Whether Velocity takes the backslashes before `#name` away."""
    return name in ("if", "elseif", "else", "end", "set") or _is_directive(name, lexer)


# ---- references


def reference(children: list[Any]) -> t.Reference:
    """The node of a reference, its first token taken apart: backslashes, further `$`, `$`, `!`, `{`, name."""
    token = children[0]
    lexer = token.lexer
    last = _last_index(children)
    formal = token.type == "LCURLY"
    members = tuple(c for c in children if isinstance(c, t.Property | t.Method | t.Index))
    extent = (lexer.place(token.start), lexer.place(lexer.tokens[last].end))
    if len(members) > MAX_MEMBERS:
        raise TemplateSyntaxError(
            f"a reference with more than {MAX_MEMBERS} properties, methods and indexes",
            lexer.span(token.at, token.end),
            "put a part of it into a variable with #set",
        )
    if "\\!" in token.image:
        null = _SLASHED_BANG.sub(lambda m: m[1] + m[2][1:], token.image, count=1)
        return t.Reference(*extent, null, members, null, null, formal=formal, computable=False)
    slashes, more, token.image = _take_apart(token.image)
    quiet = token.image.startswith("$!")
    runt = not token.image.startswith("$")
    escaped = len(slashes) % 2 == 1
    literal = lexer.literal(token.index, last)
    return t.Reference(
        *extent,
        name=lexer.tokens[token.index + 1].image if formal and not runt else token.image.lstrip("$!"),
        members=members,
        literal=literal,
        null="" if quiet and not escaped else literal,
        escape_prefix=slashes[: len(slashes) // 2],
        more_prefix=more,
        escaped=escaped,
        formal=formal,
        quiet=quiet,
        runt=runt,
    )


_SLASHED_BANG = re.compile(r"(\$)(\\+)", re.DOTALL)


def _take_apart(image: str) -> tuple[str, str, str]:
    """Backslashes, what stands between them and the last `$`, the rest."""
    rest = image.lstrip("\\")
    dollar = max(rest.rfind("$"), 0)
    return image[: len(image) - len(rest)], rest[:dollar], rest[dollar:]


def _last_index(children: list[Any]) -> int:
    """The index of the last token of a reference: of the last name, `)`, `]` or `}`."""
    last = children[-1]
    if isinstance(last, Token):
        return last.index
    lexer = children[0].lexer
    ends = (i for i in range(len(lexer.tokens) - 1, -1, -1) if lexer.tokens[i].type in _ENDS)
    return next(i for i in ends if lexer.place(lexer.tokens[i].end) == last.end)


_ENDS = {"IDENTIFIER", "CALL_END", "INDEX_END"}


# ---- numbers


def number(token: Token, kind: Callable[[str], int | float]) -> int | float:
    """The value of a number literal; Velocity's lexer may have put a `#` before it, which is none."""
    try:
        return kind(token.image)
    except ValueError:
        place = token.lexer.span(token.at, token.end)
        raise TemplateSyntaxError(f"`{token.image}` is no number", place, "take away what stands before it") from None


# ---- directives


def _literal_block(block: t.Block, closing: Token, last: Token) -> t.Block:
    """The body of a #literal as the text that Velocity puts together of its tokens: comments leave only their ends."""
    tokens = closing.lexer.tokens[closing.index + 1 : last.index]
    if not tokens:
        place = closing.lexer.span(closing.at, closing.end)
        raise TemplateSyntaxError("the body of `#literal` is empty", place, "Velocity refuses that; remove it")
    text = "".join(token.lead + token.image for token in tokens if token.type != "BLOCK_COMMENT")
    return t.Block(block.start, block.end, (t.Text(block.start, block.end, text),))


def directive(
    first: Token, last: Token, arguments: tuple[t.Node, ...], block: t.Block | None = None, bare: bool = False
) -> t.Directive:
    """The node of a directive, after Velocity's own checks of its arguments."""
    lexer = first.lexer
    name = directive_name(first.image)
    heads = tuple(_head(a, lexer) for a in arguments)
    literal = lexer.image(first.index, last.index)
    node = t.Directive(*_extent(first, last), name, arguments, heads, literal, block, bare)
    lexer.notes.extend(check_arguments(node, lexer.source, lexer.dialect))
    if name == "macro":
        lexer.macro_names.add(heads[0])
    return node


def _head(node: t.Node, lexer: Lexer) -> str:
    """The first token of an argument: Velocity takes the names that a directive assigns from it."""
    if isinstance(node, t.Reference):
        return node.head
    return next(token.image for token in reversed(lexer.tokens) if lexer.place(token.at) == node.start)


# ---- strings


def string(token: Token) -> t.String:
    """The node of a string literal; an interpolated one is parsed as the template that it is."""
    image, lexer = token.image, token.lexer
    extent = _inner([token])
    value, places = _unquote(image, lexer.place(token.at) + 1, token)
    if image[0] == "'" or not ("$" in image or "#" in image):
        return t.String(*extent, value)
    padding = "" if "##" in value else " "
    inner = _lexer(value + padding, lexer.source, lexer.dialect, places)
    inner.macro_names, inner.notes = lexer.macro_names, lexer.notes
    block = _parse(inner, extent[1] - 1)
    if all(isinstance(s, t.Text) for s in block.statements):
        text = "".join(s.text for s in block.statements if isinstance(s, t.Text))
        return t.String(*extent, text[:-1] if padding else text)
    return t.String(*extent, value, block, drop_last=bool(padding))


def _unquote(image: str, start: int, token: Token) -> tuple[str, Sequence[int]]:
    """The characters of a string literal, and the offset in the source that each came from, one more for the end."""
    quote, body = image[0], image[1:-1]
    pieces: list[str] = []
    places: list[int] = []
    escapes = _ESCAPES[quote]
    position = 0
    for match in escapes.finditer(body):
        _plain(body, position, match.start(), pieces, places)
        pieces.append(_character(match.group(), token, match.start() + 1))
        places.append(match.start())
        position = match.end()
    _plain(body, position, len(body), pieces, places)
    places.append(len(body))
    return _single("".join(pieces), quote, [start + p for p in places])


def _plain(body: str, start: int, end: int, pieces: list[str], places: list[int]) -> None:
    pieces.append(body[start:end])
    places.extend(range(start, end))


def _character(escape: str, token: Token, at: int) -> str:
    digits = escape[2:]
    if not re.fullmatch(r"[0-9a-fA-F]{4}", digits):
        raise TemplateSyntaxError(
            "`\\u` in a string wants four hexadecimal digits",
            token.lexer.span(token.at + at, token.at + at + len(escape)),
            "write them, or put the string in single quotes",
        )
    return chr(int(digits, 16))


def _single(value: str, quote: str, places: list[int]) -> tuple[str, list[int]]:
    """Doubled quotes made single."""
    if quote * 2 not in value:
        return value, places
    kept = [i for m in re.finditer(f"{quote}{quote}|[^{quote}]|{quote}", value, re.DOTALL) for i in (m.start(),)]
    return "".join(value[i] for i in kept), [*(places[i] for i in kept), places[-1]]


_ESCAPES = {'"': re.compile(r"\\u.{0,4}", re.DOTALL), "'": re.compile(r"(?!)")}
