"""`vigie explain`: why a published value is what it is."""

import asyncio
import json
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.text import Text

from service.catalog import CatalogError, load
from service.cli.failure import LANG, fail
from service.explain.as_json import as_json
from service.explain.asked import Asked, ask
from service.explain.explanation import Explanation
from service.explain.explanation import explain as explained
from service.explain.found import Found, find
from service.explain.tell import Teller
from service.explain.topic import updates
from service.explain.words import NotExplained
from service.kpi.catalog import Catalog
from service.lang import Lang
from service.settings import Settings


def explain(
    kpi: Annotated[str, typer.Argument(help="Name of a KPI, as in the catalog.")],
    scope: Annotated[
        list[str] | None, typer.Option(help="dimension=value; repeat it for several. Default: over everything.")
    ] = None,
    window: Annotated[str | None, typer.Option(help="day, month, 1h, all ... Default: day, if it has that.")] = None,
    bucket: Annotated[str | None, typer.Option(help="Which one, such as 2026-11-24. Default: the newest.")] = None,
    as_data: Annotated[bool, typer.Option("--json", help="Print JSON instead.")] = False,
    lang: Annotated[Lang, typer.Option(help="Language of what is said.")] = LANG,
) -> None:
    """Why a published value is what it is; exit code 1 if its inputs do not give it again, or there is none."""
    settings = Settings()
    try:
        catalog = load(settings.catalog)
        asked = ask(catalog, kpi, scope or (), window, bucket)
        found = explained(kpi, asyncio.run(_find(settings, asked, catalog)), catalog)
    except CatalogError as error:
        fail("explain", error, lang)
    except NotExplained as error:
        fail("explain", error, lang)
    if as_data:
        print(json.dumps(as_json(found), ensure_ascii=False, indent=1))
    else:
        _show(found, Teller(lang, catalog, ZoneInfo(settings.zone)), Console(highlight=False, soft_wrap=True))
    raise typer.Exit(0 if found.reproduced else 1)


async def _find(settings: Settings, asked: Asked, catalog: Catalog) -> Found:
    async with updates(settings) as topic:
        return await find(topic, asked, catalog)


def _show(found: Explanation, teller: Teller, out: Console) -> None:
    lines = list(teller.lines(found))
    width = max(len(label) for label, _ in lines) + 2
    out.print(Text(teller.heading(found), style="bold"))
    for label, text in lines:
        out.print(Text.assemble("  ", (f"{label:<{width}}", "cyan"), text))
    style = "green" if found.reproduced else "bold red"
    for line in teller.verdict(found):
        out.print(Text(f"  {line}", style=style))
