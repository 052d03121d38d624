"""java.util.Formatter: String.format() and formatted(), in the root locale and UTC."""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from velogate.java.classes import class_of
from velogate.java.equality import hash_code
from velogate.java.floating import of_double
from velogate.java.numbers import BigDecimal, BigInteger, Byte, Character, Float, Long, Short, divide_rounded, int_kind
from velogate.java.parsing import hex_text
from velogate.java.text import to_string
from velogate.java.throwable import JavaError, null_pointer, out_of_memory

SPECIFIER = re.compile(r"%(\d+\$)?([-#+ 0,(<]*)?(\d+)?(\.\d+)?([tT])?([a-zA-Z%])")
WIDEST = 10_000_000
WIDTHS = {Byte: 8, Short: 16, int: 32, Long: 64}


class Specifier(NamedTuple):
    """One %.. of a format; width and precision are -1 where it has none."""

    text: str
    position: int
    flags: str
    width: int
    precision: int
    date: str
    conversion: str

    @property
    def kind(self) -> str:
        """The conversion in lower case, but for dates."""
        return self.conversion if self.date else self.conversion.lower()


def fault(name: str, message: str) -> JavaError:
    """One of java.util's exceptions about formats."""
    return JavaError(f"java.util.{name}", message)


def format_text(pattern: str | None, args: Sequence[Any] | None) -> str:
    """The text of a format and its arguments."""
    if pattern is None:
        raise null_pointer()
    pieces: list[str] = []
    ordinary = last = -1
    parsed = _parse(pattern)
    for piece in parsed:
        if isinstance(piece, str):
            pieces.append(piece)
            continue
        if piece.kind in ("%", "n") and not piece.date:
            pieces.append(_fixed(piece))
            continue
        if piece.position == 0:
            ordinary = last = ordinary + 1
        elif piece.position > 0:
            last = piece.position - 1
        if last < 0 or (args is not None and last >= len(args)):
            raise fault("MissingFormatArgumentException", f"Format specifier '{piece.text}'")
        pieces.append(_written(piece, None if args is None else args[last]))
    return "".join(pieces)


def _parse(pattern: str) -> list[str | Specifier]:
    """The plain pieces and the specifiers, all checked as Java does before it writes anything."""
    pieces: list[str | Specifier] = []
    at = 0
    while at < len(pattern):
        found = pattern.find("%", at)
        if found < 0:
            pieces.append(pattern[at:])
            break
        match = SPECIFIER.match(pattern, found)
        if match is None:
            raise fault("UnknownFormatConversionException", f"Conversion = '{pattern[found + 1 : found + 2] or '%'}'")
        pieces += [pattern[at:found], _specifier(match)]
        at = match.end()
    return pieces


def _specifier(match: re.Match[str]) -> Specifier:
    index, flags, width, precision, date, conversion = match.groups()
    position = int(index[:-1]) if index else -1 if "<" in flags else 0
    shown = f"%{_flag_text(flags)}{index or ''}{width or ''}{precision or ''}{date or ''}{conversion}"
    made = Specifier(
        shown,
        position,
        flags,
        int(width or -1),
        int(precision[1:]) if precision else -1,
        date or "",
        conversion,
    )
    _check(made)
    return made


FLAG_ORDER = "-^#+ 0,(<"


def _flag_text(flags: str) -> str:
    """Flags in Java's order; ^ is its sign for an upper case conversion."""
    return "".join(flag for flag in FLAG_ORDER if flag in flags)


def _bad_flags(spec: Specifier) -> JavaError:
    upper = "^" if spec.conversion.isupper() else ""
    return fault("IllegalFormatFlagsException", f"Flags = '{_flag_text(spec.flags + upper)}'")


def _check(spec: Specifier) -> None:
    doubled = next((flag for flag in spec.flags if spec.flags.count(flag) > 1), None)
    if doubled:
        raise fault("DuplicateFormatFlagsException", f"Flags = '{doubled}'")
    if spec.date:
        return _check_date(spec)
    check = CHECKS.get(spec.kind if spec.conversion not in ("D", "O", "N", "F") else "")
    if check is None:
        raise fault("UnknownFormatConversionException", f"Conversion = '{spec.conversion}'")
    return check(spec)


def _check_date(spec: Specifier) -> None:
    _no_precision(spec)
    if spec.conversion not in DATES:
        raise fault("UnknownFormatConversionException", f"Conversion = 't{spec.conversion}'")
    _no_flags(spec, "#+ 0,(")
    _needs_width(spec, "-")


