"""What must come out, computed from the events themselves, and how far a result is from it."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping
from typing import Generic, TypeVar

from bench.events import Event
from bench.job import KEPT, Counts, window

Cell = TypeVar("Cell", bound=Hashable)

CatalogCell = tuple[str, str, str]
"""(KPI, field of its update, campaign): one number of the whole catalog, over all time."""

KPI_OF = {
    "mail_sent": "sent",
    "mail_delivered": "delivered",
    "mail_opened": "opens",
    "mail_clicked": "clicks",
    "unsubscribed": "newsletter_unsubscribes",
}
"""Event type → the KPI that counts it."""

PEOPLE_OF = {"mail_opened": "numerator", "mail_delivered": "denominator"}
"""Event type → the part of the open rate that counts its recipients."""


def small_job(sent: Iterable[Event]) -> Counts:
    """What the small job must find."""
    return Counter((e.campaign, window(e.time_ms / 1000)) for e in sent if e.type in KEPT)


def whole_catalog(sent: Iterable[Event]) -> dict[CatalogCell, int]:
    """Events of five types and recipients of two, by campaign: counts and distincts of the mail catalog."""
    counts: Counter[CatalogCell] = Counter()
    people: defaultdict[CatalogCell, set[str]] = defaultdict(set)
    for event in sent:
        if kpi := KPI_OF.get(event.type):
            counts[kpi, "value", event.campaign] += 1
        if part := PEOPLE_OF.get(event.type):
            people["open_rate", part, event.campaign].add(event.recipient)
    return counts | {cell: len(who) for cell, who in people.items()}


class Comparison(Generic[Cell]):
    """Values as they come in against the expected ones; asking how many differ costs nothing."""

    def __init__(self, expected: Mapping[Cell, int]) -> None:
        self._expected = expected
        self._found: dict[Cell, float] = {}
        self.differing = sum(value != 0 for value in expected.values())

    def put(self, cell: Cell, value: float) -> None:
        """The cell now has this value; an absent cell is 0."""
        wanted = self._expected.get(cell, 0)
        self.differing += (value != wanted) - (self._found.get(cell, 0) != wanted)
        self._found[cell] = value


def differing(found: Mapping[Cell, float], expected: Mapping[Cell, int]) -> int:
    """How many cells differ.

    >>> differing({("spring", 0): 2}, {("spring", 0): 2, ("summer", 10): 1})
    1
    """
    comparison = Comparison(expected)
    for cell, value in found.items():
        comparison.put(cell, value)
    return comparison.differing
