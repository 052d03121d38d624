"""java.util.regex's patterns, read and written as Python's.

What is written uses only what `re` and the `regex` module take alike: every set of characters is spelled as ranges
and no flag is used, since Java's \\w, $, . and (?i) differ from Python's.
"""

import unicodedata
from typing import NamedTuple

from velogate.java import charsets
from velogate.java.charsets import Ranges, both_cases, common, inverted, merged
from velogate.java.throwable import JavaError

UNBOUNDED = float("inf")
LONGEST = 2.0**31


class Part(NamedTuple):
    """A piece of a pattern as Python writes it, and what is known of its matches."""

    source: str
    least: float = 0
    most: float = 0
    ways: float = 1
    """In how many ways it can match at one place, apart from open loops."""
    loops: float = 0
    """Open loops: each multiplies the ways by the length of the text."""
    special: bool = False
    """Whether only the `regex` module knows it."""


class Translation(NamedTuple):
    """A Python pattern and its named groups."""

    part: Part
    groups: int
    names: dict[str, int]
    literal: str | None


def pattern_error(reason: str, pattern: str, place: int = -1) -> JavaError:
    """A PatternSyntaxException."""
    near = f" near index {place}" if place >= 0 else ""
    caret = "\n" + " " * place + "^" if 0 <= place < len(pattern) else ""
    return JavaError("java.util.regex.PatternSyntaxException", f"{reason}{near}\n{pattern}{caret}")


def translate(pattern: str) -> Translation:
    """A Java pattern as Python's; PatternSyntaxException as Java has it."""
    reader = _Reader(_unquoted(pattern), pattern)
    part = reader.alternatives()
    if reader.at < len(reader.text):
        raise reader.error("Unmatched closing ')'", reader.at - 1)
    literal = reader.text if reader.text and not set(reader.text) & META else None
    return Translation(part, reader.groups, reader.names, literal)


META = set("\\[](){}.*+?^$|")


def _unquoted(pattern: str) -> str:
    """The pattern with what stands between \\Q and \\E escaped sign by sign."""
    pieces, at = [], 0
    while (start := _find_quote(pattern, at)) >= 0:
        end = pattern.find("\\E", start + 2)
        end = len(pattern) if end < 0 else end
        quoted = pattern[start + 2 : end]
        pieces += [pattern[at:start], *[char if char.isalnum() or ord(char) > 127 else "\\" + char for char in quoted]]
        at = min(end + 2, len(pattern)) if end < len(pattern) else end
    return "".join([*pieces, pattern[at:]])


def _find_quote(pattern: str, at: int) -> int:
    while (at := pattern.find("\\", at)) >= 0:
        if pattern[at + 1 : at + 2] == "Q":
            return at
        at += 2
    return -1


ENDS = "\n\r\x85\u2028\u2029"
END = "(?=\r\n\\Z|(?<!\r)\n\\Z|[\r\x85\u2028\u2029]?\\Z)"
UNIX_END = "(?=\n?\\Z)"
LINE_END = "(?=\r|(?<!\r)\n|[\x85\u2028\u2029]|\\Z)"
UNIX_LINE_END = "(?=\n|\\Z)"
LINE_START = "(?:(?:\\A|(?<=[\n\x85\u2028\u2029])|(?<=\r)(?!\n))(?!\\Z))"
UNIX_LINE_START = "(?:(?:\\A|(?<=\n))(?!\\Z))"
ANY = inverted(charsets.of_chars(ENDS))
UNIX_ANY = inverted(charsets.of_chars("\n"))
ALL: Ranges = ((0, charsets.LAST),)

CLASSES: dict[str, Ranges] = {
    "d": charsets.DIGIT,
    "w": charsets.WORD,
    "s": charsets.SPACE,
    "h": charsets.HORIZONTAL,
    "v": charsets.VERTICAL,
}
SIGNS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "a": "\a", "e": "\x1b"}
ANCHORS = {
    "A": Part("\\A"),
    "z": Part("\\Z"),
    "b": Part("\\b"),
    "B": Part("(?!\\b)"),
    "G": Part("\\G", special=True),
    "R": Part("(?:\r\n|[\n-\r\x85\u2028\u2029])", 1, 2, 2),
}
LOOKS = {"=": "(?=", "!": "(?!", "<=": "(?<=", "<!": "(?<!", ">": "(?>", ":": "(?:"}


