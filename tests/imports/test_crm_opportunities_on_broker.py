"""Real data: 8,800 opportunities through Kafka reach every number that the catalog can express, exactly."""

from pathlib import Path

from service.settings import Settings
from tests.imports.installed import installed
from tests.imports.oracle import MAPPINGS, Answer, Place, catalog, compare, numbers
from tests.shared import data

NAME = "crm-opportunities"
KEYS = {"won_by_manager_and_quarter": ("manager", "quarter"), "top_accounts": ("account",)}

TOTALS = {
    "opportunities": Answer("opportunities"),
    "won": Answer("won"),
    "lost": Answer("lost"),
    "in_progress": Answer("in_progress"),
    "prospecting": Answer("prospecting"),
    "won_value": Answer("won_value", written="money"),
    "average_won_deal": Answer("average_won_deal", written="money"),
    "win_rate_by_count": Answer("win_rate", written="ratio"),
    "won_list_value": Answer("won_list_value", written="money"),
    "lost_list_value": Answer("lost_list_value", written="money"),
    "win_rate_by_list_value": Answer("win_rate_by_list_value", written="ratio"),
    "open_pipeline_list_value": Answer("open_list_value", written="money"),
    "in_progress_list_value": Answer("in_progress_list_value", written="money"),
    "prospecting_list_value": Answer("prospecting_list_value", written="money"),
    "days_to_win_sum": Answer("days_to_win"),
    "days_to_lose_sum": Answer("days_to_lose"),
    "accounts_won": Answer("accounts_won"),
    "agents_with_deals": Answer("sellers"),
    "n": Answer("engaged"),
}
WINDOWS = {"by_close_month": "month", "by_close_quarter": "quarter", "by_close_year": "year"}
SCOPES = {
    "by_agent": "owner",
    "by_manager": "team",
    "by_regional_office": "region",
    "by_product": "product",
    "won_by_sector": "segment",
    "top_accounts": "customer",
}


def find(place: Place) -> Answer | None:
    """The answer to a number of expected.json."""
    match place:
        case ("totals", "without_account"):
            return _of(TOTALS["opportunities"], "segment", "(no account)")
        case ("totals", name) if name in TOTALS:
            return TOTALS[name]
        case (section, bucket, name) if section in WINDOWS:
            return _over(TOTALS[name], WINDOWS[section], bucket)
        case (section, value, name) if section in SCOPES:
            return _of(TOTALS[name], SCOPES[section], value)
        case ("won_by_manager_and_quarter", row, name):
            manager, _, quarter = row.rpartition(" ")
            return _of(_over(TOTALS[name], "quarter", quarter), "team", manager)
        case ("engaged_by_month", bucket):
            return Answer("engaged", "month", bucket)
        case ("engaged_by_quarter", bucket):
            return Answer("engaged", "quarter", bucket)
        case ("in_progress_at_month_end", bucket):
            return Answer("in_progress_then", "month", bucket)
        case ("won_value_year_to_date_at_month_end", bucket):
            return Answer("won_value_to_date", "month", bucket, written="money")
    return None


def _over(answer: Answer, window: str, bucket: str) -> Answer:
    return Answer(answer.kpi, window, bucket, answer.scope, answer.written)


def _of(answer: Answer, dimension: str, value: str) -> Answer:
    return Answer(answer.kpi, answer.window, answer.bucket, ((dimension, value),), answer.written)


async def test_opportunities_reach_every_number_of_the_oracle(fresh_settings: Settings, tmp_path: Path) -> None:
    folder = data(NAME)
    here = await installed(fresh_settings, tmp_path, catalog=catalog(NAME, tmp_path), zone="UTC", retention="500d")
    done = here.vigie("import", folder / "sales_pipeline.csv", "--mapping", MAPPINGS / f"{NAME}.toml")
    print(done.stderr)
    assert done.returncode == 0
    counted = await here.count(15_511)
    assert counted.outcomes == {"counted": 15_511}
    assert compare(NAME, numbers(folder, KEYS), find, counted) == 542
