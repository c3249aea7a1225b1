"""How a command that cannot go on says so, and in which language commands speak unless told otherwise."""

import sys
from typing import NoReturn

import typer

from service.lang import Lang, preferred

LANG: Lang = preferred()
"""Read when a command begins: commands are imported late."""


def fail(command: str, reason: object) -> NoReturn:
    """One message on standard error, exit code 1."""
    print(f"vigie {command}: {reason}", file=sys.stderr)
    raise typer.Exit(1)
