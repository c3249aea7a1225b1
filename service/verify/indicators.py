"""Events → cells: every indicator in every scope, window and bucket.

A scope is a dimension and its member; everything is the dimension ''. Its tables:

    slot    (tick, window, bucket)                             which buckets a tick belongs to
    bucket  (window, bucket, start, stop)                      epoch seconds, NULL for `all`
    hit     (indicator, dimension, member, tick, subject)      an event seen by an indicator in a scope
    cell    (indicator, dimension, member, window, bucket, value)
    place   (dimension, member, window, bucket)                where there is anything to say
"""

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from schemas.definitions import DistinctIndicator, Folded, StockIndicator
from service.verify import sql
from service.verify.definitions import Definitions, text_of
from service.verify.windows import All, Calendar, Fixed, Rolling, Window, days

_LABEL = {
    "day": "strftime(day, '%Y-%m-%d')",
    "week": "strftime(day, '%G-W%V')",
    "month": "strftime(day, '%Y-%m')",
    "quarter": "year(day) || '-Q' || quarter(day)",
    "year": "strftime(day, '%Y')",
}

_COUNTS = """
INSERT INTO cell
WITH per_tick AS (
    SELECT indicator, dimension, member, tick, count(*) AS n FROM hit WHERE indicator IN {counts} GROUP BY ALL
)
SELECT indicator, dimension, member, "window", bucket, sum(n)::BIGINT
FROM per_tick JOIN slot USING (tick)
GROUP BY ALL
"""

# People are counted anew for each bucket, from the events: a week is never the sum of its days.
_DISTINCTS = """
INSERT INTO cell
WITH per_tick AS (
    SELECT DISTINCT indicator, dimension, member, tick, subject FROM hit WHERE indicator IN {distincts}
)
SELECT indicator, dimension, member, "window", bucket, count(DISTINCT subject)
FROM per_tick JOIN slot USING (tick)
WHERE "window" IN {windows}
GROUP BY ALL
"""

_PLACES = """
CREATE OR REPLACE TABLE place AS
SELECT DISTINCT dimension, member, "window", bucket FROM cell WHERE "window" NOT IN {rolling}
UNION ALL
SELECT scope.*, "window", '' FROM (SELECT DISTINCT dimension, member FROM hit) AS scope, bucket
WHERE "window" IN {rolling}
"""

# What came before a bucket: events by their tick, people by their first tick.
_ARRIVALS = """
CREATE OR REPLACE TABLE arrived AS
WITH arrival AS (
    SELECT indicator, dimension, member, tick FROM hit WHERE indicator IN {counts}
    UNION ALL
    SELECT indicator, dimension, member, min(tick) FROM hit WHERE indicator IN {distincts}
    GROUP BY indicator, dimension, member, subject
), per_tick AS (
    SELECT indicator, dimension, member, tick, count(*) AS n FROM arrival GROUP BY ALL
)
SELECT *, sum(n) OVER (PARTITION BY indicator, dimension, member ORDER BY tick)::BIGINT AS total FROM per_tick
"""

_STOCK = """
INSERT INTO cell
SELECT {name}, place.dimension, place.member, place."window", place.bucket,
       coalesce(plus.total, 0) - coalesce(minus.total, 0)
FROM place JOIN bucket USING ("window", bucket)
ASOF LEFT JOIN (FROM arrived WHERE indicator = {plus}) AS plus
    ON plus.dimension = place.dimension AND plus.member = place.member AND plus.tick < bucket.start // {resolution}
ASOF LEFT JOIN (FROM arrived WHERE indicator = {minus}) AS minus
    ON minus.dimension = place.dimension AND minus.member = place.member AND minus.tick < bucket.start // {resolution}
"""


def count(db: Any, definitions: Definitions, windows: Sequence[Window], resolution: int, zone: ZoneInfo) -> int | None:
    """Make the tables above of `event`; the head in ticks, or None where there are no events."""
    windows = list(dict.fromkeys((*windows, All())))
    head: int | None = db.execute("SELECT max(_tick) FROM event").fetchone()[0]
    _days(db, resolution, zone)
    _slots(db, windows, resolution, head)
    _hits(db, definitions)
    _cells(db, definitions, windows)
    for name, stock in definitions.stocks.items():
        _stock(db, name, stock, resolution)
    return head


def _days(db: Any, resolution: int, zone: ZoneInfo) -> None:
    db.execute("CREATE OR REPLACE TABLE zone_day (day DATE, start BIGINT)")
    first, last = db.execute("SELECT min(_tick), max(_tick) FROM event").fetchone()
    if first is not None:
        found = list(days(zone, first * resolution, last * resolution))
        db.executemany("INSERT INTO zone_day VALUES (?, ?)", found)
    db.execute(
        "CREATE OR REPLACE TABLE tick_day AS SELECT tick, day "
        "FROM (SELECT DISTINCT _tick AS tick FROM event) "
        f"ASOF JOIN zone_day ON tick * {resolution} >= zone_day.start"
    )


