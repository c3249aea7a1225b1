"""Checks of the lists of known sites: each host, tag and name stands once."""

from collections.abc import Iterator

from service.catalog.draft import Draft, valid
from service.catalog.mistakes import Mistake


def check_sites(draft: Draft) -> Iterator[Mistake]:
    """Every mistake in the files of `sites/`."""
    first: dict[str, str] = {}
    for entry, sites in valid(draft.sites):
        for name, known in sites.sites.items():
            for each in (name, *known):
                if each in first:
                    yield entry.mistake(("sites", name), f"{each} is known already as {first[each]}")
                first.setdefault(each, f"{name} (sites/{entry.name})")
