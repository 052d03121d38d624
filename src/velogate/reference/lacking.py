"""What API Gateway lacks and people look for, from the tables that warn of it."""

from collections.abc import Iterator

from velogate.gateway.lacking import ROOTS, UTIL
from velogate.reference.entry import Entry, Example, Topic

TOPIC = "lacking"

_SURE = ("inferred", "no document of API Gateway's has it, and Velocity prints nothing for what it does not know")


def topic() -> Topic:
    """AppSync's functions, Velocity's tools and the words of parameter mappings, each with its way out."""
    says = (
        "AppSync's templates look like API Gateway's and have more functions; Velocity's tools and the words of "
        "parameter mappings are not there either. All of it prints nothing, without an error; velogate warns."
    )
    return Topic(TOPIC, "What API Gateway lacks", says, (*_functions(), *_variables()))


def _functions() -> Iterator[Entry]:
    for name, way_out in UTIL.items():
        says = "A function of AppSync that API Gateway lacks; it prints nothing."
        example = Example(f"[$util.{name}('x')]")
        yield Entry(f"$util.{name}", "lacking", TOPIC, says, *_SURE, example=example, way_out=way_out)


def _variables() -> Iterator[Entry]:
    for name, (what, way_out) in ROOTS.items():
        says = f"{what[:1].upper()}{what[1:]}; API Gateway sets no such variable, and it prints nothing."
        example = Example(f"[${name}.anything]")
        yield Entry(f"${name}", "lacking", TOPIC, says, *_SURE, example=example, way_out=way_out)
