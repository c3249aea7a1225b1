"""Raw events, told so that nobody is recognised in them who would not be in what is published."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from pydantic_core import PydanticCustomError, from_json

from schemas.events.base import Event
from schemas.records.wire import refused
from service.read.hidden import Hidden
from service.read.kinds.kind import Held, Row, valued
from service.read.stored import Stored
from service.read.words import Words

_OWN_COLUMNS = ("type", "id", "time")


class OfRaw:
    """Events of a family, by their type."""

    columns = ("time", "type", "id", "fields")
    single = True

    def __init__(self, models: Mapping[str, type[Event]], hidden: Hidden) -> None:
        """`models` by event type."""
        self._models, self._hidden = models, hidden

    def held(self, record: Stored) -> Held:
        """In the model of its type."""
        payload = valued("Event", record)
        return Held(None, self._model_of(payload).model_validate_json(payload))

    def plain(self, held: Held) -> Any:
        """What may be shown of it."""
        return self._hidden(cast(Event, held.value).model_dump(mode="json"))

    def about(self, held: Held, words: Words) -> Sequence[str]:
        """A row says it all."""
        return ()

    def rows(self, held: Held, words: Words) -> Sequence[Row]:
        """The event."""
        told = self.plain(held)
        rest = {name: value for name, value in told.items() if name not in _OWN_COLUMNS}
        return [(words.instant(cast(Event, held.value).time), told["type"], told["id"], words.named(rest))]

    def _model_of(self, payload: bytes) -> type[Event]:
        try:
            kind = from_json(payload)["type"]
            return self._models[kind]
        except (ValueError, TypeError, KeyError):
            error = PydanticCustomError("unknown_event", "no event of a type that this topic carries")
            raise refused("Event", (), error) from None
