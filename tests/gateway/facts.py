"""Reads fixtures/gateway and writes values as they stand there."""

import json
from pathlib import Path
from typing import Any

from velogate.java.classes import class_of
from velogate.java.numbers import BigDecimal
from velogate.java.text import to_string

FOLDER = Path(__file__).parents[2] / "fixtures" / "gateway"


def facts(name: str) -> list[dict[str, Any]]:
    """The cases of one file."""
    return [json.loads(line) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]


def shown(value: Any) -> Any:
    """The value in JSON's own types, told apart by Java class where JSON cannot."""
    if isinstance(value, dict):
        return {key: shown(item) for key, item in value.items()}
    if isinstance(value, list):
        return [shown(item) for item in value]
    if _is_plain(value):
        return value
    return {"java": class_of(value).simple_name, "text": to_string(value)}


def _is_plain(value: Any) -> bool:
    if isinstance(value, BigDecimal):
        return False
    if type(value) is float:
        return value - value == 0
    return value is None or type(value) in (str, bool, int)
