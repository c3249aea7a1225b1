"""The parts of a formula, and how each becomes a function of its inputs, whole columns of them at once.

Undefined is NaN and swallows everything that it is part of. No result is infinite: what no float can hold is undefined.
"""

import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.float64]
Columns = Mapping[str, Column]
"""By indicator, and by `attainment(kpi)`; columns of one length, or single numbers."""
Value = Callable[[Columns], Column]
Operation = Callable[[Column, Column], Column]


@dataclass(frozen=True, slots=True)
class Number:
    """A literal."""

    number: float


@dataclass(frozen=True, slots=True)
class Read:
    """An indicator, by name."""

    indicator: str


@dataclass(frozen=True, slots=True)
class Attainment:
    """A KPI's value ÷ its objective's target, in the same scope and window."""

    kpi: str

    @property
    def key(self) -> str:
        """Its key among the inputs."""
        return f"attainment({self.kpi})"


@dataclass(frozen=True, slots=True)
class Negative:
    """−part"""

    part: "Tree"


@dataclass(frozen=True, slots=True)
class Sum:
    """left + right"""

    left: "Tree"
    right: "Tree"


@dataclass(frozen=True, slots=True)
class Difference:
    """left − right"""

    left: "Tree"
    right: "Tree"


@dataclass(frozen=True, slots=True)
class Product:
    """left × right"""

    left: "Tree"
    right: "Tree"


@dataclass(frozen=True, slots=True)
class Quotient:
    """left ÷ right"""

    left: "Tree"
    right: "Tree"


@dataclass(frozen=True, slots=True)
class Least:
    """min(part, …)"""

    parts: tuple["Tree", ...]


@dataclass(frozen=True, slots=True)
class Greatest:
    """max(part, …)"""

    parts: tuple["Tree", ...]


@dataclass(frozen=True, slots=True)
class Weighted:
    """weighted(part: weight, …): the weighted mean. Weights are numbers above 0."""

    parts: tuple["Tree", ...]
    weights: tuple[float, ...]


Leaf = Number | Read | Attainment
Tree = Leaf | Negative | Sum | Difference | Product | Quotient | Least | Greatest | Weighted


def leaves(tree: Tree) -> Iterator[Read | Attainment]:
    """What the tree reads, from left to right, repeats included."""
    match tree:
        case Read() | Attainment():
            yield tree
        case Negative(part):
            yield from leaves(part)
        case Sum(left, right) | Difference(left, right) | Product(left, right) | Quotient(left, right):
            yield from leaves(left)
            yield from leaves(right)
        case Least(parts) | Greatest(parts) | Weighted(parts):
            for part in parts:
                yield from leaves(part)


def compiled(tree: Tree) -> Value:
    """The tree as a function of columns; made once, so that evaluating walks closures and not the tree.

    Call it within `np.errstate(all="ignore")`: a division by 0 is no accident.
    """
    match tree:
        case Number(number):
            return lambda _: np.asarray(number, np.float64)
        case Read(indicator):
            return operator.itemgetter(indicator)
        case Attainment():
            return operator.itemgetter(tree.key)
        case Negative(part):
            return _of_two(np.subtract, lambda _: np.asarray(0.0), compiled(part))
        case Sum(left, right):
            return _of_two(np.add, compiled(left), compiled(right))
        case Difference(left, right):
            return _of_two(np.subtract, compiled(left), compiled(right))
        case Product(left, right):
            return _of_two(np.multiply, compiled(left), compiled(right))
        case Quotient(left, right):
            return _of_two(np.divide, compiled(left), compiled(right))
        case Least(parts):
            return _of_many(lambda values: reduce(np.minimum, values), parts)
        case Greatest(parts):
            return _of_many(lambda values: reduce(np.maximum, values), parts)
        case Weighted(parts, weights):
            return _of_many(lambda values: _mean(values, weights), parts)


def whole(tree: Tree, leaf: Callable[[Read | Attainment], bool]) -> bool:
    """Whether the value is a whole number whenever the leaves for which `leaf` is true are."""
    match tree:
        case Number(number):
            return isinstance(number, int)
        case Read() | Attainment():
            return leaf(tree)
        case Negative(part):
            return whole(part, leaf)
        case Sum(left, right) | Difference(left, right) | Product(left, right):
            return whole(left, leaf) and whole(right, leaf)
        case Least(parts) | Greatest(parts):
            return all(whole(part, leaf) for part in parts)
    return False


def finite(column: Column) -> Column:
    """Undefined where there is no number that JSON can carry."""
    return np.where(np.isfinite(column), column, np.nan)


def _of_two(operation: Operation, left: Value, right: Value) -> Value:
    return lambda inputs: finite(operation(left(inputs), right(inputs)))


def _of_many(choice: Callable[[Sequence[Column]], Column], parts: tuple[Tree, ...]) -> Value:
    values = [compiled(part) for part in parts]
    return lambda inputs: choice([value(inputs) for value in values])


def _mean(values: Sequence[Column], weights: tuple[float, ...]) -> Column:
    total = reduce(np.add, (weight * value for weight, value in zip(weights, values, strict=True)))
    return finite(total / sum(weights))
