"""Whatever the order of arrival, what is published in the end is the same: all families, the shipped catalog.

Ten streams: late events, duplicates, corrections before and after what they correct, and several raw partitions. Ten
shuffles of each, or as many as `SHUFFLES` says (`make shuffles`: a hundred). Over a million values are compared.
"""

import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import islice
from random import Random
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.events import MODELS
from schemas.rates import RATE_SET
from service.catalog import load
from service.demo.scenarios import SCENARIOS
from service.demo.traffic import Traffic, TrafficPolicy
from service.machine import Record
from tests.kpi.pipeline import Pipeline

END = datetime(2026, 11, 24, tzinfo=UTC)
STREAMS, SHUFFLES = 10, int(os.environ.get("SHUFFLES", "10"))
WANTED = 1_000_000
CATALOG = load()
CARRIED = {kind: model for models in MODELS.values() for kind, model in models.items()}
BONDS = ("order", "opportunity", "complaint", "request", "visitor", "lead", "dispute", "recipient")
"""Fields by which events belong together: alone, few of them would meet."""

Values = dict[bytes, dict[str, Any]]


@cache
def stream(seed: int) -> tuple[bytes, ...]:
    """Some control events, the events they mean, what belongs to those, exchange rates, and others; by event time."""
    arrivals = islice(Traffic(TrafficPolicy.bulk(seed, END, timedelta(days=3), 4_000, SCENARIOS["refund-wave"])), 9_000)
    events = _first_of_each_id(arrival.payload for arrival in arrivals if arrival.payload)
    draw = Random(seed)
    controls = [event for event in events.values() if "event" in event and event["event"] in events]
    chosen = {event["id"]: event for event in draw.sample(controls, 8)}
    rates = sorted((e for e in events.values() if e["type"] == RATE_SET), key=lambda rate: str(rate["valid_from"]))
    chosen |= {rate["id"]: rate for rate in rates[seed % 4 * 2 :]}  # those of the first days are lacking in some
    chosen |= {control["id"]: control for control in controls if control["event"] in chosen}
    chosen |= {event["event"]: events[event["event"]] for event in list(chosen.values()) if "event" in event}
    bonds = {(name, event[name]) for event in chosen.values() for name in BONDS if event.get(name)}
    related = [e for e in events.values() if any((name, e.get(name)) in bonds for name in BONDS)]
    chosen |= {event["id"]: event for event in (*related[:40], *draw.sample(list(events.values()), 30))}
    return tuple(orjson.dumps(event) for event in sorted(chosen.values(), key=lambda event: event["time"]))


def _first_of_each_id(payloads: Any) -> dict[str, dict[str, Any]]:
    events: dict[str, dict[str, Any]] = {}
    for payload in payloads:
        try:
            event = orjson.loads(payload)
        except orjson.JSONDecodeError:
            continue
        if isinstance(event, dict) and isinstance(event.get("id"), str) and isinstance(event.get("time"), str):
            events.setdefault(event["id"], event)
    return events


def final(payloads: Sequence[bytes], draw: Random, partitions: int) -> Values:
    """What is published in the end of events that arrive in this order."""
    stamp = int(END.timestamp() * 1000)
    raw: list[list[Record]] = [[] for _ in range(partitions)]
    for payload in payloads:
        mine = draw.choice(raw)
        mine.append(Record(len(mine), stamp, payload))
    pipeline = Pipeline(CATALOG, raw, draw.randint(1, 3), models=CARRIED)
    pipeline.run(draw, draw.choice((7, 30, 200)))
    last = {key: value for _, key, value in pipeline.published}
    return {key: _told(value) for key, value in last.items() if value is not None}


def _told(value: bytes) -> dict[str, Any]:
    """An update without what says when it was published; what rolls also says where its window then was."""
    update: dict[str, Any] = orjson.loads(value)
    passing = {"revision", "as_of", "status"} | ({"start", "end"} if update["window"][0].isdigit() else set())
    return {name: told for name, told in update.items() if name not in passing}


@cache
def in_order(seed: int) -> Values:
    """What the stream says when it comes sorted, once, through one partition."""
    return final(stream(seed), Random(0), 1)


def test_the_shuffles_compare_more_than_a_million_values() -> None:
    values = sum(4 + len(update["inputs"]) for seed in range(STREAMS) for update in in_order(seed).values())
    print(f"{values * SHUFFLES:,} values compared")
    assert values * SHUFFLES > WANTED


def test_the_streams_put_money_together_and_lack_a_rate_here_and_there() -> None:
    told = [update for seed in range(STREAMS) for update in in_order(seed).values()]
    together = [each["value"] for each in told if each["kpi"].endswith("_consolidated")]
    print(len(together), "values of consolidated KPIs, undefined:", together.count(None))
    assert 0 < together.count(None) < len(together) / 2


@pytest.mark.parametrize("seed", range(STREAMS))
def test_no_order_of_arrival_changes_what_is_published_in_the_end(seed: int) -> None:
    @settings(max_examples=SHUFFLES, deadline=None)
    @given(st.integers(0, 2**32))
    def shuffled(order: int) -> None:
        draw = Random(order)
        payloads = [*stream(seed), *draw.sample(stream(seed), 5)]
        draw.shuffle(payloads)
        assert final(payloads, draw, draw.randint(1, 3)) == in_order(seed)

    shuffled()
