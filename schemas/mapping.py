"""How the rows of a file become events: the models of a mapping's TOML file (`vigie import FILE --mapping M.toml`).

A *name* says where a value comes from: a column of the row, a `[value]` of the mapping (which hides a column of its
own name), `join.column` of a second file, `@file` and `@line` (where the row stands; lines count from 1), `@row` (32
digits made of all columns: equal rows have equal ones) or `@type` (the event type). A *template* is a text with names
in braces: `"{@file}:{@line}"`. One that is nothing but a name gives the value as it is, a number or null too; otherwise
a null part makes the whole null.
"""

import codecs
import re
from datetime import time
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from schemas.definitions import Name, Strict

Reference = Annotated[str, Field(min_length=1)]
"""A name, as above."""

Template = str
Constant = str | bool | int

Texts = Annotated[tuple[str, ...], Field(strict=False)]


def _listed(given: object) -> object:
    return [given] if isinstance(given, str | bool | int) else given


def _of_kind(otherwise: str) -> BeforeValidator:
    """An inline table without `kind` is of the ordinary one."""

    def chosen(given: Any) -> Any:
        return {"kind": otherwise, **given} if isinstance(given, dict) and "kind" not in given else given

    return BeforeValidator(chosen)


def _regular(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"is no regular expression: {error}") from None
    return pattern


def _encoding(name: str) -> str:
    try:
        codecs.lookup(name)
    except LookupError:
        raise ValueError(f"there is no encoding {name}") from None
    return name


def _time_of_day(given: object) -> object:
    return time.fromisoformat(given) if isinstance(given, str) else given


TimeOfDay = Annotated[time, BeforeValidator(_time_of_day)]
"""`"17:00"`, or TOML's own `17:00:00`."""

Pattern = Annotated[str, AfterValidator(_regular)]
"""A regular expression, as Python writes them."""

# ---- Where the rows come from


class Readable(Strict):
    """What every kind of file has."""

    encoding: Annotated[str, AfterValidator(_encoding)] = "utf-8"
    members: str = Field(default="*", description="Which files of a tar archive are read: a pattern such as *.csv")
    null: Texts = Field(default=("",), description="What stands for nothing")


class Csv(Readable):
    """Columns apart by a delimiter; the first line of each file names them, unless `columns` does."""

    kind: Literal["csv"]
    delimiter: str = Field(default=",", min_length=1, max_length=1)
    quote: str = Field(default='"', min_length=1, max_length=1)
    columns: Texts | None = None


class Ndjson(Readable):
    """A JSON object in each line; `a.b` is b in the object a."""

    kind: Literal["ndjson"]


class Combined(Readable):
    """A web server's log in the combined format; `-` stands for nothing.

    Columns: address, ident, user, time, request, method, target, path, query, protocol, status, bytes, referrer,
    user_agent.
    """

    kind: Literal["combined"]
    null: Texts = ("-",)


class Lines(Readable):
    """Lines that match a regular expression as a whole; its named groups are the columns."""

    kind: Literal["lines"]
    pattern: Pattern


Source = Annotated[Annotated[Csv | Ndjson | Combined | Lines, Field(discriminator="kind")], _of_kind("csv")]


class Join(Strict):
    """A second file, beside the one imported, of which at most one row belongs to each row."""

    file: str = Field(min_length=1)
    on: Reference = Field(description="What of the row is looked up; null finds nothing, and that is no mistake")
    key: str = Field(min_length=1, description="The column of the second file in which it is looked up")
    missing: Literal["reject", "null"] = "reject"
    source: Source = Csv(kind="csv")


# ---- Values


class Made(Strict):
    """A value made from another one, `of`; null stays null, unless `default` says what it is."""

    of: Reference
    default: Constant | None = None


