"""`vigie verify` against a real broker: it agrees with what is right and finds each thing that is not."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Iterable
from datetime import UTC, datetime, timedelta

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from schemas.topics import topics_of
from service.settings import Settings
from service.verify.errors import VerifyError
from service.verify.figures import Key
from service.verify.verify import Verdict, verify
from tests.verify.handmade import CATALOG, RawLog, count, delivered, opened, plan
from tests.verify.publish import accounting_of, breaches_of, key_of, rejects_of, update_of

pytestmark = pytest.mark.broker

NOW = datetime.now(UTC).replace(microsecond=0)
ALL_OPENS = Key("opens", (), "all", "")


class Installation:
    """Topics of its own with raw events in them, and what was published, right so far."""

    def __init__(self, settings: Settings, producer: AIOKafkaProducer) -> None:
        self.settings, self.producer = settings, producer
        self.topics = topics_of(settings.app, settings.generation, settings.namespace)
        raw = RawLog(NOW, self.topics.raw[0].name).send(
            *(opened(NOW - timedelta(hours=n), id=f"o{n}", recipient=f"r{n % 3}@example.org") for n in range(5)),
            opened(NOW, id="o0", recipient="r0@example.org"),
            opened(NOW, id="o1", campaign="other"),
            b"{",
        )
        self.raw = raw.send(*(delivered(NOW, id=f"d{n}") for n in range(4)), partition=1)
        made = count(self.raw, plan())
        self.made, self.recount = made, made.recount

    async def send_raw(self) -> None:
        """Each record where the recount has it, stamped alike."""
        for record in self.raw.records:
            await self.producer.send_and_wait(
                record.topic, record.value, partition=record.partition, timestamp_ms=record.timestamp
            )

    async def publish(self) -> None:
        """What the service would publish, and a wrong revision before it that was overtaken."""
        wrong = update_of(ALL_OPENS, self.recount.figures[ALL_OPENS], value=99.0)
        await self.update(key_of(ALL_OPENS), wrong)
        for key, said in self.recount.figures.items():
            await self.update(key_of(key), update_of(key, said, revision=2))
        for steered, value in breaches_of(self.recount):
            await self.producer.send_and_wait(self.topics.breaches.name, value, steered)
        await self.reject(rejects_of(self.recount.refusals))
        for lane, value in accounting_of(self.made).items():
            await self.account(lane, value)

    async def account(self, lane: bytes, value: bytes) -> None:
        await self.producer.send_and_wait(self.topics.accounting.name, value, lane)

    async def update(self, key: bytes, value: bytes) -> None:
        await self.producer.send_and_wait(self.topics.updates.name, value, key)

    async def reject(self, values: Iterable[bytes]) -> None:
        for value in values:
            await self.producer.send_and_wait(self.topics.rejects.name, value)

    async def verdict(self, wait: float = 0, metrics: tuple[str, ...] = ()) -> Verdict:
        return await verify(self.settings, timedelta(seconds=wait), metrics, lambda _line: None)


@pytest.fixture
async def installation(fresh_settings: Settings) -> AsyncIterator[Installation]:
    settings = fresh_settings.model_copy(update={"catalog": CATALOG})
    topics = topics_of(settings.app, settings.generation, settings.namespace)
    admin = AIOKafkaAdminClient(bootstrap_servers=settings.broker)
    producer = AIOKafkaProducer(bootstrap_servers=settings.broker)
    await admin.start()
    await producer.start()
    published = (topics.updates, topics.breaches, topics.rejects, topics.accounting)
    names = [topic.name for topic in (*topics.raw, *published)]
    await admin.create_topics([NewTopic(name, num_partitions=2, replication_factor=1) for name in names])
    try:
        yield Installation(settings, producer)
    finally:
        await producer.stop()
        await admin.close()


async def test_what_was_published_right_is_verified(installation: Installation) -> None:
    await installation.send_raw()
    await installation.publish()
    verdict = await installation.verdict()
    assert verdict.equal
    updates, _, breaches, accounting = verdict.comparisons
    assert accounting.compared == 2
    assert updates.compared == len(installation.recount.figures) > 30
    assert breaches.compared > 0
    assert sum(verdict.read.values()) == len(installation.raw.records)
    assert {refusal[3] for refusal in verdict.recount.refusals} == {"invalid_json", "conflict"}


async def test_each_thing_spoilt_is_found(installation: Installation) -> None:
    await installation.send_raw()
    await installation.publish()
    said = installation.recount.figures[ALL_OPENS]
    await installation.update(key_of(ALL_OPENS), update_of(ALL_OPENS, said, value=(said.value or 0) + 1, revision=3))
    stray = ALL_OPENS._replace(scope=(("campaign", "winter"),))
    await installation.update(key_of(stray), update_of(stray, said))
    await installation.reject([rejects_of(installation.recount.refusals)[0].replace(b"conflict", b"empty")])
    (lane, told), *_ = accounting_of(installation.made).items()
    await installation.account(lane, told.replace(b'"read":8', b'"read":9'))
    updates, rejects, _, accounting = (await installation.verdict()).comparisons
    assert {(each.field, each.expected, each.found) for each in accounting.differing} >= {("read", 8, 9)}
    assert [(each.field, each.expected, each.found) for each in updates.differing] == [("value", 5.0, 6.0)]
    assert updates.extra == ("opens {campaign=winter} all",)
    assert rejects.extra == (f"{installation.raw.topic}/0@6 empty",)


async def test_a_key_that_was_never_published_is_missing(installation: Installation) -> None:
    await installation.send_raw()
    await installation.publish()
    await installation.producer.send_and_wait(installation.topics.updates.name, None, key_of(ALL_OPENS))
    assert (await installation.verdict()).comparisons[0].missing == ("opens {} all",)


@pytest.mark.parametrize("ended", [True, False])
async def test_a_transaction_that_was_not_committed_was_never_published(
    installation: Installation, ended: bool
) -> None:
    await installation.send_raw()
    await installation.publish()
    settings = installation.settings
    unsure = AIOKafkaProducer(bootstrap_servers=settings.broker, transactional_id=settings.app)
    await unsure.start()
    await unsure.begin_transaction()
    wrong = update_of(ALL_OPENS, installation.recount.figures[ALL_OPENS], value=99.0)
    await unsure.send_and_wait(installation.topics.updates.name, wrong, key_of(ALL_OPENS))
    if ended:
        await unsure.abort_transaction()
    assert (await installation.verdict()).equal
    await unsure.stop()


async def test_a_service_that_is_late_is_waited_for(installation: Installation) -> None:
    await installation.send_raw()
    told: list[str] = []
    running = asyncio.create_task(verify(installation.settings, timedelta(seconds=30), (), told.append))
    while not told:
        await asyncio.sleep(0.05)
    await installation.publish()
    assert (await running).equal
    assert told[0].startswith("waiting for the service")


async def test_a_key_whose_revision_does_not_grow_is_found(installation: Installation) -> None:
    await installation.send_raw()
    await installation.publish()
    said = installation.recount.figures[ALL_OPENS]
    await installation.update(key_of(ALL_OPENS), update_of(ALL_OPENS, said, revision=2))
    (found,) = (await installation.verdict()).comparisons[0].differing
    assert (found.field, found.expected, found.found) == ("revision", "above 2", 2)


async def test_an_as_of_beyond_what_was_counted_is_found(installation: Installation) -> None:
    await installation.send_raw()
    await installation.publish()
    said = installation.recount.figures[ALL_OPENS]
    later = (NOW + timedelta(minutes=2)).isoformat()
    await installation.update(key_of(ALL_OPENS), update_of(ALL_OPENS, said, revision=3, as_of=later))
    assert [each.field for each in (await installation.verdict()).comparisons[0].differing] == ["as_of"]


async def test_a_worker_that_refuses_is_waited_for_and_then_named(installation: Installation) -> None:
    await installation.send_raw()
    await installation.publish()
    nowhere, told = "http://127.0.0.1:1/metrics", list[str]()
    with pytest.raises(VerifyError, match=nowhere):
        await verify(installation.settings, timedelta(seconds=1.5), (nowhere,), told.append)
    assert nowhere in told[-1]


async def test_metrics_that_nobody_named_and_nobody_shows_are_a_note(installation: Installation) -> None:
    await installation.send_raw()
    await installation.publish()
    verdict = await installation.verdict()
    assert verdict.equal
    assert verdict.notes == (
        "counters and metrics were not compared: VIGIE_WEB_PORT is 0; name every worker with --metrics",
    )


async def test_nothing_published_is_not_equal_and_nothing_at_all_is_empty(installation: Installation) -> None:
    empty = await installation.verdict()
    assert (empty.equal, empty.empty) == (True, True)
    await installation.send_raw()
    assert not (await installation.verdict()).equal


async def test_a_topic_that_is_not_there_is_named(fresh_settings: Settings) -> None:
    with pytest.raises(VerifyError, match=rf"no topic .*\b{fresh_settings.namespace}\.mail\b"):
        await verify(fresh_settings, timedelta(0), (), lambda _line: None)


async def test_the_command_says_what_it_compared_and_exits_by_it(installation: Installation) -> None:
    await installation.send_raw()
    await installation.publish()
    code, lines = await command(installation.settings)
    assert (code, lines[-2]) == (0, "differing 0 missing 0 extra 0")
    await installation.producer.send_and_wait(installation.topics.updates.name, None, key_of(ALL_OPENS))
    code, lines = await command(installation.settings)
    assert (code, lines[-2]) == (1, "differing 0 missing 1 extra 0")
    assert "    missing    opens {} all" in lines


async def command(settings: Settings) -> tuple[int | None, list[str]]:
    """Run `vigie verify` as a person would; its exit code and the lines on its standard output."""
    given = {
        f"VIGIE_{name.upper()}": str(getattr(settings, name)) for name in ("broker", "app", "namespace", "catalog")
    }
    running = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "service", "verify", "--wait", "0", env=os.environ | given, stdout=asyncio.subprocess.PIPE
    )
    out, _ = await running.communicate()
    return running.returncode, out.decode().splitlines()
