"""Compose machines with many scopes of each kind of indicator, and what workers with some of them show."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random
from types import SimpleNamespace
from typing import Any

import msgspec
import numpy as np
from prometheus_client import CollectorRegistry
from prometheus_client.parser import text_string_to_metric_families

from schemas.definitions import CountIndicator, DistinctIndicator, Indicator, Kpi, StockIndicator, SumIndicator
from schemas.facts import GRAINS, Changes, ScopeKey
from service.kpi.catalog import Catalog
from service.kpi.compose.machine import Compose
from service.kpi.formula.formula import parse_formula
from service.kpi.period.calendar import ReportingCalendar
from service.kpi.scopes import scope_hash
from service.machine import Record
from service.sinks.scrape import Scrape, ScrapePolicy
from tests.kpi.definitions import catalog as small
from tests.kpi.pipeline import POLICY, TOPICS

TICK = 29_600_000
"""Minutes since the epoch; the head."""
YESTERDAY = TICK - 1440

Series = tuple[str, frozenset[tuple[str, str]]]
Shown = dict[Series, float]

_WORDS = {"en": "x", "fr": "x"}
_WINDOWS = ("1h", "day", "all")
_BY = ("shop", "currency+shop", "how+shop")


def catalog(objective: dict[str, Any] | None = None) -> Catalog:
    """Counts, money, different people and a level; a ratio of counts, one of money, one of people."""
    counted = {"unit": "count", "title": _WORDS, "description": _WORDS}
    folded = counted | {"on": ("made",), "by": _BY, "overall": False}
    indicators: dict[str, Indicator] = {
        "came": CountIndicator.model_validate(folded | {"kind": "count"}),
        "went": CountIndicator.model_validate(folded | {"kind": "count"}),
        "people": DistinctIndicator.model_validate(folded | {"kind": "distinct"}),
        "paid": SumIndicator.model_validate(folded | {"kind": "sum", "measure": "m", "unit": "money"}),
        "there": StockIndicator.model_validate(
            counted | {"kind": "stock", "plus": "came", "minus": "went", "at": "end"}
        ),
    }
    kpis = {
        "going": _kpi("went / came", _WINDOWS, ("shop", "how+shop"), objective),
        "spent": _kpi("paid / came", _WINDOWS, ("currency+shop",)),
        "persons": _kpi("people", ("day", "all"), ("shop",)),
        "share": _kpi("came / people", ("day", "all"), ("shop",)),
        "level": _kpi("there", ("day", "all"), ("shop",)),
        "leaving": _kpi("went / there", ("day", "all"), ("shop", "how+shop")),
    }
    formulas = {name: parse_formula(kpi.formula) for name, kpi in kpis.items()}
    return replace(small(), indicators=indicators, kpis=kpis, formulas=formulas)


def _kpi(formula: str, windows: Sequence[str], by: Sequence[str], objective: dict[str, Any] | None = None) -> Kpi:
    texts = {"owner": "x", "title": _WORDS, "description": _WORDS, "source": "x", "unit": "ratio"}
    said = {"formula": formula, "windows": windows, "by": by, "overall": False, "example": {"inputs": {}}}
    return Kpi.model_validate(texts | said | {"objective": objective, "evolution": False})


Added = tuple[ScopeKey, str, int, int]
"""A scope, an indicator, a tick, and what was added there."""
People = tuple[ScopeKey, int]
"""A scope, and how many there are more."""


def changes(added: Sequence[Added], people: Sequence[People] = ()) -> Record:
    """What count sends: additions to ticks, and to the people of the day of the head and of all days."""
    buckets = [(scope, grain, n) for scope, n in people for grain in ("day", "all")]
    scopes = list(dict.fromkeys([each[0] for each in added] + [each[0] for each in people]))
    place, names = {scope: at for at, scope in enumerate(scopes)}, ["came", "went", "paid", "people"]
    columns = (
        np.array([place[scope] for scope, *_ in added], np.uint32),
        np.array([names.index(name) for _, name, _, _ in added], np.uint16),
        np.array([tick for _, _, tick, _ in added], np.uint32),
        np.array([n for *_, n in added], np.int64),
        np.array([place[scope] for scope, _, _ in buckets], np.uint32),
        np.full(len(buckets), names.index("people"), np.uint16),
        np.array([GRAINS.index(grain) for _, grain, _ in buckets], np.uint8),
        np.full(len(buckets), TICK // 1440, np.int32),
        np.array([n for *_, n in buckets], np.int64),
    )
    packed = Changes(0, TICK * 60_000, TICK, scopes, names, *(column.tobytes() for column in columns))
    return Record(0, 0, msgspec.msgpack.encode(packed))


def machines(definitions: Catalog, partitions: int) -> list[Compose]:
    """Empty ones."""
    calendar = ReportingCalendar("Europe/Paris", 60)
    return [Compose(p, definitions, calendar, POLICY, TOPICS, 1) for p in range(partitions)]


def apply(composes: Sequence[Compose], added: Sequence[Added], people: Sequence[People] = ()) -> None:
    """Each scope goes where it is composed."""
    for p, compose in enumerate(composes):
        scopes = {each[0] for each in added} | {each[0] for each in people}
        here = {scope for scope in scopes if scope_hash(scope) % len(composes) == p}
        compose.apply([changes([a for a in added if a[0] in here], [a for a in people if a[0] in here])])
        compose.drain()


def crowd(random: Random, shops: int) -> tuple[list[Added], list[People]]:
    """So many shops of very different sizes, one of which is called `other`; in some of them nobody came today."""
    added, people = list[Added](), list[People]()
    for number in range(shops):
        shop = "other" if number == shops // 2 else f"shop {number}"
        size = 1 + int(random.paretovariate(0.7)) % 5_000
        tick = random.choice((TICK, TICK, TICK - 120, YESTERDAY))
        for scope in ((("shop", shop),), (("how", random.choice("ab")), ("shop", shop))):
            added += [
                (scope, "came", tick, size),
                (scope, "went", random.choice((tick, TICK)), random.randrange(size + 1)),
            ]
        currency = random.choice(("EUR", "JPY", "USD"))
        money = (("currency", currency), ("shop", shop))
        added += [(money, "came", TICK, size), (money, "paid", TICK, random.randrange(10**13))]
        people.append(((("shop", shop),), random.randint(1, size)))
    return added, people


def shown(definitions: Catalog, composes: Sequence[Compose], series: int, of: int | None = None) -> Shown:
    """What a worker with these machines shows; `of`: how many there are in all workers."""
    lanes: list[Any] = [SimpleNamespace(machine=machine) for machine in composes]
    policy = ScrapePolicy(series, of or len(composes))
    return scraped(asyncio.run(Scrape(policy, lanes, definitions, CollectorRegistry())()))


def scraped(text: bytes) -> Shown:
    """Values by metric and labels; none may come twice."""
    families = text_string_to_metric_families(text.decode())
    samples = [((s.name, frozenset(s.labels.items())), s.value) for family in families for s in family.samples]
    assert len(dict(samples)) == len(samples)
    return dict(samples)


def label(series: Series, name: str) -> str | None:
    """One of the labels of a series."""
    return dict(series[1]).get(name)


def dimensions(series: Series) -> Mapping[str, str]:
    """The labels that are dimensions."""
    ours = ("kpi", "indicator", "window", "status", "rest")
    return {name: value for name, value in sorted(series[1]) if name not in ours}
