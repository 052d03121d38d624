"""Documents and JSONPaths by chance, the same for the same seed.

`classic` paths are those that 2.0 reads and that mean here what they mean to it. `later` ones use what only later
releases read. `broken` ones have been damaged.
"""

import json
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

# fmt: off
KEYS = ("a", "a", "b", "b", "c", "k-y", "x1", "é", "length", "d.t", "1", "*", "b l", "€\U0001f600")
DOTTED = ("a", "a", "a", "b", "b", "b", "c", "c", "k-y", "x1", "é", "length", "1")
TEXTS = ("x", "x", "y", "5", "10", "Z", "true", "null", "it's", "é", "a.b", "1e1", "-0", "", 'q"q', "\U0001f600", "\\")
NUMBERS = (0, 1, 1, 2, 5, 5, 10, -3, 5.0, 1.5, 1e10, 1e-7, 2**31, -(2**31) - 1, 2**63, 12345678901234567890, 0.1 + 0.2)
LITERALS = ("1", "5", "-3", "5.0", "1.5", "1e1", "10000000000", "0.30000000000000004", "12345678901234567890")
WORDS = ("'x'", "'5'", "'null'", "null", "true", "false", "''", "'Z'", "'é'", "'a.b'", "'\U0001f600'", "'it is'")
COMPARISONS = ("==", "==", "!=", "<", "<=", ">", ">=")
PATTERNS = (r"/x|[0-9]+/i", r"/.*/", r"/z/i", r"/[a-z]*/", r"/\d+(\.\d+)?/", r"/é/", r"/null/")
LISTS = ("['x','y']", "[1, 5]", "[5,'x']", "[ ]", "[]", "[null]", "[true,false]", '["x"]', "[1.0]", "['5']")
FUNCTIONS = (
    "length", "size", "min", "max", "sum", "avg", "stddev", "first", "last", "keys", "index", "append", "concat",
)
ARGUMENTS = {
    "index": ("0", "1", "-1", "9"),
    "append": ("1", '"x"', "$.c", "1, 2"),
    "concat": ('"x"', "$.b", "1", '$.a, "y"'),
}
# fmt: on


