"""What the models read from a record is what the hot path packed into it."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from itertools import product
from random import Random
from types import SimpleNamespace
from typing import Any

import msgspec
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from schemas.facts import ABSENT, GRAINS, RETRACTED, Admitted, Changes, Facts, RateTold, Route, ScopeKey, salted
from schemas.journal import StepEntry
from schemas.rates import PARTS
from schemas.records.admitted import AdmittedRecord
from schemas.records.changes import ChangesRecord
from schemas.records.facts import FactsRecord
from schemas.records.journals import JournalRecord
from schemas.records.parts import hexadecimal
from schemas.topics import Topic
from service.kpi.count.additions import Additions
from service.kpi.count.stays import Told
from service.kpi.fact_columns import FactColumns, RouteNames
from service.kpi.ingest.facts_out import FactsOut, Portion
from service.kpi.plans import Slots
from service.machine import Record
from service.stream.journal import Place, snapshot_outputs
from tests.kpi.pipeline import TOPICS, Pipeline
from tests.kpi.test_shuffles import CARRIED, CATALOG, END, STREAMS, stream
from tests.schemas import packing

encode = msgspec.msgpack.encode

WORDS = st.text(min_size=1, max_size=6)
UINT64 = st.integers(0, (1 << 64) - 1)
TICKS = st.integers(0, (1 << 32) - 1)
TIMES = st.integers(0, 1 << 42)
DIMENSIONS = st.dictionaries(WORDS, st.one_of(st.none(), st.booleans(), st.text(max_size=6)), max_size=3)
MEASURES = st.lists(WORDS.filter(lambda name: name not in ("time", "id")), max_size=3, unique=True)
ADDED = st.integers(-(1 << 40), 1 << 40).filter(bool)


@st.composite
def routes(draw: Any) -> Route:
    order = draw(st.sampled_from(((), ("time", "id"))))
    kind = draw(WORDS.filter(lambda name: name != RETRACTED[0]))
    return kind, draw(WORDS), tuple(draw(DIMENSIONS).items()), (*order, *draw(MEASURES))


def told(route: Route, amounts: list[int]) -> dict[str, Any]:
    """What a row says of its route and amounts."""
    kind, role, dimensions, names = route
    given = {name: None if amount == ABSENT else amount for name, amount in zip(names, amounts, strict=True)}
    time, identity = given.pop("time", None), given.pop("id", None)
    at = None if time is None or identity is None else {"time": time, "id": hexadecimal(identity)}
    return {"type": kind, "role": role, "dimensions": dict(dimensions), "at": at, "measures": given}


def amount(name: str) -> st.SearchStrategy[int]:
    """What a measure of this name may be; the lowest int64 is what an event does not give."""
    return {"time": TIMES, "id": UINT64.map(signed)}.get(name, st.integers(ABSENT, -ABSENT - 1))


def signed(number: int) -> int:
    return number - (1 << 64) if number >> 63 else number


Collected = tuple[list[Route], FactsOut, list[tuple[int, dict[str, Any]]]]


@st.composite
def raw_facts(draw: Any) -> Collected:
    """Routes, what ingest collects of some events, and the rows that it means, each with its event's id."""
    table: list[Route] = [RETRACTED, *draw(st.lists(routes(), min_size=1, max_size=4))]
    out, rows, offset = FactsOut(), list[tuple[int, dict[str, Any]]](), 0
    for _ in range(draw(st.integers(0, 5))):
        offset += draw(st.integers(1, 1 << 40))
        identity, content, horizon = draw(UINT64), draw(UINT64), draw(TICKS)
        version = draw(st.none() | st.integers(1, 1 << 63))
        taken_back = [] if version is None else [0]
        for number, index in enumerate((*taken_back, *draw(st.lists(st.integers(1, len(table) - 1), max_size=4)))):
            salt, subject, tick = max(0, number - len(taken_back)), draw(UINT64), draw(TICKS)
            amounts = [signed(identity) if name == "id" else draw(amount(name)) for name in table[index][3]]
            keys = [np.array([each], np.uint64) for each in (subject, identity, content, version or 0)]
            ints = [np.array([each], np.int64) for each in (index, tick, offset, horizon)]
            measures = np.array([amounts], np.int64)
            columns: tuple[Any, ...] = (*ints[:2], *keys[:3], *ints[2:], keys[3], measures)
            out.add(Portion(salt, *columns))
            row = {
                **told(table[index], amounts),
                "tick": tick,
                "subject": hexadecimal(subject),
                "id": hexadecimal(salted(identity, salt)),
                "content": hexadecimal(content),
                "offset": offset,
                "version": hexadecimal(version) if version else None,
                "horizon": horizon,
            }
            rows.append((identity, row))
    return table, out, rows


