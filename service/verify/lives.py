"""The lives of entities: facts of one subject in the order of event time, and what became of each.

    life (_who, _ms, _order, _tick, _type, _state, _first, _entry, _next, dimensions, measures, own measures)

A row for each event of a life: what is known then, its tick, that of the first event (`_first`), of the run's first
(`_entry`) and of the next (`_next`; the last has none). `own` measures are those of the event alone.
"""

from collections.abc import Iterable
from typing import Any

from schemas.definitions import EnteredIndicator, Entity, HoldingIndicator, Lived, MomentsIndicator
from service.verify import hits, reads, sql
from service.verify.definitions import Definitions
from service.verify.hits import Rows, flow
from service.verify.records import measure_column, subject_column

_LIFE = """
CREATE OR REPLACE TABLE life AS
WITH told AS (
    SELECT {who} AS _who, _ms, _order, _tick, _type, {given} AS _given, {columns}
    FROM event WHERE _type IN {kinds} AND {who} IS NOT NULL
), known AS (
    SELECT _who, _ms, _order, _tick, _type,
           last_value(_given IGNORE NULLS) OVER past AS _state,
           first_value(_tick) OVER past AS _first,
           lead(_tick) OVER life AS _next, {known}
    FROM told
    WINDOW life AS (PARTITION BY _who ORDER BY _ms, _order),
           past AS (PARTITION BY _who ORDER BY _ms, _order ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
), entered AS (
    SELECT *, CASE WHEN _state IS DISTINCT FROM lag(_state) OVER life THEN _tick END AS _enters
    FROM known WINDOW life AS (PARTITION BY _who ORDER BY _ms, _order)
)
SELECT * EXCLUDE (_enters), last_value(_enters IGNORE NULLS) OVER past AS _entry
FROM entered
WINDOW past AS (PARTITION BY _who ORDER BY _ms, _order ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
"""

# Attributes and the cap are those at the end of the life; the measure and the tick are the event's own. SQL's least
# skips NULL: a cap that is not given caps nothing. One below 0 lets nothing through: the 0 before the first is cut too.
_MOMENTS = """(
    WITH moment AS (
        SELECT life._tick, ended.* EXCLUDE (_tick, _ms, _order, _who), {amount} AS _own,
               sum({amount}) OVER (PARTITION BY _who ORDER BY life._ms, life._order) AS _sum
        FROM life JOIN (FROM life WHERE _next IS NULL) AS ended USING (_who)
        WHERE life._type IN {kinds} AND {amount} IS NOT NULL
    )
    SELECT *, (least(_sum, {cap}) - least(_sum - _own, {cap}))::BIGINT AS _capped FROM moment
)"""

_TICK = {"first": "_first", "entry": "_entry", "latest": "_tick", "event": "_tick"}


def live(db: Any, definitions: Definitions) -> None:
    """Add to `hit` what the lives in `event` come to."""
    for name, entity in definitions.entities.items():
        mine = {
            indicator: given
            for indicator, given in definitions.indicators.items()
            if isinstance(given, Lived) and given.entity == name
        }
        if mine:
            db.execute(_life(definitions, entity, _attributes(mine.values())))
            for indicator, given in mine.items():
                _add(db, indicator, given)


def _attributes(mine: Iterable[Lived]) -> list[str]:
    return sorted({name for given in mine for name in reads.read_by(given)})


def _life(definitions: Definitions, entity: Entity, attributes: list[str]) -> str:
    subject = definitions.subjects[entity.subject]
    states = " ".join(f"WHEN {sql.text(kind)} THEN {sql.text(state)}" for kind, state in entity.states.items())
    dimensions = [sql.name(name) for name in attributes]
    measures = [sql.name(measure_column(name)) for name in reads.measures(definitions)]
    latest = [*dimensions, *(_measure(name) for name in entity.set)]
    known = [
        *(f"last_value({column} IGNORE NULLS) OVER past AS {column}" for column in latest),
        *(f"sum({_measure(name)}) OVER past AS {_measure(name)}" for name in entity.add),
        *(f"{column} AS {_own(column)}" for column in measures),
    ]
    return _LIFE.format(
        who=sql.name(subject_column(entity.subject)),
        kinds=sql.texts(subject.on),
        given=f"CASE _type {states} END",
        columns=", ".join([*dimensions, *measures]) or "0",
        known=", ".join(known) or "0",
    )


def _add(db: Any, name: str, given: Lived) -> None:
    match given:
        case EnteredIndicator():
            tests = ("_next IS NULL", f"_state IN {sql.texts(given.state)}")
            hits.add(db, name, given, Rows("life", _TICK[given.at], _weighed(given), tests=tests))
        case HoldingIndicator():
            held, amount = f"_state IN {sql.texts(given.state)}", _weighed(given)
            hits.add(db, flow(name), given, Rows("life", "_tick", amount, tests=(held,)))
            hits.add(db, flow(name), given, Rows("life", "_next", f"-{amount}", tests=(held, "_next IS NOT NULL")))
        case MomentsIndicator():
            ended = (f"_state IN {sql.texts(given.state)}",) if given.state else ()
            hits.add(db, name, given, Rows(_moments(given), _TICK[given.at], "_capped", tests=ended))


def _moments(given: MomentsIndicator) -> str:
    own = f"life.{_own(_measure(given.measure))}" if given.measure else "1"
    cap = _measure(given.cap) if given.cap else "NULL"
    return _MOMENTS.format(amount=own, cap=cap, kinds=sql.texts(given.on))


def _weighed(given: EnteredIndicator | HoldingIndicator) -> str:
    measure = _measure(given.measure) if given.measure else "1"
    return _percent(measure, _measure(given.weight)) if given.weight else measure


def _percent(measure: str, weight: str) -> str:
    """Measure × weight ÷ 100, rounded half even. HUGEINT, for the product may not fit; `//` cuts towards 0."""
    product = f"({measure}::HUGEINT * {weight})"
    whole, rest = f"(abs({product}) // 100)", f"(abs({product}) % 100)"
    up = f"CASE WHEN {rest} > 50 OR ({rest} = 50 AND {whole} % 2 = 1) THEN 1 ELSE 0 END"
    return f"(sign({product}) * ({whole} + {up}))::BIGINT"


def _measure(name: str) -> str:
    return sql.name(measure_column(name))


def _own(column: str) -> str:
    return sql.name(f"_own{column.strip(chr(34))}")
