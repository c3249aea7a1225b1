"""The `vigie` command; a subcommand is the function of its name in the module of its name, imported late."""

import importlib
import sys
from collections.abc import Mapping
from keyword import iskeyword
from typing import Any

import typer
from pydantic_core import ValidationError
from typer import rich_utils
from typer.core import TyperCommand, TyperGroup

from service.lang import Lang, wanted
from service.reasons import reason

COMMANDS = {
    "demo": "Start everything here, send generated traffic of all families and watch the KPIs live.",
    "worker": "Run the service: read raw events, count them, publish KPIs.",
    "board": "Show the live board and the API alone, beside the workers.",
    "broker": "Run a real Kafka broker in the foreground; no Java or Docker needed.",
    "topics": "Create the topics, or list what flows through each.",
    "send": "Send generated events.",
    "import": "Make events of a file's rows, as a mapping says, and send them.",
    "read": "Show what is on a topic, record by record.",
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


UsageError: Any = typer.BadParameter.__mro__[1]
"""Of which all mistakes in a command line are; typer exports this one of them."""

SUBCOMMAND: Mapping[Lang, str] = {"en": "COMMAND [ARGS]...", "fr": "COMMANDE [ARGS]..."}


def load(name: str) -> Any:
    """The real command behind a name of `COMMANDS`."""
    own = f"{name}_" if iskeyword(name) else name
    function = getattr(importlib.import_module(f"service.cli.{own}"), own)
    single = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    single.command(name, help=function.__doc__)(function)
    command = typer.main.get_command(single)
    return in_french(name, command) if wanted(sys.argv[1:]) == "fr" else command


def in_french(name: str, command: Any) -> Any:
    """A command with its help in French."""
    from service.cli.french import COMMON, HELP
    from service.cli.usage import speak_french

    parameters = [*command.params, command.get_help_option(typer.Context(command))]
    speak_french(parameters)
    command.help = HELP[name][""]
    for each in parameters:
        each.help = {**COMMON, **HELP[name]}[each.name]
    return command


def app() -> None:
    """The console entry point; mistaken settings end it with exit code 2 and one line each."""
    lang = wanted(sys.argv[1:])
    try:
        sys.exit(group(lang).main(unspoken(sys.argv[1:]), prog_name="vigie", standalone_mode=False))
    except UsageError as error:
        rich_utils.rich_format_error(told(error, lang))
        sys.exit(error.exit_code)
    except ValidationError as error:
        if error.title != "Settings":
            raise
        sys.stderr.writelines(f"{line}\n" for line in mistakes(error, lang))
        sys.exit(2)


def told(error: Any, lang: Lang) -> Any:
    """A mistake in the command line as it is shown; where there was no command, help was."""
    if lang == "en" or type(error).__name__ == "NoArgsIsHelpError":
        return error
    from service.cli.usage import in_french

    return in_french(error)


def unspoken(arguments: list[str]) -> list[str]:
    """Without the language, where it is said before the command, or without one.

    >>> unspoken(["--lang", "fr", "check"]), unspoken(["--help", "--lang=fr"]), unspoken(["demo", "--lang", "fr"])
    (['check'], ['--help'], ['demo', '--lang', 'fr'])
    """
    end = next((place for place, argument in enumerate(arguments) if argument in COMMANDS), len(arguments))
    before = [argument for argument in arguments[:end] if not argument.startswith("--lang=")]
    while "--lang" in before:
        place = before.index("--lang")
        del before[place : place + 2]
    return before + arguments[end:]


def group(lang: Lang = "en") -> TyperGroup:
    """All commands under one roof."""
    purposes, roof = COMMANDS, "Live KPIs from raw events on Kafka, each event counted exactly once."
    if lang == "fr":
        from service.cli.french import COMMON, PURPOSES, ROOF
        from service.cli.usage import speak_french

        purposes, roof = dict(PURPOSES), ROOF
    roofed = TyperGroup(
        name="vigie",
        help=roof,
        commands={name: Lazy(name, help=purpose, callback=None) for name, purpose in purposes.items()},
        no_args_is_help=True,
        subcommand_metavar=SUBCOMMAND[lang],
    )
    if lang == "fr":
        asking = roofed.get_help_option(typer.Context(roofed))
        assert asking is not None
        speak_french([asking])
        asking.help = COMMON["help"]
    return roofed


def mistakes(error: ValidationError, lang: Lang = "en") -> list[str]:
    """A line for each wrong setting: its environment variable, what is wrong, and what was given.

    >>> from service.settings import Settings
    >>> try:
    ...     Settings(partitions=0)
    ... except ValidationError as error:
    ...     mistakes(error)
    ['VIGIE_PARTITIONS: Input should be greater than or equal to 1 (it is 0)']
    """
    return [_mistake(dict(item), lang) for item in error.errors(include_url=False)]


def _mistake(item: dict[str, Any], lang: Lang) -> str:
    variable, why = "_".join(map(str, item["loc"])).upper(), reason(item)
    if lang == "en":
        return f"VIGIE_{variable}: {why.en} (it is {item['input']!r})"
    from service.cli.failure import french

    return f"VIGIE_{variable}\u202f: {french(why.fr)} (donné\u202f: {item['input']!r})"
