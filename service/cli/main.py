"""The `vigie` command; a subcommand is the function of its name in the module of its name, imported late."""

import importlib
import sys
from keyword import iskeyword
from typing import Any

import typer
from pydantic_core import ValidationError
from typer.core import TyperCommand, TyperGroup

COMMANDS = {
    "demo": "Start everything here, send generated traffic of all families and watch the KPIs live.",
    "worker": "Run the service: read raw events, count them, publish KPIs.",
    "board": "Show the live board and the API alone, beside the workers.",
    "broker": "Run a real Kafka broker in the foreground; no Java or Docker needed.",
    "topics": "Create the topics, or list what flows through each.",
    "send": "Send generated events.",
    "import": "Make events of a file's rows, as a mapping says, and send them.",
    "verify": "Count everything again from the raw topics and compare.",
    "explain": "Say why a published value is what it is.",
    "check": "Check the catalog; name every mistake with its place.",
    "openslo": "Write objectives as OpenSLO, or read them.",
    "doctor": "Look for what is wrong with the set-up and say what to do.",
    "render": "Write the generated files again.",
}
"""`name` runs `service.cli.name:name`, a function with typer's annotations; `import_` where Python has the name."""


class Lazy(TyperCommand):
    """A command known by name and purpose only; its module is imported when it is called."""

    def make_context(self, *args: Any, **kwargs: Any) -> Any:
        """The context of the real command, which thereby replaces this one."""
        return load(self.name or "").make_context(*args, **kwargs)


def load(name: str) -> Any:
    """The real command behind a name of `COMMANDS`."""
    own = f"{name}_" if iskeyword(name) else name
    function = getattr(importlib.import_module(f"service.cli.{own}"), own)
    single = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    single.command(name, help=function.__doc__)(function)
    return typer.main.get_command(single)


def app() -> None:
    """The console entry point; mistaken settings end it with exit code 2 and one line each."""
    try:
        group().main(prog_name="vigie")
    except ValidationError as error:
        if error.title != "Settings":
            raise
        sys.stderr.writelines(f"{line}\n" for line in mistakes(error))
        sys.exit(2)


def group() -> TyperGroup:
    """All commands under one roof."""
    return TyperGroup(
        name="vigie",
        help="Live KPIs from raw events on Kafka, each event counted exactly once.",
        commands={name: Lazy(name, help=purpose, callback=None) for name, purpose in COMMANDS.items()},
        no_args_is_help=True,
    )


def mistakes(error: ValidationError) -> list[str]:
    """A line for each wrong setting: its environment variable, what is wrong, and what was given.

    >>> from service.settings import Settings
    >>> try:
    ...     Settings(partitions=0)
    ... except ValidationError as error:
    ...     mistakes(error)
    ['VIGIE_PARTITIONS: Input should be greater than or equal to 1 (it is 0)']
    """
    return [_mistake(item["loc"], item["msg"], item["input"]) for item in error.errors(include_url=False)]


def _mistake(place: tuple[int | str, ...], wrong: str, given: object) -> str:
    variable = "_".join(map(str, place)).upper()
    return f"VIGIE_{variable}: {wrong.removeprefix('Value error, ')} (it is {given!r})"
