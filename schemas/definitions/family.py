"""One file of the catalog."""

from pydantic import Field

from schemas.definitions.derivations import Derivation
from schemas.definitions.indicators import Indicator
from schemas.definitions.kpis import Kpi
from schemas.definitions.subjects import Entity, Subject, Visit
from schemas.definitions.terms import Name, Strict, Wording


class Family(Strict):
    """One file of the catalog."""

    family: Name
    topic: Name | None = Field(default=None, description="The raw topic of its events; none: it reads others' only")
    title: Wording
    subject: dict[Name, Subject] = Field(default_factory=dict)
    derivation: dict[Name, Derivation] = Field(default_factory=dict)
    entity: dict[Name, Entity] = Field(default_factory=dict)
    visit: dict[Name, Visit] = Field(default_factory=dict)
    indicator: dict[Name, Indicator] = Field(default_factory=dict)
    kpi: dict[Name, Kpi] = Field(default_factory=dict)
