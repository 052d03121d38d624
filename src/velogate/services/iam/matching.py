"""IAM's patterns: which text, and which other pattern, a pattern covers."""

import re
from functools import lru_cache


@lru_cache(maxsize=4096)
def _compiled(pattern: str, ignore_case: bool) -> re.Pattern[str]:
    parts = re.split(r"(\$\{[*?$]\}|[*?])", pattern)
    written = "".join(_PARTS.get(part) or re.escape(part) for part in parts)
    return re.compile(written, re.S | (re.I if ignore_case else 0))


_PARTS = {"*": ".*", "?": "[^*]", "${*}": r"\$\{\*\}", "${?}": r"\$\{\?\}", "${$}": r"\$\{\$\}"}


def covers(pattern: str, needed: str, ignore_case: bool = False) -> bool:
    """Whether the pattern matches all that the other one, a pattern itself, can stand for."""
    return _compiled(re.sub(r"\*+", "*", pattern), ignore_case).fullmatch(needed) is not None


def meets(one: str, other: str, ignore_case: bool = False) -> bool:
    """Whether there is a text that both patterns match."""
    if ignore_case:
        one, other = one.lower(), other.lower()
    reached = {(0, 0)}
    seen: set[tuple[int, int]] = set()
    while reached:
        at = reached.pop()
        if at == (len(one), len(other)):
            return True
        if at in seen:
            continue
        seen.add(at)
        reached |= {*_steps(one, other, *at)}
    return False


def _steps(one: str, other: str, i: int, j: int) -> list[tuple[int, int]]:
    """Where two patterns go on from a place in each."""
    a, b = one[i : i + 1], other[j : j + 1]
    if a == "*":
        return [(i + 1, j), *([(i, j + 1)] if b else [])]
    if b == "*":
        return [(i, j + 1), *([(i + 1, j)] if a else [])]
    return [(i + 1, j + 1)] if a and b and (a == b or "?" in (a, b)) else []
