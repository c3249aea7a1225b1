"""By what events of a type can be told apart: fields of their model, and derivations made of them."""

from schemas.definitions import RuleTable
from service.catalog.draft import Draft, Entry, valid
from service.catalog.event_types import Dimension, Unread, fields_of


def dimensions_of(event_type: str, draft: Draft) -> dict[str, Dimension]:
    """The dimensions of an event type. A derivation hides a raw field of its own name; the subject's direct
    identifier is none, for it leaves ingest only as a hash.
    """
    fields = fields_of(event_type)
    derived = {
        entry.name: _derived(draft.tables.get(derivation.rules))
        for entry, derivation in valid(draft.derivations)
        if set(fields).issuperset(derivation.inputs)
    }
    hidden = held_by(event_type, draft)
    return {name: held for name, held in fields.items() if name not in hidden} | derived


def held_by(event_type: str, draft: Draft) -> set[str]:
    """The fields that hold a direct identifier of one of the event's subjects."""
    return {subject.field for _, subject in valid(draft.subjects) if subject.direct and event_type in subject.on}


def _derived(entry: Entry[RuleTable] | None) -> Dimension:
    """What a table can say."""
    table = entry.value if entry else None
    if table is None:
        return Unread(None)
    return Dimension(tuple(dict.fromkeys([*(rule.then for rule in table.rule), table.otherwise])))
