"""Money in formulas: sums come in thousandths of a minor unit, a formula is about minor units, and divides once.

So that nothing is rounded before the end, a formula is evaluated in thousandths as it stands, and its value divided by
a power of 1000. What is added to money, or compared with it, is brought to thousandths first.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from service.kpi.formula.tree import (
    Attainment,
    Column,
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
)

_THOUSANDTHS = 1000

IsMoney = Callable[[str], bool]
"""Whether an indicator, by name, is money."""


class Scaled(NamedTuple):
    """A formula over thousandths. Its value is to be divided by 1000 as often as `power` says."""

    tree: Tree
    power: int


def scaled(tree: Tree, is_money: IsMoney) -> Scaled:
    """The formula over thousandths that says the same as a formula over minor units.

    >>> scaled(Sum(Read("paid"), Number(5)), {"paid"}.__contains__)
    Scaled(tree=Sum(left=Read(indicator='paid'), right=Number(number=5000)), power=1)
    """
    match tree:
        case Number() | Attainment():
            return Scaled(tree, 0)
        case Read(indicator):
            return Scaled(tree, int(is_money(indicator)))
        case Negative(part):
            inner = scaled(part, is_money)
            return Scaled(Negative(inner.tree), inner.power)
        case Sum(left, right) | Difference(left, right):
            sides, power = _level((left, right), is_money)
            return Scaled(type(tree)(*sides), power)
        case Product(left, right):
            one, other = scaled(left, is_money), scaled(right, is_money)
            return Scaled(Product(one.tree, other.tree), one.power + other.power)
        case Quotient(left, right):
            one, other = scaled(left, is_money), scaled(right, is_money)
            return Scaled(Quotient(one.tree, other.tree), one.power - other.power)
        case Least(parts) | Greatest(parts):
            trees, power = _level(parts, is_money)
            return Scaled(type(tree)(tuple(trees)), power)
        case Weighted(parts, weights):
            trees, power = _level(parts, is_money)
            return Scaled(Weighted(tuple(trees), weights), power)


def in_minor_units(column: Column, power: int) -> Column:
    """What a formula over thousandths gave, over minor units.

    >>> from numpy import array
    >>> in_minor_units(array([1500.0]), 1).tolist(), in_minor_units(array([2.0]), -1).tolist()
    ([1.5], [2000.0])
    """
    if power == 0:
        return column
    # 1000 is a float, and 1/1000 none: what would be multiplied by it is divided.
    inside: Column = column / float(_THOUSANDTHS**power) if power > 0 else column * float(_THOUSANDTHS**-power)
    return inside


def _level(parts: Sequence[Tree], is_money: IsMoney) -> tuple[list[Tree], int]:
    """Parts that are added or compared, all with the greatest power among them."""
    given = [scaled(part, is_money) for part in parts]
    power = max(part.power for part in given)
    return [_raised(part.tree, power - part.power) for part in given], power


def _raised(tree: Tree, times: int) -> Tree:
    if times == 0:
        return tree
    factor = _THOUSANDTHS**times
    return Number(tree.number * factor) if isinstance(tree, Number) else Product(Number(factor), tree)
