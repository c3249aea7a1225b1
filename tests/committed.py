"""What a topic holds, as a `read_committed` reader sees it once all that was written is decided."""

from collections.abc import Iterable

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition


async def committed(bootstrap: str, topic: str, partitions: Iterable[int]) -> list[list[ConsumerRecord]]:
    """The records of each partition, up to where it ended when this was asked.

    Where a `read_committed` reader sees it end would be too soon: a transaction's mark is written a while after its
    producer was told that it has ended. So the end is asked for without, and read up to with.
    """
    places = [TopicPartition(topic, partition) for partition in partitions]
    async with AIOKafkaConsumer(bootstrap_servers=bootstrap) as asking:
        ends = await asking.end_offsets(places)
    reader = AIOKafkaConsumer(
        bootstrap_servers=bootstrap, isolation_level="read_committed", auto_offset_reset="earliest"
    )
    async with reader:
        return [await _whole(reader, place, ends[place]) for place in places]


async def _whole(reader: AIOKafkaConsumer, place: TopicPartition, end: int) -> list[ConsumerRecord]:
    reader.assign([place])
    await reader.seek_to_beginning(place)
    found: list[ConsumerRecord] = []
    while await reader.position(place) < end:
        found += (await reader.getmany(place, timeout_ms=200)).get(place, [])
    return found
