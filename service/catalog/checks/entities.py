"""Checks of entities: a known subject, states told by its own events, measures that they have."""

from collections.abc import Iterator

from schemas.definitions import Entity
from service.catalog.checks.listed import check_twice
from service.catalog.draft import Draft, Entry, valid
from service.catalog.event_types import TYPES
from service.catalog.measures import measures_of
from service.catalog.mistakes import Mistake, unknown


def check_entities(draft: Draft) -> Iterator[Mistake]:
    """Every mistake in entities."""
    for entry, entity in valid(draft.entities):
        if entity.subject not in draft.subjects:
            yield entry.mistake(("subject",), *unknown("subject", entity.subject, draft.subjects))
        elif subject := draft.subjects[entity.subject].value:
            yield from _states(entry, entity, subject.on)
            yield from _measures(entry, entity, [name for name in subject.on if name in TYPES])


def _states(entry: Entry[Entity], entity: Entity, on: tuple[str, ...]) -> Iterator[Mistake]:
    for name in entity.states:
        if name not in TYPES:
            yield entry.mistake(("states", name), *unknown("event type", name, on))
        elif name not in on:
            yield entry.mistake(("states", name), f"{name} is not about subject {entity.subject}")


def _measures(entry: Entry[Entity], entity: Entity, types: list[str]) -> Iterator[Mistake]:
    """Each is a number of some of the types, and of one kind in all that have it."""
    held = [(name, kind) for event_type in types for name, kind in measures_of(event_type).items()]
    for field, names in (("set", entity.set), ("add", entity.add)):
        yield from check_twice(entry, field, names)
        for index, name in enumerate(names):
            kinds = {kind for other, kind in held if other == name}
            if not kinds:
                what = f"number of any event of subject {entity.subject}"
                yield entry.mistake((field, index), *unknown(what, name, {other for other, _ in held}))
            elif len(kinds) > 1:
                yield entry.mistake((field, index), f"{name} is money in some events and a plain number in others")
    for index, name in enumerate(entity.add):
        if name in entity.set:
            yield entry.mistake(("add", index), f"{name} stands in set already: its latest value, or the sum of all?")
