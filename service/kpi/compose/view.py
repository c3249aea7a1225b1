"""Reads what is current in one compose partition: only while no step is folded, which is to say without waiting."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from service.kpi.columns import Ints
from service.kpi.compose.evaluate import Evaluated, Evaluator
from service.kpi.compose.layout import Layout, Reading
from service.kpi.compose.now import Before, Lasting, Now, Standing, order_of
from service.kpi.compose.objective import BREACHED
from service.kpi.compose.publish import Page, Publisher
from service.kpi.compose.rest import Adder
from service.kpi.compose.shown import Room, with_room
from service.kpi.compose.steering import Steering


@dataclass(frozen=True, slots=True)
class View:
    """What one partition can tell."""

    layout: Layout
    publisher: Publisher
    steering: Steering
    head: int
    """Newest tick counted (-1: none)."""
    mark: int
    """What is promised for all sources together (ms)."""

    @property
    def readings(self) -> Sequence[Reading]:
        """The KPIs, as they are numbered."""
        return self.publisher.readings

    @property
    def evaluator(self) -> Evaluator:
        """What evaluates them."""
        return self.publisher.evaluator

    @property
    def adder(self) -> Adder:
        """What adds up lines, of any partition."""
        return Adder(self.readings, self.layout.folded)

    def now(self, room: Room) -> Now | None:
        """What is current, as far as there is room for it in this partition alone; None if nothing is."""
        current = self.publisher.current()
        if current is None:
            return None
        page, sheet = current
        evaluated = [sheet[reading.name] for reading in self.readings]
        judged = {kpi: self._standing(kpi, page, each) for kpi, each in enumerate(evaluated)}
        standing = {kpi: each for kpi, each in judged.items() if each is not None}
        kinds, kind = self.publisher.scopes.kinds, self.publisher.scopes.kind[page.scope]
        order = self._order(page, kind, standing)
        ends, lasting = self._ends(page), list(self._lasting())
        now = Now(page, self.publisher.names, kinds, kind, order, evaluated, standing, {}, ends, lasting)
        (shown,) = with_room([now], room, self.adder)
        return replace(shown, before=dict(self._before(shown.page)))

    def _standing(self, kpi: int, page: Page, evaluated: Evaluated) -> Standing | None:
        lines = np.flatnonzero(page.wanted[:, kpi])
        judged = self.publisher.judge.standing(kpi, evaluated, page.places, lines)
        goal = self.publisher.judge.goals[kpi]
        if judged is None or goal is None:
            return None
        standing = Standing.nowhere(len(page.scope), goal)
        standing.put(lines[judged.at], judged.judged, self.steering.are_breached(kpi, judged.places))
        return standing

    def _lasting(self) -> Iterator[Lasting]:
        breached = list(self.steering.breached())
        places = self.steering.at(breached)
        now = self.publisher.evaluations([place.kpi for place in breached], places) if breached else []
        for place in (place for place, evaluation in zip(breached, now, strict=True) if evaluation is None):
            goal = self.publisher.judge.goals[place.kpi]
            assert goal is not None  # or it could not be in breach
            yield Lasting(place.kpi, place.window, self.publisher.names[place.scope], goal.severity)

    def _before(self, page: Page) -> Iterator[tuple[int, Before]]:
        past = self.publisher.comparison(page)
        for kpi, reading in enumerate(self.readings if past else ()):
            if past and past.any_of(kpi, reading):
                lines = np.flatnonzero(page.wanted[:, kpi])
                yield kpi, Before(*(each.values(kpi, reading, lines) for each in (past.previous, past.year_ago)))

    def _order(self, page: Page, kind: Ints, standing: Mapping[int, Standing]) -> Ints:
        missed = [each.breached | (each.status == BREACHED) for each in standing.values()]
        breached = np.logical_or.reduce([np.zeros(len(kind), np.bool_), *missed])
        money = np.array([name in self.evaluator.money for name in self.layout.columns[: self.layout.folded]], np.bool_)
        counted = np.abs(page.value[:, : self.layout.folded].astype(np.float64))
        return order_of(counted[:, ~money].sum(1), counted[:, money].sum(1), kind, page.scope, breached)

    def _ends(self, page: Page) -> Mapping[int, int]:
        windows, first = np.unique(page.window, return_index=True)
        spans = [
            (at, self.publisher.spans.span(self.layout.windows[at], bucket))
            for at, bucket in zip(windows.tolist(), page.bucket[first].tolist(), strict=True)
        ]
        return {at: span.end for at, span in spans if span is not None}
