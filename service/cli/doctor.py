"""`vigie doctor`: what is wrong with the set-up, and what to do about it."""

from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from service.cli.failure import LANG
from service.demo.feed import hush
from service.doctor.finding import Finding, Level
from service.doctor.run import findings
from service.doctor.words import ABOUT, LEVELS
from service.lang import LANGS, Lang
from service.settings import Settings

STYLES = {Level.FINE: "green", Level.WARNING: "yellow", Level.BROKEN: "red"}


def doctor(
    lang: Annotated[Lang, typer.Option(help="Language of what is said.")] = LANG,
) -> None:
    """Look for what is wrong with the set-up and say what to do. Exit code 1 if anything is broken."""
    hush()
    out = Console(highlight=False, soft_wrap=True)
    levels = []
    for finding in findings(Settings()):
        levels.append(finding.level)
        out.print(line(finding, lang))
    raise typer.Exit(1 if Level.BROKEN in levels else 0)


def line(finding: Finding, lang: Lang) -> Text:
    """The finding as a person reads it."""
    at = LANGS.index(lang)
    level, about = LEVELS[finding.level][at], ABOUT[finding.about][at]
    return Text.assemble((f"{level:<{_width(LEVELS, at)}}", STYLES[finding.level]), f"{about:<{_width(ABOUT, at)}}",
                         finding.text(lang))  # fmt: skip


def _width(words: dict[str, tuple[str, str]], at: int) -> int:
    return max(len(word[at]) for word in words.values()) + 2
