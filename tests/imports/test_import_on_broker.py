"""`vigie import` as a person runs it, on a real broker: years-old events, interruptions, topics that will not do."""

import random
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from service.imports.position import Memory
from service.imports.send import CHUNK
from service.settings import Settings
from service.topic_state import Condition
from service.topics import TopicsWrong, ensure_topics
from tests.imports.installed import Installed, installed
from tests.imports.making import MAILS, put
from tests.until import until

pytestmark = pytest.mark.broker

FIRST = datetime(2010, 1, 4, 9, tzinfo=UTC)


def mails(count: int, span: timedelta, seed: int = 7) -> str:
    """A CSV file of so many mails in 2010 and after, in no order of time; a tenth as many people."""
    source = random.Random(seed)
    times = [FIRST + span * source.random() for _ in range(count)]
    rows = (f"{when:%Y-%m-%dT%H:%M:%S}Z,p{number % (count // 10)}@b" for number, when in enumerate(times))
    return "\n".join(["when,who", *rows, ""])


@asynccontextmanager
async def admin(here: Installed) -> AsyncIterator[Any]:
    client = AIOKafkaAdminClient(bootstrap_servers=here.settings.broker)
    await client.start()
    try:
        yield client
    finally:
        await client.close()


async def until_made(here: Installed) -> None:
    """A topic takes a while to be gone; until then it cannot be made anew."""

    async def made() -> bool:
        with suppress(TopicsWrong):
            return any(state.condition is Condition.CREATED for state in await ensure_topics(here.settings))
        return False

    await until(made, pause=0.1)


def files(folder: Path, content: str) -> tuple[Path, Path]:
    return put(folder, "mails.csv", content), put(folder, "mails.toml", MAILS)


async def test_events_of_2010_are_counted_in_2010_each_once(fresh_settings: Settings, tmp_path: Path) -> None:
    here = await installed(fresh_settings, tmp_path, zone="UTC")
    file, mapping = files(tmp_path, mails(3_000, timedelta(days=700)) + "soon,x@b\n")
    done = here.vigie("import", file, "--mapping", mapping, "--rejects", tmp_path / "rejects.ndjson")
    assert done.returncode == 1  # for the row in error
    assert "events sent to" in done.stderr and ": 3,000" in done.stderr
    assert "  mails.csv:3002: mail_sent.time: " in done.stderr
    assert (tmp_path / "rejects.ndjson").read_text().count("\n") == 1
    for records in await here.records("mail"):
        stamps = [timestamp for timestamp, _ in records]
        assert stamps == sorted(stamps) and len(stamps) == 750
        assert all(datetime.fromisoformat(event["time"]).timestamp() * 1000 == at for at, event in records)
    counted = await here.count(3_000)
    assert counted.outcomes == {"counted": 3_000}
    assert counted.value("sent") == 3_000
    months = [key for key in counted.updates if key[:3] == ("sent", (), "month")]
    assert len(months) >= 23 and min(key.bucket for key in months) == "2010-01"


async def test_a_killed_import_goes_on_and_nothing_is_lost_or_counted_twice(
    fresh_settings: Settings, tmp_path: Path
) -> None:
    here = await installed(fresh_settings, tmp_path, zone="UTC")
    count = 60_000
    file, mapping = files(tmp_path, mails(count, timedelta(days=20)))
    memory = Memory(tmp_path / "cache", here.raw("mail"), file.name)
    first = here.start("import", file, "--mapping", mapping)
    while (position := memory.recall()) is None and first.poll() is None:
        time.sleep(0.001)
    first.send_signal(signal.SIGKILL)
    first.communicate()
    position = memory.recall()
    assert first.returncode == -signal.SIGKILL and position is not None and position.sent < count

    second = here.vigie("import", file, "--mapping", mapping)
    print(second.stderr)
    assert second.returncode == 0 and f"sent before, not sent again: {position.sent:,}" in second.stderr
    ids = [event["id"] for records in await here.records("mail") for _, event in records]
    assert len(set(ids)) == count and len(ids) - count <= CHUNK
    counted = await here.count(len(ids))
    assert counted.outcomes["counted"] == count and counted.value("sent") == count
    assert counted.outcomes.get("duplicate", 0) == len(ids) - count


async def test_a_second_run_sends_nothing_and_again_sends_all(fresh_settings: Settings, tmp_path: Path) -> None:
    here = await installed(fresh_settings, tmp_path)
    file, mapping = files(tmp_path, mails(100, timedelta(days=20)))
    sent = [here.vigie("import", file, "--mapping", mapping, *more).stderr for more in ((), (), ("--again",))]
    assert [text[text.index("events sent") :].split(": ")[1].split("\n")[0] for text in sent] == ["100", "0", "100"]


