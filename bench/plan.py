"""How long the bench takes: what is repeated, and how often."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Plan:
    """A whole run. Sizes of inputs are multiplied by `scale`."""

    repeats: int
    scale: float
    probes: int
    probe_s: float
    idle_s: float
    family_repeats: int
    """Of the families, whose streams take turns among themselves."""


DEFAULT = Plan(repeats=3, scale=1.0, probes=400, probe_s=20.0, idle_s=30.0, family_repeats=2)
"""Under twelve minutes; noise is visible."""

QUICK = Plan(repeats=1, scale=0.5, probes=200, probe_s=10.0, idle_s=10.0, family_repeats=1)
"""Under four minutes: does everything work? Its figures are not for quoting."""
