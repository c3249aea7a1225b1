"""What came of an import, as a person reads it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from service.imports.run import Outcome
from service.imports.survey import Survey
from service.imports.text import rfc3339
from service.imports.words import Lang, say


def lines(outcome: Outcome, lang: Lang, rejects: Path | None) -> Iterator[str]:
    """The summary, rows in error last. `rejects` is the file in which all of these are, if there is one."""
    found = outcome.survey
    yield say(lang, "rows", count=found.rows)
    yield from _events(found, lang)
    if found.without:
        yield say(lang, "without", count=found.without)
    if outcome.delivered:
        if outcome.delivered.forgotten:
            yield say(lang, "forgotten")
        if outcome.delivered.before:
            yield say(lang, "resumed", count=outcome.delivered.before)
        sent = outcome.delivered.events - outcome.delivered.before
        yield say(lang, "sent", topic=outcome.topic, count=sent)
    yield from _rejected(found, lang, rejects)


def _events(found: Survey, lang: Lang) -> Iterator[str]:
    yield say(lang, "made", count=len(found.spool))
    for kind, count in sorted(found.types.items()):
        yield say(lang, "of_type", type=kind, count=count)
    if found.spool.oldest is not None and found.spool.newest is not None:
        yield say(lang, "spanning", oldest=_time(found.spool.oldest), newest=_time(found.spool.newest))


def _rejected(found: Survey, lang: Lang, rejects: Path | None) -> Iterator[str]:
    if not found.rejected:
        return
    yield say(lang, "rejected", count=found.rejected)
    yield from (f"  {fault.text(lang)}" for fault in found.faults)
    if rejects:
        yield say(lang, "written", file=rejects)
    elif found.rejected > len(found.faults):
        yield "  " + say(lang, "more", count=found.rejected - len(found.faults))


def _time(second: int) -> str:
    return rfc3339(datetime.fromtimestamp(second, UTC))
