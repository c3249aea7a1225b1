"""The fast reader of the care family's events accepts and refuses what pydantic does."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from schemas.events import MODELS
from service.kpi.refused import Refused
from service.sources.decoder import Decoder
from tests.schemas.examples import files, name, parsed

CARE = MODELS["care"]
decode = Decoder(CARE)


@pytest.mark.parametrize("path", files("care"), ids=name)
def test_every_valid_example_is_read_as_pydantic_reads_it(path: Path) -> None:
    event, _ = decode(path.read_bytes())
    model = CARE[parsed(path)["type"]].model_validate_json(path.read_bytes())
    assert {field: getattr(event, field) for field in model.model_fields_set - {"type", "time"}} == {
        field: getattr(model, field) for field in model.model_fields_set - {"type", "time"}
    }


@pytest.mark.parametrize("path", files("care/invalid"), ids=name)
def test_what_pydantic_refuses_is_refused(path: Path) -> None:
    with pytest.raises(Refused):
        decode(path.read_bytes())
    if (kind := parsed(path)["type"]) in CARE:
        with pytest.raises(ValidationError):
            CARE[kind].model_validate_json(path.read_bytes())
