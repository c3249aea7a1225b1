"""Money of all currencies in one: at the rate of its day or not at all, whatever the order."""

from collections.abc import Sequence
from datetime import timedelta
from math import isclose
from random import Random

import pytest

from schemas.updates import Update
from tests.kpi import definitions
from tests.kpi.definitions import TOPIC
from tests.kpi.payments import (
    CARRIED,
    NOON,
    Place,
    Standing,
    Told,
    catalog,
    corrected,
    drawn,
    paid,
    rate,
    records,
    retracted,
)
from tests.kpi.pipeline import TOPICS, Pipeline

CATALOG = catalog()
SEEDS = range(12)


def pipeline_of(told: Sequence[Told], partitions: int = 3) -> Pipeline:
    return Pipeline(CATALOG, [records(told)], partitions, models=CARRIED)


def published(pipeline: Pipeline) -> dict[Place, Update]:
    return {_place(update): update for update in pipeline.last().values()}


def _place(update: Update) -> Place:
    return update.kpi, update.scope["currency"], update.scope.get("shop", ""), update.window, update.bucket


def values(told: Sequence[Told]) -> dict[Place, float | None]:
    pipeline = pipeline_of(told)
    pipeline.run(Random(0), 100)
    return {place: update.value for place, update in published(pipeline).items()}


def same(a: float | None, b: float | None) -> bool:
    return a is b if a is None or b is None else isclose(a, b, rel_tol=1e-12)


def euros(*told: Told, window: str = "day", bucket: str = "2026-11-24", currency: str = "EUR") -> float | None:
    return values(told)["all", currency, "", window, bucket]


@pytest.mark.parametrize("seed", SEEDS)
def test_any_order_any_steps_and_any_faults_leave_what_stands(seed: int) -> None:
    print("seed", seed)
    random = Random(seed)
    told = drawn(random, 45)
    wanted = Standing.of(told).values()
    for _ in range(2):
        arrivals = [*told, *random.sample(told, 10)]
        random.shuffle(arrivals)
        cut = random.randrange(len(arrivals))
        raw = [records(arrivals[:cut]), records(arrivals[cut:])]
        pipeline = Pipeline(CATALOG, raw, random.randint(1, 4), models=CARRIED)
        pipeline.run(random, random.choice((3, 8, 40)), faults=random.choice((0.0, 0.15)))
        found = {place: update.value for place, update in published(pipeline).items()}
        assert found.keys() == wanted.keys()
        assert {p: (found[p], wanted[p]) for p in wanted if not same(found[p], wanted[p])} == {}


def test_what_the_seeds_draw_is_defined_here_and_undefined_there() -> None:
    drawn_values = [value for seed in SEEDS for value in Standing.of(drawn(Random(seed), 45)).values().values()]
    undefined = drawn_values.count(None)
    assert 100 < undefined < len(drawn_values) - 100


def test_every_amount_counts_at_the_rate_of_its_day() -> None:
    told = [
        paid("a", 1000, "USD"),
        paid("b", 1000, "USD", NOON - timedelta(days=1)),
        paid("c", 500, "EUR"),
        rate("r", "USD EUR", "0.9"),
        rate("q", "USD EUR", "0.8", "2026-11-20"),
    ]
    assert euros(*told) == 1400
    assert euros(*told, bucket="2026-11-23") == 800
    assert euros(*told, window="all", bucket="") == 2200


def test_without_a_rate_the_whole_is_undefined_and_never_a_part_or_one_to_one() -> None:
    told = [paid("a", 1000, "USD"), paid("b", 500, "EUR"), rate("r", "USD EUR", "0.9", "2026-11-25")]
    assert euros(*told) is None
    assert values(told)["share", "EUR", "", "day", "2026-11-24"] is None
    assert euros(told[1]) == 500


def test_no_rate_is_made_of_its_inverse_or_by_a_third_currency() -> None:
    assert euros(paid("a", 1000, "USD"), rate("r", "EUR USD", "1.1")) is None
    assert euros(paid("a", 1000, "USD"), rate("r", "USD JPY", "150"), rate("q", "JPY EUR", "0.006")) is None


