"""The bench's input is what it says it is."""

import json
from collections import Counter
from itertools import pairwise

from bench.events import TYPES, Traffic, events
from schemas.events import MODELS

TRAFFIC = Traffic(count=6_000, start_ms=1_800_000_000_000, seed=7)


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others() -> None:
    first = [event.value for event in events(TRAFFIC)]
    assert first == [event.value for event in events(TRAFFIC)]
    assert first != [event.value for event in events(Traffic(6_000, TRAFFIC.start_ms, seed=8))]


def test_every_event_is_one_that_vigie_accepts_and_says_what_its_record_says() -> None:
    for event in events(TRAFFIC):
        model = MODELS["mail"][event.type].model_validate_json(event.value)
        raw = json.loads(event.value)
        assert (raw["campaign"], raw["recipient"]) == (event.campaign, event.recipient)
        assert round(model.time.timestamp() * 1000) == event.time_ms


def test_six_types_come_about_equally_often_and_every_id_once() -> None:
    sent = list(events(TRAFFIC))
    shares = Counter(event.type for event in sent)
    assert set(shares) == set(TYPES)
    assert min(shares.values()) > 0.85 * len(sent) / len(TYPES)
    assert len({json.loads(event.value)["id"] for event in sent}) == len(sent)


def test_events_are_out_of_order_by_seconds_and_stay_in_their_span() -> None:
    times = [event.time_ms for event in events(TRAFFIC)]
    behind = max(earlier - later for earlier, later in pairwise(times))
    assert 1_000 < behind < TRAFFIC.disorder_ms
    assert TRAFFIC.start_ms <= min(times)
    assert max(times) < TRAFFIC.end_ms
