"""Values written as a language's literals, nested ones indented: what Terraform's and TypeScript's have in common."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


class Code(str):
    """Text that is code already."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Language:
    """How a language writes texts and pairs."""

    text: Callable[[str], str]
    key: Callable[[str], str]
    pair: str
    """Between a key and its value."""
    after: str
    """Behind each pair."""

    def written(self, given: Any, depth: int = 0) -> str:
        """The literal of a value of JSON's types, in which Code stands as it is."""
        inner, outer = "  " * (depth + 1), "  " * depth
        match given:
            case Code():
                return str(given)
            case str():
                return self.text(given)
            case Mapping():
                pairs = [(self.key(str(key)), self.written(each, depth + 1)) for key, each in given.items()]
                lines = [f"{inner}{key}{self.pair}{value}{self.after}" for key, value in pairs]
                return "\n".join(["{", *lines, f"{outer}}}"]) if lines else "{}"
            case list() | tuple():
                lines = [f"{inner}{self.written(each, depth + 1)}," for each in given]
                return "\n".join(["[", *lines, f"{outer}]"]) if lines else "[]"
            case _:
                return json.dumps(given)