class _Reader:
    """Reads one pattern from left to right."""

    def __init__(self, text: str, original: str) -> None:
        self.text, self.original, self.at = text, original, 0
        self.flags: frozenset[str] = frozenset()
        self.groups, self.names, self.depth = 0, dict[str, int](), 0

    def error(self, reason: str, place: int | None = None) -> JavaError:
        return pattern_error(reason, self.original, self.at if place is None else place)

    def peek(self, count: int = 1) -> str:
        return self.text[self.at : self.at + count]

    def take(self, count: int = 1) -> str:
        self.at += count
        return self.text[self.at - count : self.at]

    def has(self, text: str) -> bool:
        """Whether the text is next; then it is taken."""
        found = self.text.startswith(text, self.at)
        self.at += len(text) * found
        return found

    def alternatives(self) -> Part:
        """Everything up to a closing bracket or the end."""
        parts = [self.sequence()]
        while self.has("|"):
            parts.append(self.sequence())
        return parts[0] if len(parts) == 1 else either(parts)

    def sequence(self) -> Part:
        parts: list[Part] = []
        while self.at < len(self.text) and self.peek() not in "|)":
            if "x" in self.flags and self.skip_comment():
                continue
            part = self.atom()
            if part is not None:
                parts.append(self.quantified(part))
        return joined(parts)

    def skip_comment(self) -> bool:
        """Take a blank or a comment of (?x)."""
        if self.peek() in " \t\n\v\f\r":
            self.at += 1
            return True
        if self.peek() != "#":
            return False
        while self.at < len(self.text) and self.peek() not in ENDS:
            self.at += 1
        return True

    def atom(self) -> Part | None:
        """One thing that a quantifier can follow; None for flags, which match nothing."""
        match char := self.take():
            case "(":
                return self.group()
            case "[":
                return self.one_of(self.char_class())
            case "\\":
                return self.escape()
            case "^":
                return self.start()
            case "$":
                return Part(self.end())
            case ".":
                return Part(spelled(ALL if "s" in self.flags else UNIX_ANY if "d" in self.flags else ANY), 1, 1)
            case "*" | "+" | "?":
                raise self.error(f"Dangling meta character '{char}'", self.at - 1)
            case "{":
                self.at -= 1
                return Part("")  # Java repeats nothing then
            case _:
                return self.literal(ord(char))

    def start(self) -> Part:
        if "m" not in self.flags:
            return Part("\\A")
        return Part(UNIX_LINE_START if "d" in self.flags else LINE_START)

    def end(self) -> str:
        if "m" in self.flags:
            return UNIX_LINE_END if "d" in self.flags else LINE_END
        return UNIX_END if "d" in self.flags else END

    def literal(self, code: int) -> Part:
        if "i" not in self.flags:
            return Part(escaped(code), 1, 1)
        return Part(spelled(both_cases(((code, code),), "u" in self.flags)), 1, 1)

    def one_of(self, ranges: Ranges) -> Part:
        return Part(spelled(ranges), 1, 1)

    def cased(self, ranges: Ranges) -> Ranges:
        return both_cases(ranges, "u" in self.flags) if "i" in self.flags else ranges

    def quantified(self, part: Part) -> Part:
        """The part with the quantifier that follows, if one does."""
        while "x" in self.flags and self.at < len(self.text) and self.skip_comment():
            pass
        sign = self.peek()
        if sign == "{":
            least, most = self.counts()
        elif sign and sign in "*+?":
            self.at += 1
            least, most = {"*": (0, UNBOUNDED), "+": (1, UNBOUNDED), "?": (0, 1)}[sign]
        else:
            return part
        mode = self.take() if self.peek() and self.peek() in "+?" else ""
        return repeated(part, least, most, mode)

    def counts(self) -> tuple[int, float]:
        self.at += 1
        least = self.number()
        if least is None:
            raise self.error("Illegal repetition")
        most: float = least
        if self.has(","):
            upper = self.number()
            most = UNBOUNDED if upper is None else upper
        if not self.has("}"):
            raise self.error("Unclosed counted closure")
        if most < least:
            raise self.error("Illegal repetition range", self.at - 1)
        return least, most

    def number(self) -> int | None:
        start = self.at
        while self.peek() and self.peek() in "0123456789":
            self.at += 1
        value = int(self.text[start : self.at] or -1)
        if value > 2**31 - 1:
            raise self.error("Illegal repetition range", start + 9)
        return None if value < 0 else value

    def group(self) -> Part | None:
        """What follows an opening bracket."""
        if not self.has("?"):
            self.groups += 1
            return self.closed("(", self.flags)
        for mark in ("<=", "<!", "=", "!", ">", ":"):
            if self.has(mark):
                return self.look(mark)
        if self.has("<"):
            return self.named()
        return self.modified()

    def closed(self, opening: str, flags: frozenset[str]) -> Part:
        """A group's inside up to its closing bracket."""
        self.depth += 1
        inside = self.alternatives()
        if not self.has(")"):
            raise self.error("Unclosed group")
        self.depth -= 1
        self.flags = flags
        return inside._replace(source=f"{opening}{inside.source})")

    def look(self, mark: str) -> Part:
        part = self.closed(LOOKS[mark], self.flags)
        if mark.startswith("<"):
            if part.most == UNBOUNDED:
                raise self.error("Look-behind group does not have an obvious maximum length", self.at - 1)
            part = part._replace(special=part.special or part.least != part.most)
        return part if mark in (">", ":") else part._replace(least=0, most=0)

    def named(self) -> Part:
        name = self.name()
        if name in self.names:
            raise self.error(f"Named capturing group <{name}> is already defined", self.at - 1)
        self.groups += 1
        self.names[name] = self.groups
        return self.closed("(", self.flags)

    def name(self) -> str:
        """A group's name and the > after it."""
        start = self.at
        while self.peek().isascii() and self.peek().isalnum():
            self.at += 1
        name = self.text[start : self.at]
        if not name or name[0].isdigit():
            raise self.error("capturing group name does not start with a Latin letter", start + (not name and 0))
        if not self.has(">"):
            raise self.error("named capturing group is missing trailing '>'")
        return name

    def modified(self) -> Part | None:
        """(?i), (?i-s:..) and the like."""
        before, flags, on = self.flags, set(self.flags), True
        while (char := self.take()) in tuple("idmsuxU-"):
            if char == "-":
                on = False
            else:
                flags = flags | {char} if on else flags - {char}
        if "U" in flags:
            flags.add("u")
        self.flags = frozenset(flags)
        if char == ")":
            return None
        if char == ":":
            return self.closed("(?:", before)
        raise self.error("Unknown inline modifier", self.at - 1 if char else len(self.text))

    def escape(self) -> Part:
        """What follows a backslash outside a class."""
        if self.at >= len(self.text):
            raise self.error("Unexpected internal error")
        char = self.peek()
        if char in "123456789":
            return self.back_reference()
        if char == "k":
            return self.named_reference()
        if char == "Z":
            self.at += 1
            return Part(UNIX_END if "d" in self.flags else END)
        if char == "X":
            self.at += 1
            return Part(GRAPHEME, 1, UNBOUNDED, 1, 1)
        if char in ANCHORS:
            self.at += 1
            return ANCHORS[char]
        ranges = self.class_escape()
        return self.one_of(ranges) if ranges is not None else self.literal(self.code())

    def back_reference(self) -> Part:
        number = int(self.take())
        while self.peek() and self.peek() in "0123456789" and number * 10 + int(self.peek()) <= self.groups:
            number = number * 10 + int(self.take())
        return self.reference(number)

    def reference(self, number: int) -> Part:
        if number > self.groups:
            return Part("(?!)")
        source = f"(?i:\\{number})" if "i" in self.flags else f"(?:\\{number})"
        return Part(source, 0, UNBOUNDED)

    def named_reference(self) -> Part:
        self.at += 1
        if not self.has("<"):
            raise self.error("\\k is not followed by '<' for named capturing group")
        name = self.name()
        if name not in self.names:
            raise self.error(f"named capturing group <{name}> does not exist", self.at - 1)
        return self.reference(self.names[name])

    def class_escape(self) -> Ranges | None:
        """\\d, \\S, \\p{..}: the set a backslash names; None if it names none."""
        char = self.peek()
        if char.lower() in CLASSES:
            self.at += 1
            ranges = self.unicode_class(char.lower()) if "U" in self.flags else CLASSES[char.lower()]
            return ranges if char.islower() else inverted(ranges)
        if char in ("p", "P"):
            self.at += 1
            ranges = self.cased(self.property())
            return ranges if char == "p" else inverted(ranges)
        return None

    def unicode_class(self, char: str) -> Ranges:
        named = {"d": "digit", "w": "word", "s": "whitespace"}.get(char)
        return charsets.BINARY[named]() if named else CLASSES[char]

    def property(self) -> Ranges:
        if not self.has("{"):
            name = self.take() or "\0"
            found = charsets.property_ranges(name)
            if found is None:
                raise self.error(f"Unknown character property name {{{name}}}", self.at - 1)
            return found
        end = self.text.find("}", self.at)
        if end < 0:
            raise self.error("Unclosed character family", len(self.text) - 1)
        name = self.text[self.at : end]
        self.at = end + 1
        return self.known_property(name)

    def known_property(self, name: str) -> Ranges:
        if not name:
            raise self.error("Empty character family", self.at - 1)
        found = charsets.BINARY[name.lower()]() if "U" in self.flags and name.lower() in charsets.BINARY else None
        found = found or charsets.property_ranges(name)
        if found is not None:
            return found
        kind, _, value = name.partition("=")
        if value:
            raise self.error(f"Unknown Unicode property {{name=<{kind}>, value=<{value}>}}", self.at - 1)
        word = "character block" if name.startswith("In") else "character property"
        raise self.error(f"Unknown {word} name {{{name}}}", self.at - 1)

    def code(self) -> int:
        """The code point that a backslash and what follows stand for."""
        char = self.take()
        if char in SIGNS:
            return ord(SIGNS[char])
        if char in CODES:
            return CODES[char](self)
        if char.isascii() and char.isalpha():
            raise self.error("Illegal/unsupported escape sequence", self.at - 1)
        return ord(char)

    def octal(self) -> int:
        digits = ""
        while self.peek() and self.peek() in "01234567" and int(digits + self.peek(), 8) <= 0o377 and len(digits) < 3:
            digits += self.take()
        if not digits:
            raise self.error("Illegal octal escape sequence")
        return int(digits, 8)

    def hexadecimal(self) -> int:
        if self.has("{"):
            return self.braced_hexadecimal()
        digits = self.peek(2)
        if len(digits) < 2 or not _is_hex(digits):
            raise self.error("Illegal hexadecimal escape sequence", self.at + _hex_length(digits))
        self.at += 2
        return int(digits, 16)

    def braced_hexadecimal(self) -> int:
        end = self.text.find("}", self.at)
        digits = self.text[self.at : end] if end >= 0 else ""
        if not _is_hex(digits):
            raise self.error(f"{'Unclosed' if end < 0 else 'Illegal'} hexadecimal escape sequence")
        self.at = end + 1
        if int(digits, 16) > charsets.LAST:
            raise self.error("Hexadecimal codepoint is too big", end - 1)
        return int(digits, 16)

    def unicode(self) -> int:
        code = self.four_digits()
        if 0xD800 <= code < 0xDC00 and self.peek(2) == "\\u" and _is_hex(self.text[self.at + 2 : self.at + 6]):
            low = int(self.text[self.at + 2 : self.at + 6], 16)
            if 0xDC00 <= low < 0xE000:
                self.at += 6
                return ((code - 0xD800) << 10) + low - 0xDC00 + 0x10000
        return code

    def four_digits(self) -> int:
        digits = self.peek(4)
        if len(digits) < 4 or not _is_hex(digits):
            raise self.error("Illegal Unicode escape sequence", self.at + _hex_length(digits))
        self.at += 4
        return int(digits, 16)

    def control(self) -> int:
        if not self.peek():
            raise self.error("Illegal control escape sequence", self.at - 1)
        return ord(self.take()) ^ 64

    def by_name(self) -> int:
        end = self.text.find("}", self.at)
        if not self.has("{") or end < 0:
            raise self.error("Illegal character name escape sequence")
        name = self.text[self.at : end]
        self.at = end + 1
        try:
            return ord(unicodedata.lookup(name))
        except KeyError:
            raise self.error(f"Unknown character name [{name}]") from None

    def char_class(self) -> Ranges:
        """The set of [..], the opening bracket being taken."""
        negative = self.has("^")
        ranges, empty = self.union()
        while self.has("&&"):
            right, missing = self.union()
            if missing and empty:
                raise self.error("Bad class syntax")
            ranges = ranges if missing else right if empty else common(ranges, right)
            empty = empty and missing
        if not self.has("]"):
            raise self.error("Unclosed character class", len(self.original) - 1)
        return inverted(ranges) if negative else ranges

    def union(self) -> tuple[Ranges, bool]:
        """What stands side by side up to && or ]; and whether that is nothing."""
        parts: list[tuple[int, int]] = []
        empty = True
        while self.at < len(self.text) and self.peek(2) != "&&" and (self.peek() != "]" or self.opens(empty)):
            if "x" in self.flags and self.skip_comment():
                continue
            parts += self.member()
            empty = False
        return merged(parts), empty

    def opens(self, empty: bool) -> bool:
        """Whether a ] is the first sign of its class, so that it counts as itself."""
        return empty and self.text[self.at - 1] in "[^"

    def member(self) -> Ranges:
        """A nested class, a named set, a character or a range of them."""
        if self.has("["):
            return self.char_class()
        if self.peek() == "\\":
            self.at += 1
            if self.at >= len(self.text):
                raise self.error("Unexpected internal error")
            ranges = self.class_escape()
            if ranges is not None:
                return ranges
            low = self.class_code()
        else:
            low = ord(self.take())
        return self.cased(self.range_from(low))

    def class_code(self) -> int:
        if self.peek() in ("b", "B", "A", "z", "Z", "G", "R", "X", "k"):
            raise self.error("Illegal/unsupported escape sequence")
        return self.code()

    def range_from(self, low: int) -> Ranges:
        following = self.text[self.at + 1 : self.at + 2]
        if self.peek() != "-" or following in ("", "]", "[") or self.text.startswith("&&", self.at + 1):
            return ((low, low),)
        self.at += 1
        high = self.code() if self.has("\\") else ord(self.take())
        if high < low:
            raise self.error("Illegal character range", self.at - 1)
        return ((low, high),)


