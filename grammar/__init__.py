"""The languages, written for people, and their parsers' tables, kept beside the byte code of this package."""

import os
import pickle
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

import lark

_CACHE = Path(__file__).parent / "__pycache__"


def load(name: str, **options: Any) -> lark.Lark:
    """The LALR parser of `name`.lark. `options` are Lark's, and take part in what is kept only by the grammar's text.

    The parser's tables are computed once and kept as a file, as Python keeps byte code; where that folder cannot be
    written they are computed in each process.
    """
    text = (files(__name__) / f"{name}.lark").read_text(encoding="utf-8")
    kept = _CACHE / f"{name}-{sha256((text + lark.__version__).encode()).hexdigest()[:16]}.tables"
    options = {"parser": "lalr", "maybe_placeholders": False, **options}
    try:
        data, memo = pickle.loads(kept.read_bytes())
        return lark.Lark._load_from_dict(data, memo, **options)
    except Exception:  # whatever is wrong with the file, the grammar itself is at hand
        parser = lark.Lark(text, **options)
        _keep(kept, parser)
        return parser


def _keep(path: Path, parser: lark.Lark) -> None:
    temporary = path.with_suffix(f".{os.getpid()}")
    try:
        path.parent.mkdir(exist_ok=True)
        temporary.write_bytes(pickle.dumps(parser.memo_serialize([lark.grammar.Rule, lark.lexer.TerminalDef])))
        os.replace(temporary, path)
    except OSError:
        temporary.unlink(missing_ok=True)
