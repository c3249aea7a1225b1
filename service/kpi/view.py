"""What is current in one compose partition: for /metrics and the board, read in place, only while no step is folded."""

from collections.abc import Iterator
from dataclasses import dataclass

from schemas.updates import Scope
from service.kpi.evaluate import Evaluation
from service.kpi.layout import Layout, Reading
from service.kpi.objective import Goal, Judgement
from service.kpi.publish import Place, Publisher
from service.kpi.spans import Span, name_of
from service.kpi.tables import Tables


@dataclass(frozen=True, slots=True)
class KpiNow:
    """A KPI's current value: of the rolling window, of the bucket that holds the head, or of everything."""

    kpi: str
    unit: str
    scope: Scope
    window: str
    bucket: str
    span: Span | None
    """None for `all`."""
    evaluation: Evaluation
    goal: Goal | None
    """None where the KPI has no objective over this window; so is `judgement`."""
    judgement: Judgement | None
    final: bool


@dataclass(frozen=True, slots=True)
class View:
    """Reads the tables as they are; each method walks what is current once."""

    layout: Layout
    tables: Tables
    publisher: Publisher
    head: int
    """Newest tick counted (-1: none)."""
    mark: int
    """What is promised for all sources together (ms)."""

    def kpis(self) -> Iterator[KpiNow]:
        """Every KPI that has a current value."""
        for window in self.layout.windows:
            for place, readings, values in self.publisher.current(window):
                for reading in readings:
                    yield self._now(place, reading, self.publisher.evaluator(reading.name, values))

    def _now(self, place: Place, reading: Reading, evaluation: Evaluation) -> KpiNow:
        goal = reading.goals.get(place.window.name)
        return KpiNow(
            kpi=reading.name,
            unit=reading.kpi.unit,
            scope=self._scope(place.scope),
            window=place.window.name,
            bucket=name_of(place.window, place.bucket),
            span=self._span(place),
            evaluation=evaluation,
            goal=goal,
            judgement=goal.judge(evaluation.value, evaluation.denominator) if goal else None,
            final=place.final,
        )

    def _scope(self, scope: int) -> Scope:
        return dict(self.tables.scopes.names[scope])

    def _span(self, place: Place) -> Span | None:
        return self.publisher.spans.span(place.window, place.bucket)
