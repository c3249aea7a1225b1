"""Whether every KPI is shown by some worker: what is recorded of it.

A worker that comes back answers before its partitions are open, and a partition that moves is nowhere for a moment:
`up` alone does not say it. The partitions of compose are those of the KPIs.
"""

from service import names
from service.render.alerts.alert import Recording

MEMORY = "1d"
"""How far back it is remembered how many partitions there are."""

_SHOWN = f'max by ({names.TOPIC}, {names.PARTITION}) ({names.LANE_POSITION}{{{names.AGENT}="compose"}})'

LANES = (
    Recording(names.LANES, f"count({_SHOWN}) or vector(0)"),
    Recording(names.LANES_MISSING, f"max_over_time({names.LANES}[{MEMORY}]) - {names.LANES}"),
)
