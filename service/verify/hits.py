"""What each indicator sees in each scope, as rows of `hit`.

    hit (indicator, dimension, member, tick, subject, amount)

An event, an entity or a visit in a scope, at a tick. `subject` is set for what counts different ones; everything else
adds `amount`. What is held is here under the name of its `flow`: what came in and went out.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from schemas.definitions import DistinctIndicator, Folded, Scoped, SumIndicator
from service.verify import reads, sql
from service.verify.definitions import Definitions, text_of
from service.verify.records import measure_column, subject_column
from service.verify.scopes import dimensions_of, members

_TABLE = """
CREATE OR REPLACE TABLE hit (
    indicator VARCHAR, dimension VARCHAR, member VARCHAR, tick BIGINT, subject VARCHAR, amount BIGINT
)
"""


@dataclass(frozen=True)
class Rows:
    """Rows that an indicator sees: `source` has a column for each of its dimensions; the others are SQL."""

    source: str
    tick: str
    amount: str
    subject: str = "NULL"
    tests: tuple[str, ...] = ()


def flow(name: str) -> str:
    """What a `holding` indicator's hits are called; no indicator can have such a name."""
    return f"{name} flow"


def start(db: Any) -> None:
    """Make `hit`, without rows."""
    db.execute(_TABLE)


def fold(db: Any, definitions: Definitions) -> None:
    """Add what is folded from the events of `event`, each by itself."""
    for name, indicator in definitions.indicators.items():
        if isinstance(indicator, Folded):
            for rows in _folded(definitions, indicator):
                add(db, name, indicator, rows)


def _folded(definitions: Definitions, indicator: Folded) -> Iterator[Rows]:
    measure = measure_column(indicator.measure) if isinstance(indicator, SumIndicator) else None
    for role, kinds in reads.roles(definitions, indicator).items():
        who = sql.name(subject_column(role))
        tests = (f"_type IN {sql.texts(kinds)}", f"{who} IS NOT NULL")
        subject = who if isinstance(indicator, DistinctIndicator) else "NULL"
        yield Rows("event", "_tick", sql.name(measure) if measure else "1", subject, tests)


def add(db: Any, name: str, indicator: Scoped, rows: Rows) -> None:
    """Add rows in every scope of an indicator, those that its `where` lets through."""
    wanted = (f"{sql.name(field)} = {sql.text(text_of(value))}" for field, value in indicator.where.items())
    tests = [*rows.tests, *wanted, f"{rows.amount} IS NOT NULL"]
    for statement in _statements(name, dimensions_of(indicator), rows, tests):
        db.execute(statement)


def _statements(name: str, dimensions: Iterable[str], rows: Rows, tests: list[str]) -> Iterator[str]:
    for dimension, member, given in members(dimensions):
        yield (
            f"INSERT INTO hit SELECT {sql.text(name)}, {sql.text(dimension)}, {member}, {rows.tick}, {rows.subject}, "
            f"{rows.amount} FROM {rows.source} WHERE {' AND '.join([*tests, given])}"
        )
