"""The catalog that comes with Vigie can be recounted as it is: every example of a raw event is read, and counted."""

from datetime import UTC, datetime
from pathlib import Path

import duckdb
import orjson

from schemas.events import MODELS
from service.settings import Settings
from service.verify.plan import Plan
from service.verify.records import Raw, Records, load
from service.verify.recount import Recount, recount

EXAMPLES = Path(__file__).parents[2] / "schemas" / "examples"
PLAN = Plan.of(Settings())


def told(folder: Path) -> Recount:
    """The recount of every valid example of a raw event."""
    now = round(datetime(2026, 11, 26, tzinfo=UTC).timestamp() * 1000)
    with (folder / "records.ndjson").open("wb") as file, duckdb.connect(config={"threads": 1}) as db:
        records = Records(file, PLAN.definitions, PLAN.resolution, PLAN.limits, PLAN.topics)
        for topic in MODELS:
            paths = sorted((EXAMPLES / topic).glob("*.json"))
            values = [orjson.dumps(orjson.loads(path.read_bytes())) for path in paths]
            records.add(Raw(topic, 0, offset, now, value) for offset, value in enumerate(values))
        file.flush()
        load(db, folder / "records.ndjson", PLAN.definitions)
        return recount(db, PLAN.definitions, PLAN.recipes, PLAN.resolution, PLAN.calendar, ())


def test_every_family_is_counted(tmp_path: Path) -> None:
    found = told(tmp_path)
    assert {topic for topic, _ in found.accounting} == set(MODELS)
    assert all(outcomes["counted"] > 5 for outcomes in found.accounting.values())
    counted = {key.kpi for key in found.figures}
    assert len(counted) > len(PLAN.definitions.kpis) * 0.6
