"""Characters to tokens: when each terminal of grammar/vtl.lark may come.

Velocity 1.7 reads a template with a lexer of modes and a stack of them, which runs ahead of its parser; what is text
and what is VTL, which blanks and newlines vanish, and what a lone `$` becomes follow from it. This is that machine.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from enum import IntEnum

from velogate.errors import Finding, TemplateSyntaxError
from velogate.source import Source, Span
from velogate.vtl.dialect import Dialect
from velogate.vtl.directives import EXAMPLES, directive_name

MAX_NESTING = 100
"""How deep values may stand inside each other: lists in lists, arguments in arguments."""


class Mode(IntEnum):
    """What the lexer is in the middle of; Velocity calls these lexical states."""

    TEXT = 0
    REFERENCE = 1  # after `$`, up to the end of the reference or its first dot
    MEMBER = 2  # after a dot
    ARGUMENTS = 3  # in the parentheses of a method
    INDEX = 4  # in the brackets of a reference
    DIRECTIVE = 5  # in the parentheses of a directive
    HASH = 6  # after `#`
    LINE_COMMENT = 7
    BLOCK_COMMENT = 8


class Token:
    """A word of the template.

    `image` is what Velocity takes it for, `lead` the text that Velocity prints before it (a `$` or `#` that began
    nothing). In the text that was lexed it covers `start` to `end`, leading blanks and comments included; `at` is
    where the image begins. `index` counts all tokens, blanks too.
    """

    __slots__ = ("at", "end", "image", "index", "lead", "lexer", "start", "type")

    def __init__(self, type_: str, image: str, lead: str, start: int, at: int, end: int, lexer: "Lexer") -> None:
        self.type, self.image, self.lead = type_, image, lead
        self.start, self.at, self.end = start, at, end
        self.lexer = lexer
        self.index = len(lexer.tokens)


_MORE = ("DOLLAR_BANG", "DOLLAR", "TEXTBLOCK_BEGIN", "FORMAL_COMMENT_BEGIN", "BLOCK_COMMENT_BEGIN", "HASH")
_MORE_OR_COMMENT = (*_MORE[:-1], "LINE_COMMENT", "HASH")
_SYMBOLS = (
    *("RANGE", "COMMA", "COLON", "LBRACKET", "RBRACKET", "LBRACE", "RBRACE", "LPAREN", "RPAREN"),
    *("OR", "AND", "EQUAL", "NOT_EQUAL", "LESS_EQUAL", "LESS", "GREATER_EQUAL", "GREATER", "NOT", "ASSIGN"),
    *("PLUS", "MINUS", "TIMES", "DIVIDE", "MODULO"),
)

# The order replaces JavaCC's rule "the longest match, then the first declared".
_TERMINALS: dict[Mode, tuple[str, ...]] = {
    Mode.TEXT: (
        *("SET", "TEXT", "NO_REFERENCE", "ESCAPED_DIRECTIVE"),
        *("DOLLAR_BANG", "DOLLAR", "DOUBLE_ESCAPE", "ESCAPE", *_MORE_OR_COMMENT[2:]),
    ),
    Mode.REFERENCE: (
        *("IDENTIFIER", "DOT", "INDEX", "LCURLY", "RCURLY", "SET", "NO_REFERENCE"),
        *_MORE_OR_COMMENT,
    ),
    Mode.MEMBER: ("IDENTIFIER", "DOT", "CALL", "INDEX", "LCURLY", "RCURLY", "SET", *_MORE),
    Mode.ARGUMENTS: (
        *("IDENTIFIER", "SET", "BLANKS", "STRING", "FLOAT", "INTEGER", "RANGE", "DOT", "COMMA", "COLON"),
        *("CALL_END", "LBRACKET", "RBRACKET", "LBRACE", "RBRACE", *_MORE),
    ),
    Mode.INDEX: ("INDEX_END", "BLANKS", "STRING", "FLOAT", "INTEGER", "TRUE", "FALSE", *_MORE),
    Mode.DIRECTIVE: ("BLANKS", "STRING", "BARE_DIRECTIVE", "FLOAT", "INTEGER", *_SYMBOLS, *_MORE_OR_COMMENT),
    Mode.HASH: ("BARE_DIRECTIVE", "FLOAT", "INTEGER", *_MORE_OR_COMMENT),
    Mode.LINE_COMMENT: ("LINE_COMMENT_END", *_MORE),
    Mode.BLOCK_COMMENT: ("BLOCK_COMMENT", *_MORE),
}
_KEYWORDS = ("or", "and", "eq", "ne", "le", "lt", "ge", "gt", "not", "true", "false")
_KEYWORD_KINDS = (*_SYMBOLS[9:18], "TRUE", "FALSE")
_BOOLEANS = {"true": "TRUE", "false": "FALSE"}
_STRUCTURE = {"if": "IF", "elseif": "ELSEIF", "else": "ELSE", "end": "END"}
_BEGINS_ARGUMENT = {
    *("BLANKS", "STRING", "INTEGER", "FLOAT", "TRUE", "FALSE", "LBRACKET", "LBRACE", "IDENTIFIER", "LCURLY"),
    "CALL_END",
}
_NESTING = {"CALL": 1, "LBRACKET": 1, "LBRACE": 1, "INDEX": 1, "LCURLY": 1} | dict.fromkeys(
    ("CALL_END", "RBRACKET", "RBRACE", "INDEX_END", "RCURLY"), -1
)
_EMPTY_BRACKETS = {("CALL", "CALL_END"), ("LBRACKET", "RBRACKET")}
_ENDS_REFERENCE = {"IDENTIFIER", "CALL_END", "INDEX_END"}
_CALL_FOLLOWS = re.compile(r"[ \t\r\n]*\(")
_TEXTBLOCK_REST = re.compile(r"(?:[^\]#]++|#\*\*[^#]|#|\](?!\]#))*+\]\]#")
_BACKSLASHES = re.compile(r"\\+")
_ESCAPABLE = re.compile(r"\$|#(?=[A-Za-z_@]|\{[A-Za-z_][A-Za-z0-9_@]*\})")
_ORDINARY_COMMENT = re.compile(r"[^*#$\\\r\n]+")


class Terminals:
    """The grammar's patterns, as one scanner a mode."""

    def __init__(self, patterns: dict[str, str]) -> None:
        self.patterns = {name: re.compile(pattern) for name, pattern in patterns.items()}
        self.scanners = {mode: re.compile(_alternatives(names, patterns)).match for mode, names in _TERMINALS.items()}
        self.keywords = {w: k for w in _KEYWORDS for k in _KEYWORD_KINDS if self.patterns[k].fullmatch(w)}


