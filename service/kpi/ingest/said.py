"""What the control events of a step say, once they are judged."""

from collections.abc import Sequence
from dataclasses import dataclass

from service.kpi.columns import Ints
from service.kpi.ingest.heard import Heard


@dataclass(frozen=True, slots=True)
class Said:
    """Events are taken back, and some are corrected."""

    targets: Sequence[str]
    """The id of the event that each control event means."""
    latest: Ints
    """The last tick that it may have."""
    own: Heard
    """The control events; their versions are their ranks."""
    by: Heard
    """What some of them put in place of the event."""