def test_a_rate_is_of_major_units_and_a_yen_has_no_cents() -> None:
    assert euros(paid("a", 1000, "JPY"), rate("r", "JPY EUR", "0.006")) == 600
    assert euros(paid("a", 1000, "EUR"), rate("r", "EUR JPY", "160"), currency="JPY") == 1600
    assert euros(paid("a", 1000, "TND"), rate("r", "TND EUR", "0.3")) == 30


def test_the_sum_is_rounded_once_and_half_even() -> None:
    """Each of the parts is half a thousandth of a cent: one is rounded down, three are one and a half, and are two."""
    rates = [rate("r", "USD EUR", "0.5"), rate("q", "TND EUR", "5"), rate("s", "JPY EUR", "0.005")]
    least = [paid("a", "0.001", "USD"), paid("b", "0.001", "TND"), paid("c", "0.001", "JPY")]
    assert euros(least[0], *rates) == 0
    assert euros(*least[:2], *rates) == 0.001
    assert euros(*least, *rates) == 0.002


def test_a_later_rate_defines_past_windows_anew_with_a_higher_revision() -> None:
    pipeline = pipeline_of([paid("a", 1000, "USD", NOON - timedelta(days=3)), paid("b", 1, "EUR")])
    pipeline.run(Random(0), 100)
    before = published(pipeline)
    pipeline.logs[TOPIC, 0].extend(records([rate("r", "USD EUR", "0.9", "2026-11-01")]))
    pipeline.run(Random(0), 100)
    after, past = published(pipeline), ("all", "EUR", "", "day", "2026-11-21")
    assert (before[past].value, after[past].value) == (None, 900)
    assert after[past].revision > before[past].revision
    untouched = ("all", "EUR", "", "day", "2026-11-24")
    assert after[untouched].revision == before[untouched].revision


def test_of_two_rates_for_a_day_the_later_told_stands_whichever_came_first() -> None:
    money = paid("a", 1000, "USD")
    early = rate("r", "USD EUR", "0.9", when=NOON - timedelta(hours=3))
    late = rate("q", "USD EUR", "0.8", when=NOON)
    assert euros(money, early, late) == euros(money, late, early) == 800
    assert euros(money, early, late, retracted("c", "q")) == 900


def test_a_retracted_rate_leaves_the_one_before_it_or_none() -> None:
    told = [paid("a", 1000, "USD"), rate("r", "USD EUR", "0.9"), rate("q", "USD EUR", "0.5", "2026-11-02")]
    assert euros(*told, retracted("c", "r")) == 500
    assert euros(*told, retracted("c", "r"), retracted("d", "q")) is None


def test_a_rate_is_corrected_in_its_worth_its_day_or_its_currencies() -> None:
    told = [paid("a", 1000, "USD"), paid("b", 1000, "USD", NOON - timedelta(days=1)), rate("r", "USD EUR", "0.9")]
    assert euros(*told, corrected("c", rate("r", "USD EUR", "0.7"))) == 700
    assert euros(*told, bucket="2026-11-23") is None
    assert euros(*told, corrected("c", rate("r", "USD EUR", "0.9", "2026-11-23")), bucket="2026-11-23") == 900
    assert euros(*told, corrected("c", rate("r", "USD JPY", "150"))) is None


def test_what_comes_back_to_nothing_is_gone_and_what_sums_up_to_nothing_is_there() -> None:
    back = [paid("a", 1000, "USD"), rate("r", "USD EUR", "0.5"), retracted("c", "a")]
    assert ("all", "EUR", "", "day", "2026-11-24") not in values(back)
    assert euros(paid("a", 1000, "USD"), paid("b", -500, "EUR"), rate("r", "USD EUR", "0.5")) == 0
    returned = [paid("a", 1000, "USD"), paid("b", -1000, "USD")]
    assert ("all", "EUR", "", "day", "2026-11-24") not in values(returned)


def test_money_without_a_currency_is_nowhere() -> None:
    assert euros(paid("a", 1000, None), paid("b", 5, "EUR")) == 5


