"""`vigie verify`: count everything again from the raw topics and compare."""

import asyncio
import sys
from datetime import timedelta
from typing import Annotated

import typer

from service.cli.failure import LANG, fail
from service.demo.feed import hush
from service.settings import Settings
from service.verify.errors import VerifyError
from service.verify.report import report, verified
from service.verify.verify import verify as run
from service.verify.words import Lang, Words


def verify(
    wait: Annotated[
        float, typer.Option(min=0, help="Seconds given to a service that is still working to come to rest.")
    ] = 60,
    metrics: Annotated[
        list[str] | None,
        typer.Option(help="Address of a worker's /metrics; repeat it for several. Default: VIGIE_WEB_HOST and _PORT."),
    ] = None,
    allow_empty: Annotated[
        bool, typer.Option("--allow-empty", help="Accept that there is nothing to compare.")
    ] = False,
    lang: Annotated[Lang, typer.Option(help="Language of what is said.")] = LANG,
) -> None:
    """Count everything again from the raw topics, in SQL, and compare with what was published."""
    hush()
    try:
        verdict = asyncio.run(run(Settings(), timedelta(seconds=wait), tuple(metrics or ()), _tell, words=Words(lang)))
    except VerifyError as error:
        fail("verify", error, lang)
    for line in report(verdict, allow_empty, Words(lang)):
        print(line)
    raise typer.Exit(0 if verified(verdict, allow_empty) else 1)


def _tell(line: str) -> None:
    print(f"  {line}", file=sys.stderr, flush=True)
