"""An objective that OpenSLO can express comes back as it was; what cannot be expressed is named on the way."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from schemas.definitions import Kpi, Objective
from service.catalog import load
from service.openslo.export import Exported
from service.openslo.toml_text import toml_of
from service.settings import Settings
from tests.openslo.exchanged import CATALOG, exported, meaning, objectives, text_of
from tests.openslo.spec import wrong

EXPORTED = exported()


def fates(found: Exported) -> dict[str, str]:
    """By the last part of the field: what becomes of what is lost."""
    return {str(loss.place.path[-1]): loss.fate for loss in found.losses}


def one(
    tmp_path: Path, objective: str, kpi: str = "", settings: Settings | None = None
) -> tuple[Kpi, Exported, Objective | None]:
    """An objective of a catalog of one KPI, what becomes of it, and what comes back."""
    (tmp_path / "shop.toml").write_text(
        'family = "shop"\ntopic = "mail"\ntitle = { en = "a", fr = "b" }\n'
        '[subject.recipient]\nfield = "recipient"\non = ["mail_sent", "mail_opened"]\n'
        '[indicator.sent]\nkind = "count"\non = "mail_sent"\nby = ["campaign"]\nunit = "count"\n'
        'title = { en = "a", fr = "b" }\ndescription = { en = "a", fr = "b" }\n'
        '[indicator.opened]\nkind = "count"\non = "mail_opened"\nby = ["campaign"]\nunit = "count"\n'
        'title = { en = "a", fr = "b" }\ndescription = { en = "a", fr = "b" }\n'
        '[kpi.rate]\nformula = "opened / sent"\nunit = "ratio"\nby = ["campaign"]\nowner = "o"\nsource = "ours"\n'
        'windows = ["5m", "1h", "24h", "each_10s", "day", "week", "month", "quarter", "year", "fiscal_quarter", '
        '"fiscal_year", "all"]\ntitle = { en = "a", fr = "b" }\ndescription = { en = "a", fr = "b" }\n'
        f'example = {{ inputs = {{ opened = 1, sent = 2 }}, value = 0.5 }}\nobjective = {{ {objective} }}\n{kpi}'
    )  # fmt: skip
    catalog, settings = load(tmp_path), settings or Settings(fiscal_start=4)
    found = exported(catalog, tmp_path, settings)["rate"]
    back = objectives(meaning(text_of(found), catalog, settings)) if found.slos else {}
    return catalog.kpis["rate"], found, back.get("rate")


def test_every_slo_of_the_shipped_catalog_is_as_the_specification_has_it() -> None:
    slos = list(yaml.safe_load_all(text_of(*EXPORTED.values())))
    assert {slo["metadata"]["name"]: found for slo in slos if (found := wrong(slo))} == {}
    assert len(slos) > 60 and len({slo["metadata"]["name"] for slo in slos}) == len(slos)


@pytest.mark.parametrize("kpi", EXPORTED)
def test_a_shipped_objective_comes_back_but_for_what_was_named(kpi: str) -> None:
    found, wanted = EXPORTED[kpi], CATALOG.kpis[kpi].objective
    assert wanted is not None
    if not found.slos:
        assert {loss.fate for loss in found.losses} == {"left_out"}
        return
    back = meaning(text_of(found))
    assert back.complete and not back.losses
    left_out = {loss.place.path[-1] for loss in found.losses if loss.fate == "left_out"}
    dropped = {str(loss.place.path[-1]) for loss in found.losses if loss.fate == "dropped"}
    over = tuple(window for number, window in enumerate(wanted.over) if number not in left_out)
    assert objectives(back)[kpi].model_dump(exclude=dropped) == wanted.model_copy(update={"over": over}).model_dump(
        exclude=dropped
    )


def test_a_loss_has_its_place_in_the_catalog() -> None:
    (loss, *_) = EXPORTED["open_rate"].losses
    line = loss.place.line
    assert loss.text("en") == f"mail.toml:{line}: kpi.open_rate.objective.over[3]: left out: OpenSLO has no window all"
    assert loss.text("fr").endswith("laissé de côté\u202f: OpenSLO n’a pas de fenêtre all")


@pytest.mark.parametrize(
    "window", ["5m", "1h", "24h", "day", "week", "month", "quarter", "year", "fiscal_quarter", "fiscal_year"]
)
def test_every_window_that_openslo_has_comes_back(tmp_path: Path, window: str) -> None:
    _, _, back = one(tmp_path, f'at_least = 0.2, over = ["{window}"], severity = "info"')
    assert back and back.over == (window,)


def test_weeks_that_begin_on_sunday_are_told_from_others(tmp_path: Path) -> None:
    sunday = Settings(week_start="sunday")
    _, found, back = one(tmp_path, 'at_least = 0.2, over = ["week"], severity = "info"', settings=sunday)
    assert back and back.over == ("week",)
    assert "weeks on monday" in meaning(text_of(found), load(tmp_path)).losses[0].text("en")


@pytest.mark.parametrize("target", [0.3, 0.001, 0.0075, 0.1, 1e-7, 0.9999])
def test_a_share_that_must_not_be_passed_comes_back_to_the_last_digit(tmp_path: Path, target: float) -> None:
    _, _, back = one(tmp_path, f'at_most = {target:.7f}, over = ["day"], severity = "info"')
    assert back and back.at_most == float(f"{target:.7f}")


@pytest.mark.parametrize(
    "bounds", ["at_most = 0.001, limit = 0.003", "at_least = 0.9, limit = 0.8", "at_least = 1.5, limit = 1.2"]
)
def test_a_limit_is_a_second_threshold_of_a_ratio_and_else_an_annotation(tmp_path: Path, bounds: str) -> None:
    kpi, found, back = one(tmp_path, f'{bounds}, over = ["day"], severity = "info"')
    assert back == kpi.objective
    assert ("limit" in fates(found)) == (bounds.startswith("at_least = 1.5"))


def test_what_only_annotations_carry_comes_back_and_is_named(tmp_path: Path) -> None:
    objective = (
        'at_least = 0.2, over = ["day"], minimum_sample = 10, hold = "10m", recover = "1h", severity = "critical"'
    )
    kpi, found, back = one(tmp_path, objective)
    assert back == kpi.objective
    assert fates(found) == dict.fromkeys(("objective", "minimum_sample", "hold", "recover"), "kept")


def test_one_scope_is_in_the_queries_and_comes_back(tmp_path: Path) -> None:
    where = 'where = { campaign = "a \\"b\\" \\\\ c, d=e" }'
    kpi, found, back = one(tmp_path, f'at_least = 0.2, over = ["day"], {where}, severity = "info"')
    assert back == kpi.objective and not found.losses
    kpi, found, back = one(tmp_path, 'at_least = 0.2, over = ["day"], scopes = "overall", severity = "info"')
    assert back == kpi.objective and not found.losses


@pytest.mark.parametrize(
    ("objective", "field"),
    [
        ('between = [0.1, 0.2], over = ["day"], severity = "info"', "between"),
        ('at_least = 0.2, pace = true, over = ["day"], severity = "info"', "pace"),
    ],
)
def test_what_openslo_cannot_say_is_left_out_and_named(tmp_path: Path, objective: str, field: str) -> None:
    try:
        _, found, _ = one(tmp_path, objective)
    except Exception as error:  # the catalog may refuse a pace of a ratio; then there is nothing to export
        pytest.skip(str(error))
    assert not found.slos and fates(found) == {field: "left_out"}


def test_what_is_left_out_of_an_objective_does_not_take_the_rest_along(tmp_path: Path) -> None:
    _, found, back = one(tmp_path, 'at_least = 0.2, over = ["all", "each_10s", "day"], severity = "info"')
    assert back and back.over == ("day",)
    assert fates(found) == {"0": "left_out", "1": "left_out", "objective": "kept"}


def test_runbook_and_wording_are_named_as_not_carried_over(tmp_path: Path) -> None:
    texts = 'runbook = "https://example.org/a", wording = { en = "a", fr = "b" }'
    _, found, back = one(tmp_path, f'at_least = 0.2, over = ["day"], severity = "info", {texts}')
    assert back and back.runbook is None
    assert fates(found) == {"objective": "kept", "runbook": "dropped", "wording": "dropped"}


def test_the_toml_that_is_printed_is_read_as_the_same_objective(tmp_path: Path) -> None:
    import tomllib

    fields: dict[str, Any] = {"at_most": 0.001, "limit": 0.003, "over": ["day", "1h"], "where": {"a": 'b "c"\n'}}
    objective = Objective(**fields, minimum_sample=3, hold="10m", severity="warning")
    assert Objective(**tomllib.loads(toml_of("rate", objective))["kpi"]["rate"]["objective"]) == objective
