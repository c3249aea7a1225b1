"""Lines are sent as they stand; one that cannot be sent is named by its number."""

from typing import cast

from service.demo.feed import LARGEST, Feed
from service.demo.ndjson import send_lines


class Recorder:
    """Takes records as a feed does."""

    def __init__(self) -> None:
        self.records: list[tuple[int, bytes | None]] = []

    async def put(self, slot: int, payload: bytes | None) -> None:
        self.records.append((slot, payload))


async def test_lines_go_round_the_partitions_and_blank_ones_are_skipped() -> None:
    recorder = Recorder()
    outcome = await send_lines(cast(Feed, recorder), [b'{"a":1}\n', b"  \n", b"not json\r\n", b"3"])
    assert recorder.records == [(0, b'{"a":1}'), (1, b"not json"), (2, b"3")]
    assert (outcome.sent, outcome.refused) == (3, [])


async def test_a_line_that_no_record_holds_is_named_and_the_others_are_sent() -> None:
    recorder = Recorder()
    outcome = await send_lines(cast(Feed, recorder), [b"1\n", b"x" * (LARGEST + 1), b"2\n"])
    assert outcome.sent == 2
    assert [number for number, _ in outcome.refused] == [2]
    assert "8,387,585 bytes" in outcome.refused[0][1]
