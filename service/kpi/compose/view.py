"""What is current in one compose partition: for /metrics and the board, read in place, only while no step is folded."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from schemas.updates import Scope
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
        current = self.publisher.current()
        if current is None:
            return
        page, sheet = current
        for number, reading in enumerate(self.publisher.readings):
            lines = np.flatnonzero(page.wanted[:, number]).tolist()
            yield from self._of(reading, page, sheet[reading.name], lines)

    def _of(self, reading: Reading, page: Page, evaluated: Evaluated, lines: Sequence[int]) -> Iterator[KpiNow]:
        goal = next(iter(reading.goals.values()), None)
        judged = goal and goal.judge(evaluated.value.column, evaluated.sample)
        for line in lines:
            window, bucket = self.layout.windows[int(page.window[line])], int(page.bucket[line])
            has_goal = window.name in reading.goals
            yield KpiNow(
                kpi=reading.name,
                unit=reading.kpi.unit,
                scope=dict(self.tables.scopes.names[int(page.scope[line])]),
                window=window.name,
                bucket=self.publisher.spans.name(window, bucket),
                span=self.publisher.spans.span(window, bucket),
                evaluation=evaluated.at(line),
                goal=goal if has_goal else None,
                judgement=judged.at(line) if judged and has_goal else None,
                final=bool(page.final[line]),
            )
