"""The words of a command line, as bash, or cmd.exe with the C runtime of Windows, makes them of its text.

A byte that is no UTF-8, which `$'\\xff'` can write, is a lone surrogate in a word, as Python has it in `sys.argv`.
"""

import re
from dataclasses import dataclass, field

from velogate.errors import EventError

_SHOWN = 40  # characters of what is left out
_OF_WINDOWS = re.compile(r'curl(?:\.exe)?\s+\^"|\s\^[ \t]*\r?\n', re.IGNORECASE)


@dataclass(slots=True)
class Words:
    """The words of one command, and what of the text they do not say."""

    words: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    _word: list[str] | None = None

    def add(self, characters: str) -> None:
        """More characters of the word that is being read, or of a new one."""
        if self._word is None:
            self._word = []
        self._word.append(characters)

    @property
    def is_in_word(self) -> bool:
        """Whether a word is being read."""
        return self._word is not None

    def end_word(self) -> None:
        """The word that is being read, if there is one, ends here."""
        if self._word is not None:
            self.words.append("".join(self._word))
        self._word = None


def words(text: str) -> Words:
    """The words of the first command in a text; EventError for a quotation that is not closed."""
    plain = text.replace("\r\n", "\n").replace("\0", "")  # no shell passes a NUL on
    return _windows(plain) if _OF_WINDOWS.search(plain) else _bash(plain)


def _excerpt(text: str) -> str:
    line = text.split("\n", 1)[0]
    return line[:_SHOWN] + ("…" if len(line) > _SHOWN else "")


# ---- bash

_VARIABLE = r"\$(?:[A-Za-z_]\w*|\{[^}]*\}|\([^)]*\)|[0-9@*#?$!-])|`[^`]*`"
_PIECE = re.compile(
    rf"""
      (?P<blank>  [ \t]+ )
    | (?P<note>   \#[^\n]* )
    | (?P<joined> \\\n )
    | (?P<escape> \\.? )
    | (?P<single> '[^']*' )
    | (?P<ansi>   \$'(?:[^'\\]++|\\.)*+' )
    | (?P<double> \$?"(?:[^"\\]++|\\.)*+" )
    | (?P<open>   \$?['"] )
    | (?P<variable> {_VARIABLE} )
    | (?P<end>    (?<!\S)\d+[<>]|[;|&()<>\n] )
    | (?P<plain>  [^\s\\'"$`;|&<>()]+|. )
    """,
    re.VERBOSE | re.DOTALL,
)
_IN_DOUBLE = re.compile(r'\\([\\"$`])|\\\n')


def _bash(text: str) -> Words:
    """Words with their quotes taken away; variables and substitutions, which nobody knows, stay as they are."""
    found = Words()
    at = 0
    while piece := _PIECE.match(text, at):
        kind, image = piece.lastgroup, piece[0]
        if kind == "note" and found.is_in_word:
            kind, image = "plain", "#"
        at += len(image)
        if kind == "end":
            _leave_out(found, text[piece.start() :])
            break
        if kind == "open":
            raise EventError(
                f"the curl command cannot be read: a quotation is not closed: {_excerpt(text[piece.start() :])}"
            )
        if kind == "blank":
            found.end_word()
        elif kind not in ("note", "joined"):
            found.add(_without_quotes(kind or "", image))
        if kind in ("variable", "double"):
            plain = re.sub(r"\\.", "", image, flags=re.DOTALL)
            found.left_out += [f"the value of {each}" for each in re.findall(_VARIABLE, plain)]
    found.end_word()
    return found


def _without_quotes(kind: str, image: str) -> str:
    match kind:
        case "single":
            return image[1:-1]
        case "escape":
            return image[1:]
        case "ansi":
            return _ansi_c(image[2:-1])
        case "double":
            return _IN_DOUBLE.sub(lambda found: found[1] or "", image[image.index('"') + 1 : -1])
    return image


def _leave_out(found: Words, rest: str) -> None:
    """Notes what follows a command: another one, a pipe, a redirection; line ends and comments say nothing."""
    said = re.sub(r"^\s*#.*$", "", rest, flags=re.MULTILINE).strip(" \t\n;")
    if said:
        found.left_out.append(_excerpt(said))


_ANSI_C = re.compile(
    r"\\(?:x([0-9A-Fa-f]{1,2})|([0-7]{1,3})|u([0-9A-Fa-f]{1,4})|U([0-9A-Fa-f]{1,8})|c(.)|(.))", re.DOTALL
)
_NAMED = dict(zip("abeEfnrtv\\'\"?", "\a\b\x1b\x1b\f\n\r\t\v\\'\"?", strict=True))


def _ansi_c(text: str) -> str:
    """The characters of `$'...'`; as in bash a NUL ends them."""
    written = _ANSI_C.sub(_character, text)
    raw = written.encode("utf-8", "surrogateescape").partition(b"\0")[0]
    return raw.decode("utf-8", "surrogateescape")


def _character(found: re.Match[str]) -> str:
    byte, octal, short, long, control, name = found.groups()
    if byte or octal:
        number = int(byte, 16) if byte else int(octal, 8) & 0xFF
        return bytes([number]).decode("utf-8", "surrogateescape")
    if short or long:
        number = int(short or long, 16)
        return chr(number) if number <= 0x10FFFF and not 0xD800 <= number < 0xE000 else "\ufffd"
    return chr(ord(control) & 0x1F) if control else _NAMED.get(name, found[0])


# ---- Windows

_CMD = re.compile(r'\^\n?(?P<escaped>.)?|(?P<quoted>"[^"\n]*"?)|(?P<end>[\n&|<>])|[^\^"\n&|<>]+', re.DOTALL)
_ARGUMENT = re.compile(r'(?P<blanks>[ \t\n]+)|(?P<slashes>\\*)(?P<quote>")|[^ \t\n"\\]+|\\+')


def _windows(text: str) -> Words:
    """What cmd.exe leaves of the first command without its carets, in words as the C runtime finds them."""
    kept: list[str] = []
    rest = ""
    for piece in _CMD.finditer(text):
        if piece["end"]:
            rest = text[piece.start() :]
            break
        kept.append((piece["escaped"] or "") if piece[0].startswith("^") else piece[0])
    found = _arguments("".join(kept))
    _leave_out(found, rest)
    return found


def _arguments(line: str) -> Words:
    """Words: backslashes count only before a quote, a quote that is doubled inside quotes is one."""
    found = Words()
    quoted = False
    closed = -1  # where a quotation ended just now
    for piece in _ARGUMENT.finditer(line):
        if piece["blanks"] and not quoted:
            found.end_word()
        elif not piece["quote"]:
            found.add(piece[0])
        else:
            slashes = len(piece["slashes"])
            found.add("\\" * (slashes // 2))
            if slashes % 2:
                found.add('"')
            elif piece.start() == closed:
                found.add('"')
                quoted = True
            else:
                quoted = not quoted
                closed = piece.end() if not quoted else -1
    found.end_word()
    return found
