"""Records → events: each id counted once, the first payload stands, unless it is corrected."""

from collections.abc import Iterable
from typing import Any

from service.verify import reads, sql
from service.verify.controls import stand
from service.verify.definitions import Definitions
from service.verify.records import measure_column, subject_column

Place = tuple[str, int, int]
"""Topic, partition, offset."""

_CANDIDATES = """
CREATE OR REPLACE TABLE candidate AS
SELECT record.*,
       row_number() OVER (PARTITION BY _id, _version, _topic, _partition ORDER BY _offset) AS _turn,
       conflict._offset IS NOT NULL AS _refused
FROM record LEFT JOIN conflict USING (_topic, _partition, _offset)
WHERE _reason IS NULL AND (_version > 0 OR _type IN {types})
"""

# The first record of an id to arrive anywhere is the first of that id in its own partition. Which partition came
# first is not in the log: there, that payload stands which the service did not refuse.
_STANDING = """
CREATE OR REPLACE TABLE standing AS
WITH payload AS (
    SELECT _id, _version, _content, bool_or(_turn = 1) AS may_stand, bool_or(_refused) AS refused,
           min(ROW(_topic, _partition, _offset)) AS place
    FROM candidate
    GROUP BY _id, _version, _content
)
SELECT _id, _version, _content
FROM payload
QUALIFY row_number() OVER (PARTITION BY _id, _version ORDER BY NOT may_stand, refused, place) = 1
"""

# Of several partitions that may have brought the standing payload first, the lowest counts; `_homes` says how many
# there are, for the accounting can then not be told from the log alone.
_OUTCOMES = """
CREATE OR REPLACE TABLE outcome AS
WITH stood AS (
    SELECT candidate.*, standing._content = candidate._content AS stands
    FROM candidate JOIN standing USING (_id, _version)
), ranked AS (
    SELECT *,
           stands AND _turn = 1 AS _home,
           count(*) FILTER (WHERE stands AND _turn = 1) OVER (PARTITION BY _id, _version) AS _homes,
           row_number() OVER (
               PARTITION BY _id, _version ORDER BY NOT (stands AND _turn = 1), _topic, _partition, _offset
           ) AS rank
    FROM stood
)
SELECT * EXCLUDE (stands, rank, _turn, _refused),
       CASE WHEN NOT stands THEN 'rejected' WHEN rank = 1 THEN 'counted' ELSE 'duplicate' END AS _outcome
FROM ranked
"""


def admit(db: Any, definitions: Definitions, conflicts: Iterable[Place]) -> None:
    """Make, of `record`, `outcome` (one row per valid event that is not ignored) and `event` (what stands of them).

    `conflicts` are the places that the service rejected as such.
    """
    db.execute("CREATE OR REPLACE TABLE conflict (_topic VARCHAR, _partition INTEGER, _offset BIGINT)")
    if rows := list(conflicts):
        db.executemany("INSERT INTO conflict VALUES (?, ?, ?)", rows)
    db.execute(_CANDIDATES.format(types=sql.texts(reads.counted_types(definitions))))
    db.execute(_STANDING)
    db.execute(_OUTCOMES)
    stand(db, _columns(definitions), reads.counted_types(definitions))


def _columns(definitions: Definitions) -> list[str]:
    subjects, measures = map(subject_column, definitions.subjects), map(measure_column, reads.measures(definitions))
    dimensions = sorted(reads.dimensions(definitions))
    rate = ("_from_currency", "_to_currency", "_rate", "_valid_from")
    known = ("_type", "_ms", "_tick", "_order", *rate, *subjects, *measures, *dimensions)
    return [sql.name(column) for column in known]
