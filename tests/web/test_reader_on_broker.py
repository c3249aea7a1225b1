"""What the mirror's reader reads from a real broker: committed records of all partitions."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from service.web.mirror.mirror import Mirror
from service.web.mirror.reader import NothingToRead, Reader, ReadPolicy
from tests.demo.fakes import objective, update
from tests.until import PATIENCE, until
from tests.web.served import record
from tests.web.test_mirror import opened, place, raw, transition

pytestmark = pytest.mark.broker


@asynccontextmanager
async def following(policy: ReadPolicy) -> AsyncIterator[Reader]:
    """A reader that runs."""
    made = Reader(policy)
    task = asyncio.create_task(made.run())
    try:
        await asyncio.wait_for(made.caught_up.wait(), PATIENCE)
        yield made
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_committed_records_are_taken_aborted_ones_are_not(bootstrap: str, app_name: str) -> None:
    updates, breaches, mirror = f"{app_name}.updates", f"{app_name}.breaches", Mirror()
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, transactional_id=app_name)
    await admin.start()
    await producer.start()
    try:
        with pytest.raises(NothingToRead):
            await Reader(ReadPolicy(bootstrap, {updates: mirror.take})).run()
        await admin.create_topics([NewTopic(name, 3, 1) for name in (updates, breaches)])
        async with producer.transaction():
            for number in range(9):
                key, value = record(update(value=number, scope={"campaign": f"c{number}"}))
                await producer.send(updates, value, key, partition=number % 3)
            await producer.send(updates, b"{}", b"no key of ours")
        policy = ReadPolicy(bootstrap, {updates: mirror.take, breaches: mirror.note})
        async with following(policy) as made:
            assert (mirror.keys, made.malformed, made.read) == (9, 1, made.expected)
            await producer.begin_transaction()
            await producer.send(updates, *reversed(record(update(value=99, scope={"campaign": "c1"}))))
            await producer.abort_transaction()
            async with producer.transaction():
                gone, changed = update(scope={"campaign": "c2"}), update(value=77, scope={"campaign": "c3"})
                await producer.send(updates, None, record(gone)[0], partition=2)
                await producer.send(updates, *reversed(record(changed)), partition=0)
                await producer.send(breaches, *reversed(transition("breach")))
                await producer.send(updates, *reversed(record(update(objective=objective("breached")))), partition=0)
            await until(lambda: mirror.version >= 13)
            assert mirror.keys == 9 and mirror.at(place({"campaign": "c2"})) is None
            assert b'"value":1.0' in raw(mirror, place({"campaign": "c1"}))
            assert b'"value":77.0' in raw(mirror, place({"campaign": "c3"}))
            assert opened(mirror) == [place()]
    finally:
        await producer.stop()
        await admin.close()
