"""Corrections and retractions: which of them holds for an event, and what stands then.

A control event is a row of `record` under the id of the event that it names, with a `_version` above 0. It holds for an
event that is there, whose tick is from `_from` (the horizon of its partition then) to `_until` (its own time and the
tolerance), unless something that it might replace lies before that horizon, or what it puts there before the event's.
"""

from typing import Any

from schemas.events.control import Control
from service.verify import sql
from service.verify.hashes import version_of
from service.verify.judge import MILLISECOND, Limits, ms_of

# Of an id: `first`, the event; `claim`, a row for each version that may stand for it, whose `_by` is the tick of what
# it puts in the event's place; `_lowest` is the lowest of lower versions.
_STANDS = """
CREATE OR REPLACE TABLE event AS
WITH told AS (
    SELECT *, min(_from) OVER (PARTITION BY _id, _version) AS _horizon FROM outcome WHERE _outcome <> 'rejected'
), once AS (
    FROM told WHERE _outcome = 'counted'
), first AS (
    FROM once WHERE _version = 0
), control AS (
    SELECT *, CASE WHEN _type IN {types} THEN _tick END AS _by FROM once WHERE _version > 0
), claim AS (
    SELECT control.*, first._tick AS _first
    FROM control JOIN first USING (_id)
    WHERE first._tick <= control._until AND coalesce(control._by >= first._horizon, true)
), ranked AS (
    SELECT *, min(_by) OVER (
        PARTITION BY _id ORDER BY _version ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS _lowest
    FROM claim
), highest AS (
    FROM ranked
    WHERE _first >= _horizon AND coalesce(_lowest >= _horizon, true)
    QUALIFY row_number() OVER (PARTITION BY _id ORDER BY _version DESC) = 1
)
SELECT * FROM (
    SELECT {columns} FROM first ANTI JOIN highest USING (_id)
    UNION ALL
    SELECT {columns} FROM highest
)
WHERE _type IN {types}
"""

# The tick that rolling windows end with.
_NEWEST = """
CREATE OR REPLACE TABLE newest AS SELECT max(_tick) AS tick FROM outcome WHERE _outcome = 'counted' AND _type IN {types}
"""


def horizon_of(newest: int, limits: Limits, resolution: int) -> int:
    """The tick of the oldest event accepted, where `newest` is the newest record timestamp so far, in ms."""
    return max(0, newest - limits.retention // MILLISECOND) // (resolution * 1000)


def claim_of(event: Control, limits: Limits, resolution: int) -> dict[str, Any]:
    """The columns of a control event, but for its horizon."""
    ms = ms_of(event.time)
    until = (ms + limits.tolerance // MILLISECOND) // (resolution * 1000)
    return {"_id": event.event, "_version": version_of(ms, event.id), "_until": until}


def stand(db: Any, columns: list[str], types: frozenset[str]) -> None:
    """Make, of `outcome`, `event` (of each event what stands) and `newest`, where types are of `types`."""
    db.execute(_NEWEST.format(types=sql.texts(types)))
    db.execute(_STANDS.format(columns=", ".join(columns), types=sql.texts(types)))
