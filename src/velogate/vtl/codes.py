"""Compiled templates kept on disk from one run to the next.

A template's file of code is named by all that its code depends on, so a changed template, another Python or another
velogate finds none; one that is broken is made anew, and a folder that cannot be written to is as good as none.
"""

import marshal
import os
from contextlib import suppress
from functools import cache
from pathlib import Path
from types import CodeType

from velogate.source import Source


class Codes:
    """The compiled templates in a folder."""

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)

    def find(self, source: Source, dialect: str) -> CodeType | None:
        """The code of a template, None where it is not kept."""
        try:
            found = marshal.loads(self._path(source, dialect).read_bytes())
        except (OSError, EOFError, ValueError, TypeError):
            return None
        return found if isinstance(found, CodeType) else None

    def keep(self, source: Source, dialect: str, code: CodeType) -> None:
        """Keeps the code of a template; several runs may do so at once, and it may fail."""
        import tempfile  # few renderings keep anything

        path = self._path(source, dialect)
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self.folder)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(marshal.dumps(code))
                os.replace(name, path)
            except OSError:
                os.unlink(name)
                raise

    def _path(self, source: Source, dialect: str) -> Path:
        import hashlib

        parts = (_maker(), dialect, os.path.abspath(source.name), *_place(source), source.text)
        key = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
        return self.folder / f"{key[:32]}.code"


def _place(source: Source) -> tuple[str, ...]:
    """Where the template stands in its file, with what is written around it on the same lines."""
    line, column = source.position(0)
    if source.outer is None:
        return str(line), str(column)
    start = source.pieces[0][1]
    around = source.outer.text[start - column + 1 : source.outward(len(source.text))]
    return str(line), str(column), str([(here, there - start) for here, there in source.pieces]), around


@cache
def _maker() -> str:
    """What makes code: this Python, and the rooms of velogate as they are on disk."""
    import importlib.util

    rooms = Path(__file__).parent
    files = sorted((*rooms.glob("*.py"), *rooms.parent.glob("java/*.py")))
    states = [f"{path.name}:{(state := path.stat()).st_mtime_ns}:{state.st_size}" for path in files]
    return importlib.util.MAGIC_NUMBER.hex() + "|".join(states)
