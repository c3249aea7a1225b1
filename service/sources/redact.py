"""What may be shown of a payload: the fields we know, each with kind and length in place of its value."""

from collections.abc import Mapping

import orjson
from pydantic_core import from_json

from schemas.events.base import Event

_LONGEST = 1 << 16  # bytes; more is not even read


class Redact:
    """Shows the shape of the payloads of one raw topic. The names of fields that it does not know stay hidden too."""

    def __init__(self, models: Mapping[str, type[Event]]) -> None:
        """`models` by event type."""
        self._types = models.keys()
        self._fields = {name for model in models.values() for name in model.model_fields}

    def __call__(self, payload: bytes) -> str | None:
        """The shape as JSON; None for what is no JSON object or too long to look at."""
        if len(payload) > _LONGEST:
            return None
        try:
            given = from_json(payload)
        except ValueError:
            return None
        return orjson.dumps(self._shape(given)).decode() if isinstance(given, dict) else None

    def _shape(self, given: Mapping[str, object]) -> dict[str, str]:
        shape = {name: _kind(value) for name, value in given.items() if name in self._fields}
        kind = given.get("type")
        if isinstance(kind, str) and kind in self._types:
            shape["type"] = kind
        hidden = len(given) - len(shape)
        return shape | ({"…": f"{hidden} other"} if hidden else {})


def _kind(value: object) -> str:
    match value:
        case str():
            return f"string({len(value)})"
        case dict() | list():
            return f"{'object' if isinstance(value, dict) else 'array'}({len(value)})"
        case bool():
            return "boolean"
        case None:
            return "null"
    return "number"