def _no_precision(spec: Specifier) -> None:
    if spec.precision != -1:
        raise fault("IllegalFormatPrecisionException", str(spec.precision))


def _no_flags(spec: Specifier, flags: str) -> None:
    for flag in flags:
        if flag in spec.flags:
            message = f"Conversion = {spec.kind}, Flags = {flag}"
            raise fault("FormatFlagsConversionMismatchException", message)


def _needs_width(spec: Specifier, flags: str) -> None:
    if spec.width == -1 and any(flag in spec.flags for flag in flags):
        raise fault("MissingFormatWidthException", spec.text)


def _check_general(spec: Specifier) -> None:
    if spec.kind in "bh":
        _no_flags(spec, "#")
    _needs_width(spec, "-")
    _no_flags(spec, "+ 0,(")


def _check_character(spec: Specifier) -> None:
    _no_precision(spec)
    _no_flags(spec, "#+ 0,(")
    _needs_width(spec, "-")


def _check_numeric(spec: Specifier) -> None:
    _needs_width(spec, "-0")
    flags = spec.flags
    if ("+" in flags and " " in flags) or ("-" in flags and "0" in flags):
        raise _bad_flags(spec)


def _check_integral(spec: Specifier) -> None:
    _check_numeric(spec)
    _no_precision(spec)
    _no_flags(spec, "#" if spec.kind == "d" else ",")


def _check_float(spec: Specifier) -> None:
    _check_numeric(spec)
    _no_flags(spec, {"a": "(,", "e": ",", "g": "#"}.get(spec.kind, ""))


def _check_percent(spec: Specifier) -> None:
    if spec.precision != -1:
        raise fault("IllegalFormatPrecisionException", str(spec.precision))
    if spec.kind == "n":
        if spec.width != -1:
            raise fault("IllegalFormatWidthException", str(spec.width))
        if spec.flags:
            raise _bad_flags(spec)
    elif spec.flags not in ("", "-"):
        raise _bad_flags(spec)
    else:
        _needs_width(spec, "-")


CHECKS: dict[str, Callable[[Specifier], None]] = {
    **dict.fromkeys("bhs", _check_general),
    "c": _check_character,
    **dict.fromkeys("dox", _check_integral),
    **dict.fromkeys("aefg", _check_float),
    **dict.fromkeys("%n", _check_percent),
}


def _fixed(spec: Specifier) -> str:
    return "\n" if spec.kind == "n" else _padded(spec, "%")


def _padded(spec: Specifier, text: str) -> str:
    if spec.width > WIDEST:
        raise out_of_memory()
    return text.ljust(spec.width) if "-" in spec.flags else text.rjust(spec.width)


def _written(spec: Specifier, value: Any) -> str:
    """One argument as its specifier says."""
    if spec.date:
        text = _date(spec, value)
    elif spec.kind in "bhs":
        text = _general(spec, value)
        text = text[: spec.precision] if spec.precision >= 0 else text
    elif value is None:
        text = "null" if spec.kind == "c" or spec.precision < 0 else "null"[: spec.precision]
    else:
        text = WRITERS[spec.kind](spec, value)
    return _padded(spec, text.upper() if spec.conversion.isupper() or spec.date == "T" else text)


def _general(spec: Specifier, value: Any) -> str:
    if spec.kind == "b":
        return to_string(value) if isinstance(value, bool) else to_string(value is not None)
    if spec.kind == "h":
        return "null" if value is None else f"{hash_code(value) & 0xFFFFFFFF:x}"
    if "#" in spec.flags:
        raise fault("FormatFlagsConversionMismatchException", "Conversion = s, Flags = #")
    return to_string(value)


def _mismatch(spec: Specifier, value: Any) -> JavaError:
    return fault("IllegalFormatConversionException", f"{spec.kind} != {class_of(value).name}")


def _kind(value: Any) -> type:
    return int_kind(value) if type(value) is int else type(value)


def _character(spec: Specifier, value: Any) -> str:
    kind = _kind(value)
    if kind is Character:
        return str(value)
    if kind not in (Byte, Short, int):
        raise _mismatch(spec, value)
    if not 0 <= value <= 0x10FFFF:
        raise fault("IllegalFormatCodePointException", f"Code point = 0x{value & 0xFFFFFFFF:x}")
    return chr(value)


