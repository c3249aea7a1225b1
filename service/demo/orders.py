"""Orders: placed, changed, cancelled and taken up again, refunded in part, whole, or twice by mistake."""

from collections.abc import Iterator
from random import Random

from service.demo.audience import address
from service.demo.disputes import dispute
from service.demo.happening import Happening, Moment, told
from service.demo.surveys import recommendation, satisfaction
from service.demo.tickets import complaint

_BUYERS = 20_000
UPDATED, CANCELLED, TAKEN_UP, REFUNDED, TWICE = 0.05, 0.04, 0.25, 0.06, 0.1
COMPLAINED, DISPUTED, RATED = 0.006, 0.004, 0.15
_PAYING = 20.0
"""Seconds from an order to its payment."""
_COUNTRIES = {"EUR": ("FR", "DE", "BE", "ES"), "USD": ("US",)}
_SOURCES = ("website", "shop", "phone")

Placed = dict[str, str | int | None]
"""What an order says of itself, but for its name."""


def purchase(draw: Random, moment: Moment) -> Iterator[Happening]:
    """An order of somebody, wherever it came from."""
    return order(draw, moment, address(draw.randrange(_BUYERS)), draw.choices(_SOURCES, (6, 3, 1))[0])


def order(draw: Random, moment: Moment, customer: str, source: str) -> Iterator[Happening]:
    """An order and its life, with what its customer says of it."""
    currency = draw.choices(("EUR", "USD"), (7, 3))[0]
    amount = round(draw.lognormvariate(10, 0.6))
    yield from _paid(_placed(draw, customer, source, amount, currency), moment)
    yield from _life(draw, moment.after(draw.expovariate(1 / moment.haste)), amount)
    if draw.random() < COMPLAINED * moment.stress:
        yield from complaint(draw, moment.after(moment.haste), name(moment))
    if draw.random() < DISPUTED:
        yield from dispute(draw, moment.after(2 * moment.haste), name(moment), amount, currency)
    if draw.random() < RATED:
        ask = satisfaction if draw.random() < 0.6 else recommendation
        yield from ask(draw, moment.after(moment.haste), name(moment))


def regret(draw: Random, moment: Moment) -> Iterator[Happening]:
    """An order that is sent back: refunded whole, often twice by mistake, and at times disputed and complained of."""
    amount = round(draw.lognormvariate(10, 0.6))
    yield from _paid(_placed(draw, address(draw.randrange(_BUYERS)), "website", amount, "EUR"), moment)
    back = moment.after(draw.random() * moment.haste)
    yield from _refunds(draw, back, amount, twice=0.4)
    if draw.random() < 0.1:
        yield from complaint(draw, back, name(moment))
    if draw.random() < 0.05:
        yield from dispute(draw, back, name(moment), amount, "EUR")


def name(moment: Moment) -> str:
    """What a story's order is called."""
    return f"O-{moment.key}"


def _placed(draw: Random, customer: str, source: str, amount: int, currency: str) -> Placed:
    return {
        "customer": customer,
        "country": draw.choice(_COUNTRIES[currency]),
        "source": source,
        "amount": amount,
        "discount": round(amount * 0.1) if draw.random() < 0.2 else None,
        "tax": round(amount * 0.2),
        "currency": currency,
        "quantity": draw.randint(1, 4),
    }


def _paid(placed: Placed, moment: Moment) -> Iterator[Happening]:
    """An order, and its payment at once."""
    yield Happening(moment.time, "sales", "order_placed", told(order=name(moment), **placed))
    kept = {field: placed[field] for field in ("customer", "country", "amount", "currency")}
    paid = told(payment=f"P-{moment.key}", order=name(moment), **kept)
    yield Happening(moment.time + _PAYING, "sales", "payment_received", paid)


def _life(draw: Random, moment: Moment, amount: int) -> Iterator[Happening]:
    time, which, share = moment.time, told(order=name(moment)), draw.random()
    if share < UPDATED:
        yield Happening(time, "sales", "order_updated", which + told(amount=round(amount * draw.uniform(0.6, 1.4))))
    elif (share := share - UPDATED) < CANCELLED:
        yield Happening(time, "sales", "order_cancelled", which + told(reason=draw.choice(("customer", "stock"))))
        if draw.random() < TAKEN_UP:
            yield Happening(time + moment.haste, "sales", "order_uncancelled", which)
    elif share - CANCELLED < REFUNDED:
        yield from _refunds(draw, moment, amount if draw.random() < 0.5 else amount // 3, TWICE)


def _refunds(draw: Random, moment: Moment, refund: int, twice: float) -> Iterator[Happening]:
    """Twice by mistake means two refunds, each an event of its own; a repeated event would be a duplicate."""
    fields = told(order=name(moment), refund=refund, returned=1, reason="withdrawal")
    yield Happening(moment.time, "sales", "order_refunded", fields)
    if draw.random() < twice:
        yield Happening(moment.time + draw.random() * moment.haste, "sales", "order_refunded", fields)
