"""Payments in several currencies with rates and corrections of both, and what they come to, computed the plain way."""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from random import Random
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import Field

from schemas.currencies import Currency
from schemas.definitions import ConsolidatedIndicator, Kpi, Subject, SumIndicator
from schemas.events.base import Event, Key
from schemas.events.control import controls_of
from schemas.money import SignedMoney
from service.kpi.catalog import Catalog
from service.kpi.derive.derivations import Derivations
from service.kpi.formula.formula import parse_formula
from service.machine import Record

INTO: Any = ("EUR", "JPY")
WINDOWS = ("day", "week", "month", "fiscal_year", "all")
DECIMALS = {"EUR": 2, "USD": 2, "JPY": 0, "TND": 3}
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
PARIS = ZoneInfo("Europe/Paris")

Told = dict[str, Any]
Place = tuple[str, str, str, str, str]
"""KPI, currency, shop (empty: all), window, bucket."""


class Paid(Event):
    type: Literal["paid"]
    who: Key
    amount: SignedMoney
    currency: Currency | None = None
    shop: Key | None = None


class Said(Event):
    type: Literal["said"]


CARRIED: dict[str, type[Event]] = {"paid": Paid, **controls_of(Annotated[Paid | Said, Field(discriminator="type")])}
_WORDS: Any = {"title": {"en": "x", "fr": "x"}, "description": {"en": "x", "fr": "x"}}


def catalog() -> Catalog:
    """What all have paid, in euros and in yen."""
    kpis = {
        "all": _kpi("paid_all", ("currency", "currency+shop")),
        "share": _kpi("north_all / paid_all", ("currency",)),
    }
    return Catalog(
        subjects={"who": Subject(field="who", on=("paid",))},
        derivations=Derivations({}, {}),
        entities={},
        visits={},
        indicators={
            "paid": _sum(("currency", "shop+currency")),
            "north": _sum(("currency",), shop="north"),
            "paid_all": _all("paid"),
            "north_all": _all("north"),
        },
        kpis=kpis,
        formulas={name: parse_formula(kpi.formula) for name, kpi in kpis.items()},
        families={},
        resolution=60,
        fingerprint="test",
    )


def _sum(by: tuple[str, ...], **where: Any) -> SumIndicator:
    given: Any = {"by": by, "where": where, "overall": False, "unit": "money", **_WORDS}
    return SumIndicator(kind="sum", on=("paid",), measure="amount", **given)


def _all(of: str) -> ConsolidatedIndicator:
    return ConsolidatedIndicator(kind="consolidated", of=of, into=INTO, unit="money", **_WORDS)


def _kpi(formula: str, by: tuple[str, ...]) -> Kpi:
    told = {"formula": formula, "unit": "money", "by": by, "overall": False, "windows": WINDOWS, "source": "x"}
    return Kpi.model_validate({**told, **_WORDS, "owner": "x", "example": {"inputs": {}}, "evolution": True})


def paid(
    identity: str, amount: int | str, currency: str | None, when: datetime = NOON, shop: str | None = None
) -> Told:
    """A payment."""
    told = {"id": identity, "type": "paid", "time": when.isoformat(), "who": "ada"}
    return told | {"amount": amount, "currency": currency, "shop": shop}


def rate(identity: str, pair: str, worth: str, day: str = "2026-11-24", when: datetime = NOON) -> Told:
    """A rate; `pair`: such as `USD EUR`."""
    source, target = pair.split()
    told = {"id": identity, "type": "exchange_rate_set", "time": when.isoformat(), "rate": worth, "valid_from": day}
    return told | {"from_currency": source, "to_currency": target}


def retracted(identity: str, event: str, when: datetime = NOON) -> Told:
    """The event did not happen."""
    return {"id": identity, "type": "event_retracted", "time": when.isoformat(), "event": event}


def corrected(identity: str, by: Told, when: datetime = NOON) -> Told:
    """The event was otherwise."""
    return {"id": identity, "type": "event_corrected", "time": when.isoformat(), "event": by["id"], "by": by}


def records(told: Sequence[Told]) -> list[Record]:
    """As they stand in a raw partition."""
    stamp = int((NOON + timedelta(days=5)).timestamp() * 1000)
    return [Record(number, stamp, json.dumps(each).encode()) for number, each in enumerate(told)]


