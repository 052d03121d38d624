"""Expected values against found ones: where they differ, by structure.

A mapping of one of these words expects something other than itself: `not`, `contains`, `matches`, `any_of`, `anything`,
`equals`. The word `anything` alone stands for any value that is there.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from velogate.gateway.places import Path


class Absent:
    """What stands where there is nothing."""

    def __repr__(self) -> str:
        return "nothing"


ABSENT = Absent()
ANYTHING = "anything"


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that is not as expected: where, and the two; `rule` names the matcher that it does not fulfil."""

    path: Path
    expected: Any
    found: Any
    rule: str = "equals"


def differences(expected: Any, found: Any, path: Path = (), subset: bool = False) -> Iterator[Difference]:
    """Where a found value differs from an expected one; with `subset`, maps may have more."""
    matcher = matcher_of(expected)
    if matcher:
        rule, wanted = matcher
        if not MATCHERS[rule](wanted, found):
            yield Difference(path, wanted, found, rule)
    elif isinstance(expected, str) and expected == ANYTHING and found is not ABSENT:
        return
    elif isinstance(expected, Mapping) and isinstance(found, Mapping):
        yield from _of_maps(expected, found, path, subset)
    elif isinstance(expected, list) and isinstance(found, list):
        yield from _of_lists(expected, found, path, subset)
    elif not _same(expected, found):
        yield Difference(path, expected, found)


def matcher_of(expected: Any) -> tuple[str, Any] | None:
    """The word and the value of a matcher; None for any other value."""
    if isinstance(expected, Mapping) and len(expected) == 1:
        ((word, wanted),) = expected.items()
        if word in MATCHERS:
            return str(word), wanted
    return None


def fulfils(expected: Any, found: Any) -> bool:
    """Whether a value is as expected."""
    return next(differences(expected, found), None) is None


def _of_maps(expected: Mapping[Any, Any], found: Mapping[Any, Any], path: Path, subset: bool) -> Iterator[Difference]:
    for key, wanted in expected.items():
        yield from differences(wanted, found.get(key, ABSENT), (*path, str(key)), subset)
    if not subset:
        yield from (Difference((*path, str(key)), ABSENT, found[key]) for key in found if key not in expected)


def _of_lists(expected: list[Any], found: list[Any], path: Path, subset: bool) -> Iterator[Difference]:
    for index in range(max(len(expected), len(found))):
        wanted = expected[index] if index < len(expected) else ABSENT
        got = found[index] if index < len(found) else ABSENT
        yield from differences(wanted, got, (*path, index), subset)


def _same(expected: Any, found: Any) -> bool:
    """Whether two values are equal as JSON has them: true is not 1."""
    if isinstance(expected, bool) or isinstance(found, bool):
        return expected is found
    return bool(expected == found)


def _contains(wanted: Any, found: Any) -> bool:
    if isinstance(found, str):
        return str(wanted) in found
    if isinstance(found, Mapping):
        return isinstance(wanted, Mapping) and all(
            fulfils(each, found.get(key, ABSENT)) for key, each in wanted.items()
        )
    return isinstance(found, list) and any(fulfils(wanted, each) for each in found)


def _matches(wanted: Any, found: Any) -> bool:
    return isinstance(found, str) and re.search(str(wanted), found) is not None


MATCHERS: Mapping[str, Callable[[Any, Any], bool]] = {
    "not": lambda wanted, found: not fulfils(wanted, found),
    "contains": _contains,
    "matches": _matches,
    "any_of": lambda wanted, found: any(fulfils(each, found) for each in wanted),
    "anything": lambda wanted, found: (found is not ABSENT) == (wanted is not False),
    "equals": lambda wanted, found: _same(wanted, found),
}
"""What a matcher's word asks of a found value."""


def faults(expected: Any) -> Iterator[str]:
    """What is wrong with the matchers in an expected value."""
    matcher = matcher_of(expected)
    if matcher and matcher[0] == "matches":
        try:
            re.compile(str(matcher[1]))
        except re.error as error:
            yield f"matches: {matcher[1]!r} is no regular expression: {error}"
    if matcher and matcher[0] == "any_of" and not isinstance(matcher[1], list):
        yield "any_of takes a list"
    children = expected.values() if isinstance(expected, Mapping) else expected if isinstance(expected, list) else ()
    for child in children:
        yield from faults(child)


def shown(path: Path) -> str:
    """A path as JSONPath writes it."""
    return "$" + "".join(
        f"[{part}]" if isinstance(part, int) else f".{part}" if re.fullmatch(r"\w+", part) else f"[{part!r}]"
        for part in path
    )
