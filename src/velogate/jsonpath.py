"""JSONPath, a first thin version."""
import re
from functools import lru_cache
from typing import Any

_PLAIN = re.compile(r"\$?(?:\.?[^.\[\]()\s*$@'\"]+|\[-?[0-9]+\]|\['[^']*'\])*")
_STEP = re.compile(r"\.?([^.\[\]()\s*$@'\"]+)|\[(-?[0-9]+)\]|\['([^']*)'\]")
class Path:
    def __init__(self, steps: list[str|int]) -> None: self.steps=steps
    def find(self, document: Any) -> Any:
        for step in self.steps:
            try:
                document=document[step]
            except (KeyError,TypeError,IndexError): return None
        return document
@lru_cache(16384)
def compile(text: str) -> Path:
    if not _PLAIN.fullmatch(text): raise NotImplementedError(text)
    return Path([int(m[2]) if m[2] else m[1] or m[3] for m in _STEP.finditer(text.removeprefix('$'))])
