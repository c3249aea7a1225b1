"""`vigie check`: every mistake in a catalog with its place, or one line of what was checked."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from service.catalog import CatalogError, load
from service.kpi.catalog import Catalog
from service.settings import Settings


def check(
    folder: Annotated[
        Path | None,
        typer.Argument(help="Folder of TOML files; default: VIGIE_CATALOG, else the one shipped."),
    ] = None,
) -> None:
    """Check the catalog: every mistake with its file, line, field and what was probably meant."""
    try:
        print(_summary(load(folder or Settings().catalog)))
    except CatalogError as error:
        sys.stdout.writelines(f"{mistake}\n" for mistake in error.mistakes)
        sys.exit(1)


def _summary(catalog: Catalog) -> str:
    counted = {
        "families": len(catalog.families),
        "event types": len(catalog.roles),
        "derivations": len(catalog.derivations),
        "indicators": len(catalog.indicators),
        "KPIs with their worked examples": len(catalog.kpis),
        "objectives": sum(kpi.objective is not None for kpi in catalog.kpis.values()),
    }
    checked = ", ".join(f"{kind}: {count}" for kind, count in counted.items())
    return f"no mistake ({checked}; fingerprint {catalog.fingerprint})"
