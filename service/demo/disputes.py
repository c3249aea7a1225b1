"""Disputes: a customer's bank claims a payment back."""

from collections.abc import Iterator
from random import Random

from service.demo.happening import Happening, Moment, told

_REASONS = ("fraudulent", "product not received", "duplicate", "unrecognised", "credit not processed")


def dispute(draw: Random, moment: Moment, order: str, amount: int, currency: str) -> Iterator[Happening]:
    """A dispute about an order; half of them are won, some never end."""
    which = told(dispute=f"X-{moment.key}")
    fields = told(order=order, amount=amount, currency=currency, reason=draw.choice(_REASONS))
    yield Happening(moment.time, "care", "dispute_opened", which + fields)
    end, share = moment.time + draw.expovariate(1 / moment.haste), draw.random()
    if share < 0.8:
        yield Happening(end, "care", "dispute_won" if share < 0.4 else "dispute_lost", which)
