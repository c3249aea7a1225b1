"""A KPI's formula → SQL, by recursive descent.

    sum     = term (("+" | "−") term)*
    term    = factor (("×" | "÷") factor)*
    factor  = "−" factor | number | name | "(" sum ")" | call
    call    = ("min" | "max") "(" sum ("," sum)* ")" | "attainment" "(" name ")"
            | "weighted" "(" sum ":" sum ("," sum ":" sum)* ")"

NULL is *undefined*: a zero divisor gives it, and an undefined part makes the whole undefined.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from service.verify.errors import VerifyError

_TOKEN = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?|[a-z][a-z0-9_]*|[-−+*×/÷(),:])")
_SAME = {"−": "-", "×": "*", "÷": "/"}


@dataclass(frozen=True)
class Translated:
    """SQL of a value; of its two parts where it is a quotient at the top; and the names that it reads."""

    value: str
    parts: tuple[str, str] | None
    indicators: tuple[str, ...]
    kpis: tuple[str, ...]


@dataclass(frozen=True)
class Names:
    """SQL for what a formula may name. Both raise KeyError for a name that does not exist."""

    indicator: Callable[[str], str]
    attainment: Callable[[str], str]


def translate(formula: str, names: Names) -> Translated:
    """The SQL of a formula; raises `VerifyError` with the place of a mistake.

    >>> names = Names(indicator=lambda name: name, attainment=lambda name: f"{name}_attainment")
    >>> translate("opens ÷ delivered", names).value
    '(opens / nullif(delivered, 0))'
    """
    reader = _Reader(formula, names)
    value, parts = reader.sum()
    if reader.peek():
        raise reader.error(f"unexpected {reader.peek()!r}")
    return Translated(value, parts, tuple(dict.fromkeys(reader.indicators)), tuple(dict.fromkeys(reader.kpis)))


Part = tuple[str, tuple[str, str] | None]
"""SQL, and what is divided by what if it is a quotient."""


class _Reader:
    def __init__(self, formula: str, names: Names) -> None:
        self.formula, self.names = formula, names
        self.tokens = self._split(formula)
        self.at = 0
        self.indicators: list[str] = []
        self.kpis: list[str] = []

    def _split(self, formula: str) -> list[str]:
        tokens, at = [], 0
        while at < len(formula.rstrip()):
            found = _TOKEN.match(formula, at)
            if found is None:
                raise VerifyError(f"formula {formula!r}: cannot read it from {formula[at:].strip()!r}")
            tokens.append(_SAME.get(found[1], found[1]))
            at = found.end()
        return tokens

    def error(self, what: str) -> VerifyError:
        return VerifyError(f"formula {self.formula!r}: {what} (word {self.at + 1})")

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self) -> str:
        token = self.peek()
        self.at += 1
        return token

    def expect(self, token: str) -> None:
        if self.peek() != token:
            raise self.error(f"expected {token!r}, found {self.peek() or 'its end'!r}")
        self.at += 1

    def sum(self) -> Part:
        left, parts = self.term()
        while self.peek() in ("+", "-"):
            sign, (right, _) = self.take(), self.term()
            left, parts = f"({left} {sign} {right})", None
        return left, parts

    def term(self) -> Part:
        left, parts = self.factor()
        while self.peek() in ("*", "/"):
            if self.take() == "*":
                left, parts = f"({left} * {self.factor()[0]})", None
            else:
                divisor = self.factor()[0]
                left, parts = f"({left} / nullif({divisor}, 0))", (left, divisor)
        return left, parts

    def factor(self) -> Part:
        match token := self.take():
            case "-":
                return f"(-{self.factor()[0]})", None
            case "(":
                inner = self.sum()
                self.expect(")")
                return inner
            case "min" | "max" | "attainment" | "weighted":
                return self.call(token), None
        if token[:1].isdigit():
            return f"{token}::DOUBLE", None
        if token[:1].isalpha():
            return self.name(token, self.indicators, self.names.indicator), None
        self.at -= 1
        raise self.error(f"expected a value, found {token or 'its end'!r}")

    def name(self, name: str, read: list[str], resolve: Callable[[str], str]) -> str:
        try:
            sql = resolve(name)
        except KeyError:
            raise self.error(f"{name!r} is not defined") from None
        read.append(name)
        return sql

    def call(self, function: str) -> str:
        self.expect("(")
        if function == "attainment":
            sql = self.name(self.take(), self.kpis, self.names.attainment)
        elif function == "weighted":
            sql = self.weighted()
        else:
            sql = self.extreme("least" if function == "min" else "greatest")
        self.expect(")")
        return sql

    def extreme(self, function: str) -> str:
        # The trap: SQL's least and greatest skip NULL, but an undefined part makes the whole undefined.
        values = [self.sum()[0] for _ in self.listed()]
        undefined = " OR ".join(f"{value} IS NULL" for value in values)
        return f"(CASE WHEN {undefined} THEN NULL ELSE {function}({', '.join(values)}) END)"

    def weighted(self) -> str:
        pairs = []
        for _ in self.listed():
            value = self.sum()[0]
            self.expect(":")
            pairs.append((value, self.sum()[0]))
        weights = " + ".join(weight for _, weight in pairs)
        return f"(({' + '.join(f'{value} * {weight}' for value, weight in pairs)}) / nullif({weights}, 0))"

    def listed(self) -> Iterator[None]:
        """One turn for each item of a list between commas."""
        yield
        while self.peek() == ",":
            self.at += 1
            yield
