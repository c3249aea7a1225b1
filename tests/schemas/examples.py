"""The named examples, and the schemas exported for them."""

import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from pydantic import BaseModel

import schemas
from schemas.accounting import AccountingKey, LaneAccounting
from schemas.breaches import Breach, BreachKey
from schemas.records.admitted import AdmittedRecord
from schemas.records.changes import ChangesRecord
from schemas.records.facts import FactsRecord
from schemas.records.journals import JournalRecord
from schemas.rejects import Reject
from schemas.updates import Update, UpdateKey

ROOT = Path(schemas.__file__).parent
EXAMPLES = ROOT / "examples"

PUBLISHED: dict[str, tuple[type[BaseModel], str]] = {
    "updates": (Update, "update"),
    "update_keys": (UpdateKey, "update_key"),
    "breaches": (Breach, "breach"),
    "breach_keys": (BreachKey, "breach_key"),
    "rejects": (Reject, "reject"),
    "accounting": (LaneAccounting, "accounting"),
    "accounting_keys": (AccountingKey, "accounting_key"),
    "facts": (FactsRecord, "facts"),
    "admitted": (AdmittedRecord, "admitted"),
    "changes": (ChangesRecord, "changes"),
    "journals": (JournalRecord, "journal"),
}
"""Folder of examples → its model and the name of its exported schema."""


def files(folder: str) -> list[Path]:
    """The examples of a folder, in order."""
    return sorted((EXAMPLES / folder).glob("*.json"))


def name(path: Path) -> str:
    """How a test shows an example."""
    return path.stem


def validator(schema: str) -> Draft202012Validator:
    """The exported schema as other languages read it. Formats are annotations there and judge nothing."""
    return Draft202012Validator(json.loads((ROOT / "json" / f"{schema}.json").read_text()))


def parsed(path: Path) -> Any:
    """An example as plain data."""
    return json.loads(path.read_bytes())