@given(raw_facts(), st.integers(1, 3), TIMES, TIMES)
def test_the_model_of_facts_says_what_ingest_packed(given: Collected, partitions: int, mark: int, newest: int) -> None:
    table, out, rows = given
    promise = Facts("mail", 3, mark, newest, [], *(b"",) * 6)
    records = dict(out.packed(promise, [encode(route) for route in table], [len(r[3]) for r in table], partitions))
    found = {p: FactsRecord.of(encode(record)) for p, record in records.items()}
    for p in range(partitions):
        mine = [row for identity, row in rows if identity % partitions == p]
        assert ([fact.model_dump() for fact in found[p].facts] if p in found else []) == mine
    assert all((r.topic, r.partition, r.mark, r.newest) == ("mail", 3, mark, newest) for r in found.values())
    assert all(FactsRecord.of(packing.packed(packing.facts(record))) == record for record in found.values())


@given(st.lists(routes(), min_size=1, max_size=4), st.data(), TIMES, TIMES)
def test_the_model_of_admitted_says_what_dedupe_packed(
    table: list[Route], data: st.DataObject, mark: int, newest: int
) -> None:
    names = RouteNames()
    numbers = names.ids([encode(route) for route in table])
    picked = data.draw(st.lists(st.tuples(st.integers(0, len(table) - 1), TICKS, UINT64, st.sampled_from((1, -1)))))
    amounts = [[data.draw(amount(name)) for name in table[i][3]] for i, *_ in picked]
    columns = FactColumns.of(
        numbers[[i for i, *_ in picked]] if picked else np.zeros(0, np.int64),
        np.array([tick for _, tick, _, _ in picked], np.uint32),
        np.array([subject for _, _, subject, _ in picked], np.uint64),
        np.array([amount for row in amounts for amount in row], np.int64),
        names,
    )
    sign = np.array([sign for *_, sign in picked], np.int8)
    taken = sign.tobytes() if (sign < 0).any() else b""
    record = AdmittedRecord.of(encode(Admitted(2, mark, newest, *columns.travelling(names.names), taken)))
    wanted = [
        {**told(table[i], row), "tick": tick, "subject": hexadecimal(subject), "sign": sign}
        for (i, tick, subject, sign), row in zip(picked, amounts, strict=True)
    ]
    assert [fact.model_dump() for fact in record.facts] == wanted
    assert (record.source, record.mark, record.newest) == (2, mark, newest)
    assert AdmittedRecord.of(packing.packed(packing.admitted(record))) == record


INDICATORS = ("opened", "revenue")
INTO = {"revenue": ("EUR",)}
SCOPES: list[dict[str, str]] = [{}, {"campaign": "été"}, {"country": "FR", "currency": "USD"}, {"currency": "EUR"}]
CELLS = [(tuple(sorted(scope.items())), name) for scope, name in product(SCOPES, INDICATORS)]
PLACES = st.sampled_from(range(len(CELLS)))


@given(
    st.dictionaries(st.tuples(PLACES, st.integers(0, 1 << 31)), ADDED, max_size=8),
    st.dictionaries(
        st.tuples(PLACES, st.integers(1, (1 << len(GRAINS)) - 1), st.integers(0, (1 << 27) - 1)), ADDED, max_size=8
    ),
    st.integers(1, 3),
    TIMES,
    st.integers(-1, 1 << 31),
)
def test_the_model_of_changes_says_what_count_packed(
    counted: dict[tuple[int, int], int],
    different: dict[tuple[int, int, int], int],
    partitions: int,
    mark: int,
    head: int,
) -> None:
    slots, additions = Slots(INDICATORS, INTO), Additions()
    slot_of = [slot_in(slots, *cell) for cell in CELLS]
    for (cell, tick), added in counted.items():
        additions.add(*(np.array([n], np.int64) for n in (slot_of[cell], tick, added)))
    for (cell, grains, slot), added in different.items():
        told = Told(np.zeros(1, np.int64), np.array([grains], np.uint8), np.array([slot]), np.array([added]))
        additions.distinct(told, np.array([slot_of[cell]], np.int64))
    nothing = Changes(1, mark, head, [], list(INDICATORS), *(b"",) * 9)
    records = [ChangesRecord.of(encode(each)) for each in additions.changes(slots, partitions, True, nothing).values()]
    assert {(key(row.scope), row.indicator, row.tick): row.added for each in records for row in each.counted} == {
        (*CELLS[cell], tick): added for (cell, tick), added in counted.items()
    }
    assert {
        (key(row.scope), row.indicator, *row.grains, row.slot): row.added for each in records for row in each.different
    } == {(*CELLS[cell], *grains_of(several), slot): added for (cell, several, slot), added in different.items()}
    assert {
        (key(row.scope), row.currency, row.indicator, row.tick): row.added for each in records for row in each.parts
    } == {
        (*put_together(*CELLS[cell]), tick): added for (cell, tick), added in counted.items() if has_parts(*CELLS[cell])
    }
    assert [(each.source, each.mark, each.head, each.rates) for each in records] == [(1, mark, head, [])] * partitions
    assert all(ChangesRecord.of(packing.packed(packing.changes(record))) == record for record in records)


