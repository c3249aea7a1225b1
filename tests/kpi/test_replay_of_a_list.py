"""A reference list learns, and a replay into a new generation maps history again: codes move, sums stay equal."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from schemas.events import MODELS
from service.catalog import load
from service.kpi.catalog import Catalog
from service.machine import Record
from tests.kpi.pipeline import Key, Pipeline

START = datetime(2026, 3, 27, 21, tzinfo=UTC)

LIST = """\
version = "{version}"
title = {{ en = "Causes", fr = "Causes" }}

[code.price]
title = {{ en = "Price", fr = "Prix" }}
spellings = ["too dear"{more}]
source = "test"
{new}
[code.other]
title = {{ en = "Other", fr = "Autre" }}
source = "test"

[code.unknown]
title = {{ en = "Unknown", fr = "Inconnue" }}
source = "test"
"""
MOVED = """
[code.moved]
title = { en = "Moved", fr = "Déménagement" }
spellings = ["gone away"]
source = "test"
"""
BEFORE = LIST.format(version="1", more="", new="")
AFTER = LIST.format(version="2", more=', "costs a lot"', new=MOVED)

KNOWN: dict[str | None, str] = {
    "too dear": "price", "PRICE": "price", "other": "other", None: "unknown", "": "unknown",
}  # fmt: skip
LEARNED: dict[str | None, str] = KNOWN | {"costs a lot": "price", "gone away": "moved"}
"""What each list makes of what is stated below, by hand; all else is unlisted."""

STATED = ["too dear", "PRICE", "other", None, "", "costs a lot", "gone away", "joined a monastery", "unlisted"]

_WORDS = """unit = "count"
title = { en = "Lost", fr = "Perdus" }
description = { en = "How many.", fr = "Combien." }
"""
_KPI = """by = ["cause"]
windows = ["1h", "day", "month", "all"]
owner = "care"
source = "test"
"""
CARE = f"""\
family = "care"
topic = "care"
title = {{ en = "Care", fr = "Relation client" }}

[subject.complaint]
field = "complaint"
direct = false
on = ["complaint_opened", "complaint_reason_changed", "complaint_resolved"]

[subject.client]
field = "customer"
on = ["customer_lost"]

[entity.complaint]
subject = "complaint"
states = {{ complaint_opened = "open", complaint_resolved = "solved" }}

[derivation.cause]
kind = "code"
list = "cause.toml"
of = "reason"

[indicator.lost]
kind = "count"
on = "customer_lost"
by = ["cause"]
{_WORDS}
[indicator.complaints]
kind = "entered"
entity = "complaint"
state = ["open", "solved"]
by = ["cause"]
{_WORDS}
[kpi.lost]
formula = "lost"
example = {{ inputs = {{ lost = 1 }}, value = 1 }}
{_WORDS}{_KPI}
[kpi.complaints]
formula = "complaints"
example = {{ inputs = {{ complaints = 1 }}, value = 1 }}
{_WORDS}{_KPI}"""


def catalog(folder: Path, listed: str) -> Catalog:
    """The catalog with one version of the list."""
    (folder / "lists").mkdir(parents=True)
    (folder / "lists" / "cause.toml").write_text(listed)
    (folder / "care.toml").write_text(CARE)
    return load(folder)


def events(random: Random, many: int) -> list[dict[str, Any]]:
    """Losses, and complaints of which the reason may turn out to be another."""
    made = []
    for n in range(many):
        time = START + timedelta(minutes=random.randrange(3 * 24 * 60))
        made.append({"type": "customer_lost", "customer": f"c{n}", "time": time, "reason": random.choice(STATED)})
        about = {"complaint": f"k{n}"}
        made.append({"type": "complaint_opened", **about, "time": time, "reason": random.choice(STATED)})
        if random.random() < 0.4:
            changed = {"reason": random.choice([text for text in STATED if text is not None])}
            later = time + timedelta(minutes=random.randrange(1, 3000))
            made.append({"type": "complaint_reason_changed", **about, "time": later, **changed})
        if random.random() < 0.5:
            later = time + timedelta(minutes=random.randrange(1, 3000))
            made.append({"type": "complaint_resolved", **about, "time": later})
    return [{"id": f"e{n}", **event} for n, event in enumerate(made)]


def raw(random: Random, made: list[dict[str, Any]], partitions: int) -> list[list[Record]]:
    """The events in any order, some of them twice."""
    sent = random.sample(made, len(made)) + random.sample(made, len(made) // 5)
    logs: list[list[Record]] = [[] for _ in range(partitions)]
    stamp = int((START + timedelta(days=6)).timestamp() * 1000)
    for event in sent:
        log = random.choice(logs)
        log.append(Record(len(log), stamp, json.dumps(event | {"time": event["time"].isoformat()}).encode()))
    return logs


def generation(found: Catalog, logs: list[list[Record]], random: Random) -> dict[Key, float]:
    """The last values of a generation that has read it all."""
    pipeline = Pipeline(found, logs, partitions=3, models=MODELS["care"])
    pipeline.run(random, 20, faults=0.2)
    assert pipeline.rejects == []
    return {key: update.value for key, update in pipeline.last().items() if update.value is not None}


def by_cause(values: dict[Key, float], kpi: str) -> dict[str, float]:
    """The values over all time, by cause; those of nothing left out."""
    named = {scope[0][1]: value for (name, scope, window, _), value in values.items()
             if name == kpi and window == "all" and scope}  # fmt: skip
    return {cause: value for cause, value in named.items() if value}


def causes(made: list[dict[str, Any]], codes: dict[str | None, str]) -> dict[str, dict[str, int]]:
    """The same by hand: the latest reason of each complaint, by time and then by when it was made up."""
    latest: dict[str, str | None] = {}
    for event in sorted(made, key=lambda event: event["time"]):
        if event["type"].startswith("complaint") and "reason" in event:
            latest[event["complaint"]] = event["reason"]
    lost = Counter(codes.get(event["reason"], "unlisted") for event in made if event["type"] == "customer_lost")
    return {"lost": dict(lost), "complaints": dict(Counter(codes.get(text, "unlisted") for text in latest.values()))}


@pytest.mark.parametrize("seed", range(4))
def test_when_a_list_learns_a_replay_maps_history_again_and_sums_stay_equal(tmp_path: Path, seed: int) -> None:
    print("seed", seed)
    random = Random(seed)
    made = events(random, 60)
    logs = raw(random, made, 2)
    old, new = catalog(tmp_path / "old", BEFORE), catalog(tmp_path / "new", AFTER)
    assert old.fingerprint != new.fingerprint, "a list that learns must ask for a new generation"
    before, after = generation(old, logs, random), generation(new, logs, random)
    for kpi in ("lost", "complaints"):
        assert by_cause(before, kpi) == causes(made, KNOWN)[kpi]
        assert by_cause(after, kpi) == causes(made, LEARNED)[kpi]
        assert sum(by_cause(before, kpi).values()) == sum(by_cause(after, kpi).values()) == 60
        assert 0 < by_cause(after, kpi)["unlisted"] < by_cause(before, kpi)["unlisted"]
    whole = {key: value for key, value in before.items() if key[1] == ()}
    assert len(whole) > 5 and whole == {key: value for key, value in after.items() if key[1] == ()}
