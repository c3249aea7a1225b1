"""Levels: what there is at the start or the end of a bucket, from everything that flowed before."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from schemas.definitions import HoldingIndicator
from service.verify import sql
from service.verify.definitions import Definitions
from service.verify.hits import flow

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
       coalesce(plus.total, 0) - coalesce(minus.total, 0)
FROM (
    SELECT place.*, coalesce(bucket.{at} // {resolution}, {never}) AS tick
    FROM place JOIN bucket USING ("window", bucket)
) AS spot
ASOF LEFT JOIN (FROM arrived WHERE indicator = {plus}) AS plus
    ON plus.dimension = spot.dimension AND plus.member = spot.member AND plus.tick < spot.tick
ASOF LEFT JOIN (FROM arrived WHERE indicator = {minus}) AS minus
    ON minus.dimension = spot.dimension AND minus.member = spot.member AND minus.tick < spot.tick
"""


@dataclass(frozen=True)
class _Level:
    """What one indicator is the level of: hits that come in, and hits that go out."""

    plus: str
    minus: str
    at: Literal["start", "stop"]


def level(db: Any, definitions: Definitions, resolution: int) -> None:
    """Add the cells of every level in each `place`."""
    found = dict(_levels(definitions))
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
            )
        )


def _levels(definitions: Definitions) -> Iterator[tuple[str, _Level]]:
    for name, stock in definitions.stocks.items():
        yield name, _Level(stock.plus, stock.minus, "start" if stock.at == "start" else "stop")
    for name, given in definitions.indicators.items():
        if isinstance(given, HoldingIndicator):
            yield name, _Level(flow(name), "", "stop")
