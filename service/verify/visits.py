"""Visits: runs of one subject's events in which no gap reaches the limit.

    visit (_tick, _views, _events, _keys, _ms, _seconds, dimensions)

`_tick` and the dimensions are those of the first event; `_ms` is the time from it to the last, `_seconds` its whole
seconds.
"""

from typing import Any

from schemas.definitions import Short, Visit, VisitsIndicator
from service.verify import hits, reads, sql
from service.verify.definitions import Definitions
from service.verify.hits import Rows
from service.verify.records import subject_column
from service.verify.windows import seconds_of

_VISIT = """
CREATE OR REPLACE TABLE visit AS
WITH seen AS (
    SELECT {who} AS _who, _ms, _order, _tick, _type, tick_day.day AS _day, {columns}
    FROM event JOIN tick_day ON tick_day.tick = _tick
    WHERE _type IN {kinds} AND {who} IS NOT NULL
), begun AS (
    SELECT *, {begins} AS _begins
    FROM seen
    WINDOW told AS (PARTITION BY _who ORDER BY _ms, _order),
           before AS (PARTITION BY _who ORDER BY _ms, _order ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
), numbered AS (
    SELECT *, count(*) FILTER (WHERE _begins) OVER (PARTITION BY _who ORDER BY _ms, _order) AS _number FROM begun
)
SELECT first(_tick ORDER BY _ms, _order) AS _tick,
       count(*) FILTER (WHERE _type = {counts}) AS _views,
       count(*) AS _events,
       count(*) FILTER (WHERE _type IN {keys}) AS _keys,
       max(_ms) - min(_ms) AS _ms,
       _ms // 1000 AS _seconds,
       {firsts}
FROM numbered GROUP BY _who, _number
HAVING _views > 0
"""

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
            db.execute(_visits(given, dimensions))
            for indicator, each in mine.items():
                rows = Rows("visit", "_tick", _AMOUNT[each.measure], tests=_short(each.short))
                hits.add(db, indicator, each, rows)


def _visits(given: Visit, dimensions: list[str]) -> str:
    columns = [sql.name(name) for name in dimensions]
    cuts = [sql.name(name) for name in given.cut if name != reads.DAY]
    return _VISIT.format(
        who=sql.name(subject_column(given.subject)),
        kinds=sql.texts(given.on),
        counts=sql.text(given.counts),
        keys=sql.texts(given.key),
        columns=", ".join(dict.fromkeys([*columns, *cuts])) or "0",
        begins=_begins(given, cuts),
        firsts=", ".join(f"first({column} ORDER BY _ms, _order) AS {column}" for column in columns) or "0",
    )


def _begins(given: Visit, cuts: list[str]) -> str:
    reasons = [f"coalesce(_ms - lag(_ms) OVER told >= {seconds_of(given.gap) * 1000}, true)"]
    reasons += ["_day IS DISTINCT FROM lag(_day) OVER told"] if reads.DAY in given.cut else []
    reasons += [
        f"({column} IS NOT NULL AND {column} IS DISTINCT FROM last_value({column} IGNORE NULLS) OVER before)"
        for column in cuts
    ]
    return " OR ".join(reasons)


def _short(short: Short | None) -> tuple[str, ...]:
    if short is None:
        return ()
    limits = {
        "_views": short.views,
        "_events": short.events,
        "_keys": short.keys,
        "_ms": None if short.seconds is None else short.seconds * 1000,
    }
    return tuple(f"{column} <= {limit}" for column, limit in limits.items() if limit is not None)
