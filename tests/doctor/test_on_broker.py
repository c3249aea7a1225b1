"""Each fault of a service, made for real on a broker, is found and answered with what to do."""

import asyncio
import time
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from prometheus_client import CollectorRegistry, generate_latest
from pydantic import SecretStr

from schemas.journal import StepEntry
from schemas.rejects import ReasonCode, Reject
from schemas.topics import AGENTS, DEDUPE, INGEST, Topics, topics_of
from service.catalog import load
from service.doctor.checks.clock import clock
from service.doctor.checks.topics import topics as topics_found
from service.doctor.checks.waiting import waiting
from service.doctor.finding import Finding, Level
from service.doctor.run import findings, of_what_is_counted
from service.fingerprint import fingerprint
from service.machine import Output
from service.settings import Settings
from service.sinks.metrics import WorkerCollector
from service.stream.journal import Place, snapshot_outputs
from service.topics import ensure_topics, inspect_topics
from tests.kpi.entries import records
from tests.kpi.test_corrections import control, dedupe
from tests.sinks.test_collector import lane

pytestmark = pytest.mark.broker


@pytest.fixture
async def settings(fresh_settings: Settings) -> Settings:
    """A whole set-up of its own."""
    own = fresh_settings.model_copy(update={"pseudonym_key": SecretStr("well kept")})
    await ensure_topics(own)
    return own


@pytest.fixture
async def producer(settings: Settings) -> AsyncIterator[AIOKafkaProducer]:
    async with AIOKafkaProducer(bootstrap_servers=settings.broker) as made:
        yield made


def topics(settings: Settings) -> Topics:
    return topics_of(settings.app, settings.generation, settings.namespace)


async def found(settings: Settings) -> dict[str, Finding]:
    """What is found of what is counted, by what it is about."""
    states = await inspect_topics(settings)
    return {finding.about: finding async for finding in of_what_is_counted(settings, states)}


async def of_topics(settings: Settings) -> Finding:
    """What is found of the topics, in one finding."""
    (finding,) = topics_found(await inspect_topics(settings))
    return finding


def bad(findings: dict[str, Finding]) -> list[str]:
    return [about for about, finding in findings.items() if finding.level is not Level.FINE]


async def journal(settings: Settings, producer: AIOKafkaProducer, upto: int, under: str | None = None) -> None:
    """Entries in all journals that say that every lane has come so far: a snapshot in parts, then a step."""
    under = under or fingerprint(load(), settings)
    for agent in AGENTS:
        for source in topics(settings).inputs(agent):
            place = Place(topics(settings).journal(agent, source.name).name, 0)
            step = place.output(StepEntry(upto, upto if agent == INGEST else 0, under, b"change"))
            for output in (*snapshot_outputs(place, 0, under, [b"part"] * 9), step):
                await put(producer, output)


async def put(producer: AIOKafkaProducer, output: Output) -> None:
    await producer.send_and_wait(output.topic, output.value, partition=output.partition)


async def send(settings: Settings, producer: AIOKafkaProducer, count: int) -> None:
    """Raw records in partition 0 of the first raw topic."""
    for _ in range(count):
        await producer.send_and_wait(topics(settings).raw[0].name, b"{}", partition=0)


def test_a_whole_set_up_is_fine(settings: Settings) -> None:
    assert [f.text("en") for f in findings(settings, {}) if f.level is not Level.FINE] == []


async def test_missing_topics_and_a_wrong_number_of_partitions_are_broken(settings: Settings) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=settings.broker)
    await admin.start()
    name = topics(settings).facts.name
    await admin.delete_topics([name])
    while name in await admin.list_topics():
        await asyncio.sleep(0.1)
    missing = await of_topics(settings)
    await admin.create_topics([NewTopic(name, 3, 1, topic_configs=topics(settings).facts.config())])
    await admin.close()
    assert (
        missing.level is Level.BROKEN
        and missing.text("en") == f"missing topics: {name}; create them with `vigie topics`"
    )
    wrong = await of_topics(settings)
    assert wrong.level is Level.BROKEN
    assert wrong.text("fr").startswith(
        f"topics avec 3 partitions au lieu de 4\u202f: {name}\u202f; donnez VIGIE_PARTITIONS=3"
    )


