"""The entries that there are: every folder with an entry.yaml, two levels deep."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from velogate.errors import UsageError, near
from velogate.library import reading
from velogate.library.entry import Entry

HOME = Path(__file__).parent


def identities(home: Path = HOME) -> list[str]:
    """The names of all entries, as `sqs/send-message`, in order."""
    return sorted(f"{path.parent.parent.name}/{path.parent.name}" for path in home.glob(f"*/*/{reading.ENTRY}"))


def entries(home: Path = HOME) -> Iterator[Entry]:
    """All entries, in order; raises ProjectError for a folder with a fault."""
    return (entry(identity, home) for identity in identities(home))


@cache
def entry(identity: str, home: Path = HOME) -> Entry:
    """The entry of that name; raises UsageError where there is none, with the nearest name."""
    known = identities(home)
    if identity in known:
        return reading.read(home / identity)
    service = identity.partition("/")[0]
    services = sorted({each.partition("/")[0] for each in known})
    if service not in services:
        guess = near(identity, known) or near(service, services)
        raise UsageError(f"the library has no {identity!r}{_meant(guess)}", hint=f"services: {', '.join(services)}")
    actions = [each for each in known if each.startswith(f"{service}/")]
    raise UsageError(
        f"the library has no {identity!r}{_meant(near(identity, actions))}",
        hint=f"{service}: {', '.join(each.partition('/')[2] for each in actions)}",
    )


def _meant(guess: str | None) -> str:
    return f"; did you mean {guess!r}?" if guess else ""


def found(words: list[str], home: Path = HOME) -> list[Entry]:
    """The entries in which all the words are found: in name, title, keywords or operation."""
    wanted = [word.casefold() for word in words]
    return [each for each in entries(home) if all(word in _searched(each) for word in wanted)]


def _searched(entry: Entry) -> str:
    return " ".join((entry.id, entry.title, entry.operation or "", *entry.keywords)).casefold()