async def test_a_file_that_has_grown_is_sent_from_where_it_ended(fresh_settings: Settings, tmp_path: Path) -> None:
    here = await installed(fresh_settings, tmp_path)
    content = mails(100, timedelta(days=20))
    file, mapping = files(tmp_path, content)
    here.vigie("import", file, "--mapping", mapping)
    files(tmp_path, content + "2011-06-01T00:00:00Z,new@b\n")
    grown = here.vigie("import", file, "--mapping", mapping)
    assert "not sent again: 100" in grown.stderr and grown.stderr.rstrip().endswith(": 1")


async def test_a_file_that_has_changed_is_refused_with_what_to_do(fresh_settings: Settings, tmp_path: Path) -> None:
    here = await installed(fresh_settings, tmp_path)
    file, mapping = files(tmp_path, mails(100, timedelta(days=20)))
    here.vigie("import", file, "--mapping", mapping)
    files(tmp_path, mails(100, timedelta(days=20), seed=8))
    refused = here.vigie("import", file, "--mapping", mapping)
    assert refused.returncode == 1 and "the file or the mapping has changed since" in refused.stderr
    french = here.vigie("import", file, "--mapping", mapping, "--lang", "fr")
    assert "le fichier ou le mapping a changé depuis" in french.stderr


async def test_a_topic_made_anew_gets_everything_again(fresh_settings: Settings, tmp_path: Path) -> None:
    here = await installed(fresh_settings, tmp_path)
    file, mapping = files(tmp_path, mails(100, timedelta(days=20)))
    here.vigie("import", file, "--mapping", mapping)
    async with admin(here) as client:
        await client.delete_topics([here.raw("mail")])
    await until_made(here)
    again = here.vigie("import", file, "--mapping", mapping)
    assert "the topic does not hold what was sent before" in again.stderr
    assert again.returncode == 0 and sum(map(len, await here.records("mail"))) == 100


async def test_a_missing_topic_or_broker_is_refused_before_the_file_is_read(
    fresh_settings: Settings, tmp_path: Path
) -> None:
    here = Installed(fresh_settings, tmp_path)
    file, mapping = files(tmp_path, mails(100, timedelta(days=20)))
    missing = here.vigie("import", file, "--mapping", mapping)
    assert missing.returncode == 1
    assert missing.stderr.rstrip().endswith(f"there is no topic {here.raw('mail')}; `vigie topics` creates it")
    here.given["broker"] = "127.0.0.1:1"
    assert "no Kafka answers at 127.0.0.1:1" in here.vigie("import", file, "--mapping", mapping).stderr


async def test_what_the_service_would_find_too_old_is_refused_with_the_retention_that_will_do(
    fresh_settings: Settings, tmp_path: Path
) -> None:
    here = await installed(fresh_settings, tmp_path, zone="UTC")
    newer = put(tmp_path, "newer.csv", "when,who\n2012-01-01T00:00:00Z,a@b\n")
    file, mapping = files(tmp_path, mails(100, timedelta(days=20)))
    here.vigie("import", newer, "--mapping", mapping)
    refused = here.vigie("import", file, "--mapping", mapping)
    assert refused.returncode == 1 and "is more than VIGIE_RETENTION=400d before" in refused.stderr
    needed = refused.stderr.partition("Set VIGIE_RETENTION=")[2].split()[0]
    here.given["retention"] = needed
    assert here.vigie("import", file, "--mapping", mapping).returncode == 0
    assert (await here.count(101)).outcomes == {"counted": 101}


@pytest.mark.parametrize(
    ("line", "value", "told"),
    [
        ("retention.ms", "604800000", "would expire at once. Alter retention.ms of the topic to -1"),
        ("message.timestamp.type", "LogAppendTime", "stamps the records"),
        ("message.timestamp.before.max.ms", "604800000", "Alter message.timestamp.before.max.ms"),
    ],
)
async def test_a_topic_that_would_not_keep_history_is_refused(
    fresh_settings: Settings, tmp_path: Path, line: str, value: str, told: str
) -> None:
    here = await installed(fresh_settings, tmp_path)
    async with admin(here) as client:
        await client.alter_configs(
            [ConfigResource(ConfigResourceType.TOPIC, here.raw("mail"), {"retention.ms": "-1", line: value})]
        )
    file, mapping = files(tmp_path, mails(10, timedelta(days=20)))
    refused = here.vigie("import", file, "--mapping", mapping)
    assert refused.returncode == 1 and told in refused.stderr