def drawn(random: Random, payments: int) -> list[Told]:
    """Payments of some days in some currencies, rates that leave holes, and second thoughts about both."""
    told = [_payment(random, f"p{n}") for n in range(payments)] + [_rate(random, f"r{n}") for n in range(payments // 3)]
    for number, each in enumerate(random.sample(told, payments // 3)):
        when = datetime.fromisoformat(each["time"]) + timedelta(hours=random.uniform(0, 40))
        if random.random() < 0.5:
            told.append(retracted(f"c{number}", each["id"], when))
        else:
            again = (_payment if each["type"] == "paid" else _rate)(random, each["id"])
            told.append(corrected(f"c{number}", again, when))
    return told


def _payment(random: Random, identity: str) -> Told:
    amount = random.choice(
        (random.randrange(-500, 10_000), f"{random.randrange(10_000)}.{random.randrange(1, 1000):03}")
    )
    currency = random.choice(("EUR", "EUR", "USD", "USD", "JPY", "TND", None))
    return paid(identity, amount, currency, _moment(random), random.choice(("north", "south", None)))


def _rate(random: Random, identity: str) -> Told:
    pair = random.choice(("USD EUR", "USD EUR", "JPY EUR", "TND EUR", "EUR JPY", "USD JPY", "TND JPY"))
    day = (NOON + timedelta(days=random.randrange(-8, 3))).date().isoformat()
    worth = random.choice(
        ("0.9221", "0.00571234567", "163.25", "1", f"{random.randrange(1, 99)}.{random.randrange(10**9)}")
    )
    return rate(identity, pair, worth, day, _moment(random))


def _moment(random: Random) -> datetime:
    return NOON + timedelta(minutes=random.randrange(-4 * 1440, 1440))


@dataclass(frozen=True)
class Standing:
    """What stands of what was told."""

    payments: list[Told]
    rates: list[Told]

    @classmethod
    def of(cls, told: Sequence[Told]) -> "Standing":
        """The events, each as the last control event by its own time says."""
        events: dict[str, Told | None] = {each["id"]: each for each in told if "event" not in each}
        for control in sorted((each for each in told if "event" in each), key=lambda each: each["time"]):
            events[control["event"]] = control.get("by")
        stands = [event for event in events.values() if event]
        return cls(
            [event for event in stands if event["type"] == "paid"],
            [event for event in stands if event["type"] == "exchange_rate_set"],
        )

    def values(self) -> dict[Place, float | None]:
        """Every key that is there, and its value."""
        return dict(found for window in WINDOWS for shop in ("", "north", "south") for found in self._of(window, shop))

    def _of(self, window: str, shop: str) -> Iterator[tuple[Place, float | None]]:
        buckets: dict[str, list[Told]] = defaultdict(list)
        for each in self.payments:
            if each["currency"] and (not shop or each["shop"] == shop):
                buckets[_bucket(window, _day(each))].append(each)
        for bucket, payments in buckets.items():
            for target in INTO:
                yield from self._kpis(payments, (target, shop, window, bucket))

    def _kpis(self, payments: list[Told], where: tuple[str, str, str, str]) -> Iterator[tuple[Place, float | None]]:
        target, shop, *_ = where
        everything, north = _parts(payments), _parts([each for each in payments if each["shop"] == "north"])
        if everything:
            yield ("all", *where), self._together(everything, target)
        if not shop and (everything or north):
            value, part = self._together(everything, target), self._together(north, target)
            yield ("share", *where), part / value if part is not None and value else None

    def _together(self, parts: dict[tuple[str, date], Fraction], target: str) -> float | None:
        worth = Fraction(0)
        for (currency, day), amount in parts.items():
            rate = self._rate(currency, target, day)
            if rate is None:
                return None
            worth += amount * rate * Fraction(10) ** (DECIMALS[target] - DECIMALS[currency])
        return round(worth * 1000) / 1000

    def _rate(self, source: str, target: str, day: date) -> Fraction | None:
        if source == target:
            return Fraction(1)
        mine = [
            each
            for each in self.rates
            if (each["from_currency"], each["to_currency"]) == (source, target)
            and each["valid_from"] <= day.isoformat()
        ]
        return Fraction(max(mine, key=lambda each: (each["valid_from"], each["time"]))["rate"]) if mine else None


def _parts(payments: Sequence[Told]) -> dict[tuple[str, date], Fraction]:
    sums: dict[tuple[str, date], Fraction] = defaultdict(Fraction)
    for each in payments:
        sums[each["currency"], _day(each)] += Fraction(each["amount"])
    return {place: amount for place, amount in sums.items() if amount}


def _day(event: Told) -> date:
    return datetime.fromisoformat(event["time"]).astimezone(PARIS).date()


def _bucket(window: str, day: date) -> str:
    year, week, _ = day.isocalendar()
    fiscal = f"FY{day.year + (day.month >= 4)}"
    return {"day": f"{day}", "week": f"{year}-W{week:02}", "month": f"{day:%Y-%m}", "fiscal_year": fiscal, "all": ""}[
        window
    ]
