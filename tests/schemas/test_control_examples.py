"""Named control events: what is accepted on a raw topic beside its family's events, and what is refused."""

from pathlib import Path

import pytest

from schemas.events import COUNTED, MODELS
from service.kpi.refused import Refused
from service.sources.decoder import Decoder
from tests.schemas.examples import files, name, parsed, validator

VALID = files("control")
INVALID = files("control/invalid")
NOT_OF_THAT_ID = {"correction-by-another-id.invalid_field"}
"""What JSON Schema cannot tell: that two fields are equal."""

decode = Decoder(MODELS["mail"])


@pytest.mark.parametrize("path", VALID, ids=name)
def test_a_valid_example_is_accepted_by_the_decoder_and_by_the_exported_schema(path: Path) -> None:
    event, _ = decode(path.read_bytes())
    assert event.event == parsed(path)["event"]
    validator("mail").validate(parsed(path))


@pytest.mark.parametrize("path", INVALID, ids=name)
def test_an_invalid_example_is_refused_for_the_reason_in_its_name(path: Path) -> None:
    with pytest.raises(Refused) as refused:
        decode(path.read_bytes())
    assert refused.value.reason == path.stem.rpartition(".")[2]
    assert validator("mail").is_valid(parsed(path)) == (path.stem in NOT_OF_THAT_ID)


@pytest.mark.parametrize("topic", MODELS)
def test_every_raw_topic_carries_control_events(topic: str) -> None:
    control = MODELS[topic].keys() - COUNTED[topic].keys()
    assert control == {parsed(path)["type"] for path in VALID} == {"event_retracted", "event_corrected"}
