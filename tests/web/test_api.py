"""The API: what was published, as it was published; and mistakes that say what to write instead."""

from typing import Any
from urllib.parse import quote

import jsonschema
import orjson
import pytest
from openapi_spec_validator import validate

from service.web.mirror.mirror import Mirror
from service.web.openapi import ANSWERS, document
from tests.demo.fakes import objective, update
from tests.schemas.examples import files
from tests.web.served import asked, mirrored, parts, record, serving
from tests.web.served import get as fetch

DOCUMENT = document()
DAYS = [update(value=day / 100, window="day", bucket=f"2026-11-{day}") for day in range(20, 25)]


def filled() -> Mirror:
    """Some of everything: days, campaigns, two currencies, breaches."""
    campaigns = [
        update(value=0.1, scope={"campaign": f"c{n:03}"}, window="day", bucket="2026-11-24") for n in range(120)
    ]
    low = update(value=0.1, window="month", bucket="2026-11", objective=objective("breached", 0.5))
    money = [update("net_sales", 12345.5, scope={"currency": c}, window="day", unit="money") for c in ("EUR", "JPY")]
    return mirrored(*DAYS, *campaigns, low, *money, update("clicks", 7, window="1h", unit="count"))


def valid(answer: Any, model: str) -> None:
    """Hold an answer against its model in the OpenAPI document."""
    schema = {"$ref": f"#/components/schemas/{model}", "components": DOCUMENT["components"]}
    jsonschema.validate(answer, schema, jsonschema.Draft202012Validator)


async def got(path: str, model: str, mirror: Mirror | None = None) -> Any:
    """A good answer, which is what the document says."""
    status, answer = await asked(mirror or filled(), path)
    assert status == 200, answer
    valid(answer, model)
    return answer


async def refused(path: str, status: int) -> str:
    """What a refusal says, in English and French."""
    found, answer = await asked(filled(), path)
    valid(answer, "Problem")
    assert found == status == answer["status"] and answer["detail_fr"] != answer["detail"]
    return str(answer["detail"])


def test_the_document_is_openapi() -> None:
    validate(DOCUMENT)


async def test_it_is_served_and_names_every_path() -> None:
    async with serving(parts(Mirror())) as address:
        served = orjson.loads((await fetch(f"{address}/api/v1/openapi.json"))[1])
        assert served == orjson.loads(orjson.dumps(DOCUMENT))
        for path in ANSWERS:
            assert (await fetch(address + path.format(kpi="clicks")))[0] == 200


async def test_an_undeclared_field_is_no_valid_answer() -> None:
    with pytest.raises(jsonschema.ValidationError):
        valid((await got("/api/v1/accounting", "Accounting")) | {"more": 1}, "Accounting")


async def test_all_kpis_are_told_with_what_stands_over_all() -> None:
    answer = await got("/api/v1/kpis", "Kpis")
    rows = {row["kpi"]: row for row in answer["rows"]}
    assert rows["open_rate"]["update"] == orjson.loads(record(DAYS[-1])[1])
    assert [point["value"] for point in rows["open_rate"]["history"]] == [day.value for day in DAYS]
    assert len(answer["kpis"]) > 100 and {kpi["family"] for kpi in answer["kpis"]} == {
        f["name"] for f in answer["families"]
    }


async def test_the_catalog_is_told_with_all_that_its_formulas_read() -> None:
    answer = await got("/api/v1/catalog", "Catalog")
    assert {name for kpi in answer["kpis"] for name in kpi["inputs"]} == {each["name"] for each in answer["inputs"]}
    assert (answer["currencies"]["JPY"], answer["currencies"]["TND"], answer["currencies"]["EUR"]) == (0, 3, 2)


async def test_money_stands_beside_its_currency_where_there_is_no_sum_over_all() -> None:
    answer = await got("/api/v1/kpis", "Kpis")
    assert [row["scope"] for row in answer["rows"] if row["kpi"] == "net_sales"] == [
        {"currency": "EUR"},
        {"currency": "JPY"},
    ]


async def test_a_scope_has_rows_of_its_own() -> None:
    answer = await got("/api/v1/kpis?scope=campaign=c007&window=day", "Kpis")
    assert [(row["kpi"], row["scope"]) for row in answer["rows"]] == [("open_rate", {"campaign": "c007"})]
    as_json = quote('{"campaign":"c007"}')
    assert (await got(f"/api/v1/kpis?scope={as_json}&window=day", "Kpis"))["rows"] == answer["rows"]


