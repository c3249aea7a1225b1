"""Updates as JSON, exactly as `schemas/updates.py` says: texts with gaps, filled for many lines at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import repeat

import orjson

from schemas.updates import Status
from service.kpi.compose.evaluate import Evaluated
from service.kpi.compose.layout import Reading
from service.kpi.formula.numbers import NULL

Texts = Sequence[bytes]


@dataclass(frozen=True)
class Stamp:
    """What all updates of one step say."""

    revision: int
    as_of: str

    @cached_property
    def endings(self) -> tuple[bytes, bytes]:
        """The JSON that ends a provisional update, and a final one."""
        return self._ending("provisional"), self._ending("final")

    def _ending(self, status: Status) -> bytes:
        return orjson.dumps({"revision": self.revision, "status": status, "as_of": self.as_of})[1:]


@dataclass(frozen=True)
class Surroundings:
    """What the updates of a line have in common, whatever the KPI: JSON, one text for each line."""

    where: Texts
    when: Texts
    ending: Texts


class UpdateText:
    """The text of one KPI. Its gaps: where, when, the numbers, objective, evolution, ending."""

    def __init__(self, reading: Reading) -> None:
        self._key = b'{"kpi":"%b",%%b}' % reading.text
        self._text = self._key[:-1] + b',%b,"value":%b,"numerator":%b,"denominator":%b,"inputs":{'
        self._text += b",".join(b"%b:%%b" % orjson.dumps(name) for name in reading.inputs)
        self._text += b'},"unit":%b,"objective":%%b,"evolution":%%b,%%b' % orjson.dumps(reading.kpi.unit)

    def key(self, where: bytes) -> bytes:
        """The key of the update of a place."""
        return self._key % where

    def written(
        self,
        evaluated: Evaluated,
        around: Surroundings,
        lines: Sequence[int],
        objectives: Iterable[bytes],
        evolutions: Iterable[bytes],
    ) -> Iterable[tuple[bytes, bytes]]:
        """Key and value of the updates on some of the lines."""
        where = _picked(around.where, lines)
        numbers = (evaluated.value, evaluated.numerator, evaluated.denominator, *evaluated.inputs.values())
        gaps = zip(
            where,
            _picked(around.when, lines),
            *(repeat(NULL) if each is None else _picked(each.json, lines) for each in numbers),
            objectives,
            evolutions,
            _picked(around.ending, lines),
            strict=False,
        )
        return zip(map(self._key.__mod__, where), map(self._text.__mod__, gaps), strict=True)


def _picked(texts: Texts, lines: Sequence[int]) -> Texts:
    return texts if len(texts) == len(lines) else list(map(texts.__getitem__, lines))
