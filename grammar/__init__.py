"""The languages, written for people, and the parsers that Lark makes of them."""

import os
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent
_PER_PROCESS = ("transformer", "lexer_callbacks", "postlex")


def load(name: str, **options: Any) -> Any:
    """Lark's LALR parser of the grammar `name`; `options` are Lark's.

    The parser's tables are computed once and kept as a file, as Python keeps byte code; where that folder cannot be
    written they are computed in each process.
    """
    import lark  # not at the top: it is half of the time that a start takes

    text = (_FOLDER / f"{name}.lark").read_text(encoding="utf-8")
    kept = _FOLDER / "__pycache__" / f"{name}-{_key(text, lark.__version__, options)}.tables"
    try:
        tables = BytesIO(kept.read_bytes())
        return lark.Lark.__new__(lark.Lark)._load(tables, **{k: v for k, v in options.items() if k in _PER_PROCESS})
    except Exception:  # whatever is wrong with the file, the grammar itself is at hand
        parser = lark.Lark(text, **{"parser": "lalr", "maybe_placeholders": False, **options})
        _keep(kept, parser)
        return parser


def _key(text: str, version: str, options: dict[str, Any]) -> str:
    fixed = sorted((k, str(v)) for k, v in options.items() if k not in _PER_PROCESS)
    return sha256(repr((text, version, fixed)).encode()).hexdigest()[:16]


def _keep(path: Path, parser: Any) -> None:
    temporary = path.with_suffix(f".{os.getpid()}")
    tables = BytesIO()
    parser.save(tables, exclude_options=_PER_PROCESS)
    try:
        path.parent.mkdir(exist_ok=True)
        temporary.write_bytes(tables.getvalue())
        os.replace(temporary, path)
    except OSError:
        temporary.unlink(missing_ok=True)
