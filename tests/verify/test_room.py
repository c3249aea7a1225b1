"""The limit on series is checked worker by worker, by its share of the partitions; the rests stand outside of it."""

import pytest

from service.verify.room import compare_room
from service.verify.scrape import Scraped
from tests.kpi.pipeline import TOPICS
from tests.verify.test_rest import PARTITIONS, exposition, told

LANE = f'vigie_lane_position{{{{agent="compose",topic="{TOPICS.changes.name}",partition="{{}}"}}}} 7\n'


def scraped(*workers: tuple[str, int]) -> Scraped:
    """What workers show that have so many partitions of compose."""
    found = Scraped()
    for text, partitions in workers:
        found.add(text + "".join(map(LANE.format, range(partitions))))
    return found


def value(shop: str, rest: str = "") -> str:
    return f'vigie_kpi_value{{kpi="made",window="day",shop="{shop}"{rest}}} 1\n'


@pytest.mark.parametrize("series", [2, 3, 7, 40])
def test_a_worker_shows_no_more_than_it_has_room_for(series: int) -> None:
    text = exposition(told(0)[1], series)
    comparison = compare_room(scraped((text, PARTITIONS)), series, PARTITIONS)
    assert comparison.equal and comparison.compared > 20


def test_one_series_too_many_is_named_with_the_worker_that_shows_it() -> None:
    text = exposition(told(0)[1], 40)
    found = compare_room(scraped(("", 0), (text, PARTITIONS)), 3, PARTITIONS)
    assert not found.equal and found.differing_keys == len(found.differing)
    assert {each.where[:20] for each in found.differing} == {"worker 2: vigie_kpi_"}
    assert {each.expected for each in found.differing} == {"3 at most"}


def test_the_room_is_shared_by_partitions_and_each_has_one() -> None:
    two = value("a") + value("b")
    assert compare_room(scraped((two, 2), (two, 1)), 6, 3).equal
    (found,) = compare_room(scraped((two, 2), (two, 1)), 4, 3).differing
    assert (found.where, found.found) == ("worker 2: vigie_kpi_value of made day by shop", 2)
    assert compare_room(scraped((value("a"), 1)), 1, 8).equal


def test_the_rest_is_one_of_the_series_and_rests_alone_are_never_too_many() -> None:
    rest = value("other", ',rest="true"')
    assert compare_room(scraped((value("a") + rest, 1)), 2, 1).equal
    assert not compare_room(scraped((value("a") + value("b") + rest, 1)), 2, 1).equal
    rests = "".join(
        f'vigie_{name}{{{kpi}window="day",currency="{code}",shop="other",rest="true"}} 1\n'
        for code in ("EUR", "JPY", "USD")
        for name, kpi in (("kpi_value", 'kpi="paid",'), ("rest_scopes", ""))
    )
    assert compare_room(scraped((rests, 1)), 2, 1).equal
