"""Workers that have no room for all scopes, against the recount: every kind of counting, and what must be found."""

import asyncio
import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import islice
from random import Random
from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from service import names
from service.sinks.metrics import WorkerCollector
from service.sinks.scrape import Scrape, ScrapePolicy
from service.verify.compare import Comparison
from service.verify.metrics import compare_metrics
from service.verify.recount import Recount
from service.verify.scrape import Scraped
from service.verify.transitions import Steered
from tests.kpi.definitions import TOPIC
from tests.kpi.pipeline import TOPICS
from tests.sinks.crowded import scraped
from tests.sinks.test_collector import lane
from tests.verify.handmade import RawLog, count
from tests.verify.test_oracle import NOW
from tests.verify.test_pipeline import PLAN, catalog, run, spread

PARTITIONS = 3


@cache
def told(seed: int) -> tuple[Recount, Sequence[Any]]:
    """The recount of a stream, and the compose machines that folded it."""
    records = spread(seed, 120)
    machines = run(records, seed, faults=0).machines(TOPICS.changes.name)
    return count(RawLog(NOW, TOPIC, records), PLAN, ()).recount, machines


def exposition(machines: Sequence[Any], series: int) -> str:
    """What a worker with some of the partitions shows."""
    lanes, registry = [lane(TOPICS.changes.name, 0, machine) for machine in machines], CollectorRegistry()
    registry.register(WorkerCollector(lanes, catalog()))
    return asyncio.run(Scrape(ScrapePolicy(series, PARTITIONS), lanes, catalog(), registry)()).decode()


@cache
def breached(seed: int) -> frozenset[Steered]:
    """What is in breach, as the machines say where there is room for all of it."""
    every = scraped(exposition(told(seed)[1], 1_000).encode())
    states = [dict(labels) for (name, labels), value in every.items() if name == names.OBJECTIVE_BREACHED and value]
    ours = (names.KPI, names.WINDOW, names.SEVERITY)
    scopes = [tuple(sorted((name, value) for name, value in each.items() if name not in ours)) for each in states]
    return frozenset((each[names.KPI], scope, each[names.WINDOW]) for each, scope in zip(states, scopes, strict=True))


def compared(seed: int, *texts: str) -> Comparison:
    found = Scraped()
    for text in texts:
        found.add(text)
    return compare_metrics(told(seed)[0], PLAN.definitions, PLAN.resolution, found, breached(seed))


@pytest.mark.parametrize("series", [2, 3, 4, 1_000])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_what_a_worker_shows_with_little_room_is_what_the_recount_says(seed: int, series: int) -> None:
    _, machines = told(seed)
    text = exposition(machines, series)
    assert ('rest="true"' in text) == (series < 1_000)
    comparison = compared(seed, text)
    assert comparison == Comparison("metrics", comparison.compared) and comparison.compared > 200


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_so_it_is_with_several_workers_whose_rests_add_up(seed: int) -> None:
    _, machines = told(seed)
    workers = exposition(machines[:2], 1), exposition(machines[2:], 1)
    assert all('rest="true"' in text for text in workers)
    comparison = compared(seed, *workers)
    assert comparison == Comparison("metrics", comparison.compared) and comparison.compared > 200


def spoilt(metric: str, text: str) -> Iterator[str]:
    """The text with one series of a rest that says one more, each in turn, in a seeded order."""
    rests = re.findall(rf'^(vigie_{metric}{{.*rest="true"}}) (.*)$', text, re.MULTILINE)
    for series, value in Random(1).sample(rests, len(rests)):
        yield text.replace(f"{series} {value}\n", f"{series} {float(value) + 1}\n")


@pytest.mark.parametrize("metric", ["indicator_value", "rest_scopes", "rest_breached_scopes"])
def test_a_rest_that_is_off_by_one_differs(metric: str) -> None:
    _, machines = told(0)
    found = [compared(0, text) for text in islice(spoilt(metric, exposition(machines, 2)), 6)]
    assert len(found) == 6 and not any(each.equal for each in found)


def test_breaches_that_there_is_no_room_for_are_counted_in_the_rest() -> None:
    _, machines = told(0)
    hidden = re.findall(
        r'^vigie_rest_breached_scopes{kpi="made_total",.*} (.*)$', exposition(machines, 2), re.MULTILINE
    )
    assert len(hidden) >= 6 and max(map(float, hidden)) > 0


# Values that are made of attainments, and of several workers' levels, are not computed again.
@pytest.mark.parametrize("metric", ["kpi_value", "indicator_value", "rest_scopes"])
@pytest.mark.parametrize("first", [2, PARTITIONS])
def test_so_does_a_value_and_what_one_of_several_workers_says(metric: str, first: int) -> None:
    _, machines = told(0)
    one, other = exposition(machines[:first], 1), exposition(machines[first:], 1)
    assert any(not compared(0, text, other).equal for text in spoilt(metric, one))


def test_a_scope_that_is_neither_shown_nor_added_up_is_missed() -> None:
    _, machines = told(0)
    text = exposition(machines, 3)
    shown = next(re.finditer(r'shop="([^"]*)"', re.sub(r'.*shop="other".*', "", text)))[1]
    assert not compared(0, re.sub(rf'^.*shop="{re.escape(shown)}".*\n', "", text, flags=re.MULTILINE)).equal


def test_a_rest_of_something_that_has_none_is_extra() -> None:
    _, machines = told(0)
    text = exposition(machines, 1_000)
    stray = 'vigie_indicator_value{indicator="made",window="day",shop="other",rest="true"} 1\n'
    assert not compared(0, text + stray).equal