def _alternatives(names: Sequence[str], patterns: dict[str, str]) -> str:
    return "|".join(f"(?P<{name}>{patterns[name]})" for name in names)


class Lexer:
    """One reading of one text. `tokens` holds every token so far, those the parser does not see included.

    `places` gives the offset in `source` of each character of `text`: a number to add, or, for a string literal whose
    doubled quotes were taken out, a list.
    """

    def __init__(
        self, text: str, source: Source, dialect: Dialect, terminals: Terminals, places: int | Sequence[int] = 0
    ) -> None:
        self.text, self.source, self.dialect = text, source, dialect
        self.tokens: list[Token] = []
        self.macro_names: set[str] = set()
        self.notes: list[Finding] = []
        self._places = places
        self._terminals = terminals
        self._position = 0
        self._mode = Mode.TEXT
        self._stack: list[tuple[Mode, int, int]] = []
        self._opened = self._closed = 0  # parentheses of this mode
        self._in_set = False
        self._depth = 0
        self._call_depth = 0
        self._formal = False
        self._run_end = 0
        self._run_escapes: re.Match[str] | None = None
        self._stray: int | None = None

    # ---- what the parser reads

    def __iter__(self) -> Iterator[Token]:
        """The tokens that the parser sees: all but the blanks that its grammar would allow."""
        before: Token | None = None
        token = self._read()
        while token:
            following, failure = self._try_to_read()
            if token.type == "CALL" and not self._is_call(token, following):
                self._make_text(token, following)
            if token.type != "BLANKS" or self._is_refused(token, before, following):
                yield token
                before = token
            if failure:
                raise failure
            token = following

    def _try_to_read(self) -> tuple[Token | None, TemplateSyntaxError | None]:
        """The next token, or why there is none: the parser may have to say something about the one before first."""
        try:
            return self._read(), None
        except TemplateSyntaxError as failure:
            return None, failure

    def _is_call(self, token: Token, following: Token | None) -> bool:
        """Whether Velocity's look-ahead of three tokens takes `$a.b(` for a method; else the parenthesis is text."""
        before = [t.type for t in self.tokens[max(token.index - 3, 0) : token.index]]
        is_member = before[1:] == ["DOT", "IDENTIFIER"] and before[0] in _ENDS_REFERENCE
        return is_member and following is not None and following.type in _BEGINS_ARGUMENT

    def _make_text(self, token: Token, following: Token | None) -> None:
        """A parenthesis that opens no call, but has put the lexer among arguments where blanks are none of text's."""
        token.type = "LPAREN"
        self._stray = self._call_depth
        if following is not None and following.type == "BLANKS":
            following.type = "STRAY_BLANKS"

    def _is_refused(self, token: Token, before: Token | None, following: Token | None) -> bool:
        """Blanks that Velocity does not read over: alone in `( )` after a method or in `[ ]`, or two in a row."""
        if before and following and (before.type, following.type) in _EMPTY_BRACKETS:
            return True
        return token.index > 0 and self.tokens[token.index - 1].type == "BLANKS"

    def place(self, offset: int) -> int:
        """The offset in the source of the character at `offset` of the text."""
        if isinstance(self._places, int):
            return self._places + offset
        return self._places[min(offset, len(self._places) - 1)]

    def span(self, start: int, end: int) -> Span:
        """The part of the source that the characters from `start` to `end` of the text came from."""
        return Span(self.source, self.place(start), self.place(end))

    def image(self, first: int, last: int) -> str:
        """The images of the tokens `first` to `last`, blanks included."""
        return "".join(token.image for token in self.tokens[first : last + 1])

    def literal(self, first: int, last: int) -> str:
        """The tokens `first` to `last` as Velocity prints a reference that is null."""
        return "".join(token.lead + token.image for token in self.tokens[first : last + 1])

    # ---- one token

    def _read(self) -> Token | None:
        start = begin = self._position
        lead = ""
        while True:
            if self._mode is Mode.TEXT and self.text.startswith("\\", self._position) and self._is_plain_slash():
                width = min(self._run_end - self._position, 2)
                return self._token(("ESCAPE", "DOUBLE_ESCAPE")[width - 1], lead, start, begin, self._position + width)
            match = self._terminals.scanners[self._mode](self.text, self._position)
            if match is None:
                if self._position >= len(self.text):
                    return self._end(start, begin)
                lead += self._step_over(begin)
                begin = self._position
                continue
            kind = match.lastgroup or ""
            self._position = match.end()
            if kind in _BEGINNINGS and self._mode < Mode.LINE_COMMENT:
                if kind == "TEXTBLOCK_BEGIN":
                    return self._token("TEXTBLOCK", lead, start, begin, self._textblock_end(begin))
                _BEGINNINGS[kind](self)
            elif kind not in _BEGINNINGS:
                return self._accept(kind, match.group(), lead, start, begin)

    def _is_plain_slash(self) -> bool:
        """Whether the backslashes here escape nothing; seen once for a run, so that long runs stay cheap."""
        if self._position >= self._run_end:
            self._run_end = _BACKSLASHES.match(self.text, self._position).end()  # type: ignore[union-attr]
            self._run_escapes = _ESCAPABLE.match(self.text, self._run_end)
        if not self._run_escapes:
            return True
        return self._run_escapes.group() != "$" and (self._run_end - self._position) % 2 == 0

    def _token(self, kind: str, lead: str, start: int, begin: int, end: int) -> Token:
        token = Token(kind, self.text[begin:end], lead, start, begin, end, self)
        self.tokens.append(token)
        self._position = end
        return token

    def _end(self, start: int, begin: int) -> Token | None:
        """No more characters: the end, or a `$`, `#`, comment or text block that was only begun."""
        if begin < self._position:
            self._fail_at_end(begin)
        if self._mode is Mode.LINE_COMMENT and start < self._position:
            self.tokens[-1].end = self._position
        if self._mode is Mode.BLOCK_COMMENT and start < self._position:
            self._note(
                "the comment that begins with `#*` is not closed: the rest of the template is part of it",
                start,
                "close it with `*#`",
            )
            return self._token("BLOCK_COMMENT", "", start, self._position, self._position)
        return None

    def _step_over(self, begin: int) -> str:
        """No terminal fits: the reference or directive ends here, or the comment goes on. Gives what prints."""
        if self._mode >= Mode.LINE_COMMENT:
            ordinary = _ORDINARY_COMMENT.match(self.text, self._position)
            self._position = ordinary.end() if ordinary else self._position + 1
            return ""
        if self._mode not in (Mode.REFERENCE, Mode.MEMBER, Mode.HASH):
            self._fail_on_character()
        self._pop()
        return _printed(self.text[begin : self._position + 1]) if begin < self._position else ""

    def _accept(self, kind: str, word: str, lead: str, start: int, begin: int) -> Token:
        if kind == "BARE_DIRECTIVE":
            kind = self._directive(word, begin) if self._mode is Mode.HASH else self._word(word)
        elif kind == "IDENTIFIER":
            kind = _BOOLEANS.get(word, kind)
        elif kind == "BLOCK_COMMENT" and self._formal:
            kind = "FORMAL_COMMENT"
        action = _ACTIONS.get(kind)
        token = self._token(kind, lead, start, begin, self._position)
        if kind == "DOT":
            token.image = "."
        if kind == "BLANKS" and self._stray == len(self._stack):
            token.type = "STRAY_BLANKS"
        if kind in _NESTING:
            self._nest(_NESTING[kind], token)
        if action:
            action(self)
        return token

    def _nest(self, step: int, token: Token) -> None:
        self._depth = max(0, self._depth + step)
        if self._depth > MAX_NESTING:
            raise TemplateSyntaxError(
                f"values are nested more than {MAX_NESTING} deep",
                self.span(token.at, token.end),
                "take the inner ones out into variables with #set",
            )

    # ---- modes

    def _push(self, mode: Mode) -> None:
        self._stack.append((self._mode, self._opened, self._closed))
        self._opened = 0
        self._mode = mode

    def _pop(self) -> bool:
        if not self._stack:
            self._opened = 0
            self._mode = Mode.TEXT
            return False
        self._mode, self._opened, self._closed = self._stack.pop()
        return True

    def _begin_reference(self) -> None:
        if self._mode is Mode.REFERENCE:
            self._pop()
        self._push(Mode.REFERENCE)

    def _begin_directive(self) -> None:
        if self._mode in (Mode.REFERENCE, Mode.MEMBER):
            self._pop()
        self._push(Mode.HASH)

    def _begin_formal_comment(self) -> None:
        self._position -= 1
        self._formal = True
        self._push(Mode.BLOCK_COMMENT)

    def _begin_block_comment(self) -> None:
        self._formal = False
        self._push(Mode.BLOCK_COMMENT)

    def _begin_line_comment(self) -> None:
        if self._mode is Mode.REFERENCE:
            self._pop()
        self._push(Mode.LINE_COMMENT)

    def _textblock_end(self, begin: int) -> int:
        rest = _TEXTBLOCK_REST.match(self.text, self._position)
        if not rest:
            raise TemplateSyntaxError(
                "`#[[` is not closed", self.span(self._position - 3, self._position), "close the text block with `]]#`"
            )
        return rest.end()

    def _begin_set(self) -> None:
        self._push(Mode.DIRECTIVE)
        self._in_set = True
        self._opened = 1

    def _begin_index(self) -> None:
        self._push(Mode.INDEX)

    def _begin_arguments(self) -> None:
        self._opened += 1
        self._mode = Mode.ARGUMENTS
        self._call_depth = len(self._stack)

    def _end_arguments(self) -> None:
        self._mode = Mode.REFERENCE

    def _after_dot(self) -> None:
        self._mode = Mode.MEMBER

    def _open_parenthesis(self) -> None:
        self._opened += 1

    def _close_parenthesis(self) -> None:
        """Drops to the mode below the one whose parenthesis this closes."""
        while not self._opened:
            if not self._pop():
                return
        if self._opened == self._closed + 1:
            self._pop()
            self._in_set = False
        else:
            self._closed += 1

    def _after_number(self) -> None:
        if not self._opened and not self._in_set and self._mode not in (Mode.ARGUMENTS, Mode.INDEX):
            self._pop()

    def _after_float(self) -> None:
        if not self._opened and not self._in_set and self._mode is not Mode.ARGUMENTS:
            self._pop()

    def _after_string(self) -> None:
        if self._mode is Mode.DIRECTIVE and not self._in_set and not self._opened:
            self._pop()

    def _word(self, word: str) -> str:
        """The kind of a word between the parentheses of a directive."""
        if word.startswith("{"):
            return "BARE_DIRECTIVE"
        return self._terminals.keywords.get(word, "WORD")

    def _directive(self, word: str, begin: int) -> str:
        """The kind of the word after `#`, by its name and by whether a parenthesis follows."""
        kind = _STRUCTURE.get(word.strip("{}"))
        if kind in ("ELSE", "END"):
            self._position = self._terminals.patterns[kind].match(self.text, self._position - len(word)).end()  # type: ignore[union-attr]
            self._pop()
        elif kind or _CALL_FOLLOWS.match(self.text, self._position):
            self._mode = Mode.DIRECTIVE
        else:
            self._pop()
            if self._mode is Mode.DIRECTIVE and not word.startswith("{"):
                return "WORD"
            return self._bare(directive_name(self.text[begin : self._position]), begin)
        return kind or self._called(directive_name(self.text[begin : self._position]))

    def _bare(self, name: str, begin: int) -> str:
        if name == "set":
            self._note("`#set` without a parenthesis right after it is text", begin, "write `#set($name = value)`")
        if name in EXAMPLES and self.dialect.is_directive(name):
            raise TemplateSyntaxError(
                f"`#{name}` needs its arguments in parentheses", self.span(begin, self._position), EXAMPLES[name]
            )
        return "BARE_DIRECTIVE"

    def _called(self, name: str) -> str:
        return "BLOCK_DIRECTIVE" if name in self.dialect.block_directives or name.startswith("@") else "LINE_DIRECTIVE"

    def _note(self, message: str, start: int, hint: str) -> None:
        self.notes.append(Finding(message, self.span(start, min(self._position, start + 4)), hint))

    # ---- what no lexer can read

    def _fail_at_end(self, begin: int) -> None:
        image = self.text[begin:]
        raise TemplateSyntaxError(
            f"the template ends in the middle of `{image}`",
            self.span(begin, len(self.text)),
            f"Velocity refuses a template whose last character is `{image[-1]}`: put a space or a newline after it",
        )

    def _fail_on_character(self) -> None:
        position = self._position
        character = self.text[position]
        place = self.span(position, position + 1)
        if character in "'\"":
            raise TemplateSyntaxError(f"the string that begins with {character} is not closed", place, _QUOTES)
        where = {Mode.INDEX: "an index", Mode.ARGUMENTS: "the arguments of a method"}.get(self._mode, "a directive")
        hint = _HINTS.get(character) if self._mode is Mode.DIRECTIVE else _NO_OPERATORS
        raise TemplateSyntaxError(f"unexpected {describe(character)} in {where}", place, hint)


