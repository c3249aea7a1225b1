"""The languages that a person is spoken to in, and which of them is wanted."""

import os
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Literal, get_args

from schemas.definitions.terms import Wording

Lang = Literal["en", "fr"]

LANGS: tuple[Lang, ...] = get_args(Lang)

VARIABLE = "VIGIE_LANG"


SEMICOLON: Mapping[Lang, str] = {"en": "; ", "fr": "\u202f; "}
COLON: Mapping[Lang, str] = {"en": ": ", "fr": "\u202f: "}
"""French leaves a narrow space before them."""


def of(wording: Wording, lang: Lang) -> str:
    """A text in one of the languages."""
    return wording.en if lang == "en" else wording.fr


def preferred(environment: Mapping[str, str] = os.environ) -> Lang:
    """The language that the environment asks for: VIGIE_LANG, else what the system speaks; else English.

    >>> preferred({"LANG": "fr_FR.UTF-8"}), preferred({"LANG": "fr_FR.UTF-8", "VIGIE_LANG": "en"}), preferred({})
    ('fr', 'en', 'en')
    """
    # The first that is set decides, as POSIX has it; ours stands before them.
    asked = next(
        (environment[name] for name in (VARIABLE, "LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), ""
    )
    return next((lang for lang in LANGS if asked.lower().startswith(lang)), "en")


def wanted(arguments: Sequence[str], environment: Mapping[str, str] = os.environ) -> Lang:
    """The language of a whole command line, before it is parsed: `--lang fr`, else that of the environment.

    >>> wanted(["check", "--lang=fr"], {}), wanted(["check", "--lang", "en"], {"LANG": "fr_FR"})
    ('fr', 'en')
    """
    given = [argument.removeprefix("--lang=") for argument in arguments if argument.startswith("--lang=")]
    given += [value for option, value in pairwise(arguments) if option == "--lang"]
    return next((lang for lang in LANGS if lang in given), preferred(environment))
