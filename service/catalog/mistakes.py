"""What is wrong in the catalog, and where."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

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
        place = f"{self.file}:{self.line}: " + (f"{self.field}: " if self.field else "")
        return place + self.message + (f" (did you mean {self.nearest}?)" if self.nearest else "")


class CatalogError(Exception):
    """The catalog cannot be used; its author must mend `mistakes`, all of which are listed."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        count = f"{len(self.mistakes)} mistake{'s' if len(self.mistakes) > 1 else ''} in the catalog:"
        super().__init__("\n".join([count, *map(str, self.mistakes)]))


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known name that `word` most resembles, if any does.

    >>> nearest("opend_unique", ["sent", "opened_unique"])
    'opened_unique'
    """
    return next(iter(get_close_matches(word, known, n=1)), None)


def unknown(what: str, word: str, known: Iterable[str]) -> tuple[str, str | None]:
    """Message and nearest name for a word that is not known; where nothing is near, a short list of what is.

    >>> unknown("rule file", "bots.toml", ["machine.toml"])
    ('unknown rule file bots.toml; there is machine.toml', None)
    """
    names = sorted(known)
    near = nearest(word, names)
    listed = "" if near or not 0 < len(names) <= _LISTED else f"; there is {', '.join(names)}"
    return f"unknown {what} {word}{listed}", near
