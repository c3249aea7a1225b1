"""The floor: a bare aiokafka loop with a dict. No re-keying, no state kept, no recovery."""

import asyncio
import signal
from collections import Counter

import orjson
from aiokafka import AIOKafkaConsumer

from bench.job import KEPT, instant, window, write
from bench.programs.task import Task, from_arguments


async def count(task: Task) -> Counter[tuple[str, int]]:
    """Count until everything kept has been seen."""
    counts: Counter[tuple[str, int]] = Counter()
    consumer = AIOKafkaConsumer(
        task.topic, bootstrap_servers=task.broker, group_id=task.app, auto_offset_reset="earliest"
    )
    async with consumer:
        while counts.total() < task.kept:
            for records in (await consumer.getmany(timeout_ms=200)).values():
                for record in records:
                    event = orjson.loads(record.value)
                    if event["type"] in KEPT:
                        counts[event["campaign"], window(instant(event["time"]))] += 1
    return counts


def main() -> None:
    """Run the task of this process."""
    task = from_arguments()
    write(asyncio.run(count(task)), task.result)
    signal.pause()  # what it has used is read while it still lives


if __name__ == "__main__":
    main()
