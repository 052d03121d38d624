"""Lists, arrays, sets, maps, their views and iterators.

A plain dict is a LinkedHashMap and a plain list a JSONArray. Keys are kept as equality.key_of() makes them.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from velogate.java.equality import (
    IDENTITY,
    RULES,
    Rule,
    hash_code,
    identity_hash,
    java_equals,
    key_of,
    list_hash,
    value_of,
)
from velogate.java.numbers import wrap
from velogate.java.throwable import JavaError, modified, no_such_element, unsupported


class ArrayList(list[Any]):
    """A java.util.ArrayList, what a list literal in a template makes."""

    __slots__ = ()


class ImmutableList(list[Any]):
    """What List.of() and Stream.toList() give; its method table refuses every change."""

    __slots__ = ()


class JavaArray(list[Any]):
    """A Java array; each component type has a subclass. Its length never changes."""

    __slots__ = ()


class ObjectArray(JavaArray):
    """An Object[]."""

    __slots__ = ()


class StringArray(JavaArray):
    """A String[]."""

    __slots__ = ()


class CharArray(JavaArray):
    """A char[] of Characters."""

    __slots__ = ()


class ByteArray(JavaArray):
    """A byte[] of Bytes."""

    __slots__ = ()


class IntArray(JavaArray):
    """An int[]."""

    __slots__ = ()


class BigIntegerArray(JavaArray):
    """A BigInteger[]."""

    __slots__ = ()


class BigDecimalArray(JavaArray):
    """A BigDecimal[]."""

    __slots__ = ()


class SubList:
    """A live window on a list; it refuses to go on once the list has changed its size by other hands."""

    __slots__ = ("_first", "_list", "_size", "_whole")

    def __init__(self, whole: Any, first: int, end: int) -> None:
        self._list, self._first, self._size, self._whole = whole, first, end - first, len(whole)

    def _check(self) -> None:
        if len(self._list) != self._whole:
            raise modified()

    def __len__(self) -> int:
        self._check()
        return self._size

    def __iter__(self) -> Iterator[Any]:
        self._check()
        return iter(self._list[self._first : self._first + self._size])

    def __getitem__(self, index: int | slice) -> Any:
        self._check()
        if isinstance(index, slice):
            return list(self)[index]
        return self._list[self._first + index]

    def __setitem__(self, index: int, value: Any) -> None:
        self._check()
        self._list[self._first + index] = value

    def insert(self, index: int, value: Any) -> None:
        """Put a value before the one at index."""
        self._check()
        self._list.insert(self._first + index, value)
        self._resize(1)

    def append(self, value: Any) -> None:
        """Put a value last."""
        self.insert(self._size, value)

    def pop(self, index: int) -> Any:
        """Take the value at index out of the list."""
        self._check()
        value = self._list.pop(self._first + index)
        self._resize(-1)
        return value

    def clear(self) -> None:
        """Take every value of the window out of the list."""
        for _ in range(len(self)):
            self.pop(0)

    def _resize(self, by: int) -> None:
        self._size += by
        self._whole += by


class HashMap(dict[Any, Any]):
    """A java.util.HashMap: its order is that of the buckets, from the keys' hashes and the size it has grown to."""

    __slots__ = ("_capacity", "_order")

    def __init__(self, entries: Mapping[Any, Any] | Iterable[tuple[Any, Any]] = ()) -> None:
        super().__init__(entries)
        self._capacity = 16
        self._order: list[Any] | None = None

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__(key, value)
        self._order = None
        self._grow()

    def __iter__(self) -> Iterator[Any]:
        if self._order is None or len(self._order) != len(self):
            self._grow()
            self._order = bucket_order(super().__iter__(), self._capacity)
        return iter(self._order)

    def _grow(self) -> None:
        while len(self) > self._capacity * 3 // 4:
            self._capacity *= 2

    def __delitem__(self, key: Any) -> None:
        super().__delitem__(key)
        self._order = None

    def pop(self, key: Any, *default: Any) -> Any:
        """Take a key out."""
        self._order = None
        return super().pop(key, *default)

    def clear(self) -> None:
        """Take every key out; the table keeps its size."""
        super().clear()
        self._order = None

    def keys(self) -> Any:
        """The keys in bucket order."""
        return list(self)

    def values(self) -> Any:
        """The values in bucket order."""
        return [self[key] for key in self]

    def items(self) -> Any:
        """Keys and values in bucket order."""
        return [(key, self[key]) for key in self]


