"""Subscribers of the newsletter."""

from collections.abc import Iterator
from random import Random

from service.demo.audience import address
from service.demo.happening import Happening, Moment, told


def subscribed(draw: Random, moment: Moment) -> Iterator[Happening]:
    """Somebody subscribes."""
    yield Happening(moment.time, "mail", "subscribed", told(recipient=address(draw.randrange(20_000))))
