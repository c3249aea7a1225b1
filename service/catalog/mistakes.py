"""What is wrong in the catalog, and where."""

from collections.abc import Iterable
from dataclasses import dataclass

from service.catalog.french import MISTAKES
from service.lang import COLON, Lang
from service.nearest import nearest

_LISTED = 12


@dataclass(frozen=True)
class Mistake:
    """One mistake: file (inside the catalog's folder), line (from 1), field, what is wrong, what was meant.

    >>> print(Mistake("mail.toml", 7, "kpi.open_rate.unit", "unknown unit racio", "ratio"))
    mail.toml:7: kpi.open_rate.unit: unknown unit racio (did you mean ratio?)
    """

    file: str
    line: int
    field: str
    message: str
    nearest: str | None = None

    @property
    def order(self) -> tuple[str, int, str, str]:
        """Mistakes are listed as a reader meets them."""
        return self.file, self.line, self.field, self.message

    def __str__(self) -> str:
        return self.text("en")

    def text(self, lang: Lang) -> str:
        """In a line; in French where there are words for it."""
        colon = COLON[lang]
        place = f"{self.file}:{self.line}{colon}" + (f"{self.field}{colon}" if self.field else "")
        message = self.message if lang == "en" else MISTAKES.french(self.message) or self.message
        asked = "did you mean {}?" if lang == "en" else "vouliez-vous dire {}\u202f?"
        return place + message + (f" ({asked.format(self.nearest)})" if self.nearest else "")


class CatalogError(Exception):
    """The catalog cannot be used; its author must mend `mistakes`, all of which are listed."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__(self.text("en"))

    def text(self, lang: Lang) -> str:
        """How many, then a line for each."""
        number = len(self.mistakes)
        english, french = ("mistake", "faute") if number == 1 else ("mistakes", "fautes")
        count = f"{number} {english} in the catalog:" if lang == "en" else f"{number} {french} dans le catalogue\u202f:"
        return "\n".join([count, *(mistake.text(lang) for mistake in self.mistakes)])


def unknown(what: str, word: str, known: Iterable[str]) -> tuple[str, str | None]:
    """Message and nearest name for a word that is not known; where nothing is near, a short list of what is.

    >>> unknown("rule file", "bots.toml", ["machine.toml"])
    ('unknown rule file bots.toml; there is machine.toml', None)
    """
    names = sorted(known)
    near = nearest(word, names)
    listed = "" if near or not 0 < len(names) <= _LISTED else f"; there is {', '.join(names)}"
    return f"unknown {what} {word}{listed}", near
