"""Transitions as JSON, exactly as `schemas/breaches.py` says. They are few, so each is written by itself."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import orjson

from service.kpi.compose.evaluate import Evaluation
from service.kpi.compose.judge import Places
from service.kpi.compose.objective import STATUSES
from service.kpi.compose.objective_text import ObjectiveText
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

    def told(self, decided: Sequence[Decided], places: Places, stamp: Stamp) -> Iterator[Told]:
        """In the order given; `places`: those of the decisions, in their current buckets."""
        evaluations = self._publisher.evaluations([place.kpi for place, _ in decided], places)
        for at, ((place, decision), evaluation) in enumerate(zip(decided, evaluations, strict=True)):
            yield self._told(place, decision, places.only(np.array([at])), evaluation or _NOTHING, stamp)

    def _told(self, place: Place, decision: Decision, where: Places, said: Evaluation, stamp: Stamp) -> Told:
        publisher = self._publisher
        judge, goal = publisher.judge, publisher.judge.goals[place.kpi]
        assert goal is not None  # or nothing had been decided
        value, sample = (np.array([each], np.float64) for each in (said.value, said.denominator))
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
            "objective": orjson.Fragment(ObjectiveText(goal).written(judged)[0]),
            "since": instant(decision.since),
            "previous": _STATES[decision.previous],
            "state": status,
            "revision": stamp.revision,
            "as_of": stamp.as_of,
        }
        left = next(left for left, state in _STATES.items() if state == status)
        return Told(decision, left, orjson.dumps(named), orjson.dumps(record))
