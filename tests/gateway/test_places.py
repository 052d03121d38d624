"""Where in a text a value stands: for every value of any JSON text, and for every name of a form."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from velogate.gateway import places

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def at(value: Any, path: tuple[Any, ...]) -> Any:
    for part in path:
        value = value[part]
    return value


@given(VALUES, st.sampled_from([None, 0, 2]), st.booleans())
def test_what_stands_at_the_place_of_a_value_is_that_value(value: Any, indent: int | None, ascii_only: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    found = places.in_json(text)
    assert () in found
    for path, offset in found.items():
        assert json.JSONDecoder().raw_decode(text, offset)[0] == at(value, path)


def test_a_text_that_is_cut_off_is_read_as_far_as_it_goes() -> None:
    assert places.in_json('{"a": 1, "b": [2, ') == {(): 0, ("a",): 6, ("b",): 14, ("b", 0): 15}


def test_names_of_a_form() -> None:
    assert places.in_form("a=1&b%20c=2&d") == {("a",): 2, ("b c",): 10, ("d",): 13}
