"""Exchange rates in events: what one unit of a currency is worth in another one, from a day on, exactly.

A rate is a decimal text of major units, as it is quoted: `"0.9221"` from USD to EUR says that a dollar is worth 0.9221
euros. It travels in `PARTS` of one as int64. Eleven decimals tell five digits of the smallest rate in use (an Iranian
rial in euros), seven digits before the point hold the largest (a Kuwaiti dinar in rials).
"""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field

from schemas.clearly import Clearly

DECIMALS = 11
PARTS = 100_000_000_000
"""In a rate of 1."""

RATE_SET = "exchange_rate_set"
"""The type of the event that tells a rate."""

_TEXT = rf"^(0|[1-9][0-9]{{0,6}})(\.[0-9]{{1,{DECIMALS}}})?\z"
_NOTHING = r"^[0.]*$"

Rate = Annotated[
    Annotated[str, Field(pattern=_TEXT, json_schema_extra={"not": {"pattern": _NOTHING}})],
    Clearly("rate", f'a rate is a text such as "0.9221": up to 7 digits, and up to {DECIMALS} after the point'),
]
"""What one unit is worth. That it is above 0 is for the event's model to see."""


def _of_a_calendar(day: str) -> str:
    date.fromisoformat(day)
    return day


# A text and no date: pydantic takes a number of seconds for a day too, even in a text.
Day = Annotated[
    Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}\z"), AfterValidator(_of_a_calendar)],
    Clearly("day", 'a day is a text such as "2026-11-24"'),
]
"""A day of the reporting zone."""

_EPOCH = date(1970, 1, 1).toordinal()


def parts_of(rate: str) -> int:
    """A valid rate as a whole number of parts.

    >>> parts_of("0.9221"), parts_of("12") == 12 * PARTS
    (92210000000, True)
    """
    whole, _, part = rate.partition(".")
    return int(whole + part.ljust(DECIMALS, "0"))


def rate_of(parts: int) -> str:
    """Parts as a rate again; of what is below 0 no valid one.

    >>> rate_of(92_210_000_000), rate_of(12 * PARTS), rate_of(-1)
    ('0.9221', '12', '-0.00000000001')
    """
    whole, part = divmod(abs(parts), PARTS)
    decimals = f"{part:0{DECIMALS}}".rstrip("0")
    return ("-" if parts < 0 else "") + (f"{whole}.{decimals}" if decimals else str(whole))


def day_number(day: str) -> int:
    """A valid day as days since 1970-01-01.

    >>> day_number("1970-02-01")
    31
    """
    return date.fromisoformat(day).toordinal() - _EPOCH
