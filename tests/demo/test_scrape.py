"""The figures come from the worker's exposition by the names that the service declares."""

from service import names
from service.demo.scrape import figures

EXPOSITION = f"""\
# TYPE {names.EVENTS} counter
{names.EVENTS}_total{{topic="mail",partition="0",outcome="counted"}} 10
{names.EVENTS}_total{{topic="mail",partition="1",outcome="counted"}} 5
{names.EVENTS}_total{{topic="mail",partition="1",outcome="duplicate"}} 2
# TYPE {names.REJECTS} counter
{names.REJECTS}_total{{topic="mail",partition="0",reason="empty"}} 3
{names.REJECTS}_total{{topic="mail",partition="1",reason="empty"}} 4
# TYPE {names.LANE_MARK} gauge
{names.LANE_MARK}{{agent="compose",partition="0"}} 1000.5
{names.LANE_MARK}{{agent="compose",partition="1"}} 1001.5
{names.LANE_MARK}{{agent="ingest",partition="0"}} 900
"""


def test_outcomes_and_reasons_are_summed_over_partitions() -> None:
    found = figures(EXPOSITION)
    assert found.outcomes == {"counted": 15, "duplicate": 2}
    assert found.rejects == {"empty": 7}


def test_everything_is_counted_up_to_the_oldest_mark_of_compose() -> None:
    assert figures(EXPOSITION).mark == 1000.5


def test_a_mark_of_0_or_none_is_no_mark() -> None:
    assert figures("").mark is None
    assert figures(f'# TYPE {names.LANE_MARK} gauge\n{names.LANE_MARK}{{agent="compose"}} 0\n').mark is None
