"""Texts as exact numbers, with the signs of the country they come from."""

import re
from collections.abc import Callable
from decimal import Context, Decimal, DecimalException, Inexact, InvalidOperation, Overflow

from service.imports.faults import Unfit

_EXACT = Context(prec=60, traps=[Inexact, InvalidOperation, Overflow])
_LONGEST = 40


def reader(decimal: str, group: str | None) -> Callable[[object, str], Decimal]:
    """A function from a value, and the field it stands in, to its number. It raises Unfit.

    >>> reader(",", ".")("1.234,50", "price")
    Decimal('1234.50')
    """
    whole = r"[0-9]+" if group is None else rf"(?:[0-9]{{1,3}}(?:{re.escape(group)}[0-9]{{3}})+|[0-9]+)"
    shape = re.compile(rf"[+-]?(?:{whole})?(?:{re.escape(decimal)}[0-9]+)?")

    def read(value: object, field: str) -> Decimal:
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            return Decimal(value)
        text = value.strip() if isinstance(value, str) else ""
        if not text or text in "+-" or len(text) > _LONGEST or not shape.fullmatch(text):
            raise Unfit("no_number", field, value=value)
        plain = text.replace(group, "") if group else text
        return Decimal(plain.replace(decimal, "."))

    return read


def product(a: Decimal, b: Decimal, field: str) -> Decimal:
    """a × b, exactly. Raises Unfit where that has too many digits."""
    try:
        return _EXACT.multiply(a, b)
    except DecimalException:
        raise Unfit("not_exact", field, value=a) from None


def whole(value: Decimal, field: str) -> int:
    """A number without decimals. Raises Unfit."""
    if value != value.to_integral_value():
        raise Unfit("not_whole", field, value=value)
    return int(value)
