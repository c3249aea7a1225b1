"""What a check found."""

from dataclasses import dataclass
from enum import StrEnum

from schemas.definitions import Wording
from service.lang import SEMICOLON, Lang, of


class Level(StrEnum):
    """How much it matters."""

    FINE = "fine"
    WARNING = "warning"
    BROKEN = "broken"


@dataclass(frozen=True)
class Finding:
    """One line of the report; `advice` says what to do."""

    level: Level
    about: str
    """The name of what was looked at; its words are in `service.doctor.words`."""
    found: Wording
    advice: Wording | None = None

    def text(self, lang: Lang) -> str:
        """What was found, and what to do."""
        found = of(self.found, lang)
        return found if self.advice is None else f"{found}{SEMICOLON[lang]}{of(self.advice, lang)}"


def fine(about: str, found: Wording) -> Finding:
    """All is well."""
    return Finding(Level.FINE, about, found)


def warning(about: str, found: Wording, advice: Wording) -> Finding:
    """It works, but not as it should, or not for long."""
    return Finding(Level.WARNING, about, found, advice)


def broken(about: str, found: Wording, advice: Wording) -> Finding:
    """It cannot work."""
    return Finding(Level.BROKEN, about, found, advice)
