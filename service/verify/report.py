"""A verdict in a person's words. The line before the last is `differing D missing M extra E`, all in all."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime

from service.verify.compare import Comparison, Difference, counts
from service.verify.figures import instant
from service.verify.recount import OUTCOMES
from service.verify.verify import Verdict
from service.verify.words import ENGLISH, Words

_EXAMPLES = 10


def report(verdict: Verdict, allow_empty: bool, words: Words = ENGLISH) -> Iterator[str]:
    """The lines, verdict last."""
    yield from _accounting(verdict, words)
    if shared := sum(each.counted for each in verdict.recount.shared.values()):
        yield words("shared", count=shared)
    yield _head(verdict, words)
    yield ""
    for comparison in verdict.comparisons:
        yield from _comparison(comparison, words)
    yield from (words("note", note=note) for note in verdict.notes)
    yield words("note", note=words("contract"))
    yield counts(verdict.comparisons, words)
    yield _conclusion(verdict, allow_empty, words)


def verified(verdict: Verdict, allow_empty: bool) -> bool:
    """Everything is equal, and there was something to compare."""
    return verdict.equal and (allow_empty or not verdict.empty)


def _conclusion(verdict: Verdict, allow_empty: bool, words: Words) -> str:
    records = words("records", count=sum(verdict.read.values()))
    if not verdict.equal:
        return words("unequal", records=records)
    if verdict.empty and not allow_empty:
        return words("empty", records=records)
    return words("verified", records=records)


def _head(verdict: Verdict, words: Words) -> str:
    head, tick = verdict.recount.head, verdict.resolution
    if head is None:
        return words("nothing")
    return words("head", tick=tick, time=_text(instant(head * tick)))


def _accounting(verdict: Verdict, words: Words) -> Iterator[str]:
    rows: list[list[str]] = [[words(name) for name in ("topic", "partition", "read", *OUTCOMES)]]
    for (topic, partition), read in sorted(verdict.read.items()):
        outcomes = verdict.recount.accounting.get((topic, partition), Counter())
        numbers = [read, *(outcomes[outcome] for outcome in OUTCOMES)]
        rows.append([topic, str(partition), *map(words.number, numbers)])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))
        yield "  ".join((row[0].ljust(widths[0]), *cells))


def _comparison(comparison: Comparison, words: Words) -> Iterator[str]:
    compared = f"{words.number(comparison.compared):>9} {words('compared')}"
    yield f"{words(comparison.what):<10}  {compared}  {counts([comparison], words)}"
    yield from _listed("differing", list(_differences(comparison.differing, words)), words)
    yield from _listed("missing", comparison.missing, words)
    yield from _listed("extra", comparison.extra, words)


def _differences(differing: Iterable[Difference], words: Words) -> Iterator[str]:
    for each in differing:
        yield words("is", where=each.where, field=each.field, found=_text(each.found), expected=_text(each.expected))


def _listed(what: str, lines: Iterable[str], words: Words) -> Iterator[str]:
    found = list(lines)
    for line in found[:_EXAMPLES]:
        yield f"    {words(what):<9}  {line}"
    if len(found) > _EXAMPLES:
        yield f"    {words(what):<9}  {words('more', count=len(found) - _EXAMPLES)}"


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%dT%H:%M:%S}Z"
    return "null" if value is None else str(value)
