"""What `kpi.breaches` says: the transitions of each key, in the order of its log."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from pydantic import ValidationError

from schemas.breaches import Breach, BreachKey
from service.verify.figures import Key

Steered = tuple[str, tuple[tuple[str, str], ...], str]
"""KPI, scope as sorted pairs, window."""


@dataclass
class Transitions:
    """Folds the records of `kpi.breaches`."""

    of: dict[Steered, list[Breach]] = field(default_factory=dict)
    unreadable: list[str] = field(default_factory=list)
    """A line for each record that breaks the contract of the topic."""

    def add(self, key: bytes | None, value: bytes | None) -> None:
        """Take the next record of the log."""
        try:
            steered, breach = _read(key or b"", value or b"")
        except ValueError as error:
            self.unreadable.append(f"{(key or b'').decode(errors='replace')}: {_first_line(error)}")
        else:
            self.of.setdefault(steered, []).append(breach)

    @property
    def open(self) -> frozenset[Steered]:
        """What is in breach: the last transition of the key is one."""
        return frozenset(key for key, told in self.of.items() if told[-1].kind == "breach")

    @property
    def count(self) -> int:
        """How many were told."""
        return sum(map(len, self.of.values()))

    def pairs(self) -> Iterator[tuple[Steered, Breach | None, Breach]]:
        """Each transition with the one before it."""
        for key, told in self.of.items():
            yield from ((key, before, it) for before, it in zip([None, *told], told, strict=False))


def steered(key: Key) -> Steered:
    """What a key of `kpi.updates` is judged under: its buckets are one."""
    return key.kpi, key.scope, key.window


def name_steered(key: Steered) -> str:
    """For a person.

    >>> name_steered(("open_rate", (("campaign", "spring"),), "day"))
    'breach of open_rate {campaign=spring} day'
    """
    kpi, scope, window = key
    return f"breach of {kpi} {{{', '.join(f'{name}={value}' for name, value in scope)}}} {window}"


def _read(key: bytes, value: bytes) -> tuple[Steered, Breach]:
    named = BreachKey.model_validate_json(key)
    if named.model_dump_json().encode() != key:
        raise ValueError("the key is not written as it must be, so two keys may say the same")
    breach = Breach.model_validate_json(value)
    if (breach.kpi, breach.scope, breach.window) != (named.kpi, named.scope, named.window):
        raise ValueError("the value is of another key")
    return (named.kpi, tuple(sorted(named.scope.items())), named.window), breach


def _first_line(error: ValueError) -> str:
    if not isinstance(error, ValidationError):
        return str(error)
    first = error.errors(include_url=False)[0]
    return ": ".join([*map(str, first["loc"]), first["msg"]])
