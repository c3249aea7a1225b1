"""Checks of subjects: a field that says whom each event is about, at most so many of them, none of them leaked."""

from collections.abc import Iterator

from schemas.definitions import Subject
from schemas.facts import MAX_SUBJECTS
from service.catalog.checks.listed import place_of
from service.catalog.draft import Draft, Entry, valid
from service.catalog.event_types import TYPES, fields_of, identifies, may_identify
from service.catalog.mistakes import Mistake, unknown
from service.catalog.places import Path


def check_subjects(draft: Draft) -> Iterator[Mistake]:
    """Every mistake in subjects; the first that names an event type is its main one, which no event lacks."""
    earlier: dict[str, list[Subject]] = {}
    for entry, subject in valid(draft.subjects):
        for index, name in enumerate(subject.on):
            place = place_of("on", subject.on, index)
            if name not in TYPES:
                yield entry.mistake(place, *unknown("event type", name, TYPES))
            elif name in subject.on[:index]:
                yield entry.mistake(place, f"{name} is listed twice")
            else:
                others = earlier.setdefault(name, [])
                yield from _field(entry, subject, name, main=not others)
                yield from _crowd(entry, place, name, others)
                others.append(subject)
        yield from _leak(entry, subject, draft)


def _field(entry: Entry[Subject], subject: Subject, name: str, *, main: bool) -> Iterator[Mistake]:
    fields = fields_of(name)
    if subject.field not in fields:
        yield entry.mistake(("field",), *unknown(f"field of {name}", subject.field, fields))
    elif main and not identifies(name, subject.field):
        why = f"{subject.field} is no text that every {name} has, so it cannot say whom one is about"
        yield entry.mistake(("field",), why)
    elif not may_identify(name, subject.field):
        yield entry.mistake(
            ("field",), f"{subject.field} of {name} is no free text, so it cannot say whom one is about"
        )


def _crowd(entry: Entry[Subject], place: Path, name: str, others: list[Subject]) -> Iterator[Mistake]:
    if len(others) >= MAX_SUBJECTS:
        yield entry.mistake(place, f"{name} has {len(others)} subjects already, and that is the limit")


def _leak(entry: Entry[Subject], subject: Subject, draft: Draft) -> Iterator[Mistake]:
    """Hashed without the key, a field that identifies people could be guessed back."""
    for other, about in valid(draft.subjects):
        if about.direct and not subject.direct and about.field == subject.field and set(about.on) & set(subject.on):
            message = f"{subject.field} is a direct identifier at {other.place}, so it is one here too"
            yield entry.mistake(("direct",), message)
