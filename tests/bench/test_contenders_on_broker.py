"""Contenders on a real broker: an exact one is called exact, a wrong one is not."""

import time
from dataclasses import replace
from pathlib import Path

import pytest
from aiokafka.admin import AIOKafkaAdminClient

from bench.contenders.contender import Contender, Place
from bench.contenders.faust_plain import faust_plain
from bench.contenders.floor import floor
from bench.cores import choose
from bench.inputs import Input, make

CORES = choose()


async def differing(contender: Contender, place: Place) -> int:
    running = await contender.start(place)
    try:
        return await running.finished()
    finally:
        running.stop()


@pytest.mark.parametrize("contender", [floor(CORES), faust_plain(CORES)], ids=lambda contender: contender.name)
async def test_every_cell_is_as_expected(contender: Contender, bootstrap: str, app_name: str, tmp_path: Path) -> None:
    made = await make(bootstrap, 1_000 + len(contender.name), time.time())
    assert await differing(contender, Place(bootstrap, made, app_name, tmp_path)) == 0


async def test_a_run_of_faust_shares_no_repartition_topic_with_an_earlier_one(
    bootstrap: str, app_name: str, tmp_path: Path
) -> None:
    # Left-overs of a run on the same input can look exact: only the topics' names tell.
    made = await make(bootstrap, 1_500, time.time())
    apps = [f"{app_name}-{number}" for number in range(2)]
    for app in apps:
        await differing(faust_plain(CORES), Place(bootstrap, made, app, tmp_path))
    shared = [name for name in await _topics(bootstrap) if f"{made.topic}-campaign-repartition" in name]
    assert sorted(name.split(".")[0] for name in shared) == apps


async def _topics(bootstrap: str) -> list[str]:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        return list(await admin.list_topics())
    finally:
        await admin.close()


async def test_events_counted_in_the_wrong_cell_are_noticed(bootstrap: str, app_name: str, tmp_path: Path) -> None:
    made = await make(bootstrap, 2_000, time.time())
    place = Place(bootstrap, _with_one_moved(made), app_name, tmp_path)
    assert await differing(floor(CORES), place) == 2


def _with_one_moved(made: Input) -> Input:
    cell = next(iter(made.small_job))
    moved = {**made.small_job, cell: made.small_job[cell] - 1, ("elsewhere", 0): 1}
    return replace(made, small_job=moved)
