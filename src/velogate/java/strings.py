"""The methods of java.lang.String and CharSequence.

Java counts UTF-16 units, Python characters. Functions that count work on units(): the text itself unless it holds
characters beyond U+FFFF, else one with each of those as its two surrogates; whole() makes characters of them again.
"""

import re
from collections.abc import Iterable
from itertools import islice
from typing import Any

from velogate.java import regex
from velogate.java.classes import Methods, class_of
from velogate.java.containers import ByteArray, CharArray, JavaArray, StringArray
from velogate.java.equality import string_hash, units_of
from velogate.java.formatter import format_text
from velogate.java.numbers import INT_MAX, LARGEST, Byte, Character, wrap
from velogate.java.order import compare_texts, no_cast
from velogate.java.streams import IntStream, Optional, Stream
from velogate.java.text import to_string
from velogate.java.throwable import (
    JavaError,
    illegal_argument,
    needed,
    null_pointer,
    out_of_memory,
    string_index_out_of_bounds,
)

BLANKS = "".join(map(chr, range(33)))
"""What trim() takes away."""

WHITESPACE = "\t\n\v\f\r\x1c\x1d\x1e\x1f \u1680\u2028\u2029\u205f\u3000" + "".join(
    chr(code) for code in range(0x2000, 0x200B) if code != 0x2007
)
"""What Character.isWhitespace() takes for a blank."""

SURROGATES = re.compile("[\ud800-\udbff][\udc00-\udfff]")
LONE = re.compile("[\ud800-\udfff]")


def units(text: str) -> str:
    """The text with one character for each of its UTF-16 units."""
    if text.isascii():
        return text
    data = text.encode("utf-16-le", "surrogatepass")
    return text if len(data) == 2 * len(text) else "".join(map(chr, units_of(text)))


