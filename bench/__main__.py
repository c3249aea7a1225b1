"""`python -m bench`: Vigie beside plain Faust, Quix Streams and the floor, in one run, on one core each."""

import asyncio
import logging
import tempfile
from collections.abc import Callable, Mapping, Set
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bench import families, latency, recovery, targets
from bench.contenders.contender import Contender, RunError
from bench.contenders.faust_plain import faust_plain
from bench.contenders.floor import floor
from bench.contenders.process import ROOT
from bench.contenders.quix import quix
from bench.contenders.vigie import vigie_small, vigie_whole
from bench.cores import Cores, choose
from bench.inputs import make_all
from bench.machine import describe
from bench.measure import Cost
from bench.plan import DEFAULT, QUICK, Plan
from bench.report import Report, save, show
from bench.suite import Site, compare, sizes
from bench.sustained import sustained
from service.broker import BrokerPolicy, EmbeddedBroker
from service.settings import Settings

MILLION = 1_000_000
RESULT = ROOT / "var" / "bench.json"
console = Console()


CONTENDERS: Mapping[str, Callable[[Cores], Contender]] = {
    "floor": floor,
    "quix": quix,
    "faust": faust_plain,
    "vigie": vigie_small,
    "whole": vigie_whole,
}
"""By the name that `--only` takes."""
FAMILIES = "families"
"""What `--only` calls the measure of every family."""


def main(
    quick: Annotated[bool, typer.Option(help="A smoke test: smaller inputs, once each.")] = False,
    recover: Annotated[
        bool, typer.Option("--recovery", help="A million recipients and a kill -9, instead of the comparison.")
    ] = False,
    only: Annotated[
        list[str] | None, typer.Option(help="floor, quix, faust, vigie, whole, or families. May be repeated.")
    ] = None,
    result: Annotated[Path, typer.Option(help="Where the figures are written as JSON.")] = RESULT,
) -> None:
    """Measure, print, and exit with 1 when a result is wrong or a target is missed."""
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # it warns while the broker makes a topic
    cores = choose()
    cores.keep_off()
    chosen = _chosen(only)
    with tempfile.TemporaryDirectory(prefix="vigie-bench-") as scratch:
        policy = BrokerPolicy(cache=Settings().cache, data=Path(scratch) / "broker")
        with console.status("starting Kafka"), EmbeddedBroker(policy) as broker:
            site = Site(broker.bootstrap, broker.pid, Path(scratch))
            report = asyncio.run(_recovery(cores, site) if recover else _whole(chosen, cores, site, quick))
    show(report, console)
    save(report, result)
    console.print(f"written to {result}")
    raise typer.Exit(0 if report.passed else 1)


def _chosen(only: list[str] | None) -> Set[str]:
    everything = (*CONTENDERS, FAMILIES)
    unknown = sorted(set(only or ()) - set(everything))
    if unknown:
        raise typer.BadParameter(f"--only {unknown[0]}: no such contender; there are {', '.join(everything)}")
    return set(only or everything)


async def _whole(chosen: Set[str], cores: Cores, site: Site, quick: bool) -> Report:
    machine, plan = describe(), QUICK if quick else DEFAULT
    everyone = [make(cores) for name, make in CONTENDERS.items() if name in chosen]
    inputs = await make_all(site.broker, {size for one in everyone for size in sizes(one, plan)})
    costs = await compare(everyone, inputs, site, plan, _tell)
    of_families = await families.measure(cores, site, plan, _tell) if FAMILIES in chosen else {}
    latencies = await _latencies(costs, cores, site, plan)
    broken = await _breaches(latencies, cores, site, plan)
    verdicts = [*targets.of_costs(costs), *targets.of_families(of_families)]
    for name, found in latencies.items():
        verdicts += targets.of_latency(name, found)
    verdicts += targets.of_breaches(broken)
    return Report(machine, quick, costs, of_families, latencies, broken, None, verdicts)


async def _latencies(costs: dict[str, Cost], cores: Cores, site: Site, plan: Plan) -> dict[str, latency.Latency]:
    measured: dict[str, latency.Latency] = {}
    for vigie in (vigie_small(cores), vigie_whole(cores)):
        if vigie.name in costs and costs[vigie.name].measurable:
            _tell(f"{vigie.name}: looking for the highest rate that it keeps up with")
            rate = await sustained(vigie, costs[vigie.name].rate, site, _tell)
            _tell(f"{vigie.name}: timing {plan.probes} probes, then an idle worker for {plan.idle_s:.0f} s")
            measured[vigie.name] = await latency.measure(vigie, rate / 2, site, plan)
    return measured


async def _breaches(
    measured: dict[str, latency.Latency], cores: Cores, site: Site, plan: Plan
) -> latency.Timing | None:
    """Of the whole catalog, at the rate that its values were timed at; the small one has no objective."""
    vigie = vigie_whole(cores)
    if vigie.name not in measured:
        return None
    _tell(f"{vigie.name}: timing {plan.probes} probes that break an objective")
    return await latency.breaches(vigie, measured[vigie.name].asked, site, plan)


async def _recovery(cores: Cores, site: Site) -> Report:
    machine = describe()
    found = await recovery.measure(vigie_whole(cores), MILLION, site, _tell)
    return Report(machine, False, {}, {}, {}, None, found, [*targets.of_recovery(found)])


def _tell(line: str) -> None:
    console.print(f"  {line}", highlight=False)


if __name__ == "__main__":
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(main)
    try:
        app()
    except RunError as error:
        raise SystemExit(f"bench: {error}") from error
