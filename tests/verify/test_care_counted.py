"""What the care family's catalog means, told by events and counted by hand."""

from datetime import datetime, timedelta
from hashlib import md5
from typing import Any

import pytest

from service.catalog.load import shipped
from service.settings import Settings
from service.verify.plan import Plan
from tests.verify.handmade import NOON, Counted, RawLog, count

PLAN = Plan.of(Settings(catalog=shipped(), zone="Europe/Paris", retention=timedelta(days=3_000)))
TODAY, TOMORROW = "2026-11-24", "2026-11-25"
NEXT = NOON + timedelta(days=1)


def told(*events: dict[str, Any]) -> Counted:
    """The recount of these events, in the order in which they came."""
    found = count(RawLog(now=NOON + timedelta(days=9), topic="care").send(*events), PLAN)
    assert found.recount.refusals == frozenset()
    return found


def event(kind: str, time: datetime = NOON, **fields: object) -> dict[str, Any]:
    """An event of care; equal ones have one id."""
    given = {"type": kind, "time": time.isoformat(), **fields}
    return {"id": md5(repr(sorted(given.items())).encode()).hexdigest(), **given}


def complaint(step: str, time: datetime = NOON, **fields: object) -> dict[str, Any]:
    """Something that happened to the one complaint."""
    return event(f"complaint_{step}", time, complaint="k-1", **fields)


def test_a_complaint_counts_once_when_it_was_opened_under_the_reason_that_it_has_now() -> None:
    found = told(
        complaint("opened", reason="late", product="kettle"),
        complaint("resolved", NOON + timedelta(hours=1)),
        complaint("reason_changed", NEXT, reason="arrived broken"),
        complaint("reopened", NEXT + timedelta(hours=1)),
    )
    assert found.buckets("complaints", "day") == {TODAY: 1}
    assert found.value("complaints", "day", TODAY, complaint_reason="damaged") == 1
    assert found.value("complaints", "all", complaint_reason="damaged", product="kettle") == 1
    assert not [key for key in found.recount.figures if ("complaint_reason", "late_delivery") in key.scope]


def test_resolutions_and_reopenings_count_each_time_when_they_happened() -> None:
    hours = [NOON + timedelta(hours=n) for n in range(5)]
    found = told(
        complaint("opened", hours[0]),
        complaint("resolved", hours[1]),
        complaint("reopened", hours[2]),
        complaint("resolved", NEXT),
    )
    assert found.buckets("complaint_resolutions", "day") == {TODAY: 1, TOMORROW: 1}
    assert found.value("complaint_reopen_rate", "all") == 0.5
    assert found.value("complaint_reopen_rate", "day", TODAY) == 1.0
    assert found.value("open_complaints", "day", TODAY) == 1
    assert not [key for key in found.recount.figures if key.kpi == "open_complaints" and key.window == "all"]


@pytest.mark.parametrize(
    ("stated", "code"),
    [("Livré en retard", "unlisted"), (None, "unknown"), ("other", "other"), ("LATE", "late_delivery")],
)
def test_what_no_list_knows_is_parked_and_counted(stated: str | None, code: str) -> None:
    found = told(complaint("opened", reason=stated))
    assert found.value("complaints", "all") == found.value("complaints", "all", complaint_reason=code) == 1
    assert found.value("unlisted_share", "all") == (1.0 if code == "unlisted" else 0.0)


def test_the_latest_rating_of_a_ticket_counts_at_its_time_and_an_empty_answer_takes_it_back() -> None:
    bad, good = event("satisfaction_answered", ticket="t", stars=1), {"ticket": "t", "rating": "good"}
    found = told(event("satisfaction_answered", NEXT, **good), bad, event("satisfaction_answered", ticket="u", stars=2))
    assert found.value("csat", "all") == found.value("dissatisfaction_rate", "all") == 0.5
    assert found.value("csat", "day", TOMORROW) == 1.0
    assert found.value("dissatisfied", "day", TODAY) == 1
    back = told(bad, event("satisfaction_answered", NEXT, ticket="t"))
    assert back.buckets("csat", "day") == {}


def test_the_net_promoter_score_is_in_points_and_takes_the_latest_answer() -> None:
    scores = {"a": 10, "b": 9, "c": 8, "d": 6}
    answers = [event("recommendation_answered", ticket=ticket, score=score) for ticket, score in scores.items()]
    assert told(*answers).value("nps", "all") == 25.0
    again = event("recommendation_answered", NOON + timedelta(hours=1), ticket="d", score=9)
    assert told(*answers, again).value("nps", "all") == 75.0


def test_disputes_are_decided_when_they_are_and_their_amounts_stay_in_their_currency() -> None:
    found = told(
        event("dispute_opened", dispute="a", amount=1250, currency="EUR", reason="fraud"),
        event("dispute_opened", dispute="b", amount=500, currency="JPY", reason="PRODUCT_NOT_RECEIVED"),
        event("dispute_lost", NEXT, dispute="a"),
        event("dispute_won", NEXT, dispute="b"),
    )
    assert found.buckets("disputes", "day") == {TODAY: 2}
    assert found.buckets("dispute_win_rate", "day") == {TOMORROW: 0.5}
    assert found.value("dispute_value", "all", currency="EUR", dispute_reason="fraudulent") == 1250
    assert found.value("dispute_value", "all", currency="JPY") == 500
    assert not [key for key in found.recount.figures if key.kpi == "dispute_value" and key.scope == ()]


def test_churn_divides_those_lost_in_the_period_by_those_there_when_it_began() -> None:
    october = NOON - timedelta(days=40)
    gained = [event("customer_gained", october, customer=f"c{n}", contract="yearly", monthly=1000, currency="EUR")
              for n in range(4)]  # fmt: skip
    lost = event("customer_lost", customer="c0", contract="yearly", monthly=1500, currency="EUR", reason="Moved")
    found = told(*gained, event("customer_gained", NOON, customer="new"), lost)
    assert found.value("churn_rate", "month", "2026-11") == 0.25
    assert found.value("churn_rate", "month", "2026-11", contract="yearly") == 0.25
    assert found.value("churn_rate", "month", "2026-10") is None
    assert found.value("customers", "all") == 4
    assert found.value("monthly_value", "month", "2026-11", currency="EUR") == 2500
    assert found.value("value_churn_rate", "month", "2026-11", currency="EUR") == 0.375
    assert found.value("lost_customers", "day", TODAY, loss_reason="moved_or_deceased") == 1
