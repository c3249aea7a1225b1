"""Which known site a host or a tag belongs to, by asking every site that there is."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from schemas.sites import Sites

_ENDING = r"(\.(co|com|org|net|ne|or)\.[a-z]{2}|\.[a-z]{2,})"
"""What `.*` may be: `.fr`, `.com`, `.co.uk`."""


@dataclass(frozen=True)
class _Known:
    by: re.Pattern[str]
    name: str
    category: str


@dataclass(frozen=True)
class KnownSites:
    """All the lists in one."""

    known: tuple[_Known, ...]

    def name(self, text: str | None) -> str | None:
        """The name of the site, else the text without `www.`.

        >>> KnownSites.of([]).name("WWW.Example.org")
        'example.org'
        """
        found = self._find(text)
        return found.name if found else (text or "").lower().removeprefix("www.") or None

    def category(self, text: str | None) -> str | None:
        """The category of the site, if it is known."""
        found = self._find(text)
        return found.category if found else None

    def _find(self, text: str | None) -> _Known | None:
        """The one that most of the text speaks for."""
        found = [(len(match[0]), each) for each in self.known if (match := each.by.search((text or "").lower()))]
        return max(found, key=lambda pair: pair[0])[1] if found else None

    @classmethod
    def of(cls, lists: Iterable[Sites]) -> "KnownSites":
        """By what each site is known; exact hosts before those of any ending."""
        known = [each for sites in lists for each in _known(sites)]
        return cls(tuple(sorted(known, key=lambda each: _ENDING in each.by.pattern)))


def _known(sites: Sites) -> Iterator[_Known]:
    for name, texts in sites.sites.items():
        for text in (name, *texts):
            yield _Known(re.compile(_pattern(text)), name, sites.category)


def _pattern(text: str) -> str:
    r"""A host and all under it, at the end of the text; a tag only as a whole.

    >>> _pattern("a.b"), _pattern("email")
    ('(?<![^.])a\\.b\\Z', '\\Aemail\\Z')
    """
    if text.endswith(".*"):
        return rf"(?<![^.]){re.escape(text.removesuffix('.*'))}{_ENDING}\Z"
    return rf"(?<![^.]){re.escape(text)}\Z" if "." in text else rf"\A{re.escape(text)}\Z"
