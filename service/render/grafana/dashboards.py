"""The catalog → Grafana's dashboards as JSON, a set for each language.

Built with Grafana's own foundation SDK, in the form of its version 11.6; a newer Grafana brings older dashboards up to
date by itself. The same catalog gives the same bytes.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from grafana_foundation_sdk.builders import dashboard as builders
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models.dashboard import DashboardCursorSync, DashboardLinkType

from service import names
from service.demo.words import Lang
from service.kpi.catalog import Catalog
from service.render.grafana import family, operators, overview
from service.render.grafana.annotations import Marks
from service.render.grafana.breached import Breached
from service.render.grafana.families import Family, families_of
from service.render.grafana.kpi_panels import FIRST, KpiPanels
from service.render.grafana.layout import Section, rows
from service.render.grafana.scope import chosen, dimensions_of, judged
from service.render.grafana.variables import currency, dimension, window, worker
from service.render.grafana.words import Texts

FOLDER = Path("deploy/grafana/dashboards")

Variable = builders.CustomVariable | builders.QueryVariable


def dashboards(catalog: Catalog) -> Iterator[tuple[Path, str]]:
    """Path and text of every dashboard."""
    for lang in get_args(Lang):
        for page in pages(catalog, Texts(lang)):
            yield FOLDER / lang / f"{page.name}.json", page.text()


def pages(catalog: Catalog, texts: Texts) -> Iterator["Page"]:
    """The dashboards of one language."""
    families = tuple(families_of(catalog))
    yield _overview(catalog, families, texts)
    for each in families:
        yield _family(catalog, each, texts)
    yield _operators(texts)


@dataclass(frozen=True)
class Page:
    """A dashboard: what it is called, what it asks for, what it shows."""

    name: str
    title: str
    description: str
    texts: Texts
    sections: Sequence[Section]
    variables: Sequence[Variable] = ()
    marks: str = ""
    """PromQL of the series that are marked on its courses while they are there."""

    def text(self) -> str:
        """As JSON, with its keys as the SDK orders them."""
        return json.dumps(self.build().build(), cls=JSONEncoder, indent=1, ensure_ascii=False) + "\n"

    def build(self) -> builders.Dashboard:
        """As the SDK has it."""
        made = (
            builders.Dashboard(f"Vigie – {self.title}")
            .uid(_uid(self.name, self.texts.lang))
            .description(f"{self.description} {self.texts('generated')}")
            .tags(["vigie", _tag(self.texts.lang)])
            .readonly()
            .time("now-6h", "now")
            .refresh("10s")
            .tooltip(DashboardCursorSync.CROSSHAIR)
            .links(list(_links(self.name, self.texts)))
            .variables(list(self.variables))
        )
        if self.marks:
            made.annotation(Marks(self.texts("annotation"), self.marks))
        for row, panels in rows(self.sections):
            made.with_row(row)
            for panel in panels:
                made.with_panel(panel)
        return made


def _overview(catalog: Catalog, families: Sequence[Family], texts: Texts) -> Page:
    kpis = tuple(name for each in families for name in each.judged)
    breached = Breached(catalog, texts, kpis, dimensions_of(catalog.kpis[name] for name in kpis), judged)
    sections = overview.sections(families, breached, KpiPanels(catalog, texts), texts)
    asked = list(_currency(catalog, kpis, texts))
    return Page("overview", texts("overview"), texts("about overview"), texts, list(sections), asked, breached.marks())


def _family(catalog: Catalog, each: Family, texts: Texts) -> Page:
    dimensions = dimensions_of(catalog.kpis[name] for name in each.kpis)
    breached = Breached(catalog, texts, each.judged, dimensions, chosen)
    sections = family.sections(each, breached, KpiPanels(catalog, texts, dimensions), texts)
    title = texts.of(each.title)
    about = texts.said("about family", family=title)
    asked = list(_variables(catalog, each, dimensions, texts))
    return Page(each.name, title, about, texts, list(sections), asked, breached.marks() if each.judged else "")


def _operators(texts: Texts) -> Page:
    sections = list(operators.sections(texts))
    return Page("operators", texts("operators"), texts("about operators"), texts, sections, [worker(texts)])


def _variables(catalog: Catalog, of: Family, dimensions: Iterable[str], texts: Texts) -> Iterator[Variable]:
    windows = dict.fromkeys(each for name in of.kpis for each in catalog.kpis[name].windows)
    yield window(tuple(windows), FIRST, texts)
    yield from _currency(catalog, of.kpis, texts)
    for name in dimensions:
        if name != names.CURRENCY:
            yield dimension(name, _broken_down(catalog, of.kpis, name), texts)


def _currency(catalog: Catalog, kpis: Iterable[str], texts: Texts) -> Iterator[Variable]:
    told = _broken_down(catalog, kpis, names.CURRENCY)
    if told:
        yield currency(told, texts)


def _broken_down(catalog: Catalog, kpis: Iterable[str], dimension: str) -> list[str]:
    return [name for name in kpis if dimension in dimensions_of([catalog.kpis[name]])]


def _links(name: str, texts: Texts) -> Iterator[builders.DashboardLink]:
    """To all dashboards of this language, and to this one in the other."""
    beside = builders.DashboardLink(texts("all dashboards")).type(DashboardLinkType.DASHBOARDS)
    yield beside.tags([_tag(texts.lang)]).as_dropdown(True).keep_time(True)
    other = next(lang for lang in get_args(Lang) if lang != texts.lang)
    across = builders.DashboardLink(texts("other language")).type(DashboardLinkType.LINK)
    yield across.url(f"/d/{_uid(name, other)}").keep_time(True).include_vars(True)


def _uid(name: str, lang: Lang) -> str:
    return f"vigie-{name}-{lang}"


def _tag(lang: Lang) -> str:
    return f"vigie-{lang}"
