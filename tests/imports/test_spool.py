"""Events come out in the order of time, whatever fits in memory."""

import random

import pytest

from service.imports.send import SPAN, chunks
from service.imports.spool import Event, Spool


@pytest.mark.parametrize("most", [1, 7, 1_000, 100_000])
def test_events_come_out_by_time_and_those_of_one_second_as_they_came(most: int) -> None:
    seed = random.randrange(1 << 32)
    print("seed", seed)
    source = random.Random(seed)
    events = [(source.randrange(300), b"%d" % number * source.randrange(1, 9)) for number in range(500)]
    spool = Spool(most)
    for second, payload in events:
        spool.add(second, payload)
    assert list(spool) == sorted(events, key=lambda event: event[0])
    assert list(spool) == list(spool)
    assert (len(spool), spool.oldest, spool.newest) == (500, min(events)[0], max(events)[0])


def test_an_empty_spool_has_neither_events_nor_times() -> None:
    spool = Spool()
    assert (list(spool), len(spool), spool.oldest, spool.newest) == ([], 0, None, None)


def test_chunks_hold_everything_once_and_none_spans_more_than_may_be_sent_again() -> None:
    source = random.Random(7)
    events: list[Event] = sorted((source.randrange(40 * SPAN), b"%d" % n) for n in range(12_000))
    events += [(events[-1][0], b"same second")] * 6_000
    cut = list(chunks(events))
    assert [event for chunk in cut for event in chunk] == events
    assert all(chunk[-1][0] - chunk[0][0] <= SPAN and len(chunk) <= 5_000 for chunk in cut)
