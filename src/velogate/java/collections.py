"""The methods of java.util's lists, sets, maps, their views, entries and iterators, and of json-smart's JSONArray."""

from collections.abc import Callable, Iterable
from functools import cmp_to_key
from typing import Any

from velogate.java import streams
from velogate.java.classes import Methods, class_of
from velogate.java.containers import (
    ByteArray,
    CharArray,
    Entry,
    EntrySet,
    ForwardIterator,
    HashEntrySet,
    HashKeySet,
    HashMap,
    HashValues,
    ImmutableEntry,
    ImmutableList,
    ImmutableMap,
    ImmutableSet,
    IntArray,
    JavaArray,
    JavaIterator,
    JavaSet,
    KeySet,
    ListIterator,
    ObjectArray,
    SequenceIterator,
    StringArray,
    SubList,
    Values,
)
from velogate.java.equality import java_equals, key_of, value_of
from velogate.java.numbers import Byte, Character
from velogate.java.order import compare
from velogate.java.text import json_text, to_string
from velogate.java.throwable import (
    JavaError,
    illegal_argument,
    index_out_of_bounds,
    needed,
    unsupported,
)


def _checked(values: Any, index: int) -> int:
    if not 0 <= index < len(values):
        raise _out_of_bounds(values)(f"Index {index} out of bounds for length {len(values)}")
    return index


def _out_of_bounds(values: Any) -> Callable[[str], JavaError]:
    if isinstance(values, JavaArray | ImmutableList):
        return lambda message: JavaError("java.lang.ArrayIndexOutOfBoundsException", message)
    return index_out_of_bounds


def list_get(values: Any, index: int) -> Any:
    """List.get()."""
    return values[_checked(values, index)]


def _set(values: Any, index: int, value: Any) -> Any:
    old = values[_checked(values, index)]
    values[index] = value
    return old


def _add(values: Any, value: Any) -> bool:
    values.append(value)
    return True


def _room(values: Any, index: int) -> int:
    if not 0 <= index <= len(values):
        raise index_out_of_bounds(f"Index: {index}, Size: {len(values)}")
    return index


def _insert(values: Any, index: int, value: Any) -> None:
    values.insert(_room(values, index), value)


def _add_all(values: Any, others: Any) -> bool:
    added = list(needed(others))
    for value in added:
        values.append(value)
    return bool(added)


def _insert_all(values: Any, index: int, others: Any) -> bool:
    _room(values, index)
    added = list(needed(others))
    for place, value in enumerate(added):
        values.insert(index + place, value)
    return bool(added)


def _remove_at(values: Any, index: int) -> Any:
    return values.pop(_checked(values, index))


def _index(values: Any, sought: Any) -> int:
    return next((place for place, value in enumerate(values) if java_equals(sought, value)), -1)


def _last_index(values: Any, sought: Any) -> int:
    return next((place for place in reversed(range(len(values))) if java_equals(sought, values[place])), -1)


def _remove_value(values: Any, sought: Any) -> bool:
    place = _index(values, sought)
    if place >= 0:
        values.pop(place)
    return place >= 0


def _keep(values: Any, wanted: Callable[[Any], bool]) -> bool:
    """Leave in a list only what is wanted; whether anything went."""
    kept = [value for value in values if wanted(value)]
    changed = len(kept) != len(values)
    if changed:
        values.clear()
        for value in kept:
            values.append(value)
    return changed


def _remove_all(values: Any, others: Any) -> bool:
    return _keep(values, lambda value: not holds(needed(others), value))


def _retain_all(values: Any, others: Any) -> bool:
    return _keep(values, lambda value: holds(needed(others), value))


def holds(values: Any, sought: Any) -> bool:
    """Collection.contains()."""
    if isinstance(values, JavaSet | Values):
        return sought in values
    return any(java_equals(sought, value) for value in values)


def _holds_all(values: Any, others: Any) -> bool:
    return all(holds(values, value) for value in needed(others))


def _sub_list(values: Any, begin: int, end: int) -> SubList:
    if begin < 0:
        raise index_out_of_bounds(f"fromIndex = {begin}")
    if end > len(values):
        raise index_out_of_bounds(f"toIndex = {end}")
    if begin > end:
        raise illegal_argument(f"fromIndex({begin}) > toIndex({end})")
    return SubList(values, begin, end)


def _list_iterator(values: Any, index: int = 0) -> ListIterator:
    if not 0 <= index <= len(values):
        raise index_out_of_bounds(f"Index: {index}")
    return ListIterator(values, index)


def _to_array(values: Iterable[Any]) -> ObjectArray:
    return ObjectArray(values)


STORE_ERROR = (
    "arraycopy: element type mismatch: can not cast one of the elements of java.lang.Object[]"
    " to the type of the destination array, java.lang.String"
)


