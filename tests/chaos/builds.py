"""The runs there are: the full one, the short one, and one for each deliberately broken build."""

from dataclasses import replace

from tests.chaos import faults
from tests.chaos.run import ChaosPolicy

FULL = ChaosPolicy(events=300_000, feed=60, session=6, faults=faults.full, patience=180)
SHORT = ChaosPolicy(events=30_000, feed=15, session=3, faults=faults.short, patience=180)

_BROKEN = replace(SHORT, patience=8, module="tests.chaos.broken", ask_workers=False)

BROKEN: dict[str, ChaosPolicy] = {
    "no-fencing": replace(_BROKEN, faults=faults.zombies),
    "committed-position": replace(_BROKEN, faults=faults.kills),
    "two-transactions": replace(_BROKEN, faults=faults.kills),
}
"""Each with the faults that its guarantee is there for."""


def broken(name: str) -> ChaosPolicy:
    """The run of a deliberately broken build."""
    return replace(BROKEN[name], extra=(("broken", name),))
