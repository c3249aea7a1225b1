"""KPIs computed by hand: ratios, stocks, composites, objectives, and what is undefined or not there."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from service.verify.definitions import load_definitions
from service.verify.errors import VerifyError
from service.verify.recipes import recipes
from tests.verify.handmade import CATALOG, NOON, RawLog, count, delivered, event, opened

DAY = "2026-11-24"


def named(*events: dict[str, object]) -> RawLog:
    return RawLog().send(*({**each, "id": str(n)} for n, each in enumerate(events)))


def account(days: int, closed: bool = False) -> dict[str, object]:
    kind = {"place": "site"} if closed else {}
    return event("unsubscribed" if closed else "account_opened", NOON + timedelta(days=days), **kind)


def test_a_ratio_stands_beside_its_two_parts_and_its_inputs() -> None:
    said = count(named(opened(), delivered(), delivered(), delivered(), delivered())).figures("open_ratio", "day", DAY)
    assert (said.value, said.numerator, said.denominator) == (0.25, 1.0, 4.0)
    assert said.inputs == {"opens": 1, "delivered": 4}


def test_a_count_has_no_parts_and_no_objective() -> None:
    said = count(named(opened())).figures("opens", "day", DAY)
    assert (said.value, said.numerator, said.denominator, said.objective) == (1.0, None, None, None)


def test_without_a_denominator_a_ratio_is_undefined_and_its_objective_unknown() -> None:
    said = count(named(opened())).figures("open_ratio", "day", DAY)
    assert (said.value, said.numerator, said.denominator) == (None, 1.0, 0.0)
    assert said.objective is not None
    assert (said.objective.attainment, said.objective.status) == (None, "unknown")


@pytest.mark.parametrize(
    ("opens", "deliveries", "status"), [(1, 1, "unknown"), (1, 2, "met"), (1, 3, "breached"), (2, 2, "met")]
)
def test_equality_meets_and_too_small_a_sample_is_unknown(opens: int, deliveries: int, status: str) -> None:
    log = named(*(opened() for _ in range(opens)), *(delivered() for _ in range(deliveries)))
    said = count(log).figures("open_ratio", "day", DAY)
    assert said.objective is not None
    assert (said.objective.status, said.objective.attainment) == (status, opens / deliveries / 0.5)


def test_an_objective_judges_only_the_windows_it_is_over() -> None:
    assert count(named(opened(), delivered())).figures("open_ratio", "all").objective is None


def test_a_stock_is_what_there_was_before_the_bucket_began() -> None:
    counted = count(named(account(-2), account(-2), account(-1), account(-1, closed=True), account(0, closed=True)))
    rates = {
        bucket: (counted.figures("closing_rate", "day", bucket).inputs) for bucket in ("2026-11-22", "2026-11-23", DAY)
    }
    assert rates == {
        "2026-11-22": {"accounts_closed": 0, "accounts_at_start": 0},
        "2026-11-23": {"accounts_closed": 1, "accounts_at_start": 2},
        DAY: {"accounts_closed": 1, "accounts_at_start": 2},
    }
    assert counted.buckets("closing_rate", "day") == {"2026-11-22": None, "2026-11-23": 0.5, DAY: 0.5}


def test_what_comes_with_a_buckets_first_instant_is_not_in_its_stock() -> None:
    start = datetime(2026, 11, 24, tzinfo=ZoneInfo("Europe/Paris"))
    before, at = event("account_opened", start - timedelta(seconds=1)), event("account_opened", start)
    said = count(named(before, at, account(0, closed=True))).figures("closing_rate", "day", DAY)
    assert said.inputs == {"accounts_closed": 1, "accounts_at_start": 1}


def test_a_stock_alone_makes_no_key() -> None:
    counted = count(named(account(-2), opened()))
    assert set(counted.buckets("closing_rate", "day")) == {"2026-11-22"}


def test_at_most_is_breached_from_above() -> None:
    said = count(named(account(-2), account(-2), account(0, closed=True))).figures("closing_rate", "day", DAY)
    assert said.objective is not None
    assert (said.objective.direction, said.objective.attainment, said.objective.status) == ("at_most", 2.0, "breached")


def test_a_composite_weighs_the_attainments_of_its_parts() -> None:
    said = count(named(opened(), delivered(), delivered(), delivered(), delivered())).figures("score", "day", DAY)
    assert said.inputs == {"attainment(open_ratio)": 0.5, "opens": 1}
    assert said.value == (3 * 0.5 + 1 * 0.9) / 4


def test_an_undefined_part_makes_a_composite_undefined() -> None:
    said = count(named(opened())).figures("score", "day", DAY)
    assert (said.value, said.inputs) == (None, {"attainment(open_ratio)": None, "opens": 1})


def test_a_composite_is_there_where_its_parts_have_something() -> None:
    assert count(named(delivered())).value("score", "day", DAY) == 0.25


def test_a_key_is_there_only_where_an_input_is() -> None:
    counted = count(named(opened(), delivered(NOON - timedelta(days=1))))
    assert set(counted.buckets("opens", "day")) == {DAY}
    assert set(counted.buckets("open_ratio", "day")) == {DAY, "2026-11-23"}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('formula = "opens"', 'formula = "opeens"', r"'opeens' is not defined"),
        ("opens ÷ delivered", "attainment(score)", r"reads its own attainment|has no objective"),
        ("attainment(open_ratio)): 3", "attainment(openers)): 3", r"openers, which has no objective"),
        ('formula = "openers"', 'formula = "opens"', None),
        (
            'formula = "human_opens"\nunit = "count"',
            'formula = "human_opens"\nunit = "kilo"',
            r"  kpi\.human_opens\.unit: ",
        ),
        ('formula = "opens"', 'formula = "openers"', r"window 5m cannot count different people"),
    ],
)
def test_a_mistaken_catalog_is_refused_with_what_is_wrong(
    tmp_path_factory: pytest.TempPathFactory, old: str, new: str, message: str | None
) -> None:
    folder = tmp_path_factory.mktemp("catalog")
    (folder / "rules").mkdir()
    (folder / "rules" / "machine.toml").write_bytes((CATALOG / "rules" / "machine.toml").read_bytes())
    text = (CATALOG / "mail.toml").read_text(encoding="utf-8")
    assert old in text
    (folder / "mail.toml").write_text(text.replace(old, new), encoding="utf-8")
    if message is None:
        assert recipes(load_definitions(folder))
    else:
        with pytest.raises(VerifyError, match=message):
            recipes(load_definitions(folder))
