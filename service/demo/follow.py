"""Reads `kpi.updates` as a user's service would: from the beginning, committed records only."""

from aiokafka import AIOKafkaConsumer

from service.demo.board import Board


async def follow(bootstrap: str, topic: str, board: Board) -> None:
    """Put every update on the board, those to come too, until cancelled."""
    consumer = AIOKafkaConsumer(
        topic,
        bootstrap_servers=bootstrap,
        # Without this a reader sees values of steps that were never made durable.
        isolation_level="read_committed",
        auto_offset_reset="earliest",
        enable_auto_commit=False,
    )
    await consumer.start()
    try:
        async for record in consumer:
            if record.value is None:
                board.drop(record.key)
            else:
                board.take(record.value)
    finally:
        await consumer.stop()
