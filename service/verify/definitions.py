"""The catalog as the recount reads it: the TOML files and their rule tables, straight into their models."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

import schemas
from schemas.definitions import Derivation, Family, Folded, Indicator, Kpi, RuleTable, StockIndicator, Value
from service.verify.errors import VerifyError

PACKAGED = Path(next(iter(schemas.__path__))) / "catalog"

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class Definitions:
    """What is counted, all families together."""

    subjects: Mapping[str, str]
    """Event type → the field that says whom the event is about."""
    derivations: Mapping[str, RuleTable]
    """Dimension → the rule table that makes it."""
    indicators: Mapping[str, Indicator]
    kpis: Mapping[str, Kpi]

    @property
    def folded(self) -> dict[str, Folded]:
        """The indicators that read events themselves."""
        return {name: given for name, given in self.indicators.items() if isinstance(given, Folded)}

    @property
    def stocks(self) -> dict[str, StockIndicator]:
        """The indicators made of two others."""
        return {name: given for name, given in self.indicators.items() if isinstance(given, StockIndicator)}

    @property
    def counted_types(self) -> frozenset[str]:
        """The event types that some indicator reads; events of all others are ignored."""
        return frozenset(kind for indicator in self.folded.values() for kind in indicator.on)

    @property
    def raw_fields(self) -> tuple[str, ...]:
        """The fields of events that decide anything."""
        used = {name for indicator in self.folded.values() for name in (*indicator.where, *indicator.by)}
        rules = [rule for table in self.derivations.values() for rule in table.rule]
        return tuple(sorted(used - set(self.derivations) | {name for rule in rules for name in rule.when}))


def load_definitions(folder: Path) -> Definitions:
    """Read every family of a catalog's folder, and the rule tables in `rules/` beside them.

    Raises `VerifyError` for what cannot be read. What mistaken definitions mean is for `vigie check` to say.
    """
    families = [_read(path, Family) for path in sorted(folder.glob("*.toml"))]
    if not families:
        raise VerifyError(f"{folder}: holds no catalog (no .toml file)")
    return Definitions(
        subjects=dict(_main_subjects(families)),
        derivations=dict(_tables(folder, families)),
        indicators={name: given for family in families for name, given in family.indicator.items()},
        kpis={name: kpi for family in families for name, kpi in family.kpi.items()},
    )


def _main_subjects(families: Iterable[Family]) -> Iterable[tuple[str, str]]:
    """The first that names an event type is its main one; a mapping keeps the last."""
    for family in reversed(list(families)):
        for subject in reversed(list(family.subject.values())):
            yield from ((kind, subject.field) for kind in subject.on)


def _tables(folder: Path, families: Iterable[Family]) -> Iterable[tuple[str, RuleTable]]:
    for family in families:
        for name, derivation in family.derivation.items():
            yield name, _read(_rules(folder, derivation), RuleTable)


def _rules(folder: Path, derivation: Derivation) -> Path:
    return folder / "rules" / f"{derivation.rules.removesuffix('.toml')}.toml"


def _read(path: Path, model: type[Model]) -> Model:
    try:
        return model.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise VerifyError(f"{path}: {error.strerror}") from error
    except ValidationError as error:
        raise VerifyError("\n".join(_mistakes(path, error))) from error
    except ValueError as error:
        raise VerifyError(f"{path}: {error}") from error


def _mistakes(path: Path, error: ValidationError) -> Iterable[str]:
    yield f"{path}: is no part of a catalog; `vigie check` gives the lines"
    for item in error.errors(include_url=False, include_input=False):
        yield f"  {'.'.join(map(str, item['loc']))}: {item['msg']}"


def text_of(value: Value) -> str:
    """A dimension's value as text; true and false as JSON has them.

    >>> text_of(True), text_of("newsletter")
    ('true', 'newsletter')
    """
    return value if isinstance(value, str) else str(value).lower()
