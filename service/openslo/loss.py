"""What is lost between the catalog and OpenSLO: where, and why."""

from dataclasses import dataclass
from typing import Literal

from schemas.definitions import Wording
from service.catalog.places import Path
from service.catalog.source import dotted
from service.lang import COLON, Lang, of
from service.openslo.words import said, word

Fate = Literal["left_out", "kept", "dropped"]
"""What becomes of it: the whole is left out; it travels as an annotation; it is not carried over."""


@dataclass(frozen=True)
class Place:
    """File, line (from 1) and path inside it."""

    file: str
    line: int
    path: Path

    def text(self) -> str:
        """As a person looks it up.

        >>> Place("mail.toml", 7, ("kpi", "open_rate", "objective")).text()
        'mail.toml:7: kpi.open_rate.objective'
        """
        return f"{self.file}:{self.line}: {dotted(self.path)}".removesuffix(": ")


@dataclass(frozen=True)
class Loss:
    """One thing that cannot be expressed."""

    place: Place
    fate: Fate
    why: Wording

    def text(self, lang: Lang) -> str:
        """In a line."""
        colon = COLON[lang]
        return f"{self.place.text()}{colon}{word(self.fate, lang)}{colon}{of(self.why, lang)}"


def lost(place: Place, fate: Fate, name: str, **parts: object) -> Loss:
    """A loss, by the name of its text and what fills it."""
    return Loss(place, fate, said(name, **parts))
