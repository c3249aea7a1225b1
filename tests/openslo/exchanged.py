"""Objectives on their way to OpenSLO and back."""

from collections.abc import Mapping
from pathlib import Path

import yaml

from schemas.definitions import Objective
from service.catalog import load
from service.catalog.draft import drafted
from service.catalog.load import shipped
from service.kpi.catalog import Catalog
from service.openslo.document import written
from service.openslo.export import Exported, Exporter
from service.openslo.meaning import Imported, imported
from service.openslo.shape import read
from service.settings import Settings

SETTINGS = Settings()
CATALOG = load()


def exported(
    catalog: Catalog = CATALOG, folder: Path | None = None, settings: Settings = SETTINGS
) -> Mapping[str, Exported]:
    """What becomes of every objective of a catalog."""
    exporter = Exporter(catalog, drafted(folder or shipped())[0], settings)
    return {name: exporter.exported(name) for name, kpi in catalog.kpis.items() if kpi.objective}


def text_of(*found: Exported) -> str:
    """The file that `vigie openslo export` writes."""
    return yaml.safe_dump_all([written(slo) for each in found for slo in each.slos], sort_keys=False)


def meaning(text: str, catalog: Catalog = CATALOG, settings: Settings = SETTINGS) -> Imported:
    """What a file means."""
    return imported(read("slos.yaml", text), catalog, settings)


def objectives(found: Imported) -> dict[str, Objective]:
    """By KPI."""
    return {meant.kpi: meant.objective for meant in found.meant}
