"""From the files of the catalog to derivations that can be asked, and to what decides them."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from schemas.definitions import (
    Band,
    Bot,
    Coded,
    Derivation,
    Given,
    Host,
    Parameter,
    Ruled,
    SiteCategory,
    SiteName,
    UrlPath,
)
from schemas.facts import Dimension
from schemas.lists import ReferenceList
from schemas.rules import RuleTable
from service.catalog import bots
from service.catalog.draft import Draft, valid
from service.kpi.derive.bands import band_of
from service.kpi.derive.derivations import Derivations, Derived
from service.kpi.derive.lists import codes_of, spellings_of
from service.kpi.derive.readings import Reading, Tag
from service.kpi.derive.rules import table_of
from service.kpi.derive.sites import KnownSites, known_sites
from service.kpi.derive.urls import host_of, path_of


def derivations_of(draft: Draft) -> Derivations:
    """All derivations; only for a draft without mistakes."""
    readings: dict[str, Reading | Tag] = {}
    derived: dict[str, Derived] = {}
    sites = sites_of(draft)
    for entry, derivation in valid(draft.derivations):
        match derivation:
            case Host():
                readings[entry.name] = Reading(derivation.of, host_of)
            case UrlPath():
                readings[entry.name] = Reading(derivation.of, path_of)
            case Parameter():
                readings[entry.name] = Tag(derivation.of, derivation.names)
            case Band():
                readings[entry.name] = Reading(derivation.of, partial(band_of, starts=derivation.starts))
            case Given():
                readings[entry.name] = Reading(derivation.of, _given)
            case _:
                derived[entry.name] = _derived(derivation, draft, sites)
    return Derivations(readings, derived)


def sites_of(draft: Draft) -> KnownSites:
    """All site lists in one."""
    return known_sites(sites for _, sites in valid(draft.sites))


def deciding(derivation: Derivation, draft: Draft) -> dict[str, Any]:
    """Everything that decides a derivation, for the fingerprint: not names of rows, sources and titles."""
    definition = derivation.model_dump(exclude={"rules", "list"})
    match derivation:
        case Ruled():
            return definition | _rows(_table(derivation, draft))
        case Bot():
            return definition | {"library": bots.VERSION}
        case SiteName() | SiteCategory():
            known = sites_of(draft)
            return definition | {"names": dict(known.names), "categories": dict(known.categories)}
        case Coded():
            return definition | {"spellings": dict(spellings_of(_list(derivation, draft)))}
        case Band():
            # In order, which a dictionary in the fingerprint has not.
            return definition | {"starts": list(derivation.starts.items())}
    return definition


def _derived(derivation: Derivation, draft: Draft, sites: KnownSites) -> Derived:
    match derivation:
        case Ruled():
            return Derived(derivation.inputs, table_of(_table(derivation, draft)))
        case Bot():
            return _of_one(derivation.of, bots.is_bot)
        case SiteName():
            return _of_one(derivation.of, sites.name)
        case SiteCategory():
            return _of_one(derivation.of, sites.category)
        case Coded():
            return _of_one(derivation.of, codes_of(_list(derivation, draft)))
    raise AssertionError(f"{derivation.kind} is read and not derived")


def _of_one(name: str, value: Callable[[Dimension], Dimension]) -> Derived:
    def of_inputs(inputs: Mapping[str, Dimension]) -> Dimension:
        return value(inputs[name])

    return Derived((name,), of_inputs)


def _given(value: object) -> Dimension:
    # A number of 0 is given, and so is false; an empty text is not.
    return None if value is None or value == "" else True


def _table(derivation: Ruled, draft: Draft) -> RuleTable:
    table = draft.tables[derivation.rules].value
    assert table is not None
    return table


def _list(derivation: Coded, draft: Draft) -> ReferenceList:
    listed = draft.lists[derivation.list].value
    assert listed is not None
    return listed


def _rows(table: RuleTable) -> dict[str, Any]:
    """Rows in order, for the first that holds decides."""
    rows = [
        {"when": {name: condition.test for name, condition in rule.when.items()}, "then": rule.then, "take": rule.take}
        for rule in table.rule
    ]
    return {"rows": rows, "otherwise": table.otherwise}
