"""Updates as JSON, exactly as `schemas/updates.py` says: texts with gaps, for most of an update is always the same."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import orjson

from schemas.updates import ObjectiveStatus, Status
from service.kpi.evaluate import Evaluation
from service.kpi.layout import Reading
from service.kpi.objective import Goal

Told = tuple["UpdateText", Evaluation]

_STATUS: dict[ObjectiveStatus, bytes] = {"met": b"met", "breached": b"breached", "unknown": b"unknown"}


@dataclass(frozen=True)
class Stamp:
    """What all updates of one step say."""

    revision: int
    as_of: str

    @cached_property
    def provisional(self) -> bytes:
        """The JSON that ends a provisional update."""
        return self._ending("provisional")

    @cached_property
    def final(self) -> bytes:
        """The JSON that ends a final update."""
        return self._ending("final")

    def _ending(self, status: Status) -> bytes:
        return orjson.dumps({"revision": self.revision, "status": status, "as_of": self.as_of})[1:]


class UpdateText:
    """The text of one KPI over one window. Its gaps: where, when, the numbers, the objective's status, the stamp."""

    def __init__(self, reading: Reading, window: str) -> None:
        self.goal = reading.goals.get(window)
        self.key = b'{"kpi":"%b",%%b}' % reading.text
        self.numbers = 3 + len(reading.inputs) + (self.goal is not None)
        self.text = self.key[:-1] + b',%b,"value":%b,"numerator":%b,"denominator":%b,"inputs":{'
        self.text += b",".join(b"%b:%%b" % orjson.dumps(name) for name in reading.inputs)
        self.text += b'},"unit":%b,"objective":%b,%%b' % (orjson.dumps(reading.kpi.unit), _objective(self.goal))


def written(told: Sequence[Told], where: bytes, when: bytes, stamp: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Key and value of all updates of one place. Its numbers become text in one go: no number has a comma in it."""
    numbers: list[float | None] = []
    endings: list[tuple[bytes, ...]] = []
    for text, evaluation in told:
        numbers += evaluation[:3]
        numbers += evaluation.inputs.values()
        endings.append((stamp,) if text.goal is None else (_judged(text.goal, evaluation, numbers), stamp))
    texts = orjson.dumps(numbers)[1:-1].split(b",")
    return _filled([text for text, _ in told], texts, endings, where, when)


def _judged(goal: Goal, evaluation: Evaluation, numbers: list[float | None]) -> bytes:
    """The status; the attainment goes to the numbers."""
    attained, status = goal.judge(evaluation.value, evaluation.denominator)
    numbers.append(attained)
    return _STATUS[status]


def _filled(
    told: Iterable[UpdateText], texts: list[bytes], endings: Iterable[tuple[bytes, ...]], where: bytes, when: bytes
) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    for text, ending in zip(told, endings, strict=True):
        numbers = texts[at : at + text.numbers]
        at += text.numbers
        yield text.key % where, text.text % (where, when, *numbers, *ending)


def _objective(goal: Goal | None) -> bytes:
    if goal is None:
        return b"null"
    fixed = {"direction": goal.direction, "target": goal.target, "minimum_sample": goal.minimum_sample}
    return orjson.dumps(fixed | {"severity": goal.severity})[:-1] + b',"attainment":%b,"status":"%b"}'
