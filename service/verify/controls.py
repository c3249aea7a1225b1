"""Corrections and retractions: which of them holds for an event, and what stands then.

A control event is a row of `record` under the id of the event that it names, with a `_version` above 0. It holds for an
event that is there, whose tick is from `_from` (the horizon of its partition then) to `_until` (its own time and the
tolerance), unless something that it might replace lies before that horizon.
"""

from typing import Any

from schemas.events.control import Control
from service.verify import sql
from service.verify.hashes import version_of
from service.verify.judge import MILLISECOND, Limits, ms_of

# Of an id: `first`, the event; `claim`, a row for each version that it does not come after. `_lowest` is the lowest
# tick of what lower versions put in the event's place.
_STANDS = """
CREATE OR REPLACE TABLE event AS
WITH told AS (
    SELECT *, min(_from) OVER (PARTITION BY _id, _version) AS _horizon FROM outcome WHERE _outcome <> 'rejected'
), once AS (
    FROM told WHERE _outcome = 'counted'
), first AS (
    FROM once WHERE _version = 0
), claim AS (
    SELECT control.*, first._tick AS _first
    FROM (FROM once WHERE _version > 0) AS control JOIN first USING (_id)
    WHERE first._tick <= control._until
), ranked AS (
    SELECT *, min(_tick) OVER (
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


def claim_of(event: Control, newest: int, limits: Limits, resolution: int) -> dict[str, Any]:
    """The columns of a control event; `newest`: newest record timestamp of its partition so far, in ms."""
    ms, tick = ms_of(event.time), resolution * 1000
    return {
        "_id": event.event,
        "_version": version_of(ms, event.id),
        "_from": max(0, newest - limits.retention // MILLISECOND) // tick,
        "_until": (ms + limits.tolerance // MILLISECOND) // tick,
    }


def stand(db: Any, columns: list[str], types: frozenset[str]) -> None:
    """Make `event` of `outcome`: of each event what stands, where its type is one of `types`."""
    db.execute(_STANDS.format(columns=", ".join(columns), types=sql.texts(types)))
