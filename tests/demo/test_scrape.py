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
"""


def test_outcomes_and_reasons_are_summed_over_partitions() -> None:
    found = figures(EXPOSITION)
    assert found.outcomes == {"counted": 15, "duplicate": 2}
    assert found.rejects == {"empty": 7}
    assert found.done == 17


def test_an_exposition_without_them_has_none() -> None:
    assert figures("").done == 0
    assert figures("").rejects == {}
