"""compose under corrections: whatever was added and taken back, and in which steps, the keys that stand and their
values are those of the sums. Of every kind of column: folded, stocks at both ends, what is held or came to date."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import msgspec
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.definitions import (
    CountIndicator,
    HoldingIndicator,
    Indicator,
    Kpi,
    StockIndicator,
    SumIndicator,
    ToDateIndicator,
)
from schemas.facts import Changes, ScopeKey
from service.kpi.catalog import Catalog
from service.kpi.compose.machine import Compose
from service.kpi.formula.formula import parse_formula
from service.kpi.period.calendar import ReportingCalendar
from service.kpi.period.windows import Calendar, Rolling, Window, parse_window
from service.machine import Record
from tests.kpi.definitions import catalog as small
from tests.kpi.pipeline import POLICY, TOPICS

WORDS = {"en": "x", "fr": "x"}
COUNTED: dict[str, Any] = {"unit": "count", "title": WORDS, "description": WORDS}
PRICED = COUNTED | {"unit": "money"}
LIFE: dict[str, Any] = {"entity": "e", "state": "open"}
INDICATORS: dict[str, Indicator] = {
    "made": CountIndicator(kind="count", on=("made",), by=("shop",), **COUNTED),
    "left": CountIndicator(kind="count", on=("left",), by=("shop",), **COUNTED),
    "paid": SumIndicator(kind="sum", on=("made",), measure="m", by=("colour+shop",), overall=False, **PRICED),
    "kept": HoldingIndicator(kind="holding", by=("shop",), **LIFE, **COUNTED),
    "opening": StockIndicator(kind="stock", plus="made", minus="left", **COUNTED),
    "ending": StockIndicator(kind="stock", plus="made", minus="left", at="end", **COUNTED),
    "of_month": ToDateIndicator(kind="to_date", of="made", since="month", **COUNTED),
}
FLOWS = {
    "opening": {"made": 1, "left": -1},
    "ending": {"made": 1, "left": -1},
    "kept": {"kept": 1},
    "of_month": {"made": 1},
}
CALENDAR = ("day", "week", "month", "fiscal_year")
KPIS = {
    "held": ("kept", (*CALENDAR, "all"), ("shop",), True),
    "there": ("ending", (*CALENDAR, "all"), ("shop",), True),
    "this_month": ("of_month / made", ("day", "month"), ("shop",), True),
    "growth": ("made / opening", CALENDAR, ("shop",), True),
    "share": ("(made - left) / kept", ("day", "month"), (), True),
    "made_lately": ("made", ("1h", "day"), ("shop",), True),
    "paid_lately": ("paid", ("1h", "all"), ("shop+colour",), False),
}
FOLDED = ("made", "left", "paid", "kept")
SCOPES: list[ScopeKey] = [(), (("shop", "a"),), (("shop", "b"),), (("colour", "red"), ("shop", "a"))]
FIRST = 29_600_000
HOUR, DAY = 60, 1440


class Entry(NamedTuple):
    scope: int
    indicator: int
    tick: int
    amount: int


def catalog() -> Catalog:
    kpis = {name: _kpi(*described) for name, described in KPIS.items()}
    formulas = {name: parse_formula(kpi.formula) for name, kpi in kpis.items()}
    return replace(small(), indicators=INDICATORS, kpis=kpis, formulas=formulas)


def _kpi(formula: str, windows: tuple[str, ...], by: tuple[str, ...], overall: bool) -> Kpi:
    texts = {"owner": "x", "title": WORDS, "description": WORDS, "source": "x", "example": {"inputs": {}}}
    return Kpi.model_validate(
        {"formula": formula, "windows": windows, "by": by, "overall": overall, "unit": "ratio", **texts}
    )


def machine() -> Compose:
    return Compose(0, catalog(), ReportingCalendar("Europe/Paris", 60), POLICY, TOPICS, 1)


def changes(entries: Sequence[Entry], head: int) -> Record:
    scope, indicator, tick, amount = np.array(entries, np.int64).reshape(-1, 4).T
    kinds = ((scope, np.uint32), (indicator, np.uint16), (tick, np.uint32), (amount, np.int64))
    buffers = [*(column.astype(kind).tobytes() for column, kind in kinds), *[b""] * 5]
    return Record(0, 0, msgspec.msgpack.encode(Changes(0, 0, head, SCOPES, list(FOLDED), *buffers)))


Key = tuple[str, str, str, str]
Told = dict[Key, dict[str, Any]]


class Reader:
    """Keeps the last record per key, and drops a key where it has no value: what any reader of the topic does."""

    def __init__(self) -> None:
        self.told: Told = {}

    def read(self, compose: Compose) -> bytes | None:
        step = compose.drain()
        if step is None:
            return None
        for output in step.outputs:
            assert output.key is not None
            self.told[_key(output.key)] = json.loads(output.value)
        for gone in step.gone:
            del self.told[_key(gone.key)]  # raises where it never was, or was told twice
        return step.change


def _key(key: bytes) -> Key:
    fields = json.loads(key)
    return fields["kpi"], json.dumps(fields["scope"], sort_keys=True), fields["window"], fields["bucket"]


class Sums:
    """What must be told, from the sums of all entries."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.calendar = ReportingCalendar("Europe/Paris", 60)
        self.head = max((entry.tick for entry in entries), default=-1)
        self.net: Counter[tuple[int, str, int]] = Counter()
        for entry in entries:
            self.net[entry.scope, FOLDED[entry.indicator], entry.tick] += entry.amount

    def keys(self) -> Told:
        return {key: told for name in KPIS for key, told in self._of(name)}

    def _of(self, kpi: str) -> Iterator[tuple[Key, dict[str, Any]]]:
        formula, windows, by, overall = KPIS[kpi]
        parsed = parse_formula(formula)
        for window in map(parse_window, windows):
            for scope, names in enumerate(SCOPES):
                fits = {name for name, _ in names} in [set(each.split("+")) for each in by] if names else overall
                for bucket in self._buckets(window) if fits else ():
                    seen = [part for name in parsed.indicators for part in FLOWS.get(name, {name: 1})]
                    if any(self._existing(scope, part, window, bucket) for part in seen):
                        inputs = {name: self._shown(scope, name, window, bucket) for name in parsed.indicators}
                        key = kpi, json.dumps(dict(names), sort_keys=True), window.name, self._label(window, bucket)
                        yield key, {"value": parsed.value(inputs), "inputs": inputs}

    def _existing(self, scope: int, name: str, window: Window, bucket: int) -> bool:
        everything = Calendar("all") if isinstance(window, Rolling) else window
        return self._sum(scope, name, everything, {0} if isinstance(window, Rolling) else {bucket}) != 0

    def _shown(self, scope: int, name: str, window: Window, bucket: int) -> float:
        value = self._value(scope, name, window, bucket)
        return value / 1000 if INDICATORS[name].unit == "money" else value

    def _value(self, scope: int, name: str, window: Window, bucket: int) -> int:
        if name not in FLOWS:
            return self._sum(scope, name, window, {bucket})
        among = {b for b in self._buckets(window) if b < bucket or (b == bucket and name != "opening")}
        if name == "of_month":
            among = {b for b in among if self._month(b) == self._month(bucket)}
        return sum(sign * self._sum(scope, part, window, among) for part, sign in FLOWS[name].items())

    def _month(self, day: int) -> int:
        return self.calendar.buckets.one("month", day)

    def _sum(self, scope: int, name: str, window: Window, among: set[int]) -> int:
        return sum(
            n for (s, i, tick), n in self.net.items() if (s, i) == (scope, name) and self._at(window, tick) in among
        )

    def _buckets(self, window: Window) -> set[int]:
        return {0} if isinstance(window, Rolling) else {self._at(window, tick) for _, _, tick in self.net}

    def _at(self, window: Window, tick: int) -> int:
        match window:
            case Rolling(seconds=seconds):
                return 0 if tick > self.head - seconds // 60 else -1
            case Calendar(name=grain):
                return self.calendar.buckets.one(grain, int(self.calendar.days(np.array([tick]))[0]))
        raise NotImplementedError(window)

    def _label(self, window: Window, bucket: int) -> str:
        return self.calendar.buckets.label(window.name, bucket) if isinstance(window, Calendar) else ""


