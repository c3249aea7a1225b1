"""A folder of TOML files → the catalog that the machines run on, or every mistake in it."""

from collections.abc import Iterable
from math import gcd
from operator import attrgetter
from pathlib import Path

import schemas
from service.catalog.checks.events import check_events
from service.catalog.checks.kpis import check_kpis, formulas_of
from service.catalog.derived import deciding, derivations_of
from service.catalog.draft import Draft, drafted, valid
from service.catalog.fingerprint import fingerprint_of
from service.catalog.holidays import holidays_of
from service.catalog.mistakes import CatalogError, Mistake
from service.catalog.order import check_order, order_of
from service.kpi.catalog import Catalog
from service.kpi.period.windows import Calendar, parse_window


def load(folder: Path | None = None) -> Catalog:
    """The catalog of a folder (default: the one shipped). Raises CatalogError with all mistakes."""
    draft, mistakes = _checked(folder or shipped())
    if mistakes:
        raise CatalogError(mistakes)
    return _resolved(draft)


def check(folder: Path | None = None) -> list[Mistake]:
    """All mistakes in a folder's files (default: those shipped), by file and line."""
    return _checked(folder or shipped())[1]


def shipped() -> Path:
    """The folder of the catalog that comes with Vigie."""
    return Path(schemas.__file__).parent / "catalog"


def _checked(folder: Path) -> tuple[Draft, list[Mistake]]:
    draft, mistakes = drafted(folder)
    found = (*mistakes, *check_events(draft), *check_kpis(draft), *check_order(draft, formulas_of(draft)))
    return draft, sorted(set(found), key=attrgetter("order"))


def _resolved(draft: Draft) -> Catalog:
    """Everything by name; only for a draft without mistakes, of which every value is valid."""
    formulas = formulas_of(draft)
    subjects = {entry.name: subject for entry, subject in valid(draft.subjects)}
    deciders = {entry.name: deciding(derivation, draft) for entry, derivation in valid(draft.derivations)}
    entities = {entry.name: entity for entry, entity in valid(draft.entities)}
    visits = {entry.name: visit for entry, visit in valid(draft.visits)}
    indicators = {entry.name: indicator for entry, indicator in valid(draft.indicators)}
    definitions = {entry.name: kpi for entry, kpi in valid(draft.kpis)}
    kpis = {name: definitions[name] for name in order_of(formulas)}
    countries = {kpi.objective.holidays for kpi in kpis.values() if kpi.objective} - {None}
    resolution = _resolution(window for kpi in kpis.values() for window in kpi.windows)
    return Catalog(
        subjects=subjects,
        derivations=derivations_of(draft),
        entities=entities,
        visits=visits,
        indicators=indicators,
        kpis=kpis,
        formulas=formulas,
        families={entry.name: family.title for entry, family in valid(draft.families)},
        resolution=resolution,
        holidays={country: holidays_of(country) for country in countries if country},
        family_of={entry.name: entry.source.data["family"] for entry, _ in valid(draft.kpis)},
        fingerprint=fingerprint_of(subjects, deciders, entities, visits, indicators, kpis, resolution),
    )


def _resolution(windows: Iterable[str]) -> int:
    """Seconds in a tick: a minute, or the longest time that also divides every rolling and fixed window."""
    parsed = map(parse_window, windows)
    return gcd(60, *(window.seconds for window in parsed if not isinstance(window, Calendar)))
