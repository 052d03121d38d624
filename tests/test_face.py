"""What `import velogate` offers: the same names to a program and to a type checker."""

import ast
from pathlib import Path

import pytest

import velogate

STUB = Path(velogate.__file__).with_suffix(".pyi")


def test_the_stub_types_what_there_is() -> None:
    parsed = ast.parse(STUB.read_text(encoding="utf-8"))
    typed = {alias.asname for node in parsed.body if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert typed == set(velogate.__all__)


@pytest.mark.parametrize("name", velogate.__all__)
def test_every_name_is_there(name: str) -> None:
    assert getattr(velogate, name) is not None


def test_a_name_that_is_not_there_is_told_as_python_tells_it() -> None:
    with pytest.raises(AttributeError, match="module 'velogate' has no attribute 'nothing'"):
        velogate.nothing  # type: ignore[attr-defined]  # noqa: B018
