"""Checks of the units in a formula: money is added to money alone, compared with it alone, and called money."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from schemas.definitions import Indicator, Kpi
from service.catalog.draft import Entry
from service.catalog.mistakes import Mistake
from service.kpi.formula.formula import Formula
from service.kpi.formula.tree import (
    Attainment,
    Difference,
    Greatest,
    Least,
    Negative,
    Number,
    Product,
    Quotient,
    Read,
    Sum,
    Tree,
    Weighted,
    leaves,
)

IsMoney = Callable[[str], bool]
"""Whether an indicator, by name, is money."""

Term = tuple[int, Tree]
"""How often money is a factor of it."""


def check_units(
    entry: Entry[Kpi], kpi: Kpi, formula: Formula, indicators: Mapping[str, Indicator]
) -> Iterator[Mistake]:
    """What is added to another unit, and a result that the KPI's unit does not name."""

    def is_money(name: str) -> bool:
        return name in indicators and indicators[name].unit == "money"

    clashes = list(_clashes(formula.tree, is_money))
    yield from (entry.mistake(("formula",), clash) for clash in clashes)
    if not clashes and len(indicators) == len(formula.indicators):
        yield from _result(entry, kpi, power_of(formula.tree, is_money))


def power_of(tree: Tree, is_money: IsMoney) -> int | None:
    """How often money is a factor: 1 is money, -1 something for each minor unit; None for a literal, which may be any.

    >>> power_of(Quotient(Read("paid"), Read("orders")), {"paid"}.__contains__)
    1
    """
    match tree:
        case Number():
            return None
        case Attainment():
            return 0
        case Read(indicator):
            return int(is_money(indicator))
        case Negative(part):
            return power_of(part, is_money)
        case Product(left, right):
            return _both(power_of(left, is_money), power_of(right, is_money), 1)
        case Quotient(left, right):
            return _both(power_of(left, is_money), power_of(right, is_money), -1)
    return next((power for part in _terms(tree) if (power := power_of(part, is_money)) is not None), None)


def _both(left: int | None, right: int | None, sign: int) -> int | None:
    return None if left is None and right is None else (left or 0) + sign * (right or 0)


def _terms(tree: Tree) -> Sequence[Tree]:
    """What must be of one unit."""
    match tree:
        case Sum(left, right) | Difference(left, right):
            return left, right
        case Least(parts) | Greatest(parts) | Weighted(parts):
            return parts
    return ()


def _parts(tree: Tree) -> Sequence[Tree]:
    match tree:
        case Negative(part):
            return (part,)
        case Product(left, right) | Quotient(left, right):
            return left, right
    return _terms(tree)


def _clashes(tree: Tree, is_money: IsMoney) -> Iterator[str]:
    for part in _parts(tree):
        yield from _clashes(part, is_money)
    powers = [(power_of(part, is_money), part) for part in _terms(tree)]
    known = [(power, part) for power, part in powers if power is not None]
    for power, part in known[1:]:
        if power != known[0][0]:
            yield f"{_apart(known[0], (power, part))}: they are neither added nor compared"


def _named(tree: Tree) -> str:
    names = (leaf.indicator if isinstance(leaf, Read) else leaf.key for leaf in leaves(tree))
    return ", ".join(dict.fromkeys(names))


def _apart(one: Term, other: Term) -> str:
    more, less = sorted((one, other), key=lambda term: -term[0])
    if (more[0], less[0]) == (1, 0):
        return f"{_named(more[1])} is money and {_named(less[1])} is not"
    return f"{_named(more[1])} is money to the power of {more[0]} and {_named(less[1])} to that of {less[0]}"


def _result(entry: Entry[Kpi], kpi: Kpi, power: int | None) -> Iterator[Mistake]:
    if power == 1 and kpi.unit != "money":
        yield entry.mistake(("unit",), f"the formula gives money, so the unit is money and not {kpi.unit}")
    elif power not in (1, None) and kpi.unit == "money":
        yield entry.mistake(("unit",), "the formula gives no money")
