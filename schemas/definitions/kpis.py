"""KPIs: formulas, and how they are shown."""

from typing import Self

from pydantic import Field, model_validator

from schemas.definitions.objectives import Objective
from schemas.definitions.terms import PERIODS, By, Input, Strict, Unit, Windows, Wording


class Example(Strict):
    """A worked example: with these inputs the formula gives this value (absent: undefined)."""

    inputs: dict[Input, int | float]
    value: float | None = None


class Kpi(Strict):
    """A formula over indicators and over attainments of other KPIs."""

    formula: str = Field(min_length=1)
    unit: Unit
    by: By = ()
    overall: bool = True
    windows: Windows
    owner: str = Field(min_length=1)
    title: Wording
    description: Wording
    source: str = Field(min_length=1, description="Where the definition comes from")
    example: Example
    objective: Objective | None = None
    evolution: bool = Field(
        default=True, description="Compared, over its calendar windows, with the period before and a year ago"
    )

    @model_validator(mode="after")
    def evolution_has_periods(self) -> Self:
        """Who says whether it is compared has a window with periods."""
        if "evolution" in self.model_fields_set and not PERIODS.intersection(self.windows):
            raise ValueError("evolution compares periods, and no window is a day, week, month, quarter or year")
        return self
