"""What all kinds of records have in common."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from pydantic import BaseModel
from pydantic_core import PydanticCustomError, ValidationError

from schemas.records.wire import refused
from service.read.stored import Stored
from service.read.words import Words

Row = tuple[str, ...]


@dataclass(frozen=True)
class Held:
    """A record that fits its model."""

    key: BaseModel | None
    """None where the topic's keys say nothing."""
    value: BaseModel | None
    """None: the key is gone."""


class Kind(Protocol):
    """How one topic's records are read and told."""

    @property
    def columns(self) -> Sequence[str]:
        """Names of words that head the rows."""

    @property
    def single(self) -> bool:
        """Whether a record is one row: then the rows of all records make one table."""

    def held(self, record: Stored) -> Held:
        """The record in its model. Raises ValidationError."""

    def plain(self, held: Held) -> Any:
        """Its value as JSON has it."""

    def about(self, held: Held, words: Words) -> Sequence[str]:
        """What is said of the record as a whole."""

    def rows(self, held: Held, words: Words) -> Sequence[Row]:
        """What is in it, under the columns."""


def valued(name: str, record: Stored) -> bytes:
    """The value, which must be there. Raises ValidationError."""
    if record.value is None:
        raise no_value(name)
    return record.value


def no_value(name: str) -> ValidationError:
    """Where a record has none."""
    return refused(name, (), PydanticCustomError("no_value", "has no value"))
