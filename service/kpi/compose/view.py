"""What is current in one compose partition: for /metrics and the board, read in place, only while no step is folded."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from schemas.updates import Scope
from service.kpi.columns import Ints
from service.kpi.compose.evaluate import Evaluated, Evaluation
from service.kpi.compose.layout import Layout, Reading
from service.kpi.compose.objective import Goal, Judgement
from service.kpi.compose.publish import Page, Publisher
from service.kpi.compose.tables import Tables
from service.kpi.period.spans import Span


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
    """None where the KPI's objective does not judge this window and scope; so is `judgement`."""
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
        current = self.publisher.current()
        if current is None:
            return
        page, sheet = current
        for number, reading in enumerate(self.publisher.readings):
            lines = np.flatnonzero(page.wanted[:, number])
            yield from self._of(number, reading, page, sheet[reading.name], lines)

    def _judgements(self, kpi: int, page: Page, evaluated: Evaluated, lines: Ints) -> dict[int, Judgement]:
        goal, standing = (
            self.publisher.judge.goals[kpi],
            self.publisher.judge.standing(kpi, evaluated, page.places, lines),
        )
        if goal is None or standing is None:
            return {}
        return {line: goal.at(standing.judged, at) for at, line in enumerate(lines[standing.at].tolist())}

    def _of(self, kpi: int, reading: Reading, page: Page, evaluated: Evaluated, lines: Ints) -> Iterator[KpiNow]:
        goal, judgements = self.publisher.judge.goals[kpi], self._judgements(kpi, page, evaluated, lines)
        for line in lines.tolist():
            window, bucket = self.layout.windows[int(page.window[line])], int(page.bucket[line])
            judgement = judgements.get(line)
            yield KpiNow(
                kpi=reading.name,
                unit=reading.kpi.unit,
                scope=dict(self.tables.scopes.names[int(page.scope[line])]),
                window=window.name,
                bucket=self.publisher.spans.name(window, bucket),
                span=self.publisher.spans.span(window, bucket),
                evaluation=evaluated.at(line),
                goal=goal if judgement else None,
                judgement=judgement,
                final=bool(page.final[line]),
            )
