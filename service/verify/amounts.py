"""What an event gives of a measure, as the whole number that is added up."""

from decimal import Decimal
from functools import cache

from schemas.events.base import Event
from schemas.money import is_money


def amount_of(event: Event, measure: str) -> int | None:
    """Money in thousandths of a minor unit, other numbers as they are; nothing where the event gives nothing."""
    value = getattr(event, measure, None)
    if value is None or not _is_money(type(event), measure):
        return value
    return int(Decimal(value) * 1000)


@cache
def _is_money(model: type[Event], field: str) -> bool:
    return is_money(model.model_fields[field])
