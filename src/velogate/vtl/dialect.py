"""The two dialects of the one language."""

from dataclasses import dataclass

from velogate.errors import UsageError, near


@dataclass(frozen=True, slots=True)
class Dialect:
    """What an engine makes of the same grammar.

    `block_directives` have a body that ends with `#end`, `line_directives` have none; any other name is the call of
    a macro. `macros`: definitions count, and undefined macros are the only calls that stay text. `null_is_empty`:
    a reference that is null IS the empty string (recorded from API Gateway), else it prints as it is written.
    """

    name: str
    block_directives: frozenset[str]
    line_directives: frozenset[str]
    macros: bool
    null_is_empty: bool

    def is_directive(self, name: str) -> bool:
        """Whether `#name` is a directive of this dialect, apart from #set, #if, #elseif, #else and #end."""
        return name in self.block_directives or name in self.line_directives


_BLOCKS = frozenset({"foreach", "macro", "define", "literal"})
_LINES = frozenset({"break", "stop", "parse", "include"})

VELOCITY = Dialect("velocity", _BLOCKS, _LINES | {"evaluate"}, macros=True, null_is_empty=False)
APIGATEWAY = Dialect("apigateway", _BLOCKS, _LINES, macros=False, null_is_empty=True)

DIALECTS = {d.name: d for d in (APIGATEWAY, VELOCITY)}


def dialect(name: str) -> Dialect:
    """The dialect of that name; UsageError for another."""
    if name not in DIALECTS:
        guess = near(name, DIALECTS)
        raise UsageError(
            f"there is no dialect {name!r}" + (f"; did you mean {guess!r}?" if guess else ""),
            hint=f"known dialects: {', '.join(DIALECTS)}",
        )
    return DIALECTS[name]