def bucket_order(keys: Iterable[Any], capacity: int) -> list[Any]:
    """The keys as a hash table of that many buckets lists them; within a bucket the first put comes first."""
    mask = capacity - 1
    return sorted(keys, key=lambda key: _spread(hash_code(value_of(key))) & mask)


def _spread(code: int) -> int:
    return code ^ (code & 0xFFFFFFFF) >> 16


class ImmutableMap(dict[Any, Any]):
    """What Map.of() and Map.copyOf() give, in the order written; a JVM shuffles it anew at each start."""

    __slots__ = ()


class JavaSet:
    """The sets: what subclasses have is _map, a dict whose keys are the members."""

    __slots__ = ("_map",)

    def __init__(self, values: Iterable[Any] = ()) -> None:
        self._map: dict[Any, Any] = self._new(dict.fromkeys(map(key_of, values), True))

    def _new(self, entries: dict[Any, Any]) -> dict[Any, Any]:
        return entries

    def __len__(self) -> int:
        return len(self._map)

    def __iter__(self) -> Iterator[Any]:
        return map(value_of, self._map)

    def __contains__(self, value: object) -> bool:
        return key_of(value) in self._map

    def add(self, value: Any) -> bool:
        """Add a value; whether it was new."""
        key = key_of(value)
        new = key not in self._map
        self._map[key] = True
        return new

    def discard(self, value: Any) -> bool:
        """Take a value out; whether it was there."""
        key = key_of(value)
        found = key in self._map
        if found:
            del self._map[key]
        return found

    def clear(self) -> None:
        """Take every value out."""
        self._map.clear()

    def iterator(self) -> "JavaIterator":
        """A fresh iterator."""
        return KeyIterator(self._map, lambda source, key: value_of(key))


class LinkedHashSet(JavaSet):
    """A java.util.LinkedHashSet."""

    __slots__ = ()


class HashSet(JavaSet):
    """A java.util.HashSet, in bucket order."""

    __slots__ = ()

    def _new(self, entries: dict[Any, Any]) -> dict[Any, Any]:
        return HashMap(entries)


class ImmutableSet(JavaSet):
    """What Set.of() gives, in the order written; a JVM shuffles it anew at each start."""

    __slots__ = ()


class KeySet(JavaSet):
    """The live keys of a LinkedHashMap."""

    __slots__ = ()

    def __init__(self, source: dict[Any, Any]) -> None:
        self._map = source

    def add(self, value: Any) -> bool:
        """Views take nothing in."""
        raise unsupported()


class HashKeySet(KeySet):
    """The live keys of a HashMap."""

    __slots__ = ()


class Values:
    """The live values of a map."""

    __slots__ = ("_map",)

    def __init__(self, source: dict[Any, Any]) -> None:
        self._map = source

    def __len__(self) -> int:
        return len(self._map)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._map.values())

    def __contains__(self, value: object) -> bool:
        return any(java_equals(value, each) for each in self._map.values())

    def add(self, value: Any) -> bool:
        """Views take nothing in."""
        raise unsupported()

    def discard(self, value: Any) -> bool:
        """Take out the first key that has this value; whether there was one."""
        for key in self._map:
            if java_equals(value, self._map[key]):
                del self._map[key]
                return True
        return False

    def clear(self) -> None:
        """Take every key out."""
        self._map.clear()

    def iterator(self) -> "JavaIterator":
        """A fresh iterator."""
        return ValueIterator(self._map, lambda source, key: source[key])


