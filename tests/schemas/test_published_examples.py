"""Named examples of what we write; the models are strict, and say so to whoever writes a wrong field."""

from pathlib import Path

import pytest
from pydantic import BaseModel, ValidationError

from schemas.events import MODELS
from schemas.rejects import REASON_CODES, Reject
from tests.schemas.examples import EXAMPLES, PUBLISHED, files, name, parsed, validator

VALID = [(folder, path) for folder in PUBLISHED for path in files(folder)]
INVALID = [(folder, path) for folder in PUBLISHED for path in files(f"{folder}/invalid")]
UNTOLD = {
    "time-without-offset",
    "about-nobody",
    "taken-back-without-a-version",
    "id-of-another-event",
    "out-of-raw-order",
    "rate-of-itself",
    "backwards",
}
"""What JSON Schema cannot tell: there `format` only annotates, and a field says nothing of another one."""


def ids(value: object) -> str:
    return name(value) if isinstance(value, Path) else str(value)


@pytest.mark.parametrize(("folder", "path"), VALID, ids=ids)
def test_a_valid_example_is_accepted_and_written_again_as_it_was(folder: str, path: Path) -> None:
    model, schema = PUBLISHED[folder]
    validator(schema).validate(parsed(path))
    read: BaseModel = model.model_validate_json(path.read_bytes())
    assert read.model_dump(mode="json") == parsed(path)


@pytest.mark.parametrize(("folder", "path"), INVALID, ids=ids)
def test_an_invalid_example_is_refused_by_model_and_schema(folder: str, path: Path) -> None:
    model, schema = PUBLISHED[folder]
    with pytest.raises(ValidationError):
        model.model_validate_json(path.read_bytes())
    assert validator(schema).is_valid(parsed(path)) == (path.stem in UNTOLD)


def test_every_reason_code_can_be_published() -> None:
    accepted = {
        Reject(reason=code, detail="-", topic="mail", partition=0, offset=0, size=0, payload=None).reason
        for code in REASON_CODES
    }
    assert accepted == set(REASON_CODES)


def test_no_example_is_orphaned() -> None:
    folders = [folder + part for folder in ("control", *MODELS, *PUBLISHED) for part in ("", "/invalid")]
    read = {path for folder in folders for path in files(folder)}
    assert read == {path for path in EXAMPLES.rglob("*") if path.is_file()}
