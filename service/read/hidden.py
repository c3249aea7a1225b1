"""What may be shown of a raw event: what is published anyway; people as the pseudonyms that facts have."""

from collections.abc import Mapping
from typing import Any

from service.kpi.catalog import Catalog
from service.kpi.ingest.asked import asked_of
from service.kpi.ingest.pseudonym import Pseudonym

_ALWAYS = frozenset({"type", "id", "time", "event"})
"""What every event says of itself, or of the one that it corrects."""


class Hidden:
    """Takes out of events what identifies people, or is text that no indicator reads as it is."""

    def __init__(self, catalog: Catalog, pseudonym: Pseudonym) -> None:
        self._pseudonym = pseudonym
        roles = [role for roles in catalog.roles.values() for role in roles]
        asked = [each for kind in catalog.roles for each in asked_of(catalog, kind).values()]
        read = {name for each in asked for name in (*each.dimensions, *each.measures)}
        self._direct = {role.field for role in roles if role.direct}
        self._shown = _ALWAYS | read | {role.field for role in roles if not role.direct}

    def __call__(self, event: Mapping[str, Any]) -> dict[str, Any]:
        """The event with the same fields."""
        return {name: self._told(name, value) for name, value in event.items()}

    def _told(self, name: str, value: Any) -> Any:
        match value:
            case dict():
                return self(value)
            case str() if name in self._direct:
                return self._pseudonym.digest(value).hex()
            case str() if name not in self._shown:
                return f"string({len(value)})"
            case list():
                return f"array({len(value)})"
        return value