def _into_array(values: Any, array: JavaArray | None) -> JavaArray:
    size, target = len(values), needed(array)
    if isinstance(target, StringArray) and not all(value is None or type(value) is str for value in values):
        raise JavaError("java.lang.ArrayStoreException", STORE_ERROR)
    if len(target) < size:
        return type(target)(values)  # type: ignore[no-any-return]
    target[:size] = list(values)
    if len(target) > size:
        target[size] = None
    return target  # type: ignore[no-any-return]


def _sort(values: Any, comparator: Any) -> None:
    ordered = sorted(values, key=cmp_to_key(compare))
    for place, value in enumerate(ordered):
        values[place] = value


def _refuse(*args: Any) -> Any:
    raise unsupported()


def _merge(values: list[Any], other: Any) -> None:
    if other is None:
        return
    if type(other) is not list:
        name, target = class_of(other).name, "net.minidev.json.JSONArray"
        where = f"{name} is in module java.base of loader 'bootstrap'; {target} is in unnamed module of loader 'app'"
        raise JavaError("java.lang.ClassCastException", f"class {name} cannot be cast to class {target} ({where})")
    values.extend(other)


def _immutable(make: Callable[[list[Any]], Any]) -> Callable[..., Any]:
    """What List.of() does with its arguments: no null among them."""
    return lambda *values: make([needed(value) for value in values])


def _new_set(values: list[Any]) -> ImmutableSet:
    made = ImmutableSet()
    for value in values:
        if not made.add(value):
            raise illegal_argument(f"duplicate element: {to_string(value)}")
    return made


def _new_map(pairs: list[Any]) -> ImmutableMap:
    made = ImmutableMap()
    for key, value in zip(pairs[::2], pairs[1::2], strict=True):
        if key_of(key) in made:
            raise illegal_argument(f"duplicate key: {to_string(key)}")
        made[key_of(key)] = value
    return made


def _of(kind: str, make: Callable[[list[Any]], Any], counts: Iterable[int]) -> Methods:
    """The overloads of List.of(), Set.of() and Map.of()."""
    return {f"static {kind} of({', '.join(['Object'] * count)})": _immutable(make) for count in counts}


def _copy_map(source: dict[Any, Any]) -> ImmutableMap:
    return _new_map([needed(item) for key in needed(source) for item in (value_of(key), source[key])])


def _entry_of(key: Any, value: Any) -> ImmutableEntry:
    return ImmutableEntry({key_of(needed(key)): needed(value)}, key_of(key))


def _of_entries(entries: Iterable[Entry]) -> ImmutableMap:
    return _new_map([item for entry in entries for item in (needed(needed(entry).key), needed(entry.value))])


def _iterator(values: Any) -> JavaIterator:
    if isinstance(values, JavaSet | Values):
        return values.iterator()
    if isinstance(values, JavaArray | ImmutableList):
        return SequenceIterator(values)
    return ListIterator(values) if isinstance(values, SubList) else ForwardIterator(values)


ITERABLE: Methods = {
    "Iterator iterator()": _iterator,
    "Spliterator spliterator()": None,
    "void forEach(Consumer)": None,
}


def _add_each(values: Any, others: Any) -> bool:
    added = [values.add(value) for value in needed(others)]
    return any(added)


COLLECTION: Methods = {
    "int size()": len,
    "boolean isEmpty()": lambda values: not len(values),
    "boolean contains(Object)": holds,
    "boolean containsAll(Collection)": _holds_all,
    "boolean add(Object)": lambda values, value: values.add(value),
    "boolean addAll(Collection)": _add_each,
    "boolean remove(Object)": lambda values, value: values.discard(value),
    "boolean removeAll(Collection)": lambda values, others: _discard(values, needed(others), True),
    "boolean retainAll(Collection)": lambda values, others: _discard(values, needed(others), False),
    "boolean removeIf(Predicate)": None,
    "void clear()": lambda values: values.clear(),
    "Object[] toArray()": _to_array,
    "Object[] toArray(Object[])": _into_array,
    "Object[] toArray(IntFunction)": None,
    "Stream stream()": streams.Stream,
    "Stream parallelStream()": streams.Stream,
}


def _discard(values: Any, others: Any, held: bool) -> bool:
    """Take out of a set or view what others hold, or what they do not; whether anything went."""
    iterator, changed = values.iterator(), False
    while iterator.has_next():
        if holds(others, iterator.next()) is held:
            iterator.remove()
            changed = True
    return changed


