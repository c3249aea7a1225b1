"""Checks of reference lists: a spelling means one code, and what is unknown, other and unlisted are told apart."""

from collections.abc import Iterator

from schemas.lists import OTHER, UNKNOWN, UNLISTED, ReferenceList
from service.catalog.draft import Draft, Entry, valid
from service.catalog.mistakes import Mistake
from service.kpi.derive.lists import folded


def check_lists(draft: Draft) -> Iterator[Mistake]:
    """Every mistake in reference lists."""
    for entry, listed in valid(draft.lists):
        yield from _kept_apart(entry, listed)
        yield from _spellings(entry, listed)


def _kept_apart(entry: Entry[ReferenceList], listed: ReferenceList) -> Iterator[Mistake]:
    for name in (UNKNOWN, OTHER):
        if name not in listed.code:
            yield entry.mistake(("code",), f"lacks {name}: what is not known and what is none of these stay apart")
    if UNLISTED in listed.code:
        yield entry.mistake(("code", UNLISTED), f"{UNLISTED} stands for what the list does not know yet")


def _spellings(entry: Entry[ReferenceList], listed: ReferenceList) -> Iterator[Mistake]:
    meaning: dict[str, str] = {folded(name): name for name in listed.code}
    for name, code in listed.code.items():
        for index, text in enumerate(code.spellings):
            place = ("code", name, "spellings", index)
            other = meaning.setdefault(folded(text), f"{name} above")
            if other != f"{name} above" or text in code.spellings[:index]:
                yield entry.mistake(place, f"{text!r} means {other.removesuffix(' above')} already")
            elif not folded(text):
                yield entry.mistake(place, "nothing is left of this spelling")