def test_a_value_that_no_64_bits_hold_is_undefined() -> None:
    told = [paid("a", 9_999_999_999_999, "TND"), rate("r", "TND JPY", "9999999")]
    assert euros(*told, currency="JPY") is None
    assert euros(*told, rate("q", "TND JPY", "1", when=NOON + timedelta(hours=1)), currency="JPY") == 9_999_999_999.999


def before(told: Sequence[Told], window: str = "day", bucket: str = "2026-11-24") -> float | None:
    """What the sum in euros is compared with in the period before."""
    pipeline = pipeline_of(told)
    pipeline.run(Random(0), 3)
    evolution = published(pipeline)["all", "EUR", "", window, bucket].evolution
    assert evolution and evolution.previous
    assert evolution.running == (bucket not in ("2026-11-23", "2026-W47"))
    return evolution.previous.value


HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SEVERAL_DAYS = [
    paid("a", 1000, "USD", NOON - 2 * DAY),
    paid("b", 1000, "USD", NOON - DAY - HOUR),
    paid("c", 3000, "EUR", NOON - DAY + HOUR),
    paid("d", 50, "EUR"),
]
RATES = [rate("r", "USD EUR", "0.5", "2026-11-01"), rate("q", "USD EUR", "0.25", "2026-11-23")]


def test_consolidated_money_of_a_running_day_is_compared_with_what_had_come_the_day_before() -> None:
    assert before([*SEVERAL_DAYS, *RATES]) == 250
    assert before([*SEVERAL_DAYS, *RATES], bucket="2026-11-23") == 500


def test_at_a_cut_each_day_has_its_own_rate() -> None:
    """Of the week before, all up to Tuesday noon: a Monday at one rate, and half a Tuesday at another."""
    earlier = [paid(f"w{n}", 1000, "USD", NOON - 7 * DAY + when) for n, when in enumerate((-DAY, -HOUR, HOUR))]
    rates = [rate("r", "USD EUR", "0.5", "2026-11-01"), rate("q", "USD EUR", "0.25", "2026-11-17")]
    assert before([*earlier, paid("d", 50, "EUR"), *rates], "week", "2026-W48") == 750


def test_at_a_cut_money_without_a_rate_is_undefined_until_there_is_one() -> None:
    """What comes after the cut lacks nothing yet."""
    assert before(SEVERAL_DAYS) is None
    late = [paid("a", 1000, "EUR", NOON - DAY - HOUR), paid("b", 1, "USD", NOON - DAY + HOUR), paid("c", 50, "EUR")]
    assert before(late) == 1000
    gone_by_night = [*late, paid("x", 7, "USD", NOON - DAY - HOUR), paid("y", -7, "USD", NOON - DAY + HOUR)]
    assert before(gone_by_night) is None
    assert before([*gone_by_night, rate("r", "USD EUR", "0.5", "2026-11-01")]) == 1003.5


def test_rates_reach_every_partition_and_are_in_its_snapshot() -> None:
    told = [rate("r", "USD EUR", "0.5"), *(paid(f"p{n}", 1000, "USD", shop=f"shop {n}") for n in range(12))]
    pipeline = pipeline_of(told, partitions=5)
    pipeline.run(Random(0), 100)
    wanted = {place: update.value for place, update in published(pipeline).items()}
    assert {wanted["all", "EUR", f"shop {n}", "day", "2026-11-24"] for n in range(12)} == {500}
    for (topic, _), lane in pipeline.lanes.items():
        if topic == TOPICS.changes.name:
            lane.keep()
            lane.restart()
    pipeline.logs[TOPIC, 0].extend(records([paid(f"q{n}", 10, "USD", shop=f"shop {n}") for n in range(12)]))
    pipeline.run(Random(1), 100)
    after = published(pipeline)
    assert {after["all", "EUR", f"shop {n}", "day", "2026-11-24"].value for n in range(12)} == {505}


def test_a_catalog_that_consolidates_nothing_ignores_rates() -> None:
    pipeline = Pipeline(definitions.catalog(), [records([rate("r", "USD EUR", "0.9")])], 1)
    pipeline.run(Random(0), 10)
    (ingest,) = pipeline.machines(TOPIC)
    assert (ingest.outcomes.read, ingest.outcomes.ignored) == (1, 1)
