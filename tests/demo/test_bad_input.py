"""Each kind of bad input is bad in the way it says."""

import contextlib

import orjson
import pytest
from pydantic import TypeAdapter, ValidationError

from schemas.events.mail import AnyMailEvent
from service.demo.bad_input import BAD_INPUTS, BadInput

GOOD = '{"id":"a1","type":"mail_sent","time":"2026-11-24T10:00:00.000Z","campaign":"c","recipient":"r@example.com"}'
MODEL: TypeAdapter[AnyMailEvent] = TypeAdapter(AnyMailEvent)


def made(reason: str) -> list[BadInput]:
    kinds = [kind for kind in BAD_INPUTS if kind.reason == reason]
    assert kinds
    return kinds


def test_the_event_they_are_made_from_is_good() -> None:
    assert MODEL.validate_json(GOOD).type == "mail_sent"


@pytest.mark.parametrize("kind", made("empty"), ids=lambda kind: kind.name)
def test_an_empty_record_has_no_bytes(kind: BadInput) -> None:
    assert not kind.make(GOOD)


@pytest.mark.parametrize("kind", made("too_large"), ids=lambda kind: kind.name)
def test_a_large_record_is_good_but_for_its_size(kind: BadInput) -> None:
    payload = kind.make(GOOD) or b""
    assert len(payload) > 1 << 16
    assert MODEL.validate_json(payload)


@pytest.mark.parametrize("kind", made("invalid_utf8"), ids=lambda kind: kind.name)
def test_bad_utf8_is_not_text(kind: BadInput) -> None:
    with pytest.raises(UnicodeDecodeError):
        (kind.make(GOOD) or b"").decode()


@pytest.mark.parametrize("kind", made("invalid_json"), ids=lambda kind: kind.name)
def test_invalid_json_is_no_object(kind: BadInput) -> None:
    payload = kind.make(GOOD) or b""
    assert payload.decode()
    with contextlib.suppress(orjson.JSONDecodeError):
        assert not isinstance(orjson.loads(payload), dict)


@pytest.mark.parametrize("reason", ["unknown_type", "missing_id", "invalid_field"])
def test_the_model_refuses_it(reason: str) -> None:
    for kind in made(reason):
        with pytest.raises(ValidationError):
            MODEL.validate_json(kind.make(GOOD) or b"")


@pytest.mark.parametrize(("reason", "year"), [("time_in_future", 2046), ("before_horizon", 2006)])
def test_a_far_time_is_good_but_for_its_year(reason: str, year: int) -> None:
    for kind in made(reason):
        assert MODEL.validate_json(kind.make(GOOD) or b"").time.year == year
