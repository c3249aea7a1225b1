"""Sentences with gaps in two languages: what was said in English, told in French.

For messages that are raised far from whoever reads them, where the language is not known yet.
"""

import re
from collections.abc import Mapping
from functools import cached_property

_GAP = re.compile(r"\{(\w+)\}")


class Phrases:
    """English sentences, with `{gaps}`, to French ones with the same gaps."""

    def __init__(self, french: Mapping[str, str]) -> None:
        self.table = french

    def french(self, english: str) -> str | None:
        """The sentence in French, with what fills its gaps told in French too; None: it is none of these.

        >>> phrases = Phrases({"unknown {what} {word}": "{word}, {what} inconnu", "subject": "sujet"})
        >>> phrases.french("unknown subject custmer")
        'custmer, sujet inconnu'
        """
        for pattern, french in self._patterns:
            if found := pattern.fullmatch(english):
                return french.format(**{name: self.french(part) or part for name, part in found.groupdict().items()})
        return None

    @cached_property
    def _patterns(self) -> list[tuple[re.Pattern[str], str]]:
        """Those that say most first: a sentence may fit one with wide gaps too."""
        by_length = sorted(self.table.items(), key=lambda both: -len(_GAP.sub("", both[0])))
        return [(_pattern(english), french) for english, french in by_length]


def _pattern(english: str) -> re.Pattern[str]:
    # Lazy, so that a gap ends at the first place where what follows it fits.
    parts = _GAP.split(english)
    texts, gaps = parts[::2], parts[1::2]
    lazy = [re.escape(text) + f"(?P<{gap}>.+?)" for text, gap in zip(texts, gaps, strict=False)]
    return re.compile("".join(lazy) + re.escape(texts[-1]), re.DOTALL)
