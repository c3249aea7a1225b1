"""The tableau de bord: what is breached now and how fresh it is, then every KPI that has an objective, by family."""

from collections.abc import Iterable, Iterator

from service.render.grafana.breached import Breached
from service.render.grafana.families import Family
from service.render.grafana.freshness import age
from service.render.grafana.kpi_panels import KpiPanels
from service.render.grafana.layout import Section
from service.render.grafana.words import Texts


def sections(families: Iterable[Family], breached: Breached, panels: KpiPanels, texts: Texts) -> Iterator[Section]:
    """What is breached comes first."""
    counts = breached.counts()
    yield Section(texts("now"), [*counts, age(texts), breached.here()])
    for family in families:
        yield Section(texts.of(family.title), [panels.seal(name) for name in family.judged])
    yield Section(texts("elsewhere"), [breached.elsewhere()], folded=True)
