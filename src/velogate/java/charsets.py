"""Sets of characters as java.util.regex names them, as ranges of code points."""

import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache

Ranges = tuple[tuple[int, int], ...]
"""Code points from, to: ascending, apart from each other."""

LAST = 0x10FFFF


def merged(ranges: Iterable[tuple[int, int]]) -> Ranges:
    """The union of ranges."""
    found: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if found and low <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(found[-1][1], high))
        else:
            found.append((low, high))
    return tuple(found)


def inverted(ranges: Ranges) -> Ranges:
    """Every code point that is not in the ranges."""
    edges = [-1, *[edge for low, high in ranges for edge in (low, high)], LAST + 1]
    return tuple((low + 1, high - 1) for low, high in zip(edges[::2], edges[1::2], strict=True) if low + 1 < high)


def common(left: Ranges, right: Ranges) -> Ranges:
    """What is in both."""
    return inverted(merged((*inverted(left), *inverted(right))))


def of_chars(chars: str) -> Ranges:
    """The characters of a text."""
    return merged((ord(char), ord(char)) for char in chars)


def both_cases(ranges: Ranges, unicode: bool) -> Ranges:
    """The ranges and the other cases of their letters: ASCII's, or Unicode's."""
    added = []
    for low, high in ranges:
        for code in range(low, min(high, LAST if unicode and high - low < 5000 else 127) + 1):
            char = chr(code)
            added += [ord(other) for other in (char.lower(), char.upper(), char.title()) if len(other) == 1]
    return merged((*ranges, *((code, code) for code in added if unicode or code < 128)))


DIGIT: Ranges = ((48, 57),)
UPPER: Ranges = ((65, 90),)
LOWER: Ranges = ((97, 122),)
ALPHA: Ranges = (*UPPER, *LOWER)
ALNUM: Ranges = (*DIGIT, *ALPHA)
WORD: Ranges = (*DIGIT, *UPPER, (95, 95), *LOWER)
SPACE: Ranges = ((9, 13), (32, 32))
PUNCT: Ranges = ((33, 47), (58, 64), (91, 96), (123, 126))
LATE_BLANKS: Ranges = ((0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000))
HORIZONTAL = merged((*of_chars("\t \xa0\u1680\u180e"), (0x2000, 0x200A), *LATE_BLANKS))
VERTICAL = of_chars("\n\v\f\r\x85\u2028\u2029")
WHITE = merged((*SPACE, *VERTICAL, (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A), *LATE_BLANKS))

POSIX: dict[str, Ranges] = {
    "ASCII": ((0, 127),),
    "Alnum": ALNUM,
    "Alpha": ALPHA,
    "Blank": of_chars(" \t"),
    "Cntrl": ((0, 31), (127, 127)),
    "Digit": DIGIT,
    "Graph": ((33, 126),),
    "Lower": LOWER,
    "Print": ((32, 126),),
    "Punct": PUNCT,
    "Space": SPACE,
    "Upper": UPPER,
    "XDigit": (*DIGIT, (65, 70), (97, 102)),
    "ALL": ((0, LAST),),
    "L1": ((0, 255),),
}

BLOCKS: dict[str, Ranges] = {
    "basiclatin": ((0, 127),),
    "latin-1supplement": ((128, 255),),
    "latinextended-a": ((0x100, 0x17F),),
    "latinextended-b": ((0x180, 0x24F),),
    "greek": ((0x370, 0x3FF),),
    "greekandcoptic": ((0x370, 0x3FF),),
    "combiningdiacriticalmarks": ((0x300, 0x36F),),
    "cyrillic": ((0x400, 0x4FF),),
    "hebrew": ((0x590, 0x5FF),),
    "arabic": ((0x600, 0x6FF),),
    "thai": ((0xE00, 0xE7F),),
    "generalpunctuation": ((0x2000, 0x206F),),
    "currencysymbols": ((0x20A0, 0x20CF),),
    "hiragana": ((0x3040, 0x309F),),
    "katakana": ((0x30A0, 0x30FF),),
    "cjkunifiedideographs": ((0x4E00, 0x9FFF),),
    "hangulsyllables": ((0xAC00, 0xD7AF),),
    "emoticons": ((0x1F600, 0x1F64F),),
}
"""Unicode's blocks that templates may name; the rest is unknown here."""

SCRIPTS = {
    "latin": "LATIN ",
    "greek": "GREEK ",
    "cyrillic": "CYRILLIC ",
    "hebrew": "HEBREW ",
    "arabic": "ARABIC ",
    "thai": "THAI ",
    "han": "CJK UNIFIED",
    "hiragana": "HIRAGANA ",
    "katakana": "KATAKANA ",
    "hangul": "HANGUL ",
    "devanagari": "DEVANAGARI ",
}
"""Unicode's scripts, told from the names of characters."""

CATEGORIES = {
    "L": ("Lu", "Ll", "Lt", "Lm", "Lo"),
    "LC": ("Lu", "Ll", "Lt"),
    "LD": ("Lu", "Ll", "Lt", "Lm", "Lo", "Nd"),
    "M": ("Mn", "Me", "Mc"),
    "N": ("Nd", "Nl", "No"),
    "Z": ("Zs", "Zl", "Zp"),
    "C": ("Cc", "Cf", "Co", "Cs", "Cn"),
    "P": ("Pd", "Ps", "Pe", "Pc", "Po", "Pi", "Pf"),
    "S": ("Sm", "Sc", "Sk", "So"),
}
"""Groups of general categories; Java counts the unassigned to C only."""

