"""What is made of what was measured: the borders between fine, warned of and broken."""

from datetime import timedelta

import pytest

from service.doctor.checks import clock, lag, rejects
from service.doctor.checks.clock import Skew
from service.doctor.checks.definitions import definitions
from service.doctor.checks.lag import Backlog, Staff
from service.doctor.finding import Finding, Level

TOLERANCE = timedelta(minutes=10)
SOME, NOBODY = Staff("vigie-g1", 2), Staff("vigie-g1", 0)


@pytest.mark.parametrize(
    ("skew", "level"),
    [
        (Skew(0.9, 0.01), Level.FINE),
        (Skew(5, 4.5), Level.FINE),  # it may well be half a second
        (Skew(5, 0.1), Level.WARNING),
        (Skew(-5, 0.1), Level.WARNING),
        (Skew(601, 0.5), Level.BROKEN),
    ],
)
def test_a_clock_is_judged_by_what_is_certain(skew: Skew, level: Level) -> None:
    assert clock.judged(skew, TOLERANCE).level is level


def test_a_clock_that_is_behind_is_told_from_one_that_is_ahead() -> None:
    assert "5.00 s ahead" in clock.judged(Skew(5.0, 0.0), TOLERANCE).text("en")
    assert "retarde de 5,00 s" in clock.judged(Skew(-5.0, 0.0), TOLERANCE).text("fr")


def lagging(before: Backlog, after: Backlog, staff: Staff = SOME) -> Finding:
    return lag.lag(before, after, 2.0, staff, little=1_000)


def test_what_waits_with_nobody_to_count_it_is_broken() -> None:
    assert lagging(Backlog(1, 0, 9), Backlog(1, 0, 9), NOBODY).level is Level.BROKEN
    assert lagging(Backlog(0, 100, 9), Backlog(0, 100, 9), NOBODY).level is Level.BROKEN
    assert lagging(Backlog(0, 0, 9), Backlog(0, 0, 9), NOBODY).level is Level.FINE


def test_workers_that_do_not_get_further_are_broken_and_those_that_do_are_not() -> None:
    assert "nothing was counted in 2.00 s" in lagging(Backlog(9, 0, 5), Backlog(10, 0, 5)).text("en")
    assert lagging(Backlog(900, 0, 5), Backlog(900, 0, 900)).level is Level.FINE
    far = lagging(Backlog(90_000, 0, 5), Backlog(60_000, 0, 900))
    assert far.level is Level.WARNING and "15000 a second are counted, 0 min" in far.text("en")
    assert "– min" in lagging(Backlog(60_000, 0, 5), Backlog(90_000, 0, 900)).text("en")


@pytest.mark.parametrize(("count", "level"), [(99, Level.FINE), (100, Level.WARNING), (5_000, Level.BROKEN)])
def test_rejects_are_judged_by_their_share(count: int, level: Level) -> None:
    found = rejects.judged({"conflict": 1, "invalid_json": count - 1}, 10_000, 0.5)
    assert found.level is level and f"invalid_json {count - 1:,}, conflict 1" in found.text("en")


def test_stale_definitions_name_the_generation_and_one_that_is_free_or_fits() -> None:
    stale = definitions("ours", 2, {1: ["old"], 2: ["theirs", "theirs"], 5: ["old"]})
    assert stale.level is Level.BROKEN and "generation 2 was counted under definitions theirs" in stale.text("en")
    assert "VIGIE_GENERATION=6" in stale.text("en") and "VIGIE_ZONE" in stale.text("fr")
    assert "VIGIE_GENERATION=3" in definitions("ours", 2, {2: ["theirs"], 3: ["ours"]}).text("en")
    assert definitions("ours", 2, {1: ["old"], 2: ["ours"]}).level is Level.FINE
    assert definitions("ours", 2, {1: ["old"], 2: []}).level is Level.FINE
