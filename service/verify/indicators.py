"""Events → cells: every indicator in every scope, window and bucket.

    cell    (indicator, dimension, member, window, bucket, value)
    place   (dimension, member, window, bucket)                where there is anything to say

beside the tables of `buckets` and `hits`.
"""

from collections.abc import Sequence
from typing import Any

from schemas.definitions import DistinctIndicator, HoldingIndicator
from service.verify import hits, sql
from service.verify.buckets import cut
from service.verify.calendar import ReportingCalendar
from service.verify.consolidated import consolidate, lacking, parts
from service.verify.definitions import Definitions
from service.verify.levels import level
from service.verify.lives import live
from service.verify.periods import cut_bases
from service.verify.visits import visit
from service.verify.windows import All, Calendar, Rolling, Window

_SUMS = """
INSERT INTO cell
WITH per_tick AS (
    SELECT indicator, dimension, member, tick, sum(amount) AS n FROM hit
    WHERE (indicator IN {distincts}) IS NOT TRUE
    GROUP BY ALL
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
WHERE "window" IN {windows} OR "window" IN (SELECT "window" FROM cut_base)
GROUP BY ALL
"""

_PLACES = """
CREATE OR REPLACE TABLE place AS
SELECT DISTINCT dimension, member, "window", bucket FROM cell
WHERE ("window" IN {rolling}) IS NOT TRUE AND "window" NOT IN (SELECT "window" FROM cut_base)
UNION ALL
-- What had not begun at its cut is 0 there.
SELECT DISTINCT dimension, member, cut_base."window", '' FROM cell
JOIN cut_base ON cell."window" = cut_base.whole AND cell.bucket = cut_base.bucket
UNION ALL
SELECT scope.*, "window", '' FROM (SELECT DISTINCT dimension, member FROM hit) AS scope, bucket
WHERE "window" IN {rolling}
"""


def count(
    db: Any, definitions: Definitions, windows: Sequence[Window], resolution: int, calendar: ReportingCalendar
) -> int | None:
    """Make the tables above of `event`; the head in ticks, or None where there are no events."""
    windows = list(dict.fromkeys((*windows, All())))
    head = cut(db, windows, resolution, calendar)
    compared = {window for kpi in definitions.kpis.values() if kpi.evolution for window in kpi.windows}
    cut_bases(db, [window for window in windows if window.name in compared], resolution, calendar, head)
    hits.start(db)
    hits.fold(db, definitions)
    live(db, definitions)
    visit(db, definitions)
    _cells(db, definitions, windows)
    level(db, definitions, resolution, calendar)
    return head


def _cells(db: Any, definitions: Definitions, windows: Sequence[Window]) -> None:
    distincts = [name for name, kind in definitions.indicators.items() if isinstance(kind, DistinctIndicator)]
    whole = [window.name for window in windows if isinstance(window, Calendar | All)]
    rolling = [window.name for window in windows if isinstance(window, Rolling)]
    db.execute(
        "CREATE OR REPLACE TABLE cell (indicator VARCHAR, dimension VARCHAR, member VARCHAR, "
        '"window" VARCHAR, bucket VARCHAR, value BIGINT)'
    )
    db.execute(_SUMS.format(distincts=sql.texts(distincts)))
    db.execute(_DISTINCTS.format(distincts=sql.texts(distincts), windows=sql.texts(whole)))
    consolidate(db, definitions, windows)
    db.execute(_PLACES.format(rolling=sql.texts(rolling)))


def columns_of(definitions: Definitions) -> list[str]:
    """Every name that cells are under: the indicators, the flows of those that are held, what others are made of."""
    held = (name for name, given in definitions.indicators.items() if isinstance(given, HoldingIndicator))
    together = (column(name) for name in definitions.consolidated for column in (parts, lacking))
    return [*definitions.indicators, *map(hits.flow, held), *together]
