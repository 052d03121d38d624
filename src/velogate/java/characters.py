"""The methods of java.lang.Character: what kind of character one is, and its other cases."""

import unicodedata
from collections.abc import Callable
from typing import Any

from velogate.java.classes import Methods
from velogate.java.containers import CharArray
from velogate.java.equality import hash_code, units_of
from velogate.java.numbers import Character
from velogate.java.parsing import DIGITS, digit_value
from velogate.java.throwable import JavaError, illegal_argument, needed, null_pointer

CATEGORIES = {
    "Cn": 0, "Lu": 1, "Ll": 2, "Lt": 3, "Lm": 4, "Lo": 5, "Mn": 6, "Me": 7, "Mc": 8, "Nd": 9, "Nl": 10, "No": 11,
    "Zs": 12, "Zl": 13, "Zp": 14, "Cc": 15, "Cf": 16, "Co": 18, "Cs": 19, "Pd": 20, "Ps": 21, "Pe": 22, "Pc": 23,
    "Po": 24, "Sm": 25, "Sc": 26, "Sk": 27, "So": 28, "Pi": 29, "Pf": 30,
}  # fmt: skip
"""Unicode's general categories and Character.getType()'s numbers."""

DIRECTIONS = {
    "L": 0, "R": 1, "AL": 2, "EN": 3, "ES": 4, "ET": 5, "AN": 6, "CS": 7, "NSM": 8, "BN": 9, "B": 10, "S": 11, "WS": 12,
    "ON": 13, "LRE": 14, "LRO": 15, "RLE": 16, "RLO": 17, "PDF": 18, "LRI": 19, "RLI": 20, "FSI": 21, "PDI": 22,
}  # fmt: skip
"""Unicode's bidirectional classes and Character.getDirectionality()'s numbers."""


def text_of(char: str | int) -> str:
    """A character or code point as text; "" if there is no such code point."""
    if isinstance(char, str):
        return char
    return chr(char) if 0 <= char <= 0x10FFFF else ""


def category(char: str | int) -> str:
    """The general category; Cn where there is no character."""
    text = text_of(char)
    return unicodedata.category(text) if text else "Cn"


def _in(*categories: str) -> Callable[[str | int], bool]:
    return lambda char: category(char) in categories


def is_whitespace(char: str | int) -> bool:
    """Character.isWhitespace()."""
    text = text_of(char)
    return text in tuple("\t\n\v\f\r\x1c\x1d\x1e\x1f") or (is_space(text) and text not in tuple("\xa0\u2007\u202f"))


LETTERS = ("Lu", "Ll", "Lt", "Lm", "Lo")

is_letter = _in(*LETTERS)
is_digit = _in("Nd")
is_letter_or_digit = _in(*LETTERS, "Nd")
is_space = _in("Zs", "Zl", "Zp")


def is_lower(char: str | int) -> bool:
    """Character.isLowerCase()."""
    return category(char) == "Ll" or (text_of(char).islower() and category(char) != "Lt")


def is_upper(char: str | int) -> bool:
    """Character.isUpperCase()."""
    return category(char) == "Lu" or (text_of(char).isupper() and category(char) in ("Nl", "So"))


def _is_ignorable(char: str | int) -> bool:
    text = text_of(char)
    control = text < "\t" or "\x0e" <= text <= "\x1b" or "\x7f" <= text <= "\x9f"
    return category(char) == "Cf" or (bool(text) and control)


def _starts_name(char: str | int) -> bool:
    return category(char) in (*LETTERS, "Nl", "Sc", "Pc")


def _continues_name(char: str | int) -> bool:
    return _starts_name(char) or category(char) in ("Nd", "Mc", "Mn") or _is_ignorable(char)


def _continues_identifier(char: str | int) -> bool:
    return (bool(text_of(char)) and ("a" + text_of(char)).isidentifier()) or _is_ignorable(char)


def _other_case(char: str | int, text: str) -> str | int:
    """A case of a character if that is one character too, in the form it came in."""
    one = text if len(text) == 1 else text_of(char)
    if isinstance(char, str):
        return Character(one) if one <= "\uffff" else char
    return ord(one) if one else char


def upper(char: str | int) -> str | int:
    """Character.toUpperCase()."""
    return _other_case(char, text_of(char).upper())


def lower(char: str | int) -> str | int:
    """Character.toLowerCase()."""
    return "i" if char == "\u0130" else 105 if char == 0x130 else _other_case(char, text_of(char).lower())


def title(char: str | int) -> str | int:
    """Character.toTitleCase()."""
    return _other_case(char, text_of(char).title())


def _digit(char: str | int, radix: int) -> int:
    text = text_of(char)
    return digit_value(text, radix) if text else -1


def _numeric(char: str | int) -> int:
    text = text_of(char)
    value = digit_value(text, 36) if text else -1
    if value >= 0 or not text:
        return value
    number = unicodedata.numeric(text, -1.0)
    return int(number) if number == int(number) else -2


def _for_digit(value: int, radix: int) -> str:
    return DIGITS[value] if 2 <= radix <= 36 and 0 <= value < radix else "\0"


def _checked(code: int) -> str:
    if not 0 <= code <= 0x10FFFF:
        raise illegal_argument(f"Not a valid Unicode code point: 0x{code & 0xFFFFFFFF:X}")
    return chr(code)


def _to_chars(code: int) -> CharArray:
    return CharArray(Character(chr(unit)) for unit in units_of(_checked(code)))


def _name(code: int) -> str | None:
    text = _checked(code)
    return unicodedata.name(text, None) or (None if category(code) == "Cn" else _control_name(code))


