"""The small job's catalog counts what the other contenders count."""

import tomllib

from bench.job import KEPT, WINDOW_S
from bench.worker import SMALL_CATALOG
from schemas.definitions import Family, Folded


def family() -> Family:
    return Family.model_validate(tomllib.loads((SMALL_CATALOG / "mail.toml").read_text()))


def test_it_reads_exactly_the_kept_types() -> None:
    folded = [i for i in family().indicator.values() if isinstance(i, Folded)]
    assert {kind for indicator in folded for kind in indicator.on} == KEPT == set(family().subject["recipient"].on)


def test_its_one_kpi_has_the_jobs_window_and_grouping() -> None:
    (kpi,) = family().kpi.values()
    assert kpi.windows == (f"each_{WINDOW_S}s",)
    assert kpi.by == ("campaign",)
