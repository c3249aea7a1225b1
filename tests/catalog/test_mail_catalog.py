"""The mailing family as it ships: complete, and worked out by hand where it matters."""

from pathlib import Path

import pytest

from schemas.definitions import Folded, StockIndicator
from schemas.events import COUNTED
from service.kpi.period.windows import Calendar, parse_window
from tests.catalog.derive import told
from tests.catalog.families import CATALOG, FAMILIES
from tests.schemas.examples import files, name, parsed

MAIL = FAMILIES["mail"]

DEFINED = [
    "delivered",
    "open_rate",
    "total_open_ratio",
    "human_open_rate",
    "click_through_rate",
    "click_to_open_rate",
    "newsletter_unsubscribe_rate",
    "site_unsubscribe_rate",
    "bounce_rate",
    "hard_bounce_rate",
    "soft_bounce_rate",
    "spam_complaint_rate",
    "human_click_through_rate",
    "human_click_to_open_rate",
    "mailing_score",
    "sent",
    "opens",
    "human_opens",
    "clicks",
    "newsletter_unsubscribes",
    "site_unsubscribes",
]


COUNTED_ONLY = {"account_opened", "subscribed", "not_spam_reported"}
"""Event types of which no KPI asks how many people there were."""


@pytest.mark.parametrize("kpi", DEFINED)
def test_every_kpi_of_the_mailing_family_is_there(kpi: str) -> None:
    assert kpi in CATALOG.kpis


def test_a_rate_of_people_divides_people_by_people() -> None:
    kinds = {name: indicator.kind for name, indicator in CATALOG.indicators.items()}
    for kpi in MAIL.kpi:
        assert len({kinds[name] for name in CATALOG.formulas[kpi].indicators} - {"stock"}) <= 1, kpi


@pytest.mark.parametrize("kpi", MAIL.kpi)
def test_counts_roll_and_what_cannot_does_not(kpi: str) -> None:
    read = [CATALOG.indicators[name] for name in CATALOG.formulas[kpi].indicators]
    rolling = any(not isinstance(parse_window(window), Calendar) for window in CATALOG.kpis[kpi].windows)
    assert rolling == (bool(read) and all(indicator.kind == "count" for indicator in read))


def test_only_what_has_no_campaign_is_not_broken_down_by_it() -> None:
    whole = {name for name, kpi in MAIL.kpi.items() if "campaign" not in kpi.by}
    assert whole == {"site_unsubscribes", "site_unsubscribe_rate", "site_leavers"}


@pytest.mark.parametrize("kind", COUNTED["mail"])
def test_people_are_counted_beside_events_of_every_type_but_where_nothing_asks_for_them(kind: str) -> None:
    folded = [each for each in CATALOG.indicators.values() if isinstance(each, Folded) and kind in each.on]
    assert {each.kind for each in folded} == ({"count"} if kind in COUNTED_ONLY else {"count", "distinct"})


@pytest.mark.parametrize(("attained", "score"), [(0.0, 5 / 11), (1.0, 1.0), (2.0, 6 / 11), (50.0, 6 / 11)])
def test_the_score_stays_in_0_to_1_and_more_is_no_better(attained: float, score: float) -> None:
    formula = CATALOG.formulas["mailing_score"]
    assert formula.value(dict.fromkeys(formula.inputs, attained)) == pytest.approx(score)


def test_the_stock_of_accounts_is_opened_less_closed() -> None:
    stock = CATALOG.indicators["accounts_active_at_start"]
    assert isinstance(stock, StockIndicator)
    assert (stock.plus, stock.minus) == ("accounts_opened", "accounts_closed")


MACHINES = {
    "opened-by-apple-mail-privacy",
    "provider-flag-says-machine",
    "clicked-by-link-scanner",
    "clicked-with-provider-flag",
}


WITH_AGENT = [path for path in files("mail") if "user_agent" in parsed(path)]


@pytest.mark.parametrize("path", WITH_AGENT, ids=name)
def test_the_machine_rule_tells_the_named_examples_apart(path: Path) -> None:
    assert told(CATALOG, "machine", parsed(path)) == (path.stem in MACHINES)


def test_an_open_with_no_user_agent_and_no_flag_counts_as_a_person_s() -> None:
    assert told(CATALOG, "machine", {"user_agent": "", "machine": None}) is False


@pytest.mark.parametrize("path", WITH_AGENT, ids=name)
@pytest.mark.parametrize("verdict", [True, False])
def test_a_provider_s_verdict_comes_before_every_user_agent(path: Path, verdict: bool) -> None:
    assert told(CATALOG, "machine", parsed(path) | {"machine": verdict}) is verdict