class Text(Made):
    """Text: trimmed, cut out by `match`, replaced by `then`, lower-cased, mapped, in this order."""

    kind: Literal["text"]
    trim: bool = False
    match: Pattern | None = Field(
        default=None, description="Its first group, or all that matches; null if nothing does"
    )
    then: str | None = Field(default=None, description="What is there instead of what matches")
    lower: bool = False
    map: dict[str, str] | None = None
    others: Literal["reject", "keep", "null"] = Field(default="reject", description="What `map` does not name")


class Number(Made):
    """A number without exponent; `times` multiplies it by other numbers, named or given."""

    decimal: str = Field(default=".", min_length=1, max_length=1)
    group: str | None = Field(default=None, min_length=1, max_length=1, description="What stands between thousands")
    times: Annotated[tuple[str | int, ...], Field(strict=False)] = ()


class Integer(Number):
    """A whole number."""

    kind: Literal["integer"]


class Decimal(Number):
    """A number with decimals, kept exactly."""

    kind: Literal["decimal"]


class Money(Number):
    """An amount in the currency's main unit (euros), made into its minor unit (cents)."""

    kind: Literal["money"]
    currency: Template = Field(min_length=1, description="ISO 4217, which says how many decimals there are")


class Time(Made):
    """When; in `zone` where the text has no offset. Wall time that comes twice is its first, one skipped moves on."""

    kind: Literal["time"]
    format: Annotated[Texts, BeforeValidator(_listed), Field(min_length=1)] = ("iso",)
    """`iso`, `unix`, `unix_ms`, or as Python's strptime; the first that fits."""
    zone: str | None = None
    at: TimeOfDay | None = Field(default=None, description="The time of day, for texts that are days")


class Boolean(Made):
    """True or false."""

    kind: Literal["boolean"]
    true: Texts
    false: Texts


class Band(Made):
    """The label of the first limit that a number does not pass; the last label is for what passes all."""

    kind: Literal["band"]
    upto: Annotated[tuple[int | float, ...], Field(strict=False, min_length=1)]
    labels: Texts


class Days(Made):
    """Whole days from a time until another, by the calendar of the second one's zone."""

    kind: Literal["days"]
    until: Reference


Value = Annotated[
    Annotated[Text | Integer | Decimal | Money | Time | Boolean | Band | Days, Field(discriminator="kind")],
    _of_kind("text"),
]

# ---- Events


Constants = Annotated[tuple[Constant, ...], BeforeValidator(_listed), Field(strict=False)]


class Test(Strict):
    """What a value must be: all that is given. Null is none of any constants, and fulfils no other test."""

    any_of: Constants = ()
    none_of: Constants = ()
    present: bool | None = None
    matches: Pattern | None = Field(default=None, description="A regular expression that is found somewhere in it")
    above: int | float | None = None
    below: int | float | None = None


def _as_test(given: object) -> object:
    return given if isinstance(given, dict) else {"any_of": given}


def _is_told(test: Test) -> Test:
    if test == Test():
        raise ValueError("asks for nothing: give a value, a list of values, or a test such as { present = true }")
    return test


Condition = Annotated[Test, BeforeValidator(_as_test), AfterValidator(_is_told)]
"""A value or a list of values, of which it must be one (`any_of`); or a test."""

Fields = dict[Name, Constant]
"""An event's fields: a text is a template, anything else is itself. A field whose value is null is left out."""


class EventOf(Strict):
    """An event of a row, if all of `when` hold."""

    type: Name
    when: dict[Reference, Condition] = Field(default_factory=dict)
    fields: Fields = Field(default_factory=dict)


class Mapping(Strict):
    """A whole mapping. `fields` are those of every event type that has them; an event's own come first."""

    topic: Name = Field(description="The raw topic, by the name of its family")
    source: Source = Csv(kind="csv")
    join: dict[Name, Join] = Field(default_factory=dict)
    value: dict[str, Value] = Field(default_factory=dict)
    fields: Fields = Field(default_factory=dict)
    event: Annotated[tuple[EventOf, ...], Field(strict=False, min_length=1)]
