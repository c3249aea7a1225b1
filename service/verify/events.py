"""Records → events: each id counted once, the first payload stands, dimensions derived."""

from collections.abc import Iterable
from itertools import chain
from typing import Any

from schemas.definitions import Condition, Rule, RuleTable
from schemas.events import MODELS
from service.verify import sql
from service.verify.definitions import Definitions, text_of

Place = tuple[str, int, int]
"""Topic, partition, offset."""

_CANDIDATES = """
CREATE OR REPLACE TABLE candidate AS
SELECT record.*,
       row_number() OVER (PARTITION BY _id, _topic, _partition ORDER BY _offset) AS _turn,
       conflict._offset IS NOT NULL AS _refused
FROM record LEFT JOIN conflict USING (_topic, _partition, _offset)
WHERE _reason IS NULL AND _type IN {types}
"""

# The first record of an id to arrive anywhere is the first of that id in its own partition. Which partition came
# first is not in the log: there, that payload stands which the service did not refuse.
_STANDING = """
CREATE OR REPLACE TABLE standing AS
WITH payload AS (
    SELECT _id, _content, bool_or(_turn = 1) AS may_stand, bool_or(_refused) AS refused,
           min(ROW(_topic, _partition, _offset)) AS place
    FROM candidate
    GROUP BY _id, _content
)
SELECT _id, _content
FROM payload
QUALIFY row_number() OVER (PARTITION BY _id ORDER BY NOT may_stand, refused, place) = 1
"""

# Of several partitions that may have brought the standing payload first, the lowest counts; `_homes` says how many
# there are, for the accounting can then not be told from the log alone.
_OUTCOMES = """
CREATE OR REPLACE TABLE outcome AS
WITH stood AS (
    SELECT candidate.*, standing._content = candidate._content AS stands
    FROM candidate JOIN standing USING (_id)
), ranked AS (
    SELECT *,
           stands AND _turn = 1 AS _home,
           count(*) FILTER (WHERE stands AND _turn = 1) OVER (PARTITION BY _id) AS _homes,
           row_number() OVER (
               PARTITION BY _id ORDER BY NOT (stands AND _turn = 1), _topic, _partition, _offset
           ) AS rank
    FROM stood
)
SELECT * EXCLUDE (stands, rank, _turn, _refused),
       CASE WHEN NOT stands THEN 'rejected' WHEN rank = 1 THEN 'counted' ELSE 'duplicate' END AS _outcome
FROM ranked
"""


def admit(db: Any, definitions: Definitions, conflicts: Iterable[Place]) -> None:
    """Make `outcome` (one row per valid event that is not ignored) and `event` (those counted) of `record`.

    `conflicts` are the places that the service rejected as such.
    """
    db.execute("CREATE OR REPLACE TABLE conflict (_topic VARCHAR, _partition INTEGER, _offset BIGINT)")
    if rows := list(conflicts):
        db.executemany("INSERT INTO conflict VALUES (?, ?, ?)", rows)
    db.execute(_CANDIDATES.format(types=sql.texts(definitions.counted_types)))
    db.execute(_STANDING)
    db.execute(_OUTCOMES)
    db.execute(f"CREATE OR REPLACE TABLE event AS {_events(definitions)}")


def _events(definitions: Definitions) -> str:
    # A derived dimension may have the name of the field it is made from, and then stands for it.
    raw = [sql.name(field) for field in definitions.raw_fields if field not in definitions.derivations]
    derived = [f"{_derived(table)} AS {sql.name(name)}" for name, table in definitions.derivations.items()]
    columns = ", ".join(["_type", "_tick", "_subject", *raw, *derived])
    return f"SELECT {columns} FROM outcome WHERE _outcome = 'counted'"


def _derived(table: RuleTable) -> str:
    """First row that holds; nothing for the types of event whose models lack an input."""
    rules = " ".join(f"WHEN {_holds(rule)} THEN {sql.text(text_of(rule.then))}" for rule in table.rule)
    otherwise = sql.text(text_of(table.otherwise))
    return f"CASE WHEN _type NOT IN {sql.texts(_types(table))} THEN NULL {rules} ELSE {otherwise} END"


def _types(table: RuleTable) -> set[str]:
    models = chain.from_iterable(family.items() for family in MODELS.values())
    return {kind for kind, model in models if set(table.inputs) <= model.model_fields.keys()}


def _holds(rule: Rule) -> str:
    return " AND ".join(_condition(sql.name(field), given) for field, given in rule.when.items())


def _condition(field: str, given: Condition) -> str:
    if given.equals is not None:
        return f"{field} = {sql.text(text_of(given.equals))}"
    if given.contains is not None:
        return f"contains(lower({field}), lower({sql.text(given.contains)}))"
    return f"starts_with(lower({field}), lower({sql.text(given.prefix or '')}))"
