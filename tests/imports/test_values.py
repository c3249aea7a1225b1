"""What each kind of value makes of a text: exactly that, or a reason why not."""

import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from service.imports.faults import Unfit
from service.imports.numbers import product, reader, whole
from service.imports.times import times
from tests.imports.making import imported, value

MONEY = """
    topic = "mail"
    source = { kind = "csv", delimiter = ";" }
    [value]
    v = { kind = "money", of = "price", times = ["quantity", -1], decimal = ",", currency = "{currency}" }
    t = { of = "v" }
    [[event]]
    type = "mail_sent"
    fields = { time = "2020-01-01T00:00:00Z", recipient = "a@b", campaign = "{t}" }
"""


def test_text_is_trimmed_cut_out_and_lower_cased_before_it_is_mapped(tmp_path: Path) -> None:
    definition = 'trim = true, match = "^([A-Za-z ]+)-", lower = true, map = { "gtx pro" = "GTX" }'
    assert value(tmp_path, definition, " GTX Pro-7 ", "gtx pro-") == ["GTX", "GTX"]


def test_a_text_that_a_map_does_not_name_is_rejected_unless_the_mapping_says_otherwise(tmp_path: Path) -> None:
    definition = 'map = { "a" = "b" }'
    assert value(tmp_path, definition, "a", "c") == ["b", "'c' is not in the map"]
    assert value(tmp_path, definition + ', others = "keep"', "a", "c") == ["b", "c"]
    assert value(tmp_path, definition + ', others = "null"', "a", "c") == ["b", None]


def test_a_text_that_does_not_match_is_null_and_null_becomes_the_default(tmp_path: Path) -> None:
    assert value(tmp_path, 'match = "[0-9]+"', "a17b", "ab") == ["17", None]
    assert value(tmp_path, 'match = "[0-9]+", default = "none"', "a17b", "ab", "") == ["17", "none", "none"]


def test_what_matches_can_be_replaced_and_what_does_not_has_the_default(tmp_path: Path) -> None:
    definition = 'match = "^[0-9]{5}[A-Z]*$", then = "goods", default = "other"'
    assert value(tmp_path, definition, "85123A", "POST", "") == ["goods", "other", "other"]


@pytest.mark.parametrize(
    ("decimal", "group", "text", "number"),
    [
        (".", None, "1234.50", "1234.50"),
        (",", None, "-53,85", "-53.85"),
        (",", ".", "1.234.567,89", "1234567.89"),
        (".", "\u202f", "1\u202f234", "1234"),
        (".", None, " +7 ", "7"),
        (",", None, ",5", "0.5"),
    ],
)
def test_numbers_are_read_as_their_country_writes_them(decimal: str, group: str | None, text: str, number: str) -> None:
    assert reader(decimal, group)(text, "x") == Decimal(number)