def _control_name(code: int) -> str:
    names = {0: "NULL", 9: "CHARACTER TABULATION", 10: "LINE FEED (LF)", 13: "CARRIAGE RETURN (CR)", 27: "ESCAPE"}
    return names.get(code, f"{code:04X}")


def _by_name(name: str | None) -> int:
    if name is None:
        raise null_pointer()
    try:
        return ord(unicodedata.lookup(name.strip()))
    except KeyError:
        raise illegal_argument(f"Unrecognized character name :{name}") from None


def _pair(high: str, low: str) -> bool:
    return "\ud800" <= high <= "\udbff" and "\udc00" <= low <= "\udfff"


def _code_point_in(chars: Any, place: int, limit: int | None = None) -> int:
    size = len(chars) if limit is None else limit
    if not 0 <= place < size or size > len(chars):
        message = f"Index {place} out of bounds for length {len(chars)}"
        raise JavaError("java.lang.ArrayIndexOutOfBoundsException", message)
    pair = "".join(chars[place : min(place + 2, size)])
    return _joined(pair) if len(pair) == 2 and _pair(*pair) else ord(pair[0])


def _joined(pair: str) -> int:
    return ((ord(pair[0]) - 0xD800) << 10) + ord(pair[1]) - 0xDC00 + 0x10000


def _direction(char: str | int) -> int:
    text = text_of(char)
    return DIRECTIONS.get(unicodedata.bidirectional(text), -1) if text else -1


def _both(returns: str, name: str, function: Callable[..., Any]) -> Methods:
    """A static method's two forms, for a char and for a code point."""
    result = {"same": ("char", "int")}.get(returns, (returns, returns))
    return {f"static {result[0]} {name}(char)": function, f"static {result[1]} {name}(int)": function}


TESTS: dict[str, Callable[[str | int], bool]] = {
    "isLetter": is_letter,
    "isDigit": is_digit,
    "isLetterOrDigit": is_letter_or_digit,
    "isLowerCase": is_lower,
    "isUpperCase": is_upper,
    "isTitleCase": _in("Lt"),
    "isWhitespace": is_whitespace,
    "isSpaceChar": is_space,
    "isISOControl": _in("Cc"),
    "isDefined": lambda char: category(char) != "Cn",
    "isJavaIdentifierStart": _starts_name,
    "isJavaIdentifierPart": _continues_name,
    "isUnicodeIdentifierStart": lambda char: text_of(char).isidentifier() and char not in ("_", 95),
    "isUnicodeIdentifierPart": _continues_identifier,
    "isIdentifierIgnorable": _is_ignorable,
    "isMirrored": lambda char: bool(text_of(char)) and bool(unicodedata.mirrored(text_of(char))),
}
"""Tests that there are of a char and of a code point."""

CHARACTER: Methods = {
    "char charValue()": lambda char: char,
    "int compareTo(Character)": lambda char, other: ord(char) - ord(needed(other)),
    "static int compare(char, char)": lambda one, other: ord(one) - ord(other),
    "static Character valueOf(char)": lambda char: char,
    "static String toString(char)": str.__str__,
    "static String toString(int)": _checked,
    "static int hashCode(char)": hash_code,
    "static char reverseBytes(char)": lambda char: chr((ord(char) & 255) << 8 | ord(char) >> 8),
    "static char[] toChars(int)": _to_chars,
    "static boolean isHighSurrogate(char)": lambda char: "\ud800" <= char <= "\udbff",
    "static boolean isLowSurrogate(char)": lambda char: "\udc00" <= char <= "\udfff",
    "static boolean isSurrogate(char)": lambda char: "\ud800" <= char <= "\udfff",
    "static boolean isSurrogatePair(char, char)": _pair,
    "static boolean isSupplementaryCodePoint(int)": lambda code: 0x10000 <= code <= 0x10FFFF,
    "static boolean isBmpCodePoint(int)": lambda code: 0 <= code <= 0xFFFF,
    "static boolean isValidCodePoint(int)": lambda code: 0 <= code <= 0x10FFFF,
    "static boolean isIdeographic(int)": lambda code: "CJK" in unicodedata.name(text_of(code) or "a", "")[:3],
    "static boolean isAlphabetic(int)": lambda code: text_of(code).isalpha() or category(code) == "Nl",
    "static boolean isSpace(char)": lambda char: char in "\t\n\f\r ",
    "static boolean isJavaLetter(char)": _starts_name,
    "static boolean isJavaLetterOrDigit(char)": _continues_name,
    "static int charCount(int)": lambda code: 2 if code >= 0x10000 else 1,
    "static char highSurrogate(int)": lambda code: chr((0xD800 + ((code - 0x10000) >> 10)) & 0xFFFF),
    "static char lowSurrogate(int)": lambda code: chr(0xDC00 + (code & 0x3FF)),
    "static int toCodePoint(char, char)": lambda high, low: _joined(high + low),
    "static int codePointAt(char[], int)": _code_point_in,
    "static int codePointAt(char[], int, int)": _code_point_in,
    "static int digit(char, int)": _digit,
    "static int digit(int, int)": _digit,
    "static char forDigit(int, int)": _for_digit,
    "static String getName(int)": _name,
    "static int codePointOf(String)": _by_name,
    **_both("int", "getNumericValue", _numeric),
    **_both("int", "getType", lambda char: CATEGORIES[category(char)]),
    **_both("byte", "getDirectionality", _direction),
    **_both("same", "toUpperCase", upper),
    **_both("same", "toLowerCase", lower),
    **_both("same", "toTitleCase", title),
}
for _name_of_test, _test in TESTS.items():
    CHARACTER = {**CHARACTER, **_both("boolean", _name_of_test, _test)}
