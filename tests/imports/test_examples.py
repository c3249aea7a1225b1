"""The example mappings fit their data and the events; the catalogs of their tests have no mistake."""

from pathlib import Path

import pytest

from service.catalog import check
from service.imports.load import load
from tests.imports.oracle import MAPPINGS, catalog, unexpressed
from tests.shared import data

FILES = {
    "crm-opportunities": "sales_pipeline.csv",
    "online-retail": "by-day.tar.xz",
    "telco-churn": "Telco_customer_churn.txt.gz",
    "apache-access-log": "apache_logs.gz",
}


def test_every_example_mapping_is_for_a_data() -> None:
    assert {file.stem for file in MAPPINGS.glob("*.toml")} == set(FILES)


@pytest.mark.parametrize("name", FILES)
def test_an_example_mapping_fits_its_data_and_is_a_page(name: str) -> None:
    mapping = MAPPINGS / f"{name}.toml"
    assert len(mapping.read_text(encoding="utf-8").splitlines()) <= 80
    assert load(mapping, data(name) / FILES[name]).mapping.event


@pytest.mark.parametrize("name", FILES)
def test_the_catalog_of_a_data_set_has_no_mistake(name: str, tmp_path: Path) -> None:
    assert check(catalog(name, tmp_path)) == []


@pytest.mark.parametrize("name", FILES)
def test_numbers_that_no_kpi_expresses_are_listed_with_reasons(name: str) -> None:
    assert all(len(reason) > 20 for reason in unexpressed(name).values())
