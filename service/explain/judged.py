"""Where a published value stands against its objective, judged again from what was published beside it."""

from collections.abc import Sequence
from math import isfinite

from schemas.updates import ObjectiveState, ObjectiveStatus, PaceState, Severity, Update


def sample_of(update: Update, counted: Sequence[str]) -> float | None:
    """What it is judged on: these of its inputs, added up; where there are none, the denominator."""
    return sum(update.inputs.get(name) or 0 for name in counted) if counted else update.denominator


def judged(update: Update, state: ObjectiveState, severity: Severity, counted: Sequence[str] = ()) -> ObjectiveState:
    """What its state must be. `severity`: the one of the objective where no limit is passed; `counted`: its sample."""
    share = 1.0 if state.pace is None else state.pace.elapsed
    status = _status(update, state, share, sample_of(update, counted))
    beyond = status == "breached" and _beyond(update.value or 0, state, share or 0)
    changes = {
        "attainment": ratio(update.value, state.target),
        "pace": _pace(update.value, state, state.pace),
        "severity": "critical" if beyond else severity,
        "status": status,
    }
    return state.model_copy(update=changes)


def ratio(value: float | None, by: float | None) -> float | None:
    """Undefined where a part is, where it divides by zero, and where no float can hold it."""
    if value is None or not by:
        return None
    quotient = float(value) / float(by)
    return quotient if isfinite(quotient) else None


def _status(update: Update, state: ObjectiveState, share: float | None, sample: float | None) -> ObjectiveStatus:
    """Equality is met; unknown: an undefined value, too small a sample or none, or nothing is expected yet."""
    if update.value is None or not share or (sample or 0) < state.minimum_sample:
        return "unknown"
    return "met" if _good(update.value, state, share) else "breached"


def _good(value: float, state: ObjectiveState, share: float) -> bool:
    if state.between is not None:
        low, high = state.between
        return low <= value <= high
    target = (state.target or 0) * share
    return value >= target if state.direction == "at_least" else value <= target


def _beyond(value: float, state: ObjectiveState, share: float) -> bool:
    if state.limit is None:
        return False
    limit = state.limit * share
    return value < limit if state.direction == "at_least" else value > limit


def _pace(value: float | None, state: ObjectiveState, pace: PaceState | None) -> PaceState | None:
    if pace is None or state.target is None:
        return pace
    expected = None if pace.elapsed is None else state.target * pace.elapsed
    return PaceState(elapsed=pace.elapsed, expected=expected, value=ratio(value, expected))
