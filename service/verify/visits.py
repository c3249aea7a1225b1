"""Visits: runs of one subject's events in which no gap reaches the limit.

    visit (_tick, _views, _events, _keys, _lasts, _seconds, dimensions)

`_tick` and the dimensions are those of the first event; `_lasts` is the time from it to the last in ms, `_seconds`
in whole seconds.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from schemas.definitions import Short, Visit, VisitsIndicator
from service.verify import hits, reads, sql
from service.verify.definitions import Definitions
from service.verify.hits import Rows
from service.verify.records import subject_column
from service.verify.windows import seconds_of

_SEEN = """
CREATE OR REPLACE TABLE seen AS
SELECT {who} AS _who, _ms, _order, _tick, _type, {columns},
       row_number() OVER (ORDER BY {who}, _ms, _order) AS _nth,
       {begins} AS _begins
FROM event JOIN tick_day ON tick_day.tick = _tick
WHERE _type IN {kinds} AND {who} IS NOT NULL
WINDOW told AS (PARTITION BY {who} ORDER BY _ms, _order)
"""

_VISIT = """
CREATE OR REPLACE TABLE visit AS
WITH numbered AS (
    SELECT *, count(*) FILTER (WHERE _begins) OVER (ORDER BY _nth) AS _number FROM seen
)
SELECT first(_tick ORDER BY _nth) AS _tick,
       count(*) FILTER (WHERE _type = {counts}) AS _views,
       count(*) AS _events,
       count(*) FILTER (WHERE _type IN {keys}) AS _keys,
       max(_ms) - min(_ms) AS _lasts,
       _lasts // 1000 AS _seconds,
       {firsts}
FROM numbered GROUP BY _number
HAVING _views > 0
"""

_MANY = 100_000

_AMOUNT = {None: "1", "views": "_views", "seconds": "_seconds"}


def visit(db: Any, definitions: Definitions) -> None:
    """Add to `hit` what the visits in `event` come to. Needs `tick_day`."""
    for name, given in definitions.visits.items():
        mine = {
            indicator: each
            for indicator, each in definitions.indicators.items()
            if isinstance(each, VisitsIndicator) and each.visit == name
        }
        dimensions = sorted({dimension for each in mine.values() for dimension in reads.read_by(each)})
        if mine:
            _visits(db, given, dimensions)
            for indicator, each in mine.items():
                rows = Rows("visit", "_tick", _AMOUNT[each.measure], tests=_short(each.short))
                hits.add(db, indicator, each, rows)


def _visits(db: Any, given: Visit, dimensions: list[str]) -> None:
    columns = [sql.name(name) for name in dimensions]
    cuts = [sql.name(name) for name in given.cut if name != reads.DAY]
    seen = _SEEN.format(
        who=sql.name(subject_column(given.subject)),
        kinds=sql.texts(given.on),
        columns=", ".join(dict.fromkeys([*columns, *cuts])) or "0",
        begins=_begins(given),
    )
    db.execute(seen)
    if cuts:
        _cut(db, cuts)
    firsts = ", ".join(f"first({column} ORDER BY _nth) AS {column}" for column in columns) or "0"
    db.execute(_VISIT.format(counts=sql.text(given.counts), keys=sql.texts(given.key), firsts=firsts))


def _begins(given: Visit) -> str:
    gap = f"coalesce(_ms - lag(_ms) OVER told >= {seconds_of(given.gap) * 1000}, true)"
    return f"{gap} OR tick_day.day <> lag(tick_day.day) OVER told" if reads.DAY in given.cut else gap


def _cut(db: Any, cuts: list[str]) -> None:
    """Begin a visit where a value is given that is not the visit's own.

    One event after the other and not in SQL, for what is a visit's own depends on every cut before.
    """
    db.execute(f"SELECT _nth, _begins, {', '.join(cuts)} FROM seen ORDER BY _nth")
    found = list(_news(row for rows in iter(lambda: db.fetchmany(_MANY), []) for row in rows))
    db.execute("UPDATE seen SET _begins = true WHERE _nth IN (SELECT unnest(?))", [found])


def _news(rows: Iterable[tuple[Any, ...]]) -> Iterator[int]:
    own: list[str | None] = []
    for nth, begins, *given in rows:
        new = any(value is not None and value != mine for value, mine in zip(given, own, strict=False))
        if begins or new:
            own = given
        if new and not begins:
            yield nth


def _short(short: Short | None) -> tuple[str, ...]:
    if short is None:
        return ()
    limits = {
        "_views": short.views,
        "_events": short.events,
        "_keys": short.keys,
        "_lasts": None if short.seconds is None else short.seconds * 1000,
    }
    return tuple(f"{column} <= {limit}" for column, limit in limits.items() if limit is not None)