LIST: Methods = {
    "Object get(int)": list_get,
    "Object set(int, Object)": _set,
    "boolean add(Object)": _add,
    "void add(int, Object)": _insert,
    "boolean addAll(Collection)": _add_all,
    "boolean addAll(int, Collection)": _insert_all,
    "Object remove(int)": _remove_at,
    "boolean remove(Object)": _remove_value,
    "boolean removeAll(Collection)": _remove_all,
    "boolean retainAll(Collection)": _retain_all,
    "int indexOf(Object)": _index,
    "int lastIndexOf(Object)": _last_index,
    "List subList(int, int)": _sub_list,
    "ListIterator listIterator()": _list_iterator,
    "ListIterator listIterator(int)": _list_iterator,
    "void sort(Comparator)": _sort,
    "void replaceAll(UnaryOperator)": None,
    "static List copyOf(Collection)": lambda values: ImmutableList(map(needed, needed(values))),
    "static List of(Object[])": lambda values: ImmutableList(map(needed, needed(values))),
    **_of("List", ImmutableList, range(11)),
}

UNCHANGING = (
    "boolean add(Object)",
    "boolean addAll(Collection)",
    "boolean remove(Object)",
    "boolean removeAll(Collection)",
    "boolean retainAll(Collection)",
    "void clear()",
)
LIST_CHANGES = (
    "Object set(int, Object)",
    "void add(int, Object)",
    "boolean addAll(int, Collection)",
    "Object remove(int)",
    "void sort(Comparator)",
)


_COMPONENTS: dict[type, tuple[type, ...]] = {
    StringArray: (str, type(None)),
    CharArray: (Character,),
    ByteArray: (Byte,),
    IntArray: (int,),
}
"""What the elements of an array may be."""


def _fixed_set(array: JavaArray, index: int, value: Any) -> Any:
    """ArrayListWrapper.set(): only what the component type takes."""
    old = array[_checked(array, index)]
    taken = _COMPONENTS.get(type(array))
    if taken and not isinstance(value, taken):
        kind = "array element" if isinstance(array, StringArray) else "argument"
        raise illegal_argument(f"{kind} type mismatch")
    array[index] = value
    return old


def _fixed_clear(array: JavaArray) -> None:
    if array:
        raise unsupported()


def _fixed_remove(array: JavaArray, value: Any) -> bool:
    if _index(array, value) >= 0:
        raise unsupported()
    return False


def _unchanged(same: bool) -> bool:
    """False, since nothing changes; UnsupportedOperationException if something would."""
    if not same:
        raise unsupported()
    return False


ARRAY_WRAPPER: Methods = {
    "int size()": len,
    "Object set(int, Object)": _fixed_set,
    "boolean add(Object)": _refuse,
    "void add(int, Object)": _refuse,
    "Object remove(int)": _refuse,
    "boolean remove(Object)": _fixed_remove,
    "void clear()": _fixed_clear,
    "boolean addAll(Collection)": lambda array, others: _unchanged(not needed(others)),
    "boolean addAll(int, Collection)": lambda array, place, others: _unchanged(_room(array, place) < 0 or not others),
    "boolean removeAll(Collection)": lambda array, others: _unchanged(not any(holds(others, each) for each in array)),
    "boolean retainAll(Collection)": lambda array, others: _unchanged(all(holds(others, each) for each in array)),
}

ARRAY_LIST: Methods = {
    "Object clone()": lambda values: type(values)(values),
    "void ensureCapacity(int)": lambda values, size: None,
    "void trimToSize()": lambda values: None,
}

JSON_ARRAY: Methods = {
    "String toJSONString()": json_text,
    "String toJSONString(JSONStyle)": None,
    "String toString(JSONStyle)": None,
    "static String toJSONString(List)": json_text,
    "static String toJSONString(List, JSONStyle)": None,
    "void merge(Object)": _merge,
    "void writeJSONString(Appendable)": None,
    "void writeJSONString(Appendable, JSONStyle)": None,
    "static void writeJSONString(List, Appendable)": None,
    "static void writeJSONString(Iterable, Appendable, JSONStyle)": None,
}


def _put(values: dict[Any, Any], key: Any, value: Any) -> Any:
    key = key_of(key)
    old = values.get(key)
    values[key] = value
    return old


def _put_all(values: dict[Any, Any], others: dict[Any, Any]) -> None:
    for key in needed(others):
        values[key] = others[key]


def _put_if_absent(values: dict[Any, Any], key: Any, value: Any) -> Any:
    return _put(values, key, value) if values.get(key_of(key)) is None else values[key_of(key)]


def _replace(values: dict[Any, Any], key: Any, value: Any) -> Any:
    return _put(values, key, value) if key_of(key) in values else None


def _replace_value(values: dict[Any, Any], key: Any, old: Any, new: Any) -> bool:
    key = key_of(key)
    same = key in values and java_equals(values[key], old)
    if same:
        values[key] = new
    return same


def _remove_pair(values: dict[Any, Any], key: Any, value: Any) -> bool:
    key = key_of(key)
    same = key in values and java_equals(values[key], value)
    if same:
        del values[key]
    return same


