"""The streams of the families are the demo's own events, in order, and a smaller one begins a larger one."""

import json
from collections import Counter, defaultdict
from datetime import UTC, datetime

import pytest

from bench.cluster import BATCH, PARTITIONS
from bench.streams import CAMPAIGN, FULL, MIXED, SPAN, STORIES, STREAMS, arrivals, batches
from schemas.events import MODELS
from service.demo.traffic import Traffic, TrafficPolicy

END = datetime(2026, 11, 24, tzinfo=UTC)
EVENTS = 8_000


def test_every_family_has_a_stream_and_every_story_of_the_campaign_is_told_in_one() -> None:
    assert set(STORIES) == set(MODELS)
    told = {story for family in STORIES.values() for story in family.stories}
    assert told == set(CAMPAIGN.stories)


def test_the_mixed_stream_is_the_campaign_to_the_byte() -> None:
    demo = Traffic(TrafficPolicy.bulk(1, END, SPAN, EVENTS, CAMPAIGN)).first(EVENTS)
    assert list(arrivals(MIXED, EVENTS, END)) == list(demo)
    assert {one.family for one in arrivals(MIXED, EVENTS, END)} == set(MODELS)


@pytest.mark.parametrize("family", STORIES)
def test_a_family_alone_has_all_its_types_and_no_other_family(family: str) -> None:
    alone = list(arrivals(family, EVENTS, END))
    assert {one.family for one in alone} == {family}
    mixed = [one.payload for one in arrivals(MIXED, 10 * EVENTS, END) if one.family == family]
    common = {type_ for type_, times in types(mixed).items() if times > len(mixed) / 100}
    assert common <= types([one.payload for one in alone]).keys()


def types(payloads: list[bytes | None]) -> Counter[str]:
    found: Counter[str] = Counter()
    for payload in payloads:
        try:
            found[json.loads(payload or b"")["type"]] += 1
        except (ValueError, TypeError, KeyError, RecursionError):
            continue  # spoilt on purpose
    return found


@pytest.mark.parametrize("name", STREAMS)
def test_all_of_it_arrives_before_the_end_of_its_day_for_an_event_of_the_future_is_refused(name: str) -> None:
    times = [one.at for one in arrivals(name, EVENTS, END)]
    assert len(times) == EVENTS
    assert times == sorted(times)
    assert (END - SPAN).timestamp() <= times[0]
    assert times[-1] < END.timestamp()


def test_each_partition_has_its_records_in_the_order_of_arrival_and_none_is_lost() -> None:
    records = list(arrivals(MIXED, EVENTS, END))
    sent: defaultdict[tuple[str, int], list[bytes | None]] = defaultdict(list)
    for family, partition, values in batches(records):
        assert len(values) <= BATCH
        assert sum(len(value or b"") for value in values[:-1]) < FULL
        sent[family, partition] += values
    for (family, partition), values in sent.items():
        mine = (one for one in records if (one.family, one.slot % PARTITIONS) == (family, partition))
        assert values == [one.payload for one in mine]
    assert sum(map(len, sent.values())) == EVENTS
