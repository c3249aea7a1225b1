"""Whether each file of an archive has the columns that the mapping reads: the mapping was checked with the first."""

from collections import Counter
from collections.abc import Iterator, Sequence

from schemas.mapping import Days, Decimal, Integer, Mapping, Money
from service.imports.faults import ImportFailed
from service.imports.load import Loaded
from service.imports.rows import Expect
from service.imports.template import names


def expecting(loaded: Loaded) -> Expect:
    """A check of a file's columns. It raises ImportFailed."""
    read = set(_read(loaded.mapping))

    def expect(file: str, columns: Sequence[str]) -> None:
        if twice := [name for name, count in Counter(columns).items() if count > 1 and name in read]:
            raise ImportFailed("column_twice", file=file, columns=", ".join(twice))
        if absent := sorted((loaded.columns & read) - set(columns)):
            raise ImportFailed("other_columns", file=file, columns=", ".join(absent))

    return expect


def _read(mapping: Mapping) -> Iterator[str]:
    """Every name that a mapping reads, of whatever it is."""
    yield from (join.on for join in mapping.join.values())
    for value in mapping.value.values():
        yield value.of
        match value:
            case Integer() | Decimal() | Money():
                yield from (factor for factor in value.times if isinstance(factor, str))
                yield from names(value.currency) if isinstance(value, Money) else ()
            case Days():
                yield value.until
    for fields in (mapping.fields, *(event.fields for event in mapping.event)):
        yield from (name for given in fields.values() if isinstance(given, str) for name in names(given))
    yield from (name for event in mapping.event for name in event.when)
