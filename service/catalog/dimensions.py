"""By what events of a type can be told apart: fields of their model, and derivations made of them."""

from schemas.definitions import Band, Bot, Coded, Derivation, Given, Ruled, SiteCategory
from schemas.lists import UNLISTED
from service.catalog.draft import Draft, valid
from service.catalog.event_types import Dimension, Unread, fields_of
from service.catalog.inputs import fields_under
from service.catalog.measures import measures_of


def dimensions_of(event_type: str, draft: Draft) -> dict[str, Dimension]:
    """The dimensions of an event type. A derivation hides a raw field of its own name; the subject's direct
    identifier is none, for it leaves ingest only as a hash.
    """
    fields = fields_of(event_type)
    derived = {
        entry.name: derived_dimension(derivation, draft)
        for entry, derivation in valid(draft.derivations)
        if fields_under(entry.name, draft) <= readable(event_type)
    }
    hidden = held_by(event_type, draft)
    return {name: held for name, held in fields.items() if name not in hidden} | derived


def readable(event_type: str) -> frozenset[str]:
    """The fields that derivations can be made of: texts, truth values, numbers and amounts of money."""
    return frozenset((*fields_of(event_type), *measures_of(event_type)))


def held_by(event_type: str, draft: Draft) -> set[str]:
    """The fields that hold a direct identifier of one of the event's subjects."""
    return {subject.field for _, subject in valid(draft.subjects) if subject.direct and event_type in subject.on}


def derived_dimension(derivation: Derivation, draft: Draft) -> Dimension:
    """What a derivation can say."""
    match derivation:
        case Bot():
            return Dimension((True, False))
        case Given():
            return Dimension((True,))
        case SiteCategory():
            return Dimension(tuple(sorted({sites.category for _, sites in valid(draft.sites)})))
        case Ruled():
            return _said_by(derivation, draft)
        case Coded():
            return _coded_by(derivation, draft)
        case Band():
            return Dimension(tuple(derivation.starts))
    return Dimension(None)


def _said_by(derivation: Ruled, draft: Draft) -> Dimension:
    entry = draft.tables.get(derivation.rules)
    if entry is None or entry.value is None:
        return Unread(None)
    return Dimension(None if entry.value.takes else entry.value.values)


def _coded_by(derivation: Coded, draft: Draft) -> Dimension:
    entry = draft.lists.get(derivation.list)
    if entry is None or entry.value is None:
        return Unread(None)
    return Dimension((*entry.value.code, UNLISTED))