async def test_a_clock_that_is_off_is_told_and_the_topic_that_was_asked_is_gone(settings: Settings) -> None:
    assert (await clock(settings, time.time)).level is Level.FINE
    ahead = await clock(settings, lambda: time.time() + 30)
    assert ahead.level is Level.WARNING and "ahead of the broker" in ahead.text("en") and "NTP" in ahead.text("en")
    behind = await clock(settings, lambda: time.time() - 3600)
    assert behind.level is Level.BROKEN and "retarde de 3\u202f" in behind.text("fr")
    admin = AIOKafkaAdminClient(bootstrap_servers=settings.broker)
    await admin.start()
    assert not [
        name for name in await admin.list_topics() if name.startswith(f"{settings.namespace}.{settings.app}-clock")
    ]
    await admin.close()


async def test_definitions_that_are_not_those_of_the_journals_are_broken(
    settings: Settings, producer: AIOKafkaProducer
) -> None:
    await journal(settings, producer, 0)
    assert bad(await found(settings)) == []
    changed = settings.model_copy(update={"zone": "Asia/Tokyo"})
    stale = (await found(changed))["definitions"]
    assert stale.level is Level.BROKEN
    assert fingerprint(load(), settings) in stale.text("en") and "VIGIE_GENERATION=2" in stale.text("en")
    # A generation that was counted with what is at hand is named instead.
    second = changed.model_copy(update={"generation": 2})
    await ensure_topics(second)
    await journal(second, producer, 0)
    assert "generation 2 was counted with them" in (await found(changed))["definitions"].text("en")


async def test_records_that_wait_are_broken_without_a_worker_and_with_one_that_stands_still(
    settings: Settings, producer: AIOKafkaProducer
) -> None:
    await send(settings, producer, 5)
    nobody = (await found(settings))["lag"]
    assert nobody.level is Level.BROKEN and "wait: 5," in nobody.text("en") and "`vigie worker`" in nobody.text("en")
    await journal(settings, producer, 3)
    assert "wait: 2," in (await found(settings))["lag"].text("en")
    group = f"{settings.namespace}.{settings.app}-g1"
    frozen = AIOKafkaConsumer(topics(settings).raw[0].name, bootstrap_servers=settings.broker, group_id=group)
    async with frozen:
        stuck = (await found(settings))["lag"]
        assert stuck.level is Level.BROKEN and "nothing was counted in 2.00 s (workers: 1)" in stuck.text("en")
        await journal(settings, producer, 5)
        assert (await found(settings))["lag"].text("en") == "everything sent is counted (workers: 1)"


async def test_facts_that_nobody_deduplicates_wait_too(settings: Settings, producer: AIOKafkaProducer) -> None:
    for _ in range(100):
        await producer.send(topics(settings).inputs(DEDUPE)[0].name, b"facts", partition=0)
    await producer.flush()
    waits = (await found(settings))["lag"]
    assert waits.level is Level.BROKEN and "steps further on: 100" in waits.text("en")


async def test_rejects_are_told_by_share_and_reason_of_the_last_records_only(
    settings: Settings, producer: AIOKafkaProducer
) -> None:
    await send(settings, producer, 20)
    raw = topics(settings).raw[0].name

    async def reject(reason: ReasonCode, offset: int, partition: int = 0) -> None:
        said = Reject(
            reason=reason, detail="it is", topic=raw, partition=partition, offset=offset, size=2, payload="{}"
        )
        await producer.send_and_wait(topics(settings).rejects.name, said.model_dump_json().encode(), partition=0)

    await reject("unknown_type", 999)  # of a record that is not there any more
    for offset in (1, 2, 3):
        await reject("unknown_type", offset)
    await reject("conflict", 4)
    told = (await found(settings))["rejects"]
    assert told.level is Level.WARNING
    assert told.text("en").startswith(
        "of the last 20 raw records 20.0% were rejected: unknown_type 3, conflict 1; see whether"
    )
    for offset in range(5, 15):
        await reject("invalid_json", offset)
    assert (await found(settings))["rejects"].level is Level.BROKEN


async def test_corrections_whose_event_never_comes_are_told_by_a_worker(settings: Settings) -> None:
    assert "no worker answers" in (await waiting(settings)).text("en")
    machine = dedupe()
    machine.apply(records([control(3), control(4, identity=8)]))
    registry = CollectorRegistry()
    registry.register(WorkerCollector([lane("facts", 0, machine)], load()))

    async def metrics(_: web.Request) -> web.Response:
        return web.Response(body=generate_latest(registry))

    application = web.Application()
    application.add_routes([web.get("/metrics", metrics)])
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    at = settings.model_copy(update={"web_port": runner.addresses[0][1]})
    told = await waiting(at)
    await runner.cleanup()
    assert told.level is Level.WARNING and "wait for their event: 2" in told.text("en") and "`event`" in told.text("fr")
