"""The directives that are not part of the grammar: what Velocity asks of their arguments before it renders anything."""

from collections.abc import Callable, Iterator

from velogate.errors import Finding, TemplateSyntaxError
from velogate.source import Source
from velogate.vtl import tree as t
from velogate.vtl.dialect import Dialect

EXAMPLES = {
    "foreach": "write `#foreach($item in $list) ... #end`",
    "define": "write `#define($name) ... #end`",
    "macro": "write `#macro(name $argument) ... #end`",
    "literal": "write `#literal() ... #end`",
    "evaluate": "write `#evaluate($text)`",
}
"""How the directives look that cannot do without parentheses."""


def directive_name(image: str) -> str:
    """The name of a directive as Velocity cuts it out of its token: without the `#`, or the `#{` and `}`."""
    return image[2:-1] if image.endswith("}") else image[1:]


def check_arguments(node: t.Directive, source: Source, dialect: Dialect) -> Iterator[Finding]:
    """What is odd about the arguments of the directive; TemplateSyntaxError where Velocity refuses them."""
    if not dialect.is_directive(node.name) or node.bare:
        return
    for position, argument in enumerate(node.arguments):
        if isinstance(argument, t.Word) and (node.name, position) not in _WORDS:
            _refuse(node, f"`#{node.name}` does not take the bare word `{argument.text}`", source, argument)
    if node.name in _CHECKS:
        _CHECKS[node.name](node, source)
    if node.name == "foreach" and len(node.arguments) > 1 and node.heads[1] != "in":
        place = node.arguments[1]
        yield Finding(
            f"`{node.heads[1]}` stands where `in` is expected; Velocity takes any word there",
            source.span(place.start, place.end),
            EXAMPLES["foreach"],
        )


_WORDS = {("macro", 0), ("foreach", 1)}


def _refuse(node: t.Directive, message: str, source: Source, place: t.Node | None = None) -> None:
    at = place or node
    raise TemplateSyntaxError(message, source.span(at.start, at.end), EXAMPLES.get(node.name))


def _check_macro(node: t.Directive, source: Source) -> None:
    if not node.arguments:
        _refuse(node, "`#macro` needs a name", source)
    if not isinstance(node.arguments[0], t.Word):
        _refuse(node, "the name of a macro is a bare word, without `$` and quotes", source, node.arguments[0])


def _check_define(node: t.Directive, source: Source) -> None:
    if len(node.arguments) != 1:
        _refuse(node, "`#define` takes one reference, the name of the block", source)


def _check_one_at_most(node: t.Directive, source: Source) -> None:
    if len(node.arguments) > 1:
        _refuse(node, f"`#{node.name}` takes at most one argument", source, node.arguments[1])


def _check_evaluate(node: t.Directive, source: Source) -> None:
    if len(node.arguments) != 1 or not isinstance(node.arguments[0], t.String | t.Reference):
        _refuse(node, "`#evaluate` takes one string or reference", source)


_CHECKS: dict[str, Callable[[t.Directive, Source], None]] = {
    "macro": _check_macro,
    "define": _check_define,
    "break": _check_one_at_most,
    "stop": _check_one_at_most,
    "evaluate": _check_evaluate,
}
