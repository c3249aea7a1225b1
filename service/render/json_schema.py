"""JSON Schema (2020-12) of what producers send and consumers read, for those who do not use Python."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Union

from pydantic import Field, TypeAdapter

from schemas.accounting import AccountingKey, LaneAccounting
from schemas.breaches import Breach, BreachKey
from schemas.events import MODELS
from schemas.records.admitted import AdmittedRecord
from schemas.records.changes import ChangesRecord
from schemas.records.facts import FactsRecord
from schemas.records.journals import JournalRecord
from schemas.rejects import Reject
from schemas.updates import Update, UpdateKey

_RECORDS = {
    "facts": ("the facts", FactsRecord),
    "admitted": ("the admitted facts", AdmittedRecord),
    "changes": ("the changes", ChangesRecord),
    "journal": ("a journal", JournalRecord),
}
"""They travel as columns (docs/decisions/0005)."""

FOLDER = Path("schemas/json")
_DRAFT = "https://json-schema.org/draft/2020-12/schema"


def json_schemas() -> Iterator[tuple[Path, str]]:
    """A schema for each raw topic's events, for keys and values of what is published, and for what flows between."""
    for topic in MODELS:
        yield _file(topic, f"An event of the raw topic {topic}", _events(topic), "validation")
    yield _file("update", "The value of a record of kpi.updates", Update, "serialization")
    yield _file("update_key", "The key of a record of kpi.updates", UpdateKey, "serialization")
    yield _file("breach", "The value of a record of kpi.breaches", Breach, "serialization")
    yield _file("breach_key", "The key of a record of kpi.breaches", BreachKey, "serialization")
    yield _file("reject", "The value of a record of kpi.rejects", Reject, "serialization")
    yield _file("accounting", "The value of a record of kpi.accounting", LaneAccounting, "serialization")
    yield _file("accounting_key", "The key of a record of kpi.accounting", AccountingKey, "serialization")
    for name, (what, model) in _RECORDS.items():
        yield _file(name, f"A record of {what}, as `vigie read` tells it", model, "serialization")


def _events(topic: str) -> Any:
    return Annotated[Union[tuple(MODELS[topic].values())], Field(discriminator="type")]  # noqa: UP007 (made at run time)


def _file(name: str, title: str, kind: Any, mode: Any) -> tuple[Path, str]:
    schema = {"$schema": _DRAFT, "title": title} | TypeAdapter(kind).json_schema(mode=mode)
    text = json.dumps(_portable(schema) | {"title": title}, indent=2, ensure_ascii=False)
    return FOLDER / f"{name}.json", text + "\n"


def _portable(schema: Any) -> Any:
    """The models' patterns end in `\\z`; JSON Schema's dialect (ECMA 262) knows `$` only for it."""
    if isinstance(schema, dict):
        portable = {name: _portable(part) for name, part in schema.items()}
        return portable | {name: _pattern(part) for name, part in portable.items() if name == "pattern"}
    return [_portable(part) for part in schema] if isinstance(schema, list) else schema


def _pattern(pattern: Any) -> Any:
    """As it is, where it is no pattern but a field of that name."""
    ends = isinstance(pattern, str) and pattern.endswith("\\z")
    return f"{pattern[:-2]}$" if ends else pattern
