"""What the live test sends by hand is what producers may send."""

from datetime import UTC, datetime

import pytest

from schemas.events import MODELS
from service.demo.traffic import Arrival
from service.sources.decoder import Decoder
from tests.grafana.history import history

EVENTS = list(history(datetime(2026, 11, 24, 12, tzinfo=UTC)))


@pytest.mark.parametrize("arrival", EVENTS, ids=lambda arrival: str(arrival.at))
def test_every_event_by_hand_is_accepted(arrival: Arrival) -> None:
    assert Decoder(MODELS[arrival.family])(arrival.payload or b"")
