"""A formula with its inputs put in, worked out from the inside to the outside, a line for each step."""

from collections.abc import Callable, Iterator

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
)

ValueOf = Callable[[Tree], float | None]
Shown = Callable[[float | None], str]
"""How a number is written."""

_SUM, _PRODUCT, _FACTOR = range(3)
"""How tightly an operation binds."""


def steps(tree: Tree, value_of: ValueOf, shown: Shown) -> Iterator[str]:
    """First the inputs put in, at last the value; a step that changes nothing is left out.

    >>> from service.kpi.formula.parser import parse_tree
    >>> values = {"paid": 9.0, "back": 3.0, "buyers": 2.0, "paid − back": 6.0}
    >>> tree = parse_tree("(paid - back) / buyers")
    >>> list(steps(tree, lambda part: values.get(named(part), 3.0), "{:g}".format))
    ['(9 − 3) ÷ 2', '6 ÷ 2', '3']
    """
    before = None
    for done in range(height(tree) + 1):
        text = _Writer(done, value_of, shown).text(tree, _SUM)
        if text != before:
            yield text
        before = text


def named(tree: Tree) -> str:
    """The formula with the names of its inputs.

    >>> from service.kpi.formula.parser import parse_tree
    >>> named(parse_tree("1000*complaints/(orders+1)"))
    '1000 × complaints ÷ (orders + 1)'
    """
    return _Writer(-1, lambda _: None, str).text(tree, _SUM)


def height(tree: Tree) -> int:
    """How many operations lie on top of each other."""
    parts = parts_of(tree)
    return 1 + max(map(height, parts)) if parts else 0


def parts_of(tree: Tree) -> tuple[Tree, ...]:
    """What an operation is made of; a leaf of nothing."""
    match tree:
        case Number() | Read() | Attainment():
            return ()
        case Negative(part):
            return (part,)
        case Sum(left, right) | Difference(left, right) | Product(left, right) | Quotient(left, right):
            return (left, right)
        case Least(parts) | Greatest(parts) | Weighted(parts):
            return parts


class _Writer:
    """Writes a tree of which everything up to a height is worked out already; -1: nothing is."""

    def __init__(self, done: int, value_of: ValueOf, shown: Shown) -> None:
        self._done, self._value_of, self._shown = done, value_of, shown

    def text(self, tree: Tree, binds: int) -> str:
        """`binds`: how tightly what stands around it does."""
        if isinstance(tree, Number):
            return f"{tree.number:g}" if isinstance(tree.number, float) else str(tree.number)
        if height(tree) <= self._done:
            return self._number(tree, binds)
        match tree:
            case Read(indicator):
                return indicator
            case Attainment():
                return tree.key
            case Negative(part):
                return self._wrapped(f"−{self.text(part, _FACTOR)}", _PRODUCT, binds)
            case Sum(left, right):
                return self._wrapped(f"{self.text(left, _SUM)} + {self.text(right, _SUM)}", _SUM, binds)
            case Difference(left, right):
                return self._wrapped(f"{self.text(left, _SUM)} − {self.text(right, _PRODUCT)}", _SUM, binds)
            case Product(left, right):
                return self._wrapped(f"{self.text(left, _PRODUCT)} × {self.text(right, _PRODUCT)}", _PRODUCT, binds)
            case Quotient(left, right):
                return self._wrapped(f"{self.text(left, _PRODUCT)} ÷ {self.text(right, _FACTOR)}", _PRODUCT, binds)
            case Least(parts):
                return f"min({self._listed(parts)})"
            case Greatest(parts):
                return f"max({self._listed(parts)})"
            case Weighted(parts, weights):
                return self._wrapped(self._weighted(parts, weights), _PRODUCT, binds)

    def _number(self, tree: Tree, binds: int) -> str:
        value = self._value_of(tree)
        return self._wrapped(self._shown(value), _SUM if value is not None and value < 0 else _FACTOR, binds)

    def _listed(self, parts: tuple[Tree, ...]) -> str:
        return "; ".join(self.text(part, _SUM) for part in parts)

    def _weighted(self, parts: tuple[Tree, ...], weights: tuple[float, ...]) -> str:
        added = (f"{weight:g} × {self.text(part, _PRODUCT)}" for part, weight in zip(parts, weights, strict=True))
        return f"({' + '.join(added)}) ÷ {sum(weights):g}"

    @staticmethod
    def _wrapped(text: str, own: int, around: int) -> str:
        return f"({text})" if own < around else text
