"""The entries that there are: every folder with an entry.yaml, two levels deep, here and in folders of the user's."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from velogate.errors import UsageError, near
from velogate.library import reading
from velogate.library.entry import Entry

HOME = Path(__file__).parent

VARIABLE = "VELOGATE_LIBRARY"
"""The environment variable that names folders of the user's own entries, as PATH names folders."""

Homes = tuple[Path, ...]
"""Folders of entries; of two entries with one name the later folder's is taken."""


def homes() -> Homes:
    """The library's own folder and those of the user; raises UsageError for one that has no entries."""
    return (HOME, *(_home(name) for name in os.environ.get(VARIABLE, "").split(os.pathsep) if name))


def _home(name: str) -> Path:
    path = Path(name).absolute()
    if not path.is_dir():
        raise UsageError(f"the library {name} is no folder", hint=f"--library or {VARIABLE} names it")
    if not any(path.glob(f"*/*/{reading.ENTRY}")):
        raise UsageError(f"the library {name} has no entry", hint=f"an entry is {name}/SERVICE/ACTION/{reading.ENTRY}")
    return path


@contextmanager
def beside(folders: tuple[str, ...]) -> Iterator[None]:
    """For a while, the user's folders are these and those that the environment names already."""
    before = os.environ.get(VARIABLE)
    os.environ[VARIABLE] = os.pathsep.join([*([before] if before else []), *folders])
    try:
        yield
    finally:
        os.environ.pop(VARIABLE)
        if before is not None:
            os.environ[VARIABLE] = before


def is_own(entry: Entry) -> bool:
    """Whether the entry is the user's, and none of the library's own."""
    return not entry.samples.is_relative_to(HOME)


def identities(within: Homes | None = None) -> list[str]:
    """The names of all entries, as `sqs/send-message`, in order."""
    return sorted(_folders(homes() if within is None else within))


def _folders(within: Homes) -> dict[str, Path]:
    """The folder of each entry by its name."""
    paths = (path.parent for home in within for path in sorted(home.glob(f"*/*/{reading.ENTRY}")))
    return {f"{path.parent.name}/{path.name}": path for path in paths}


def entries(within: Homes | None = None) -> Iterator[Entry]:
    """All entries, in order; raises ProjectError for a folder with a fault."""
    return (entry(identity, within) for identity in identities(within))


def entry(identity: str, within: Homes | None = None) -> Entry:
    """The entry of that name; raises UsageError where there is none, with the nearest name."""
    return _entry(identity, homes() if within is None else within)


@cache
def _entry(identity: str, within: Homes) -> Entry:
    known = _folders(within)
    if identity in known:
        return reading.read(known[identity])
    service = identity.partition("/")[0]
    services = sorted({each.partition("/")[0] for each in known})
    if service not in services:
        guess = near(identity, known) or near(service, services)
        raise UsageError(f"the library has no {identity!r}{meant(guess)}", hint=f"services: {', '.join(services)}")
    actions = [each for each in sorted(known) if each.startswith(f"{service}/")]
    guess = near(identity, actions) if identity != service else None
    raise UsageError(
        f"the library has no {identity!r}{meant(guess)}",
        hint=f"{service} has {', '.join(each.partition('/')[2] for each in actions)}",
    )


def meant(guess: str | None) -> str:
    """The end of a message about a name that is near to a known one."""
    return f"; did you mean {guess!r}?" if guess else ""


def found(words: list[str], within: Homes | None = None) -> list[Entry]:
    """The entries in which all the words are found: in name, title, keywords or operation."""
    wanted = [word.casefold() for word in words]
    return [each for each in entries(within) if all(word in _searched(each) for word in wanted)]


def _searched(entry: Entry) -> str:
    return " ".join((entry.id, entry.title, entry.operation or "", *entry.keywords)).casefold()