def _integral(spec: Specifier, value: Any) -> str:
    kind = _kind(value)
    if kind not in WIDTHS and kind is not BigInteger:
        raise _mismatch(spec, value)
    if spec.kind == "d":
        return _decimal(spec, value < 0, to_string(abs(int(value))))
    if kind is not BigInteger:
        _no_flags(spec, "(+ ")
        value %= 2 ** WIDTHS[kind]
    return _based(spec, int(value))


def _based(spec: Specifier, value: int) -> str:
    digits = f"{abs(value):{spec.kind}}"
    prefix = {"x": "0x", "o": "0"}[spec.kind] if "#" in spec.flags else ""
    return _signed(spec, value < 0, digits, prefix)


def _decimal(spec: Specifier, negative: bool, whole: str, fraction: str = "") -> str:
    """Digits grouped by thousands if so flagged, with sign and leading zeros."""
    if "," in spec.flags:
        whole = f"{int(whole):,}"
    return _signed(spec, negative, whole + fraction)


def _signed(spec: Specifier, negative: bool, digits: str, prefix: str = "") -> str:
    """Digits with their sign, filled up with zeros if so flagged."""
    flags = spec.flags
    before = ("(" if "(" in flags else "-") if negative else "+" if "+" in flags else " " if " " in flags else ""
    after = ")" if before == "(" else ""
    if "0" in flags:
        digits = digits.rjust(min(spec.width, WIDEST) - len(before) - len(after) - len(prefix), "0")
    return before + prefix + digits + after


def _floating(spec: Specifier, value: Any) -> str:
    if isinstance(value, BigDecimal) and spec.kind != "a":
        return _of_decimal(spec, value)
    if type(value) not in (float, Float):
        raise _mismatch(spec, value)
    if value - value != 0:
        return _infinite(spec, value)
    negative = value < 0 or str(float(value)).startswith("-")
    if spec.kind == "a":
        return _hexadecimal(spec, abs(value), negative)
    digits, exponent = "0", 1
    if value:
        digits, exponent, *_ = of_double(abs(float(value)), False)
    return _laid_out(spec, negative, digits, exponent, not value)


def _infinite(spec: Specifier, value: float) -> str:
    if value != value:
        return "NaN"
    return _signed(spec._replace(flags=spec.flags.replace("0", "")), value < 0, "Infinity")


def _hexadecimal(spec: Specifier, value: float, negative: bool) -> str:
    text = hex_text(value, False)
    if spec.precision > 0 or spec.precision == 0:
        text = _rounded_hex(value, max(spec.precision, 1))
    return _signed(spec._replace(flags=spec.flags.replace("(", "")), negative, text[2:], "0x")


def _rounded_hex(value: float, precision: int) -> str:
    if not value or precision >= 13:
        head, _, power = hex_text(value, False).partition("p")
        return head.ljust(precision + 4, "0") + "p" + power
    mantissa, _, power = value.hex().partition("p")
    digits = int(mantissa[2] + mantissa[4:], 16)
    rounded = divide_rounded(digits, 16 ** (13 - precision), 6)
    text = f"{rounded:x}"
    return f"0x{text[:-precision]}.{text[-precision:]}p{int(power)}"


def _of_decimal(spec: Specifier, value: BigDecimal) -> str:
    digits = str(abs(value.unscaled))
    if not value.unscaled and value.scale and spec.kind == "g":
        spec = spec._replace(conversion="e", precision=max(5 if spec.precision < 0 else spec.precision - 1, 0))
    return _laid_out(spec, value.unscaled < 0, digits, len(digits) - value.scale, value == (0, 0))


def _laid_out(spec: Specifier, negative: bool, digits: str, exponent: int, zero: bool) -> str:
    """0.<digits> times 10^exponent as %e, %f or %g."""
    precision = 6 if spec.precision < 0 else spec.precision
    if spec.kind == "f":
        return _fixed_point(spec, negative, digits, exponent, precision)
    if spec.kind == "e":
        return _scientific(spec, negative, digits, 1 if zero else exponent, precision)
    precision = precision or 1
    if zero:
        return _fixed_point(spec, negative, "0", 1, precision - 1)
    rounded, power = rounded_digits(digits, exponent, precision)
    if power - 1 < -4 or power - 1 >= precision:
        return _scientific(spec, negative, rounded, power, precision - 1)
    return _fixed_point(spec, negative, rounded, power, precision - power)


