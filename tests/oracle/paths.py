"""Asks json-path what a JSONPath finds: Debian's 2.0, or a later release that a jar holds under another package name.

`cd tests && python -m oracle.paths JAR…` records fixtures/gateway/jsonpath_later.jsonl anew, and what each release
makes of the paths in fixtures/gateway/jsonpath_differences.jsonl. The jars are those of WireMock, which npm has:
`npm pack wiremock@3.13.2` and `npm pack wiremock@2.23.0`; give the newest first.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from oracle import HERE, class_path, compiled

FIXTURES = HERE.parent.parent / "fixtures" / "gateway"
BATCH = 200
CASES = 900
BROKEN = 300
LONGEST = 260

Pair = tuple[str, str]


class JsonPath:
    """A JVM with one release of json-path."""

    def __init__(self, classes: str) -> None:
        pipe = subprocess.PIPE
        command = ["java", "-Xmx700m", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-cp", classes, "Paths"]
        self._jvm = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, encoding="ascii")

    @classmethod
    def debian(cls) -> "JsonPath":
        """Release 2.0."""
        return cls(class_path())

    @classmethod
    def later(cls, jar: str) -> "JsonPath":
        """The release in WireMock's jar."""
        with tempfile.TemporaryDirectory() as folder:
            for name in ("Paths.java", "Json.java"):
                text = (HERE / name).read_text(encoding="utf-8")
                for package in ("com.jayway", "net.minidev"):
                    text = text.replace(f"import {package}", f"import wiremock.{package}")
                (Path(folder) / name).write_text(text, encoding="utf-8")
            classes = compiled(sorted(Path(folder).glob("*.java")), [jar])
        return cls(f"{classes}:{jar}")

    def ask(self, pairs: list[Pair]) -> list[dict[str, Any]]:
        """What is `found`, or that the path is `refused`, or that it `failed`, for each path and document."""
        answers: list[dict[str, Any]] = []
        assert self._jvm.stdin is not None
        assert self._jvm.stdout is not None
        for start in range(0, len(pairs), BATCH):
            self._jvm.stdin.write(json.dumps(pairs[start : start + BATCH]) + "\n")
            self._jvm.stdin.flush()
            answers += json.loads(self._jvm.stdout.readline())
        return answers

    def close(self) -> None:
        """Ends the JVM."""
        self._jvm.kill()
        self._jvm.communicate()


def main(jars: list[str]) -> None:
    """Records what the releases say."""
    releases = [JsonPath.debian(), *map(JsonPath.later, jars)]
    _record_later(releases[0], releases[1])
    _record_differences(releases)
    for release in releases:
        release.close()


def _record_later(oldest: JsonPath, newest: JsonPath) -> None:
    """Paths that only later releases read, with what the newest finds, and broken ones that every release refuses."""
    from jsonpath.generated import Generator

    generator = Generator(7)
    pairs = list(islice(_pairs(generator, generator.later), 4 * CASES))
    found = [case for case in _answered(newest, pairs) if "found" in case]
    telling = [case for case in found if case["found"] not in (None, [])][: 2 * CASES // 3]
    nothing = [case for case in found if case["found"] in (None, [])][: CASES // 3]
    damaged = (generator.broken(path) for path in _either(generator))
    broken = list(islice(_pairs(generator, lambda: next(damaged)), 4 * BROKEN))
    both = zip(_answered(oldest, broken), _answered(newest, broken), strict=True)
    refused = [
        {"path": case["path"], "refused": True} for case, other in both if "refused" in case and "refused" in other
    ]
    _write("jsonpath_later.jsonl", [*telling, *nothing, *refused[:BROKEN]])


def _either(generator: Any) -> Iterator[str]:
    while True:
        yield generator.classic()
        yield generator.later()


def _pairs(generator: Any, path: Any) -> Iterator[Pair]:
    while True:
        document = generator.document()
        pair = (path(), document)
        if len(document) <= LONGEST:
            yield pair


def _answered(release: JsonPath, pairs: list[Pair]) -> list[dict[str, Any]]:
    cases = zip(pairs, release.ask(pairs), strict=True)
    return [{"path": path, "document": document, **answer} for (path, document), answer in cases]


def _record_differences(releases: list[JsonPath]) -> None:
    name = "jsonpath_differences.jsonl"
    cases = [json.loads(line) for line in (FIXTURES / name).read_text(encoding="utf-8").splitlines()]
    for release, key in zip(releases, ("json-path 2.0", "json-path 2.9", "json-path 2.4"), strict=False):
        for case, answer in zip(cases, release.ask([(case["path"], case["document"]) for case in cases]), strict=True):
            case[key] = {"found": answer["found"]} if "found" in answer else next(iter(answer))
    _write(name, cases)


def _write(name: str, cases: list[dict[str, Any]]) -> None:
    text = "".join(json.dumps(case, ensure_ascii=False) + "\n" for case in cases)
    (FIXTURES / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
