"""What must come out, computed the plain way from all events at once: dicts, sets and datetime."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import reduce
from itertools import accumulate
from operator import or_
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter, ValidationError

from schemas.definitions import CountIndicator, DistinctIndicator, StockIndicator
from service.kpi.catalog import Catalog
from service.kpi.policy import Policy
from service.machine import Record
from tests.kpi.definitions import MODELS

Scope = tuple[tuple[str, str], ...]
Key = tuple[str, Scope, str, str]
"""KPI, scope, window, bucket."""

ZONE = ZoneInfo("Europe/Paris")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Fact:
    kind: str
    time: datetime
    who: str
    dimensions: dict[str, Any]


def judged(records: Sequence[Record], policy: Policy) -> list[tuple[str, Fact] | None]:
    """The id and the fact of each record of a raw partition, in order; None for one that may not be counted."""
    newest = accumulate((record.timestamp for record in records), max)
    return [_valid(record, stamp, policy) for record, stamp in zip(records, newest, strict=True)]


def _valid(record: Record, newest: int, policy: Policy) -> tuple[str, Fact] | None:
    payload = record.value
    if not payload or len(payload) > policy.max_event_bytes:
        return None
    try:
        event: Any = TypeAdapter(_any()).validate_json(payload)
    except ValidationError:
        return None
    since = (event.time - _EPOCH) / timedelta(milliseconds=1)
    if since > record.timestamp + policy.future_tolerance or since < newest - policy.retention:
        return None
    given = event.model_dump()
    dimensions = {"shop": given["shop"], "how": given.get("how"), "robot": _robot(given)}
    return event.id, Fact(event.type, event.time, event.who.lower(), dimensions)


def _any() -> Any:
    return reduce(or_, MODELS.values())


def _robot(given: dict[str, Any]) -> bool | None:
    if given["type"] != "used":
        return None
    agent = given["agent"].lower()
    return bool(given["robot"]) if given["robot"] is not None else "bot" in agent or agent.startswith("curl/")


class Oracle:
    """All answers for a list of facts."""

    def __init__(self, catalog: Catalog, facts: Iterable[Fact]) -> None:
        self._catalog = catalog
        self._facts = [fact for fact in facts if fact.kind != "noticed"]
        self.head = max((self._tick(fact.time) for fact in self._facts), default=None)

    def keys(self) -> dict[Key, float | None]:
        """Every key that must have been published, and its value."""
        return dict(self._keys()) if self._facts else {}

    def _keys(self) -> Iterator[tuple[Key, float | None]]:
        for name, kpi in self._catalog.kpis.items():
            for window in kpi.windows:
                for scope in self._scopes(kpi.by):
                    for bucket in self._buckets(window):
                        if self._exists(name, scope, window, bucket):
                            yield (name, scope, window, bucket), self._value(name, scope, window, bucket)

    def _value(self, kpi: str, scope: Scope, window: str, bucket: str) -> float | None:
        formula = self._catalog.formulas[kpi]
        inputs: dict[str, Any] = {n: self._cell(n, scope, window, bucket) for n in formula.indicators}
        for other in formula.attained:
            value, objective = self._value(other, scope, window, bucket), self._catalog.kpis[other].objective
            assert objective is not None and objective.target is not None
            inputs[f"attainment({other})"] = None if value is None else value / objective.target
        return formula.value(inputs)

    def _exists(self, kpi: str, scope: Scope, window: str, bucket: str) -> bool:
        rolling = window[0].isdigit()
        for name in self._read(kpi):
            indicator = self._catalog.indicators[name]
            parts = (indicator.plus, indicator.minus) if isinstance(indicator, StockIndicator) else (name,)
            for part in parts:
                if self._cell(part, scope, "all" if rolling else window, "" if rolling else bucket):
                    return True
        return False

    def _read(self, kpi: str) -> Iterator[str]:
        formula = self._catalog.formulas[kpi]
        yield from formula.indicators
        for other in formula.attained:
            yield from self._read(other)

    def _cell(self, name: str, scope: Scope, window: str, bucket: str) -> int:
        indicator = self._catalog.indicators[name]
        match indicator:
            case StockIndicator():
                return self._before(indicator.plus, scope, window, bucket) - self._before(
                    indicator.minus, scope, window, bucket
                )
            case CountIndicator():
                return len(self._in(name, scope, window, bucket))
            case DistinctIndicator():
                return len({fact.who for fact in self._in(name, scope, window, bucket)})
        raise NotImplementedError(indicator.kind)

    def _before(self, name: str, scope: Scope, window: str, bucket: str) -> int:
        return sum(self._bucket(window, fact.time) < bucket for fact in self._of(name, scope))

    def _in(self, name: str, scope: Scope, window: str, bucket: str) -> list[Fact]:
        if window[0].isdigit():
            return [fact for fact in self._of(name, scope) if not self._rolls_out(fact, window)]
        return [fact for fact in self._of(name, scope) if self._bucket(window, fact.time) == bucket]

    def _of(self, name: str, scope: Scope) -> list[Fact]:
        indicator = self._catalog.indicators[name]
        assert isinstance(indicator, CountIndicator | DistinctIndicator)
        return [
            fact
            for fact in self._facts
            if fact.kind in indicator.on
            and all(fact.dimensions[d] == value for d, value in indicator.where.items())
            and all(d in indicator.by and _text(fact.dimensions[d]) == value for d, value in scope)
        ]

    def _rolls_out(self, fact: Fact, window: str) -> bool:
        assert self.head is not None
        minutes = int(window[:-1]) * {"m": 1, "h": 60}[window[-1]]
        return self._tick(fact.time) <= self.head - minutes

    def _scopes(self, by: tuple[str, ...]) -> Iterator[Scope]:
        yield ()
        for name in by:
            values = {_text(fact.dimensions[name]) for fact in self._facts}
            yield from (((name, value),) for value in sorted(v for v in values if v is not None))

    def _buckets(self, window: str) -> set[str]:
        return {""} if window[0].isdigit() else {self._bucket(window, fact.time) for fact in self._facts}

    def _bucket(self, window: str, time: datetime) -> str:
        day = time.astimezone(ZONE).date()
        year, week, _ = day.isocalendar()
        fiscal = f"FY{day.year + (day.month >= 4)}"  # from April on
        minute = time.astimezone(UTC).replace(second=0, microsecond=0)
        return {
            "all": "",
            "year": f"{day.year}",
            "quarter": f"{day.year}-Q{(day.month + 2) // 3}",
            "month": f"{day:%Y-%m}",
            "fiscal_quarter": f"{fiscal}-Q{(day.month - 4) % 12 // 3 + 1}",
            "fiscal_year": fiscal,
            "week": f"{year}-W{week:02}",
            "day": f"{day}",
            "each_10m": f"{minute.replace(minute=minute.minute // 10 * 10):%Y-%m-%dT%H:%M:%SZ}",
        }[window]

    def _tick(self, time: datetime) -> int:
        return (time - _EPOCH) // timedelta(minutes=1)


def _text(value: Any) -> str | None:
    return {True: "true", False: "false", None: None}[value] if not isinstance(value, str) else value


def accounting(records: Sequence[Record], policy: Policy) -> dict[str, int]:
    """What must become of the records of one partition, if no id occurs in two partitions."""
    outcome: dict[str, int] = defaultdict(int)
    known: dict[str, bytes | None] = {}
    for record, found in zip(records, judged(records, policy), strict=True):
        if found is None:
            outcome["rejected"] += 1
        elif found[1].kind == "noticed":
            outcome["ignored"] += 1
        elif found[0] not in known:
            known[found[0]] = record.value
            outcome["counted"] += 1
        else:
            outcome["duplicate" if known[found[0]] == record.value else "conflict"] += 1
    return dict(outcome)
