"""The Java methods that a template can call, by name, as the tables of velogate.java have them."""

from collections.abc import Iterable, Iterator
from functools import cache

from velogate.java.classes import BY_NAME, OBJECT, JavaClass
from velogate.java.dispatch import parse_method, spoken
from velogate.java.methods import ARRAY_WRAPPER
from velogate.reference.entry import Entry, Signature

TOPIC = "methods"
"""What the entries say they belong to that no page has."""

_OURS = ("$", "org.apache.velocity.runtime.")
"""How the names of classes begin that have pages of their own: `$input`, `$util`, the loop, the block."""


@cache
def _classes() -> tuple[JavaClass, ...]:
    found = dict.fromkeys(each for each in BY_NAME.values() if each.methods and not each.name.startswith(_OURS))
    return tuple(found)


def shown(cls: JavaClass) -> str:
    """What a class is called here: its name without the package; `array` for what Velocity makes of one."""
    return "array" if cls is ARRAY_WRAPPER else spoken(cls.name)


@cache
def by_name() -> dict[str, tuple[Signature, ...]]:
    """Every method's signatures, by the method's name."""
    found: dict[str, dict[tuple[str, str], list[Signature]]] = {}
    for cls in _classes():
        for name, signature in _declared(cls):
            found.setdefault(name, {}).setdefault((signature.returns, signature.call), []).append(signature)
    return {name: tuple(_joined(same) for same in calls.values()) for name, calls in sorted(found.items())}


def _declared(cls: JavaClass) -> Iterator[tuple[str, Signature]]:
    """The methods that a class has and none of those above it."""
    above = {line for each in cls.ancestors[1:] for line in each.methods}
    for line, function in cls.methods.items():
        if line not in above:
            method = parse_method(line, function, cls)
            returns = f"static {method.returns}" if method.static else method.returns
            yield method.name, Signature(returns, str(method), (shown(cls),), function is not None)


def _joined(same: list[Signature]) -> Signature:
    owners = tuple(owner for each in same for owner in each.owners)
    return Signature(same[0].returns, same[0].call, owners, same[0].callable)


def names_of(classes: Iterable[str]) -> list[str]:
    """The methods that values of these classes have, by name; those of every object only where Object is asked for."""
    asked = [BY_NAME[name] for name in classes]
    found = {above for cls in asked for above in cls.ancestors if above is not OBJECT or OBJECT in asked}
    return sorted({name for cls in found for name, _ in _declared(cls)})


def entry(name: str) -> Entry | None:
    """What can be said of a method that no page describes; None where no class has it."""
    signatures = by_name().get(name)
    if signatures is None:
        return None
    owners = sorted({owner for each in signatures for owner in each.owners})
    says = f"A method of Java's {', '.join(owners[:-1])}{' and ' if owners[1:] else ''}{owners[-1]}."
    if not any(each.callable for each in signatures):
        says += " No template can call it with success: it takes what a template cannot make."
    return Entry(f".{name}", "method", TOPIC, says, "engine", "java.lang, java.util", signatures)
