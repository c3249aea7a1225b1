"""What a person reads, and the same as JSON for the documentation to cite."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table

from bench.latency import Latency, Timing
from bench.measure import Cost, Spread
from bench.recovery import Recovery
from bench.targets import Verdict

TIMED = ("events/s", "probes", "unseen", "p50", "p99")


@dataclass(frozen=True)
class Report:
    """Everything one run of the bench found out."""

    machine: Mapping[str, str]
    quick: bool
    costs: Mapping[str, Cost]
    families: Mapping[str, Cost]
    latencies: Mapping[str, Latency]
    breaches: Timing | None
    recovery: Recovery | None
    verdicts: Sequence[Verdict]

    @property
    def passed(self) -> bool:
        """Whether every target was met."""
        return all(verdict.met for verdict in self.verdicts)


def show(report: Report, console: Console) -> None:
    """Print tables."""
    console.print("\n" + "\n".join(f"{name}: {value}" for name, value in report.machine.items()), highlight=False)
    if report.costs:
        console.print(_costs(report.costs))
    if report.families:
        console.print(_families(report.families))
    if report.latencies:
        console.print(_latencies(report.latencies))
    if report.breaches:
        console.print(_breaches(report.breaches))
    if report.recovery:
        console.print(_recovery(report.recovery))
    console.print(_verdicts(report.verdicts))


def save(report: Report, path: Path) -> None:
    """Write it all as JSON; infinite times become null."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(_finite(asdict(report)), indent=2, ensure_ascii=False, allow_nan=False) + "\n")


def _costs(costs: Mapping[str, Cost]) -> Table:
    table = _table("One core, one broker, the same events: what one more event costs (least / median)")
    for heading in ("", "CPU µs", "events/s", "broker µs", "memory", "result"):
        table.add_column(heading, justify="right" if heading else "left")
    for name, cost in costs.items():
        result = f"[red]WRONG ({cost.wrong:,})[/red]" if cost.wrong else "exact"
        table.add_row(
            name,
            _spread(cost.cpu_us),
            f"{cost.rate:,.0f}",
            _spread(cost.broker_us),
            f"{cost.peak / 2**20:,.0f} MiB",
            result,
        )
    return table


def _families(costs: Mapping[str, Cost]) -> Table:
    table = _table("One core, the whole catalog: what one more event of each family costs (least / median)")
    for heading in ("", "CPU µs", "events/s", "broker µs", "memory"):
        table.add_column(heading, justify="right" if heading else "left")
    for name, cost in costs.items():
        rate = f"{cost.rate:,.0f}" if cost.measurable else "not measurable"
        table.add_row(name, _spread(cost.cpu_us), rate, _spread(cost.broker_us), f"{cost.peak / 2**20:,.0f} MiB")
    return table


def _table(title: str) -> Table:
    return Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))


def _spread(spread: Spread) -> str:
    return f"{spread.least:.1f} / {spread.median:.1f}"


def _latencies(latencies: Mapping[str, Latency]) -> Table:
    table = _table("Event sent → value readable on kpi.updates, at half the maximum rate; then at rest")
    for heading in ("", *TIMED, "idle"):
        table.add_column(heading, justify="right" if heading else "left")
    for name, latency in latencies.items():
        table.add_row(name, *_timed(latency), f"{latency.idle:.1%}")
    return table


def _breaches(timing: Timing) -> Table:
    table = _table("Event that breaks an objective sent → breach readable on kpi.breaches, whole catalog, same rate")
    for heading in TIMED:
        table.add_column(heading, justify="right")
    table.add_row(*_timed(timing))
    return table


def _timed(timing: Timing) -> tuple[str, ...]:
    return (
        f"{timing.reached:,.0f} of {timing.asked:,.0f}",
        str(timing.probes),
        str(timing.unseen),
        f"{timing.p50 * 1000:.0f} ms",
        f"{timing.p99 * 1000:.0f} ms",
    )


def _recovery(found: Recovery) -> Table:
    table = _table(f"{found.recipients:,} distinct recipients in one campaign, {found.events:,} events")
    for heading in ("worker", "peak memory"):
        table.add_column(heading)
    table.add_row("before the first event", f"{found.empty / 2**20:,.0f} MiB")
    table.add_row("when all are counted", f"{found.peak / 2**20:,.0f} MiB")
    table.add_row(
        f"after kill -9, counting again in {found.recovery:.1f} s", f"{found.recovered_peak / 2**20:,.0f} MiB"
    )
    table.add_row("for each recipient", f"{found.per_recipient:.0f} bytes")
    return table


def _verdicts(verdicts: Sequence[Verdict]) -> Table:
    table = _table("Targets")
    for heading in ("target", "measured", ""):
        table.add_column(heading)
    for verdict in verdicts:
        mark = "[green]met[/green]" if verdict.met else "[red]missed[/red]"
        table.add_row(verdict.target, verdict.measured, mark)
    return table


def _finite(value: object) -> object:
    match value:
        case dict():
            return {key: _finite(inner) for key, inner in value.items()}
        case list() | tuple():
            return [_finite(inner) for inner in value]
        case float() if value == float("inf"):
            return None
        case _:
            return value