SINGLE = {name for group in "LMNZCPS" for name in CATEGORIES[group]}


@lru_cache(1)
def _by_category() -> dict[str, list[tuple[int, int]]]:
    """Every general category's ranges; it looks at each code point, once."""
    found: dict[str, list[tuple[int, int]]] = {}
    start, last = 0, unicodedata.category("\0")
    for code in range(1, LAST + 1):
        kind = unicodedata.category(chr(code))
        if kind != last:
            found.setdefault(last, []).append((start, code - 1))
            start, last = code, kind
    found.setdefault(last, []).append((start, LAST))
    return found


def of_categories(*names: str) -> Ranges:
    """The code points of some general categories."""
    return merged(each for name in names for each in _by_category().get(name, ()))


@lru_cache(64)
def _where(test: Callable[[str], bool]) -> Ranges:
    return merged((code, code) for code in range(LAST + 1) if test(chr(code)))


@lru_cache(16)
def _named(prefix: str) -> Ranges:
    letters = (code for low, high in of_categories(*CATEGORIES["L"]) for code in range(low, high + 1))
    return merged((code, code) for code in letters if unicodedata.name(chr(code), "").startswith(prefix))


BINARY: dict[str, Callable[[], Ranges]] = {
    "alphabetic": lambda: merged((*of_categories(*CATEGORIES["L"], "Nl"),)),
    "letter": lambda: of_categories(*CATEGORIES["L"]),
    "ideographic": lambda: _named("CJK UNIFIED"),
    "lowercase": lambda: _where(str.islower),
    "uppercase": lambda: _where(str.isupper),
    "titlecase": lambda: of_categories("Lt"),
    "whitespace": lambda: WHITE,
    "white_space": lambda: WHITE,
    "control": lambda: of_categories("Cc"),
    "punctuation": lambda: of_categories(*CATEGORIES["P"]),
    "hexdigit": lambda: merged((*of_categories("Nd"), (65, 70), (97, 102), (0xFF21, 0xFF26), (0xFF41, 0xFF46))),
    "hex_digit": lambda: merged((*of_categories("Nd"), (65, 70), (97, 102), (0xFF21, 0xFF26), (0xFF41, 0xFF46))),
    "assigned": lambda: inverted(of_categories("Cn")),
    "digit": lambda: of_categories("Nd"),
    "alnum": lambda: of_categories(*CATEGORIES["LD"], "Nl"),
    "blank": lambda: merged((*of_categories("Zs"), (9, 9))),
    "word": lambda: of_categories(*CATEGORIES["LD"], *CATEGORIES["M"], "Nl", "Pc"),
}
"""Unicode's yes-or-no properties, as \\p{Is..}."""

JAVA: dict[str, Callable[[], Ranges]] = {
    "javaLowerCase": BINARY["lowercase"],
    "javaUpperCase": BINARY["uppercase"],
    "javaTitleCase": BINARY["titlecase"],
    "javaAlphabetic": BINARY["alphabetic"],
    "javaDigit": BINARY["digit"],
    "javaDefined": BINARY["assigned"],
    "javaLetter": BINARY["letter"],
    "javaLetterOrDigit": lambda: of_categories(*CATEGORIES["LD"]),
    "javaWhitespace": lambda: common(
        merged((*of_categories("Zs", "Zl", "Zp"), (9, 13), (28, 31))), inverted(of_chars("\xa0\u2007\u202f"))
    ),
    "javaSpaceChar": lambda: of_categories("Zs", "Zl", "Zp"),
    "javaISOControl": lambda: of_categories("Cc"),
}
"""\\p{java..}: the tests of java.lang.Character."""


def property_ranges(name: str) -> Ranges | None:
    """The characters of \\p{name}; None if nobody knows the name."""
    if "=" in name:
        return _assigned(*name.split("=", 1))
    if name.startswith("In"):
        return BLOCKS.get(name[2:].lower().replace(" ", "").replace("_", ""))
    if name.startswith("Is"):
        return _is(name[2:])
    if name in POSIX:
        return POSIX[name]
    if name in JAVA:
        return JAVA[name]()
    return _category(name)


def _assigned(name: str, value: str) -> Ranges | None:
    match name.lower():
        case "sc" | "script":
            return _script(value)
        case "blk" | "block":
            return BLOCKS.get(value.lower().replace(" ", "").replace("_", ""))
        case "gc" | "general_category":
            return _category(value)
        case _:
            return None


def _is(name: str) -> Ranges | None:
    known = BINARY.get(name.lower())
    if known is not None:
        return known()
    return _category(name) or _script(name)


def _script(name: str) -> Ranges | None:
    prefix = SCRIPTS.get(name.lower())
    return None if prefix is None else _named(prefix)


def _category(name: str) -> Ranges | None:
    if name in CATEGORIES:
        return of_categories(*CATEGORIES[name])
    return of_categories(name) if name in SINGLE else None
