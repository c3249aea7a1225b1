"""The contract read out loud in plain Python: lists, loops and datetime, one event after the other."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import xxhash

from schemas.definitions import (
    CountIndicator,
    DistinctIndicator,
    EnteredIndicator,
    HoldingIndicator,
    Indicator,
    MomentsIndicator,
    Scoped,
    StockIndicator,
    SumIndicator,
    ToDateIndicator,
    Visit,
    VisitsIndicator,
)
from service.verify.definitions import Definitions
from service.verify.figures import Key

Event = Mapping[str, Any]
Scope = tuple[tuple[str, str], ...]
MINUTE = 60_000


@dataclass(frozen=True)
class Seen:
    """What an indicator adds (or whom it sees) at a time (ms since the epoch)."""

    time: int
    amount: int = 0
    who: str = ""


class Oracle:
    """Every key and its value, of events that stand; ticks are minutes."""

    def __init__(self, definitions: Definitions, events: Iterable[Event], zone: str) -> None:
        self.definitions, self.zone = definitions, ZoneInfo(zone)
        self._bucket = cache(self._bucket_of)
        self.events = sorted((event for event in events if event["type"] != "noticed"), key=_order)
        self.times = [time_of(event) for event in self.events]
        self.head = max((time // MINUTE for time in self.times), default=0)

    def keys(self) -> dict[Key, float | None]:
        """What `kpi.updates` must hold, where every KPI is the indicator of its name."""
        return {key: value for name in self.definitions.kpis for key, value in self._kpi(name)}

    def _kpi(self, name: str) -> Iterator[tuple[Key, float | None]]:
        kpi, indicator = self.definitions.kpis[name], self.definitions.indicators[name]
        per = 1000 if indicator.unit == "money" else 1
        parts = _parts(name, indicator)
        seen = [self._seen(part) for part in parts]
        allowed = {tuple(sorted(by.split("+"))) for by in kpi.by} | ({()} if kpi.overall else set())
        for window in kpi.windows:
            rolling = window[0].isdigit()
            buckets = {self._bucket(window, time) for time in self.times}
            for scope in {scope for each in seen for scope in each if tuple(name for name, _ in scope) in allowed}:
                for bucket in buckets:
                    cells = [self._cell(each[scope], "all" if rolling else window, bucket) for each in seen]
                    if any(cells):
                        value = self._value(indicator, [each[scope] for each in seen], window, bucket)
                        yield Key(name, scope, window, bucket), value / per

    def _value(self, indicator: Indicator, seen: Sequence[Sequence[Seen]], window: str, bucket: str) -> int:
        match indicator:
            case StockIndicator(at="start"):
                plus, minus = (sum(each.amount for each in it if self._before(each, window, bucket)) for it in seen)
                return plus - minus
            case StockIndicator():
                plus, minus = (sum(each.amount for each in it if self._until(each, window, bucket)) for it in seen)
                return plus - minus
            case HoldingIndicator():
                return sum(each.amount for each in seen[0] if self._until(each, window, bucket))
            case ToDateIndicator(since=since):
                (period,) = {self._bucket(since, time) for time in self.times if self._bucket(window, time) == bucket}
                mine = [each for each in seen[0] if self._bucket(since, each.time) == period]
                return sum(each.amount for each in mine if self._until(each, window, bucket))
        return self._cell(seen[0], window, bucket)

    def _cell(self, seen: Iterable[Seen], window: str, bucket: str) -> int:
        mine = [each for each in seen if self._bucket(window, each.time) == bucket]
        if window[0].isdigit():
            mine = [each for each in mine if each.time // MINUTE > self.head - int(window[:-1]) * 60]
        return sum(each.amount for each in mine) + len({each.who for each in mine if each.who})

    def _before(self, each: Seen, window: str, bucket: str) -> bool:
        return self._bucket(window, each.time) < bucket

    def _until(self, each: Seen, window: str, bucket: str) -> bool:
        return self._bucket(window, each.time) <= bucket

    # ---- What each indicator sees ---------------------------------------------------------------------------

    def _seen(self, name: str) -> dict[Scope, list[Seen]]:
        indicator = self.definitions.indicators[name]
        assert isinstance(indicator, Scoped)
        found: dict[Scope, list[Seen]] = defaultdict(list)
        for dimensions, each in self._sights(indicator):
            if all(dimensions.get(field) == value for field, value in indicator.where.items()):
                for scope in _scopes(indicator, dimensions):
                    found[scope].append(each)
        return found

    def _sights(self, indicator: Scoped) -> Iterator[tuple[Event, Seen]]:
        match indicator:
            case CountIndicator():
                yield from ((event, Seen(time_of(event), 1)) for event in self.events if event["type"] in indicator.on)
            case SumIndicator(measure=measure):
                for event in self.events:
                    if event["type"] in indicator.on and event.get(measure) is not None:
                        yield event, Seen(time_of(event), event[measure])
            case DistinctIndicator():
                for event in self.events:
                    if event["type"] in indicator.on and (who := self._who(event, indicator.of)):
                        yield event, Seen(time_of(event), who=who)
            case EnteredIndicator() | HoldingIndicator() | MomentsIndicator():
                for life in self._lives(self.definitions.entities[indicator.entity].subject):
                    yield from self._life(indicator, life)
            case VisitsIndicator():
                yield from self._visits(indicator)

    def _who(self, event: Event, subject: str | None) -> str | None:
        kind = event["type"]
        role = subject or next(name for name, it in self.definitions.subjects.items() if kind in it.on)
        given = self.definitions.subjects[role]
        found: str | None = event.get(given.field) if kind in given.on else None
        return found.lower() if found is not None else None

    def _lives(self, subject: str, kinds: Sequence[str] | None = None) -> list[list[Event]]:
        lives: dict[str, list[Event]] = defaultdict(list)
        for event in self.events:
            if (who := self._who(event, subject)) and (kinds is None or event["type"] in kinds):
                lives[who].append(event)
        return list(lives.values())

    def _life(
        self, indicator: EnteredIndicator | HoldingIndicator | MomentsIndicator, life: list[Event]
    ) -> Iterator[tuple[Event, Seen]]:
        entity = self.definitions.entities[indicator.entity]
        state, run, now, states = None, time_of(life[0]), dict[str, Any](), []
        for event in life:
            new = entity.states.get(event["type"], state)
            run = time_of(event) if new != state else run
            state = new
            added = {name: now.get(name, 0) + event[name] for name in entity.add if event.get(name) is not None}
            now = now | {name: value for name, value in event.items() if value is not None} | added
            states.append((time_of(event), state, now))
        match indicator:
            case EnteredIndicator():
                at = {"first": time_of(life[0]), "entry": run, "latest": time_of(life[-1])}[indicator.at]
                if state in indicator.state and (amount := _amount(indicator, now)) is not None:
                    yield now, Seen(at, amount)
            case HoldingIndicator():
                nexts = [*(time for time, _, _ in states[1:]), None]
                for (time, held, known), after in zip(states, nexts, strict=True):
                    if held in indicator.state and (amount := _amount(indicator, known)) is not None:
                        yield known, Seen(time, amount)
                        if after is not None:
                            yield known, Seen(after, -amount)
            case MomentsIndicator():
                if not indicator.state or state in indicator.state:
                    for seen in _moments(indicator, life, now.get(indicator.cap or "")):
                        yield now, seen

    def _visits(self, indicator: VisitsIndicator) -> Iterator[tuple[Event, Seen]]:
        visit = self.definitions.visits[indicator.visit]
        for life in self._lives(visit.subject, visit.on):
            for run in self._runs(visit, life):
                views = sum(event["type"] == visit.counts for event in run)
                keys = sum(event["type"] in visit.key for event in run)
                lasts = time_of(run[-1]) - time_of(run[0])
                short = indicator.short
                limits = (short.views, short.events, short.seconds, short.keys) if short else ()
                took = (views, len(run), lasts / 1000, keys)
                fits = all(limit is None or it <= limit for it, limit in zip(took, limits, strict=False))
                if views and fits:
                    amount = {None: 1, "views": views, "seconds": lasts // 1000}[indicator.measure]
                    yield run[0], Seen(time_of(run[0]), amount)

    def _runs(self, visit: Visit, life: list[Event]) -> list[list[Event]]:
        gap = int(visit.gap[:-1]) * {"s": 1000, "m": MINUTE, "h": 60 * MINUTE}[visit.gap[-1]]
        runs: list[list[Event]] = []
        own: dict[str, Any] = {}
        for event in life:
            day = {"day": self._bucket("day", time_of(event))}
            given = {cut: {**event, **day}.get(cut) for cut in visit.cut}
            new = any(value is not None and value != own.get(cut) for cut, value in given.items())
            if not runs or new or time_of(event) - time_of(runs[-1][-1]) >= gap:
                runs.append([])
                own = given
            runs[-1].append(event)
        return runs

    def _bucket_of(self, window: str, time: int) -> str:
        moment = datetime.fromtimestamp(time // 1000, UTC)
        day = moment.astimezone(self.zone).date()
        match window:
            case "day":
                return f"{day}"
            case "week":
                year, week, _ = day.isocalendar()
                return f"{year}-W{week:02}"
            case "month":
                return f"{day:%Y-%m}"
            case "quarter":
                return f"{day.year}-Q{(day.month + 2) // 3}"
            case "year":
                return f"{day.year}"
            case "fiscal_year":  # of the setting's default: from January on
                return f"FY{day.year}"
            case "fiscal_quarter":
                return f"FY{day.year}-Q{(day.month + 2) // 3}"
            case "each_10m":
                return f"{moment - timedelta(minutes=moment.minute % 10, seconds=moment.second):%Y-%m-%dT%H:%M:%SZ}"
        return ""


def _parts(name: str, indicator: Indicator) -> tuple[str, ...]:
    match indicator:
        case StockIndicator(plus=plus, minus=minus):
            return plus, minus
        case ToDateIndicator(of=of):
            return (of,)
    return (name,)


def _moments(indicator: MomentsIndicator, life: list[Event], cap: int | None) -> Iterator[Seen]:
    added, before = 0, 0 if cap is None else min(0, cap)
    for event in life:
        amount = event.get(indicator.measure) if indicator.measure else 1
        if event["type"] in indicator.on and amount is not None:
            added += amount
            upto = added if cap is None else min(added, cap)
            yield Seen(time_of(event if indicator.at == "event" else life[0]), upto - before)
            before = upto


def _amount(indicator: EnteredIndicator | HoldingIndicator, known: Event) -> int | None:
    measure = known.get(indicator.measure) if indicator.measure else 1
    weight = known.get(indicator.weight) if indicator.weight else 100
    if measure is None or weight is None:
        return None
    return int((Decimal(measure) * weight / 100).quantize(Decimal(1), ROUND_HALF_EVEN))


def _scopes(indicator: Scoped, dimensions: Event) -> Iterator[Scope]:
    if indicator.overall:
        yield ()
    for by in indicator.by:
        values = [(name, dimensions.get(name)) for name in sorted(by.split("+"))]
        if all(value is not None for _, value in values):
            yield tuple((name, str(value)) for name, value in values)


def _order(event: Event) -> tuple[int, int]:
    hashed = xxhash.xxh3_64_intdigest(event["id"].encode())
    return time_of(event), hashed - (1 << 64) if hashed >> 63 else hashed


def time_of(event: Event) -> int:
    since = datetime.fromisoformat(event["time"]) - datetime(1970, 1, 1, tzinfo=UTC)
    return since // timedelta(milliseconds=1)
