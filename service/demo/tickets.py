"""Complaints and service requests: opened for a reason, resolved, reopened, rated."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random

from service.demo.audience import address
from service.demo.happening import Happening, Moment, told
from service.demo.surveys import satisfaction

RENAMED, RESOLVED, REOPENED, RATED = 0.1, 0.8, 0.07, 0.5
_CHANNELS = ("mail", "phone", "chat")


@dataclass(frozen=True)
class Kind:
    """What its events are called, the field that names it, and why it is opened (how often)."""

    type: str
    field: str
    reasons: Mapping[str, int]


COMPLAINT = Kind(
    "complaint",
    "complaint",
    {"late delivery": 5, "defective": 4, "wrong item": 2, "overcharged": 2, "website": 2, "the cat ate it": 1},
)
REQUEST = Kind(
    "service_request",
    "request",
    {"order status": 6, "repair": 3, "technical": 4, "voucher": 1, "return refund": 2, "wants a pony": 1},
)


def complaint(draw: Random, moment: Moment, order: str | None = None) -> Iterator[Happening]:
    """A complaint, about an order where one is named."""
    return _ticket(draw, moment, COMPLAINT, order)


def request(draw: Random, moment: Moment) -> Iterator[Happening]:
    """A request to the after-sales service."""
    return _ticket(draw, moment, REQUEST, None)


def _ticket(draw: Random, moment: Moment, kind: Kind, order: str | None) -> Iterator[Happening]:
    name = f"{kind.type[0].upper()}-{moment.key}"
    which, step = told(**{kind.field: name}), moment.haste
    opened = told(customer=address(draw.randrange(20_000)), order=order, channel=draw.choice(_CHANNELS), team="care")
    yield Happening(moment.time, "care", f"{kind.type}_opened", which + opened + told(reason=_reason(draw, kind)))
    if draw.random() < RENAMED:
        time = moment.time + draw.random() * step
        yield Happening(time, "care", f"{kind.type}_reason_changed", which + told(reason=_reason(draw, kind)))
    if draw.random() < RESOLVED:
        yield from _resolved(draw, moment.after(step + draw.expovariate(1 / step)), kind, which)
        if draw.random() < RATED:
            yield from satisfaction(draw, moment.after(4 * step), name)


def _resolved(draw: Random, moment: Moment, kind: Kind, which: str) -> Iterator[Happening]:
    yield Happening(moment.time, "care", f"{kind.type}_resolved", which)
    if draw.random() < REOPENED:
        yield Happening(moment.time + moment.haste, "care", f"{kind.type}_reopened", which)
        yield Happening(moment.time + 2 * moment.haste, "care", f"{kind.type}_resolved", which)


def _reason(draw: Random, kind: Kind) -> str:
    return draw.choices(list(kind.reasons), list(kind.reasons.values()))[0]
