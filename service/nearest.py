"""What somebody who wrote a name that is not known may have meant."""

from collections.abc import Iterable
from difflib import get_close_matches


def alike(word: str, known: Iterable[str], most: int = 3) -> list[str]:
    """The known names that `word` resembles, the nearest first.

    >>> alike("opn_rate", ["clicks", "open_ratio", "open_rate"])
    ['open_rate', 'open_ratio']
    """
    return get_close_matches(word, list(known), most)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known name that `word` most resembles, if any does.

    >>> nearest("opend_unique", ["sent", "opened_unique"])
    'opened_unique'
    """
    return next(iter(alike(word, known, 1)), None)
