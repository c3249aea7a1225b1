"""Known sites: from a host or a tag to a name and a category."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from schemas.facts import Dimension
from schemas.sites import Sites

_ENDING = re.compile(r"(\.(?:co|com|org|net|ne|or)\.[a-z]{2}|\.[a-z]{2,})\Z")
"""What `.*` stands for: `.fr`, `.com`, `.co.uk`, `.com.br`."""


@dataclass(frozen=True)
class KnownSites:
    """What the site lists say: by host or tag, the name of the site; by name, its category."""

    names: Mapping[str, str]
    categories: Mapping[str, str]

    def name(self, text: Dimension) -> Dimension:
        """The name of the site; of one that is not known the text itself, in small letters and without `www.`."""
        if not isinstance(text, str) or not text:
            return None
        return self._known(text) or text.lower().removeprefix("www.") or None

    def category(self, text: Dimension) -> Dimension:
        """The category of the site; None for one that is not known."""
        name = self._known(text) if isinstance(text, str) else None
        return None if name is None else self.categories[name]

    def _known(self, text: str) -> str | None:
        return next((self.names[key] for key in _keys(text.lower()) if key in self.names), None)


def known_sites(lists: Iterable[Sites]) -> KnownSites:
    """All the lists in one."""
    names: dict[str, str] = {}
    categories: dict[str, str] = {}
    for each in lists:
        for name, known in each.sites.items():
            names |= dict.fromkeys((name, *known), name)
            categories[name] = each.category
    return KnownSites(names, categories)


def _keys(text: str) -> Iterator[str]:
    """What to look up, the longest host first. A last label alone is no host: `shop.email` is not the tag `email`.

    >>> list(_keys("news.google.co.uk")), list(_keys("adwords"))
    (['news.google.co.uk', 'news.google.*', 'google.co.uk', 'google.*', 'co.uk', 'co.*'], ['adwords'])
    """
    yield text
    while "." in text:
        yield _ENDING.sub(".*", text)
        text = text.partition(".")[2]
        if "." in text:
            yield text
