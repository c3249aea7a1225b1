"""Leads: somebody becomes known, is called or met, and may become a customer to be."""

from collections.abc import Iterator
from random import Random

from service.demo.deals import deal
from service.demo.happening import Happening, Moment, told
from service.demo.sellers import seller

CONVERTED, DEALT = 0.25, 0.6
_SOURCES = ("fair", "partner", "phone")
_ACTIVITIES = ("call", "call", "mail", "meeting", "other")


def prospect(draw: Random, moment: Moment) -> Iterator[Happening]:
    """A lead that did not come from the site."""
    return lead(draw, moment, draw.choice(_SOURCES))


def lead(draw: Random, moment: Moment, source: str) -> Iterator[Happening]:
    """A lead from there, what was done about it, and the opportunity that it may become."""
    by, time = seller(draw), moment.time
    what = told(lead=f"L-{moment.key}", source=source) + by
    yield Happening(time, "sales", "lead_created", what)
    for _ in range(draw.randint(0, 3)):
        time += draw.expovariate(1 / moment.haste)
        yield Happening(time, "sales", "activity_logged", by + told(activity=draw.choice(_ACTIVITIES)))
    if draw.random() < CONVERTED:
        yield Happening(time, "sales", "lead_converted", what)
        if draw.random() < DEALT:
            yield from deal(draw, moment.after(time - moment.time))
