"""Cells → KPIs: which keys exist, and what each says."""

from collections.abc import Iterable, Iterator
from typing import Any

from service.verify import sql
from service.verify.definitions import Definitions
from service.verify.figures import Figures, Key, instant
from service.verify.indicators import columns_of
from service.verify.objectives import Elapsing, judges, sample_of, stand
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

# A rolling window is there for good once its scope has ever seen one of the inputs; any other, only where it has. A cut
# base is there where the whole one is, which is seen to later.
_KPI = """
SELECT now.dimension, now.member, now."window", now.bucket, now.start, now.stop,
       {value} AS value, {numerator} AS numerator, {denominator} AS denominator, {inputs} AS inputs
FROM wide AS now
JOIN wide AS ever ON ever."window" = 'all' AND ever.dimension = now.dimension AND ever.member = now.member
WHERE now.dimension IN {dimensions} AND now."window" IN {windows}
  AND CASE WHEN now."window" IN {rolling} THEN {seen_ever} WHEN now."window" IN {cut} THEN TRUE ELSE {seen_now} END
"""


def compose(
    db: Any, definitions: Definitions, recipes: Iterable[Recipe], elapsing: Elapsing | None
) -> dict[Key, Figures]:
    """What `kpi.updates` must hold, from the tables of `indicators.count`; `elapsing`: None where nothing came."""
    columns = ", ".join(
        f"coalesce(max(value) FILTER (WHERE indicator = {sql.text(name)}), 0) AS {sql.name(name)}"
        for name in columns_of(definitions)
    )
    db.execute(_WIDE.format(columns=columns))
    return {key: figures for recipe in recipes for key, figures in _published(db, recipe, elapsing)}


def _published(db: Any, recipe: Recipe, elapsing: Elapsing | None) -> Iterator[tuple[Key, Figures]]:
    for dimension, member, window, bucket, *rest in db.execute(_statement(recipe)).fetchall():
        key = Key(recipe.name, scope_of(dimension, member), window, bucket)
        yield key, _figures(recipe, key, rest, elapsing)


def _statement(recipe: Recipe) -> str:
    numerator, denominator = recipe.formula.parts or ("NULL::DOUBLE", "NULL::DOUBLE")
    return _KPI.format(
        value=recipe.formula.value,
        numerator=numerator,
        denominator=denominator,
        inputs="{" + ", ".join(f"{sql.text(name)}: {part}" for name, part in recipe.inputs.items()) + "}",
        dimensions=sql.texts(dimensions_of(recipe.kpi)),
        windows=sql.texts({*recipe.kpi.windows, *_cut_windows(recipe)}),
        cut=sql.texts(_cut_windows(recipe)),
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


def _figures(recipe: Recipe, key: Key, rest: list[Any], elapsing: Elapsing | None) -> Figures:
    start, stop, value, numerator, denominator, inputs = rest
    objective, state = recipe.kpi.objective, None
    if objective and judges(objective, key):
        elapsed = elapsing.share(objective, key.window, start) if elapsing else None
        state = stand(objective, value, sample_of(objective, denominator, inputs), elapsed)
    return Figures(instant(start), instant(stop), value, numerator, denominator, inputs, recipe.kpi.unit, state)