def rounded_digits(digits: str, exponent: int, count: int) -> tuple[str, int]:
    """The first so many digits, the rest rounded half up, and the exponent after that."""
    if count >= len(digits):
        return digits, exponent
    if count < 0:
        return "0", exponent
    kept = str(int(digits[:count] or "0") + (digits[count] >= "5"))
    if count == 0:
        return kept, exponent + (kept == "1")
    kept = kept.rjust(count, "0")
    return kept[:count], exponent + len(kept) - count


def _fixed_point(spec: Specifier, negative: bool, digits: str, exponent: int, precision: int) -> str:
    digits, exponent = rounded_digits(digits, exponent, exponent + precision)
    whole = digits[:exponent].ljust(exponent, "0") if exponent > 0 else "0"
    fraction = digits[exponent:] if exponent > 0 else "0" * -exponent + digits
    fraction = fraction.ljust(precision, "0")[:precision]
    point = "." if precision or "#" in spec.flags else ""
    return _decimal(spec, negative, whole, point + fraction)


def _scientific(spec: Specifier, negative: bool, digits: str, exponent: int, precision: int) -> str:
    digits, exponent = rounded_digits(digits, exponent, precision + 1)
    fraction = digits[1:].ljust(precision, "0")
    point = "." if precision or "#" in spec.flags else ""
    return _signed(spec, negative, f"{digits[0]}{point}{fraction}e{exponent - 1:+03d}")


WRITERS: dict[str, Callable[[Specifier, Any], str]] = {
    "c": _character,
    **dict.fromkeys("dox", _integral),
    **dict.fromkeys("aefg", _floating),
}

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

DATES: dict[str, Callable[[datetime, int], str]] = {
    "H": lambda at, ms: f"{at:%H}",
    "I": lambda at, ms: f"{at:%I}",
    "k": lambda at, ms: str(at.hour),
    "l": lambda at, ms: str(at.hour % 12 or 12),
    "M": lambda at, ms: f"{at:%M}",
    "S": lambda at, ms: f"{at:%S}",
    "L": lambda at, ms: f"{ms % 1000:03d}",
    "N": lambda at, ms: f"{ms % 1000:03d}000000",
    "p": lambda at, ms: "am" if at.hour < 12 else "pm",
    "z": lambda at, ms: "+0000",
    "Z": lambda at, ms: "UTC",
    "s": lambda at, ms: str(ms // 1000),
    "Q": lambda at, ms: str(ms),
    "B": lambda at, ms: MONTHS[at.month - 1],
    "b": lambda at, ms: MONTHS[at.month - 1][:3],
    "h": lambda at, ms: MONTHS[at.month - 1][:3],
    "A": lambda at, ms: DAYS[at.weekday()],
    "a": lambda at, ms: DAYS[at.weekday()][:3],
    "C": lambda at, ms: f"{at.year // 100:02d}",
    "Y": lambda at, ms: f"{at.year:04d}",
    "y": lambda at, ms: f"{at.year % 100:02d}",
    "j": lambda at, ms: f"{at:%j}",
    "m": lambda at, ms: f"{at:%m}",
    "d": lambda at, ms: f"{at:%d}",
    "e": lambda at, ms: str(at.day),
    "R": lambda at, ms: f"{at:%H:%M}",
    "T": lambda at, ms: f"{at:%H:%M:%S}",
    "r": lambda at, ms: f"{at:%I:%M:%S} {'AM' if at.hour < 12 else 'PM'}",
    "D": lambda at, ms: f"{at:%m/%d/%y}",
    "F": lambda at, ms: f"{at.year:04d}-{at:%m-%d}",
    "c": lambda at, ms: f"{DAYS[at.weekday()][:3]} {MONTHS[at.month - 1][:3]} {at:%d %H:%M:%S} UTC {at.year:04d}",
}
"""The conversions after %t, of a moment and its milliseconds since 1970."""


def _date(spec: Specifier, value: Any) -> str:
    if value is None:
        return "null"
    if _kind(value) is not Long:
        raise _mismatch(spec, value)
    try:
        moment = EPOCH + timedelta(milliseconds=int(value))
    except OverflowError:
        raise fault("IllegalFormatConversionException", f"{spec.conversion} != java.lang.Long") from None
    return DATES[spec.conversion](moment, int(value))