CODES = {
    "0": _Reader.octal,
    "x": _Reader.hexadecimal,
    "u": _Reader.unicode,
    "c": _Reader.control,
    "N": _Reader.by_name,
}

MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff"
    "\u200d\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f"
)
GRAPHEME = f"(?>\r\n|[^{MARKS}][{MARKS}]*|[{MARKS}])"
"""What \\X takes: a character and the marks upon it."""


def _is_hex(text: str) -> bool:
    return bool(text) and all(char in "0123456789abcdefABCDEF" for char in text)


def _hex_length(text: str) -> int:
    return next((place for place, char in enumerate(text) if not _is_hex(char)), len(text))


def escaped(code: int) -> str:
    """A character as it stands for itself in a Python pattern, in a set as well."""
    char = chr(code)
    if char.isalnum() or char == "_" or code > 127:
        return char
    return f"\\x{code:02x}"


def spelled(ranges: Ranges) -> str:
    """A set as Python writes it."""
    if not ranges:
        return "(?!)"
    if len(ranges) == 1 and ranges[0][0] == ranges[0][1]:
        return escaped(ranges[0][0])
    if len(ranges) > 1 and ranges[0][0] == 0 and ranges[-1][1] == charsets.LAST:
        return f"[^{_spelled(inverted(ranges))}]"
    return f"[{_spelled(ranges)}]"