class Generator:
    """Everything that one seed gives; a path is written along a document, so that it mostly leads somewhere."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self._one = self._random.choice
        self._number = self._random.randint
        self._here: Any = None

    # ---- documents

    def value(self, depth: int) -> Any:
        """A JSON value: of mixed types, with null, empty containers, arrays in arrays, numbers of every size."""
        kind = self._random.random()
        if depth <= 0 or kind < 0.25:
            return self._one((self._one(TEXTS), self._one(TEXTS), self._one(NUMBERS), self._one((True, False, None))))
        if kind < 0.55:
            return {self._one(KEYS): self.value(depth - 1) for _ in range(self._number(0, 5))}
        if kind < 0.85:
            return [self._alike(depth - 1) for _ in range(self._number(0, 5))]
        return [self.value(depth - 1) for _ in range(self._number(0, 4))]

    def _alike(self, depth: int) -> dict[str, Any]:
        """An object of the kind that arrays hold many of."""
        kept = [key for key in ("a", "b", "c") if self._random.random() < 0.8]
        return {key: self._one((self._one(NUMBERS), self._one(TEXTS), self.value(depth - 1))) for key in kept}

    def document(self) -> str:
        """The text of a document, mostly an object; the next path is written along it."""
        whole = self._random.random() < 0.15
        self._here = self.value(3) if whole else {key: self.value(4) for key in ("a", "b", "c", self._one(KEYS))}
        return json.dumps(self._here, ensure_ascii=self._random.random() < 0.5)

    # ---- paths that json-path 2.0 reads

    def classic(self) -> str:
        """A path in the syntax of json-path 2.0."""
        steps = [self._step() for _ in range(self._one((0, 1, 1, 2, 2, 3, 3, 4)))]
        if self._random.random() < 0.1:
            steps.append(self._one(("", "", "..")) + self._names("'"))
        if self._random.random() < 0.1 and steps and steps[0].startswith(".") and not steps[0].startswith(".."):
            return "".join(steps)[1:]
        return self._one(("$", "$", "$", "@")) + "".join(steps)

    def _step(self) -> str:
        """One that suits the value at hand, mostly."""
        fitting = self._OF_OBJECTS if isinstance(self._here, dict) else self._OF_ARRAYS
        return self._one(fitting if self._random.random() < 0.9 else self._OF_OBJECTS + self._OF_ARRAYS)(self)

    def _name(self) -> str:
        key = self._key(KEYS)
        if key in DOTTED and self._random.random() < 0.75:
            return f".{key}"
        return f"[{self._blank()}'{key}'{self._blank()}]"

    def _key(self, others: tuple[str, ...]) -> str:
        """A name of the object at hand, mostly, which is then left for its member."""
        known = isinstance(self._here, dict) and self._here and self._random.random() < 0.85
        key: str = self._one(list(self._here) if known else others)
        self._here = self._here.get(key) if isinstance(self._here, dict) else None
        return key

    def _into(self, text: str) -> str:
        """The text of a step that leads from the array or object at hand to any of its values."""
        inner = list(self._here.values()) if isinstance(self._here, dict) else self._here
        self._here = self._one(inner) if isinstance(inner, list) and inner else None
        return text

    def _names(self, quote: str) -> str:
        known = list(self._here) if isinstance(self._here, dict) and self._here else KEYS
        chosen = [f"{quote}{self._one((self._one(known), self._one(KEYS)))}{quote}" for _ in range(self._number(2, 3))]
        return f"[{self._blank()}{self._comma().join(chosen)}{self._blank()}]"

    def _comma(self) -> str:
        return self._one((",", ",", ", ", " , "))

    def _blank(self) -> str:
        return self._one(("", "", "", "", "", "", " ", "  "))

    def _scan(self) -> str:
        target = self._one((self._one(DOTTED), self._one(DOTTED), "*", "[0]", "[*]", "[1:]"))
        return self._into(f"..{self._one((target, target, target, self._filter(KEYS)))}")

    def _slice(self) -> str:
        first, end = self._number(-4, 4), self._number(-4, 4)
        forms = (f"[{first}:]", f"[:{end}]", f"[{abs(first)}:{end}]", f"[ {abs(first)} : {abs(end)} ]")
        return self._into(self._one(forms))

    def _index(self) -> str:
        most = len(self._here) if isinstance(self._here, list) else 3
        return self._into(f"[{self._blank()}{self._number(0, most)}{self._blank()}]")

    def _indexes(self) -> str:
        return self._into(f"[{self._comma().join(str(self._number(0, 2)) for _ in range(self._number(2, 3)))}]")

    def _each(self) -> str:
        return self._into(self._one(("[*]", ".*")))

    def _from_end(self) -> str:
        return self._into(f"[(@.length-{self._number(1, 3)})]")

    def _filtered(self) -> str:
        return self._into("") + self._filter(list(self._here) if isinstance(self._here, dict) and self._here else KEYS)

    def _filter(self, keys: Sequence[str]) -> str:
        tests = self._one((1, 1, 1, 2, 3))
        condition = self._one((" && ", " || ", "&&", " ||")).join(self._test(keys) for _ in range(tests))
        return f"[{self._blank()}?({self._blank()}{condition}{self._blank()}){self._blank()}]"

    def _member(self, keys: Sequence[str]) -> str:
        key = self._one((self._one(keys), self._one(keys), self._one(keys), self._one(KEYS)))
        return f".{key}" if key in DOTTED else f"['{key}']"

    def _query(self, keys: Sequence[str]) -> str:
        return f"@{self._member(keys)}{self._one(('', '', '', self._member(KEYS), '[0]', '[1]'))}"

    def _test(self, keys: Sequence[str]) -> str:
        left = self._one((self._query(keys), self._query(keys), self._query(keys), "@"))
        literal = self._one((self._one(LITERALS), self._one(WORDS)))
        right = self._one((literal, literal, literal, literal, f"@{self._member(keys)}", f"${self._member(KEYS)}"))
        gap = self._one((" ", " ", "", "  "))
        compared = f"{left}{gap}{self._one(COMPARISONS)}{gap}{right}"
        turned = f"{literal} {self._one(COMPARISONS)} {left}"
        matched = f"{left} =~ {self._one(PATTERNS)}"
        exists = self._query(keys)
        return self._one((exists, exists, f"!{exists}", compared, compared, compared, compared, turned, matched))

    _OF_OBJECTS: tuple[Callable[["Generator"], str], ...] = (_name, _name, _name, _name, _name, _name, _each, _scan)
    _OF_ARRAYS: tuple[Callable[["Generator"], str], ...] = (
        *(_index, _index, _indexes, _slice, _each, _each, _from_end, _scan),
        *(_filtered, _filtered, _filtered, _filtered),
    )

    # ---- paths that only later releases read

    def later(self) -> str:
        """A path with something that json-path 2.0 does not have."""
        steps = [self._index() if isinstance(self._here, list) else self._name() for _ in range(self._number(0, 2))]
        return "$" + "".join(steps) + self._one(self._LATER)(self)

    def _later_filter(self) -> str:
        tests = self._one((" && ", " || ")).join(self._later_test() for _ in range(self._one((1, 1, 2))))
        return f"[?({tests})]"

    def _later_test(self, depth: int = 2) -> str:
        left = self._one((self._query(KEYS[:5]), self._query(KEYS[:5]), "@"))
        listed = self._one((self._one(LISTS), self._one(LISTS), f"@{self._member(KEYS)}", f"${self._member(KEYS)}"))
        item = self._one((self._one(LITERALS), self._one(WORDS), f"@{self._member(KEYS)}"))
        among = f"{left} {self._one(('in', 'nin', 'IN', 'subsetof', 'anyof', 'noneof'))} {listed}"
        test = self._one(
            (
                among,
                among,
                f"{item} in {self._one((left, listed))}",
                f"{left} contains {item}",
                f"{left} size {self._one(('0', '1', '2', '3', item))}",
                f"{left} empty {self._one(('true', 'false'))}",
                f"{left} {self._one(('===', '!=='))} {item}",
            )
        )
        if depth and self._random.random() < 0.2:
            return self._one((f"!({test})", f"({test})", f"({test} || {self._later_test(depth - 1)})"))
        return test

    def _function(self) -> str:
        name = self._one(FUNCTIONS)
        return f".{name}({self._one(ARGUMENTS.get(name, ('',)))})"

    _LATER: tuple[Callable[["Generator"], str], ...] = (
        _later_filter,
        _later_filter,
        _later_filter,
        _later_filter,
        _function,
        _function,
        lambda self: f"[{self._number(-4, -1)}]",
        lambda self: f"[{self._number(-4, -1)}:{self._number(-4, 4)}]",
        lambda self: self._names('"'),
        lambda self: f'["{self._one(KEYS)}"]{self._name()}',
        lambda self: self._names("'") + self._name(),
        lambda self: self._one((r"['it\'s']", r"['a\\b']", r'["a\"b"]', "[ * ]", r"['\u00e9']")),
    )

    # ---- paths that are none

    def broken(self, path: str) -> str:
        """The path with one to three characters taken out, put in or changed."""
        text = list(path)
        for _ in range(self._number(1, 3)):
            at = self._number(0, len(text))
            text[at : at + self._number(0, 1)] = self._one(("", *"[](){}.,:*?@$'\"!=&|<>~/\\ 1-ax"))
        return "".join(text)
