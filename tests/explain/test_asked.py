"""What is asked for is understood, or refused with what there is."""

import pytest

from service.catalog import load
from service.explain.asked import Asked, ask
from service.explain.words import NotExplained

CATALOG = load()


def refused(*scope: str, kpi: str = "open_rate", window: str | None = None, bucket: str | None = None) -> str:
    with pytest.raises(NotExplained) as error:
        ask(CATALOG, kpi, scope, window, bucket)
    assert error.value.text("fr") != error.value.text("en")
    return error.value.text("en")


def test_without_more_it_is_the_newest_day_over_everything() -> None:
    assert ask(CATALOG, "open_rate", (), None, None) == Asked("open_rate", {}, "day", None)


def test_a_kpi_without_days_is_told_over_the_window_of_its_objective() -> None:
    assert ask(CATALOG, "overall_score", (), None, None).window == "month"


def test_a_value_may_hold_a_sign_of_equality() -> None:
    assert ask(CATALOG, "open_rate", ["campaign=a=b"], None, None).scope == {"campaign": "a=b"}


def test_a_mistyped_kpi_is_answered_with_the_nearest() -> None:
    assert "did you mean open_rate" in refused(kpi="open_rat")


def test_a_scope_is_refused_with_how_to_write_one() -> None:
    assert "such as campaign=spring" in refused("spring")
    assert "campaign is given twice" in refused("campaign=a", "campaign=b")


def test_what_a_kpi_does_not_have_is_answered_with_what_it_has() -> None:
    assert "has no scope of currency; it has: {}, campaign" in refused("currency=EUR")
    assert "has no window year; it has: day, week, month, all" in refused(window="year")
    assert "has no buckets" in refused(window="all", bucket="2026")