ticks = st.sampled_from([FIRST, FIRST + 30, FIRST + DAY, FIRST + 8 * DAY, FIRST + 45 * DAY, FIRST + 45 * DAY + 50])
entries = st.builds(Entry, st.integers(0, 3), st.integers(0, 3), ticks, st.sampled_from([-2, -1, -1, 1, 1, 2]))
steps = st.lists(st.tuples(st.lists(entries, max_size=6), st.sampled_from(["go on", "restore", "load"])), max_size=8)


@settings(deadline=None)
@given(steps)
def test_keys_and_values_are_those_of_the_sums_after_every_step(
    given_steps: list[tuple[list[Entry], str]],
) -> None:
    compose, reader, known, journal = machine(), Reader(), list[Entry](), list[bytes]()
    for step, then in given_steps:
        known += step
        compose.apply([changes(step, Sums(known).head)])
        change = reader.read(compose)
        assert change is not None
        journal.append(change)
        wanted = Sums(known).keys()
        assert reader.told.keys() == wanted.keys()
        for key, told in wanted.items():
            assert {name: reader.told[key][name] for name in told} == told, key
        if then == "restore":
            compose = machine()
            for each in journal:
                compose.restore(each)
        elif then == "load":
            parts, compose = list(compose.snapshot()), machine()
            compose.load(parts)


