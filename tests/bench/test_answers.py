"""Published updates are read for the cells that were asked for, and for no others."""

import orjson

from bench.answers import CatalogAnswer, SmallJobAnswer
from bench.updates import Published


def published(kpi: str, scope: dict[str, str], window: str, bucket: str, **fields: float | None) -> Published:
    key = {"kpi": kpi, "scope": scope, "window": window, "bucket": bucket}
    return Published(orjson.dumps(key), orjson.dumps(key | fields))


SPRING = {"campaign": "spring"}


def test_the_small_job_is_answered_by_reactions_of_a_campaign_in_a_window() -> None:
    answer = SmallJobAnswer({("spring", 1_800_000_000): 2})
    others = [
        published("reactions", {}, "each_10s", "2027-01-15T08:00:00Z", value=2),
        published("opens", SPRING, "each_10s", "2027-01-15T08:00:00Z", value=2),
    ]
    assert (answer.take(others), answer.differing) == (0, 1)
    ours = [published("reactions", SPRING, "each_10s", "2027-01-15T08:00:00Z", value=2)]
    assert (answer.take(ours), answer.differing) == (1, 0)


def test_one_event_too_many_is_seen() -> None:
    answer = SmallJobAnswer({("spring", 1_800_000_000): 2})
    answer.take([published("reactions", SPRING, "each_10s", "2027-01-15T08:00:00Z", value=3)])
    assert answer.differing == 1


def test_the_catalog_is_answered_by_values_and_both_parts_of_a_rate_over_all_time() -> None:
    answer = CatalogAnswer({("opens", "value", "spring"): 5, ("open_rate", "numerator", "spring"): 4})
    answer.take([published("opens", SPRING, "month", "2027-01", value=5)])
    assert answer.differing == 2
    answer.take([published("opens", SPRING, "all", "", value=5)])
    answer.take([published("open_rate", SPRING, "all", "", value=0.5, numerator=4, denominator=8)])
    assert answer.differing == 0


def test_a_rate_without_parts_counts_as_0() -> None:
    answer = CatalogAnswer({("open_rate", "numerator", "spring"): 4})
    answer.take([published("open_rate", SPRING, "all", "", value=None, numerator=None, denominator=None)])
    assert answer.differing == 1
