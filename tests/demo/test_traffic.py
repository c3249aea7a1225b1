"""The traffic is seeded, untidy by the shares declared, and otherwise valid."""

import time
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta

import orjson
import pytest
from pydantic import ValidationError

from schemas.events import MODELS
from service.demo.traffic import Arrival, Traffic, TrafficPolicy

SEED = 20261124
END = datetime(2026, 11, 24, 17, tzinfo=UTC)
SPAN = timedelta(days=3)
EVENTS = 40_000


@pytest.fixture(scope="module")
def arrivals() -> list[Arrival]:
    print(f"seed {SEED}")
    return bulk(EVENTS)


def bulk(events: int, seed: int = SEED) -> list[Arrival]:
    return list(Traffic(TrafficPolicy.bulk(seed, END, SPAN, events)).first(events))


def valid(arrivals: list[Arrival]) -> list[tuple[Arrival, datetime]]:
    """The arrivals that the service counts, with their event times."""
    good = []
    for arrival in arrivals:
        try:
            event = orjson.loads(arrival.payload or b"")
            model = MODELS["mail"][event["type"]].model_validate_json(arrival.payload or b"")
            if abs(model.time - END) < timedelta(days=365) and len(arrival.payload or b"") <= 65_536:
                good.append((arrival, model.time))
        except (ValueError, KeyError, TypeError, ValidationError):
            pass
    return good


def test_a_seed_gives_the_same_bytes_and_another_seed_gives_others() -> None:
    assert bulk(3_000) == bulk(3_000)
    assert bulk(3_000) != bulk(3_000, seed=SEED + 1)


def test_the_same_seed_at_another_time_gives_other_ids() -> None:
    def ids(start: datetime) -> set[str]:
        arrivals = Traffic(TrafficPolicy.live(SEED, start, rate=500)).first(2_000)
        return {orjson.loads(arrival.payload or b"")["id"] for arrival, _ in valid(list(arrivals))}

    assert ids(END) == ids(END)
    assert not ids(END) & ids(END + timedelta(seconds=1))


def test_arrivals_come_in_the_order_of_their_times(arrivals: list[Arrival]) -> None:
    times = [arrival.at for arrival in arrivals]
    assert times == sorted(times)


def test_the_declared_share_is_invalid_and_the_rest_is_valid(arrivals: list[Arrival]) -> None:
    assert 1 - len(valid(arrivals)) / len(arrivals) == pytest.approx(0.01, abs=0.003)


@pytest.mark.parametrize("events", [1_000, 20_000])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_bulk_of_events_happened_before_its_end(events: int, seed: int) -> None:
    times = [time for _, time in valid(bulk(events, seed))]
    assert max(times) < END
    assert END - max(times) < SPAN / 2


def test_events_are_out_of_order_and_some_are_hours_late(arrivals: list[Arrival]) -> None:
    ways = [arrival.at - time.timestamp() for arrival, time in valid(arrivals)]
    mail = ways[EVENTS // 300 :]
    late = sum(way > 2 * 3_600 for way in mail) / len(mail)
    assert late == pytest.approx(0.02, abs=0.02)
    newest = sorted(mail)[len(mail) // 2]
    assert 0 < newest < SPAN.total_seconds() / 500


def test_a_share_of_the_records_repeats_an_earlier_one_to_the_byte(arrivals: list[Arrival]) -> None:
    payloads = Counter(arrival.payload for arrival, _ in valid(arrivals))
    repeated = sum(count - 1 for count in payloads.values())
    assert repeated / len(arrivals) == pytest.approx(0.05, abs=0.01)


def test_a_conflict_stands_behind_the_event_it_contradicts_in_the_same_slot(arrivals: list[Arrival]) -> None:
    slots = defaultdict(list)
    for arrival, _ in valid(arrivals):
        slots[orjson.loads(arrival.payload or b"")["id"]].append((arrival.payload, arrival.slot))
    conflicts = 0
    for records in slots.values():
        first, slot = records[0]
        conflicts += any(payload != first for payload, _ in records)
        assert all(b"corrected" in (payload or b"") and at == slot for payload, at in records if payload != first)
    assert conflicts > EVENTS * 0.0003


def test_live_traffic_keeps_its_rate() -> None:
    policy = TrafficPolicy.live(SEED, END, rate=500)
    mail = [arrival for arrival in Traffic(policy).first(16_000) if arrival.at > policy.start.timestamp()]
    seconds = mail[-1].at - mail[2_000].at
    assert (len(mail) - 2_000) / seconds == pytest.approx(500, rel=0.1)


def is_opening(arrival: Arrival) -> bool:
    return b"account_opened" in (arrival.payload or b"")


def test_the_site_has_accounts_from_before_the_start() -> None:
    policy = TrafficPolicy.live(SEED, END, rate=500)
    opened = [time for arrival, time in valid(list(Traffic(policy).first(1_200))) if is_opening(arrival)]
    before = [time for time in opened if time < END - timedelta(days=1)]
    assert len(before) > 0.9 * policy.accounts


def test_more_than_fifty_thousand_events_are_made_in_a_second_of_processor_time() -> None:
    begun = time.process_time()
    bulk(50_000)
    assert time.process_time() - begun < 1
