"""All readers of lives that a catalog needs: of its entities, then of its visits."""

from collections.abc import Iterator, Mapping, Sequence

from schemas.definitions import Entity, Indicator, Lived, Visit, VisitsIndicator
from service.kpi.batch import Batch
from service.kpi.catalog import Catalog
from service.kpi.columns import grouped
from service.kpi.lives.entities import Entities
from service.kpi.lives.entity import Part
from service.kpi.lives.reader import Reader
from service.kpi.lives.runs import Runs
from service.kpi.period.calendar import ReportingCalendar
from service.kpi.plans import Plans, Reading


def readings(catalog: Catalog) -> list[Reading]:
    """What each reader reads, in their order. An entity reads all facts of its subject."""
    entities = ((each.subject, catalog.subjects[each.subject].on) for each in _entities(catalog).values())
    return [*entities, *((each.subject, each.on) for each in _visits(catalog).values())]


class Readers:
    """The readers, in the order of their `readings`."""

    def __init__(self, catalog: Catalog, plans: Plans, calendar: ReportingCalendar) -> None:
        """`plans` has been made with their readings."""
        self._plans = plans
        indicators = {i: catalog.indicators[name] for i, name in enumerate(plans.indicators)}
        self._all = [
            *_entities_read(catalog, indicators, plans, calendar.resolution * 1000),
            *(Runs(name, each, indicators, plans.slots, calendar) for name, each in _visits(catalog).items()),
        ]

    @property
    def nbytes(self) -> int:
        """Memory of all facts in bytes."""
        return sum(reader.nbytes for reader in self._all)

    def __iter__(self) -> Iterator[Reader]:
        return iter(self._all)

    def fold(self, batch: Batch) -> Iterator[Part]:
        """What the facts of a batch change."""
        if self._all:
            owner, reader = self._plans.read.expand(batch.route)
            for number, mine in grouped(reader):
                yield from self._all[number].fold(batch, owner[mine], self._plans.routes.names)

    def enter(self, name: str, routes: Sequence[bytes], keys: bytes, rows: bytes) -> None:
        """Take in a part of a snapshot that the reader of this name has made."""
        next(reader for reader in self._all if reader.name == name).enter(routes, keys, rows)


def _entities_read(
    catalog: Catalog, indicators: Mapping[int, Indicator], plans: Plans, tick: int
) -> Iterator[Entities]:
    for name, entity in _entities(catalog).items():
        yield Entities(name, entity, catalog.subjects[entity.subject].on, indicators, plans.slots, tick)


def _entities(catalog: Catalog) -> dict[str, Entity]:
    used = {each.entity for each in catalog.indicators.values() if isinstance(each, Lived)}
    return {name: entity for name, entity in catalog.entities.items() if name in used}


def _visits(catalog: Catalog) -> dict[str, Visit]:
    used = {each.visit for each in catalog.indicators.values() if isinstance(each, VisitsIndicator)}
    return {name: visit for name, visit in catalog.visits.items() if name in used}
