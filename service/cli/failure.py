"""How a command that cannot go on says so, and in which language commands speak unless told otherwise."""

import sys
from typing import NoReturn, Protocol, runtime_checkable

import typer

from service.cli.french import ERRORS
from service.lang import COLON, Lang, wanted

LANG: Lang = wanted(sys.argv[1:])
"""Read when a command begins: commands are imported late."""


@runtime_checkable
class Worded(Protocol):
    """What knows its own words."""

    def text(self, lang: Lang) -> str:
        """In a language."""


def fail(command: str, reason: object, lang: Lang = LANG) -> NoReturn:
    """One message on standard error, exit code 1."""
    print(f"vigie {command}{COLON[lang]}{told(reason, lang)}", file=sys.stderr)
    raise typer.Exit(1)


def told(reason: object, lang: Lang) -> str:
    """A reason in a language: in its own words if it has them; what nobody has put into French stays English.

    >>> told("no Kafka answers at a:1: start one (`vigie broker`), or set VIGIE_BROKER", "fr")
    'aucun Kafka ne répond à a:1\u202f: lancez-en un (`vigie broker`), ou donnez VIGIE_BROKER'
    """
    if isinstance(reason, Worded):
        return reason.text(lang)
    text = str(reason)
    return text if lang == "en" else french(text)


def french(text: str) -> str:
    """An English message in French, as a whole or line by line."""
    whole = ERRORS.french(text)
    return whole or "\n".join(ERRORS.french(line) or line for line in text.split("\n"))
