"""The catalog as the recount reads it: the TOML files and their rule tables, straight into their models."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

import schemas
from schemas.definitions import (
    Coded,
    ConsolidatedIndicator,
    Derivation,
    Entity,
    Family,
    Indicator,
    Kpi,
    Ruled,
    StockIndicator,
    Subject,
    Value,
    Visit,
)
from schemas.events import MODELS
from schemas.events.base import Event
from schemas.lists import ReferenceList
from schemas.rules import RuleTable
from schemas.sites import Sites
from service.lang import COLON, Lang, of
from service.reasons import reason
from service.verify.errors import VerifyError
from service.verify.words import Words

PACKAGED = Path(next(iter(schemas.__path__))) / "catalog"

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class Definitions:
    """What is counted, all families together."""

    subjects: Mapping[str, Subject]
    """In the catalog's order: the first that names an event type is the main one there."""
    derivations: Mapping[str, Derivation]
    """By the dimension that each makes."""
    tables: Mapping[str, RuleTable]
    """Rule tables by the name that derivations call them by."""
    sites: tuple[Sites, ...]
    lists: Mapping[str, ReferenceList]
    """Reference lists by the name that derivations call them by."""
    entities: Mapping[str, Entity]
    visits: Mapping[str, Visit]
    indicators: Mapping[str, Indicator]
    kpis: Mapping[str, Kpi]
    models: Mapping[str, type[Event]]
    """Event type → its model, of all raw topics."""

    @property
    def stocks(self) -> dict[str, StockIndicator]:
        """The indicators made of two others."""
        return {name: given for name, given in self.indicators.items() if isinstance(given, StockIndicator)}

    @property
    def consolidated(self) -> dict[str, ConsolidatedIndicator]:
        """The indicators that are the money of another one in all currencies."""
        return {name: given for name, given in self.indicators.items() if isinstance(given, ConsolidatedIndicator)}

    def main(self, kind: str) -> str | None:
        """The main subject of an event type, where it has one."""
        return next((name for name, subject in self.subjects.items() if kind in subject.on), None)


class NoPart(VerifyError):
    """A file of the catalog that is not as it must be: what is wrong with it, a line for each mistake."""

    def __init__(self, path: Path, error: ValidationError) -> None:
        self.path = path
        self.mistakes = [(".".join(map(str, item["loc"])), reason(item)) for item in error.errors(include_url=False)]
        super().__init__(self.text("en"))

    def text(self, lang: Lang) -> str:
        """In a language."""
        lines = (f"  {place}{COLON[lang]}{of(why, lang)}" for place, why in self.mistakes)
        return "\n".join([Words(lang)("no_part", path=self.path), *lines])


def load_definitions(folder: Path) -> Definitions:
    """Read every family of a catalog's folder, and the rule tables in `rules/` beside them.

    Raises `VerifyError` for what cannot be read. What mistaken definitions mean is for `vigie check` to say.
    """
    families = [_read(path, Family) for path in sorted(folder.glob("*.toml"))]
    if not families:
        raise VerifyError(f"{folder}: holds no catalog (no .toml file)")
    return Definitions(
        subjects={name: subject for family in families for name, subject in family.subject.items()},
        derivations={name: made for family in families for name, made in family.derivation.items()},
        tables=dict(_tables(folder, families)),
        sites=tuple(_read(path, Sites) for path in sorted((folder / "sites").glob("*.toml"))),
        lists=dict(_lists(folder, families)),
        entities={name: entity for family in families for name, entity in family.entity.items()},
        visits={name: visit for family in families for name, visit in family.visit.items()},
        indicators={name: given for family in families for name, given in family.indicator.items()},
        kpis={name: kpi for family in families for name, kpi in family.kpi.items()},
        models={kind: model for family in MODELS.values() for kind, model in family.items()},
    )


def _tables(folder: Path, families: Iterable[Family]) -> Iterable[tuple[str, RuleTable]]:
    for family in families:
        for derivation in family.derivation.values():
            if isinstance(derivation, Ruled):
                yield derivation.rules, _read(_file(folder / "rules", derivation.rules), RuleTable)


def _lists(folder: Path, families: Iterable[Family]) -> Iterable[tuple[str, ReferenceList]]:
    for family in families:
        for derivation in family.derivation.values():
            if isinstance(derivation, Coded):
                yield derivation.list, _read(_file(folder / "lists", derivation.list), ReferenceList)


def _file(folder: Path, name: str) -> Path:
    return folder / f"{name.removesuffix('.toml')}.toml"


def _read(path: Path, model: type[Model]) -> Model:
    try:
        return model.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise VerifyError(f"{path}: {error.strerror}") from error
    except ValidationError as error:
        raise NoPart(path, error) from error
    except ValueError as error:
        raise VerifyError(f"{path}: {error}") from error


def text_of(value: Value) -> str:
    """A dimension's value as text; true and false as JSON has them.

    >>> text_of(True), text_of("newsletter")
    ('true', 'newsletter')
    """
    return value if isinstance(value, str) else str(value).lower()
