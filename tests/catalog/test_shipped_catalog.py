"""The catalog that ships, all families together: right as it stands, and complete."""

import tomllib
from pathlib import Path

import pytest

from schemas.definitions import StockIndicator
from schemas.events import COUNTED
from service.catalog import check
from service.catalog.load import shipped
from service.kpi.period.windows import Calendar, parse_window
from tests.catalog.families import CATALOG, FAMILIES
from tests.schemas.examples import name

SCORES = [name for name, kpi in CATALOG.kpis.items() if kpi.unit == "score"]


def test_it_counts_by_the_minute() -> None:
    assert CATALOG.resolution == 60


def test_there_is_no_mistake_in_it() -> None:
    assert check() == []


@pytest.mark.parametrize("kpi", CATALOG.kpis)
def test_the_worked_example_of_a_kpi_comes_out(kpi: str) -> None:
    example = CATALOG.kpis[kpi].example
    assert CATALOG.formulas[kpi].value(example.inputs) == pytest.approx(example.value, rel=1e-9)


@pytest.mark.parametrize("topic", [family.topic for family in FAMILIES.values() if family.topic])
def test_every_event_type_of_a_family_has_its_subject(topic: str) -> None:
    assert set(CATALOG.roles) >= set(COUNTED[topic])


@pytest.mark.parametrize("kpi", CATALOG.kpis)
def test_what_is_different_people_does_not_roll(kpi: str) -> None:
    read = [CATALOG.indicators[name] for name in CATALOG.formulas[kpi].indicators]
    rolling = any(not isinstance(parse_window(window), Calendar) for window in CATALOG.kpis[kpi].windows)
    assert not (rolling and any(indicator.kind in ("distinct", "stock", "holding") for indicator in read))


def test_every_indicator_is_read_by_some_kpi() -> None:
    read = {name for formula in CATALOG.formulas.values() for name in formula.indicators}
    stocks = [each for each in CATALOG.indicators.values() if isinstance(each, StockIndicator)]
    assert read | {part for stock in stocks for part in (stock.plus, stock.minus)} == set(CATALOG.indicators)


def test_a_kpi_comes_after_those_that_it_attains() -> None:
    order = list(CATALOG.kpis)
    for kpi, formula in CATALOG.formulas.items():
        assert all(order.index(other) < order.index(kpi) for other in formula.attained)


@pytest.mark.parametrize("score", SCORES)
@pytest.mark.parametrize("attained", [0.0, 0.5, 1.0, 2.0, 50.0])
def test_a_score_stays_in_0_to_1_and_is_1_where_all_is_attained(score: str, attained: float) -> None:
    formula = CATALOG.formulas[score]
    value = formula.value(dict.fromkeys(formula.inputs, attained))
    assert value is not None and 0 <= value <= 1
    assert attained != 1.0 or value == pytest.approx(1.0)


@pytest.mark.parametrize("score", SCORES)
def test_a_score_is_undefined_as_long_as_a_part_is(score: str) -> None:
    formula = CATALOG.formulas[score]
    parts = set(formula.inputs) - set(sampled(score))
    assert len(parts) > 2
    for part in parts:
        assert formula.value({**dict.fromkeys(formula.inputs, 1.0), part: None}) is None


def sampled(kpi: str) -> tuple[str, ...]:
    objective = CATALOG.kpis[kpi].objective
    return objective.sample if objective else ()


@pytest.mark.parametrize("kpi", ["mailing_score", "win_rate_value"])
def test_what_is_no_number_of_cases_is_judged_on_a_number_of_cases(kpi: str) -> None:
    objective, formula = CATALOG.kpis[kpi].objective, CATALOG.formulas[kpi]
    assert objective and objective.minimum_sample >= 20 and objective.sample
    assert set(objective.sample) <= set(formula.inputs)
    assert formula.value(dict.fromkeys(formula.inputs, 1.0) | dict.fromkeys(objective.sample, 0)) is not None


def test_a_mailing_score_is_judged_where_every_part_of_it_is() -> None:
    objective = CATALOG.kpis["mailing_score"].objective
    parts = [CATALOG.kpis[name].objective for name in CATALOG.formulas["mailing_score"].attained]
    assert objective and objective.minimum_sample == max(part.minimum_sample for part in parts if part)


def test_prospecting_is_judged_of_all_sellers_together() -> None:
    objective = CATALOG.kpis["prospecting_activities"].objective
    assert objective and objective.only == {} and objective.pace


def test_every_description_differs_between_english_and_french() -> None:
    texts = [entry.description for entry in (*CATALOG.indicators.values(), *CATALOG.kpis.values())]
    assert all(text.en != text.fr for text in texts)


@pytest.mark.parametrize("file", sorted(shipped().rglob("*.toml")), ids=name)
def test_a_catalog_file_is_plain_toml_without_a_byte_order_mark(file: Path) -> None:
    assert tomllib.loads(file.read_bytes().decode("utf-8"))
