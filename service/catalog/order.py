"""The order in which KPIs can be computed: each after those whose attainment it reads."""

from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from service.catalog.draft import Draft
from service.catalog.mistakes import Mistake
from service.kpi.formula.formula import Formula


def order_of(formulas: Mapping[str, Formula]) -> tuple[str, ...]:
    """The KPIs, each after those that it reads; there must be no cycle."""
    return tuple(TopologicalSorter(_graph(formulas)).static_order())


def check_order(draft: Draft, formulas: Mapping[str, Formula]) -> Iterator[Mistake]:
    """A mistake for each cycle."""
    graph = _graph(formulas)
    while cycle := _cycle(graph):
        round_trip = " → ".join(reversed(cycle))
        yield draft.kpis[cycle[-1]].mistake(("formula",), f"reads itself: {round_trip}")
        graph[cycle[-1]] = ()


def _graph(formulas: Mapping[str, Formula]) -> dict[str, tuple[str, ...]]:
    """What each KPI reads, as far as it can be read itself."""
    read = {name: formula.attained for name, formula in formulas.items()}
    return {name: tuple(other for other in attained if other in read) for name, attained in read.items()}


def _cycle(graph: Mapping[str, tuple[str, ...]]) -> list[str]:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []
