"""Is an event of an age that is taken? By its record's timestamp and the newest one so far, and by no clock."""

from datetime import UTC, datetime, timedelta

import numpy as np

from service.kpi.ingest.heard import Heard
from service.kpi.policy import Policy
from service.kpi.refused import Refusals, Refused

TICKS = 1 << 32
"""What the column of ticks can hold."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Age:
    """What is too new for its record's timestamp (ms), or too old for the newest one so far, is refused."""

    def __init__(self, policy: Policy, resolution: int) -> None:
        self._policy = policy
        # The bounds within which whole seconds are enough to know that an event's age will do (ms).
        self._ahead, self._behind = policy.future_tolerance - 999, policy.retention + 1
        self._end = TICKS * resolution

    def refuse(self, heard: Heard, refused: Refusals) -> None:
        """Adds the events that are not taken, but for those that are refused already."""
        for n in self._doubtful(heard):
            offset = int(heard.offset[n])
            if offset not in refused:
                try:
                    self.judge(heard.events[n].time, int(heard.stamp[n]), int(heard.newest[n]))
                except Refused as reason:
                    refused[offset] = reason

    def judge(self, time: str, stamp: int, newest: int, field: str = "time") -> None:
        """Raises Refused for a time that is not taken."""
        # By differences, because times near the years 1 and 9999 cannot be moved to another zone.
        since = (datetime.fromisoformat(time) - _EPOCH) // _MICROSECOND
        if since - stamp * 1000 > self._policy.future_tolerance * 1000 or since >= self._end * 1_000_000:
            raise Refused("time_in_future", f"{field}: later than the record's timestamp plus the tolerance")
        if since < (newest - self._policy.retention) * 1000 or since < 0:
            raise Refused("before_horizon", f"{field}: earlier than the newest record's timestamp less the retention")

    def _doubtful(self, heard: Heard) -> list[int]:
        """Where whole seconds do not tell that the age will do."""
        second = heard.second
        near = (heard.newest - self._behind < second * 1000) & (second * 1000 < heard.stamp + self._ahead)
        return np.flatnonzero(~near | (second < 0) | (second >= self._end)).tolist()
