"""Transitions as JSON, exactly as `schemas/breaches.py` says. They are few, so each is written by itself."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import orjson

from service.kpi.compose.evaluate import Evaluation
from service.kpi.compose.judge import Places, Seen
from service.kpi.compose.objective import STATUSES
from service.kpi.compose.publish import Publisher
from service.kpi.compose.steering import Place
from service.kpi.compose.update_text import Stamp
from service.kpi.period.calendar import instant
from service.kpi.steering.kept import Decision, Left

Decided = tuple[Place, Decision]

_STATES = {Left.UNKNOWN: "unknown", Left.BREACHED: "breached", Left.MET: "met"}
_NOTHING = Evaluation(None, None, None, {})
"""What a KPI says where nothing was counted."""


class Told(NamedTuple):
    """A transition that was written down."""

    decision: Decision
    left: Left
    key: bytes
    value: bytes


class Transitions:
    """Writes transitions down, with what the KPI says at that moment in the current bucket."""

    def __init__(self, publisher: Publisher) -> None:
        self._publisher = publisher

    def told(self, decided: Sequence[Decided], places: Places, seen: Sequence[Seen], stamp: Stamp) -> Iterator[Told]:
        """In the order given; `places`: those of the decisions, in their current buckets; `seen`: in this step."""
        said = self._said(decided, places, {each.kpi: each for each in seen})
        for at, ((place, decision), evaluation) in enumerate(zip(decided, said, strict=True)):
            yield self._told(place, decision, places.only(np.array([at])), evaluation or _NOTHING, stamp)

    def _said(
        self, decided: Sequence[Decided], places: Places, seen: Mapping[int, Seen]
    ) -> Sequence[Evaluation | None]:
        """What each KPI says: nearly all crossed in this step, so it was evaluated already."""
        where = zip(*(column.tolist() for column in places), strict=True)
        said = [
            seen[place.kpi].at(*at) if place.kpi in seen else None
            for (place, _), at in zip(decided, where, strict=True)
        ]
        others = [at for at, each in enumerate(said) if each is None]
        if others:
            kpis = [decided[at][0].kpi for at in others]
            for at, evaluation in zip(
                others, self._publisher.evaluations(kpis, places.only(np.array(others))), strict=True
            ):
                said[at] = evaluation
        return said

    def _told(self, place: Place, decision: Decision, where: Places, said: Evaluation, stamp: Stamp) -> Told:
        publisher = self._publisher
        judge, goal = publisher.judge, publisher.judge.goals[place.kpi]
        text = publisher.objectives[place.kpi]
        assert goal is not None and text is not None  # or nothing had been decided
        value, sample = (np.array([each], np.float64) for each in (said.value, said.sample(goal.sampled)))
        judged = goal.judge(value, sample, judge.elapsed(place.kpi, where))
        status = STATUSES[int(judged.status[0])]
        window, bucket = publisher.windows[place.window], int(where.bucket[0])
        reading, span = publisher.readings[place.kpi], publisher.spans.span(window, bucket)
        named = {
            "kpi": reading.name,
            "scope": orjson.Fragment(publisher.scopes.json[place.scope]),
            "window": window.name,
        }
        record: dict[str, Any] = {
            "kind": "breach" if decision.breach else "recovery",
            **named,
            "bucket": publisher.spans.name(window, bucket),
            "start": span and instant(span.start),
            "end": span and instant(span.end),
            "value": said.value,
            "numerator": said.numerator,
            "denominator": said.denominator,
            "inputs": said.inputs,
            "unit": reading.kpi.unit,
            "objective": orjson.Fragment(text.written(judged)[0]),
            "since": instant(decision.since),
            "previous": _STATES[decision.previous],
            "state": status,
            "revision": stamp.revision,
            "as_of": stamp.as_of,
        }
        left = next(left for left, state in _STATES.items() if state == status)
        return Told(decision, left, orjson.dumps(named), orjson.dumps(record))
