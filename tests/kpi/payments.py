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
from schemas.definitions import ConsolidatedIndicator, CountIndicator, Kpi, Subject, SumIndicator
from schemas.events.base import Event, Key
from schemas.events.control import controls_of
from schemas.money import SignedMoney
from service.kpi.catalog import Catalog
from service.kpi.derive.derivations import Derivations
from service.kpi.formula.formula import parse_formula
from service.machine import Record

WINDOWS = ("day", "week", "month", "fiscal_year", "all")
DECIMALS = {"EUR": 2, "USD": 2, "JPY": 0, "TND": 3}
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
PARIS = ZoneInfo("Europe/Paris")

Told = dict[str, Any]
Place = tuple[str, str, str, str]
"""KPI, shop (empty: all), window, bucket."""


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
        "euros": _kpi("paid_eur", "money"),
        "yen": _kpi("paid_jpy", "money"),
        "each": _kpi("paid_eur / payments", "money"),
    }
    return Catalog(
        subjects={"who": Subject(field="who", on=("paid",))},
        derivations=Derivations({}, {}),
        entities={},
        visits={},
        indicators={
            "payments": CountIndicator(kind="count", on=("paid",), by=("shop",), unit="count", **_WORDS),
            "paid": SumIndicator(
                kind="sum",
                on=("paid",),
                measure="amount",
                by=("currency", "shop+currency"),
                overall=False,
                unit="money",
                **_WORDS,
            ),
            "paid_eur": ConsolidatedIndicator(kind="consolidated", of="paid", currency="EUR", unit="money", **_WORDS),
            "paid_jpy": ConsolidatedIndicator(kind="consolidated", of="paid", currency="JPY", unit="money", **_WORDS),
        },
        kpis=kpis,
        formulas={name: parse_formula(kpi.formula) for name, kpi in kpis.items()},
        families={},
        resolution=60,
        fingerprint="test",
    )


def _kpi(formula: str, unit: str) -> Kpi:
    told = {"formula": formula, "unit": unit, "by": ("shop",), "windows": WINDOWS, "owner": "x", "source": "x"}
    return Kpi.model_validate({**told, **_WORDS, "example": {"inputs": {}}, "evolution": True})


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
        return {
            place: value
            for window in WINDOWS
            for shop in ("", "north", "south")
            for place, value in self._of(window, shop)
        }

    def _of(self, window: str, shop: str) -> Iterator[tuple[Place, float | None]]:
        mine = [each for each in self.payments if not shop or each["shop"] == shop]
        buckets: dict[str, list[Told]] = defaultdict(list)
        for each in mine:
            buckets[_bucket(window, _day(each))].append(each)
        for bucket, payments in buckets.items():
            yield from self._kpis(window, shop, bucket, payments)

    def _kpis(self, window: str, shop: str, bucket: str, payments: list[Told]) -> Iterator[tuple[Place, float | None]]:
        sums: dict[tuple[str, date], Fraction] = defaultdict(Fraction)
        for each in payments:
            if each["currency"]:
                sums[each["currency"], _day(each)] += Fraction(each["amount"])
        parts = {place: amount for place, amount in sums.items() if amount}
        euros = self._together(parts, "EUR")
        for kpi, value in (("euros", euros), ("yen", self._together(parts, "JPY"))):
            if parts:
                yield (kpi, shop, window, bucket), value
        yield ("each", shop, window, bucket), None if euros is None else euros / len(payments)

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


def _day(event: Told) -> date:
    return datetime.fromisoformat(event["time"]).astimezone(PARIS).date()


def _bucket(window: str, day: date) -> str:
    year, week, _ = day.isocalendar()
    fiscal = f"FY{day.year + (day.month >= 4)}"
    return {"day": f"{day}", "week": f"{year}-W{week:02}", "month": f"{day:%Y-%m}", "fiscal_year": fiscal, "all": ""}[
        window
    ]
