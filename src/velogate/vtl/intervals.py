"""Whole numbers that a template's variables are known to be, so that their arithmetic needs no look at the operands.

An interval stands for a value that is an Integer between its ends whatever the event holds: a loop over `[1..100]`, and
what is computed of it. Results that might leave 32 bits are not known.
"""

from velogate.vtl import tree as t

Interval = tuple[int, int]
Known = dict[str, Interval]

LEAST, MOST = -(2**31), 2**31 - 1

_EXACT = {"PLUS", "MINUS", "TIMES"}
_NOT_NEGATIVE = {"DIVIDE", "MODULO"}


def of(node: t.Node, known: Known) -> Interval | None:
    """What the value of a node is known to be, given what is known of variables."""
    match node:
        case t.Constant(value=int() as value) if not isinstance(value, bool) and LEAST <= value <= MOST:
            return value, value
        case t.Reference(members=(), runt=False, computable=True):
            return known.get(node.name)
        case t.Operation():
            return _of_operation(node, known)
    return None


def _of_operation(node: t.Operation, known: Known) -> Interval | None:
    left = of(node.operands[0], known)
    for operator, operand in zip(node.operators, node.operands[1:], strict=True):
        right = of(operand, known)
        left = combine(operator, left, right) if left and right else None
        if left is None:
            return None
    return left


def combine(operator: str, left: Interval, right: Interval) -> Interval | None:
    """What an operation on two known values gives; None where that could leave 32 bits or needs Java's own rules."""
    if operator in _EXACT:
        ends = [_calculate(operator, a, b) for a in left for b in right]
        least, most = min(ends), max(ends)
        return (least, most) if least >= LEAST and most <= MOST else None
    if operator in _NOT_NEGATIVE and left[0] >= 0 and right[0] > 0:
        return (0, right[1] - 1) if operator == "MODULO" else (left[0] // right[1], left[1] // right[0])
    return None


def _calculate(operator: str, left: int, right: int) -> int:
    return left + right if operator == "PLUS" else left - right if operator == "MINUS" else left * right


def either(known: list[Known]) -> Known:
    """What is known after branches of which one was taken."""
    names = set.intersection(*(set(k) for k in known))
    return {n: (min(k[n][0] for k in known), max(k[n][1] for k in known)) for n in names}