async def test_one_kpi_is_told_over_all_its_windows() -> None:
    answer = await got("/api/v1/kpis/open_rate?window=day", "KpiAnswer")
    assert answer["row"]["bucket"] == "2026-11-24" and answer["row"]["running"]
    assert [row["window"] for row in answer["windows"]] == ["month"]
    assert [each["name"] for each in answer["inputs"]] == ["opened_unique", "delivered_unique"]


async def test_a_kpi_without_a_value_has_no_row() -> None:
    assert (await got("/api/v1/kpis/nps", "KpiAnswer"))["row"] is None


async def test_an_unknown_kpi_names_the_nearest() -> None:
    assert "did you mean open_rate" in await refused("/api/v1/kpis/opn_rate", 404)


@pytest.mark.parametrize("scope", ["campaign", "=x", "{", quote('{"campaign":1}'), "campaign=a&scope=campaign=b"])
async def test_a_bad_scope_says_how_to_write_one(scope: str) -> None:
    assert "write scope=campaign=spring" in await refused(f"/api/v1/kpis/open_rate?scope={scope}", 400)


async def test_a_scope_that_a_kpi_does_not_have_names_those_that_it_has() -> None:
    assert "but by nothing (over all), campaign" in await refused("/api/v1/kpis/open_rate?scope=country=FR", 400)


async def test_a_window_that_a_kpi_does_not_have_names_those_that_it_has() -> None:
    assert "it has day, week, month, all" in await refused("/api/v1/kpis/open_rate?window=5m", 400)


@pytest.mark.parametrize("query", ["limit=201", "limit=-1", "after=x", "limit=²"])
async def test_a_bad_page_says_what_is_allowed(query: str) -> None:
    assert "is a whole number from 0 to" in await refused(f"/api/v1/scopes?by=campaign&{query}", 400)


async def test_the_scopes_of_a_kpi_come_page_by_page_each_once() -> None:
    mirror, found, after = filled(), list[str](), 0
    while after is not None:
        path = f"/api/v1/kpis/open_rate/scopes?by=campaign&window=day&limit=50&after={after}"
        answer = await got(path, "KpiScopes", mirror)
        found += [row["scope"]["campaign"] for row in answer["rows"]]
        after = answer["after"]
    assert found == [f"c{n:03}" for n in range(120)]


async def test_scopes_are_searched() -> None:
    answer = await got("/api/v1/scopes?by=campaign&search=C11", "Scopes")
    assert [scope["campaign"] for scope in answer["scopes"]] == [f"c11{n}" for n in range(10)]
    assert ["campaign"] in answer["kinds"] and answer["after"] is None


async def test_a_search_knows_the_case_of_all_letters() -> None:
    mirror = mirrored(update(scope={"campaign": "ÉTÉ"}), update(scope={"campaign": "hiver"}))
    answer = await got(f"/api/v1/scopes?by=campaign&search={quote('été')}", "Scopes", mirror)
    assert answer["scopes"] == [{"campaign": "ÉTÉ"}]


async def test_objectives_stand_beside_their_values() -> None:
    answer = await got("/api/v1/objectives", "Objectives")
    (told,) = [each for each in answer["objectives"] if each["kpi"] == "open_rate"]
    assert told["objective"]["at_least"] == 0.2
    assert [(row["window"], row["update"]["value"]) for row in told["rows"]] == [("day", 0.24), ("month", 0.1)]


async def test_breaches_are_those_of_now() -> None:
    answer = await got("/api/v1/breaches", "Breaches")
    assert answer["total"] == 1 and [row["window"] for row in answer["rows"]] == ["month"]


async def test_what_was_left_out_is_added_up_over_all_lanes() -> None:
    mirror = filled()
    for path in files("accounting"):
        mirror.account(path.name.encode(), path.read_bytes())
        mirror.account(path.name.encode(), path.read_bytes())
    mail, web = (await got("/api/v1/accounting", "Accounting", mirror))["topics"]
    reasons = {"invalid_json": 2, "time_in_future": 1, "conflict": 1}
    numbers = {"read": 1843, "counted": 412, "duplicate": 7, "rejected": 4, "ignored": 40}
    assert mail == {"topic": "mail", **numbers, "reasons": reasons}
    assert (web["topic"], web["counted"], web["read"]) == ("web", 95, 0)


async def test_before_anything_was_told_no_topic_is_named() -> None:
    assert (await got("/api/v1/accounting", "Accounting"))["topics"] == []


async def test_answers_wait_for_all_values_and_then_say_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.web.api.WAIT_SECONDS", 0.05)
    given = parts(filled())
    given.watch.ask().reader.caught_up.clear()
    async with serving(given) as address:
        status, text = await fetch(f"{address}/api/v1/kpis")
        assert status == 503 and "still being read" in text
