"""Which documents there are, and what makes each."""

import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from generate import differences, language, library, sessions

FOLDER = Path(__file__).parents[1]


def _with_outputs(name: str) -> Callable[[], str]:
    """The document as it is, with what its commands print now."""
    return lambda: sessions.filled((FOLDER / name).read_text(encoding="utf-8"))


def _library() -> str:
    """The document of the library, with what its commands print and all that there is."""
    text = _with_outputs("library.md")()
    for name, made in (("entries", library.table()), ("failed", library.failed())):
        text = re.sub(rf"(<!-- {name} -->\n).*?(<!-- end -->)", rf"\1{_literally(made)}\n\2", text, flags=re.S)
    return text


def _literally(text: str) -> str:
    """A text as a replacement that stands for itself."""
    return text.replace("\\", r"\\")


DOCUMENTS: Mapping[str, Callable[[], str]] = {
    "README.md": _with_outputs("README.md"),
    "coverage.md": _with_outputs("coverage.md"),
    "debugging.md": _with_outputs("debugging.md"),
    "differences.md": differences.text,
    "how-it-works.md": _with_outputs("how-it-works.md"),
    "language.md": language.text,
    "library.md": _library,
    **{f"library-{service}.md": partial(library.page, service) for service in library.services()},
    "pipeline.md": _with_outputs("pipeline.md"),
    "testing.md": _with_outputs("testing.md"),
}
