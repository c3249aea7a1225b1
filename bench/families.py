"""What an event of each family costs, and of all families mixed: the whole shipped catalog, in one run."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from bench.cores import Cores
from bench.measure import Cost, Run, cost, peak_bytes, usage
from bench.plan import Plan
from bench.rest import rested
from bench.streams import STREAMS, Stream, make
from bench.suite import Site, Tell
from bench.updates import Updates
from bench.worker import WHOLE_CATALOG, Installation, Worker

SMALL, LARGE = 20_000, 120_000
SLACK = timedelta(seconds=10)

Pair = tuple[Stream, Stream]
"""The small and the large stream of one name."""


async def measure(cores: Cores, site: Site, plan: Plan, tell: Tell) -> dict[str, Cost]:
    """By stream: `mixed` and each family. Streams take turns, so that a disturbance of the machine meets them all."""
    inputs = await _inputs(site, plan, tell)
    await _run(inputs[STREAMS[0]][0], cores, site, lambda _: None)  # warms the broker up, at nobody's expense
    runs: dict[str, list[tuple[Run, Run]]] = {name: [] for name in inputs}
    for _ in range(plan.family_repeats):
        for name, (small, large) in inputs.items():
            runs[name].append((await _run(small, cores, site, tell), await _run(large, cores, site, tell)))
    return {name: cost(pairs) for name, pairs in runs.items()}


async def _inputs(site: Site, plan: Plan, tell: Tell) -> Mapping[str, Pair]:
    tell("writing down a day of each family")
    end, sizes = datetime.now(UTC) - SLACK, (int(SMALL * plan.scale), int(LARGE * plan.scale))
    made = {name: await make(site.broker, name, sizes, end) for name in STREAMS}
    return {name: (small, large) for name, (small, large) in made.items()}


async def _run(stream: Stream, cores: Cores, site: Site, tell: Tell) -> Run:
    installation = Installation.new(site.broker, stream.namespace, WHOLE_CATALOG)
    await installation.create_topics()
    worker = Worker(installation, cores, site.scratch / f"{stream.namespace}-{installation.generation}.log")
    try:
        run = await _measured(worker, installation, stream, site)
    finally:
        worker.stop()
    tell(
        f"{stream.namespace}: {run.events:,} events, {run.used.wall:.1f} s, {run.used.cpu:.1f} s of CPU, all accounted"
    )
    return run


async def _measured(worker: Worker, installation: Installation, stream: Stream, site: Site) -> Run:
    before = usage(worker.pid, site.broker_pid)
    await worker.ready()
    async with Updates(site.broker, installation.updates) as updates:
        used = await rested(
            worker,
            installation.port,
            updates,
            stream.events,
            lambda: usage(worker.pid, site.broker_pid).since(before),
        )
    return Run(stream.events, used, peak_bytes(worker.pid), differing=0)  # not compared here: chaos and verify do
