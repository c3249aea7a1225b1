"""Rule tables: the files of `schemas/catalog/rules/`. The first row that holds decides."""

from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from schemas.definitions import Name, Names, Strict, Value, Wording

Texts = Annotated[tuple[str, ...], Field(strict=False, min_length=1)]


class Condition(Strict):
    """What one input must be: exactly one test. Text is compared in small letters, except by `equals`.

    An absent value (null, or an empty text) passes no test but `present = false`.
    """

    equals: Value | None = None
    among: Texts | None = Field(default=None, description="Is one of these texts")
    contains: str | None = None
    prefix: str | None = None
    suffix: str | None = None
    matches: str | None = Field(
        default=None, description="A regular expression (`service.kpi.derive.pattern`) is found in it"
    )
    domain: Texts | None = Field(default=None, description="Is one of these hosts, or ends in a dot and one of them")
    same: Name | None = Field(default=None, description="Is the same host as that input, `www.` or not")
    present: bool | None = None

    @model_validator(mode="after")
    def one_test(self) -> Self:
        """Exactly one test is given."""
        if len(self._given) != 1:
            *some, last = type(self).model_fields
            raise ValueError(f"a condition has exactly one of {', '.join(some)} and {last}")
        return self

    @property
    def test(self) -> tuple[str, Any]:
        """The name of the test, and what it compares with."""
        return self._given[0]

    @property
    def _given(self) -> list[tuple[str, Any]]:
        return [(name, value) for name, value in self if value is not None]


class Rule(Strict):
    """A row of a rule table: when all of `when` hold, the derivation is `then`, or what the input `take` is."""

    name: Name
    when: Annotated[dict[Name, Condition], Field(min_length=1)]
    then: Value | None = None
    take: Name | None = None
    source: str = Field(min_length=1)

    @model_validator(mode="after")
    def one_outcome(self) -> Self:
        """Exactly one of the two is given."""
        if (self.then is None) == (self.take is None):
            raise ValueError("a row has exactly one of then and take")
        return self


class RuleTable(Strict):
    """A versioned rule table; the first row that holds decides, else `otherwise`.

    `title`: what a person reads for each of the texts that it can give, where they are codes.
    """

    version: str = Field(min_length=1)
    inputs: Annotated[Names, Field(min_length=1)]
    rule: Annotated[tuple[Rule, ...], Field(strict=False)]
    otherwise: Value
    title: dict[str, Wording] = Field(default={}, description="By text")

    @property
    def takes(self) -> bool:
        """Whether it may give what an input is, and so any text."""
        return any(rule.take is not None for rule in self.rule)

    @property
    def values(self) -> tuple[Value, ...]:
        """What it can give of its own, in the order of the file."""
        told = [rule.then for rule in self.rule if rule.then is not None]
        return tuple(dict.fromkeys([*told, self.otherwise]))
