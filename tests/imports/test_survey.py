"""All rows are accounted for; a mapping that fits none of the first rows is told at once."""

from pathlib import Path

import pytest

from service.imports.faults import Fault
from service.imports.load import load
from service.imports.plan import Limits, Plan
from service.imports.rows import read
from service.imports.survey import REMEMBERED, TRIED, MappingUnfit, Survey, survey
from tests.imports.making import LATEST, MAILS, put

GOOD, BAD = "2020-01-01T00:00:00Z,a@b\n", "2020-01-01T00:00:00Z,nobody\n"


def surveyed(folder: Path, rows: str, tell: "list[Fault] | None" = None) -> Survey:
    file = put(folder, "given.csv", "when,who\n" + rows)
    mapping = MAILS.replace("fields =", 'when = { who = { none_of = ["none"] } }\nfields =')
    loaded = load(put(folder, "mapping.toml", mapping), file)
    plan = Plan(loaded.mapping, loaded.tables, Limits(4_000, LATEST))
    told = tell if tell is not None else []
    return survey(read(file, loaded.mapping.source, lambda name, columns: None), plan, told.append)


def test_every_row_is_an_event_or_none_or_in_error(tmp_path: Path) -> None:
    found = surveyed(tmp_path, GOOD * 3 + "2020-01-01T00:00:00Z,none\n" + BAD * 2)
    assert (found.rows, len(found.spool), found.without, found.rejected) == (6, 3, 1, 2)
    assert found.types == {"mail_sent": 3}


def test_all_rows_in_error_are_told_and_the_first_are_remembered(tmp_path: Path) -> None:
    told: list[Fault] = []
    found = surveyed(tmp_path, GOOD + BAD * 300 + GOOD, told)
    assert [fault.line for fault in told] == list(range(3, 303))
    assert found.faults == told[:REMEMBERED] and found.rejected == 300 and len(found.spool) == 2


def test_a_mapping_that_fits_none_of_the_first_rows_is_told_without_reading_on(tmp_path: Path) -> None:
    with pytest.raises(MappingUnfit, match="none of the first 100 rows makes an event") as told:
        surveyed(tmp_path, BAD * TRIED + GOOD * 1_000)
    assert told.value.faults[0].line == 2
    assert surveyed(tmp_path, BAD * (TRIED - 1) + GOOD).rejected == TRIED - 1
