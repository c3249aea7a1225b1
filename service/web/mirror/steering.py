"""What is in breach now: as `kpi.breaches` tells it; by the status of the values as long as nothing was told there."""

import re
from collections import deque
from collections.abc import Callable

from service.web.mirror.key import Place

RECENT = 200
"""Transitions that are kept for telling what happened."""
_SINCE = re.compile(rb'"since":"([^"]*)"')
_BREACH = b'"kind":"breach"'


class Steering:
    """The places in breach, the newest breach last."""

    def __init__(self) -> None:
        self._told = False
        self._open: dict[Place, bytes | None] = {}
        """With the transition that began it, where one was told."""
        self.recent: deque[bytes] = deque(maxlen=RECENT)
        """The last transitions, oldest first."""

    @property
    def open(self) -> dict[Place, bytes | None]:
        """The places in breach, each with its transition."""
        return self._open

    def tell(self, place: Place, transition: bytes) -> None:
        """A record of `kpi.breaches`. From the first on, statuses say nothing: `hold` may keep a breach back."""
        if not self._told:
            self._told = True
            self._open.clear()
        self.recent.append(transition)
        self._open.pop(place, None)
        if _BREACH in transition:
            self._open[place] = transition

    def see(self, place: Place, breached: bool) -> None:
        """A value of the running bucket has, or has not, missed its objective."""
        if self._told:
            return
        if not breached:
            self._open.pop(place, None)
        else:
            self._open.setdefault(place, None)

    def keep(self, holds: Callable[[Place], bool]) -> None:
        """A bucket turned: breaches of the one before end (decision 0009), which `kpi.breaches` says by itself."""
        if not self._told:
            self._open = {place: None for place in self._open if holds(place)}

    def since(self, place: Place) -> str | None:
        """The event time from which the breach of a place stands, as ISO 8601; None if that was not told."""
        transition = self._open.get(place)
        found = _SINCE.search(transition) if transition else None
        return found[1].decode() if found else None
