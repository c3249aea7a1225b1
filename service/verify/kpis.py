"""Cells → KPIs: which keys exist, and what each says."""

from collections.abc import Iterable, Iterator
from typing import Any, get_args

from schemas.definitions import Objective
from schemas.updates import ObjectiveState, ObjectiveStatus
from service.verify import sql
from service.verify.definitions import Definitions
from service.verify.figures import Figures, Key, instant
from service.verify.indicators import columns_of
from service.verify.periods import BASES, cut_window
from service.verify.recipes import Recipe
from service.verify.scopes import dimensions_of, scope_of
from service.verify.windows import Calendar, Rolling

# One row per place, one column per indicator: what no event touched is 0.
_WIDE = """
CREATE OR REPLACE TABLE wide AS
SELECT dimension, member, "window", bucket, start, stop, {columns}
FROM place JOIN bucket USING ("window", bucket)
LEFT JOIN cell USING (dimension, member, "window", bucket)
GROUP BY ALL
"""

# A rolling window is there for good once its scope has ever seen one of the inputs; any other, only where it has.
_KPI = """
SELECT now.dimension, now.member, now."window", now.bucket, now.start, now.stop,
       {value} AS value, {numerator} AS numerator, {denominator} AS denominator, {inputs} AS inputs
FROM wide AS now
JOIN wide AS ever ON ever."window" = 'all' AND ever.dimension = now.dimension AND ever.member = now.member
WHERE now.dimension IN {dimensions} AND now."window" IN {windows}
  AND CASE WHEN now."window" IN {rolling} THEN {seen_ever} ELSE {seen_now} END
"""

# Equality is met. Too small a sample, or none, is unknown.
_JUDGED = """
SELECT *, value / {target}::DOUBLE AS attainment,
       CASE WHEN value IS NULL OR coalesce(denominator, 0) < {sample} THEN 'unknown'
            WHEN value {sign} {target}::DOUBLE THEN 'met'
            ELSE 'breached' END AS status
FROM ({kpi})
"""
_SIGN = {"at_least": ">=", "at_most": "<="}


def compose(db: Any, definitions: Definitions, recipes: Iterable[Recipe]) -> dict[Key, Figures]:
    """What `kpi.updates` must hold, from the tables of `indicators.count`."""
    columns = ", ".join(
        f"coalesce(max(value) FILTER (WHERE indicator = {sql.text(name)}), 0) AS {sql.name(name)}"
        for name in columns_of(definitions)
    )
    db.execute(_WIDE.format(columns=columns))
    return {key: figures for recipe in recipes for key, figures in _published(db, recipe)}


def _published(db: Any, recipe: Recipe) -> Iterator[tuple[Key, Figures]]:
    objective = recipe.kpi.objective
    statement = _statement(recipe)
    if objective:
        statement = _JUDGED.format(
            kpi=statement,
            target=repr(objective.target),
            sample=objective.minimum_sample,
            sign=_SIGN[objective.direction],
        )
    for dimension, member, window, bucket, *rest in db.execute(statement).fetchall():
        yield Key(recipe.name, scope_of(dimension, member), window, bucket), _figures(recipe, window, rest)


def _statement(recipe: Recipe) -> str:
    numerator, denominator = recipe.formula.parts or ("NULL::DOUBLE", "NULL::DOUBLE")
    return _KPI.format(
        value=recipe.formula.value,
        numerator=numerator,
        denominator=denominator,
        inputs="{" + ", ".join(f"{sql.text(name)}: {part}" for name, part in recipe.inputs.items()) + "}",
        dimensions=sql.texts(dimensions_of(recipe.kpi)),
        windows=sql.texts({*recipe.kpi.windows, *_cut_windows(recipe)}),
        rolling=sql.texts({window.name for window in recipe.windows if isinstance(window, Rolling)}),
        seen_ever=_seen(recipe, "ever"),
        seen_now=_seen(recipe, "now"),
    )


def _cut_windows(recipe: Recipe) -> list[str]:
    """Where the bases of running periods stand, if it is compared with any."""
    grains = [window.name for window in recipe.windows if isinstance(window, Calendar)]
    return [cut_window(grain, base) for grain in grains for base in BASES] if recipe.kpi.evolution else []


def _seen(recipe: Recipe, row: str) -> str:
    return " OR ".join(f"{row}.{sql.name(part)} <> 0" for part in sorted(recipe.events))


def _figures(recipe: Recipe, window: str, rest: list[Any]) -> Figures:
    start, stop, value, numerator, denominator, inputs, *judged = rest
    objective = recipe.kpi.objective
    state = _state(objective, *judged) if objective and window in objective.over else None
    unit = recipe.kpi.unit
    return Figures(instant(start), instant(stop), value, numerator, denominator, inputs, unit, state)


def _state(objective: Objective, attainment: float | None, status: ObjectiveStatus) -> ObjectiveState:
    assert status in get_args(ObjectiveStatus)
    return ObjectiveState(
        direction=objective.direction,
        target=objective.target,
        minimum_sample=objective.minimum_sample,
        severity=objective.severity,
        attainment=attainment,
        status=status,
    )
