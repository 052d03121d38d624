"""Which documents there are, and what makes each."""

from collections.abc import Callable, Mapping
from pathlib import Path

from generate import differences, language, sessions

FOLDER = Path(__file__).parents[1]


def _with_outputs(name: str) -> Callable[[], str]:
    """The document as it is, with what its commands print now."""
    return lambda: sessions.filled((FOLDER / name).read_text(encoding="utf-8"))


DOCUMENTS: Mapping[str, Callable[[], str]] = {
    "README.md": _with_outputs("README.md"),
    "coverage.md": _with_outputs("coverage.md"),
    "debugging.md": _with_outputs("debugging.md"),
    "differences.md": differences.text,
    "how-it-works.md": _with_outputs("how-it-works.md"),
    "language.md": language.text,
    "pipeline.md": _with_outputs("pipeline.md"),
    "testing.md": _with_outputs("testing.md"),
}
