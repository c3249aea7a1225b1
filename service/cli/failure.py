"""How a command that cannot go on says so."""

import sys
from typing import NoReturn

import typer


def fail(command: str, reason: object) -> NoReturn:
    """One message on standard error, exit code 1."""
    print(f"vigie {command}: {reason}", file=sys.stderr)
    raise typer.Exit(1)
