"""A hash of everything in the catalog that decides what is published, and of nothing else."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from schemas.definitions import Entity, Indicator, Kpi, Objective, Subject, Visit
from service.catalog import holidays

TEXTS = {"title", "description", "unit"}
"""Of an indicator; a KPI's unit is published with every value of it, and so is none of these."""


def fingerprint_of(
    subjects: Mapping[str, Subject],
    derivations: Mapping[str, Mapping[str, Any]],
    entities: Mapping[str, Entity],
    visits: Mapping[str, Visit],
    indicators: Mapping[str, Indicator],
    kpis: Mapping[str, Kpi],
    resolution: int,
) -> str:
    """16 hex digits. Two catalogs with the same ones give the same values for the same events.

    `derivations`: what decides each of them.
    """
    content = {
        # In order: the first subject that names an event type is its main one.
        "subjects": [[name, subject.model_dump()] for name, subject in subjects.items()],
        "entities": {name: entity.model_dump() for name, entity in entities.items()},
        "visits": {name: visit.model_dump() for name, visit in visits.items()},
        "derivations": derivations,
        "indicators": {name: _indicator(indicator) for name, indicator in indicators.items()},
        "kpis": {name: _kpi(kpi) for name, kpi in kpis.items()},
        "resolution": resolution,
    }
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return sha256(canonical.encode()).hexdigest()[:16]


def _indicator(indicator: Indicator) -> dict[str, Any]:
    """Money is divided before it is published, and its unit says so."""
    return {**indicator.model_dump(exclude=TEXTS), "money": indicator.unit == "money"}


def _kpi(kpi: Kpi) -> dict[str, Any]:
    return {
        "formula": " ".join(kpi.formula.split()),
        "unit": kpi.unit,
        "by": sorted("+".join(sorted(scope.split("+"))) for scope in kpi.by),
        "overall": kpi.overall,
        "windows": sorted(kpi.windows),
        "evolution": kpi.evolution,
        "objective": kpi.objective and _objective(kpi.objective),
    }


def _objective(objective: Objective) -> dict[str, Any]:
    """What is published of it, what decides its state, and whose word it takes for holidays."""
    library = {"library": holidays.VERSION} if objective.holidays else {}
    return objective.model_dump(exclude={"runbook", "wording"}) | library
