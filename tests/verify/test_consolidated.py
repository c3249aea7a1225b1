"""The recount of money of all currencies in one: by hand, against the heart, and finding what is wrong."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random

import pytest

from service.machine import Record
from service.settings import Settings
from service.verify.compare import compare_updates
from service.verify.definitions import Definitions
from service.verify.figures import Figures, Key
from service.verify.plan import Plan
from service.verify.recipes import recipes
from service.verify.records import Raw
from tests.kpi.definitions import TOPIC
from tests.kpi.payments import CARRIED, NOON, Told, catalog, corrected, drawn, paid, rate, records, retracted
from tests.kpi.pipeline import Pipeline
from tests.verify.handmade import RawLog, count
from tests.verify.test_pipeline import assert_equal, compared

CATALOG = catalog()
DAY = "2026-11-24"


def plan() -> Plan:
    definitions = Definitions(
        subjects=CATALOG.subjects,
        derivations={},
        tables={},
        sites=(),
        lists={},
        entities={},
        visits={},
        indicators=CATALOG.indicators,
        kpis=CATALOG.kpis,
        models=CARRIED,
    )
    base = Plan.of(Settings(zone="Europe/Paris", fiscal_start=4, future_tolerance=timedelta(days=10)))
    given = tuple(recipes(definitions))
    return replace(base, definitions=definitions, recipes=given, resolution=60, topics={TOPIC: CARRIED})


PLAN = plan()


def raw(told: Sequence[Told], partition: int = 0) -> list[Raw]:
    return [Raw(TOPIC, partition, each.offset, each.timestamp, each.value) for each in records(told)]


def figures(*told: Told) -> dict[Key, Figures]:
    return dict(count(RawLog(NOON, TOPIC, raw(told)), PLAN).recount.figures)


def euros(*told: Told, bucket: str = DAY) -> float | None:
    return figures(*told)[Key("all", (("currency", "EUR"),), "day", bucket)].value


@pytest.mark.parametrize("seed", range(8))
def test_the_heart_says_what_the_recount_says(seed: int) -> None:
    print("seed", seed)
    random = Random(seed)
    told = drawn(random, 60)
    arrivals = [*told, *random.sample(told, 10)]
    random.shuffle(arrivals)
    cut = random.randrange(len(arrivals))
    log = [*raw(arrivals[:cut]), *raw(arrivals[cut:], 1)]
    parts = [[Record(r.offset, r.timestamp, r.value) for r in log if r.partition == p] for p in range(2)]
    pipeline = Pipeline(CATALOG, parts, 3, models=CARRIED)
    pipeline.run(random, 20, faults=0.1)
    # Two partitions may each have brought an id first: which of them counted it is not in the log.
    comparisons = tuple(each for each in compared(pipeline, log, PLAN) if each.what != "accounting")
    assert comparisons[0].compared > 60
    assert_equal(comparisons)
    compared_with = (said.evolution for said in count(RawLog(NOON, TOPIC, log), PLAN).recount.figures.values())
    running = [each for each in compared_with if each and each.running]
    bases = [base.value for each in running for base in (each.previous, each.year_ago) if base]
    print("bases of running periods:", len(bases), "undefined:", bases.count(None))
    assert any(bases)


def moved(random: Random, told: Sequence[Told]) -> list[Told]:
    """What was told, each event with all that corrects it some time ago: mostly in what running periods are compared
    with, days before the cut, on its day, or after it."""
    back: dict[str, timedelta] = {}
    for each in told:
        days = timedelta(days=random.choice((0, 0, 7, 7, 8, 8, 30, 31, 32, 364, 365, 366)))
        ago = back.setdefault(str(each.get("event", each["id"])), days)
        for event in (each, each.get("by", {})):
            event |= {"time": (datetime.fromisoformat(event["time"]) - ago).isoformat()} if event else {}
            if "valid_from" in event:
                event["valid_from"] = (date.fromisoformat(event["valid_from"]) - ago).isoformat()
    return list(told)


@pytest.mark.parametrize("seed", range(20, 28))
def test_running_periods_are_compared_with_the_same_money_as_far_as_it_had_come(seed: int) -> None:
    print("seed", seed)
    random = Random(seed)
    told = [*moved(random, drawn(random, 60)), paid("now", 1, "EUR"), rate("old", "USD EUR", "0.8", "2025-01-01")]
    random.shuffle(told)
    log = raw(told)
    pipeline = Pipeline(CATALOG, [[Record(r.offset, r.timestamp, r.value) for r in log]], 3, models=CARRIED)
    pipeline.run(random, 8, faults=0.1)
    assert_equal(tuple(each for each in compared(pipeline, log, PLAN) if each.what != "accounting"))
    figures = count(RawLog(NOON, TOPIC, log), PLAN).recount.figures
    running = [
        (key.window, said.evolution) for key, said in figures.items() if said.evolution and said.evolution.running
    ]
    bases = [(w, base.value) for w, each in running for base in (each.previous, each.year_ago) if base]
    print(
        "by window:",
        Counter(window for window, value in bases if value),
        "undefined:",
        sum(v is None for _, v in bases),
    )
    assert {"week", "month", "fiscal_year"} & {window for window, value in bases if value}


def test_a_rate_is_valid_from_its_day_on_and_the_latest_told_stands() -> None:
    told = [
        paid("a", 1000, "USD"),
        paid("b", 10, "JPY"),
        rate("r", "USD EUR", "0.9"),
        rate("q", "JPY EUR", "0.006", "2026-01-01"),
    ]
    assert euros(*told) == 906
    assert euros(*told, rate("s", "USD EUR", "0.8", when=NOON + timedelta(hours=1))) == 806
    assert euros(*told, rate("s", "USD EUR", "0.8", when=NOON - timedelta(hours=1))) == 906
    assert euros(*told, corrected("c", rate("r", "USD EUR", "0.8", "2026-11-25"))) is None
    assert euros(*told, retracted("c", "r")) is None


def test_half_a_thousandth_is_rounded_to_the_even_one() -> None:
    told = [rate("r", "USD EUR", "0.5"), paid("a", "0.001", "USD"), paid("b", "0.002", "EUR")]
    assert euros(*told) == 0.002
    assert euros(*told, paid("c", "0.001", "EUR")) == 0.004


def test_a_part_told_as_the_whole_is_found() -> None:
    told = [paid("a", 1000, "USD"), paid("b", 500, "EUR")]
    expected = figures(*told)
    key = Key("all", (("currency", "EUR"),), "day", DAY)
    assert expected[key].value is None
    told_as_whole = expected | {key: replace(expected[key], value=500.0, inputs={"paid_all": 500.0})}
    assert compare_updates(expected, told_as_whole).differing_keys == 1


def test_rates_are_accounted_as_events_are_and_move_the_head() -> None:
    later = NOON + timedelta(days=2)
    made = count(
        RawLog(NOON, TOPIC, raw([rate("r", "USD EUR", "0.9", when=later), rate("r", "USD EUR", "0.9", when=later)])),
        PLAN,
    )
    assert made.recount.accounting[TOPIC, 0] == {"counted": 1, "duplicate": 1}
    assert made.recount.head == later.timestamp() // 60
