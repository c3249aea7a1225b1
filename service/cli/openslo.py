"""`vigie openslo`: objectives to and from OpenSLO."""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Literal, NoReturn

import typer
import yaml

from service.catalog import CatalogError, load
from service.catalog.draft import drafted
from service.catalog.load import shipped
from service.cli.failure import LANG, fail, told
from service.kpi.catalog import Catalog
from service.lang import COLON, Lang, of
from service.nearest import nearest
from service.openslo.document import written
from service.openslo.export import Exporter
from service.openslo.loss import Loss
from service.openslo.meaning import imported
from service.openslo.shape import Placed, read
from service.openslo.toml_text import toml_of
from service.openslo.words import said
from service.settings import Settings


def openslo(
    action: Annotated[Literal["export", "import"], typer.Argument(help="What to do.")],
    given: Annotated[
        list[str] | None,
        typer.Argument(help="export: KPIs, none for all that have an objective. import: the YAML file, - for a pipe."),
    ] = None,
    lang: Annotated[Lang, typer.Option(help="Language of what is said.")] = LANG,
) -> None:
    """Write objectives as OpenSLO v1, or print what an OpenSLO file means in the catalog; what is lost is named."""
    settings = Settings()
    try:
        catalog = load(settings.catalog)
    except CatalogError as error:
        fail("openslo", error, lang)
    if action == "export":
        _export(catalog, settings, given or (), lang)
    else:
        _import(catalog, settings, given or (), lang)


def _export(catalog: Catalog, settings: Settings, kpis: Sequence[str], lang: Lang) -> None:
    """SLOs to standard output, losses to standard error."""
    for kpi in kpis:
        _check(kpi, catalog, lang)
    exporter = Exporter(catalog, drafted(settings.catalog or shipped())[0], settings)
    wanted = kpis or [name for name, kpi in catalog.kpis.items() if kpi.objective]
    made = [exporter.exported(kpi) for kpi in dict.fromkeys(wanted)]
    slos = [written(slo) for each in made for slo in each.slos]
    if slos:
        yaml.safe_dump_all(slos, sys.stdout, sort_keys=False, allow_unicode=True, explicit_start=True, width=120)
    _tell((loss for each in made for loss in each.losses), lang)


def _check(kpi: str, catalog: Catalog, lang: Lang) -> None:
    if kpi not in catalog.kpis:
        near = nearest(kpi, catalog.kpis)
        fail("openslo", of(said("no_kpi_near" if near else "no_kpi", kpi=kpi, near=near), lang), lang)
    if catalog.kpis[kpi].objective is None:
        fail("openslo", of(said("no_objective", kpi=kpi), lang), lang)


def _import(catalog: Catalog, settings: Settings, files: Sequence[str], lang: Lang) -> NoReturn:
    """TOML to standard output, losses to standard error; exit code 1 if an SLO was left out."""
    complete = True
    for file in files or ["-"]:
        found = imported(read(file, _text(file, lang)), catalog, settings)
        for meant in found.meant:
            print(f"# {', '.join(_where(placed) for placed in meant.of)}")
            print(toml_of(meant.kpi, meant.objective) + "\n")
        _tell(found.losses, lang)
        complete = complete and found.complete
    raise typer.Exit(0 if complete else 1)


def _where(placed: Placed) -> str:
    place = placed.place("metadata", "name")
    return f"{place.file}:{place.line}"


def _text(file: str, lang: Lang) -> str:
    try:
        return sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "UTF-8"
        fail("openslo", f"{file}{COLON[lang]}{of(said('unreadable', error=told(why, lang)), lang)}", lang)


def _tell(losses: Iterable[Loss], lang: Lang) -> None:
    for loss in losses:
        print(loss.text(lang), file=sys.stderr)
