"""The recorded answers of Velocity: a file a rule, and the golden set, one line a case."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent.parent.parent / "fixtures" / "velocity"
GOLDEN = FOLDER / "golden.jsonl"
DIALECTS = ("apigateway", "velocity")


def rules() -> dict[str, dict[str, Any]]:
    """Every rule's case by its name; `expect` says what each dialect makes of it."""
    return {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.json"))}


def golden() -> Iterator[dict[str, Any]]:
    """The generated cases: id, dialect, template, variables, and `text` or `error`."""
    with GOLDEN.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def keep_rule(name: str, case: dict[str, Any]) -> None:
    text = json.dumps(case, ensure_ascii=_is_plain(case), indent=2)
    (FOLDER / f"{name}.json").write_text(text + "\n", "utf-8")


def keep_golden(cases: list[dict[str, Any]]) -> None:
    GOLDEN.write_text("".join(json.dumps(case) + "\n" for case in cases), "ascii")


def _is_plain(case: dict[str, Any]) -> bool:
    """Whether the case must be written in ASCII: it holds what would not be seen, or not survive, as itself."""
    text = json.dumps(case, ensure_ascii=False)
    return not all(char.isprintable() for char in text)
