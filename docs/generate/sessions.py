"""Runs the examples of a document: console sessions and Python, and writes down what they print."""

import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]

_BLOCK = re.compile(r"^```(console|python)\n(.*?)^```$", re.M | re.S)
_COLUMNS = "100"
_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Step:
    """A command of a session (`lines` as they are typed, with `$ ` and `> `), what it is said to print, and prints."""

    lines: str
    said: str
    printed: str

    @property
    def holds(self) -> bool:
        """Whether it prints what is said; `…` stands for anything, a line's end after it for none."""
        parts = [re.escape(part) for part in re.split(r"…\n?", self.said.rstrip("\n"))]
        return re.fullmatch(".*".join(parts), self.printed.rstrip("\n"), re.S) is not None


def filled(markdown: str, files: Mapping[str, str] | None = None) -> str:
    """The document with what its commands print now in place of what it says that they print."""
    with _folder(files or {}) as folder:
        return _BLOCK.sub(lambda block: _filled_block(block, folder), markdown)


def _filled_block(block: re.Match[str], folder: Path) -> str:
    if block[1] == "python":
        return block[0]
    return "```console\n" + "".join(step.lines + step.printed for step in _steps(block[2], folder)) + "```"


def steps(markdown: str, files: Mapping[str, str] | None = None) -> list[Step]:
    """Every command of the document's sessions, run in order in one folder that has `fixtures` and these files."""
    with _folder(files or {}) as folder:
        blocks = [block[2] for block in _BLOCK.finditer(markdown) if block[1] == "console"]
        return [step for block in blocks for step in _steps(block, folder)]


def python(markdown: str) -> tuple[dict[str, Any], str]:
    """The names that the document's Python defines, all blocks in one module, and what it prints."""
    names: dict[str, Any] = {"__name__": "example"}
    printed = io.StringIO()
    with redirect_stdout(printed):
        for block in _BLOCK.finditer(markdown):
            if block[1] == "python":
                exec(compile(block[2], "<example>", "exec"), names)
    return names, printed.getvalue()


def _steps(block: str, folder: Path) -> Iterator[Step]:
    for typed, said in re.findall(r"^(\$ .*\n(?:> .*\n)*)((?:(?!\$ ).*\n)*)", block, re.M):
        command = re.sub(r"^[$>] ", "", typed, flags=re.M)
        printed = _run(command, folder)
        yield Step(typed, said, printed if not printed or printed.endswith("\n") else printed + "\n")


def _run(command: str, folder: Path) -> str:
    """What the command writes to standard output and standard error, together."""
    scripts = Path(sys.executable).parent
    wanted = {"PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}", "COLUMNS": _COLUMNS, "PYTHONUTF8": "1"}
    done = subprocess.run(
        ["sh", "-c", command],
        cwd=folder,
        env={**os.environ, **wanted},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=_SECONDS,
        check=False,
    )
    return done.stdout.decode()


@contextmanager
def _folder(files: Mapping[str, str]) -> Iterator[Path]:
    made = Path(tempfile.mkdtemp())
    try:
        (made / "fixtures").symlink_to(ROOT / "fixtures")
        for name, text in files.items():
            (made / name).write_text(text, "utf-8")
        yield made
    finally:
        shutil.rmtree(made)
