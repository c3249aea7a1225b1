"""Why a row makes no event, and why an import cannot go on."""

from dataclasses import dataclass

from service.imports.words import REASONS, Lang, Reason, say

_LONGEST = 60


class ImportFailed(Exception):
    """The import cannot go on. `text` says why, and what to do."""

    def __init__(self, name: str, **given: object) -> None:
        self.name, self.given = name, given
        super().__init__(say("en", name, **given))

    def text(self, lang: Lang) -> str:
        """As a person reads it."""
        return say(lang, self.name, **self.given)


class Unfit(Exception):
    """What a value is not; raised where it is made, and told with the row's place as a `Fault`."""

    def __init__(self, reason: Reason, field: str, **given: object) -> None:
        self.reason: Reason = reason
        self.field, self.given = field, given
        super().__init__(reason, field, given)


@dataclass(frozen=True)
class Fault:
    """A row that makes no event: its file, its line (from 1), the column or field, and the reason."""

    file: str
    line: int
    unfit: Unfit

    def text(self, lang: Lang) -> str:
        """As a person reads it.

        >>> Fault("a.csv", 7, Unfit("no_number", "price", value="1,5")).text("en")
        "a.csv:7: price: '1,5' is no number"
        """
        field = f"{self.unfit.field}: " if self.unfit.field else ""
        return f"{self.file}:{self.line}: {field}{self.reason(lang)}"

    def reason(self, lang: Lang) -> str:
        """Why, without the place."""
        given = {name: _shown(value) if name == "value" else value for name, value in self.unfit.given.items()}
        english, french = REASONS[self.unfit.reason]
        return (english if lang == "en" else french).format(**given)


def _shown(value: object) -> str:
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
