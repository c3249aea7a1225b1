"""Which exchange rate is valid on which day, of those that were told in any order, and may be taken back."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from schemas.facts import RateTold
from schemas.rates import PARTS

Pair = tuple[str, str]
"""From which currency to which."""


class _Said(NamedTuple):
    """One rate for one day. Of several the highest stands: that of the latest event."""

    rank: tuple[int, int]
    rate: int


class _Line:
    """The rates of one pair."""

    def __init__(self) -> None:
        self._said: dict[int, dict[_Said, int]] = {}
        self._days: list[int] = []
        self._rates: list[int] = []

    def tell(self, day: int, said: _Said, sign: int) -> None:
        """Count it, or take it back. To be followed by `settle`."""
        here = self._said.setdefault(day, {})
        here[said] = here.get(said, 0) + sign
        if not here[said]:
            del here[said]

    def settle(self) -> None:
        """Find what stands for each day."""
        self._said = {day: here for day, here in self._said.items() if here}
        stands = sorted((day, max(here).rate) for day, here in self._said.items())
        self._days, self._rates = [day for day, _ in stands], [rate for _, rate in stands]

    def on(self, day: int) -> int | None:
        """The rate of the latest day that is not after this one."""
        place = bisect_right(self._days, day)
        return self._rates[place - 1] if place else None

    def __iter__(self) -> Iterator[tuple[int, _Said, int]]:
        return ((day, said, times) for day, here in self._said.items() for said, times in here.items())


class Rates:
    """All rates."""

    def __init__(self) -> None:
        self._lines: dict[Pair, _Line] = {}

    def tell(self, told: Iterable[RateTold]) -> dict[Pair, int]:
        """Take rates in; for each pair of theirs the first day whose rate may be another one now."""
        first: dict[Pair, int] = {}
        for each in told:
            pair = each.source, each.target
            self._lines.setdefault(pair, _Line()).tell(each.day, _Said(each.rank, each.rate), each.sign)
            first[pair] = min(each.day, first.get(pair, each.day))
        for pair in first:
            self._lines[pair].settle()
        return first

    def on(self, source: str, target: str, day: int) -> int | None:
        """What one unit of the source was worth on a day, in parts; None: nobody has said.

        Said for that day, or for the latest day before it. A currency is worth itself.
        """
        if source == target:
            return PARTS
        line = self._lines.get((source, target))
        return None if line is None else line.on(day)

    def all(self) -> Iterator[RateTold]:
        """What was told and not taken back."""
        for (source, target), line in self._lines.items():
            for day, said, times in line:
                yield RateTold(source, target, day, said.rank, said.rate, times)
