"""What a process tree has used, as the kernel counts it, and what one event costs: a slope."""

import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil


def cpu_seconds(pid: int) -> float:
    """User and system time of a process, its threads and its descendants, in seconds."""
    tree = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    times = [process.cpu_times() for process in tree]
    return sum(t.user + t.system + t.children_user + t.children_system for t in times)


def peak_bytes(pid: int) -> int:
    """The most memory a living process has had resident (`VmHWM`). ProcessLookupError when it has ended."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    raise ProcessLookupError(f"process {pid} has ended, and what it used is no longer known")


@dataclass(frozen=True)
class Usage:
    """What had been used at an instant."""

    wall: float
    cpu: float
    broker_cpu: float

    def since(self, before: "Usage") -> "Usage":
        """What was used between two instants."""
        return Usage(self.wall - before.wall, self.cpu - before.cpu, self.broker_cpu - before.broker_cpu)


def usage(worker: int, broker: int) -> Usage:
    """What the worker and the broker have used by now."""
    return Usage(time.monotonic(), cpu_seconds(worker), cpu_seconds(broker))


@dataclass(frozen=True)
class Run:
    """One contender, one size, once."""

    events: int
    used: Usage
    peak: int
    differing: int


@dataclass(frozen=True)
class Spread:
    """Repeated measurements of one thing: the least (what noise disturbs least) and the median."""

    least: float
    median: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        """The spread of at least one value."""
        return cls(min(values), statistics.median(values))


@dataclass(frozen=True)
class Cost:
    """What one more event costs. Start-up, and whatever else does not grow with the input, is not in it."""

    cpu_us: Spread
    wall_us: Spread
    broker_us: Spread
    peak: int
    wrong: int
    """Cells that differed from the expected ones, over all runs."""

    @property
    def measurable(self) -> bool:
        """Whether the slopes rose; where one fell, the machine was busier in the small run than in the large."""
        return self.cpu_us.median > 0 and self.wall_us.median > 0

    @property
    def rate(self) -> float:
        """Events per second, by the median of the wall times."""
        return 1e6 / self.wall_us.median


def cost(pairs: Sequence[tuple[Run, Run]]) -> Cost:
    """The slopes between the runs of each pair (small, large)."""
    runs = [run for pair in pairs for run in pair]
    return Cost(
        cpu_us=Spread.of([_slope(a, b, a.used.cpu, b.used.cpu) for a, b in pairs]),
        wall_us=Spread.of([_slope(a, b, a.used.wall, b.used.wall) for a, b in pairs]),
        broker_us=Spread.of([_slope(a, b, a.used.broker_cpu, b.used.broker_cpu) for a, b in pairs]),
        peak=max(run.peak for run in runs),
        wrong=sum(run.differing for run in runs),
    )


def _slope(small: Run, large: Run, at_small: float, at_large: float) -> float:
    return (at_large - at_small) / (large.events - small.events) * 1e6
