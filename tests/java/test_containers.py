"""Keys, views and iterators as java.util has them on JDK 17."""

from typing import Any

import pytest

from velogate.java.containers import ArrayList, HashMap, JavaIterator
from velogate.java.equality import hash_code, java_equals, key_of, value_of
from velogate.java.methods import call, iterate
from velogate.java.numbers import Character, Long
from velogate.java.throwable import JavaError


def test_keys_that_python_takes_for_one() -> None:
    entries: dict[Any, Any] = {}
    for key in (1, Long(1), 1.0, True, "1", Character("1")):
        call(entries, "put", (key, "x"))
    assert len(entries) == 6


def test_a_text_key_is_its_own_key() -> None:
    entries: dict[Any, Any] = {}
    call(entries, "put", ("a", 1))
    assert entries == {"a": 1}


def test_a_large_long_is_one_key_however_it_came() -> None:
    assert key_of(Long(2**40)) == key_of(2**40)
    assert key_of(Long(1)) != key_of(1)
    assert value_of(key_of(1.0)) == 1.0


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("", 0),
        ("hello", 99162322),
        ("\U0001f600", 1772899),
        (True, 1231),
        (-5, -5),
        (2**40, 256),
        (1.5, 1073217536),
        (ArrayList([1, "a"]), 1089),
        ({"a": 1}, 96),
        (None, 0),
    ],
)
def test_hash_code(value: Any, code: int) -> None:
    assert hash_code(value) == code


def test_lists_of_different_classes_are_equal() -> None:
    assert java_equals([1, "a"], ArrayList([1, "a"]))
    assert not java_equals([1], [1.0])


def test_a_hash_map_grows_its_table() -> None:
    entries = HashMap({f"key{number}": number for number in range(13)})
    assert list(entries)[:8] == ["key1", "key2", "key0", "key5", "key6", "key3", "key4", "key9"]
    assert list(entries)[8:] == ["key7", "key8", "key11", "key10", "key12"]


def test_views_are_live() -> None:
    entries = {"a": 1, "b": 2}
    keys = call(entries, "keySet", ())
    call(keys, "remove", ("a",))
    entries["c"] = 3
    assert list(keys) == ["b", "c"]
    with pytest.raises(JavaError, match="UnsupportedOperationException"):
        call(keys, "add", ("d",))


def test_an_entry_writes_through() -> None:
    entries = {"a": 1}
    entry = call(call(call(entries, "entrySet", ()), "iterator", ()), "next", ())
    assert call(entry, "setValue", (2,)) == 1
    assert entries == {"a": 2}


def test_a_map_changed_while_walked() -> None:
    entries = {"a": 1, "b": 2}
    walk = iterate(entries)
    assert isinstance(walk, JavaIterator)
    walk.next()
    entries["c"] = 3
    with pytest.raises(JavaError, match=r"java\.util\.ConcurrentModificationException"):
        walk.next()


def test_a_sub_list_is_a_window() -> None:
    values = ArrayList([1, 2, 3, 4])
    window = call(values, "subList", (1, 3))
    call(window, "clear", ())
    assert values == [1, 4]
    values.append(5)
    with pytest.raises(JavaError, match="ConcurrentModificationException"):
        call(window, "size", ())


def test_a_list_iterator_adds_removes_and_sets() -> None:
    values = ArrayList([1, 2, 3])
    cursor = call(values, "listIterator", ())
    call(cursor, "next", ())
    call(cursor, "remove", ())
    call(cursor, "next", ())
    call(cursor, "set", ("two",))
    call(cursor, "add", ("new",))
    assert values == ["two", "new", 3]
