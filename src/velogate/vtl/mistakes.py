"""Syntax errors in the words of the template's author."""

from velogate.errors import TemplateSyntaxError
from velogate.vtl.lexer import Lexer, Token


def explain(token: Token, expected: set[str], lexer: Lexer) -> TemplateSyntaxError:
    """The error for a token that the grammar does not take here."""
    at = token.at if isinstance(token, Token) else len(lexer.text)
    end = token.end if isinstance(token, Token) else len(lexer.text)
    return TemplateSyntaxError(f"unexpected {token.type} expected {sorted(expected)}", lexer.span(at, end))
