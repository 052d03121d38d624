"""The methods of Boolean, Character and the number classes, static ones included."""

from collections.abc import Callable
from functools import partial
from math import gcd, isqrt
from typing import Any

from velogate.java.characters import CHARACTER
from velogate.java.classes import Methods
from velogate.java.containers import BigDecimalArray, BigIntegerArray, ByteArray
from velogate.java.equality import double_bits, float_bits, hash_code
from velogate.java.numbers import (
    LARGEST,
    BigDecimal,
    Byte,
    as_big_integer,
    divide_rounded,
    double,
    float32,
    truncated,
    wrap,
)
from velogate.java.order import compare_doubles, sign
from velogate.java.parsing import (
    decode,
    double_from_bits,
    float_from_bits,
    hex_text,
    in_radix,
    parse_double,
    parse_part,
    parse_unsigned,
    parse_unsigned_part,
    parse_whole,
)
from velogate.java.streams import Optional
from velogate.java.text import to_string
from velogate.java.throwable import arithmetic_error, illegal_argument, needed


def _to_whole(bits: int) -> Callable[[Any], int]:
    """The conversion of a number to a whole one of so many bits."""
    small = max(bits, 32)

    def convert(value: Any) -> int:
        if isinstance(value, float):
            return wrap(truncated(value, small), bits)
        return wrap(value.to_int() if isinstance(value, BigDecimal) else value, bits)

    return convert


def _to_float(value: Any) -> float:
    return float32(double(value))


NUMBER: Methods = {
    "byte byteValue()": _to_whole(8),
    "short shortValue()": _to_whole(16),
    "int intValue()": _to_whole(32),
    "long longValue()": _to_whole(64),
    "float floatValue()": _to_float,
    "double doubleValue()": double,
}

BOOLEAN: Methods = {
    "boolean booleanValue()": lambda value: value,
    "int compareTo(Boolean)": lambda value, other: sign(value, needed(other)),
    "static int compare(boolean, boolean)": sign,
    "static Boolean valueOf(String)": lambda text: _is_true(text),
    "static Boolean valueOf(boolean)": lambda value: value,
    "static boolean parseBoolean(String)": lambda text: _is_true(text),
    "static boolean getBoolean(String)": lambda name: False,
    "static String toString(boolean)": to_string,
    "static int hashCode(boolean)": hash_code,
    "static boolean logicalAnd(boolean, boolean)": lambda one, other: one and other,
    "static boolean logicalOr(boolean, boolean)": lambda one, other: one or other,
    "static boolean logicalXor(boolean, boolean)": lambda one, other: one is not other,
}


def _is_true(text: str | None) -> bool:
    return text is not None and text.lower() == "true"


def _sized(name: str, box: str, bits: int) -> Methods:
    """What Byte, Short, Integer and Long share; name of the primitive, its box, its width."""
    word = "Int" if bits == 32 else box
    full = 2**bits
    return {
        f"int compareTo({box})": lambda value, other: _difference(value, needed(other), bits),
        f"static int compare({name}, {name})": lambda one, other: _difference(one, other, bits),
        f"static int compareUnsigned({name}, {name})": lambda one, other: _difference(one % full, other % full, bits),
        f"static {box} valueOf(String)": lambda text: parse_whole(text, 10, bits),
        f"static {box} valueOf(String, int)": lambda text, radix: parse_whole(text, radix, bits),
        f"static {box} valueOf({name})": lambda value: value,
        f"static {name} parse{word}(String)": lambda text: parse_whole(text, 10, bits),
        f"static {name} parse{word}(String, int)": lambda text, radix: parse_whole(text, radix, bits),
        f"static {box} decode(String)": lambda text: decode(text, bits),
        f"static String toString({name})": lambda value: to_string(int(value)),
        f"static int hashCode({name})": lambda value: wrap(value ^ (value >> 32), 32) if bits == 64 else int(value),
    }


def _difference(one: int, other: int, bits: int) -> int:
    return one - other if bits < 32 else sign(one, other)


