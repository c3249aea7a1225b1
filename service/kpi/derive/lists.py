"""Reference lists: from what is stated to the code that the list has for it."""

from collections.abc import Callable, Mapping

from schemas.facts import Dimension
from schemas.lists import UNKNOWN, UNLISTED, ReferenceList


def codes_of(listed: ReferenceList) -> Callable[[Dimension], Dimension]:
    """A function from a statement to its code: `unknown` for none at all, `unlisted` for one the list lacks.

    Nothing is dropped, so the codes of any events add up to their number, whatever the list knows.
    """
    known = spellings_of(listed)

    def code(stated: Dimension) -> Dimension:
        text = folded(stated) if isinstance(stated, str) else ""
        return known.get(text, UNLISTED) if text else UNKNOWN

    return code


def spellings_of(listed: ReferenceList) -> Mapping[str, str]:
    """The code of each spelling, folded; each code is a spelling of itself."""
    return {folded(text): name for name, code in listed.code.items() for text in (name, *code.spellings)}


def folded(text: str) -> str:
    """What of a spelling counts: small letters; underscores, hyphens and white space alike; straight apostrophes.

    >>> folded(" Don’t  know"), folded("NOT_RECEIVED"), folded("opt-out")
    ("don't know", 'not received', 'opt out')
    """
    return " ".join(text.lower().replace("’", "'").replace("_", " ").replace("-", " ").split())
