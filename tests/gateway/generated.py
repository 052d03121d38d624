"""Documents, bodies, JSONPaths and templates by chance, hostile ones among them; the same for the same seed."""

import json
from random import Random
from typing import Any

KEYS = ("a", "b", "c", "k-y", "x1", "é")
TEXTS = ("a", "it's", '"q"', "a/b", "é€", "\U0001f600", "\x7f\x80", "\t\n", "\\", "", "%41", "a b+c", "\u2028", "null")
NUMBERS = (0, -3, 1.5, 1e10, 0.001, 1e-7, 2**31, 2**63, 12345678901234567890, 0.1 + 0.2, 1e7, 100.0)
ODD_BODIES = ("", "a=b", "{a:1,b:[x y,2],c:'q'}", "[1,,2,]", '"x', "{a", "123", "-0", "null", ' {"a":1} x', '{"a":01}')
LITERALS = ("1", "5", "-3", "1.5", "'x'", "'5'", "'null'", "null", "true", "false", "''", "'Z'")
OPERATORS = ("==", "!=", "<", "<=", ">", ">=")
FUNCTIONS = ("escapeJavaScript", "urlEncode", "urlDecode", "base64Encode", "base64Decode", "parseJson")


class Generator:
    """Everything that one seed gives."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self._one = self._random.choice

    def value(self, depth: int) -> Any:
        """A JSON value."""
        kind = self._random.random()
        if depth <= 0 or kind < 0.4:
            return self._one((*TEXTS, *NUMBERS, True, False, None))
        if kind < 0.7:
            return {self._one(KEYS): self.value(depth - 1) for _ in range(self._random.randint(0, 4))}
        return [self.value(depth - 1) for _ in range(self._random.randint(0, 4))]

    def body(self) -> str:
        """A body: mostly a JSON object, else any JSON, broken JSON or text."""
        kind = self._random.random()
        if kind < 0.15:
            return self._one(ODD_BODIES)
        if kind < 0.25:
            return json.dumps(self.value(3))
        text = json.dumps({key: self.value(3) for key in KEYS}, ensure_ascii=kind < 0.6)
        return self._broken(text) if kind > 0.85 else text

    def _broken(self, text: str) -> str:
        characters = list(text)
        for _ in range(self._random.randint(1, 3)):
            at = self._random.randrange(len(characters))
            characters[at : at + self._random.randint(0, 1)] = self._one("{}[]:,\"'x1 ")
        return "".join(characters)

    def path(self) -> str:
        """A JSONPath in json-path 2.0's own syntax."""
        return "$" + "".join(self._step() for _ in range(self._random.randint(0, 4)))

    def _name(self) -> str:
        return self._one((".{}", ".{}", "['{}']")).format(self._one(KEYS))

    def _step(self) -> str:
        number = self._random.randint
        return self._one(
            (
                *(self._name() for _ in range(6)),
                f"[{number(0, 3)}]",
                "[*]",
                ".*",
                f"..{self._one((*KEYS, '*', '[0]', '[*]'))}",
                f"[{number(-3, 3)}:]",
                f"[:{number(-3, 4)}]",
                f"[{number(0, 3)}:{number(-1, 4)}]",
                f"[{number(0, 2)},{number(0, 2)}]",
                f"[(@.length-{number(1, 3)})]",
                f"[?({self._one((' && ', ' || ')).join(self._condition() for _ in range(number(1, 3)))})]",
            )
        )

    def _condition(self) -> str:
        query = f"@{self._name()}{self._one(('', self._name(), '[0]'))}"
        right = self._one((self._one(LITERALS), self._one(LITERALS), f"@{self._name()}", f"${self._name()}"))
        compared = f"{query} {self._one(OPERATORS)} {right}"
        return self._one((query, f"!{query}", *[compared] * 5, f"{query} =~ /x|[0-9]+/i"))

    def expression(self, depth: int = 2) -> str:
        """A reference to what API Gateway gives."""
        if depth and self._random.random() < 0.35:
            return f"$util.{self._one(FUNCTIONS)}({self.expression(depth - 1)})"
        path = self.path()
        quoted = f'"{path}"' if "'" in path else f"'{path}'"
        name = self._one(("p", "q", "H", "nope"))
        asked = (f"$input.path({quoted})", f"$input.json({quoted})")
        return self._one((*asked, *asked, "$input.body", f"$input.params('{name}')", "$input.params()"))

    def template(self) -> str:
        """A template that shows what an expression gives."""
        form = self._one(
            (
                "<{}>",
                "#set($x={})<$x|$x.a|$x.size()|$x.class.name>",
                "#foreach($i in {})[$i]#end",
                '#if({} == "")E#{{else}}N#end',
                '$util.escapeJavaScript("x{}y").replaceAll("\\\\\'","\'")',
            )
        )
        return form.format(self.expression())

    def event(self) -> dict[str, Any]:
        """A request whose body is text."""
        places = {"path": "p", "querystring": "q", "header": "H"}
        params = {place: {name: self._one(TEXTS)} for place, name in places.items()}
        return {"body": self.body(), "params": params, "context": {}, "stageVariables": {}}
