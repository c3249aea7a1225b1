"""What rows of several topics are made of."""

from datetime import date, timedelta
from functools import partial
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from schemas.facts import ABSENT, ID, MAX_SUBJECTS, TIME, salted

Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{16}\z", description="A uint64 as 16 hexadecimal digits")]
Int64 = Annotated[int, Field(gt=ABSENT, lt=1 << 63)]
Tick = Annotated[
    int, Field(ge=0, lt=1 << 32, description="Since the epoch, in the catalog's resolution (a minute, or finer)")
]
Slot = Annotated[int, Field(ge=0, lt=1 << 27, description="A quarter of an hour: so many have passed since the epoch")]
Milliseconds = Annotated[int, Field(ge=0, description="ms since the epoch")]
Name = Annotated[str, Field(min_length=1)]
Added = Annotated[Int64, Field(json_schema_extra={"not": {"const": 0}}), AfterValidator(lambda n: _not(0, n))]
"""What a step added to a cell; never 0, for what came and went within a step is not told."""

_EPOCH = date(1970, 1, 1)


class Record(BaseModel):
    """Everything here is strict, frozen, and knows its fields."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Moment(Record):
    """Where in a life a fact stands: lives and visits are in the order of these two."""

    time: Annotated[int, Field(description="ms since the epoch")]
    id: Annotated[Hash, Field(description="Hash of the event id, without salt")]


class Told(Record):
    """What every fact says: what happened, to whom, when."""

    type: Annotated[Name, Field(description="Event type; `event_retracted` takes the facts of an event back")]
    role: Annotated[str, Field(description="The subject that the fact is about, as the catalog names it")]
    dimensions: Annotated[dict[str, str | bool | None], Field(description="Of the event, as far as they are read")]
    tick: Tick
    subject: Annotated[Hash, Field(description="Keyed hash of the subject")]
    at: Annotated[Moment | None, Field(description="null where no life and no visit reads it")]
    measures: Annotated[
        dict[str, Int64 | None], Field(description="null: not given. Money in thousandths of minor units")
    ]


def hexadecimal(number: int) -> str:
    """A uint64, or an int64 with the same bits, as `Hash` has it.

    >>> hexadecimal(255), hexadecimal(-1)
    ('00000000000000ff', 'ffffffffffffffff')
    """
    return f"{number & (1 << 64) - 1:016x}"


def measured(measures: dict[str, int]) -> dict[str, Any]:
    """A fact's `at` and `measures`, from the amounts of its route by their names."""
    given = {name: None if amount == ABSENT else amount for name, amount in measures.items()}
    time, identity = given.pop(TIME, None), given.pop(ID, None)
    at = None if time is None or identity is None else {"time": time, "id": hexadecimal(identity)}
    return {"at": at, "measures": given}


def day(number: int) -> date | int:
    """Days since the epoch as a date; as it is, which no model takes, where there is none.

    >>> str(day(20781)), day(1 << 31)
    ('2026-11-24', 2147483648)
    """
    try:
        return _EPOCH + timedelta(days=number)
    except OverflowError:
        return number


def is_salted(identity: Hash, of: Hash) -> bool:
    """Whether an id is that of an event's fact, whose unsalted id is `of`."""
    return int(identity, 16) in map(partial(salted, int(of, 16)), range(MAX_SUBJECTS))


def _not(unwanted: int, number: int) -> int:
    if number == unwanted:
        raise PydanticCustomError("is_nothing", "must not be 0")
    return number
