"""Texts as instants: ISO 8601, seconds since the epoch, or any form of strptime; zones for those without offset."""

from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from service.imports.faults import Unfit
from service.imports.numbers import reader
from service.imports.text import EPOCH

_REMEMBERED = 1 << 16

Read = Callable[[str], datetime | None]


def times(formats: Sequence[str], zone: str | None, at: time | None = None) -> Callable[[object, str], datetime]:
    """A function from a text (or a number), and the field it stands in, to its instant. It raises Unfit.

    Wall time that comes twice is its first; one that clocks skip moves on by as much as they do. `at` is the time of
    day of texts that are days.

    >>> times(["%d/%m/%Y"], "Europe/Paris")("31/12/2010", "day").isoformat()
    '2010-12-31T00:00:00+01:00'
    """
    forms = [_form(form) for form in formats]
    place = ZoneInfo(zone) if zone else None
    # Files are full of the same times, and strptime is slow.
    known: dict[object, datetime] = {}

    def read(value: object, field: str) -> datetime:
        if (seen := known.get(value)) is not None:
            return seen
        found = next((read for form in forms if (read := form(str(value).strip())) is not None), None)
        if found is None:
            raise Unfit("no_time", field, value=value, format=" / ".join(formats))
        if found.tzinfo is None:
            if place is None:
                raise Unfit("no_offset", field, value=value)
            found = found.replace(tzinfo=place)
        if at is not None:
            found = datetime.combine(found, at, found.tzinfo)
        if len(known) >= _REMEMBERED:
            known.clear()
        return known.setdefault(value, found)

    return read


def needs_zone(form: str) -> bool:
    """Whether texts of this form never have an offset.

    >>> needs_zone("%Y-%m-%d"), needs_zone("%d/%b/%Y:%H:%M:%S %z"), needs_zone("iso")
    (True, False, False)
    """
    return form not in ("iso", "unix", "unix_ms") and "%z" not in form


def _form(form: str) -> Read:
    match form:
        case "iso":
            return _iso
        case "unix":
            return _since_epoch(1)
        case "unix_ms":
            return _since_epoch(1000)
    # The names of months (%b) are English unless somebody sets a locale, which nothing here does.
    return _strptime(form)


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _strptime(form: str) -> Read:
    def read(text: str) -> datetime | None:
        try:
            return datetime.strptime(text, form)
        except ValueError:
            return None

    return read


def _since_epoch(units: int) -> Read:
    number = reader(".", None)

    def read(text: str) -> datetime | None:
        try:
            return EPOCH + timedelta(microseconds=int(number(text, "") * Decimal(1_000_000) / units))
        except (Unfit, OverflowError):
            return None

    return read
