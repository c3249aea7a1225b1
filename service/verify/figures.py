"""What is compared: a key of `kpi.updates` and what its last update says, but for when and how often it said it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from schemas.updates import Evolution, ObjectiveState


class Key(NamedTuple):
    """A KPI in a scope and bucket; the scope as sorted (dimension, member) pairs."""

    kpi: str
    scope: tuple[tuple[str, str], ...]
    window: str
    bucket: str


@dataclass(frozen=True, slots=True)
class Figures:
    """The part of an `Update` that the raw events alone decide."""

    start: datetime | None
    end: datetime | None
    value: float | None
    numerator: float | None
    denominator: float | None
    inputs: Mapping[str, int | float | None]
    unit: str
    objective: ObjectiveState | None
    evolution: Evolution | None = None


def instant(seconds: int | None) -> datetime | None:
    """Epoch seconds as a time; None stays None."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