def grains_of(several: int) -> list[str]:
    return [grain for number, grain in enumerate(GRAINS) if several >> number & 1]


def slot_in(slots: Slots, scope: ScopeKey, indicator: str) -> int:
    counted: Any = SimpleNamespace(overall=not scope, by=["+".join(dict(scope))] if scope else [])
    (slot,) = slots.of(INDICATORS.index(indicator), counted, dict(scope))
    return slot


def has_parts(scope: ScopeKey, indicator: str) -> bool:
    return indicator in INTO and "currency" in dict(scope)


def put_together(scope: ScopeKey, indicator: str) -> tuple[ScopeKey, str, str]:
    return key(dict(scope) | {"currency": "EUR"}), dict(scope)["currency"], indicator


def key(scope: dict[str, str]) -> ScopeKey:
    return tuple(sorted(scope.items()))


def days(day: date) -> int:
    return (day - date(1970, 1, 1)).days


@given(
    st.sampled_from(["EUR", "JPY"]),
    st.integers(-9999, 99_999),
    TIMES,
    UINT64,
    st.integers(1, 10**18 - 1),
    st.sampled_from([1, -1]),
)
def test_the_model_of_changes_says_which_rate_was_told(
    source: str, day: int, time: int, identity: int, rate: int, sign: int
) -> None:
    wire = Changes(
        0, 0, 0, [], [], *(b"",) * 9, rates=[RateTold(source, "USD", day, (time, signed(identity)), rate, sign)]
    )
    (told,) = ChangesRecord.of(encode(wire)).rates
    assert (told.source, told.target, days(told.day), told.sign) == (source, "USD", day, sign)
    assert told.at.model_dump() == {"time": time, "id": hexadecimal(identity)} and Fraction(told.rate) * PARTS == rate


def test_every_record_of_every_family_fits_its_model() -> None:
    print("seeds", *range(STREAMS))
    logs = [log for seed in range(STREAMS) for log in logs_of(seed)]
    facts = [fact for topic, value in logs if topic == TOPICS.facts for fact in FactsRecord.of(value).facts]
    admitted = [fact for topic, value in logs if topic == TOPICS.admitted for fact in AdmittedRecord.of(value).facts]
    changes = [ChangesRecord.of(value) for topic, value in logs if topic == TOPICS.changes]
    assert len(facts) > 500 and {fact.version is None for fact in facts} == {True, False}
    assert {fact.type for fact in admitted} == {fact.type for fact in facts} - {RETRACTED[0]}
    assert {fact.sign for fact in admitted} == {1, -1}
    assert all(any(parts) for parts in zip(*((c.counted, c.different, c.parts, c.rates) for c in changes), strict=True))


def logs_of(seed: int) -> Iterator[tuple[Topic, bytes | None]]:
    """What the machines wrote on a mixed stream of all families, with corrections and exchange rates."""
    raw = [Record(n, int(END.timestamp() * 1000), payload) for n, payload in enumerate(stream(seed))]
    pipeline = Pipeline(CATALOG, [raw[::2], raw[1::2]], 2, models=CARRIED)
    pipeline.run(Random(seed), 20)
    for topic in (TOPICS.facts, TOPICS.admitted, TOPICS.changes):
        yield from ((topic, record.value) for p in range(2) for record in pipeline.logs[topic.name, p])


def test_the_model_of_a_journal_says_what_a_lane_wrote() -> None:
    place = Place("journal", 0)
    outputs = [place.output(StepEntry(3, 7, "defs", b"12345")), *snapshot_outputs(place, 7, "defs", [b"123", b""])]
    told = [JournalRecord.of(output.value).model_dump() for output in outputs]
    assert told == [
        {"kind": "step", "start": 3, "upto": 7, "fingerprint": "defs", "bytes": 5},
        {"kind": "part", "bytes": 3},
        {"kind": "part", "bytes": 0},
        {"kind": "snapshot", "upto": 7, "fingerprint": "defs", "parts": 2},
    ]
