"""What a name means: an entry is found by what people type of its name, with or without signs, in any case."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache

from velogate.errors import UsageError, near
from velogate.reference import lacking, methods
from velogate.reference.entry import Entry, Topic
from velogate.reference.reading import PAGES, page

_ARGUMENTS = re.compile(r"\([^()]*\)")
_KEY_IN_BRACKETS = re.compile(r"""\[\s*(['"])([\w-]+)\1\s*\]""")
_SIGNS = "$!{}#.\\ "


@dataclass(frozen=True, slots=True)
class Found:
    """What a name means: the entries that it fits best and those that it may mean besides, or a whole topic."""

    entries: tuple[Entry, ...] = ()
    besides: tuple[Entry, ...] = ()
    topic: Topic | None = None


@cache
def topics() -> tuple[Topic, ...]:
    """Every topic, methods with the signatures that they have in Java; the last holds the methods no page describes."""
    written = [_with_signatures(page(name)) for name in PAGES]
    described = {entry.name for topic in written for entry in topic.entries}
    rest = [name for name in methods.by_name() if f".{name}" not in described]
    says = "The other methods of Java's that values have, by their signatures."
    others = tuple(entry for name in rest if (entry := methods.entry(name)))
    return (*written, lacking.topic(), Topic(methods.TOPIC, "Other methods", says, others))


def _with_signatures(topic: Topic) -> Topic:
    known = methods.by_name()
    entries = (
        replace(entry, signatures=known[entry.name[1:]]) if entry.kind == "method" else entry for entry in topic.entries
    )
    return replace(topic, entries=tuple(entries))


def entries() -> Iterator[Entry]:
    """Every entry of every topic."""
    for topic in topics():
        yield from topic.entries


def borrowed(topic: Topic) -> tuple[list[Entry], list[str]]:
    """Of the methods that the topic's classes have besides: the entries of other pages, and names without a page."""
    own = {entry.name for entry in topic.entries}
    names = [f".{name}" for name in methods.names_of(topic.classes) if f".{name}" not in own]
    described = [e for e in entries() if e.kind == "method" and e.topic != methods.TOPIC and e.name in names]
    return described, sorted(set(names) - {entry.name for entry in described})


def look_up(name: str) -> Found:
    """What the name means; UsageError, with the nearest name, for one that means nothing."""
    asked = name.strip()
    for way in _WAYS if asked else ():
        found = way(asked)
        if isinstance(found, Topic):
            return Found(topic=found)
        if found:
            best = [entry for entry in found if entry.topic != methods.TOPIC] or found
            return Found(tuple(best), tuple(_besides(asked, best)))
    raise _unknown(asked)


def complete(beginning: str) -> list[str]:
    """The names that begin so, with or without their sign."""
    wanted = beginning.casefold()
    return [e.name for e in entries() if wanted in (e.name[: len(wanted)].casefold(), key(e.name)[: len(wanted)])]


def key(name: str) -> str:
    """A name without arguments, signs and case; what has nothing but signs stays."""
    bare, before = _KEY_IN_BRACKETS.sub(r".\2", name), ""
    while bare != before:
        bare, before = _ARGUMENTS.sub("", bare), bare
    return bare.strip(_SIGNS).casefold() or name


# ---- the ways to find, the narrowest first

Way = Callable[[str], "list[Entry] | Topic | None"]


def _as_written(name: str) -> list[Entry]:
    return [entry for entry in entries() if name in (entry.name, *(each.call for each in entry.signatures))][:1]


def _by_another_name(name: str) -> list[Entry]:
    wanted = name.casefold()
    return [entry for entry in entries() if wanted in map(str.casefold, (entry.name, *entry.also))]


def _by_topic(name: str) -> Topic | None:
    """The topic of that name, or that of a Java class's methods."""
    found = (topic for topic in topics() if name.casefold() == topic.name or name in _class_names(topic))
    return next(found, None)


def _by_class(name: str) -> Topic | None:
    wanted = name.casefold()
    return next((topic for topic in topics() if wanted in map(str.casefold, _class_names(topic))), None)


def _class_names(topic: Topic) -> set[str]:
    return {name for each in topic.classes for name in (each, each.rpartition(".")[2])}


def _by_key(name: str) -> list[Entry]:
    wanted = key(name)
    return [entry for entry in entries() if wanted in map(key, (entry.name, *entry.also))] if wanted else []


def _by_ending(name: str) -> list[Entry]:
    """`sourceIp` and `identity.sourceIp` for `$context.identity.sourceIp`; a dot in front asks for no more."""
    ending = f".{key(name)}"
    return [entry for entry in entries() if f".{key(entry.name)}".endswith(ending)]


def _by_key_of_ones_own(name: str) -> list[Entry]:
    """`$stageVariables.table` for `$stageVariables.*`; of several the one that says most."""
    wanted = key(name)
    open_ = [entry for entry in entries() if key(entry.name).endswith(".*")]
    fitting = [entry for entry in open_ if wanted.startswith(key(entry.name)[:-1])]
    return sorted(fitting, key=lambda entry: -len(entry.name))[:1]


def _by_getter(name: str) -> list[Entry]:
    """`.simpleName` for `.getSimpleName`."""
    wanted = key(name)
    return [entry for entry in entries() if key(entry.name) in (f"get{wanted}", f"is{wanted}")]


def _by_parts(name: str) -> list[Entry]:
    """Of `$input.path('$.a').replaceAll(..)` the function and the last method."""
    words = key(name).split(".")
    heads = [".".join(words[:count]) for count in range(len(words) - 1, 0, -1)]
    first = [e for head in heads for e in entries() if e.kind in ("function", "lacking") and key(e.name) == head]
    last = [e for e in entries() if e.kind == "method" and key(e.name) == words[-1]]
    return [*first[:1], *last] if len(words) > 1 else []


_WAYS: tuple[Way, ...] = (
    _as_written,
    _by_topic,
    _by_another_name,
    _by_key,
    _by_ending,
    _by_class,
    _by_key_of_ones_own,
    _by_getter,
    _by_parts,
)


def _besides(name: str, found: list[Entry]) -> Iterator[Entry]:
    """What the name may mean, too, if its signs were no more than a habit."""
    wanted = key(name)
    for entry in entries():
        if entry not in found and wanted in (key(entry.name), key(entry.name).rpartition(".")[2]):
            yield entry


def _unknown(name: str) -> UsageError:
    names = [*(entry.name for entry in entries()), *(topic.name for topic in topics())]
    ends = {key(each).rpartition(".")[2]: each for each in reversed(names)}
    end = near(key(name), ends)
    guess = near(name, names) or (ends[end] if end else None)
    message = f"there is nothing called {name!r}" + (f"; did you mean {guess}?" if guess else "")
    return UsageError(message, hint="`velogate explain` lists the topics; $ and # need quotes in a shell")
