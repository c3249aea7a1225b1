"""What a lane says of itself: at most once a second, only what changed, in a step; and the last word is always said."""

import asyncio

from service.machine import Output
from service.stream.standing import APART_SECONDS, Standing
from tests.stream.tally import Tally
from tests.stream.test_lane import batch, lane


class Teller:
    """Says what it is given."""

    def __init__(self) -> None:
        self.says, self.asked = "1", 0

    def __call__(self) -> list[Output]:
        self.asked += 1
        return [Output("standing", 0, b"of", self.says.encode())]


def said(outputs: list[Output]) -> list[str]:
    return [output.value.decode() for output in outputs]


def test_a_second_step_within_a_second_says_nothing_and_does_not_even_ask() -> None:
    teller = Teller()
    standing = Standing(teller)
    assert said(standing.of_step(100.0)) == ["1"]
    teller.says = "2"
    assert said(standing.of_step(100.0 + 0.9 * APART_SECONDS)) == []
    assert teller.asked == 1
    assert said(standing.of_step(100.0 + APART_SECONDS)) == ["2"]


def test_what_has_not_changed_is_not_said_again() -> None:
    standing = Standing(Teller())
    assert [said(standing.of_step(float(second))) for second in range(3)] == [["1"], [], []]


def test_what_was_kept_back_is_said_once_it_is_time_though_no_step_follows() -> None:
    teller = Teller()
    standing = Standing(teller)
    standing.of_step(100.0)
    teller.says = "2"
    standing.of_step(100.5)
    assert [said(standing.at_rest(now)) for now in (100.9, 101.0, 102.5)] == [[], ["2"], []]


def test_at_rest_nothing_is_asked_where_nothing_was_kept_back() -> None:
    teller = Teller()
    standing = Standing(teller)
    standing.of_step(100.0)
    assert (standing.at_rest(105.0), teller.asked) == ([], 1)


class Telling(Tally):
    """Says its sum."""

    def standing(self) -> list[Output]:
        return [Output("standing", 0, b"tally", str(self.total).encode())]


async def test_the_first_step_carries_it_in_its_transaction_and_the_last_word_comes_at_rest() -> None:
    async with lane(idle=5, machine=Telling) as bench:
        await bench.lane.put(batch(0, 1, 2))
        await bench.settled(2)
        await bench.lane.put(batch(2, 4))
        await bench.settled(3)
        first, second = bench.producer.transactions
        assert [output.topic for output in first] == ["journal", "out", "standing"]
        assert [output.topic for output in second] == ["journal", "out"]
        async with asyncio.timeout(5):
            while len(bench.producer.transactions) < 3:
                await asyncio.sleep(0.02)
        assert [(output.topic, output.value) for output in bench.producer.transactions[2]] == [("standing", b"7")]
