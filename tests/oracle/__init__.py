"""Asks the real Apache Velocity 1.7, on a JVM, what it makes of a template."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
CLASSES = HERE.parent.parent / "build" / "oracle"
JARS = Path(os.environ.get("VELOGATE_JARS", "/usr/share/java"))
NAMES = ("velocity", "commons-collections3", "commons-lang", "json-path", "json-smart", "accessors-smart", "asm")
LOGGING = ("slf4j-api", "slf4j-nop")
PACKAGES = "velocity libjsonpath-java libjson-smart-java libcommons-lang-java default-jdk-headless"
PROVENANCE = "Velocity 1.7, Debian 1.7-6"


_IDENTITY = re.compile(r"(\[+[BCDFIJSZ]|\[+L[\w.$]+;|\b[a-z]+(?:\.[\w$]+)+)@[0-9a-f]+")


@dataclass(frozen=True, slots=True)
class Answer:
    """What an engine made of a template: its text, or the kind of its error (`parse`, `render`, `limit`)."""

    text: str | None = None
    error: str | None = None
    message: str = ""

    @property
    def outcome(self) -> dict[str, str]:
        """The part that two engines must agree on, as a fixture file has it."""
        return {"error": str(self.error)} if self.text is None else {"text": steady(self.text)}


def steady(text: str) -> str:
    """The text without the hash codes by which Java names objects that have no text of their own."""
    return _IDENTITY.sub(r"\1@0", text)


def missing() -> str | None:
    """Why Velocity cannot be asked here, or None."""
    for tool in ("java", "javac"):
        if not shutil.which(tool):
            return f"no {tool}; Debian: apt-get install {PACKAGES}"
    for name in (*NAMES, *LOGGING):
        if not (JARS / f"{name}.jar").exists():
            return f"no {name}.jar in {JARS}; Debian: apt-get install {PACKAGES}"
    return None


class Oracle:
    """One JVM, started on the first question and again after each that it did not survive."""

    def __init__(self, seconds: int = 5, characters: int = 4_000_000) -> None:
        self._limits = [str(seconds), str(characters)]
        self._jvm: subprocess.Popen[str] | None = None
        self._asked = 0

    @staticmethod
    def available() -> bool:
        return missing() is None

    def render(
        self,
        template: str,
        variables: Mapping[str, Any] | None = None,
        dialect: str = "apigateway",
        templates: Mapping[str, str] | None = None,
    ) -> Answer:
        """Velocity's output, or its refusal."""
        question = {"dialect": dialect, "template": template, "variables": variables or {}}
        answer = self.ask({**question, "templates": templates or {}})
        return Answer(answer.get("text"), answer.get("error"), f"{answer.get('class')}: {answer.get('message')}")

    def render_event(self, template: str, event: Mapping[str, Any], dialect: str = "apigateway") -> Answer:
        """Velocity's output with $input, $util, $context and $stageVariables of an event whose body is text."""
        answer = self.ask({"dialect": dialect, "template": template, "event": event})
        return Answer(answer.get("text"), answer.get("error"), f"{answer.get('class')}: {answer.get('message')}")

    def util(self, function: str, texts: Sequence[str | None]) -> list[dict[str, Any]]:
        """The `result` of a function of `$util` for each text, or the class of its `error`; `json`: as $input.json."""
        return [
            answer
            for start in range(0, len(texts), 2048)
            for answer in self.ask({"util": function, "texts": texts[start : start + 2048]})["answers"]
        ]

    def tokens(self, template: str, dialect: str = "velocity") -> dict[str, Any]:
        """The parser's `tokens` ([kind, image] each), its `tree` (lines) and its `message` where it refuses."""
        return self.ask({"dialect": dialect, "template": template, "tokens": True})

    def ask(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """The raw answer to a raw request."""
        self._asked += 1
        jvm = self._running()
        assert jvm.stdin is not None
        assert jvm.stdout is not None
        jvm.stdin.write(json.dumps({**request, "id": self._asked}) + "\n")
        jvm.stdin.flush()
        line = jvm.stdout.readline()
        answer: dict[str, Any] = json.loads(line) if line else {"id": self._asked, "error": "limit", "class": "died"}
        assert answer["id"] == self._asked
        if answer.get("error") == "limit":
            self.close()
        return answer

    def close(self) -> None:
        """Ends the JVM; the next question starts another."""
        if self._jvm is not None:
            self._jvm.kill()
            self._jvm.communicate()
            self._jvm = None

    def _running(self) -> subprocess.Popen[str]:
        if self._jvm is None:
            options = [
                "-Xmx700m",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-cp",
                class_path(),
                "Oracle",
                *self._limits,
            ]
            pipe = subprocess.PIPE
            self._jvm = subprocess.Popen(
                ["java", *options], stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, encoding="ascii"
            )
        return self._jvm


def class_path() -> str:
    """Where Java finds our classes, and those of Debian's packages."""
    jars = [str(JARS / f"{name}.jar") for name in (*NAMES, *LOGGING)]
    return os.pathsep.join([str(compiled(sorted(HERE.glob("*.java")), jars)), *jars])


def compiled(sources: list[Path], jars: list[str]) -> Path:
    """The folder with the sources' classes, compiled when a source has changed."""
    digest = hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:16]
    folder = CLASSES / digest
    if not folder.exists():
        CLASSES.mkdir(parents=True, exist_ok=True)
        fresh = tempfile.mkdtemp(dir=CLASSES)
        subprocess.run(
            ["javac", "-J-XX:-UsePerfData", "-nowarn", "-d", fresh, "-cp", os.pathsep.join(jars), *map(str, sources)],
            check=True,
        )
        _put(Path(fresh), folder)
    return folder


def _put(fresh: Path, folder: Path) -> None:
    """Another process may have compiled the same meanwhile; whoever comes second throws its own away."""
    try:
        fresh.rename(folder)
    except OSError:
        shutil.rmtree(fresh)