def whole(text: str) -> str:
    """The text with each pair of surrogates as the character it stands for."""
    if text.isascii() or not SURROGATES.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def length(text: str) -> int:
    """How many UTF-16 units a text has."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def _wide(text: str) -> bool:
    """Whether Java keeps the text in two bytes a unit: some of its messages differ then."""
    return not text.isascii() and max(text) > "\xff"


def _at(text: str, place: int) -> str:
    """The unit at a place."""
    all_units = units(text)
    if 0 <= place < len(all_units):
        return all_units[place]
    wide = f"index {place}, length {len(all_units)}" if _wide(text) else f"String index out of range: {place}"
    raise string_index_out_of_bounds(wide)


def _slice(text: str, begin: int, end: int) -> str:
    all_units = units(text)
    if begin < 0 or begin > end or end > len(all_units):
        raise string_index_out_of_bounds(f"begin {begin}, end {end}, length {len(all_units)}")
    return all_units[begin:end] if all_units is text else whole(all_units[begin:end])


def _tail(text: str, begin: int) -> str:
    if begin < 0 or begin > length(text):
        raise string_index_out_of_bounds(f"begin {begin}, end {length(text)}, length {length(text)}")
    return _slice(text, begin, length(text))


def _index(text: str, sought: int | str | None, start: int = 0) -> int:
    if sought is None:
        raise null_pointer()
    if isinstance(sought, str):
        return units(text).find(units(sought), min(max(start, 0), length(text)))
    return units(text).find(units(chr(sought)), max(start, 0)) if 0 <= sought <= 0x10FFFF else -1


def _last_index(text: str, sought: int | str | None, start: int = INT_MAX) -> int:
    if sought is None:
        raise null_pointer()
    if not isinstance(sought, str):
        if not 0 <= sought <= 0x10FFFF:
            return -1
        sought = chr(sought)
    part = units(sought)
    return units(text).rfind(part, 0, start + len(part)) if start >= 0 else -1


def _compare_ignoring_case(left: str, right: str | None) -> int:
    """compareToIgnoreCase(): by code points where Java keeps both texts in two bytes a unit, else by units."""
    ours, theirs = folded(left), folded(needed(right))
    if not (_wide(left) and _wide(needed(right))):
        return compare_texts(ours, theirs)
    ours, theirs = whole(ours), whole(theirs)
    different = next((ord(one) - ord(other) for one, other in zip(ours, theirs, strict=False) if one != other), None)
    return length(left) - length(needed(right)) if different is None else different


def folded(text: str) -> str:
    """Each unit in upper and then in lower case, as Java compares without regard to case."""
    return text.lower() if text.isascii() else "".join(map(_fold, units(text)))


def _fold(unit: str) -> str:
    upper = unit.upper() if len(unit.upper()) == 1 else unit
    return upper.lower() if len(upper.lower()) == 1 else "i" if upper == "\u0130" else upper


def _region(text: str, ignore: bool, place: int, other: str | None, other_place: int, count: int) -> bool:
    ours, theirs = units(text), units(needed(other))
    if place < 0 or other_place < 0 or place > len(ours) - count or other_place > len(theirs) - count:
        return False
    if count <= 0:
        return True
    one, two = ours[place : place + count], theirs[other_place : other_place + count]
    return folded(one) == folded(two) if ignore else one == two


def _starts(text: str, prefix: str | None, place: int = 0) -> bool:
    if place <= 0:
        return place == 0 and text.startswith(needed(prefix))
    return units(text).startswith(units(needed(prefix)), place)


def _code_point(text: str, place: int) -> int:
    all_units = units(text)
    if not 0 <= place < len(all_units):
        raise string_index_out_of_bounds(f"index {place}, length {len(all_units)}")
    return ord(whole(all_units[place : place + 2])[0])


def _code_point_before(text: str, place: int) -> int:
    all_units = units(text)
    if not 0 < place <= len(all_units):
        raise string_index_out_of_bounds(f"String index out of range: {place}")
    return ord(whole(all_units[max(place - 2, 0) : place])[-1])


def _code_point_count(text: str, begin: int, end: int) -> int:
    if begin < 0 or begin > end or end > length(text):
        raise JavaError("java.lang.IndexOutOfBoundsException")
    return len(whole(units(text)[begin:end]))


def _offset(text: str, place: int, count: int) -> int:
    all_units = units(text)
    part = whole(all_units[place:]) if count >= 0 else whole(all_units[:place])
    if not 0 <= place <= len(all_units) or abs(count) > len(part):
        raise JavaError("java.lang.IndexOutOfBoundsException")
    return place + length(part[:count]) if count >= 0 else place - length(part[count:])


def _replace(text: str, old: Any, new: Any) -> str:
    """replace(): for units and for texts; an empty one is found between all units."""
    needed(old), needed(new)
    old, new = to_string(old), to_string(new)
    if text.isascii() or (old and not SURROGATES.search(units(text))):
        return text.replace(old, new)
    return whole(units(text).replace(units(old), units(new)))


def _matches(text: str, pattern: str | None) -> bool:
    return regex.pattern(needed(pattern)).matches(text)


def _replace_all(text: str, pattern: str | None, replacement: str | None) -> str:
    return regex.pattern(needed(pattern)).replace_all(text, needed(replacement, "replacement"))


def _replace_first(text: str, pattern: str | None, replacement: str | None) -> str:
    return regex.pattern(needed(pattern)).replace_first(text, needed(replacement, "replacement"))


def _split(text: str, pattern: str | None, limit: int = 0) -> StringArray:
    """Parts between matches: at most limit, or all; empty ones at the end only if limit is not 0."""
    compiled = regex.pattern(needed(pattern))
    literal = compiled.literal
    if not pattern:
        text = units(text)  # the empty pattern matches inside a pair of surrogates, too
    if literal and text:
        return StringArray(_without_tail(text.split(literal, limit - 1 if limit > 0 else -1), limit))
    parts, at = [], 0
    for begin, end in islice(_splitting(compiled, text), limit - 1 if limit > 0 else None):
        parts.append(text[at:begin])
        at = end
    return StringArray(_without_tail([*parts, text[at:]], limit) if parts else [text])


def _splitting(compiled: "regex.Pattern", text: str) -> Iterable[tuple[int, int]]:
    return ((begin, end) for begin, end in compiled.spans(text) if end > 0)


def _without_tail(parts: list[str], limit: int) -> list[str]:
    if len(parts) > 1 and limit == 0:
        while parts and not parts[-1]:
            parts.pop()
    return parts


def _join(delimiter: Any, parts: Iterable[Any] | None) -> str:
    needed(delimiter)
    texts = []
    for part in needed(parts):
        if part is not None and not isinstance(part, str):
            raise no_cast(class_of(part).name, "java.lang.CharSequence")
        texts.append(to_string(part))
    return whole(str(delimiter).join(texts))


def _repeat(text: str, count: int) -> str:
    if count < 0:
        raise illegal_argument(f"count is negative: {count}")
    if len(text) * count > LARGEST:
        raise out_of_memory()
    return whole(text * count)


def lines(text: str) -> list[str]:
    """The lines without their ends; none after the last end."""
    found = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return found if found[-1] else found[:-1]


def _indent(text: str, count: int) -> str:
    if not text:
        return ""
    if count > LARGEST // len(text):
        raise out_of_memory()
    made = (" " * count + line if count > 0 else _outdented(line, -count) for line in lines(text))
    return "".join(line + "\n" for line in made)


def _outdented(line: str, count: int) -> str:
    blanks = len(line) - len(line.lstrip(WHITESPACE))
    return line[min(blanks, count) :]


def _strip_indent(text: str) -> str:
    if not text:
        return ""
    ends = text[-1] in "\n\r"
    found = lines(text)
    counted = [line for line in found if line.strip(WHITESPACE)] + ([""] if ends else found[-1:])
    least = min(len(line) - len(line.lstrip(WHITESPACE)) for line in counted)
    return "\n".join(line[least:].rstrip(WHITESPACE) if line.strip(WHITESPACE) else "" for line in found) + "\n" * ends


ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "s": " ", "t": "\t", "'": "'", '"': '"', "\\": "\\"}
ESCAPES |= dict.fromkeys(("\n", "\r", "\r\n"), "")
ESCAPE = re.compile(r"\\([0-3][0-7]{0,2}|[4-7][0-7]?|\r\n|[\s\S]|$)")


def _translate(text: str) -> str:
    return ESCAPE.sub(_translated, text)


def _translated(match: re.Match[str]) -> str:
    mark = match[1]
    if mark[:1] and mark[0] in "01234567":
        return chr(int(mark, 8))
    if mark not in ESCAPES:
        char = mark or "\0"
        raise illegal_argument(f"Invalid escape sequence: \\{char} \\\\u{ord(char):04X}")
    return ESCAPES[mark]


def _chars(text: str) -> CharArray:
    return CharArray(map(Character, units(text)))


CHARSETS = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "ascii",
    "ascii": "ascii",
    "iso-8859-1": "latin-1",
    "iso8859-1": "latin-1",
    "latin1": "latin-1",
    "utf-16be": "utf-16-be",
    "utf-16le": "utf-16-le",
    "utf-32": "utf-32-be",
    "utf-32be": "utf-32-be",
    "utf-32le": "utf-32-le",
    "windows-1252": "cp1252",
    "cp1252": "cp1252",
    "iso-8859-15": "iso8859-15",
}
"""Java's names of character sets, in lower case, and Python's."""


def encoded(text: str, charset: str = "UTF-8") -> bytes:
    """The bytes of a text; what the character set lacks becomes a question mark."""
    name = charset.lower()
    if name == "utf-16":
        return b"\xfe\xff" + encoded(text, "utf-16be") if text else b""
    if name not in CHARSETS:
        raise JavaError("java.io.UnsupportedEncodingException", charset)
    if "utf-16" in CHARSETS[name] or "utf-32" in CHARSETS[name]:
        text = LONE.sub("\ufffd", text)
    return text.encode(CHARSETS[name], "replace")


def _bytes(text: str, charset: str | None = "UTF-8") -> ByteArray:
    return ByteArray(Byte(wrap(each, 8)) for each in encoded(text, needed(charset)))


def _from_chars(chars: JavaArray | None, offset: int = 0, count: int | None = None) -> str:
    size = len(needed(chars))
    count = size if count is None else count
    if offset < 0 or count < 0 or offset > size - count:
        raise string_index_out_of_bounds(f"offset {offset}, count {count}, length {size}")
    return whole("".join(needed(chars)[offset : offset + count]))


def _get_chars(text: str, begin: int, end: int, target: JavaArray | None, at: int) -> None:
    all_units = units(text)
    if begin < 0 or begin > end or end > len(all_units):
        raise string_index_out_of_bounds(f"begin {begin}, end {end}, length {len(all_units)}")
    size = len(needed(target))
    if at < 0 or at > size - (end - begin):
        raise JavaError("java.lang.ArrayIndexOutOfBoundsException", f"offset {at}, count {end - begin}, length {size}")
    needed(target)[at : at + end - begin] = map(Character, all_units[begin:end])


def _upper(text: str) -> str:
    return text.upper()


def _lower(text: str) -> str:
    return text.lower()


def _contains(text: str, part: Any) -> bool:
    part = to_string(needed(part))
    return part in text or (not text.isascii() and units(part) in units(text))


def _equals_ignoring_case(text: str, other: str | None) -> bool:
    return other is not None and length(text) == length(other) and folded(text) == folded(other)


def _code_points(text: str) -> IntStream:
    return IntStream(map(ord, text))


def _units_stream(text: str) -> IntStream:
    return IntStream(units_of(text))


STRING: Methods = {
    "int length()": length,
    "boolean isEmpty()": lambda text: not text,
    "boolean isBlank()": lambda text: not text.strip(WHITESPACE),
    "char charAt(int)": _at,
    "int codePointAt(int)": _code_point,
    "int codePointBefore(int)": _code_point_before,
    "int codePointCount(int, int)": _code_point_count,
    "int offsetByCodePoints(int, int)": _offset,
    "boolean equals(Object)": lambda text, other: type(other) is str and text == other,
    "boolean equalsIgnoreCase(String)": _equals_ignoring_case,
    "boolean contentEquals(CharSequence)": lambda text, other: text == needed(other),
    "boolean contentEquals(StringBuffer)": None,
    "int compareTo(String)": lambda text, other: compare_texts(text, needed(other)),
    "int compareToIgnoreCase(String)": _compare_ignoring_case,
    "int hashCode()": string_hash,
    "String toString()": lambda text: text,
    "String intern()": lambda text: text,
    "boolean regionMatches(int, String, int, int)": lambda text, *rest: _region(text, False, *rest),
    "boolean regionMatches(boolean, int, String, int, int)": _region,
    "boolean startsWith(String)": _starts,
    "boolean startsWith(String, int)": _starts,
    "boolean endsWith(String)": lambda text, suffix: text.endswith(needed(suffix)),
    "boolean contains(CharSequence)": _contains,
    "int indexOf(int)": _index,
    "int indexOf(int, int)": _index,
    "int indexOf(String)": _index,
    "int indexOf(String, int)": _index,
    "int lastIndexOf(int)": _last_index,
    "int lastIndexOf(int, int)": _last_index,
    "int lastIndexOf(String)": _last_index,
    "int lastIndexOf(String, int)": _last_index,
    "String substring(int)": _tail,
    "String substring(int, int)": _slice,
    "CharSequence subSequence(int, int)": _slice,
    "String concat(String)": lambda text, other: whole(text + needed(other)),
    "String replace(char, char)": _replace,
    "String replace(CharSequence, CharSequence)": _replace,
    "boolean matches(String)": _matches,
    "String replaceFirst(String, String)": _replace_first,
    "String replaceAll(String, String)": _replace_all,
    "String[] split(String)": _split,
    "String[] split(String, int)": _split,
    "static String join(CharSequence, CharSequence[])": _join,
    "static String join(CharSequence, Iterable)": _join,
    "String toLowerCase()": _lower,
    "String toLowerCase(Locale)": None,
    "String toUpperCase()": _upper,
    "String toUpperCase(Locale)": None,
    "String trim()": lambda text: text.strip(BLANKS),
    "String strip()": lambda text: text.strip(WHITESPACE),
    "String stripLeading()": lambda text: text.lstrip(WHITESPACE),
    "String stripTrailing()": lambda text: text.rstrip(WHITESPACE),
    "String indent(int)": _indent,
    "String stripIndent()": _strip_indent,
    "String translateEscapes()": _translate,
    "String repeat(int)": _repeat,
    "Stream lines()": lambda text: Stream(lines(text)),
    "IntStream chars()": _units_stream,
    "IntStream codePoints()": _code_points,
    "char[] toCharArray()": _chars,
    "byte[] getBytes()": _bytes,
    "byte[] getBytes(String)": _bytes,
    "byte[] getBytes(Charset)": None,
    "void getChars(int, int, char[], int)": _get_chars,
    "static String format(String, Object[])": format_text,
    "static String format(Locale, String, Object[])": lambda locale, pattern, args: format_text(pattern, args),
    "String formatted(Object[])": format_text,
    "static String valueOf(Object)": to_string,
    "static String valueOf(boolean)": to_string,
    "static String valueOf(char)": to_string,
    "static String valueOf(int)": to_string,
    "static String valueOf(long)": to_string,
    "static String valueOf(float)": lambda value: to_string(value),
    "static String valueOf(double)": to_string,
    "static String valueOf(char[])": _from_chars,
    "static String valueOf(char[], int, int)": _from_chars,
    "static String copyValueOf(char[])": _from_chars,
    "static String copyValueOf(char[], int, int)": _from_chars,
    "Object transform(Function)": None,
    "String resolveConstantDesc(Lookup)": None,
    "Optional describeConstable()": Optional,
}

METHODS: dict[str, Methods] = {
    "String": STRING,
    "CharSequence": {
        "static int compare(CharSequence, CharSequence)": lambda one, other: compare_texts(needed(one), needed(other))
    },
}
