"""Customers: gained, and lost for a reason that is listed, stated by nobody, or not on any list yet."""

from collections.abc import Iterator
from random import Random

from service.demo.audience import address
from service.demo.happening import Happening, Moment, told

KNOWN = 500
"""Of so many people some are customers from the beginning, and leave."""
_REASONS = {"price": 4, "competitor offer": 4, "network quality": 2, "support attitude": 2, "moved": 1}
_REASONS |= {"unknown": 1, "too much rain": 1}
_CONTRACTS = ("monthly", "one year", "two years")


def gained(draw: Random, moment: Moment) -> Iterator[Happening]:
    """Somebody becomes a customer."""
    yield Happening(moment.time, "care", "customer_gained", _who(draw))


def lost(draw: Random, moment: Moment) -> Iterator[Happening]:
    """A customer leaves."""
    reason = draw.choices(list(_REASONS), list(_REASONS.values()))[0]
    fields = _who(draw) + told(reason=None if reason == "unknown" else reason)
    yield Happening(moment.time, "care", "customer_lost", fields)


def _who(draw: Random) -> str:
    """Somebody of whom the same is told each time."""
    person = draw.randrange(KNOWN)
    contract, monthly = _CONTRACTS[person % 3], 1_500 + 10 * person
    return told(customer=address(person), contract=contract, country="FR", monthly=monthly, currency="EUR")
