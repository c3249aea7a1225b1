"""compose with evolution: after every step each key tells how it compares with the periods before and a year ago, as
the sums of all entries say, whatever came when, and whichever machine was lost and built again."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from schemas.definitions import Kpi
from schemas.updates import Update
from service.kpi.catalog import Catalog
from service.kpi.compose.machine import Compose
from service.kpi.formula.formula import parse_formula
from service.kpi.period.calendar import ReportingCalendar
from service.kpi.period.evolution import cut, previous, year_before
from service.kpi.period.spans import Spans
from service.kpi.period.windows import Calendar, parse_window
from tests.kpi import test_signed as signed
from tests.kpi.pipeline import POLICY, TOPICS
from tests.kpi.test_signed import FIRST, FLOWS, SCOPES, Entry, Reader, Told, changes

DAY = 1440
WINDOWS = ("day", "week", "month", "quarter", "year", "fiscal_year")
KPIS = {
    "made_": ("made", (*WINDOWS, "all", "1h"), ("shop",), True),
    "per_": ("made / left", (*WINDOWS, "all"), ("shop",), True),
    "held_": ("kept", (*WINDOWS, "all"), ("shop",), True),
    "there_": ("ending", (*WINDOWS, "all"), ("shop",), True),
    "growth_": ("made / opening", WINDOWS, ("shop",), True),
}
CALENDAR = ReportingCalendar("Europe/Paris", 60)


def machine() -> Compose:
    kpis = {name: signed._kpi(*said).model_copy(update={"evolution": True}) for name, said in KPIS.items()}
    formulas = {name: parse_formula(kpi.formula) for name, kpi in kpis.items()}
    catalog: Catalog = replace(signed.catalog(), kpis=kpis, formulas=formulas)
    return Compose(0, catalog, CALENDAR, POLICY, TOPICS, 1)


class Sums(signed.Sums):
    """What must be told of evolution, from the sums of all entries."""

    def evolutions(self) -> Iterator[tuple[signed.Key, dict[str, Any]]]:
        for name, (text, windows, by, _) in KPIS.items():
            formula = parse_formula(text)
            for window in (w for w in map(parse_window, windows) if isinstance(w, Calendar) and w.name != "all"):
                for scope, names in enumerate(SCOPES):
                    if names and {each for each, _ in names} not in [set(each.split("+")) for each in by]:
                        continue
                    for bucket in self._buckets(window):
                        now = self._over(formula, scope, window, bucket)
                        if now is not _ABSENT:
                            place = json.dumps(dict(names), sort_keys=True), window.name, self._label(window, bucket)
                            evolution = self._evolution(formula, scope, window, bucket, now)
                            if evolution["previous"] or evolution["year_ago"]:
                                yield (name, *place), evolution

    def _evolution(self, formula: Any, scope: int, window: Calendar, bucket: int, now: Any) -> dict[str, Any]:
        running = bucket == self._at(window, self.head)
        found: dict[str, Any] = {"running": running}
        for name, earlier in (("previous", previous), ("year_ago", year_before)):
            base = earlier(CALENDAR.buckets, window.name, bucket)
            assert base is not None
            value = self._over(formula, scope, window, base)
            if value is _ABSENT:
                found[name] = None
                continue
            value = self._cut(formula, scope, window, bucket, base) if running else value
            difference = None if value is None or now is None else now - value
            change = None if difference is None or value == 0 else difference / value
            told = {"value": value, "difference": difference, "change": change}
            found[name] = {"bucket": self._label(window, base), **told}
        return found

    def _over(self, formula: Any, scope: int, window: Calendar, bucket: int) -> Any:
        parts = [part for name in formula.indicators for part in FLOWS.get(name, {name: 1})]
        if not any(self._sum(scope, part, window, {bucket}) for part in parts):
            return _ABSENT
        return formula.value({name: self._value(scope, name, window, bucket) for name in formula.indicators})

    def _cut(self, formula: Any, scope: int, window: Calendar, bucket: int, base: int) -> Any:
        spans = Spans(CALENDAR)
        end = cut(spans.of(window, bucket), spans.of(window, base), (self.head + 1) * 60) // 900 * 900
        return formula.value({name: self._up_to(scope, name, window, base, end) for name in formula.indicators})

    def _up_to(self, scope: int, name: str, window: Calendar, base: int, end: int) -> int:
        """What a base had come to at its cut. What is there at its start is there at any cut."""
        if name == "opening":
            return self._value(scope, name, window, base)
        flows, since = (FLOWS[name], -1) if name in FLOWS else ({name: 1}, base)
        return sum(
            sign * n
            for part, sign in flows.items()
            for (s, i, tick), n in self.net.items()
            if (s, i) == (scope, part) and since <= self._at(window, tick) <= base and tick * 60 // 900 * 900 < end
        )


_ABSENT = object()
days = st.sampled_from([0, 0, -1, -7, -30, -31, -91, -364, -365, -366, -371, -400, 1, 2, 20, 300])
minutes = st.sampled_from([0, 14, 15, 16, 400, 719, 720, 721, 1300])
entries = st.builds(
    lambda scope, indicator, day, minute, n: Entry(scope, indicator, FIRST + day * DAY + minute, n),
    st.integers(0, 1),
    st.sampled_from([0, 0, 1, 3]),
    days,
    minutes,
    st.sampled_from([-1, 1, 2, 3]),
)
steps = st.lists(st.tuples(st.lists(entries, max_size=7), st.sampled_from(["never", "restore", "load"])), max_size=7)


@settings(deadline=None, max_examples=60)
@given(steps)
def test_what_is_told_of_evolution_is_what_the_sums_say_after_every_step(steps: list[tuple[list[Entry], str]]) -> None:
    compose, reader, known, journal = machine(), Reader(), list[Entry](), list[bytes]()
    for step, then in steps:
        known += step
        sums = Sums(known)
        compose.apply([changes(step, sums.head)])
        change = reader.read(compose)
        assert change is not None
        journal.append(change)
        wanted = dict(sums.evolutions())
        told = {key: said["evolution"] for key, said in reader.told.items() if said["evolution"] is not None}
        assert told.keys() == wanted.keys()
        for key, evolution in wanted.items():
            assert told[key] == evolution, key
        compose = again(compose, journal, then)


def told(*given_steps: Sequence[Entry]) -> Told:
    compose, reader, known = machine(), Reader(), list[Entry]()
    for step in given_steps:
        known += step
        compose.apply([changes(step, Sums(known).head)])
        reader.read(compose)
    return reader.told


def test_a_running_day_is_compared_with_as_much_of_the_day_before() -> None:
    noon = FIRST - FIRST % DAY + 10 * 60  # 12:00 in Paris
    yesterday = [Entry(0, 0, noon - DAY - 1, 4), Entry(0, 0, noon - DAY + 60, 5)]
    found = told(yesterday, [Entry(0, 0, noon - 1, 6)])
    day = found["made_", "{}", "day", "2026-04-12"]
    assert day["evolution"]["previous"] == {"bucket": "2026-04-11", "value": 4, "difference": 2, "change": 0.5}
    assert day["evolution"]["year_ago"] is None
    assert day["evolution"]["running"]
    Update.model_validate(day)


def test_when_the_day_is_over_it_is_compared_with_the_whole_of_the_day_before_though_nothing_came() -> None:
    noon = FIRST - FIRST % DAY + 10 * 60
    yesterday = [Entry(0, 0, noon - DAY - 1, 4), Entry(0, 0, noon - DAY + 60, 5)]
    found = told(yesterday, [Entry(0, 0, noon - 1, 6)], [Entry(1, 0, noon + DAY, 1)])
    day = found["made_", "{}", "day", "2026-04-12"]
    assert day["evolution"]["previous"]["value"] == 9
    assert not day["evolution"]["running"]


@pytest.mark.parametrize("back", [1, 365])
def test_a_late_event_moves_what_later_periods_are_compared_with(back: int) -> None:
    today, later = [Entry(0, 0, FIRST, 6)], [Entry(0, 0, FIRST + 3 * DAY, 1)]
    before = told(today, later)
    after = told(today, later, [Entry(0, 0, FIRST - back * DAY, 3)])
    which = {1: "previous", 365: "year_ago"}[back]
    name = np.datetime_as_string(np.datetime64(FIRST, "m"), unit="D")
    key = "made_", "{}", "day", str(name)
    assert before[key]["evolution"] is None
    assert after[key]["evolution"][which]["value"] == 3
    assert after[key]["revision"] == 3


def test_windows_that_have_no_period_before_tell_no_evolution() -> None:
    made = told([Entry(0, 0, FIRST - 400 * DAY, 1)], [Entry(0, 0, FIRST, 6)])
    assert {window for _, _, window, _ in made} > {"all", "1h"}
    assert all(said["evolution"] is None for (_, _, window, _), said in made.items() if window in ("all", "1h"))


def test_where_nothing_was_counted_before_there_is_no_evolution() -> None:
    assert all(said["evolution"] is None for said in told([Entry(0, 0, FIRST, 6)]).values())


def test_an_earlier_period_that_had_not_begun_to_count_at_its_cut_is_0_and_a_change_from_it_undefined() -> None:
    noon = FIRST - FIRST % DAY + 10 * 60
    found = told([Entry(0, 0, noon - DAY + 60, 5)], [Entry(0, 0, noon - 1, 6)])
    day = found["made_", "{}", "day", "2026-04-12"]
    assert day["evolution"]["previous"] == {"bucket": "2026-04-11", "value": 0, "difference": 6, "change": None}


def test_a_level_at_a_cut_is_that_of_the_start_and_what_came_and_went_since() -> None:
    noon = FIRST - FIRST % DAY + 10 * 60
    before = [Entry(0, 3, noon - 2 * DAY, 7)]
    yesterday = [Entry(0, 3, noon - DAY - 60, 2), Entry(0, 3, noon - DAY - 1, -1), Entry(0, 3, noon - DAY + 60, 4)]
    found = told(before, yesterday, [Entry(0, 3, noon - 1, 1)])
    day = found["held_", "{}", "day", "2026-04-12"]
    assert day["evolution"]["previous"] == {"bucket": "2026-04-11", "value": 8, "difference": 5, "change": 0.625}
    assert day["evolution"]["running"]
    later = told(before, yesterday, [Entry(0, 3, noon - 1, 1)], [Entry(0, 3, noon - 5 * DAY, 100)])
    assert later["held_", "{}", "day", "2026-04-12"]["evolution"]["previous"]["value"] == 108


def test_a_level_at_the_start_of_a_period_knows_no_cut() -> None:
    noon = FIRST - FIRST % DAY + 10 * 60
    before, yesterday = [Entry(0, 0, noon - 2 * DAY, 8)], [Entry(0, 0, noon - DAY - 1, 4), Entry(0, 0, noon - 900, 5)]
    found = told(before, [*yesterday, Entry(0, 1, noon - DAY + 60, 1)], [Entry(0, 0, noon - 1, 6)])
    assert found["growth_", "{}", "day", "2026-04-12"]["evolution"]["previous"]["value"] == 4 / 8


@pytest.mark.parametrize(
    ("window", "which", "base", "running"),
    [
        ("day", "previous", "2026-03-28", "2026-03-29"),  # with a day of 23 hours
        ("day", "year_ago", "2025-03-29", "2026-03-29"),
        ("week", "year_ago", "2025-W52", "2026-W53"),  # 53 weeks before: the farthest that a base begins
        ("month", "previous", "2026-01", "2026-02"),
        ("year", "year_ago", "2025", "2026"),
    ],
)
@pytest.mark.parametrize("lost", ["never", "restore", "load"])
def test_a_cut_moves_slot_by_slot_as_the_head_does(window: str, which: str, base: str, running: str, lost: str) -> None:
    """Something in every tenth minute of a base of a day; the head makes twenty steps through the running period."""
    grain = parse_window(window)
    assert isinstance(grain, Calendar)
    past, now = (Spans(CALENDAR).of(grain, bucket_named(grain, name)) for name in (base, running))
    every = max((past.end - past.start) // 60 // 2_000, 10)
    entries = [Entry(1, 0, tick, 1) for tick in range(past.start // 60, past.end // 60, every)]
    compose, reader, journal = machine(), Reader(), list[bytes]()
    compose.apply([changes(entries, entries[-1].tick)])
    journal.append(reader.read(compose) or b"")
    for step in range(20):
        tick = now.start // 60 + (now.end - now.start) // 60 * step // 20 + 3
        compose.apply([changes([Entry(1, 0, tick, 1)], tick)])
        journal.append(reader.read(compose) or b"")
        end = cut(now, past, tick * 60 + 60) // 900 * 900
        wanted = sum(entry.tick * 60 < end for entry in entries)
        told = reader.told["made_", '{"shop": "a"}', window, running]["evolution"][which]
        assert (told["bucket"], told["value"] or 0) == (base, wanted)
        compose = again(compose, journal, lost)


def bucket_named(window: Calendar, name: str) -> int:
    buckets = {CALENDAR.buckets.one(window.name, day) for day in range(20_000, 20_900)}
    return next(bucket for bucket in buckets if CALENDAR.buckets.label(window.name, bucket) == name)


def again(compose: Compose, journal: list[bytes], lost: str) -> Compose:
    """The machine, lost and built again."""
    if lost == "never":
        return compose
    built = machine()
    if lost == "load":
        built.load(list(compose.snapshot()))
    for each in journal if lost == "restore" else ():
        built.restore(each)
    return built


def test_a_kpi_of_no_periods_cannot_ask_for_evolution() -> None:
    given = signed._kpi("made", ("1h", "all"), (), True).model_dump(exclude_none=True)
    with pytest.raises(ValidationError, match="evolution compares periods"):
        Kpi.model_validate(given | {"evolution": True})
    Kpi.model_validate(given | {"evolution": True, "windows": ("1h", "fiscal_year")})
