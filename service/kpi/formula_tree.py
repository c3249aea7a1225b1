"""The parts of a formula, and how each becomes a function of its inputs.

Undefined is None and swallows everything that it is part of.
"""

import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

Inputs = Mapping[str, float | None]
Value = Callable[[Inputs], float | None]
Operation = Callable[[float, float], float]

_EXACT = 1 << 53  # up to here a float holds every whole number


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
    """The tree as a function of its inputs; made once, so that evaluating walks closures and not the tree."""
    match tree:
        case Number(number):
            return lambda _: number
        case Read(indicator):
            return operator.itemgetter(indicator)
        case Attainment():
            return operator.itemgetter(tree.key)
        case Negative(part):
            return _of_two(operator.sub, lambda _: 0, compiled(part))
        case Sum(left, right):
            return _of_two(operator.add, compiled(left), compiled(right))
        case Difference(left, right):
            return _of_two(operator.sub, compiled(left), compiled(right))
        case Product(left, right):
            return _of_two(operator.mul, compiled(left), compiled(right))
        case Quotient(left, right):
            return _of_two(operator.truediv, compiled(left), compiled(right))
        case Least(parts):
            return _of_many(min, parts)
        case Greatest(parts):
            return _of_many(max, parts)
        case Weighted(parts, weights):
            return _of_many(lambda values: _mean(values, weights), parts)


def divided(a: float | None, b: float | None) -> float | None:
    """What the top of a ratio gives, once its two parts are known."""
    return None if a is None or b is None else _finite(operator.truediv, a, b)


def _of_two(operation: Operation, left: Value, right: Value) -> Value:
    def value(inputs: Inputs) -> float | None:
        a, b = left(inputs), right(inputs)
        return None if a is None or b is None else _finite(operation, a, b)

    return value


def _of_many(choice: Callable[[Sequence[float]], float | None], parts: tuple[Tree, ...]) -> Value:
    values = [compiled(part) for part in parts]

    def value(inputs: Inputs) -> float | None:
        known = [number for part in values if (number := part(inputs)) is not None]
        return choice(known) if len(known) == len(values) else None

    return value


def _finite(operation: Operation, a: float, b: float) -> float | None:
    """Undefined where there is no result that JSON can carry: a division by 0, or beyond a float's range.

    A whole number that floats cannot all tell from its neighbours is a float: readers of JSON take it for one anyway,
    and beyond 64 bits it could not be written.
    """
    try:
        result = operation(a, b)
        if -_EXACT <= result <= _EXACT:
            return result
        return float(result) if isfinite(result) else None
    except (ZeroDivisionError, OverflowError):
        return None


def _mean(values: Sequence[float], weights: tuple[float, ...]) -> float | None:
    total = sum(weight * value for weight, value in zip(weights, values, strict=True))
    return _finite(operator.truediv, total, sum(weights))
