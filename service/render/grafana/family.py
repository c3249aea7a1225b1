"""The dashboard of a family: what of it is breached, then all of its KPIs in the scope that is chosen."""

from collections.abc import Iterator

from service.render.grafana.breached import Breached
from service.render.grafana.families import Family
from service.render.grafana.freshness import age
from service.render.grafana.kpi_panels import KpiPanels
from service.render.grafana.layout import Section
from service.render.grafana.words import Texts


def sections(family: Family, breached: Breached, panels: KpiPanels, texts: Texts) -> Iterator[Section]:
    """What is breached comes first; a section without any KPI is left out."""
    if family.judged:
        counts = breached.counts()
        yield Section(texts("now"), [*counts, age(texts), breached.here()])
    for name, kpis, made in (
        ("judged", family.judged, panels.whole),
        ("ratios", family.ratios, panels.whole),
        ("volumes", family.volumes, panels.plain),
        ("amounts", family.amounts, panels.plain),
    ):
        if kpis:
            yield Section(texts(name), [made(kpi) for kpi in kpis])
    if any(family.catalog.kpis[name].by for name in family.judged):
        yield Section(texts("elsewhere"), [breached.elsewhere()], folded=True)
