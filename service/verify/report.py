"""A verdict in a person's words. The line before the last is `differing D missing M extra E`, all in all."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime

from service.verify.compare import Comparison, Difference, counts
from service.verify.figures import instant
from service.verify.recount import OUTCOMES
from service.verify.verify import Verdict

_EXAMPLES = 10


def report(verdict: Verdict, allow_empty: bool) -> Iterator[str]:
    """The lines, verdict last."""
    yield from _accounting(verdict)
    if shared := sum(each.counted for each in verdict.recount.shared.values()):
        yield f"ids that came through several partitions: {shared:,}; each stands as counted in the lowest of them"
    yield _head(verdict)
    yield ""
    for comparison in verdict.comparisons:
        yield from _comparison(comparison)
    yield from (f"note: {note}" for note in verdict.notes)
    yield "note: a raw event is held to the models of schemas/, as by ingest's slow path: one contract, no shared code"
    yield counts(verdict.comparisons)
    yield _conclusion(verdict, allow_empty)


def verified(verdict: Verdict, allow_empty: bool) -> bool:
    """Everything is equal, and there was something to compare."""
    return verdict.equal and (allow_empty or not verdict.empty)


def _conclusion(verdict: Verdict, allow_empty: bool) -> str:
    read = f"{sum(verdict.read.values()):,} raw records"
    if not verdict.equal:
        return f"FAILED: what was published is not what {read} say"
    if verdict.empty and not allow_empty:
        return f"FAILED: there was nothing to compare ({read}, no KPI); --allow-empty accepts that"
    return f"verified: what was published is what {read} say, counted again in SQL"


def _head(verdict: Verdict) -> str:
    head, tick = verdict.recount.head, verdict.resolution
    if head is None:
        return "no event was counted"
    return f"newest event counted: in the {tick} s from {_text(instant(head * tick))}"


def _accounting(verdict: Verdict) -> Iterator[str]:
    rows: list[list[str]] = [["topic", "partition", "read", *OUTCOMES]]
    for (topic, partition), read in sorted(verdict.read.items()):
        outcomes = verdict.recount.accounting.get((topic, partition), Counter())
        numbers = [read, *(outcomes[outcome] for outcome in OUTCOMES)]
        rows.append([topic, str(partition), *(f"{number:,}" for number in numbers)])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))
        yield "  ".join((row[0].ljust(widths[0]), *cells))


def _comparison(comparison: Comparison) -> Iterator[str]:
    yield f"{comparison.what:<10}  {comparison.compared:>9,} compared  {counts([comparison])}"
    yield from _listed("differing", list(_differences(comparison.differing)))
    yield from _listed("missing", comparison.missing)
    yield from _listed("extra", comparison.extra)


def _differences(differing: Iterable[Difference]) -> Iterator[str]:
    for each in differing:
        yield f"{each.where}: {each.field} is {_text(each.found)}, must be {_text(each.expected)}"


def _listed(what: str, lines: Iterable[str]) -> Iterator[str]:
    found = list(lines)
    for line in found[:_EXAMPLES]:
        yield f"    {what:<9}  {line}"
    if len(found) > _EXAMPLES:
        yield f"    {what:<9}  and {len(found) - _EXAMPLES:,} more"


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%dT%H:%M:%S}Z"
    return "null" if value is None else str(value)
