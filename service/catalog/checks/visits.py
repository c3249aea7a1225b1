"""Checks of visits: a known subject, events that are about it, dimensions that each of them has."""

from collections.abc import Iterator, Sequence

from schemas.definitions import Visit
from service.catalog.checks.listed import check_twice, place_of
from service.catalog.dimensions import dimensions_of, held_by
from service.catalog.draft import Draft, Entry, valid
from service.catalog.event_types import TYPES
from service.catalog.mistakes import Mistake, unknown
from service.catalog.places import Path
from service.nearest import nearest

MIDNIGHT = "day"
"""What `cut` calls the reporting midnight."""


def check_visits(draft: Draft) -> Iterator[Mistake]:
    """Every mistake in visits."""
    for entry, visit in valid(draft.visits):
        if visit.subject not in draft.subjects:
            yield entry.mistake(("subject",), *unknown("subject", visit.subject, draft.subjects))
        elif subject := draft.subjects[visit.subject].value:
            yield from _on(entry, visit, subject.on)
        yield from _among(entry, ("counts",), visit.counts, visit.on)
        for index, name in enumerate(visit.key):
            yield from _among(entry, ("key", index), name, visit.on)
        yield from _cut(entry, visit, draft)
        yield from check_twice(entry, "key", visit.key)
        yield from check_twice(entry, "cut", visit.cut)


def _on(entry: Entry[Visit], visit: Visit, known: Sequence[str]) -> Iterator[Mistake]:
    for index, name in enumerate(visit.on):
        place = place_of("on", visit.on, index)
        if name not in TYPES:
            yield entry.mistake(place, *unknown("event type", name, known))
        elif name in visit.on[:index]:
            yield entry.mistake(place, f"{name} is listed twice")
        elif name not in known:
            yield entry.mistake(place, f"{name} is not about subject {visit.subject}")


def _among(entry: Entry[Visit], place: Path, name: str, on: Sequence[str]) -> Iterator[Mistake]:
    if name not in on:
        yield entry.mistake(place, f"{name} is none of the events of the visit: {', '.join(on)}", nearest(name, on))


def _cut(entry: Entry[Visit], visit: Visit, draft: Draft) -> Iterator[Mistake]:
    for index, name in enumerate(visit.cut):
        for event_type in (kind for kind in visit.on if kind in TYPES and name != MIDNIGHT):
            dimensions = dimensions_of(event_type, draft)
            if name in held_by(event_type, draft):
                yield entry.mistake(("cut", index), f"{name} identifies people and leaves ingest as a hash only")
                break
            if name not in dimensions:
                what = f"dimension of {event_type}"
                yield entry.mistake(("cut", index), *unknown(what, name, [*dimensions, MIDNIGHT]))
                break