def _wide(name: str, box: str, bits: int) -> Methods:
    """What Integer and Long share."""
    full = 2**bits
    word = "Int" if bits == 32 else "Long"
    return {
        f"static {name} min({name}, {name})": min,
        f"static {name} max({name}, {name})": max,
        f"static {name} sum({name}, {name})": lambda one, other: wrap(one + other, bits),
        f"static int signum({name})": lambda value: sign(value, 0),
        f"static int bitCount({name})": lambda value: (value % full).bit_count(),
        f"static int numberOfLeadingZeros({name})": lambda value: bits - (value % full).bit_length(),
        f"static int numberOfTrailingZeros({name})": lambda value: _trailing(value) if value else bits,
        f"static {name} highestOneBit({name})": lambda value: wrap(1 << (value % full).bit_length() >> 1, bits),
        f"static {name} lowestOneBit({name})": lambda value: wrap(value & -value, bits),
        f"static {name} reverse({name})": lambda value: wrap(int(f"{value % full:0{bits}b}"[::-1], 2), bits),
        f"static {name} reverseBytes({name})": lambda value: _swapped(value, bits),
        f"static {name} rotateLeft({name}, int)": lambda value, by: _rotated(value, by % bits, bits),
        f"static {name} rotateRight({name}, int)": lambda value, by: _rotated(value, -by % bits, bits),
        f"static String toHexString({name})": lambda value: f"{value % full:x}",
        f"static String toOctalString({name})": lambda value: f"{value % full:o}",
        f"static String toBinaryString({name})": lambda value: f"{value % full:b}",
        f"static String toString({name}, int)": in_radix,
        f"static String toUnsignedString({name})": lambda value: str(value % full),
        f"static String toUnsignedString({name}, int)": lambda value, radix: in_radix(value % full, radix),
        f"static {name} divideUnsigned({name}, {name})": lambda one, other: _unsigned(divmod, one, other, bits)[0],
        f"static {name} remainderUnsigned({name}, {name})": lambda one, other: _unsigned(divmod, one, other, bits)[1],
        f"static {name} parse{word}(CharSequence, int, int, int)": partial(parse_part, bits),
        f"static {name} parseUnsigned{word}(String)": lambda text: parse_unsigned(text, 10, bits),
        f"static {name} parseUnsigned{word}(String, int)": lambda text, radix: parse_unsigned(text, radix, bits),
        f"static {name} parseUnsigned{word}(CharSequence, int, int, int)": partial(parse_unsigned_part, bits),
        f"static {box} get{box}(String)": lambda name: None,
        f"static {box} get{box}(String, {box if bits == 32 else name})": lambda name, default: default,
        f"{box} resolveConstantDesc(Lookup)": None,
        "Optional describeConstable()": Optional,
    }


def _trailing(value: int) -> int:
    return (value & -value).bit_length() - 1


