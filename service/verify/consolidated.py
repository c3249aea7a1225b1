"""Money of all currencies in that of the scope: each day's at the rate of that day, or the whole is undefined.

    rate (source, target, day, worth)                              what stands of what was told; `worth` is its text
    part (indicator, dimension, member, "window", bucket, day, target, currency, amount)
                                                        what a day brought to a bucket, to be told in `target`

beside cells under the indicator's name, and under those of its `parts` and of what is `lacking`. Fractions are exact.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from schemas.currencies import decimals_of
from schemas.definitions import ConsolidatedIndicator, Scoped
from schemas.money import CURRENCY
from schemas.rates import RATE_SET
from service.verify import sql
from service.verify.definitions import Definitions
from service.verify.scopes import dimensions_of
from service.verify.windows import All, Calendar, Window

# Of several rates for one day that of the latest event stands.
_RATES = f"""
CREATE OR REPLACE TABLE rate AS
SELECT _from_currency AS source, _to_currency AS target, _valid_from::DATE AS day, _rate AS worth
FROM event WHERE _type = {sql.text(RATE_SET)}
QUALIFY row_number() OVER (PARTITION BY source, target, day ORDER BY _ms DESC, _order DESC) = 1
"""

_TABLE = """
CREATE OR REPLACE TABLE part (
    indicator VARCHAR, dimension VARCHAR, member VARCHAR, "window" VARCHAR, bucket VARCHAR,
    day DATE, target VARCHAR, currency VARCHAR, amount HUGEINT
)
"""

# Where a bucket is cut, only a part of its last day is in it.
_PARTS = """
INSERT INTO part
SELECT {name}, {dimension}, {member} AS whole, "window", bucket, day, {target}, {currency} AS currency, sum(amount)
FROM hit JOIN tick_day USING (tick) JOIN slot USING (tick)
WHERE indicator = {of} AND dimension = {dimension} AND "window" IN {windows}
GROUP BY ALL HAVING sum(amount) <> 0
"""

_PRICED = """
FROM part ASOF LEFT JOIN rate
ON rate.source = part.currency AND rate.target = part.target AND rate.day <= part.day
SELECT dimension, member, "window", bucket, part.target, currency, amount, worth
WHERE indicator = {name}
"""

Spot = tuple[str, str, str, str]
"""Dimension, member, window, bucket."""

_LARGEST = (1 << 63) - 1


def parts(name: str) -> str:
    """What the number of an indicator's parts is called; no indicator can have such a name."""
    return f"{name} parts"


def lacking(name: str) -> str:
    """What the number of those without a rate is called."""
    return f"{name} lacking"


@dataclass
class _Sum:
    parts: int = 0
    lacking: int = 0
    worth: Fraction = Fraction(0)

    def add(self, worth: Fraction | None) -> None:
        self.parts += 1
        if worth is None:
            self.lacking += 1
        else:
            self.worth += worth

    def cells(self) -> tuple[int, int, int]:
        """Its worth, rounded half even; how many parts it has, and how many have none. One too large is lacking too."""
        whole = round(self.worth)
        return (whole, self.parts, self.lacking) if abs(whole) <= _LARGEST else (0, self.parts, self.lacking + 1)


def consolidate(db: Any, definitions: Definitions, windows: Sequence[Window]) -> None:
    """Add the cells of what is consolidated, over whole days and up to the cuts of `cut_base`."""
    if not definitions.consolidated:
        return
    db.execute(_RATES)
    db.execute(_TABLE)
    asked: set[str] = {window.name for window in windows if isinstance(window, Calendar | All)}
    asked |= {window for (window,) in db.execute('SELECT "window" FROM cut_base').fetchall()}
    for name, given in definitions.consolidated.items():
        of = definitions.indicators[given.of]
        assert isinstance(of, Scoped)
        for statement in _statements(name, given, of, asked):
            db.execute(statement)
        _insert(db, name, _sums(db, name))


def _statements(name: str, given: ConsolidatedIndicator, of: Scoped, windows: set[str]) -> Iterator[str]:
    for dimension in dimensions_of(of):
        names = dimension.split("+")
        for target in given.into if CURRENCY in names else ():
            yield _PARTS.format(
                name=sql.text(name),
                dimension=sql.text(dimension),
                member=_member([sql.text(target) if each == CURRENCY else _value(names, each) for each in names]),
                target=sql.text(target),
                currency=_value(names, CURRENCY),
                of=sql.text(given.of),
                windows=sql.texts(windows),
            )


def _value(names: Sequence[str], name: str) -> str:
    return "member" if len(names) == 1 else f"json_extract_string(member, '$[{names.index(name)}]')"


def _member(values: Sequence[str]) -> str:
    return values[0] if len(values) == 1 else f"to_json([{', '.join(values)}])::VARCHAR"


def _sums(db: Any, name: str) -> dict[Spot, _Sum]:
    sums: dict[Spot, _Sum] = {}
    for *spot, target, currency, amount, worth in db.execute(_PRICED.format(name=sql.text(name))).fetchall():
        sums.setdefault((*spot,), _Sum()).add(_worth(amount, currency, target, worth))
    return sums


def _worth(amount: int, currency: str, target: str, rate: str | None) -> Fraction | None:
    """Thousandths of the target's minor unit. A rate is of major units, which have as many decimals as each has."""
    if currency == target:
        return Fraction(amount)
    return Fraction(rate) * amount * Fraction(10) ** (decimals_of(target) - decimals_of(currency)) if rate else None


def _insert(db: Any, name: str, sums: dict[Spot, _Sum]) -> None:
    cells = list(map(_Sum.cells, sums.values()))
    for column, values in zip((name, parts(name), lacking(name)), zip(*cells, strict=True), strict=False):
        columns = [*map(list, zip(*sums, strict=True)), list(values)]
        db.execute(f"INSERT INTO cell SELECT {sql.text(column)}, {', '.join(['unnest(?)'] * len(columns))}", columns)