def test_what_was_taken_back_is_gone_once_and_may_come_again() -> None:
    compose, reader = machine(), Reader()
    one = Entry(1, 0, FIRST, 1)
    compose.apply([changes([one], FIRST)])
    reader.read(compose)
    there = set(reader.told)
    assert {kpi for kpi, *_ in there} == {"there", "this_month", "growth", "made_lately"}
    compose.apply([changes([one._replace(amount=-1)], FIRST)])
    reader.read(compose)
    assert reader.told == {}
    compose.apply([changes([], FIRST)])
    step = compose.drain()
    assert step is not None and not step.outputs and not step.gone
    compose.apply([changes([one], FIRST)])
    reader.read(compose)
    assert set(reader.told) == there
    assert {told["revision"] for told in reader.told.values()} == {4}


def test_a_late_event_moves_what_is_held_in_every_later_bucket() -> None:
    compose, reader = machine(), Reader()
    later = [Entry(1, 3, FIRST + day * DAY, 1) for day in (1, 2, 40)]
    compose.apply([changes(later, FIRST + 40 * DAY)])
    reader.read(compose)
    compose.apply([changes([Entry(1, 3, FIRST, 5)], FIRST + 40 * DAY)])
    reader.read(compose)
    held = {
        bucket: told["value"]
        for (kpi, _, window, bucket), told in reader.told.items()
        if (kpi, window) == ("held", "day")
    }
    assert list(dict(sorted(held.items())).values()) == [5, 6, 7, 8]
    assert reader.told["held", '{"shop": "a"}', "all", ""]["value"] == 8


def test_a_kpi_exists_in_exactly_the_scopes_that_it_names() -> None:
    compose, reader = machine(), Reader()
    compose.apply([changes([Entry(scope, 2, FIRST, 7) for scope in range(4)], FIRST)])
    reader.read(compose)
    assert {scope for _, scope, _, _ in reader.told} == {'{"colour": "red", "shop": "a"}'}