def _swapped(value: int, bits: int) -> int:
    return int.from_bytes((value % 2**bits).to_bytes(bits // 8, "little"), "big", signed=True)


def _rotated(value: int, by: int, bits: int) -> int:
    unsigned = value % 2**bits
    return wrap(unsigned << by | unsigned >> (bits - by), bits)


def _unsigned(operation: Any, one: int, other: int, bits: int) -> tuple[int, int]:
    if other == 0:
        raise arithmetic_error("/ by zero")
    quotient, rest = operation(one % 2**bits, other % 2**bits)
    return wrap(quotient, bits), wrap(rest, bits)


NARROW: dict[str, Methods] = {
    "Byte": {
        "static int toUnsignedInt(byte)": lambda value: value % 256,
        "static long toUnsignedLong(byte)": lambda value: value % 256,
    },
    "Short": {
        "static int toUnsignedInt(short)": lambda value: value % 65536,
        "static long toUnsignedLong(short)": lambda value: value % 65536,
        "static short reverseBytes(short)": lambda value: _swapped(value, 16),
    },
}


def _floating(name: str, box: str, narrow: Callable[[float], float]) -> Methods:
    """What Float and Double share."""
    return {
        "boolean isNaN()": lambda value: value != value,
        f"static boolean isNaN({name})": lambda value: value != value,
        "boolean isInfinite()": _is_infinite,
        f"static boolean isInfinite({name})": _is_infinite,
        f"static boolean isFinite({name})": lambda value: value - value == 0,
        f"int compareTo({box})": lambda value, other: compare_doubles(value, needed(other)),
        f"static int compare({name}, {name})": compare_doubles,
        f"static {box} valueOf(String)": lambda text: parse_double(text, narrow),
        f"static {box} valueOf({name})": lambda value: value,
        f"static {name} parse{box}(String)": lambda text: parse_double(text, narrow),
        f"static {name} sum({name}, {name})": lambda one, other: narrow(one + other),
        f"static {name} min({name}, {name})": lambda one, other: _extreme(one, other, -1),
        f"static {name} max({name}, {name})": lambda one, other: _extreme(one, other, 1),
        f"static String toString({name})": lambda value: to_string(narrow(value)),
        f"static String toHexString({name})": lambda value: hex_text(value, name == "float"),
        f"static int hashCode({name})": lambda value: hash_code(narrow(value)),
        f"{box} resolveConstantDesc(Lookup)": None,
        "Optional describeConstable()": Optional,
    }


def _is_infinite(value: float) -> bool:
    return abs(value) == float("inf")


def _extreme(one: float, other: float, direction: int) -> float:
    if one != one or other != other:
        return float("nan")
    return one if compare_doubles(one, other) * direction >= 0 else other


def _power(base: int, exponent: int) -> int:
    if exponent < 0:
        raise arithmetic_error("Negative exponent")
    if base.bit_length() * exponent > LARGEST:
        raise arithmetic_error("BigInteger would overflow supported range")
    return int(base**exponent)


def _divided(one: int, other: int | None) -> int:
    return divide_rounded(one, _divisor(other), 1)


def _divisor(value: int | None) -> int:
    if not needed(value):
        raise arithmetic_error("BigInteger divide by zero")
    return int(needed(value))


def _remainder(one: int, other: int | None) -> int:
    rest = abs(one) % abs(_divisor(other))
    return -rest if one < 0 else rest


def _modulo(one: int, other: int | None) -> int:
    if needed(other) <= 0:
        raise arithmetic_error("BigInteger: modulus not positive")
    return int(one % needed(other))


def _mod_power(base: int, exponent: int | None, modulus: int | None) -> int:
    if needed(modulus) <= 0:
        raise arithmetic_error("BigInteger: modulus not positive")
    try:
        return pow(int(base), int(needed(exponent)), int(needed(modulus)))
    except ValueError:
        raise arithmetic_error("BigInteger not invertible.") from None


def _inverse(value: int, modulus: int | None) -> int:
    if needed(modulus) <= 0:
        raise arithmetic_error("BigInteger: modulus not positive")
    return 0 if modulus == 1 else _mod_power(value, -1, modulus)


def _root(value: int) -> int:
    if value < 0:
        raise arithmetic_error("Negative BigInteger")
    return isqrt(value)


def _shifted(value: int, by: int) -> int:
    if by > LARGEST:
        raise arithmetic_error("BigInteger would overflow supported range")
    return value << by if by >= 0 else value >> -by


def _bit(value: int) -> int:
    if value < 0:
        raise arithmetic_error("Negative bit address")
    return 1 << min(value, LARGEST)


def _exact(bits: int, name: str) -> Callable[[int], int]:
    def convert(value: int) -> int:
        if wrap(value, bits) != value:
            raise arithmetic_error(f"BigInteger out of {name} range")
        return int(value)

    return convert


def _big_bytes(value: int) -> ByteArray:
    size = (value if value >= 0 else ~value).bit_length() // 8 + 1
    return ByteArray(Byte(wrap(each, 8)) for each in int(value).to_bytes(size, "big", signed=True))


def _is_prime(value: int, certainty: int) -> bool:
    if certainty <= 0:
        return True
    number = abs(value)
    if number < 2 or number % 2 == 0:
        return number == 2
    return all(_witnessed(number, base) for base in (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37) if base < number)


def _witnessed(number: int, base: int) -> bool:
    """Miller and Rabin's test."""
    twos = _trailing(number - 1)
    power = pow(base, (number - 1) >> twos, number)
    if power in (1, number - 1):
        return True
    for _ in range(twos - 1):
        power = power * power % number
        if power == number - 1:
            return True
    return False


def _next_prime(value: int) -> int:
    if value < 0:
        raise arithmetic_error("start < 0: " + str(value))
    number = value + 1
    while not _is_prime(number, 1):
        number += 1
    return number


def _bigs(*values: int) -> BigIntegerArray:
    return BigIntegerArray(map(as_big_integer, values))


BIG_INTEGER: Methods = {
    "BigInteger add(BigInteger)": lambda one, other: one + needed(other),
    "BigInteger subtract(BigInteger)": lambda one, other: one - needed(other),
    "BigInteger multiply(BigInteger)": lambda one, other: one * needed(other),
    "BigInteger divide(BigInteger)": _divided,
    "BigInteger remainder(BigInteger)": _remainder,
    "BigInteger mod(BigInteger)": _modulo,
    "BigInteger[] divideAndRemainder(BigInteger)": lambda one, other: _bigs(
        _divided(one, other), _remainder(one, other)
    ),
    "BigInteger pow(int)": _power,
    "BigInteger modPow(BigInteger, BigInteger)": _mod_power,
    "BigInteger modInverse(BigInteger)": _inverse,
    "BigInteger gcd(BigInteger)": lambda one, other: gcd(one, needed(other)),
    "BigInteger abs()": abs,
    "BigInteger negate()": lambda value: -value,
    "BigInteger sqrt()": _root,
    "BigInteger[] sqrtAndRemainder()": lambda value: _bigs(_root(value), value - _root(value) ** 2),
    "BigInteger min(BigInteger)": lambda one, other: min(one, needed(other)),
    "BigInteger max(BigInteger)": lambda one, other: max(one, needed(other)),
    "BigInteger and(BigInteger)": lambda one, other: one & needed(other),
    "BigInteger or(BigInteger)": lambda one, other: one | needed(other),
    "BigInteger xor(BigInteger)": lambda one, other: one ^ needed(other),
    "BigInteger andNot(BigInteger)": lambda one, other: one & ~needed(other),
    "BigInteger not()": lambda value: ~value,
    "BigInteger shiftLeft(int)": _shifted,
    "BigInteger shiftRight(int)": lambda value, by: _shifted(value, -by),
    "BigInteger setBit(int)": lambda value, place: value | _bit(place),
    "BigInteger clearBit(int)": lambda value, place: value & ~_bit(place),
    "BigInteger flipBit(int)": lambda value, place: value ^ _bit(place),
    "boolean testBit(int)": lambda value, place: bool(value & _bit(place)),
    "int getLowestSetBit()": lambda value: _trailing(value) if value else -1,
    "int bitLength()": lambda value: (value if value >= 0 else ~value).bit_length(),
    "int bitCount()": lambda value: (value if value >= 0 else ~value).bit_count(),
    "int signum()": lambda value: sign(value, 0),
    "int compareTo(BigInteger)": lambda one, other: sign(one, needed(other)),
    "String toString(int)": lambda value, radix: in_radix(value, radix),
    "byte[] toByteArray()": _big_bytes,
    "byte byteValueExact()": _exact(8, "byte"),
    "short shortValueExact()": _exact(16, "short"),
    "int intValueExact()": _exact(32, "int"),
    "long longValueExact()": _exact(64, "long"),
    "boolean isProbablePrime(int)": _is_prime,
    "BigInteger nextProbablePrime()": _next_prime,
    "static BigInteger valueOf(long)": lambda value: value,
    "static BigInteger probablePrime(int, Random)": None,
}


def _rescaled(value: BigDecimal, scale: int, rounding: int = 7) -> BigDecimal:
    _check_rounding(rounding)
    if scale >= value.scale:
        return BigDecimal(value.at_scale(scale), scale)
    return BigDecimal(divide_rounded(value.unscaled, 10 ** (value.scale - scale), rounding), scale)


def _check_rounding(rounding: int) -> None:
    if not 0 <= rounding <= 7:
        raise illegal_argument("Invalid rounding mode")


def _quotient(one: BigDecimal, other: BigDecimal, scale: int, rounding: int) -> BigDecimal:
    _check_rounding(rounding)
    return one.divided(needed(other), scale, rounding)


def _exact_quotient(one: BigDecimal, other: BigDecimal | None) -> BigDecimal:
    """The quotient that needs no rounding, at the scale nearest to the difference of the two."""
    below = needed(other)
    scale = one.scale - below.scale
    if not below.unscaled:
        raise arithmetic_error("Division by zero" if one.unscaled else "Division undefined")
    if not one.unscaled:
        return BigDecimal(0, scale)
    rest = abs(below.unscaled) // gcd(one.unscaled, below.unscaled)
    while rest % 2 == 0:
        rest //= 2
    while rest % 5 == 0:
        rest //= 5
    if rest != 1:
        raise arithmetic_error("Non-terminating decimal expansion; no exact representable decimal result.")
    extra = len(str(abs(below.unscaled))) * 4
    return _stripped(one.divided(below, scale + extra, 7), scale)


def _stripped(value: BigDecimal, least: int | None = None) -> BigDecimal:
    """Without zeros at the end, down to a scale."""
    unscaled, scale = value
    if not unscaled:
        return BigDecimal(0, 0 if least is None else least)
    while unscaled % 10 == 0 and (least is None or scale > least):
        unscaled, scale = unscaled // 10, scale - 1
    return BigDecimal(unscaled, scale)


def _whole_quotient(one: BigDecimal, other: BigDecimal | None) -> BigDecimal:
    below = needed(other)
    if not below.unscaled:
        raise arithmetic_error("Division by zero" if one.unscaled else "Division undefined")
    preferred = one.scale - below.scale
    return _rescaled_down(one.divided(below, 0, 1), preferred)


def _rescaled_down(value: BigDecimal, preferred: int) -> BigDecimal:
    if preferred >= 0:
        return BigDecimal(value.at_scale(preferred), preferred)
    return _stripped(value, preferred)


def _decimal_remainder(one: BigDecimal, other: BigDecimal | None) -> BigDecimal:
    return one.minus(_whole_quotient(one, other).times(needed(other)))


def _decimal_power(value: BigDecimal, exponent: int) -> BigDecimal:
    if not 0 <= exponent <= 999999999:
        raise arithmetic_error("Invalid operation")
    return BigDecimal(_power(value.unscaled, exponent), value.scale * exponent)


def _plain(value: BigDecimal) -> str:
    digits, mark = str(abs(value.unscaled)), "-" if value.unscaled < 0 else ""
    if value.scale <= 0:
        return mark + (digits + "0" * -value.scale if value.unscaled else "0")
    digits = digits.rjust(value.scale + 1, "0")
    return f"{mark}{digits[: -value.scale]}.{digits[-value.scale :]}"


def _engineering(value: BigDecimal) -> str:
    digits = str(abs(value.unscaled))
    power = len(digits) - 1 - value.scale
    if value.scale >= 0 and power >= -6:
        return str(value)
    mark = "-" if value.unscaled < 0 else ""
    shift = power % 3
    power -= shift
    if not value.unscaled and shift:
        digits, power = "0." + "0" * (3 - shift), power + 3
    else:
        digits = digits.ljust(shift + 1, "0")
        digits = digits[: shift + 1] + ("." + digits[shift + 1 :] if digits[shift + 1 :] else "")
    return mark + digits + (f"E{power:+d}" if power else "")


def _moved(value: BigDecimal, by: int) -> BigDecimal:
    moved = BigDecimal(value.unscaled, value.scale + by)
    return BigDecimal(moved.at_scale(0), 0) if by and moved.scale < 0 else moved


def _whole_exactly(value: BigDecimal) -> int:
    return _rescaled(value, 0).unscaled if value.scale > 0 else value.to_int()


def _exact_decimal(bits: int) -> Callable[[BigDecimal], int]:
    def convert(value: BigDecimal) -> int:
        if len(str(abs(value.unscaled))) - value.scale > 19:
            raise arithmetic_error("Overflow")
        found = _whole_exactly(value)
        if wrap(found, bits) != found:
            raise arithmetic_error("Overflow")
        return found

    return convert


BIG_DECIMAL: Methods = {
    "BigDecimal add(BigDecimal)": lambda one, other: one.plus(needed(other)),
    "BigDecimal subtract(BigDecimal)": lambda one, other: one.minus(needed(other)),
    "BigDecimal multiply(BigDecimal)": lambda one, other: one.times(needed(other)),
    "BigDecimal divide(BigDecimal)": _exact_quotient,
    "BigDecimal divide(BigDecimal, int)": lambda one, other, rounding: _quotient(one, other, one.scale, rounding),
    "BigDecimal divide(BigDecimal, int, int)": _quotient,
    "BigDecimal divideToIntegralValue(BigDecimal)": _whole_quotient,
    "BigDecimal remainder(BigDecimal)": _decimal_remainder,
    "BigDecimal[] divideAndRemainder(BigDecimal)": lambda one, other: BigDecimalArray(
        (_whole_quotient(one, other), _decimal_remainder(one, other))
    ),
    "BigDecimal pow(int)": _decimal_power,
    "BigDecimal abs()": lambda value: BigDecimal(abs(value.unscaled), value.scale),
    "BigDecimal negate()": lambda value: BigDecimal(-value.unscaled, value.scale),
    "BigDecimal plus()": lambda value: value,
    "BigDecimal min(BigDecimal)": lambda one, other: one if one.compare(needed(other)) <= 0 else other,
    "BigDecimal max(BigDecimal)": lambda one, other: one if one.compare(needed(other)) >= 0 else other,
    "BigDecimal setScale(int)": _rescaled,
    "BigDecimal setScale(int, int)": _rescaled,
    "BigDecimal stripTrailingZeros()": _stripped,
    "BigDecimal scaleByPowerOfTen(int)": lambda value, power: BigDecimal(value.unscaled, value.scale - power),
    "BigDecimal movePointLeft(int)": _moved,
    "BigDecimal movePointRight(int)": lambda value, by: _moved(value, -by),
    "BigDecimal ulp()": lambda value: BigDecimal(1, value.scale),
    "BigInteger unscaledValue()": lambda value: value.unscaled,
    "BigInteger toBigInteger()": lambda value: value.to_int(),
    "BigInteger toBigIntegerExact()": _whole_exactly,
    "int scale()": lambda value: value.scale,
    "int precision()": lambda value: len(str(abs(value.unscaled))),
    "int signum()": lambda value: sign(value.unscaled, 0),
    "int compareTo(BigDecimal)": lambda one, other: one.compare(needed(other)),
    "String toPlainString()": _plain,
    "String toEngineeringString()": _engineering,
    "byte byteValueExact()": _exact_decimal(8),
    "short shortValueExact()": _exact_decimal(16),
    "int intValueExact()": _exact_decimal(32),
    "long longValueExact()": _exact_decimal(64),
    "static BigDecimal valueOf(long)": lambda value: BigDecimal(int(value), 0),
    "static BigDecimal valueOf(long, int)": lambda value, scale: BigDecimal(int(value), scale),
    "static BigDecimal valueOf(double)": lambda value: BigDecimal.parse(to_string(value)),
}

METHODS: dict[str, Methods] = {
    "Number": NUMBER,
    "Boolean": BOOLEAN,
    "Character": CHARACTER,
    "Byte": {**_sized("byte", "Byte", 8), **NARROW["Byte"]},
    "Short": {**_sized("short", "Short", 16), **NARROW["Short"]},
    "Integer": {
        **_sized("int", "Integer", 32),
        **_wide("int", "Integer", 32),
        "static long toUnsignedLong(int)": lambda value: value % 2**32,
    },
    "Long": {**_sized("long", "Long", 64), **_wide("long", "Long", 64)},
    "BigInteger": BIG_INTEGER,
    "Float": {
        **_floating("float", "Float", float32),
        "static int floatToIntBits(float)": float_bits,
        "static int floatToRawIntBits(float)": float_bits,
        "static float intBitsToFloat(int)": float_from_bits,
    },
    "Double": {
        **_floating("double", "Double", float),
        "static long doubleToLongBits(double)": double_bits,
        "static long doubleToRawLongBits(double)": double_bits,
        "static double longBitsToDouble(long)": double_from_bits,
    },
    "BigDecimal": BIG_DECIMAL,
}
