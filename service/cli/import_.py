"""`vigie import`: a file's rows to a raw topic, as a mapping says."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from tempfile import gettempdir
from typing import IO, Annotated

import orjson
import typer
from rich.console import Console

from service.cli.failure import LANG, fail
from service.demo.feed import hush
from service.imports.draft import MappingError
from service.imports.faults import Fault, ImportFailed
from service.imports.progress import progress
from service.imports.run import Outcome, Request, rehearse, run
from service.imports.survey import MappingUnfit, Tell
from service.imports.tell import lines
from service.imports.words import Lang, say
from service.lang import COLON
from service.settings import Settings

_TOLD = 3
"""Rows of a mapping that does not fit that are told."""

_SHOWN = 10
"""Events that a dry run shows."""


def import_(
    file: Annotated[Path, typer.Argument(help="CSV, NDJSON or an access log; gzip, xz, bzip2 and tar are unpacked.")],
    mapping: Annotated[Path, typer.Option(help="TOML file that says what becomes of a row; see docs/mappings.md.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Read all rows, show the first events, and send nothing.")
    ] = False,
    rejects: Annotated[
        Path | None, typer.Option(help="Write all rows in error to this file, a JSON object each.")
    ] = None,
    again: Annotated[
        bool, typer.Option("--again", help="Send everything, also what was sent before (it is counted once).")
    ] = False,
    lang: Annotated[Lang, typer.Option(help="Language of what is shown.")] = LANG,
) -> None:
    """Make events of a file's rows as a mapping says, and send them. Run it again to go on after an interruption."""
    settings, errors = Settings(), Console(stderr=True)
    hush()
    request = Request(file, mapping, again)
    try:
        with _writing(rejects, lang) as tell:
            act = rehearse if dry_run else run
            bar = lambda name, total: progress(errors, lang, name, total)  # noqa: E731
            outcome = act(request, settings, datetime.now(UTC), bar, tell)
    except MappingError as error:
        fail("import", "\n".join([f"{mapping}{COLON[lang]}".rstrip(), *(it.text(lang) for it in error.mistakes)]), lang)
    except MappingUnfit as error:
        fail("import", "\n".join([error.text(lang), *(fault.text(lang) for fault in error.faults[:_TOLD])]), lang)
    except ImportFailed as error:
        fail("import", error, lang)
    except OSError as error:
        fail("import", f"{error.filename or gettempdir()}: {error.strerror}", lang)
    _show(outcome, lang, rejects)


@contextmanager
def _writing(file: Path | None, lang: Lang) -> Iterator[Tell]:
    """A function that writes a row in error to the file, if there is one."""
    with file.open("wb") if file else nullcontext() as opened:
        yield lambda fault: _write(opened, fault, lang) if opened else None


def _write(to: IO[bytes], fault: Fault, lang: Lang) -> None:
    row = {"file": fault.file, "line": fault.line, "field": fault.unfit.field, "reason": fault.reason(lang)}
    to.write(orjson.dumps(row) + b"\n")


def _show(outcome: Outcome, lang: Lang, rejects: Path | None) -> None:
    """What came of it; exit code 1 if any row is in error."""
    if outcome.delivered is None:
        for _, payload in islice(outcome.survey.spool, _SHOWN):
            print(payload.decode())
        print(say(lang, "nothing_sent"), file=sys.stderr)
    for line in lines(outcome, lang, rejects):
        print(line, file=sys.stderr)
    if outcome.survey.rejected:
        raise typer.Exit(1)
