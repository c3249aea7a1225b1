"""Side by side: every contender in turn, small and large, again and again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.contenders.contender import Contender, Place
from bench.inputs import Input
from bench.measure import Cost, Run, cost, peak_bytes, usage
from bench.plan import Plan

Tell = Callable[[str], None]
"""Shows a line of progress."""


@dataclass(frozen=True)
class Site:
    """Where everything runs."""

    broker: str
    broker_pid: int
    scratch: Path


def sizes(contender: Contender, plan: Plan) -> tuple[int, int]:
    """The two sizes of a contender under a plan."""
    return int(contender.small * plan.scale), int(contender.large * plan.scale)


async def compare(
    contenders: Sequence[Contender], inputs: dict[int, Input], site: Site, plan: Plan, tell: Tell
) -> dict[str, Cost]:
    """By name. Contenders take turns, so that a disturbance of the machine meets them all."""
    pairs: dict[str, list[tuple[Run, Run]]] = {contender.name: [] for contender in contenders}
    await _warm_up(contenders, inputs, site, plan, tell)
    for turn in range(plan.repeats):
        for contender in contenders:
            small, large = [
                await _run(contender, inputs[size], site, f"{turn}-{number}", tell)
                for number, size in enumerate(sizes(contender, plan))
            ]
            pairs[contender.name].append((small, large))
    return {name: cost(measured) for name, measured in pairs.items()}


async def _warm_up(
    contenders: Sequence[Contender], inputs: dict[int, Input], site: Site, plan: Plan, tell: Tell
) -> None:
    """Let Java compile the broker's hot paths, at nobody's expense."""
    if contenders:
        tell("warming up")
    for contender in contenders:
        await _run(contender, inputs[sizes(contender, plan)[0]], site, "warm-up", lambda _: None)


async def _run(contender: Contender, made: Input, site: Site, turn: str, tell: Tell) -> Run:
    app = f"{contender.name.lower().replace(' ', '-').replace(',', '')}-{turn}"
    running = await contender.start(Place(site.broker, made, app, site.scratch))
    try:
        before = usage(running.pid, site.broker_pid)
        differing = await running.finished()
        run = Run(made.events, usage(running.pid, site.broker_pid).since(before), peak_bytes(running.pid), differing)
    finally:
        running.stop()
    tell(_line(contender.name, run))
    return run


def _line(name: str, run: Run) -> str:
    verdict = f"WRONG in {run.differing} cells" if run.differing else "exact"
    return f"{name}: {run.events:,} events, {run.used.wall:.1f} s, {run.used.cpu:.1f} s of CPU, {verdict}"
