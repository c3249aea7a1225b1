"""Values made from others: a function of the row for each kind that a mapping can define."""

import re
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal as Exact
from typing import Any, Protocol, assert_never

from schemas.currencies import CODES, decimals_of
from schemas.mapping import Band, Boolean, Days, Decimal, Integer, Money, Number, Text, Time, Value
from service.imports.faults import Unfit
from service.imports.numbers import product, reader, whole
from service.imports.row import Get, Row
from service.imports.text import text
from service.imports.times import times

Make = Callable[[Any, Row], Any]
"""What `of` is, never None, and the row → the value. Raises Unfit."""


class Names(Protocol):
    """What values can read."""

    def get(self, name: str) -> Get:
        """How a name is read off a row."""

    def template(self, template: str) -> Get:
        """How a template is filled in from a row."""


def maker(value: Value, of: Get, names: Names) -> Get:
    """How a value is made; null stays null or becomes the default."""
    make, default = _make(value, names), value.default

    def made(row: Row) -> Any:
        given = of(row)
        found = None if given is None else make(given, row)
        return default if found is None else found

    return made


def _make(value: Value, names: Names) -> Make:
    match value:
        case Text():
            return _text(value)
        case Integer() | Decimal() | Money():
            return _number(value, names)
        case Time():
            read = times(value.format, value.zone, value.at)
            return lambda given, row: read(given, value.of)
        case Boolean():
            return _boolean(value)
        case Band():
            return _band(value)
        case Days():
            return _days(value, names)
        case _:
            assert_never(value)


def _text(value: Text) -> Make:
    match = re.compile(value.match).search if value.match is not None else None

    def make(given: Any, row: Row) -> str | None:
        made: str | None = given if isinstance(given, str) else text(given, value.of)
        if value.trim:
            made = (made or "").strip() or None
        if match and made is not None:
            found = match(made)
            made = found[1 if found.re.groups else 0] if found else None
        if value.then is not None and made is not None:
            made = value.then
        if value.lower and made is not None:
            made = made.lower()
        return made if value.map is None or made is None else _mapped(made, value, value.map)

    return make


def _mapped(made: str, value: Text, known: dict[str, str]) -> str | None:
    if made in known:
        return known[made]
    match value.others:
        case "keep":
            return made
        case "null":
            return None
        case "reject":
            raise Unfit("not_mapped", value.of, value=made)
        case _:
            assert_never(value.others)


def _number(value: Integer | Decimal | Money, names: Names) -> Make:
    finish = _finish(value, names)
    read, factors = reader(value.decimal, value.group), [_factor(by, value, names) for by in value.times]

    def make(given: Any, row: Row) -> Any:
        made = read(given, value.of)
        for factor in factors:
            if (by := factor(row)) is None:
                return None
            made = product(made, by, value.of)
        return finish(made, row)

    return make


def _factor(by: str | int, value: Number, names: Names) -> Get:
    if isinstance(by, int):
        constant = Exact(by)
        return lambda row: constant
    get, read = names.get(by), reader(value.decimal, value.group)

    def factor(row: Row) -> Exact | None:
        return None if (given := get(row)) is None else read(given, by)

    return factor


def _finish(value: Integer | Decimal | Money, names: Names) -> Callable[[Exact, Row], Any]:
    match value:
        case Integer():
            return lambda made, row: whole(made, value.of)
        case Decimal():
            return lambda made, row: made
        case Money():
            return _in_minor_units(value, names.template(value.currency))
        case _:
            assert_never(value)


def _in_minor_units(value: Money, currency: Get) -> Callable[[Exact, Row], Exact]:
    units = {code: Exact(10) ** decimals_of(code) for code in CODES}

    def finish(made: Exact, row: Row) -> Exact:
        if (code := currency(row)) not in units:
            raise Unfit("not_currency", value.of, value=code)
        return product(made, units[code], value.of)

    return finish


def _boolean(value: Boolean) -> Make:
    known = {**dict.fromkeys(value.true, True), **dict.fromkeys(value.false, False)}

    def make(given: Any, row: Row) -> bool:
        made = given if isinstance(given, bool) else known.get(text(given, value.of))
        if made is None:
            raise Unfit("not_boolean", value.of, value=given)
        return made

    return make


def _band(value: Band) -> Make:
    read = reader(".", None)
    limits = tuple(zip(map(Exact, map(str, value.upto)), value.labels, strict=False))

    def make(given: Any, row: Row) -> str:
        number = read(given, value.of)
        return next((label for limit, label in limits if number <= limit), value.labels[-1])

    return make


def _days(value: Days, names: Names) -> Make:
    until = names.get(value.until)

    def make(given: datetime, row: Row) -> int | None:
        end = until(row)
        return None if end is None else (end.date() - given.astimezone(end.tzinfo).date()).days

    return make