def _key_set(values: dict[Any, Any]) -> KeySet:
    return HashKeySet(values) if isinstance(values, HashMap) else KeySet(values)


def _values(values: dict[Any, Any]) -> Values:
    return HashValues(values) if isinstance(values, HashMap) else Values(values)


def _entry_set(values: dict[Any, Any]) -> EntrySet:
    return HashEntrySet(values) if isinstance(values, HashMap) else EntrySet(values)


MAP: Methods = {
    "Object get(Object)": lambda values, key: values.get(key_of(key)),
    "Object getOrDefault(Object, Object)": lambda values, key, default: values.get(key_of(key), default),
    "Object put(Object, Object)": _put,
    "void putAll(Map)": _put_all,
    "Object putIfAbsent(Object, Object)": _put_if_absent,
    "Object replace(Object, Object)": _replace,
    "boolean replace(Object, Object, Object)": _replace_value,
    "Object remove(Object)": lambda values, key: values.pop(key_of(key), None),
    "boolean remove(Object, Object)": _remove_pair,
    "void clear()": lambda values: values.clear(),
    "int size()": len,
    "boolean isEmpty()": lambda values: not values,
    "boolean containsKey(Object)": lambda values, key: key_of(key) in values,
    "boolean containsValue(Object)": lambda values, value: any(java_equals(value, values[key]) for key in values),
    "Set keySet()": _key_set,
    "Collection values()": _values,
    "Set entrySet()": _entry_set,
    "void forEach(BiConsumer)": None,
    "void replaceAll(BiFunction)": None,
    "Object merge(Object, Object, BiFunction)": None,
    "Object compute(Object, BiFunction)": None,
    "Object computeIfAbsent(Object, Function)": None,
    "Object computeIfPresent(Object, BiFunction)": None,
    "static Map copyOf(Map)": _copy_map,
    "static Entry entry(Object, Object)": _entry_of,
    "static Map ofEntries(Entry[])": _of_entries,
    **_of("Map", _new_map, range(0, 21, 2)),
}

MAP_CHANGES = (
    "Object put(Object, Object)",
    "void putAll(Map)",
    "Object putIfAbsent(Object, Object)",
    "Object replace(Object, Object)",
    "boolean replace(Object, Object, Object)",
    "Object remove(Object)",
    "boolean remove(Object, Object)",
    "void clear()",
)

ENTRY: Methods = {
    "Object getKey()": lambda entry: entry.key,
    "Object getValue()": lambda entry: entry.value,
    "Object setValue(Object)": lambda entry, value: entry.set(value),
    "static Entry copyOf(Entry)": lambda entry: _entry_of(needed(entry).key, entry.value),
    "static Comparator comparingByKey()": None,
    "static Comparator comparingByKey(Comparator)": None,
    "static Comparator comparingByValue()": None,
    "static Comparator comparingByValue(Comparator)": None,
}

ITERATOR: Methods = {
    "boolean hasNext()": lambda iterator: iterator.has_next(),
    "Object next()": lambda iterator: iterator.next(),
    "void remove()": lambda iterator: iterator.remove(),
    "void forEachRemaining(Consumer)": None,
}

LIST_ITERATOR: Methods = {
    "boolean hasPrevious()": lambda iterator: iterator.has_previous(),
    "Object previous()": lambda iterator: iterator.previous(),
    "int nextIndex()": lambda iterator: iterator.next_index(),
    "int previousIndex()": lambda iterator: iterator.next_index() - 1,
    "void set(Object)": lambda iterator, value: iterator.set(value),
    "void add(Object)": lambda iterator, value: iterator.add(value),
}

METHODS: dict[str, Methods] = {
    "Iterable": ITERABLE,
    "Collection": COLLECTION,
    "List": LIST,
    "ArrayList": ARRAY_LIST,
    "ArrayListWrapper": ARRAY_WRAPPER,
    "JSONArray": JSON_ARRAY,
    "java.util.ImmutableCollections$ListN": dict.fromkeys((*UNCHANGING, *LIST_CHANGES), _refuse),
    "java.util.ImmutableCollections$SetN": dict.fromkeys(UNCHANGING, _refuse),
    "java.util.ImmutableCollections$MapN": dict.fromkeys(MAP_CHANGES, _refuse),
    "Set": {
        "static Set copyOf(Collection)": lambda values: ImmutableSet(map(needed, needed(values))),
        "static Set of(Object[])": lambda values: _new_set([needed(value) for value in needed(values)]),
        **_of("Set", _new_set, range(11)),
    },
    "HashSet": {"Object clone()": lambda values: type(values)(values)},
    "Map": MAP,
    "HashMap": {"Object clone()": lambda values: type(values)(values)},
    "Map$Entry": ENTRY,
    "Iterator": ITERATOR,
    "ListIterator": LIST_ITERATOR,
}
