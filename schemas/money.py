"""Amounts of money in events: minor units of a currency, exactly.

A price of 12.34 EUR is `1234`; a third of a cent more is `"1234.333"`. Amounts travel in thousandths of a minor unit as
int64, and are added exactly. The bound keeps the sums safe: a cell holds 9.2 × 10¹⁵ minor units, over 900 times the
largest amount; and a hundred times an amount (for percentages) still fits.
"""

from typing import Annotated, get_args

from pydantic import Field
from pydantic.fields import FieldInfo

from schemas.clearly import Clearly

MOST = 9_999_999_999_999
"""Minor units: the largest whole amount; a text may have up to 999 thousandths more."""

CURRENCY = "currency"
"""The dimension that says in which currency money is (docs/decisions/0006)."""

THOUSANDTHS = 1_000
"""In a minor unit."""

_TEXT = r"(0|[1-9][0-9]{0,12})(\.[0-9]{1,3})?\z"


MONEY = Clearly(
    "money",
    "an amount is a whole number of minor units, or a decimal text of them with up to 3 decimals, of at most "
    f"{MOST:,}; below 0 only where the field says so",
)
"""Marks the types below."""

Money = Annotated[
    Annotated[int, Field(ge=0, le=MOST)] | Annotated[str, Field(pattern=f"^{_TEXT}")],
    MONEY,
]
"""An amount, 0 or more: `1234`, or `"1234.5"`."""

SignedMoney = Annotated[
    Annotated[int, Field(ge=-MOST, le=MOST)] | Annotated[str, Field(pattern=f"^-?{_TEXT}")],
    MONEY,
]
"""An amount that may be below 0."""


def is_money(field: FieldInfo) -> bool:
    """Whether a field of a model holds an amount, or may."""
    marks = [mark for part in get_args(field.annotation) for mark in get_args(part)[1:]]
    return MONEY in (*field.metadata, *marks)


def thousandths(amount: int | str) -> int:
    """A valid amount in thousandths of a minor unit.

    >>> thousandths(12), thousandths("12.5"), thousandths("-0.001")
    (12000, 12500, -1)
    """
    if isinstance(amount, int):
        return amount * THOUSANDTHS
    whole, _, part = amount.partition(".")
    return int(whole + part.ljust(3, "0"))