_QUOTES = "a backslash does not escape a quote in VTL; write it twice: \"\" in \"...\", '' in '...'"
_NO_OPERATORS = "there stand references, strings, numbers; take anything else out with #set"
_HINTS = {
    "&": "`and` is written `&&`",
    "|": "`or` is written `||`",
    "?": "VTL has no `? :`; use #if and #else",
    ";": "a directive ends with its parenthesis",
    ".": "a number begins with a digit",
}

_BEGINNINGS: dict[str, Callable[[Lexer], None]] = {
    "DOLLAR": Lexer._begin_reference,
    "DOLLAR_BANG": Lexer._begin_reference,
    "HASH": Lexer._begin_directive,
    "FORMAL_COMMENT_BEGIN": Lexer._begin_formal_comment,
    "BLOCK_COMMENT_BEGIN": Lexer._begin_block_comment,
    "TEXTBLOCK_BEGIN": Lexer._begin_block_comment,
}
_ACTIONS: dict[str, Callable[[Lexer], object]] = {
    "SET": Lexer._begin_set,
    "DOT": Lexer._after_dot,
    "CALL": Lexer._begin_arguments,
    "CALL_END": Lexer._end_arguments,
    "INDEX": Lexer._begin_index,
    "INDEX_END": Lexer._pop,
    "RCURLY": Lexer._pop,
    "LPAREN": Lexer._open_parenthesis,
    "RPAREN": Lexer._close_parenthesis,
    "STRING": Lexer._after_string,
    "INTEGER": Lexer._after_number,
    "FLOAT": Lexer._after_float,
    "LINE_COMMENT": Lexer._begin_line_comment,
    "LINE_COMMENT_END": Lexer._pop,
    "BLOCK_COMMENT": Lexer._pop,
    "FORMAL_COMMENT": Lexer._pop,
}


def describe(character: str) -> str:
    """A character as an error shows it."""
    return f"`{character}`" if character.isprintable() else f"character U+{ord(character):04X}"


def _printed(special: str) -> str:
    """What Velocity prints of characters that began a reference or directive and ended as none: `$`, `#`, `\\$`."""
    printed, i = [], 0
    while i < len(special):
        if special[i] in "$#":
            printed.append(special[i])
        elif special[i] == "\\" and (escaped := re.compile(r"\\+\$").match(special, i)):
            printed.append(escaped.group())
            i = escaped.end()
        i += 1
    return "".join(printed)
