"""A record that does not fit its model: where it stands, and what is wrong."""

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic_core import ValidationError

from service.lang import of
from service.read.stored import Stored
from service.read.words import Words
from service.reasons import reason


@dataclass(frozen=True)
class Misfit:
    """What the model said of it."""

    record: Stored
    error: ValidationError

    def lines(self, words: Words) -> Iterator[str]:
        """A line for each mistake. None holds a value of the record."""
        for error in self.error.errors(include_url=False, include_input=False):
            field, why = ".".join(map(str, error["loc"])), of(reason(error), words.lang)
            where = {name: getattr(self.record, name) for name in ("topic", "partition", "offset")}
            yield words("misfit" if field else "misfit whole", **where, field=field, reason=why)
