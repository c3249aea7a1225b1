"""What count must come to, computed the plain way from the events that stand: loops, dicts, fractions and datetime."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from schemas.definitions import (
    CountIndicator,
    DistinctIndicator,
    EnteredIndicator,
    Entity,
    HoldingIndicator,
    MomentsIndicator,
    Scoped,
    SumIndicator,
    Visit,
    VisitsIndicator,
)
from schemas.facts import Dimension, ScopeKey
from service.kpi.catalog import Catalog
from tests.kpi.lives import MINUTE, ZONE, Cells, Event, roles

Cell = tuple[ScopeKey, str, int, int]
"""Scope, grain, bucket, amount."""

Timed = tuple[int, Mapping[str, Dimension], int]
"""Time (ms), dimensions, amount."""

_ZONE = ZoneInfo(ZONE)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def cells(catalog: Catalog, events: Sequence[Event]) -> Cells:
    """All cells that are not 0."""
    found: Cells = defaultdict(int)
    for name, indicator in catalog.indicators.items():
        for scope, grain, bucket, amount in _of(catalog, name, indicator, events):
            found[name, scope, grain, bucket] += amount
    return {cell: amount for cell, amount in found.items() if amount}


def _of(catalog: Catalog, name: str, indicator: Any, events: Sequence[Event]) -> Iterator[Cell]:
    parts: Iterable[Timed]
    match indicator:
        case DistinctIndicator():
            yield from _people(catalog.kpis[name].windows, indicator, events)
            return
        case CountIndicator():
            parts = ((each.time, each.dimensions, 1) for each in events if each.kind in indicator.on)
        case SumIndicator():
            on = (each for each in events if each.kind in indicator.on)
            parts = ((each.time, each.dimensions, each.measures[indicator.measure] or 0) for each in on)
        case VisitsIndicator():
            parts = _visits(catalog.visits[indicator.visit], indicator, events)
        case _:
            entity = catalog.entities[indicator.entity]
            lives = _by_subject(entity.subject, events).values()
            parts = (part for life in lives for part in _lived(entity, indicator, life))
    for time, dimensions, amount in parts:
        for scope in _scopes(indicator, dimensions):
            yield scope, "tick", time // MINUTE, amount


def _lived(entity: Entity, indicator: Any, life: Sequence[Event]) -> Iterator[Timed]:
    """Fold a life fact by fact."""
    state: str | None = None
    known: dict[str, Dimension] = {"shop": None, "how": None}
    worth: dict[str, int | None] = {}
    entry = life[0].time
    history: list[tuple[int, str | None, dict[str, Dimension], dict[str, int | None]]] = []
    for each in life:
        told = entity.states.get(each.kind, state)
        entry = entry if told == state else each.time
        state = told
        known = known | {name: value for name, value in each.dimensions.items() if value is not None}
        for name, amount in each.measures.items():
            if amount is not None:
                worth = worth | {name: amount + (worth.get(name) or 0 if name in entity.add else 0)}
        history.append((each.time, state, known, worth))
    match indicator:
        case EnteredIndicator(at=at):
            if state in indicator.state:
                yield (
                    {"first": life[0].time, "entry": entry, "latest": life[-1].time}[at],
                    known,
                    _worth(indicator, worth),
                )
        case HoldingIndicator():
            for n, (time, stood, were, was_worth) in enumerate(history):
                if stood in indicator.state:
                    yield time, were, _worth(indicator, was_worth)
                    if n + 1 < len(history):
                        yield history[n + 1][0], were, -_worth(indicator, was_worth)
        case MomentsIndicator():
            if not indicator.state or state in indicator.state:
                yield from _moments(indicator, life, known, worth)


def _moments(
    indicator: MomentsIndicator, life: Sequence[Event], known: Mapping[str, Dimension], worth: Mapping[str, int | None]
) -> Iterator[Timed]:
    cap = worth.get(indicator.cap) if indicator.cap else None
    total = 0
    for each in life:
        if each.kind in indicator.on:
            own = 1 if indicator.measure is None else each.measures.get(indicator.measure) or 0
            before, total = total, total + own
            added = own if cap is None else min(total, cap) - min(before, cap)
            yield each.time if indicator.at == "event" else life[0].time, known, added


def _worth(indicator: EnteredIndicator | HoldingIndicator, worth: Mapping[str, int | None]) -> int:
    if indicator.measure is None:
        return 1
    amount = worth.get(indicator.measure)
    percent = worth.get(indicator.weight) if indicator.weight else 100
    return 0 if amount is None or percent is None else round(Fraction(amount * percent, 100))


def _visits(visit: Visit, indicator: VisitsIndicator, events: Sequence[Event]) -> Iterator[Timed]:
    mine = [each for each in events if each.kind in visit.on]
    for actions in _by_subject(visit.subject, mine).values():
        for run in _runs(visit, actions):
            measured = {
                "views": sum(each.kind == visit.counts for each in run),
                "events": len(run),
                "seconds": (run[-1].time - run[0].time) / 1000,
                "keys": sum(each.kind in visit.key for each in run),
            }
            short = indicator.short.model_dump(exclude_none=True) if indicator.short else {}
            if measured["views"] and all(measured[name] <= most for name, most in short.items()):
                amount = int(measured[indicator.measure]) if indicator.measure else 1
                yield run[0].time, {"shop": None, "how": None, **run[0].dimensions}, amount


def _runs(visit: Visit, actions: Sequence[Event]) -> list[list[Event]]:
    runs: list[list[Event]] = []
    for each in actions:
        if not runs or _begins(visit, runs[-1], each):
            runs.append([])
        runs[-1].append(each)
    return runs


def _begins(visit: Visit, run: Sequence[Event], each: Event) -> bool:
    gap = int(visit.gap[:-1]) * {"m": 60_000, "h": 3_600_000}[visit.gap[-1]]
    given = [name for name in visit.cut if each.dimensions.get(name) is not None]
    return (
        each.time - run[-1].time >= gap
        or ("day" in visit.cut and _day(each.time) != _day(run[-1].time))
        or any(each.dimensions[name] != run[0].dimensions.get(name) for name in given)
    )


def _people(windows: Iterable[str], indicator: DistinctIndicator, events: Sequence[Event]) -> Iterator[Cell]:
    there = set[tuple[ScopeKey, str, int, int]]()
    for each in events:
        who = each.subjects.get(indicator.of or roles(each.kind)[0])
        if each.kind in indicator.on and who is not None:
            for scope in _scopes(indicator, each.dimensions):
                there.update((scope, grain, _first_day(grain, _day(each.time)), who) for grain in windows)
    for scope, grain, bucket, _ in there:
        yield scope, grain, bucket, 1


def _scopes(indicator: Scoped, dimensions: Mapping[str, Dimension]) -> Iterator[ScopeKey]:
    if any(dimensions[name] != value for name, value in indicator.where.items()):
        return
    if indicator.overall:
        yield ()
    for names in indicator.by:
        pairs = [(name, dimensions.get(name)) for name in sorted(names.split("+"))]
        if None not in dict(pairs).values():
            yield tuple((name, str(value)) for name, value in pairs)


def _by_subject(role: str, events: Sequence[Event]) -> dict[int, list[Event]]:
    found: dict[int, list[Event]] = defaultdict(list)
    for each in sorted(events, key=lambda each: (each.time, each.id)):
        if role in each.subjects:
            found[each.subjects[role]].append(each)
    return found


def _day(time: int) -> date:
    return (_EPOCH + timedelta(milliseconds=time)).astimezone(_ZONE).date()


def _first_day(grain: str, day: date) -> int:
    first = {
        "day": day,
        "week": day - timedelta(days=day.weekday()),
        "month": day.replace(day=1),
        "quarter": day.replace(day=1, month=(day.month - 1) // 3 * 3 + 1),
        "year": day.replace(day=1, month=1),
        "all": date(1970, 1, 1),
    }[grain]
    return first.toordinal() - date(1970, 1, 1).toordinal()


def gaps(events: Sequence[Event], role: str) -> list[int]:
    """The ms between what each subject did, for tests that say which cases they met."""
    lives = _by_subject(role, events).values()
    return [later.time - earlier.time for life in lives for earlier, later in pairwise(life)]
