"""Opportunities: opened, moved through their stages, won or lost, and at times taken up again."""

from collections.abc import Iterator
from random import Random

from service.demo.audience import address
from service.demo.happening import Happening, Moment, told
from service.demo.sellers import seller

STAGES = {"Prospecting": 10, "Qualification": 30, "Proposal": 60, "Negotiation": 80}
"""Salesforce's names, with the probability that a stage stands for, in percent."""
ENDED, WON, REOPENED = 0.8, 0.45, 0.08
_PRODUCTS = ("bike", "helmet", "service plan")
_REASONS = ("price", "competitor offer", "no need")


def deal(draw: Random, moment: Moment) -> Iterator[Happening]:
    """One opportunity's life; some are still in progress when it ends."""
    which, amount = told(opportunity=f"D-{moment.key}"), round(draw.lognormvariate(13, 0.5))
    yield _opened(draw, moment, which, amount)
    time = moment.time
    for stage in list(STAGES)[1 : draw.randint(1, len(STAGES))]:
        time += draw.expovariate(1 / moment.haste)
        amount = round(amount * draw.uniform(0.85, 1.15))
        fields = told(stage=stage, probability=STAGES[stage], amount=amount)
        yield Happening(time, "sales", "opportunity_changed", which + fields)
    if draw.random() < ENDED:
        yield from _ended(draw, moment.after(time - moment.time), which, amount)


def _opened(draw: Random, moment: Moment, which: str, amount: int) -> Happening:
    fields = told(
        customer=address(draw.randrange(20_000)),
        product=draw.choice(_PRODUCTS),
        segment=draw.choice(("small", "large")),
        stage="Prospecting",
        probability=STAGES["Prospecting"],
        amount=amount,
        list_amount=round(amount * 1.1),
        currency=draw.choices(("EUR", "USD"), (7, 3))[0],
    )
    return Happening(moment.time, "sales", "opportunity_opened", which + seller(draw) + fields)


def _ended(draw: Random, moment: Moment, which: str, amount: int) -> Iterator[Happening]:
    end = moment.time + draw.expovariate(1 / moment.haste)
    yield _closed(draw, end, which, amount)
    if draw.random() < REOPENED:
        yield Happening(end + moment.haste, "sales", "opportunity_reopened", which)
        if draw.random() < ENDED:
            yield _closed(draw, end + 2 * moment.haste, which, amount)


def _closed(draw: Random, time: float, which: str, amount: int) -> Happening:
    if draw.random() < WON:
        return Happening(time, "sales", "opportunity_won", which + told(amount=amount))
    return Happening(time, "sales", "opportunity_lost", which + told(reason=draw.choice(_REASONS)))
