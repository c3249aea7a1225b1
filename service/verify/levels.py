"""Levels: what there is at the start or the end of a bucket, from everything that flowed before, or since a period
began."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from schemas.definitions import HoldingIndicator, ToDateIndicator
from service.verify import sql
from service.verify.calendar import ReportingCalendar
from service.verify.definitions import Definitions
from service.verify.hits import flow
from service.verify.windows import Grain

_ARRIVED = """
CREATE OR REPLACE TABLE arrived AS
WITH per_tick AS (
    SELECT indicator, dimension, member, tick, sum(amount) AS n FROM hit WHERE indicator IN {flows} GROUP BY ALL
)
SELECT *, sum(n) OVER (PARTITION BY indicator, dimension, member ORDER BY tick)::BIGINT AS total FROM per_tick
"""

# A bucket without an end goes on for ever.
_LEVEL = """
INSERT INTO cell
SELECT {name}, spot.dimension, spot.member, spot."window", spot.bucket,
       coalesce(plus.total, 0) - coalesce(minus.total, 0) - coalesce(earlier.total, 0)
FROM (
    SELECT place.*, coalesce(bucket.{at} // {resolution}, {never}) AS tick, {since} // {resolution} AS since
    FROM place JOIN bucket USING ("window", bucket) LEFT JOIN era USING (start)
) AS spot
ASOF LEFT JOIN (FROM arrived WHERE indicator = {plus}) AS plus
    ON plus.dimension = spot.dimension AND plus.member = spot.member AND plus.tick < spot.tick
ASOF LEFT JOIN (FROM arrived WHERE indicator = {minus}) AS minus
    ON minus.dimension = spot.dimension AND minus.member = spot.member AND minus.tick < spot.tick
ASOF LEFT JOIN (FROM arrived WHERE indicator = {plus}) AS earlier
    ON earlier.dimension = spot.dimension AND earlier.member = spot.member AND earlier.tick < spot.since
"""

# The periods of the day that begins with a second, by their first second.
_ERA = """
CREATE OR REPLACE TABLE era AS
SELECT known.start, {columns} FROM (SELECT start, {firsts} FROM zone_day WHERE stop > start) AS known {joins}
"""


@dataclass(frozen=True)
class _Level:
    """What one indicator is the level of: hits that come in, and hits that go out; `since`: only of the same period."""

    plus: str
    minus: str
    at: Literal["start", "stop"]
    since: Grain | None = None


def level(db: Any, definitions: Definitions, resolution: int, calendar: ReportingCalendar) -> None:
    """Add the cells of every level in each `place`."""
    found = dict(_levels(definitions))
    db.execute(_eras({given.since for given in found.values() if given.since}, calendar))
    flows = {part for given in found.values() for part in (given.plus, given.minus)}
    db.execute(_ARRIVED.format(flows=sql.texts(flows)))
    for name, given in found.items():
        db.execute(
            _LEVEL.format(
                name=sql.text(name),
                plus=sql.text(given.plus),
                minus=sql.text(given.minus),
                at=given.at,
                resolution=resolution,
                never=0 if given.at == "start" else 1 << 62,
                since=f"era.{given.since}" if given.since else "NULL::BIGINT",
            )
        )


def _eras(grains: Iterable[Grain], calendar: ReportingCalendar) -> str:
    """SQL of the table `era`: start, and a column for each of these grains."""
    given = sorted(grains)
    firsts = [f"{calendar.buckets(grain).first} AS {grain}" for grain in given]
    joins = [f"JOIN zone_day AS of_{grain} ON of_{grain}.day = known.{grain}" for grain in given]
    columns = [f"of_{grain}.start AS {grain}" for grain in given]
    return _ERA.format(columns=_listed(columns), firsts=_listed(firsts), joins=" ".join(joins))


def _listed(columns: Iterable[str]) -> str:
    return ", ".join(columns) or "NULL"


def _levels(definitions: Definitions) -> Iterator[tuple[str, _Level]]:
    for name, stock in definitions.stocks.items():
        yield name, _Level(stock.plus, stock.minus, "start" if stock.at == "start" else "stop")
    for name, given in definitions.indicators.items():
        match given:
            case HoldingIndicator():
                yield name, _Level(flow(name), "", "stop")
            case ToDateIndicator(of=of, since=since):
                yield name, _Level(of, "", "stop", since)