class HashValues(Values):
    """The live values of a HashMap."""

    __slots__ = ()


class EntrySet(JavaSet):
    """The live entries of a map."""

    __slots__ = ()

    def __init__(self, source: dict[Any, Any]) -> None:
        self._map = source

    def __iter__(self) -> Iterator[Any]:
        return (Entry(self._map, key) for key in self._map)

    def __contains__(self, value: object) -> bool:
        if not isinstance(value, Entry):
            return False
        key = key_of(value.key)
        return key in self._map and java_equals(self._map[key], value.value)

    def add(self, value: Any) -> bool:
        """Views take nothing in."""
        raise unsupported()

    def discard(self, value: Any) -> bool:
        """Take out the key of an equal entry; whether there was one."""
        found = value in self
        if found:
            del self._map[key_of(value.key)]
        return found

    def iterator(self) -> "JavaIterator":
        """A fresh iterator."""
        return EntryIterator(self._map, Entry)


class HashEntrySet(EntrySet):
    """The live entries of a HashMap."""

    __slots__ = ()


class Entry:
    """A key and its value, read from and written to the map as long as the map has the key."""

    __slots__ = ("_key", "_last", "_map")

    def __init__(self, source: dict[Any, Any], key: Any) -> None:
        self._map, self._key, self._last = source, key, source[key]

    @property
    def key(self) -> Any:
        """The key, as a value."""
        return value_of(self._key)

    @property
    def value(self) -> Any:
        """The value as it is now."""
        return self._map.get(self._key, self._last)

    def set(self, value: Any) -> Any:
        """Put a new value; the old one comes back."""
        old = self.value
        if self._key in self._map:
            self._map[self._key] = value
        self._last = value
        return old


class HashEntry(Entry):
    """An entry of a HashMap."""

    __slots__ = ()


class ImmutableEntry(Entry):
    """What Map.entry() gives."""

    __slots__ = ()

    def set(self, value: Any) -> Any:
        """It cannot be changed."""
        raise unsupported("not supported")


class JavaIterator:
    """A java.util.Iterator: subclasses say what is next."""

    __slots__ = ()

    def has_next(self) -> bool:
        """Whether next() has something to give."""
        raise NotImplementedError

    def next(self) -> Any:
        """The next value; NoSuchElementException after the last."""
        raise NotImplementedError

    def remove(self) -> None:
        """Take the value last given out of what is walked."""
        raise unsupported("remove")


class MapIterator(JavaIterator):
    """Walks a map; a key that came or went by other hands is a ConcurrentModificationException."""

    __slots__ = ("_at", "_fetch", "_given", "_keys", "_map", "_size")

    def __init__(self, source: dict[Any, Any], fetch: Callable[[dict[Any, Any], Any], Any]) -> None:
        self._map, self._fetch, self._keys = source, fetch, list(source)
        self._at, self._size, self._given = 0, len(source), False

    def has_next(self) -> bool:
        """Whether a key is left."""
        return self._at < len(self._keys)

    def next(self) -> Any:
        """The next key, value or entry."""
        if len(self._map) != self._size:
            raise modified()
        if self._at >= len(self._keys):
            raise no_such_element()
        key = self._keys[self._at]
        self._at, self._given = self._at + 1, True
        return self._fetch(self._map, key)

    def remove(self) -> None:
        """Take the key last given out of the map."""
        if not self._given:
            raise JavaError("java.lang.IllegalStateException")
        if len(self._map) != self._size:
            raise modified()
        self._given = False
        del self._map[self._keys[self._at - 1]]
        self._size -= 1


class KeyIterator(MapIterator):
    """Walks the keys of a map."""

    __slots__ = ()


class ValueIterator(MapIterator):
    """Walks the values of a map."""

    __slots__ = ()


class EntryIterator(MapIterator):
    """Walks the entries of a map."""

    __slots__ = ()


