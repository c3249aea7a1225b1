"""What is stated, and the code that a reference list has for it."""

import re
from collections.abc import Iterable

from schemas.lists import UNKNOWN, UNLISTED, ReferenceList

_BETWEEN = re.compile(r"[\s_-]+")


def code(listed: ReferenceList, stated: str | None) -> str:
    """The code of a statement: `unknown` without one, `unlisted` where no code is spelt so."""
    said = _words(stated or "")
    if not said:
        return UNKNOWN
    return next((name for name, spelt in _spellings(listed) if _words(spelt) == said), UNLISTED)


def _spellings(listed: ReferenceList) -> Iterable[tuple[str, str]]:
    for name, given in listed.code.items():
        yield from ((name, spelling) for spelling in (name, *given.spellings))


def _words(text: str) -> list[str]:
    """What of a spelling counts.

    >>> _words(" Don’t  KNOW-it_all ")
    ["don't", 'know', 'it', 'all']
    """
    return [word for word in _BETWEEN.split(text.lower().replace("’", "'")) if word]
