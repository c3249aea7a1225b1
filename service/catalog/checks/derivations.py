"""Checks of derivations: inputs that events have, and files that are there."""

from collections.abc import Iterable, Iterator

from schemas.definitions import Band, Coded, Derivation, Given, Host, Parameter, Ruled, SiteCategory, SiteName, UrlPath
from service.catalog.dimensions import held_by, readable
from service.catalog.draft import Draft, Entry, valid
from service.catalog.event_types import TYPES, fields_of
from service.catalog.inputs import cycle_of, fields_under, inputs_of
from service.catalog.labels import LABELS, taken
from service.catalog.measures import measures_of, numbers_of
from service.catalog.mistakes import Mistake, unknown


def check_derivations(draft: Draft) -> Iterator[Mistake]:
    """Every mistake in derivations; their rule tables and site lists are checked by themselves."""
    for entry, derivation in valid(draft.derivations):
        if entry.name in LABELS:
            yield entry.mistake((), taken(entry.name))
        misnamed = list(_inputs(entry, derivation, draft))
        yield from misnamed or _event_types(entry, derivation, draft)
        match derivation:
            case Ruled():
                yield from _rules(entry, derivation, draft)
            case SiteName() | SiteCategory() if not draft.sites:
                yield entry.mistake(("kind",), "there is no list of sites in sites/")
            case Coded() if derivation.list not in draft.lists:
                yield entry.mistake(("list",), *unknown("reference list", derivation.list, draft.lists))


def _inputs(entry: Entry[Derivation], derivation: Derivation, draft: Draft) -> Iterator[Mistake]:
    fields = {name for event_type in TYPES for name in _raw(event_type, derivation)}
    what = "number" if isinstance(derivation, Band) else "event field"
    for index, name in enumerate(inputs_of(derivation)):
        place = ("inputs", index) if isinstance(derivation, Ruled) else ("of",)
        if name not in fields and name not in draft.derivations:
            yield entry.mistake(place, *unknown(what, name, fields | draft.derivations.keys()))
        elif name not in fields and name == entry.name:
            yield entry.mistake(place, "reads itself, and no event has a field of that name")
        elif name not in fields and isinstance(derivation, Host | Parameter | UrlPath | Band | Given):
            yield entry.mistake(
                place, f"{name} is a derivation: a {derivation.kind} is read out of a field of the event"
            )
    if way := cycle_of(entry.name, draft):
        yield entry.mistake((), f"reads itself: {' → '.join(way)}")


def _raw(event_type: str, derivation: Derivation) -> Iterable[str]:
    """The fields of a type that it can be made of."""
    match derivation:
        case Band():
            return numbers_of(event_type)
        case Given():
            return (*fields_of(event_type), *measures_of(event_type))
    return fields_of(event_type)


def _event_types(entry: Entry[Derivation], derivation: Derivation, draft: Draft) -> Iterator[Mistake]:
    fields = fields_under(entry.name, draft)
    place = ("inputs",) if isinstance(derivation, Ruled) else ("of",)
    having = [event_type for event_type in TYPES if fields <= readable(event_type)]
    if not having:
        yield entry.mistake(place, "no event type has all of these fields")
    people = sorted(fields & set().union(*(held_by(event_type, draft) for event_type in having)))
    # That somebody is given tells nobody who it is.
    if people and not isinstance(derivation, Given):
        yield entry.mistake(place, f"{people[0]} identifies people and leaves ingest as a hash only")


def _rules(entry: Entry[Derivation], derivation: Ruled, draft: Draft) -> Iterator[Mistake]:
    if derivation.rules not in draft.tables:
        yield entry.mistake(("rules",), *unknown("rule file", derivation.rules, draft.tables))
    elif (table := draft.tables[derivation.rules].value) and set(table.inputs) != set(derivation.inputs):
        others = ", ".join(table.inputs)
        yield entry.mistake(("inputs",), f"rules/{derivation.rules} has other inputs: {others}")
