"""Control events of a step: which of them hold, and what they say."""

from collections.abc import Sequence

import numpy as np

from service.kpi.control import Control, Corrected
from service.kpi.ingest.age import TICKS, Age
from service.kpi.ingest.hashes import hashed
from service.kpi.ingest.heard import Heard
from service.kpi.ingest.moments import millisecond
from service.kpi.ingest.said import Said
from service.kpi.policy import Policy
from service.kpi.refused import Refusals, Refused

_LAST_RANKED = 1 << 44  # ms: what the column of versions can hold; in the year 2527
_RANK_BITS = 20


class Controls:
    """Judges control events."""

    def __init__(self, age: Age, policy: Policy, resolution: int) -> None:
        self._age, self._policy, self._resolution = age, policy, resolution

    def said(self, heard: Heard, refused: Refusals) -> Said:
        """What control events say, but for those that are refused."""
        times = [millisecond(event.time, int(second)) for event, second in zip(heard.events, heard.second, strict=True)]
        stand = []
        for n, (event, time) in enumerate(zip(heard.events, times, strict=True)):
            try:
                self._judge(event, time, int(heard.stamp[n]), int(heard.newest[n]))
                stand.append(n)
            except Refused as reason:
                refused[int(heard.offset[n])] = reason
        return self._of(heard.take(np.array(stand, np.int64)), [times[n] for n in stand])

    def _judge(self, event: Control, time: int, stamp: int, newest: int) -> None:
        if time >= _LAST_RANKED:
            raise Refused("time_in_future", "time: after the year 2526, which no control event may be")
        if isinstance(event, Corrected):
            self._age.judge(event.by.time, stamp, newest, "by.time")
            if millisecond(event.by.time, event.second) > time + self._policy.future_tolerance:
                raise Refused("time_in_future", "by.time: later than the control event's own time plus the tolerance")

    def _of(self, heard: Heard, times: Sequence[int]) -> Said:
        ranks = [rank_of(event, time) for event, time in zip(heard.events, times, strict=True)]
        latest = [self._tick(time + self._policy.future_tolerance) for time in times]
        own = heard.of(heard.events, heard.second, np.array(ranks, np.uint64))
        mine = [n for n, event in enumerate(own.events) if isinstance(event, Corrected)]
        corrections = own.take(np.array(mine, np.int64))
        second = np.array([event.second for event in corrections.events], np.int64)
        by = corrections.of([event.by for event in corrections.events], second, corrections.version)
        return Said([event.event for event in own.events], np.array(latest, np.int64), own, by)

    def _tick(self, time: int) -> int:
        return min(time // 1000 // self._resolution, TICKS - 1)


def rank_of(event: Control, time: int) -> int:
    """Which of several corrections of an event stands: the latest (`time` in ms), in one millisecond by their ids."""
    return time << _RANK_BITS | int.from_bytes(hashed(event.id.encode())) & (1 << _RANK_BITS) - 1
