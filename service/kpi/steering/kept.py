"""What is remembered of a steering key: a number that stands for a KPI, a window and a scope."""

from enum import IntEnum
from typing import NamedTuple


class Phase(IntEnum):
    """Where a key stands between its value and its state."""

    QUIET = 0
    """No breach, and the value is not bad."""
    PENDING = 1
    """No breach yet: the value is bad, but not for long enough."""
    OPEN = 2
    """A breach, and the value is bad."""
    RECOVERING = 3
    """A breach still: the value is not bad any more, but not for long enough."""


class Left(IntEnum):
    """The state that the last transition told of a key left it in."""

    UNKNOWN = 0
    BREACHED = 1
    MET = 2


class Kept(NamedTuple):
    """What is remembered of one key."""

    phase: Phase = Phase.QUIET
    since: int = 0
    """Second of event time at which the value came to stand on its present side."""
    left: Left = Left.UNKNOWN

    @property
    def bad(self) -> bool:
        """Whether its value is."""
        return self.phase in (Phase.PENDING, Phase.OPEN)

    @property
    def breached(self) -> bool:
        """Whether its state is."""
        return self.phase in (Phase.OPEN, Phase.RECOVERING)


NOTHING = Kept()
"""Of a key that nothing was ever told of, and that is not bad; such a one takes no room."""


class Patience(NamedTuple):
    """How long, in seconds of event time, a value must stand on a side before its key's state follows."""

    hold: int
    recover: int


class Decision(NamedTuple):
    """A transition: the state became breached, or ceased to be."""

    key: int
    breach: bool
    since: int
    previous: Left
