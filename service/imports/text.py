"""Values as the text that stands for them."""

from datetime import UTC, datetime
from decimal import Decimal

from service.imports.faults import Unfit

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def text(value: object, field: str) -> str:
    """Text as it is, a number without exponent, a truth value as JSON has it. Raises Unfit for lists and the like.

    >>> text(Decimal("1E+3"), "price"), text(True, "paid")
    ('1000', 'true')
    """
    match value:
        case str():
            return value
        case bool():
            return str(value).lower()
        case int():
            return str(value)
        case Decimal():
            return f"{value:f}"
        case datetime():
            return rfc3339(value)
    raise Unfit("not_text", field, value=value)


def rfc3339(instant: datetime) -> str:
    """An instant in UTC, with as much of a fraction as it has.

    >>> rfc3339(datetime(2011, 12, 9, 12, 50, tzinfo=UTC))
    '2011-12-09T12:50:00Z'
    """
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")
