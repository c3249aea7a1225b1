"""What others read: values, breaches, rejects, the accounting."""

from collections.abc import Sequence
from typing import Any, TypeVar, cast

from pydantic import BaseModel
from pydantic_core import PydanticCustomError

from schemas.accounting import AccountingKey, LaneAccounting
from schemas.breaches import Breach, BreachKey
from schemas.records.wire import refused
from schemas.rejects import Reject
from schemas.updates import ObjectiveState, Update, UpdateKey
from service.read.kinds.kind import Held, Row, valued
from service.read.stored import Stored
from service.read.words import Words

Named = TypeVar("Named", bound=BaseModel)


class OfUpdates:
    """Values of KPIs; of a key without a value, that it is gone."""

    columns = ("kpi", "scope", "window", "value", "objective", "state", "revision")
    single = True

    def held(self, record: Stored) -> Held:
        """In their models."""
        key = UpdateKey.model_validate_json(record.key or b"")
        return Held(key, None if record.value is None else _named_by(key, Update.model_validate_json(record.value)))

    def plain(self, held: Held) -> Any:
        """All of it; null: gone."""
        return None if held.value is None else held.value.model_dump(mode="json")

    def about(self, held: Held, words: Words) -> Sequence[str]:
        """A row says it all."""
        return ()

    def rows(self, held: Held, words: Words) -> Sequence[Row]:
        """The value."""
        key = cast(UpdateKey, held.key)
        where = (key.kpi, words.scope(key.scope), f"{key.window} {key.bucket}".strip())
        if held.value is None:
            return [(*where, words("gone"), "", "", "")]
        update = cast(Update, held.value)
        judged = "" if update.objective is None else _judged(update.objective, words)
        return [(*where, _valued(update, words), judged, words(update.status), str(update.revision))]


class OfBreaches:
    """Breaches and recoveries."""

    columns = ("kind", "kpi", "scope", "window", "value", "objective", "since", "state", "revision")
    single = True

    def held(self, record: Stored) -> Held:
        """In their models."""
        key = BreachKey.model_validate_json(record.key or b"")
        return Held(key, _named_by(key, Breach.model_validate_json(valued("Breach", record))))

    def plain(self, held: Held) -> Any:
        """All of it."""
        return cast(Breach, held.value).model_dump(mode="json")

    def about(self, held: Held, words: Words) -> Sequence[str]:
        """A row says it all."""
        return ()

    def rows(self, held: Held, words: Words) -> Sequence[Row]:
        """The transition."""
        told = cast(Breach, held.value)
        return [
            (
                words(told.kind),
                told.kpi,
                words.scope(told.scope),
                f"{told.window} {told.bucket}".strip(),
                _valued(told, words),
                _judged(told.objective, words),
                words.instant(told.since),
                f"{words(told.previous)} → {words(told.state)}",
                str(told.revision),
            )
        ]


class OfAccounting:
    """What lanes know became of the raw records."""

    columns = ("record", "read", "counted", "duplicates", "rejected", "ignored")
    single = False

    def held(self, record: Stored) -> Held:
        """In their models."""
        key = AccountingKey.model_validate_json(record.key or b"")
        return Held(key, _named_by(key, LaneAccounting.model_validate_json(valued("LaneAccounting", record))))

    def plain(self, held: Held) -> Any:
        """All of it."""
        return cast(LaneAccounting, held.value).model_dump(mode="json")

    def about(self, held: Held, words: Words) -> Sequence[str]:
        """Which lane tells."""
        told = cast(LaneAccounting, held.value)
        return (words("lane", agent=told.agent, topic=told.topic, partition=told.partition),)

    def rows(self, held: Held, words: Words) -> Sequence[Row]:
        """A raw partition each."""
        return [
            (
                f"{it.topic} {it.partition}",
                *map(str, (it.read, it.counted, it.duplicate)),
                words.named(dict[str, object](it.rejected.items())),
                str(it.ignored),
            )
            for it in cast(LaneAccounting, held.value).outcomes
        ]


class OfRejects:
    """Raw records that could not be counted."""

    columns = ("reason", "detail", "record", "size", "shape")
    single = True

    def held(self, record: Stored) -> Held:
        """In its model."""
        return Held(None, Reject.model_validate_json(valued("Reject", record)))

    def plain(self, held: Held) -> Any:
        """All of it."""
        return cast(Reject, held.value).model_dump(mode="json")

    def about(self, held: Held, words: Words) -> Sequence[str]:
        """A row says it all."""
        return ()

    def rows(self, held: Held, words: Words) -> Sequence[Row]:
        """The reject."""
        told = cast(Reject, held.value)
        size = "" if told.size is None else str(told.size)
        return [(told.reason, told.detail, f"{told.topic} {told.partition}:{told.offset}", size, told.payload or "")]


def _named_by(key: BaseModel, value: Named) -> Named:
    """The value, if its key names it. Raises ValidationError."""
    for name, part in key.model_dump().items():
        if value.model_dump(include={name})[name] != part:
            error = PydanticCustomError("another_key", "the key names something else than the value")
            raise refused(type(value).__name__, (name,), error)
    return value


def _valued(told: Update | Breach, words: Words) -> str:
    value = words.number(told.value)
    parts = (told.numerator, told.denominator)
    return f"{value} ({' / '.join(map(words.number, parts))})" if told.denominator is not None else value


def _judged(objective: ObjectiveState, words: Words) -> str:
    status = words(objective.status)
    if objective.between is not None:
        return f"{status} [{', '.join(map(words.number, objective.between))}]"
    sign = "≥" if objective.direction == "at_least" else "≤"
    return f"{status} {sign} {words.number(objective.target)}"