@pytest.mark.parametrize(
    "text", ["", "-", "1e3", "NaN", "Infinity", "1.2.3", "1,2", "0x10", "1_000", "٣", "1" * 41, "--1"]
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(Unfit, match="no_number"):
        reader(".", None)(text, "x")


def test_thousands_must_stand_where_thousands_are() -> None:
    with pytest.raises(Unfit):
        reader(",", ".")("12.34", "x")


def test_products_are_exact_or_refused() -> None:
    seed = random.randrange(1 << 32)
    print("seed", seed)
    source = random.Random(seed)
    for _ in range(300):
        price, quantity = source.randrange(10**9), source.randrange(-(10**6), 10**6)
        assert product(Decimal(price).scaleb(-3), Decimal(quantity), "x") * 1000 == price * quantity
    with pytest.raises(Unfit, match="not_exact"):
        product(Decimal("1." + "1" * 40), Decimal("1." + "1" * 40), "x")


def test_a_whole_number_has_no_decimals_but_zeros() -> None:
    assert whole(Decimal("17850.0"), "x") == 17850
    with pytest.raises(Unfit, match="not_whole"):
        whole(Decimal("0.5"), "x")


def test_money_is_in_the_minor_unit_of_its_currency_and_exact(tmp_path: Path) -> None:
    rows = "price;quantity;currency\n-2,555;6;EUR\n-7;1;JPY\n-1,234;1;TND\n-1;1;Euro\n-1;;EUR\n"
    done = imported(tmp_path, rows, MONEY)
    assert [event["campaign"] for event in done.events] == ["1533.000", "7", "1234.000"]
    assert done.faults[0] == "given.csv:5: price: 'Euro' is no ISO 4217 currency"
    assert "campaign" in done.faults[1]  # a factor that is null makes null


def test_dates_begin_at_midnight_of_their_zone(tmp_path: Path) -> None:
    definition = 'kind = "time", format = ["%d/%m/%Y", "%Y-%m-%d"], zone = "Europe/Paris"'
    found = value(tmp_path, definition, "31/12/2010", "2010-07-01", "2010/07/01")
    assert found[:2] == ["2010-12-30T23:00:00Z", "2010-06-30T22:00:00Z"]
    assert found[2] == "'2010/07/01' is no time of the form %d/%m/%Y / %Y-%m-%d"


def test_days_can_be_given_a_time_of_day(tmp_path: Path) -> None:
    definition = 'kind = "time", format = "%Y-%m-%d", zone = "Europe/Paris", at = '
    assert value(tmp_path, definition + '"17:30"', "2010-07-01") == ["2010-07-01T15:30:00Z"]
    assert value(tmp_path, definition + "09:00:00", "2010-12-01") == ["2010-12-01T08:00:00Z"]


def test_times_with_an_offset_need_no_zone_and_others_do() -> None:
    read = times(["iso"], None)
    assert read("2015-05-17T10:05:03+02:00", "x") == datetime(2015, 5, 17, 8, 5, 3, tzinfo=UTC)
    with pytest.raises(Unfit, match="no_offset"):
        read("2015-05-17T10:05:03", "x")


def test_seconds_and_milliseconds_since_the_epoch_are_times() -> None:
    expected = datetime(2009, 2, 13, 23, 31, 30, 500_000, tzinfo=UTC)
    assert times(["unix"], None)("1234567890.5", "x") == expected
    assert times(["unix_ms"], None)(1234567890500, "x") == expected
    with pytest.raises(Unfit, match="no_time"):
        times(["unix"], None)("9" * 30, "x")


def test_wall_time_that_comes_twice_is_its_first_and_one_that_is_skipped_moves_on() -> None:
    read = times(["%Y-%m-%d %H:%M"], "Europe/Paris")
    assert read("2010-10-31 02:30", "x").astimezone(UTC) == datetime(2010, 10, 31, 0, 30, tzinfo=UTC)
    skipped = read("2010-03-28 02:30", "x").astimezone(UTC)
    assert skipped.astimezone(ZoneInfo("Europe/Paris")).strftime("%H:%M") == "03:30"


def test_a_time_read_again_is_the_same_time() -> None:
    read = times(["%Y-%m-%d"], "Asia/Kolkata")
    days = [(datetime(2011, 1, 1) + timedelta(days=n)).strftime("%Y-%m-%d") for n in range(50)]
    assert [read(day, "x") for day in days] == [read(day, "x") for day in days]
    assert len({read(day, "x") for day in days}) == 50


def test_truth_is_what_the_mapping_says_it_is(tmp_path: Path) -> None:
    definition = 'kind = "boolean", true = ["Yes", "1"], false = ["No"]'
    mapping = f"""
        topic = "mail"
        source = {{ kind = "csv" }}
        value.v = {{ of = "x", {definition} }}
        [[event]]
        type = "mail_opened"
        fields = {{ time = "2020-01-01T00:00:00Z", recipient = "a@b", campaign = "c", machine = "{{v}}" }}
    """
    done = imported(tmp_path, "x,y\nYes,\n1,\nNo,\nperhaps,\n", mapping)
    assert [event["machine"] for event in done.events] == [True, True, False]
    assert done.faults == ["given.csv:5: x: 'perhaps' stands for neither true nor false"]


def test_a_band_holds_its_own_limit(tmp_path: Path) -> None:
    definition = 'kind = "band", upto = [12, 24.5], labels = ["1", "2", "3"]'
    assert value(tmp_path, definition, "0", "12", "12.1", "24.5", "25") == ["1", "1", "2", "2", "3"]


def test_days_are_counted_by_the_calendar_and_not_by_hours(tmp_path: Path) -> None:
    mapping = """
        topic = "mail"
        source = { kind = "csv" }
        [value]
        from = { kind = "time", of = "a", format = "%Y-%m-%d", zone = "Europe/Paris" }
        to = { kind = "time", of = "b", format = "%Y-%m-%d", zone = "Europe/Paris" }
        days = { kind = "days", of = "from", until = "to" }
        [[event]]
        type = "mail_sent"
        fields = { time = "{from}", recipient = "a@b", campaign = "{days} days" }
    """
    # The clocks change between the first two: 23 hours are a day too.
    done = imported(tmp_path, "a,b\n2010-03-28,2010-03-29\n2016-10-20,2017-03-01\n", mapping)
    assert [event["campaign"] for event in done.events] == ["1 days", "132 days"]
