"""Named events of every family: what is accepted, and for which reason the rest is refused."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Union

import pytest
from pydantic import Field, TypeAdapter, ValidationError

from schemas.events import COUNTED
from schemas.events.base import Event
from schemas.rejects import REASON_CODES
from tests.schemas.examples import EXAMPLES, files, name, parsed, validator


def _adapter(topic: str) -> TypeAdapter[Event]:
    models: Any = Union[tuple(COUNTED[topic].values())]  # noqa: UP007 - of a tuple
    return TypeAdapter(Annotated[models, Field(discriminator="type")])


EVENT = {topic: _adapter(topic) for topic in COUNTED}

VALID = [path for topic in COUNTED for path in files(topic)]
INVALID = [path for topic in COUNTED for path in files(f"{topic}/invalid")]
REFUSED = [path for path in INVALID if path.stem.endswith((".unknown_type", ".missing_id", ".invalid_field"))]
OUT_OF_TIME = [path for path in INVALID if path.stem.endswith((".time_in_future", ".before_horizon"))]

UNTOLD = {
    "time-without-offset.invalid_field",
    "time-not-a-time.invalid_field",
    "amount-whole-but-written-as-a-fraction.invalid_field",
}
"""What JSON Schema cannot tell: there `format` only annotates, and 129.0 is an integer."""


def topic_of(path: Path) -> str:
    """The raw topic of an example."""
    return next(topic for topic in COUNTED if topic in path.relative_to(EXAMPLES).parts)


def refusal(topic: str, payload: bytes) -> str:
    """The reason code of a payload, from what the topic's models say of it; `valid` where they take it."""
    if not payload:
        return "empty"
    try:
        EVENT[topic].validate_json(payload.decode("utf-8"))
    except UnicodeDecodeError:
        return "invalid_utf8"
    except ValidationError as error:
        return _code(error)
    return "valid"


def _code(error: ValidationError) -> str:
    kinds = {item["type"] for item in error.errors()}
    fields = {str(item["loc"][1]) for item in error.errors() if len(item["loc"]) > 1}
    if kinds & {"json_invalid", "model_attributes_type", "dict_type"}:
        return "invalid_json"
    if kinds & {"union_tag_invalid", "union_tag_not_found"}:
        return "unknown_type"
    too_long = "string_too_long" in kinds
    return "missing_id" if "id" in fields and not too_long else "invalid_field"


@pytest.mark.parametrize("path", VALID, ids=name)
def test_a_valid_example_is_accepted_by_its_model_and_by_the_exported_schema(path: Path) -> None:
    event = EVENT[topic_of(path)].validate_json(path.read_bytes())
    assert type(event) is COUNTED[topic_of(path)][parsed(path)["type"]]
    validator(topic_of(path)).validate(parsed(path))


@pytest.mark.parametrize("path", INVALID, ids=name)
def test_the_name_of_an_invalid_example_ends_in_a_reason_code(path: Path) -> None:
    assert path.stem.rpartition(".")[2] in REASON_CODES


@pytest.mark.parametrize("path", [path for path in INVALID if path not in OUT_OF_TIME], ids=name)
def test_an_invalid_example_is_refused_for_the_reason_in_its_name(path: Path) -> None:
    assert refusal(topic_of(path), path.read_bytes()) == path.stem.rpartition(".")[2]


@pytest.mark.parametrize("path", OUT_OF_TIME, ids=name)
def test_an_event_out_of_time_is_well_formed_and_far_from_any_record(path: Path) -> None:
    time = EVENT[topic_of(path)].validate_json(path.read_bytes()).time
    late = time > datetime(2900, 1, 1, tzinfo=UTC)
    assert (late or time < datetime(2000, 1, 1, tzinfo=UTC)) and late == path.stem.endswith(".time_in_future")


@pytest.mark.parametrize("path", REFUSED, ids=name)
def test_the_exported_schema_refuses_what_the_models_refuse(path: Path) -> None:
    accepted = validator(topic_of(path)).is_valid(parsed(path))
    assert accepted == (path.stem in UNTOLD)


@pytest.mark.parametrize("topic", COUNTED)
def test_every_event_type_has_an_example(topic: str) -> None:
    assert {parsed(path)["type"] for path in files(topic)} == set(COUNTED[topic])


def test_every_reason_that_a_payload_alone_can_have_has_an_example() -> None:
    told = {path.stem.rpartition(".")[2] for path in INVALID}
    assert set(REASON_CODES) - told == {"too_large", "conflict"}


def test_a_field_that_a_model_does_not_name_is_ignored() -> None:
    (path,) = [path for path in VALID if path.stem == "field-nobody-knows"]
    assert "sg_template" not in EVENT[topic_of(path)].validate_json(path.read_bytes()).model_dump()


def test_a_trailing_line_break_does_not_slip_through_the_pattern_of_an_address() -> None:
    (path,) = [path for path in files("mail") if path.stem == "sent"]
    event = parsed(path)
    assert refusal("mail", json.dumps(event | {"recipient": event["recipient"] + "\n"}).encode()) == "invalid_field"
