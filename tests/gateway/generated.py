"""Requests, texts that are almost JSON, and templates by chance; the same for the same seed."""

import json
from random import Random
from typing import Any

from jsonpath.generated import Generator as Paths

TEXTS = (
    *(
        "a",
        "it's",
        '"q"',
        "a/b",
        "é€",
        "\U0001f600",
        "\x7f\x80",
        "\t\n\r\x00",
        "\\",
        "",
        "%41",
        "a b+c",
        "\u2028",
        "null",
    ),
    *(
        "%",
        "%4",
        "%zz",
        "%e2%82%ac",
        "%C3+%A9",
        "\ud800",
        "x\udc00y",
        "YQ==",
        "YQ",
        "Y",
        "YQ==x",
        "4oKs",
        "/w==",
        "{a:[1,x]}",
    ),
)
"""What stands in parameters: quotes, newlines, every plane of Unicode, half pairs, broken escapes and Base64."""

ODD_BODIES = ("", "a=b", "{a:1,b:[x y,2],c:'q'}", "[1,,2,]", '"x', "{a", "123", "-0", "null", ' {"a":1} x', '{"a":01}')
CRUMBS = (
    *'{}{}[][]:::,,,\'"" \n\t\r\x00\x01\x1a\x1f\x7f\x80~\\-+.eE0123/xué€\U0001f600\ud800',
    *("{a:", "{'b':", '{"c":', "a:", ",b:", '"x"', "'y'", "null", "true", "false", "NaN", "nul", "12", "-1.5", "1e5"),
    *("\\u00e9", "\\ud83d", "\\x41", "\\n", "\\'", "x y", "1.", ".5", "12345678901234567890", "0.12345678901234567890"),
    *("1e400", "-0", "007", "1e5000000000", "- 1", "--1", "1-1", "[1,2]", '{"a":1}', ",,", "]}", "}]", "/**/", "0x1f"),
)
FUNCTIONS = ("escapeJavaScript", "urlEncode", "urlDecode", "base64Encode", "base64Decode", "parseJson")
FORMS = (
    "<{}>",
    "#set($x={})<$x|$x.a|$x.size()|$x.class.name>",
    "#foreach($i in {})[$i]#end",
    '#if({} == "")E#{{else}}N#end',
    '$util.escapeJavaScript("x{}y").replaceAll("\\\\\'","\'")',
)
OVERRIDES = (
    "#set($context.{}.{} = {})",
    "#set($context.{}['{}'] = {})",
    "#set($context['{}'].{} = {})",
    "$context.{}.put('{}', {})",
    "#set($o = $context.{})#set($o.{} = {})",
    "#set($o = $context.{})#set($k = '{}')#set($o[$k] = {})",
    "#set($ignored = $context.get('{}').put('{}', {}))",
)
PLACES = (
    *("requestOverride.header", "requestOverride.path", "requestOverride.querystring", "responseOverride.header"),
    *("requestOverride", "responseOverride"),
)
NAMES = ("X-A", "status", "b", "header", "a_1")
VALUES = ("'x'", "1", "444", "true", "['a', 'b']", "{'k': 'v'}", "$nope", '"$context.stage"', "[]", "1.5")
READ_BACK = ("$context.{}.{}", "$context.{}.get('{}')", "<$context.{}['{}']>", "$!{{context.{}.{}}}")


class Generator:
    """Everything that one seed gives."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self._one = self._random.choice
        self._paths = Paths(seed)

    def event(self) -> dict[str, Any]:
        """A request whose body is text; the paths of the next template lead into that body."""
        places = {"path": "p", "querystring": "q", "header": "H"}
        params = {place: {name: self._one(TEXTS)} for place, name in places.items()}
        return {"body": self._body(), "params": params, "context": {"stage": "s"}, "stageVariables": {"v": "w"}}

    def _body(self) -> str:
        """Mostly a JSON object, else any JSON, broken JSON or text."""
        kind = self._random.random()
        document = self._paths.document()
        if kind < 0.1:
            return self._one((*ODD_BODIES, *TEXTS))
        return self.broken(document) if kind < 0.2 else document

    def broken(self, text: str) -> str:
        """The text with one to three characters changed or put in."""
        characters = list(text)
        for _ in range(self._random.randint(1, 3)):
            at = self._random.randrange(len(characters))
            characters[at : at + self._random.randint(0, 1)] = self._one("{}[]:,\"'x1 ")
        return "".join(characters)

    def lenient(self) -> str:
        """What json-smart might take for JSON: crumbs of it, or a document that was damaged."""
        if self._random.random() < 0.5:
            return "".join(self._one(CRUMBS) for _ in range(self._random.randint(0, 14)))
        text = json.dumps(self._paths.value(3), ensure_ascii=self._random.random() < 0.5)
        quote = self._one(('"', '"', "'", ""))
        return self.broken(text.replace('"', quote) or "x")

    def template(self) -> str:
        """A template that shows what an expression gives, or that sets overrides and reads them back."""
        if self._random.random() < 0.2:
            return "".join(self._override() for _ in range(self._random.randint(1, 3)))
        return self._one(FORMS).format(self._expression())

    def _expression(self, depth: int = 2) -> str:
        """A reference to what API Gateway gives."""
        if depth and self._random.random() < 0.35:
            return f"$util.{self._one(FUNCTIONS)}({self._expression(depth - 1)})"
        path = self._paths.classic()
        quoted = f'"{path}"' if "'" in path else f"'{path}'"
        name = self._one(("p", "q", "H", "nope"))
        asked = (f"$input.path({quoted})", f"$input.json({quoted})")
        given = (f"$input.params('{name}')", f"$input.params('{name}')", "$input.params()")
        others = ("$input.params().header.H", "$stageVariables.v", "$context.stage", "$input.params().querystring")
        return self._one((*asked, *asked, *asked, "$input.body", *given, *others))

    def _override(self) -> str:
        place, name = self._one(PLACES), self._one(NAMES)
        written = place if self._random.random() < 0.9 else place.partition(".")[0]
        form = self._one(OVERRIDES)
        outer, _, inner = written.partition(".")
        if form.startswith(("#set($context['", "#set($ignored")) and inner:
            form = form.replace("['{}']", "['{}']." + inner).replace("get('{}')", "get('{}')." + inner)
            written = outer
        value = self._one((*VALUES, self._expression(1)))
        back = self._one(READ_BACK).format(place, name)
        return form.format(written, name, value) + self._one(("", back, f"{back}$context.{outer}.keySet()"))
