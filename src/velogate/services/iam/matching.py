"""IAM's patterns: which text, and which other pattern, a pattern covers."""

import re

_PARTS = re.compile(r"\$\{[*?$]\}|.", re.S)


def covers(pattern: str, needed: str, ignore_case: bool = False) -> bool:
    """Whether the pattern matches all that the other one, a pattern itself, can stand for; time grows by the product.

    A star of the pattern takes as little as it can, and more where the rest would not fit.
    """
    wanted, given = _parts(pattern, ignore_case), _parts(needed, ignore_case)
    i = j = 0
    star, again = -1, 0
    while j < len(given):
        if i < len(wanted) and wanted[i] == "*":
            star, again, i = i, j, i + 1
        elif i < len(wanted) and (wanted[i] == given[j] or (wanted[i] == "?" and given[j] != "*")):
            i, j = i + 1, j + 1
        elif star >= 0:
            again += 1
            i, j = star + 1, again
        else:
            return False
    return all(part == "*" for part in wanted[i:])


def _parts(pattern: str, ignore_case: bool) -> list[str]:
    """Characters and wildcards; `${*}` is one part, and no wildcard."""
    return _PARTS.findall(pattern.lower() if ignore_case else pattern)


def meets(one: str, other: str, ignore_case: bool = False) -> bool:
    """Whether there is a text that both patterns match."""
    a, b = _parts(one, ignore_case), _parts(other, ignore_case)
    reached = {(0, 0)}
    seen: set[tuple[int, int]] = set()
    while reached:
        at = reached.pop()
        if at == (len(a), len(b)):
            return True
        if at not in seen:
            seen.add(at)
            reached |= {*_steps(a, b, *at)}
    return False


def _steps(one: list[str], other: list[str], i: int, j: int) -> list[tuple[int, int]]:
    """Where two patterns go on from a place in each."""
    a, b = "".join(one[i : i + 1]), "".join(other[j : j + 1])
    if a == "*":
        return [(i + 1, j), *([(i, j + 1)] if b else [])]
    if b == "*":
        return [(i, j + 1), *([(i + 1, j)] if a else [])]
    return [(i + 1, j + 1)] if a and b and (a == b or "?" in (a, b)) else []
