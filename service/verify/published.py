"""What the service published: the last update of each key, every transition, and every reject."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain

from aiokafka import ConsumerRecord
from pydantic import ValidationError

from schemas.rejects import Reject
from schemas.updates import Update, UpdateKey
from service.verify.events import Place
from service.verify.figures import Figures, Key
from service.verify.history import History
from service.verify.recount import Refusal
from service.verify.told import Told
from service.verify.transitions import Transitions


@dataclass
class Published:
    """Folds the records of `kpi.updates`, `kpi.breaches`, `kpi.rejects` and `kpi.accounting`."""

    updates_topic: str
    breaches_topic: str = ""
    accounting_topic: str = ""
    last: dict[bytes, bytes] = field(default_factory=dict)
    """Record key → value of the last record that had it."""
    refusals: Counter[Refusal] = field(default_factory=Counter)
    unreadable: list[str] = field(default_factory=list)
    """Rejects that are none."""
    history: History = field(default_factory=History)
    updates_read: int = 0
    transitions: Transitions = field(default_factory=Transitions)
    told: Told = field(default_factory=Told)

    def add(self, records: Iterable[ConsumerRecord]) -> None:
        """Fold records of these topics."""
        for record in records:
            if record.topic == self.updates_topic:
                self._update(record)
            elif record.topic == self.breaches_topic:
                self.transitions.add(record.key, record.value)
            elif record.topic == self.accounting_topic:
                self.told.add(record.key or b"", record.value)
            else:
                self._reject(record)

    @property
    def conflicts(self) -> frozenset[Place]:
        """The places that were rejected as conflicts."""
        return frozenset(refusal[:3] for refusal in self.refusals if refusal[3] == "conflict")

    def figures(self) -> tuple[dict[Key, Figures], list[str]]:
        """What each key says last, and a line for each record that breaks the contract of `kpi.updates`."""
        found: dict[Key, Figures] = {}
        broken: list[str] = []
        for key, value in self.last.items():
            try:
                found.update([_read(key, value)])
            except ValueError as error:
                broken.append(f"{key.decode(errors='replace')}: {_first_line(error)}")
        return found, broken

    def _update(self, record: ConsumerRecord) -> None:
        self.updates_read += 1
        key = record.key or b""
        if record.value is None:
            self.last.pop(key, None)
        else:
            self.last[key] = record.value
            self.history.follow(key, record.value)

    def _reject(self, record: ConsumerRecord) -> None:
        try:
            found = Reject.model_validate_json(record.value or b"")
        except ValidationError as error:
            self.unreadable.append(f"{record.topic}/{record.partition}@{record.offset}: {_first_line(error)}")
        else:
            self.refusals[found.topic, found.partition, found.offset, found.reason] += 1


def _read(key: bytes, value: bytes) -> tuple[Key, Figures]:
    named = UpdateKey.model_validate_json(key)
    if named.model_dump_json().encode() != key:
        raise ValueError("the key is not written as it must be, so two keys may say the same")
    update = Update.model_validate_json(value)
    if (update.kpi, update.scope, update.window, update.bucket) != tuple(dict(named).values()):
        raise ValueError("the value is of another key")
    return Key(named.kpi, tuple(sorted(named.scope.items())), named.window, named.bucket), _figures(update)


def _figures(update: Update) -> Figures:
    return Figures(
        update.start,
        update.end,
        update.value,
        update.numerator,
        update.denominator,
        update.inputs,
        update.unit,
        update.objective,
        update.evolution,
    )


def _first_line(error: ValueError) -> str:
    if not isinstance(error, ValidationError):
        return str(error)
    first = error.errors(include_url=False)[0]
    return ": ".join(chain(map(str, first["loc"]), [first["msg"]]))
