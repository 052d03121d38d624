"""Syntax errors in the words of the template's author: what the parser refuses, told as the mistake that people make.

A mistake is a rule that looks at the refused token and what stands open around it; the first that knows it speaks.
tests/vtl/mistakes.json holds examples of each.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from velogate.errors import TemplateSyntaxError
from velogate.source import Span
from velogate.vtl.lexer import Lexer, Token

_OPENERS = {
    "SET": "RPAREN",
    "LPAREN": "RPAREN",
    "CALL": "CALL_END",
    "INDEX": "INDEX_END",
    "LBRACKET": "RBRACKET",
    "LBRACE": "RBRACE",
    "LCURLY": "RCURLY",
}
_CLOSERS = {*_OPENERS.values()}
_CLAUSES = {"IF", "ELSEIF"}
_BLOCKS = {"IF", "BLOCK_DIRECTIVE"}
_DIRECTIVES = {"BLOCK_DIRECTIVE", "LINE_DIRECTIVE"}
_VALUES = {"INTEGER", "FLOAT", "STRING", "CALL_END", "INDEX_END", "RCURLY", "RPAREN", "IDENTIFIER", "TRUE", "FALSE"}


@dataclass(frozen=True, slots=True)
class Situation:
    """A refused token (None: the end of the template) and what came before it.

    `brackets` are the tokens that opened a parenthesis, bracket or brace and `blocks` those that opened a block, not
    closed so far, the innermost last; `branches` are the #else and #elseif of the innermost block.
    """

    lexer: Lexer
    token: Token | None
    before: Token | None
    brackets: tuple[Token, ...]
    blocks: tuple[Token, ...]
    branches: tuple[Token, ...]

    @property
    def kind(self) -> str:
        """The kind of the refused token."""
        return self.token.type if self.token else "the end"

    @property
    def place(self) -> Span:
        """Where the refused token stands."""
        if self.token:
            return self.lexer.span(self.token.at, max(self.token.end, self.token.at + 1))
        return self.lexer.span(len(self.lexer.text), len(self.lexer.text))

    @property
    def bracket(self) -> Token | None:
        """The innermost open bracket."""
        return self.brackets[-1] if self.brackets else None

    def refuse(self, message: str, hint: str | None = None, at: Token | None = None) -> TemplateSyntaxError:
        """The error, at the refused token or another."""
        return TemplateSyntaxError(message, at.lexer.span(at.at, at.end) if at else self.place, hint)


Mistake = Callable[[Situation], TemplateSyntaxError | None]


def explain(token: Token | None, lexer: Lexer) -> TemplateSyntaxError:
    """The error for a token, or the end of the template, that the grammar does not take where it stands."""
    situation = _situation(token, lexer)
    return next(error for mistake in _MISTAKES if (error := mistake(situation)))


def _situation(token: Token | None, lexer: Lexer) -> Situation:
    seen = [t for t in lexer.tokens[: token.index if token else None] if t.type != "BLANKS"]
    blocks, branches = _open_blocks(seen)
    return Situation(lexer, token, seen[-1] if seen else None, tuple(_open_brackets(seen)), blocks, branches)


def _open_blocks(tokens: list[Token]) -> tuple[tuple[Token, ...], tuple[Token, ...]]:
    blocks: list[tuple[Token, list[Token]]] = []
    for token in tokens:
        if token.type in _BLOCKS:
            blocks.append((token, []))
        elif token.type == "END" and blocks:
            blocks.pop()
        elif token.type in ("ELSE", "ELSEIF") and blocks:
            blocks[-1][1].append(token)
    return tuple(block for block, _ in blocks), tuple(blocks[-1][1]) if blocks else ()


def _open_brackets(tokens: list[Token]) -> Iterator[Token]:
    open_: list[Token] = []
    for i, token in enumerate(tokens):
        if token.type in _OPENERS and not _is_text(tokens, i):
            open_.append(token)
        elif token.type in _CLOSERS and open_ and _OPENERS[open_[-1].type] in (token.type, _also(token.type)):
            open_.pop()
    return iter(open_)


def _also(closer: str) -> str:
    """After a reference `}` closes a map, too."""
    return "RBRACE" if closer == "RCURLY" else closer


def _is_text(tokens: list[Token], i: int) -> bool:
    """Whether `(` or `{` is text: no directive stands before it, or no name after it."""
    token = tokens[i]
    if token.type == "LCURLY":
        return i + 1 < len(tokens) and tokens[i + 1].type != "IDENTIFIER"
    return token.type == "LPAREN" and (i == 0 or tokens[i - 1].type in ("TEXT", "IDENTIFIER"))


# ---- the mistakes, the most telling first


def _blank_in_empty_brackets(s: Situation) -> TemplateSyntaxError | None:
    if s.kind != "BLANKS" or not s.bracket or s.before is not s.bracket:
        return None
    pair = "()" if s.bracket.type == "CALL" else "[]"
    return s.refuse(f"a blank between empty `{pair[0]}` and `{pair[1]}`", f"write `{pair}`: Velocity refuses the blank")


def _escaped_quote(s: Situation) -> TemplateSyntaxError | None:
    if not s.before or s.before.type != "STRING" or not s.before.image[:-1].endswith("\\"):
        return None
    quote = s.before.image[0]
    return s.refuse(
        f"the string ends at the {quote} after the backslash",
        f"a backslash does not escape a quote in VTL; write it twice: {quote}{quote}",
        s.before,
    )


def _swallowing_string(s: Situation) -> TemplateSyntaxError | None:
    string = s.before
    if (
        not string
        or string.type != "STRING"
        or "\n" not in string.image
        or s.kind not in ("WORD", "STRING", "IDENTIFIER")
    ):
        return None
    place = string.lexer.span(string.at, string.at + 1)
    last = string.lexer.span(string.end - 1, string.end).line
    return TemplateSyntaxError(
        f"the string that begins here goes on to line {last}", place, f"is its closing {string.image[0]} missing?"
    )


def _condition_without_parentheses(s: Situation) -> TemplateSyntaxError | None:
    if not s.before or s.before.type not in _CLAUSES:
        return None
    name = _name(s.before)
    return s.refuse(f"`{name}` needs its condition in parentheses", f"write `{name}($condition)`", s.before)


def _minus_without_blanks(s: Situation) -> TemplateSyntaxError | None:
    if not s.token or s.kind not in ("INTEGER", "FLOAT") or not s.before or s.before.type not in _VALUES:
        return None
    if not s.token.image.startswith("-"):
        return None
    number = s.token.image[1:]
    return s.refuse(
        f"`{s.token.image}` is read as a negative number, not as a subtraction",
        f"put blanks around the minus: ` - {number}`",
    )


def _comparison_in_set(s: Situation) -> TemplateSyntaxError | None:
    if s.kind != "EQUAL" or not s.bracket or s.bracket.type != "SET":
        return None
    if any(t.type == "ASSIGN" for t in s.lexer.tokens[s.bracket.index :]):
        return None
    return s.refuse("`#set` assigns with one `=`; `==` compares", "write `#set($name = value)`")


def _assignment_in_condition(s: Situation) -> TemplateSyntaxError | None:
    if s.kind != "ASSIGN":
        return None
    if s.bracket and s.bracket.type == "SET":
        return s.refuse("`#set` assigns once", "write a #set for each variable, and `==` to compare")
    return s.refuse("`=` does not compare", "write `==`")


def _set_without_reference(s: Situation) -> TemplateSyntaxError | None:
    if not s.before or s.before.type != "SET":
        return None
    return s.refuse("`#set` assigns to a reference", "write `#set($name = value)`")


def _keyword_as_property(s: Situation) -> TemplateSyntaxError | None:
    if s.kind not in ("TRUE", "FALSE") or not s.before:
        return None
    word = s.token.image if s.token else ""
    if s.before.type == "DOT":
        return s.refuse(f"`{word}` cannot be the name of a property", f'write `.get("{word}")`')
    return s.refuse(f"`{word}` is no reference", "`true` and `false` are no names of variables")


def _end_without_block(s: Situation) -> TemplateSyntaxError | None:
    if s.kind != "END" or s.blocks or s.brackets:
        return None
    return s.refuse("`#end` closes nothing", "there are more #end than #if, #foreach, #define, #macro; remove it")


def _branch_without_if(s: Situation) -> TemplateSyntaxError | None:
    if not s.token or s.kind not in ("ELSE", "ELSEIF") or s.brackets:
        return None
    name = _name(s.token)
    if not s.blocks:
        return s.refuse(f"`{name}` outside of an `#if`", "there may be one #end too many before it")
    block = s.blocks[-1]
    if block.type != "IF":
        return s.refuse(
            f"`{name}` inside of the {_opened(block)}, which is no `#if`",
            "close it with #end before, or open the #if after it",
        )
    return s.refuse(
        f"`{name}` after the `#else` of the {_opened(block)}",
        "an #if has one #else, and it comes last; is an #end missing?",
    )


def _unclosed_bracket(s: Situation) -> TemplateSyntaxError | None:
    """The template, a directive or text begins while a parenthesis or bracket is open."""
    if not s.bracket or s.kind not in _AFTER_VALUES:
        return None
    opener = s.bracket
    if opener.type == "LCURLY":
        return s.refuse(
            "`${` is not closed with `}`", "inside of `${...}` stand a name, properties, methods, indexes", opener
        )
    sign, closing = _SIGNS[opener.type]
    return s.refuse(f"`{sign}` is not closed{_context(s)}", f"close it with `{closing}`", opener)


def _unclosed_block(s: Situation) -> TemplateSyntaxError | None:
    if s.token or not s.blocks:
        return None
    block = s.blocks[-1]
    return s.refuse(f"{_opened(block)} is not closed", "close it with `#end`", block)


def _operator_in_arguments(s: Situation) -> TemplateSyntaxError | None:
    if not s.bracket or s.bracket.type not in ("CALL", "INDEX") or not s.token:
        return None
    return s.refuse(
        f"unexpected {_shown(s.token)}{_context(s)}",
        "there stand references, strings, numbers; take anything else out with #set",
    )


def _anything_else(s: Situation) -> TemplateSyntaxError | None:
    if not s.token:
        return s.refuse("the template ends too early")
    return s.refuse(f"unexpected {_shown(s.token)}{_context(s)}", _after(s))


_MISTAKES: tuple[Mistake, ...] = (
    _blank_in_empty_brackets,
    _escaped_quote,
    _swallowing_string,
    _condition_without_parentheses,
    _minus_without_blanks,
    _comparison_in_set,
    _assignment_in_condition,
    _set_without_reference,
    _keyword_as_property,
    _end_without_block,
    _branch_without_if,
    _unclosed_bracket,
    _unclosed_block,
    _operator_in_arguments,
    _anything_else,
)
_SIGNS = {
    "SET": ("#set(", ")"),
    "LPAREN": ("(", ")"),
    "CALL": ("(", ")"),
    "INDEX": ("[", "]"),
    "LBRACKET": ("[", "]"),
    "LBRACE": ("{", "}"),
}
_AFTER_VALUES = {
    *("the end", "TEXT", "TEXTBLOCK", "SET", "IF", "ELSEIF", "ELSE", "END", "BLOCK_DIRECTIVE", "LINE_DIRECTIVE"),
    *(
        "BARE_DIRECTIVE",
        "LINE_COMMENT",
        "BLOCK_COMMENT",
        "FORMAL_COMMENT",
        "RCURLY",
        "NO_REFERENCE",
        "ESCAPE",
        "DOUBLE_ESCAPE",
    ),
}


# ---- words


def _name(token: Token) -> str:
    return token.image.strip().replace("{", "").replace("}", "")


def _opened(token: Token) -> str:
    return f"`{_name(token)}` opened on line {token.lexer.span(token.at, token.end).line}"


def _shown(token: Token) -> str:
    image = token.image.strip()
    if not image:
        return "blanks"
    return f"`{image}`" if len(image) <= 30 else f"`{image[:27]}...`"


def _context(s: Situation) -> str:
    opener = s.bracket
    if not opener:
        return ""
    if opener.type == "SET":
        return " in `#set`"
    if opener.type == "LPAREN":
        head = next(
            (t for t in reversed(s.lexer.tokens[: opener.index]) if t.type in _CLAUSES | _DIRECTIVES | {"SET"}), None
        )
        part = "the arguments" if head and head.type in _DIRECTIVES else "the condition"
        return f" in {part} of `{_name(head)}`" if head and head.type != "SET" else ""
    if opener.type == "CALL":
        return f" in the arguments of `{s.lexer.tokens[opener.index - 1].image}`"
    return {"INDEX": " in an index", "LBRACKET": " in a list", "LBRACE": " in a map"}.get(opener.type, "")


def _after(s: Situation) -> str | None:
    if not s.before or not s.bracket:
        return None
    return f"it comes after {_shown(s.before)}"
