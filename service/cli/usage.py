"""What typer says of the use of commands, in French: headings and kinds of parameters in help, and usage errors."""

import re
from collections.abc import Iterable, Mapping
from types import MethodType
from typing import Any

from pydantic_core import ValidationError
from typer import BadParameter, rich_utils

from service.phrases import Phrases
from service.reasons import reason

_UsageError: Any = BadParameter.__mro__[1]

_KINDS: Mapping[str, str] = {
    "int": "entier",
    "int range": "entier",
    "float": "nombre",
    "float range": "nombre",
    "str": "texte",
    "bool": "booléen",
    "path": "chemin",
    "file": "fichier",
}

HEADINGS: Mapping[str, str] = {
    "ARGUMENTS_PANEL_TITLE": "Arguments",
    "OPTIONS_PANEL_TITLE": "Options",
    "COMMANDS_PANEL_TITLE": "Commandes",
    "ERRORS_PANEL_TITLE": "Erreur",
    "DEFAULT_STRING": "[défaut\u202f: {}]",
    "ENVVAR_STRING": "[variable\u202f: {}]",
    "REQUIRED_LONG_STRING": "[obligatoire]",
    "DEPRECATED_STRING": "(dépassé) ",
    "ABORTED_TEXT": "Interrompu.",
    "RICH_HELP": "Voir [blue]'{command_path} {help_option}'[/].",
}

MISTAKES = Phrases(
    {
        "No such command {name}": "il n’y a pas de commande {name}",
        "No such command {name}.": "il n’y a pas de commande {name}",
        "No such command {name}. Did you mean {near}?": (
            "il n’y a pas de commande {name}\u202f; vouliez-vous dire {near}\u202f?"
        ),
        "Missing command.": "il manque une commande",
        "No such option: {name}": "il n’y a pas d’option {name}",
        "No such option: {name} (Possible options: {near})": (
            "il n’y a pas d’option {name}\u202f; vouliez-vous dire {near}\u202f?"
        ),
        "Missing argument {name}.": "il manque l’argument {name}",
        "Missing argument {name}. Choose from:\n\t{choices}": "il manque l’argument {name}\u202f:\n\t{choices}",
        "Missing option {name}.": "il manque l’option {name}",
        "Missing option {name}. Choose from:\n\t{choices}": "il manque l’option {name}\u202f:\n\t{choices}",
        "Got unexpected extra argument(s) ({extra})": "en trop\u202f: {extra}",
        "Option {name} requires an argument.": "l’option {name} attend une valeur",
        "Option {name} requires {count} arguments.": "l’option {name} attend {count} valeurs",
        "Option {name} does not take a value.": "l’option {name} ne prend pas de valeur",
        "Invalid value for {name}: {why}": "valeur fautive de {name}\u202f: {why}",
        "Invalid value: {why}": "valeur fautive\u202f: {why}",
        "{given} is not one of {choices}.": "{given} n’est pas l’un de {choices}",
    }
)
"""Everything that typer says of a command line."""


def speak_french(parameters: Iterable[Any]) -> None:
    """Help comes under French headings, with French names for the kinds of these parameters."""
    for name, text in HEADINGS.items():
        setattr(rich_utils, name, text)
    for parameter in parameters:
        parameter.display_type = MethodType(_kind_in_french, parameter)


def _kind_in_french(parameter: Any, ctx: Any) -> str:
    """As the parameter's class has it, word by word."""
    english = str(type(parameter).display_type(parameter, ctx=ctx))
    if parameter.type_descriptor.is_choice:
        return english
    return re.sub(r"[a-z]+( range)?", lambda word: _KINDS.get(word[0], word[0]), english).replace("list[", "liste[")


def in_french(error: Any) -> Any:
    """A mistake in a command line, told in French."""
    if isinstance(error.__cause__, ValidationError):
        error.message = reason(error.__cause__.errors(include_url=False)[0]).fr
    english = error.format_message()
    return _UsageError(MISTAKES.french(english) or english, ctx=error.ctx)
