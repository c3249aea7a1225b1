"""/metrics of all workers together must say what the recount says."""

import re
from datetime import timedelta

import pytest

from service.verify.compare import Comparison, Difference
from service.verify.metrics import compare_metrics
from service.verify.scrape import Scraped
from tests.verify.handmade import NOON, Counted, RawLog, count, delivered, opened, plan
from tests.verify.publish import exposition_of

PLAN = plan()
LOG = RawLog().send(opened(), opened(), delivered(), b"{").send(opened(), delivered(campaign="autumn"), partition=1)
COUNTED = count(LOG)
SHOWN = exposition_of(COUNTED)
EVERYWHERE = re.compile(r"vigie_(objective_target|window_end|newest_event)")


def compared(*texts: str, counted: Counted = COUNTED) -> Comparison:
    found = Scraped()
    for text in texts:
        found.add(text)
    return compare_metrics(counted.recount, PLAN.definitions, PLAN.resolution, found, frozenset())


def test_what_the_recount_says_compares_equal() -> None:
    comparison = compared(SHOWN)
    assert comparison.equal
    accounting = sum(line.startswith("vigie_events") for line in SHOWN.splitlines())
    assert comparison.compared == len(SHOWN.splitlines()) - accounting > 50


@pytest.mark.parametrize(("days", "metric"), [(1, "vigie_kpi_previous"), (365, "vigie_kpi_year_ago")])
def test_an_earlier_period_that_is_not_shown_is_missing(days: int, metric: str) -> None:
    counted = count(RawLog().send(opened(NOON - timedelta(days=days, hours=1)), opened(), delivered()))
    shown = exposition_of(counted)
    assert compared(shown, counted=counted).equal
    without = "".join(line for line in shown.splitlines(keepends=True) if not line.startswith(f"{metric}{{"))
    missing = compared(without, counted=counted).missing
    assert missing and all(series.startswith(f"{metric}{{") for series in missing)


def test_workers_show_their_parts_and_all_of_them_the_targets_and_times() -> None:
    lines = SHOWN.splitlines(keepends=True)
    common = [line for line in lines if EVERYWHERE.match(line)]
    apart = [line for line in lines if not EVERYWHERE.match(line)]
    assert len(common) > 3
    assert compared("".join([*apart[::2], *common]), "".join([*apart[1::2], *common])).equal


@pytest.mark.parametrize(
    "series",
    [
        'vigie_kpi_value{kpi="openers",window="day"}',
        'vigie_kpi_numerator{kpi="open_ratio",window="day"}',
        'vigie_kpi_denominator{kpi="open_ratio",window="day"}',
        'vigie_indicator_value{indicator="opens",window="day"}',
        'vigie_objective_attainment{kpi="open_ratio",window="day"}',
        'vigie_window_end_timestamp_seconds{window="day"}',
        "vigie_newest_event_timestamp_seconds",
    ],
)
def test_a_value_off_by_a_little_differs(series: str) -> None:
    (shown,) = (line for line in SHOWN.splitlines() if line.startswith(f"{series} "))
    said = float(shown.rpartition(" ")[2])
    (difference,) = compared(SHOWN.replace(shown, f"{series} {said + 1}")).differing
    assert (difference.field, difference.expected, difference.found) == ("value", said, said + 1)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('window="day",status="met"', 'window="day",status="breached"'),
        ('direction="at_least"', 'direction="at_most"'),
    ],
)
def test_a_label_that_should_be_another_is_missing_here_and_too_much_there(right: str, wrong: str) -> None:
    assert right in SHOWN
    comparison = compared(SHOWN.replace(right, wrong))
    assert len(comparison.missing) == len(comparison.extra) > 0


def test_a_series_that_is_not_shown_is_missing_and_one_too_many_is_extra() -> None:
    kept = [line for line in SHOWN.splitlines() if 'value{kpi="openers",window="week"' not in line]
    stray = 'vigie_indicator_value{indicator="opens",window="day",campaign="winter"} 1'
    comparison = compared("\n".join([*kept, stray, ""]))
    assert set(comparison.missing) == {
        f'vigie_kpi_value{{{labels}kpi="openers", window="week"}}' for labels in ("", 'campaign="spring", ')
    }
    assert comparison.extra == ('vigie_indicator_value{campaign="winter", indicator="opens", window="day"}',)


def test_a_value_shown_by_two_workers_is_reported() -> None:
    comparison = compared(SHOWN, 'vigie_kpi_value{kpi="openers",window="all"} 1\n')
    assert [difference.found for difference in comparison.differing] == ["several"]


def test_counters_of_several_workers_add_up() -> None:
    counter = 'vigie_rejects_total{topic="mail",partition="0",reason="invalid_json"} 1\n'
    assert compared(SHOWN, counter).differing == (
        Difference('vigie_rejects_total{partition="0", reason="invalid_json", topic="mail"}', "value", 1.0, 2.0),
    )
