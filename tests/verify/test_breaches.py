"""The transitions that the heart tells against the recount's own reading of the contract, on random mixed logs."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

import duckdb
import orjson
import pytest

from schemas.breaches import Breach
from schemas.definitions import Kpi
from service.verify.breaches import compare_breaches
from service.verify.compare import Comparison
from service.verify.plan import Plan
from service.verify.recipes import recipes
from service.verify.records import Raw
from service.verify.recount import Recount
from service.verify.transitions import Transitions
from tests.kpi.definitions import TOPIC
from tests.verify.corrected import log
from tests.verify.handmade import RawLog, count
from tests.verify.streams import stream
from tests.verify.test_oracle import NOW
from tests.verify.test_pipeline import PLAN, STRICT, assert_equal, compared, run

OBJECTIVES: dict[str, dict[str, Any]] = {
    "opened": {"at_least": 40, "over": ("day", "month"), "pace": True, "business_days": True, "holidays": "FR"},
    "closed": {"at_most": 1, "limit": 3, "over": ("1h", "each_10m", "day", "all")},
    "returns": {"between": (1.0, 6.0), "over": ("1h", "day", "week")},
    "walks": {"at_least": 3, "over": ("1h", "day"), "hold": "30m", "recover": "1h"},
    "open_now": {"at_most": 2, "over": ("day", "all"), "scopes": "overall"},
    "returns_first": {"at_least": 20, "over": ("day", "week"), "where": {"shop": "north"}, "pace": True},
    "worth_total": {
        "at_most": 0.04,
        "over": ("day", "week", "all"),
        "minimum_sample": 2,
        "sample": ("made_total",),
    },
    "score": {"at_least": 0.5, "over": ("day",), "recover": "10m"},
}
SCORE = "weighted(min(1, attainment(returns_first)): 1, attainment(opened): 2)"
SEEDS = range(300, 306)


def steered(plan: Plan) -> Plan:
    """The same KPIs with objectives of every kind, and a score of two of them."""
    kpis = dict(plan.definitions.kpis)
    kpis["score"] = Kpi.model_validate(kpis["returns_first"].model_dump() | {"formula": SCORE, "unit": "score"})
    for name, objective in OBJECTIVES.items():
        given = kpis[name].model_dump() | {"objective": objective | {"severity": "warning"}}
        kpis[name] = Kpi.model_validate(given)
    definitions = replace(plan.definitions, kpis=kpis)
    return replace(plan, definitions=definitions, recipes=tuple(recipes(definitions)))


STEERED, STEERED_STRICT = steered(PLAN), steered(STRICT)


def lived(seed: int, events: int) -> list[Raw]:
    """A stream nearly in the order of its time, so that the head passes through all of it."""
    random, sent = Random(seed), RawLog(NOW, TOPIC)
    for event in sorted(stream(seed, events), key=lambda each: _about(each["time"], random)):
        sent.send(event, partition=random.randrange(3))
    return sent.records


def _about(time: str, random: Random) -> datetime:
    return datetime.fromisoformat(time) + timedelta(minutes=random.randrange(120))


TOLD = Counter[str]()


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_told_of_breaches_holds_together_whatever_the_order_and_the_faults(seed: int) -> None:
    print("seed", seed)
    strict = bool(seed % 2)
    records, plan = (log(seed), STEERED_STRICT) if strict else (lived(seed, 160), STEERED)
    pipeline = run(records, seed, strict, faults=0.05, plan=plan)
    comparisons = compared(pipeline, records, plan)
    TOLD.update(Breach.model_validate_json(value).kpi for _, value in pipeline.breaches)
    assert comparisons[2].compared > len(pipeline.breaches) > 10
    assert_equal(comparisons)


def test_every_kind_of_objective_was_in_breach() -> None:
    if not TOLD:
        pytest.skip("runs after the one before it, in the same process")
    assert set(TOLD) >= set(OBJECTIVES), TOLD


LIVED = lived(7, 200)


@pytest.fixture(scope="module")
def told() -> list[tuple[bytes, bytes]]:
    return run(LIVED, 7, plan=STEERED).breaches


@pytest.fixture(scope="module")
def recounted() -> Recount:
    return count(RawLog(NOW, TOPIC, LIVED), STEERED).recount


def verdict(found: Recount, records: list[tuple[bytes, bytes]], whole: bool = True) -> Comparison:
    transitions = Transitions()
    for key, value in records:
        transitions.add(key, value)
    with duckdb.connect(config={"threads": 1}) as db:
        return compare_breaches(db, STEERED, found, transitions, whole)


def spoilt(told: list[tuple[bytes, bytes]], kind: str, **changed: Any) -> list[tuple[bytes, bytes]]:
    """The first record of a kind that counted something, with fields changed."""
    at = next(n for n, (_, value) in enumerate(told) if (it := orjson.loads(value))["kind"] == kind and it["inputs"])
    key, value = told[at]
    return [*told[:at], (key, orjson.dumps(orjson.loads(value) | changed)), *told[at + 1 :]]


@pytest.mark.parametrize(
    ("kind", "changed", "field"),
    [
        ("breach", {"value": 99.5}, "value"),
        ("breach", {"unit": "seconds"}, "unit"),
        ("breach", {"bucket": "2026-01-01"}, "bucket"),
        ("breach", {"previous": "breached"}, "previous"),
        ("breach", {"revision": 10_000_000}, "revision"),
        ("recovery", {"state": "breached"}, "state"),
        ("recovery", {"previous": "met"}, "previous"),
    ],
)
def test_a_field_that_is_wrong_is_found(
    told: list[tuple[bytes, bytes]], recounted: Recount, kind: str, changed: dict[str, Any], field: str
) -> None:
    assert verdict(recounted, told).equal
    assert field in {difference.field for difference in verdict(recounted, spoilt(told, kind, **changed)).differing}


def test_a_transition_told_twice_is_found(told: list[tuple[bytes, bytes]], recounted: Recount) -> None:
    assert {"kind", "revision"} <= {each.field for each in verdict(recounted, [*told, told[-1]]).differing}


def test_a_transition_that_was_lost_is_found(told: list[tuple[bytes, bytes]], recounted: Recount) -> None:
    assert not verdict(recounted, told[1:]).equal
    assert not verdict(recounted, told[:-1]).equal


def test_what_is_in_breach_now_and_was_never_told_is_missing(recounted: Recount) -> None:
    found = verdict(recounted, [])
    assert found.missing and not found.differing and not found.extra


def test_a_log_whose_beginning_has_expired_may_begin_with_a_recovery(
    told: list[tuple[bytes, bytes]], recounted: Recount
) -> None:
    first = told[0][0]
    later = [n for n, (key, _) in enumerate(told) if key == first][1]
    rest = [record for n, record in enumerate(told) if n >= later or record[0] != first]
    assert not verdict(recounted, rest).equal
    assert verdict(recounted, rest, whole=False).equal


def test_a_record_that_is_no_transition_is_found(told: list[tuple[bytes, bytes]], recounted: Recount) -> None:
    assert [each.found for each in verdict(recounted, [*told, (b"{}", b"{}")]).differing] == ["not readable"]
