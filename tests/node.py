"""Tools from npm that tests ask: where they are, and why they are missing."""

import shutil
from pathlib import Path

HOME = Path(__file__).parent.parent / ".tools"
MODULES = HOME / "node_modules"
_TOOLS = ("tsc", "serverless")


def tool(name: str) -> Path:
    """The program of a package."""
    return MODULES / ".bin" / name


def missing() -> str | None:
    """Why the tools cannot be asked, or None."""
    if not shutil.which("node"):
        return "there is no node"
    absent = [name for name in _TOOLS if not tool(name).exists()]
    return f"no {', '.join(absent)}: `make tools` installs them" if absent else None
