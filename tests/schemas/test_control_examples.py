"""Named control events: what is accepted on a raw topic beside its family's events, and what is refused."""

from pathlib import Path

import pytest

from schemas.events import COUNTED, MODELS
from schemas.rates import PARTS
from service.kpi.control import RateSet
from service.kpi.refused import Refused
from service.sources.decoder import Decoder
from tests.schemas.examples import EXAMPLES, files, name, parsed, validator

VALID = files("control")
INVALID = files("control/invalid")
UNTOLD = {
    "correction-by-another-id.invalid_field",
    "rate-to-itself.invalid_field",
    "rate-from-a-day-that-is-not.invalid_field",
}
"""What JSON Schema cannot tell: whether two fields are equal, and how long February is."""

decode = Decoder(MODELS["mail"])


@pytest.mark.parametrize("path", VALID, ids=name)
def test_a_valid_example_is_accepted_by_the_decoder_and_by_the_exported_schema(path: Path) -> None:
    event, _ = decode(path.read_bytes())
    assert event.id == parsed(path)["id"]
    assert getattr(event, "event", None) == parsed(path).get("event")
    validator("mail").validate(parsed(path))


@pytest.mark.parametrize("path", INVALID, ids=name)
def test_an_invalid_example_is_refused_for_the_reason_in_its_name(path: Path) -> None:
    with pytest.raises(Refused) as refused:
        decode(path.read_bytes())
    assert refused.value.reason == path.stem.rpartition(".")[2]
    assert validator("mail").is_valid(parsed(path)) == (path.stem in UNTOLD)


@pytest.mark.parametrize("topic", MODELS)
def test_every_raw_topic_carries_control_events(topic: str) -> None:
    control = MODELS[topic].keys() - COUNTED[topic].keys()
    assert control == {parsed(path)["type"] for path in VALID}
    assert control == {"event_retracted", "event_corrected", "exchange_rate_set"}


def test_a_rate_is_handed_out_in_whole_parts_and_its_day_as_a_number() -> None:
    told, second = decode((EXAMPLES / "control" / "rate.json").read_bytes())
    assert told == RateSet("r-1", "2026-11-24T16:00:00+00:00", "USD EUR", "USD", "EUR", 9221 * PARTS // 10_000, 20_781)
    assert second == 20_781 * 86_400 + 16 * 3600


def test_a_correction_puts_a_rate_in_the_place_of_a_rate() -> None:
    told, _ = decode((EXAMPLES / "control" / "corrected-rate.json").read_bytes())
    assert told.event == told.by.id == "r-1" and told.by.rate == 9212 * PARTS // 10_000
