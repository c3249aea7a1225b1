"""`vigie check`: every mistake in a catalog with its place, or one line of what was checked."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from service.catalog import CatalogError, load
from service.cli.failure import LANG
from service.kpi.catalog import Catalog
from service.lang import COLON, LANGS, SEMICOLON, Lang
from service.settings import Settings


def check(
    folder: Annotated[
        Path | None,
        typer.Argument(help="Folder of TOML files; default: VIGIE_CATALOG, else the one shipped."),
    ] = None,
    lang: Annotated[Lang, typer.Option(help="Language of what is said.")] = LANG,
) -> None:
    """Check the catalog: every mistake with its file, line, field and what was probably meant."""
    try:
        print(_summary(load(folder or Settings().catalog), lang))
    except CatalogError as error:
        sys.stdout.writelines(f"{mistake.text(lang)}\n" for mistake in error.mistakes)
        sys.exit(1)


def _summary(catalog: Catalog, lang: Lang) -> str:
    counted = {
        ("families", "familles"): len(catalog.families),
        ("event types", "types d’événements"): len(catalog.roles),
        ("derivations", "dérivations"): len(catalog.derivations),
        ("indicators", "indicateurs"): len(catalog.indicators),
        ("KPIs with their worked examples", "indicateurs clés avec leur exemple calculé"): len(catalog.kpis),
        ("objectives", "objectifs"): sum(kpi.objective is not None for kpi in catalog.kpis.values()),
    }
    checked = ", ".join(f"{kind[LANGS.index(lang)]}{COLON[lang]}{count}" for kind, count in counted.items())
    none, mark = ("no mistake", "fingerprint") if lang == "en" else ("aucune faute", "empreinte")
    return f"{none} ({checked}{SEMICOLON[lang]}{mark} {catalog.fingerprint})"
