"""airspeed or airspeed-ext, whichever the interpreter has; it brings no $input and no $util, so here are small ones."""

import base64
import json
import operator
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any
from urllib.parse import quote_plus

import airspeed

Step = Callable[[Any], Iterator[Any]]

STEP = re.compile(r"\.(?P<key>\w+)|\[(?P<index>\d+)\]|\[\?\((?P<test>.*?)\)\](?=$|[.\[])")
TEST = re.compile(r"\s*@\.(\w+)\s*(==|>=)\s*(?:'([^']*)'|(\d+))\s*")
COMPARE = {"==": operator.eq, ">=": operator.ge}


@lru_cache(maxsize=20_000)
def steps(path: str) -> tuple[list[Step], bool]:
    """A JSONPath's steps, and whether it may find several values."""
    found = [_step(match) for match in STEP.finditer(path)]
    return found, "[?" in path


def _step(match: re.Match[str]) -> Step:
    if match["key"] is not None:
        return lambda value: iter([value[match["key"]]] if match["key"] in value else [])
    if match["index"] is not None:
        return lambda value: iter(value[int(match["index"]) :][:1])
    tests = [_test(text) for text in match["test"].split("&&")]
    return lambda value: (item for item in value if all(test(item) for test in tests))


def _test(text: str) -> Callable[[Any], bool]:
    match = TEST.fullmatch(text)
    assert match
    name, compare = match[1], COMPARE[match[2]]
    wanted = match[3] if match[3] is not None else int(match[4])
    return lambda item: name in item and compare(item[name], wanted)


class Input:
    """$input; the body is parsed once a render, when it is first asked for."""

    def __init__(self, event: Any) -> None:
        self.body = event["body"]
        self._event = event
        self._document: Any = None

    def path(self, path: str) -> Any:
        if self._document is None:
            self._document = json.loads(self.body)
        found = [self._document]
        todo, several = steps(path)
        for step in todo:
            found = [hit for value in found for hit in step(value)]
        return found if several else next(iter(found), None)

    def json(self, path: str) -> str:
        return json.dumps(self.path(path), ensure_ascii=False, separators=(",", ":"))

    def params(self, name: str | None = None) -> Any:
        places = self._event["params"]
        if name is None:
            return places
        return next((places[p][name] for p in ("path", "querystring", "header") if name in places[p]), "")


class Util:
    """$util, as far as the workloads go."""

    def escapeJavaScript(self, text: Any) -> str:  # noqa: N802
        return json.dumps(str(text))[1:-1].replace("'", "\\'").replace("/", "\\/")

    def urlEncode(self, text: str) -> str:  # noqa: N802
        return quote_plus(text)

    def base64Encode(self, text: str) -> str:  # noqa: N802
        return base64.b64encode(text.encode()).decode()


def compiled(name: str, text: str) -> Callable[[Any], str]:
    template = airspeed.Template(text)
    template.ensure_compiled()
    return lambda event: str(template.merge(_variables(event)))


def _variables(event: Any) -> dict[str, Any]:
    return {"input": Input(event), "util": Util(), **{name: event[name] for name in ("context", "stageVariables")}}
