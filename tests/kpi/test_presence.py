"""Who is there, and since when: after every batch, told sums are those of the facts that stand, however they came."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import NamedTuple, cast

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.facts import GRAINS, SLOT_SECONDS
from service.kpi.count.presence import Presence
from service.kpi.count.stays import Shown
from service.kpi.keys.firsts import Firsts
from service.kpi.period.buckets import Buckets
from service.kpi.period.calendar import ReportingCalendar
from service.kpi.period.windows import Grain

CALENDAR = ReportingCalendar("Europe/Paris", 60, Buckets(fiscal_start=4))
ALL = frozenset(GRAINS)
NEEDED = {0: ALL, 1: ALL, 2: frozenset(("week", "quarter", "all"))}
FOLLOWED = (0, 2)
FIRST = (CALENDAR.start("day", 20_541) or 0) // SLOT_SECONDS
"""The first slot of 29 March 2026, a day of 23 hours, in the last week of a quarter and of a fiscal year."""


class Fact(NamedTuple):
    indicator: int
    slot: int
    subject: int


def presence() -> Presence:
    return Presence(NEEDED, FOLLOWED, 3, CALENDAR)


def shown(facts: Sequence[tuple[Fact, int]]) -> Shown:
    indicator, slot, _ = (np.array(column, np.int64) for column in zip(*(f for f, _ in facts), strict=True))
    key = np.array([hash_of(fact.indicator, fact.subject) for fact, _ in facts], np.uint64)
    times = np.array([sign for _, sign in facts], np.int64)
    signed = None if (times > 0).all() else times
    return Shown(indicator, CALENDAR.days_of(slot * SLOT_SECONDS), slot, key, signed)


def hash_of(indicator: int, subject: int) -> int:
    """One of them is 0, which tallies keep apart."""
    return (subject * 0x9E3779B97F4A7C15 + indicator * 0xC2B2AE3D27D4EB4F) % (1 << 64)


Cell = tuple[int, str, int]
"""Of a followed indicator: indicator, grain, slot; of another one the bucket."""


def sums(given: Iterable[tuple[int, str, int, int]]) -> dict[Cell, int]:
    found: Counter[Cell] = Counter()
    for indicator, grain, slot, by in given:
        at = slot if indicator in FOLLOWED and grain != "all" else bucket_of(grain, slot)
        found[indicator, grain, at] += by
    return {cell: n for cell, n in found.items() if n}


def bucket_of(grain: str, slot: int) -> int:
    return CALENDAR.buckets.one(cast(Grain, grain), CALENDAR.day(slot * SLOT_SECONDS))


def standing(facts: Iterable[Fact]) -> dict[Cell, int]:
    """Who is first when, from the facts that stand."""
    first: dict[tuple[int, str, int, int], int] = {}
    for fact in facts:
        for grain in NEEDED[fact.indicator]:
            key = fact.indicator, grain, bucket_of(grain, fact.slot), fact.subject
            first[key] = min(fact.slot, first.get(key, fact.slot))
    return sums((indicator, grain, slot, 1) for (indicator, grain, _, _), slot in first.items())


slots = st.builds(
    lambda day, number: FIRST + day * 96 + number,
    st.sampled_from([-300, -90, -28, -5, -1, 0, 0, 0, 1, 2, 3, 7, 40, 280]),
    st.sampled_from([-1, 0, 1, 7, 40, 91, 92, 95]),
)
facts = st.builds(Fact, st.sampled_from([0, 0, 0, 1, 2]), slots, st.integers(0, 3))
batches = st.lists(
    st.tuples(st.lists(facts, max_size=12), st.floats(0, 1), st.sampled_from(["go on", "load"])), max_size=8
)


@settings(deadline=None, max_examples=150)
@given(batches)
def test_what_is_told_adds_up_to_who_stands_first_when(steps: list[tuple[list[Fact], float, str]]) -> None:
    there, known, told = presence(), list[Fact](), Counter[Cell]()
    for came, share, then in steps:
        gone = [fact for n, fact in enumerate(known) if (n * 37 + len(known) * 11) % 100 < share * 60]
        batch = [*((fact, 1) for fact in came), *((fact, -1) for fact in gone)]
        for fact in gone:
            known.remove(fact)
        known += came
        if batch:
            told.update(of(there, batch))
        assert {cell: n for cell, n in told.items() if n} == standing(known)
        if then == "load":
            there = loaded(there)


def of(there: Presence, batch: Sequence[tuple[Fact, int]]) -> dict[Cell, int]:
    found = there.add(shown(batch))
    rows = zip(*(each.tolist() for each in (found.position, found.grains, found.slot, found.by)), strict=True)
    return sums(
        (batch[position][0].indicator, grain, slot, by)
        for position, grains, slot, by in rows
        for number, grain in enumerate(GRAINS)
        if grains >> number & 1
    )


def loaded(there: Presence) -> Presence:
    """The same, made again of its parts."""
    again = presence()
    for bucket, tally in there.parts():
        again.put(bucket, *tally.items(), tally.firsts() if isinstance(tally, Firsts) else np.zeros(0, np.uint16))
    return again


def test_somebody_who_is_new_everywhere_is_told_once_for_all_grains() -> None:
    found = presence().add(shown([(Fact(0, FIRST + 40, subject), 1) for subject in range(1, 200)]))
    assert len(found.position) == 199 and set(found.grains.tolist()) == {255} and set(found.by.tolist()) == {1}


def test_a_later_fact_of_somebody_changes_nothing_and_an_earlier_one_moves_where_he_is_first() -> None:
    there, noon = presence(), FIRST + 48
    there.add(shown([(Fact(0, noon, 1), 1)]))
    assert not len(there.add(shown([(Fact(0, noon + 5, 1), 1)])).position)
    moved = of(there, [(Fact(0, noon - 5, 1), 1)])
    calendar = [grain for grain in GRAINS if grain != "all"]
    assert moved == {(0, grain, at): by for grain in calendar for at, by in ((noon, -1), (noon - 5, 1))}


def test_when_the_first_fact_is_taken_back_the_next_one_of_the_bucket_is_first() -> None:
    there, noon = presence(), FIRST + 48
    there.add(shown([(Fact(0, noon + n, 1), 1) for n in (0, 3, 96, 7 * 96)]))
    gone = of(there, [(Fact(0, noon, 1), -1)])
    assert {at for _, _, at in gone} == {noon, noon + 3} and set(chain(gone.values())) == {1, -1}
    later = defaultdict(set)
    for (_, grain, at), by in of(there, [(Fact(0, noon + 3, 1), -1)]).items():
        later[grain].add((at - noon, by))
    # The 29th is a Sunday, and the next day is in another week; the 31st of March ends month, quarter and fiscal year.
    assert later["day"] == later["week"] == {(3, -1)}
    assert later["month"] == later["year"] == later["fiscal_year"] == {(3, -1), (96, 1)}
