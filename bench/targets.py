"""What must be reached, and whether it was."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bench.latency import Latency, Timing
from bench.measure import Cost
from bench.recovery import Recovery
from bench.streams import MIXED

RATIOS = (("Vigie", "plain Faust", 25), ("Vigie", "Quix Streams", 3), ("Vigie, whole catalog", "plain Faust", 10))
"""Who must be how many times as fast as whom."""

FAMILY_SHARE = 0.5
"""Of the mail rate: what every family reaches at least."""

P99_S = 1.0
IDLE_SHARE = 0.05
MEMORY = 1 << 30
RECOVERY_S = 60.0


@dataclass(frozen=True)
class Verdict:
    """A target beside what was measured."""

    target: str
    measured: str
    met: bool


def ratio(ours: Cost, theirs: Cost) -> float:
    """How many times as many events a core carries: by CPU time per event, which is what fills a core."""
    return theirs.cpu_us.median / ours.cpu_us.median


def of_costs(costs: Mapping[str, Cost]) -> Iterator[Verdict]:
    """Every contender is exact, and Vigie is as many times faster as promised."""
    for name, cost in costs.items():
        yield Verdict(f"{name}: exact", "exact" if not cost.wrong else f"WRONG in {cost.wrong} cells", not cost.wrong)
    for ours, theirs, times in RATIOS:
        if ours in costs and theirs in costs:
            yield _faster(f"{ours} ≥ {times} × {theirs} per core", costs[ours], costs[theirs], times)


def _faster(target: str, ours: Cost, theirs: Cost, times: float) -> Verdict:
    # Two slopes that noise made negative would have a ratio that looks like a good one.
    if not (ours.measurable and theirs.measurable):
        return Verdict(target, "not measurable: the machine was too busy", met=False)
    measured, elapsed = ratio(ours, theirs), theirs.wall_us.median / ours.wall_us.median
    return Verdict(target, f"{measured:.1f} × ({elapsed:.1f} × in elapsed time)", measured >= times)


def of_families(costs: Mapping[str, Cost]) -> Iterator[Verdict]:
    """No family costs a core more than twice what mail does; `mixed` is no family."""
    families = {name: cost for name, cost in costs.items() if name != MIXED}
    if not families:
        return
    target = f"slowest family ≥ {FAMILY_SHARE} × mail per core"
    if not all(cost.measurable for cost in families.values()):
        yield Verdict(target, "not measurable: the machine was too busy", met=False)
        return
    slowest = max(families, key=lambda name: families[name].cpu_us.median)
    share = ratio(families[slowest], families["mail"])
    yield Verdict(target, f"{share:.2f} × ({slowest})", share >= FAMILY_SHARE)


def of_latency(name: str, latency: Latency) -> Iterator[Verdict]:
    """Values are live, and an idle worker is quiet."""
    yield Verdict(f"{name}: p99 ≤ {P99_S:.0f} s at half the maximum rate", f"{latency.p99:.3f} s", latency.p99 <= P99_S)
    yield Verdict(f"{name}: idle < {IDLE_SHARE:.0%} of a core", f"{latency.idle:.1%}", latency.idle < IDLE_SHARE)


def of_breaches(breaches: Timing | None) -> Iterator[Verdict]:
    """What breaks an objective is told as soon as any value."""
    if breaches is not None:
        target = f"breaking event → kpi.breaches: p99 ≤ {P99_S:.0f} s at half the maximum rate"
        yield Verdict(target, f"{breaches.p99:.3f} s", breaches.p99 <= P99_S)


def of_recovery(found: Recovery) -> Iterator[Verdict]:
    """A million recipients fit, and a killed worker is soon replaced."""
    people = f"{found.recipients:,} recipients"
    heaviest = max(found.peak, found.recovered_peak)
    yield Verdict(f"{people}: exact", "exact" if not found.differing else "WRONG", not found.differing)
    yield Verdict(f"{people} in < 1 GiB", f"{heaviest / 2**20:.0f} MiB", heaviest < MEMORY)
    yield Verdict(f"{people}: recovery < {RECOVERY_S:.0f} s", f"{found.recovery:.1f} s", found.recovery < RECOVERY_S)