def _spelled(ranges: Ranges) -> str:
    return "".join(escaped(low) if low == high else f"{escaped(low)}-{escaped(high)}" for low, high in ranges)


def joined(parts: list[Part]) -> Part:
    """Parts one after the other."""
    ways = 1.0
    for part in parts:
        ways *= part.ways
    return Part(
        "".join(part.source for part in parts),
        sum(part.least for part in parts),
        sum(part.most for part in parts),
        ways,
        sum(part.loops for part in parts),
        any(part.special for part in parts),
    )


def either(parts: list[Part]) -> Part:
    """One of several parts."""
    return Part(
        "(?:" + "|".join(part.source for part in parts) + ")",
        min(part.least for part in parts),
        max(part.most for part in parts),
        sum(part.ways for part in parts),
        max(part.loops for part in parts),
        any(part.special for part in parts),
    )


def repeated(part: Part, least: int, most: float, mode: str) -> Part:
    """A part several times over; mode is +, ? or nothing."""
    sign = {(0, UNBOUNDED): "*", (1, UNBOUNDED): "+", (0, 1): "?"}.get((least, most))
    if sign is None:
        sign = f"{{{least},{'' if most == UNBOUNDED else most}}}"
    simple = part.ways == 1 and part.loops == 0
    group = "(?>" if part is ANCHORS["R"] else "(?:"
    return Part(
        f"{group}{part.source}){sign}{mode}",
        part.least * least,
        LONGEST if _is_run(part, most, mode) else part.most * most if part.most and most else 0,
        _ways(part, least, most, simple),
        (part.loops * most if part.loops else 0) + (simple and most == UNBOUNDED),
        part.special,
    )


def _is_run(part: Part, most: float, mode: str) -> bool:
    """Whether it is a greedy run of one character, whose length JDK 17 takes for bounded: look-behinds may hold it."""
    return most == UNBOUNDED and not mode and part.most == 1 and not part.source.startswith("(")


def _ways(part: Part, least: int, most: float, simple: bool) -> float:
    if simple:
        return 1 if most == UNBOUNDED else most - least + 1
    if most == UNBOUNDED or most > 100:
        return UNBOUNDED
    try:
        return float((part.ways + (least != most)) ** most)
    except OverflowError:
        return UNBOUNDED
