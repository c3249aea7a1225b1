"""Files and mappings for tests, and what comes of them."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from service.imports.expect import expecting
from service.imports.faults import Fault
from service.imports.load import load
from service.imports.plan import Limits, Plan
from service.imports.rows import read

LATEST = 2_000_000_000
"""Events later than that (2033) have not come yet."""

MAILS = """
topic = "mail"
source = { kind = "csv" }

[[event]]
type = "mail_sent"
fields = { time = "{when}", recipient = "{who}", campaign = "spring" }
"""
"""For a CSV file with the columns when (ISO, with an offset) and who."""


@dataclass(frozen=True)
class Imported:
    """The events of all rows, and the rows in error as they are told."""

    events: list[dict[str, Any]]
    faults: list[str]
    seconds: list[int]


def put(folder: Path, name: str, content: str | bytes) -> Path:
    """A file with that content."""
    file = folder / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


def imported(folder: Path, content: str | bytes, mapping: str, name: str = "given.csv") -> Imported:
    """What a mapping makes of a file."""
    file = put(folder, name, content)
    loaded = load(put(folder, "mapping.toml", mapping), file)
    plan = Plan(loaded.mapping, loaded.tables, Limits(4_000, LATEST))
    rows = read(file, loaded.mapping.source, expecting(loaded))
    made = [row if isinstance(row, Fault) else plan(row) for row in rows]
    events = [event for each in made if not isinstance(each, Fault) for event in each]
    return Imported(
        [json.loads(event.payload) for event in events],
        [fault.text("en") for fault in made if isinstance(fault, Fault)],
        [event.second for event in events],
    )


def value(folder: Path, definition: str, *given: str, column: str = "x") -> list[Any]:
    """What a value `v`, defined like that, makes of the texts of a column: a campaign's name, or the reason of a fault.

    A null campaign is `None`.
    """
    mapping = f"""
        topic = "mail"
        source = {{ kind = "csv", delimiter = "|" }}
        [value]
        v = {{ of = "{column}", {definition} }}
        [[event]]
        type = "unsubscribed"
        fields = {{ time = "2020-01-01T00:00:00Z", recipient = "a@b", place = "site", campaign = "{{v}}" }}
    """
    found = []
    for text in given:
        done = imported(folder, f"{column}|other\n{text}|7\n", mapping)
        found.append(done.faults[0].split(": ", 2)[2] if done.faults else done.events[0].get("campaign"))
    return found
