"""A file read from end to end: its events in order, its rows in error, and what was counted on the way."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import islice

from service.imports.faults import Fault, ImportFailed
from service.imports.plan import Made
from service.imports.row import Row
from service.imports.spool import Spool

TRIED = 100
"""Rows from which on a mapping that has made no event of any is taken for wrong."""

REMEMBERED = 20
"""Rows in error that are shown; the others are counted, and written where somebody asks for it."""

Plan = Callable[[Row], list[Made] | Fault]
Tell = Callable[[Fault], None]


@dataclass
class Survey:
    """What came of the rows: read = with events + without + rejected."""

    spool: Spool = field(default_factory=Spool)
    rows: int = 0
    without: int = 0
    rejected: int = 0
    types: Counter[str] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)


class MappingUnfit(ImportFailed):
    """None of the first rows makes an event: the mapping's author must look at `faults`."""

    def __init__(self, survey: Survey) -> None:
        self.faults = survey.faults
        super().__init__("unfit", count=survey.rows)


def survey(rows: Iterable[Row | Fault], plan: Plan, tell: Tell = lambda fault: None) -> Survey:
    """Make events of all rows; `tell` is told of every row in error. Raises MappingUnfit, ImportFailed."""
    found, rest = Survey(), iter(rows)
    for row in islice(rest, TRIED):
        _take(found, row, plan, tell)
    if found.rejected == TRIED:
        raise MappingUnfit(found)
    for row in rest:
        _take(found, row, plan, tell)
    return found


def _take(found: Survey, row: Row | Fault, plan: Plan, tell: Tell) -> None:
    found.rows += 1
    made = row if isinstance(row, Fault) else plan(row)
    if isinstance(made, Fault):
        _reject(found, made, tell)
        return
    found.without += not made
    for event in made:
        found.types[event.type] += 1
        found.spool.add(event.second, event.payload)


def _reject(found: Survey, fault: Fault, tell: Tell) -> None:
    found.rejected += 1
    tell(fault)
    if len(found.faults) < REMEMBERED:
        found.faults.append(fault)