class ListIterator(JavaIterator):
    """Walks a list in both directions; a size that changed by other hands is a ConcurrentModificationException."""

    __slots__ = ("_at", "_last", "_list", "_size")

    def __init__(self, source: Any, at: int = 0) -> None:
        self._list, self._at, self._last, self._size = source, at, -1, len(source)

    def has_next(self) -> bool:
        """Whether the cursor is not at the end."""
        return self._at != len(self._list)

    def next(self) -> Any:
        """The value after the cursor."""
        self._check()
        if self._at >= len(self._list):
            raise no_such_element()
        self._last = self._at
        self._at += 1
        return self._list[self._last]

    def _check(self) -> None:
        if len(self._list) != self._size:
            raise modified()

    def has_previous(self) -> bool:
        """Whether the cursor is not at the beginning."""
        return self._at != 0

    def previous(self) -> Any:
        """The value before the cursor."""
        self._check()
        if self._at == 0:
            raise no_such_element()
        self._at -= 1
        self._last = self._at
        return self._list[self._last]

    def next_index(self) -> int:
        """The index of the value after the cursor."""
        return self._at

    def remove(self) -> None:
        """Take the value last given out of the list."""
        self._check_given()
        self._list.pop(self._last)
        self._at, self._last, self._size = self._last, -1, self._size - 1

    def set(self, value: Any) -> None:
        """Put a value in the place of the one last given."""
        self._check_given()
        self._list[self._last] = value

    def add(self, value: Any) -> None:
        """Put a value before the cursor."""
        self._check()
        self._list.insert(self._at, value)
        self._at, self._last, self._size = self._at + 1, -1, self._size + 1

    def _check_given(self) -> None:
        if self._last < 0:
            raise JavaError("java.lang.IllegalStateException")
        self._check()


class ForwardIterator(ListIterator):
    """What List.iterator() gives: the class table hides the way back."""

    __slots__ = ()


class SequenceIterator(JavaIterator):
    """Walks what nobody changes: an immutable collection, a stream, an array."""

    __slots__ = ("_at", "_values")

    def __init__(self, values: Iterable[Any]) -> None:
        self._values, self._at = list(values), 0

    def has_next(self) -> bool:
        """Whether a value is left."""
        return self._at < len(self._values)

    def next(self) -> Any:
        """The next value."""
        if self._at >= len(self._values):
            raise no_such_element()
        self._at += 1
        return self._values[self._at - 1]


def lists_equal(left: Any, right: Any) -> bool:
    """List.equals()."""
    return len(left) == len(right) and all(map(java_equals, left, right))


def maps_equal(left: dict[Any, Any], right: dict[Any, Any]) -> bool:
    """Map.equals()."""
    if len(left) != len(right):
        return False
    return all(key in right and java_equals(left[key], right[key]) for key in left)


def map_hash(values: dict[Any, Any]) -> int:
    """Map.hashCode()."""
    return wrap(sum(hash_code(value_of(key)) ^ hash_code(values[key]) for key in values), 32)


def set_hash(values: Iterable[Any]) -> int:
    """Set.hashCode()."""
    return wrap(sum(map(hash_code, values)), 32)


def _sets_equal(left: Any, right: Any) -> bool:
    return len(left) == len(right) and all(value in right for value in left)


def _entries_equal(left: Entry, right: Entry) -> bool:
    return java_equals(left.key, right.key) and java_equals(left.value, right.value)


def _views_equal(left: Values, right: Values) -> bool:
    """Whether two views are of one map, which on a JVM has one view alone."""
    return left._map is right._map


LISTS = Rule(lists_equal, list_hash)
MAPS = Rule(maps_equal, map_hash)

RULES.update(
    {
        list: LISTS,
        SubList: LISTS,
        JavaArray: IDENTITY,
        dict: MAPS,
        JavaSet: Rule(_sets_equal, set_hash),
        Values: Rule(_views_equal, lambda values: identity_hash(values._map)),
        Entry: Rule(_entries_equal, lambda entry: hash_code(entry.key) ^ hash_code(entry.value)),
    }
)
