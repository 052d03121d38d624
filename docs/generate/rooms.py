"""What the docstrings of velogate's rooms say of its own ways: where it differs, infers, or does what nobody knows."""

import ast
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "src" / "velogate"

_OWN = re.compile(
    r"differs on purpose|Different from|differ:|Not here:|INFERRED|obody (?:has recorded|outside)|cannot parse"
)


class Remark(NamedTuple):
    """What a room says: its file in src/velogate, the name inside of it ("" for the room as a whole), the words."""

    file: str
    name: str
    text: str


def remarks() -> Iterator[Remark]:
    """Each docstring that says such a thing, by file and place; of a room's own the part after its first sentence."""
    for path in sorted(SOURCES.rglob("*.py")):
        for name, text in _docstrings(ast.parse(path.read_text("utf-8"))):
            if _OWN.search(text):
                head, _, rest = text.partition("\n\n")
                yield Remark(path.relative_to(SOURCES).as_posix(), name, (rest or head) if not name else text)


def _docstrings(module: ast.Module) -> Iterator[tuple[str, str]]:
    """The docstrings of a module, of what it defines and of its assignments, each with its name."""
    yield "", ast.get_docstring(module) or ""
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name, ast.get_docstring(node) or ""
        body = getattr(node, "body", ())
        if isinstance(body, list):
            for before, after in pairwise(body):
                if isinstance(before, ast.Assign | ast.AnnAssign) and _is_text(after):
                    yield _target(before), " ".join(after.value.value.split())


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _target(node: ast.Assign | ast.AnnAssign) -> str:
    return ast.unparse(node.targets[0] if isinstance(node, ast.Assign) else node.target)
