"""How a unit of the catalog looks in Grafana."""

from dataclasses import dataclass
from typing import assert_never

from grafana_foundation_sdk.models import units

from schemas.currencies import CODES, decimals_of
from schemas.definitions import Unit


@dataclass(frozen=True)
class Look:
    """Grafana's unit and decimals (none: as many as the size of the number asks for)."""

    unit: str
    decimals: int | None = None
    by_series: tuple[tuple[str, int], ...] = ()
    """Other decimals where the name of a series fits a regular expression of Grafana."""


def look_of(unit: Unit) -> Look:
    """How values of a unit look; money in units of its currency, with whose code the name of its series ends."""
    match unit:
        case "ratio":
            return Look(units.PercentUnit, 2)
        case "average":
            return Look(units.LocaleFormat, 2)
        case "per_1000" | "points":
            return Look(units.LocaleFormat, 1)
        case "score":
            return Look(units.LocaleFormat, 3)
        case "money":
            return Look(units.LocaleFormat, 2, _DECIMALS)
        case "seconds":
            return Look(units.Seconds)
        case "bytes":
            return Look(units.BytesSI)
        case "count" | "recipients" | "accounts" | "people":
            return Look(units.LocaleFormat)
        case _:
            assert_never(unit)


def _decimals() -> tuple[tuple[str, int], ...]:
    other = sorted({decimals_of(code) for code in CODES} - {2})
    return tuple((f"/\\b({'|'.join(code for code in CODES if decimals_of(code) == n)})$/", n) for n in other)


_DECIMALS = _decimals()
