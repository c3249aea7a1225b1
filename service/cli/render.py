"""`vigie render`: the generated files, brought up to date or checked."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from service.catalog import CatalogError, load
from service.cli.failure import LANG, told
from service.cli.words import say
from service.lang import Lang
from service.render.alerts.alertmanager import WrongAddress
from service.render.generated import ROOT, out_of_date, write
from service.settings import Settings


def render(
    check: Annotated[bool, typer.Option(help="Write nothing; exit 1 and name each file that is out of date.")] = False,
    into: Annotated[Path, typer.Option(help="The folder that holds deploy/, docs/ and schemas/.")] = ROOT,
    lang: Annotated[Lang, typer.Option(help="Language of what is said.")] = LANG,
) -> None:
    """Write the generated files again: those that are out of date, whose names are printed."""
    try:
        catalog = load(Settings().catalog)
        stale = out_of_date(into, catalog) if check else write(into, catalog)
    except (CatalogError, WrongAddress) as error:
        sys.exit(told(error, lang))
    _tell(stale, "out of date" if check else "written", lang)
    sys.exit(1 if check and stale else 0)


def _tell(stale: list[Path], what: str, lang: Lang) -> None:
    for path in stale:
        print(say(lang, what, path=path))
    if not stale:
        print(say(lang, "up to date"))
