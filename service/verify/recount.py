"""The whole recount of the records in DuckDB: the updates, the rejects and the accounting that must be."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from schemas.rejects import ReasonCode
from service.verify.calendar import ReportingCalendar
from service.verify.definitions import Definitions
from service.verify.events import Place, admit
from service.verify.evolution import Evolving
from service.verify.figures import Figures, Key
from service.verify.indicators import count
from service.verify.kpis import compose
from service.verify.objectives import Elapsing
from service.verify.recipes import Recipe
from service.verify.windows import Window

Partition = tuple[str, int]
"""A raw topic and one of its partitions."""

Refusal = tuple[str, int, int, ReasonCode]
"""Topic, partition, offset, reason."""

OUTCOMES = ("counted", "duplicate", "rejected", "ignored")

_ACCOUNTING = """
SELECT _topic, _partition, 'rejected', count(*) FROM record WHERE _reason IS NOT NULL GROUP BY ALL
UNION ALL
SELECT _topic, _partition, 'ignored', count(*) FROM record
WHERE _reason IS NULL AND NOT EXISTS (
    FROM outcome WHERE outcome._topic = record._topic
    AND outcome._partition = record._partition AND outcome._offset = record._offset)
GROUP BY ALL
UNION ALL
SELECT _topic, _partition, _outcome, count(*) FROM outcome GROUP BY ALL
"""

_REFUSALS = """
SELECT _topic, _partition, _offset, _reason FROM record WHERE _reason IS NOT NULL
UNION ALL
SELECT _topic, _partition, _offset, 'conflict' FROM outcome WHERE _outcome = 'rejected'
"""

# Ids that several partitions may have brought first: where they were counted is not in the log.
_SHARED = """
SELECT _topic, _partition, count(*) FILTER (WHERE _outcome = 'counted'), count(*)
FROM outcome WHERE _home AND _homes > 1 GROUP BY ALL
"""


@dataclass(frozen=True, slots=True)
class Shared:
    """Of the ids that several partitions may have brought first: how many were counted here, how many could be."""

    counted: int
    possible: int


@dataclass(frozen=True)
class Recount:
    """What the raw events say."""

    figures: Mapping[Key, Figures]
    accounting: Mapping[Partition, Counter[str]]
    """Records by outcome; for shared ids the lowest partition counts."""
    shared: Mapping[Partition, Shared]
    refusals: frozenset[Refusal]
    head: int | None
    """Newest tick counted."""
    current: Mapping[str, str]
    """Window → the bucket that holds the head."""


def recount(
    db: Any,
    definitions: Definitions,
    recipes: Iterable[Recipe],
    resolution: int,
    calendar: ReportingCalendar,
    conflicts: Iterable[Place],
) -> Recount:
    """Count the table `record` from the ground up; `conflicts` are the places that the service rejected as such."""
    recipes = list(recipes)
    windows: list[Window] = list(dict.fromkeys(window for recipe in recipes for window in recipe.windows))
    admit(db, definitions, conflicts)
    head = count(db, definitions, windows, resolution, calendar)
    current = dict(db.execute('SELECT "window", bucket FROM slot WHERE tick = ?', [head]).fetchall())
    elapsing = None if head is None else Elapsing.at(db, calendar, head, resolution)
    figures = compose(db, definitions, recipes, elapsing)
    evolving = Evolving(db, calendar, recipes, figures)
    asked = {window.name for window in windows}
    return Recount(
        figures={key: evolving.evolved(key, said, current) for key, said in figures.items() if key.window in asked},
        accounting=_accounting(db),
        shared={(topic, part): Shared(*n) for topic, part, *n in db.execute(_SHARED).fetchall()},
        refusals=frozenset(db.execute(_REFUSALS).fetchall()),
        head=head,
        current=current,
    )


def _accounting(db: Any) -> dict[Partition, Counter[str]]:
    found: dict[Partition, Counter[str]] = {}
    for topic, partition, outcome, records in db.execute(_ACCOUNTING).fetchall():
        found.setdefault((topic, partition), Counter())[outcome] += records
    return found
