"""A worker is at rest only when it has read, accounted for and passed on every record."""

import pytest

from bench.rest import unaccounted


def exposition(read: int, counted: int, rejected: int, lag: int) -> str:
    return f"""# HELP vigie_events_read_total Raw records read, whatever became of them
# TYPE vigie_events_read_total counter
vigie_events_read_total{{partition="0",topic="web"}} {read - 1}.0
vigie_events_read_total{{partition="0",topic="care"}} 1.0
vigie_events_total{{outcome="counted",partition="0",topic="web"}} {counted}.0
vigie_events_total{{outcome="rejected",partition="0",topic="web"}} {rejected}.0
vigie_rejects_total{{partition="0",reason="conflict",topic="web"}} {rejected}.0
vigie_lane_lag_records{{agent="compose",partition="0",topic="changes"}} {lag}.0
vigie_lane_records_total{{agent="compose",partition="0",topic="changes"}} 77.0
"""


def test_all_read_all_accounted_and_nothing_on_its_way_is_rest() -> None:
    assert unaccounted(exposition(read=1_000, counted=990, rejected=10, lag=0), 1_000) == ""


@pytest.mark.parametrize(
    ("read", "counted", "lag", "says"),
    [(999, 989, 0, "999 of 1,000"), (1_000, 989, 0, "999 accounted"), (1_000, 990, 3, "3 waiting")],
)
def test_what_is_missing_is_said(read: int, counted: int, lag: int, says: str) -> None:
    assert says in unaccounted(exposition(read, counted, rejected=10, lag=lag), 1_000)


def test_more_than_was_sent_is_no_rest_either() -> None:
    assert unaccounted(exposition(read=1_001, counted=991, rejected=10, lag=0), 1_000)


def test_a_large_number_in_scientific_notation_is_read() -> None:
    text = 'vigie_events_read_total{topic="web"} 1.6e+06\nvigie_events_total{topic="web"} 1.6e+06\n'
    assert unaccounted(text, 1_600_000) == ""
