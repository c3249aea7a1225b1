"""Updates as the service would publish them."""

from datetime import UTC, datetime
from typing import Any

from schemas.updates import ObjectiveState, ObjectiveStatus, Update

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def update(kpi: str = "open_rate", value: float | None = 0.25, **changes: Any) -> Update:
    """An update, with the fields that matter to the test changed."""
    fields: dict[str, Any] = {
        "kpi": kpi,
        "scope": {},
        "window": "all",
        "bucket": "",
        "start": None,
        "end": None,
        "value": value,
        "numerator": None,
        "denominator": None,
        "inputs": {},
        "unit": "ratio",
        "objective": None,
        "revision": 1,
        "status": "provisional",
        "as_of": NOON,
    }
    return Update(**(fields | changes))


def objective(status: ObjectiveStatus, attainment: float | None = 1.25) -> ObjectiveState:
    """At least 20 %, with the given standing."""
    return ObjectiveState(
        direction="at_least",
        target=0.2,
        minimum_sample=100,
        severity="info",
        attainment=attainment,
        status=status,
    )
