"""Text → tree, by recursive descent. Nothing is ever evaluated here, and never by Python's own parser.

    sum     = product (("+" | "−") product)*
    product = factor (("×" | "÷") factor)*
    factor  = "−" factor | number | "(" sum ")" | name
            | ("min" | "max") "(" sum ("," sum)* ")"
            | "attainment" "(" name ")"
            | "weighted" "(" sum ":" number ("," sum ":" number)* ")"

`-`, `*` and `/` may be written for −, × and ÷.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

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

MAX_DEPTH = 40
MAX_TOKENS = 500
"""With the depth, what keeps parsing and evaluating far from Python's recursion limit."""

FUNCTIONS = ("min", "max", "attainment", "weighted")

_TOKEN = re.compile(
    r"\s*(?:(?P<number>[0-9]+(?:\.[0-9]+)?)|(?P<name>[a-z][a-z0-9_]*)|(?P<sign>[-+−*×/÷(),:])|(?P<end>\Z))"
)
_ASCII = {"-": "−", "*": "×", "/": "÷"}
_MAX_DIGITS = 40

Part = TypeVar("Part")


class FormulaError(ValueError):
    """A formula that cannot be read: `message` says why, `position` where (0-based column)."""

    def __init__(self, position: int, message: str) -> None:
        super().__init__(f"column {position + 1}: {message}")
        self.position = position
        self.message = message


@dataclass(frozen=True, slots=True)
class Token:
    """A number, a name, a sign or the end, and where it starts."""

    kind: str
    text: str
    position: int


def parse_tree(text: str) -> Tree:
    """The tree of a formula's text; raises FormulaError at the first thing that does not fit."""
    return _Parser(_tokens(text)).whole()


def _tokens(text: str) -> list[Token]:
    tokens = [_token(text, 0)]
    while tokens[-1].kind != "end":
        tokens.append(_token(text, tokens[-1].position + len(tokens[-1].text)))
        if len(tokens) > MAX_TOKENS:
            raise FormulaError(tokens[-1].position, f"a formula has at most {MAX_TOKENS} parts")
    return tokens


def _token(text: str, start: int) -> Token:
    found = _TOKEN.match(text, start)
    if found is None:
        place = start + len(text[start:]) - len(text[start:].lstrip())
        raise FormulaError(place, f"{text[place]!r} has no meaning in a formula")
    kind = found.lastgroup or "end"
    if kind == "number" and len(found[kind]) > _MAX_DIGITS:
        raise FormulaError(found.start(kind), f"a number has at most {_MAX_DIGITS} digits")
    return Token(kind, found[kind], found.start(kind))


class _Parser:
    """Reads tokens from left to right; `depth` counts how many factors are open inside each other."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.index = 0
        self.depth = 0

    def whole(self) -> Tree:
        tree = self.sum()
        if self.next.kind != "end":
            raise self.unexpected("an operator")
        return tree

    def sum(self) -> Tree:
        tree = self.product()
        while sign := self.taken("+−"):
            tree = (Sum if sign == "+" else Difference)(tree, self.product())
        return tree

    def product(self) -> Tree:
        tree = self.factor()
        while sign := self.taken("×÷"):
            tree = (Product if sign == "×" else Quotient)(tree, self.factor())
        return tree

    def factor(self) -> Tree:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise FormulaError(self.next.position, f"nested more than {MAX_DEPTH} deep")
        tree = self.open_factor()
        self.depth -= 1
        return tree

    def open_factor(self) -> Tree:
        if self.taken("−"):
            return Negative(self.factor())
        if self.taken("("):
            tree = self.sum()
            self.expect(")")
            return tree
        return Number(self.number()) if self.next.kind == "number" else self.named()

    def named(self) -> Tree:
        token = self.take("name", "a number, a name or (")
        if not self.taken("("):
            return self.indicator(token)
        match token.text:
            case "min":
                return Least(self.listed(self.sum))
            case "max":
                return Greatest(self.listed(self.sum))
            case "attainment":
                return self.attainment()
            case "weighted":
                parts = self.listed(self.weighted)
                return Weighted(tuple(part for part, _ in parts), tuple(weight for _, weight in parts))
        raise FormulaError(token.position, f"no function {token.text}; there are {', '.join(FUNCTIONS)}")

    def indicator(self, token: Token) -> Tree:
        if token.text in FUNCTIONS:
            raise FormulaError(token.position, f"{token.text} is a function: write {token.text}(…)")
        return Read(token.text)

    def attainment(self) -> Tree:
        kpi = self.take("name", "a KPI's name")
        self.expect(")")
        return Attainment(kpi.text)

    def weighted(self) -> tuple[Tree, float]:
        part = self.sum()
        self.expect(":")
        place = self.next.position
        weight = self.number()
        if weight == 0:
            raise FormulaError(place, "a weight is above 0")
        return part, weight

    def listed(self, part: Callable[[], Part]) -> tuple[Part, ...]:
        parts = [part()]
        while self.taken(","):
            parts.append(part())
        self.expect(")")
        return tuple(parts)

    def number(self) -> float:
        """Whole numbers stay `int`, so that what is counted stays exact."""
        text = self.take("number", "a number").text
        return float(text) if "." in text else int(text)

    @property
    def next(self) -> Token:
        return self.tokens[self.index]

    def taken(self, signs: str) -> str:
        """The next token's sign if it is one of these, which is then behind us; else nothing."""
        sign = _ASCII.get(self.next.text, self.next.text) if self.next.kind == "sign" else ""
        if not sign or sign not in signs:
            return ""
        self.index += 1
        return sign

    def take(self, kind: str, wanted: str) -> Token:
        token = self.next
        if token.kind != kind:
            raise self.unexpected(wanted)
        self.index += 1
        return token

    def expect(self, sign: str) -> None:
        if not self.taken(sign):
            raise self.unexpected(sign)

    def unexpected(self, wanted: str) -> FormulaError:
        found = f"found {self.next.text}" if self.next.text else "the formula ends"
        return FormulaError(self.next.position, f"expected {wanted}, but {found}")