def _slots(db: Any, windows: Sequence[Window], resolution: int, head: int | None) -> None:
    db.execute('CREATE OR REPLACE TABLE slot (tick BIGINT, "window" VARCHAR, bucket VARCHAR)')
    db.execute('CREATE OR REPLACE TABLE bucket ("window" VARCHAR, bucket VARCHAR, start BIGINT, stop BIGINT)')
    if head is None:
        return
    for window in windows:
        slots, buckets = _cut(window, resolution, head)
        name = sql.text(window.name)
        db.execute(f"INSERT INTO slot SELECT tick, {name}, bucket FROM ({slots})")
        db.execute(f"INSERT INTO bucket SELECT {name}, bucket, start, stop FROM ({buckets})")


def _cut(window: Window, resolution: int, head: int) -> tuple[str, str]:
    """SQL of a window's (tick, bucket) and (bucket, start, stop)."""
    match window:
        case Rolling(seconds=seconds):
            after = head - seconds // resolution
            slots = f"SELECT tick, '' AS bucket FROM tick_day WHERE tick > {after}"
            start, stop = (after + 1) * resolution, (head + 1) * resolution
            return slots, f"SELECT '' AS bucket, {start} AS start, {stop} AS stop"
        case Fixed(seconds=seconds):
            start_of = f"((tick * {resolution}) // {seconds}) * {seconds}"
            label = "strftime(make_timestamp(start * 1000000), '%Y-%m-%dT%H:%M:%SZ')"
            starts = f"SELECT tick, {start_of} AS start, {label} AS bucket FROM tick_day"
            return starts, f"SELECT DISTINCT bucket, start, start + {seconds} AS stop FROM ({starts})"
        case Calendar(name=grain):
            label = _LABEL[grain]
            spans = (
                f"SELECT DISTINCT {label} AS bucket, date_trunc('{grain}', day)::DATE AS first, "
                f"(first + INTERVAL 1 {grain})::DATE AS after FROM tick_day"
            )
            return f"SELECT tick, {label} AS bucket FROM tick_day", (
                f"SELECT bucket, opening.start, closing.start AS stop FROM ({spans}) "
                "JOIN zone_day AS opening ON opening.day = first JOIN zone_day AS closing ON closing.day = after"
            )
        case All():
            return "SELECT tick, '' AS bucket FROM tick_day", "SELECT '' AS bucket, NULL AS start, NULL AS stop"


def _hits(db: Any, definitions: Definitions) -> None:
    db.execute(
        "CREATE OR REPLACE TABLE hit "
        "(indicator VARCHAR, dimension VARCHAR, member VARCHAR, tick BIGINT, subject VARCHAR)"
    )
    for name, indicator in definitions.folded.items():
        db.execute(f"INSERT INTO hit {_seen(name, indicator, '', sql.text(''))}")
        for dimension in indicator.by:
            db.execute(f"INSERT INTO hit {_seen(name, indicator, dimension, sql.name(dimension))}")


def _seen(name: str, indicator: Folded, dimension: str, member: str) -> str:
    tests = [f"{sql.name(field)} = {sql.text(text_of(value))}" for field, value in indicator.where.items()]
    where = " AND ".join([f"_type IN {sql.texts(indicator.on)}", f"{member} IS NOT NULL", *tests])
    return f"SELECT {sql.text(name)}, {sql.text(dimension)}, {member}, _tick, _subject FROM event WHERE {where}"


def _cells(db: Any, definitions: Definitions, windows: Sequence[Window]) -> None:
    distincts = [name for name, kind in definitions.folded.items() if isinstance(kind, DistinctIndicator)]
    kinds = {"distincts": sql.texts(distincts), "counts": sql.texts(definitions.folded.keys() - set(distincts))}
    whole = [window.name for window in windows if isinstance(window, Calendar | All)]
    rolling = sql.texts([window.name for window in windows if isinstance(window, Rolling)])
    db.execute(
        "CREATE OR REPLACE TABLE cell (indicator VARCHAR, dimension VARCHAR, member VARCHAR, "
        '"window" VARCHAR, bucket VARCHAR, value BIGINT)'
    )
    db.execute(_COUNTS.format(**kinds))
    db.execute(_DISTINCTS.format(windows=sql.texts(whole), **kinds))
    db.execute(_PLACES.format(rolling=rolling))
    db.execute(_ARRIVALS.format(**kinds))


def _stock(db: Any, name: str, stock: StockIndicator, resolution: int) -> None:
    parts = {"name": sql.text(name), "plus": sql.text(stock.plus), "minus": sql.text(stock.minus)}
    db.execute(_STOCK.format(resolution=resolution, **parts))
