"""Bytes to event: msgspec for the many, pydantic for what msgspec refuses; pydantic has the last word.

What msgspec takes and pydantic would not (or would read otherwise) is told by a look at the bytes, and read by
pydantic too: it hands out exactly what `model_validate_json` of the model would, `NaN` and `Infinity` excepted,
which are not JSON.
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Union

import msgspec
from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import from_json

from schemas.events.base import Event
from schemas.events.control import Control, EventCorrected, EventRetracted, ExchangeRateSet
from schemas.rates import day_number, parts_of
from service.kpi.control import Corrected, RateSet, Retracted
from service.kpi.decoded import Decoded
from service.kpi.refused import Refused
from service.sources.instants import UNREAD, Instants
from service.sources.structs import patterned, struct_of

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LONG = 4_000  # bytes; pydantic refuses numbers of more digits than about this, even in fields it ignores
_DEEP = 190  # brackets, each of which is closed too; pydantic refuses to nest deeper than 200

_NOTHING = Retracted("", "", "")
"""In place of an event that is not read: it has no time, and so it is looked at again."""
_KINDS = {str: "text", bool: "true or false", int: "number", float: "number", list: "array", type(None): "null"}


class Decoder:
    """Reads the events of one raw topic."""

    def __init__(
        self,
        models: Mapping[str, type[Event]],
        known: Mapping[str, Container[str]] | None = None,
        remembered: int = 1 << 17,
    ) -> None:
        """`models` by event type.

        `known`, by field: texts that somebody else remembers to have come through here, so they match the field's
        pattern. Of others, `remembered` are.
        """
        self._models = models
        # Control events are few, and left to pydantic.
        counted = {kind: model for kind, model in models.items() if not issubclass(model, Control | ExchangeRateSet)}
        self._structs = {model: struct_of(kind, model) for kind, model in counted.items()}
        self._read = msgspec.json.Decoder(Union[tuple(self._structs.values())]).decode  # noqa: UP007 - of a tuple
        known = known or {}
        self._patterns = {struct: tuple(_patterns(model, known)) for model, struct in self._structs.items()}
        self._instants = Instants()
        self._remembered = remembered

    def __call__(self, payload: bytes) -> tuple[Any, int]:
        """The event and its time in whole seconds since the epoch.

        The event is a struct tagged with its type (a rate: `RateSet`), or `Retracted` or `Corrected`. Raises Refused
        with the reason and the field.
        """
        decoded = self.many([payload])
        if decoded.refused:
            raise decoded.refused[0]
        return decoded.events[0], decoded.seconds[0]

    def many(self, payloads: Sequence[bytes]) -> Decoded:
        """The same of many payloads, at a fraction of the cost of each alone."""
        events, doubtful = self._read_all(payloads)
        doubtful.update(_suspicious(payloads, doubtful))
        seconds = self._instants.seconds([event.time for event in events])
        if min(seconds, default=0) <= UNREAD:
            doubtful.update(n for n, second in enumerate(seconds) if second <= UNREAD)
        doubtful.update(self._unmatched(events))
        refused: dict[int, Refused] = {}
        for n in sorted(doubtful):
            try:
                events[n], seconds[n] = self._read_slowly(payloads[n])
            except Refused as reason:
                refused[n] = reason
        return Decoded(events, seconds, refused)

    def _read_all(self, payloads: Sequence[bytes]) -> tuple[list[Any], set[int]]:
        """The events as msgspec reads them, and where it does not."""
        read, events, unread = self._read, list[Any](), set[int]()
        for payload in payloads:
            try:
                events.append(read(payload))
            except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
                unread.add(len(events))
                events.append(_NOTHING)
        return events, unread

    def _unmatched(self, events: Sequence[Any]) -> Iterator[int]:
        """Where a text does not match the pattern of its field."""
        patterns = list(map(self._patterns.get, map(type, events)))
        if any(patterns):
            for n, (mine, event) in enumerate(zip(patterns, events, strict=True)):
                if mine and not self._matches(mine, event):
                    yield n

    def _matches(self, patterns: "tuple[_Pattern, ...]", event: Any) -> bool:
        for pattern in patterns:
            text = getattr(event, pattern.field)
            if text not in pattern.known and not pattern.matches(text, self._remembered):
                return False
        return True

    def _read_slowly(self, payload: bytes) -> tuple[msgspec.Struct, int]:
        model = self._model_of(_object(payload))
        try:
            event = model.model_validate_json(payload)
        except ValidationError as error:
            raise Refused("invalid_field", _first_of(error)) from None
        return self._handed_out(event)

    def _handed_out(self, event: Event) -> tuple[msgspec.Struct, int]:
        since, time = event.time - _EPOCH, event.time.isoformat()
        second = since.days * 86_400 + since.seconds
        match event:
            case EventRetracted():
                return Retracted(event.id, time, event.event), second
            case EventCorrected():
                return Corrected(event.id, time, event.event, *self._handed_out(event.by)), second
            case ExchangeRateSet(from_currency=source, to_currency=target):
                rate, day = parts_of(event.rate), day_number(event.valid_from)
                return RateSet(event.id, time, f"{source} {target}", source, target, rate, day), second
        values = {name: getattr(event, name) for name in type(event).model_fields if name != "type"}
        return self._structs[type(event)](**values | {"time": time}), second

    def _model_of(self, given: Mapping[str, object]) -> type[Event]:
        kind, identity = given.get("type"), given.get("id")
        if not isinstance(kind, str) or kind not in self._models:
            raise Refused("unknown_type", "type: " + _missing(given, "type", "not one that this topic carries"))
        if not isinstance(identity, str) or not identity:
            raise Refused("missing_id", "id: " + _missing(given, "id", "empty, or not a text"))
        return self._models[kind]


class _Pattern:
    """One field's pattern, judged by pydantic, whose regular expressions are not Python's; and what it let pass."""

    def __init__(self, field: str, judge: TypeAdapter[str], known: Container[str]) -> None:
        self.field, self.known = field, known
        self._matched: set[str] = set()
        self._judge = judge

    def matches(self, text: str, remembered: int) -> bool:
        if text in self._matched:
            return True
        try:
            self._judge.validate_python(text)
        except ValidationError:
            return False
        if len(self._matched) >= remembered:
            self._matched.clear()
        self._matched.add(text)
        return True


def _patterns(model: type[Event], known: Mapping[str, Container[str]]) -> list[_Pattern]:
    return [_Pattern(name, _judge(info), known.get(name, ())) for name, info in patterned(model).items()]


def _judge(field: FieldInfo) -> TypeAdapter[str]:
    return TypeAdapter(_kind_with_limits(field))


def _kind_with_limits(field: FieldInfo) -> Any:
    return Annotated[field.annotation, field]


def _suspicious(payloads: Sequence[bytes], unread: Container[int]) -> list[int]:
    """Where pydantic might see something else in what msgspec has accepted."""
    places = [n for n in range(len(payloads)) if n not in unread]
    # All at once first, for nearly always there is none. Each has a bracket: the rest may all be of one.
    together = b"".join([payloads[n] for n in places])
    many = together.count(b"[") + together.count(b"{") - len(places) >= _DEEP
    if not many and together.isascii() and max([len(payloads[n]) for n in places], default=0) <= _LONG:
        return []
    return [n for n in places if len(payloads[n]) > _LONG or _deep(payloads[n]) or not _is_utf8(payloads[n])]


def _is_utf8(payload: bytes) -> bool:
    """Also where msgspec does not look, in fields that it skips."""
    try:
        return payload.isascii() or bool(payload.decode())
    except UnicodeDecodeError:
        return False


def _deep(payload: bytes) -> bool:
    return len(payload) > 2 * _DEEP and payload.count(b"[") + payload.count(b"{") > _DEEP


def _object(payload: bytes) -> Mapping[str, object]:
    try:
        payload.decode()
    except UnicodeDecodeError as error:
        raise Refused("invalid_utf8", f"byte {error.start}: not UTF-8") from None
    try:
        given = from_json(payload, allow_inf_nan=False)
    except ValueError as error:
        raise Refused("invalid_json", str(error)) from None
    if not isinstance(given, dict):
        raise Refused("invalid_json", f"not an object: {_KINDS[type(given)]}")
    return given


def _missing(given: Mapping[str, object], name: str, otherwise: str) -> str:
    return otherwise if name in given else "missing"


def _first_of(error: ValidationError) -> str:
    """The first mistake, in words that hold no value from the payload, and how many more there are."""
    mistakes = error.errors(include_url=False, include_context=False, include_input=False)
    place = ".".join(map(str, mistakes[0]["loc"]))
    more = f" (and {len(mistakes) - 1} more)" if len(mistakes) > 1 else ""
    # pydantic quotes the tag of a union that it does not know.
    unknown = mistakes[0]["type"] == "union_tag_invalid"
    return f"{place}: {'not of a type that this topic carries' if unknown else mistakes[0]['msg']}{more}"
