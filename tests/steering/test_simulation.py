"""A thousand months of seeded series with known breaches: none missed, none doubled, hardly any false."""

from collections import defaultdict

import numpy as np

from schemas.definitions import Objective
from service.kpi.compose.objective import BREACHED, Goal
from service.kpi.steering.kept import Decision, Patience
from service.kpi.steering.states import States
from tests.steering.series import HOLD, HOUR, HOURS, RECOVER, TARGET, Month, months

MONTHS = 1_000
SEED = 20_261_124
PATIENT, HASTY = Patience(HOLD, RECOVER), Patience(0, 0)
GOAL = Goal.of(Objective.model_validate({"at_most": TARGET, "over": ("1h",), "severity": "warning"}))

Told = dict[int, list[tuple[int, Decision]]]
"""By month: the hour of each transition, and the transition."""


def told(of: list[Month], patience: Patience) -> Told:
    """All months at once, hour by hour: each is a key."""
    states, keys = States(lambda _: patience), np.arange(len(of))
    values = np.array([month.values for month in of])
    found: Told = defaultdict(list)
    for hour in range(HOURS):
        bad = GOAL.judge(values[:, hour], None).status == BREACHED
        for decision in states.look(hour * HOUR, keys[bad], keys[~bad]):
            found[decision.key].append((hour, decision))
    return found


def spans(transitions: list[tuple[int, Decision]]) -> list[tuple[int, int]]:
    """From each breach to its recovery; a breach at the end of the month lasts up to it."""
    kinds = [decision.breach for _, decision in transitions]
    assert kinds == [number % 2 == 0 for number in range(len(kinds))], "they alternate, a breach first"
    hours = [hour for hour, _ in transitions] + [HOURS] * (len(kinds) % 2)
    return list(zip(hours[::2], hours[1::2], strict=True))


def test_no_known_breach_is_missed_or_doubled_and_hardly_any_is_false() -> None:
    print("seed", SEED)
    simulated = months(MONTHS, SEED)
    found = told(simulated, PATIENT)
    missed = doubled = false = 0
    for number, month in enumerate(simulated):
        mine = spans(found[number])
        for known in month.breaches:
            # Hold and recovery are what it takes to be told; an hour of noise on the way begins the latter anew.
            near = [span for span in mine if known.start <= span[0] <= known.start + HOLD // HOUR]
            missed += not near
            doubled += len([span for span in mine if known.start <= span[0] < known.end]) > 1
            assert all(known.end <= end <= known.end + 2 * RECOVER // HOUR + 1 or end == HOURS for _, end in near)
        false += sum(not any(k.start <= a < k.end for k in month.breaches) for a, _ in mine)
    quiet = sum(not month.breaches for month in simulated)
    print(f"{sum(len(month.breaches) for month in simulated)} breaches, {quiet} quiet months: {false} false")
    assert (missed, doubled) == (0, 0)
    assert false <= quiet / 100


def test_without_patience_the_noise_would_be_told() -> None:
    simulated = [month for month in months(MONTHS, SEED) if not month.breaches]
    noise = sum(len(spans(each)) for each in told(simulated, HASTY).values())
    print(f"{noise} breaches in {len(simulated)} quiet months")
    assert noise > len(simulated) / 10
