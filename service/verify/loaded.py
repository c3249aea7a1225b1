"""The raw records in DuckDB, and their recount."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from service.verify.events import Place
from service.verify.plan import Plan
from service.verify.recount import Partition, Recount, recount


@dataclass
class Loaded:
    """The raw records, counted again only when the service's conflicts, which matter to it, have changed."""

    db: Any
    plan: Plan
    read: Mapping[Partition, int]
    made: dict[frozenset[Place], Recount] = field(default_factory=dict)

    def recount(self, conflicts: frozenset[Place]) -> Recount:
        """The recount, given the places rejected as conflicts."""
        if conflicts not in self.made:
            plan = self.plan
            args = (plan.definitions, plan.recipes, plan.resolution, plan.calendar, sorted(conflicts))
            self.made = {conflicts: recount(self.db, *args)}
        return self.made[conflicts]
